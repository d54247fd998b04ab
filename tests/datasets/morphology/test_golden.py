"""Every template of M2C expands to what the published engine gives, in the same order."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.datasets.morphology.compiling import compile_template
from ifeval_kit.datasets.morphology.expand import Expander
from ifeval_kit.datasets.morphology.features import Dimension, Dimensions, Table, by_patterns
from ifeval_kit.datasets.morphology.finishing import sentence_case
from ifeval_kit.datasets.morphology.lexicon import Word, lexicon
from ifeval_kit.datasets.morphology.template import Function, Language, Same

CODES = ("ar", "de", "en", "es", "fi", "fr", "it", "ru", "sk", "sv", "sw", "zh")
SPELLING = {
    ("en", "STARTSWITH"): {"VOW": "(?i)^[aeiouyéè]"},
    ("fr", "STARTSWITH"): {"VOW": "(?i)^[aeiouyéè]"},
    ("it", "STARTSWITH"): {"VOW": "(?i)^[aeiouy]", "CONS2": "^(gn|ps|z|s[^aeiouy])"},
    ("sv", "ENDSWITH"): {"VOW": "(?i)[aeiouy]$"},
    ("ru", "STARTSWITH2C"): {"CONS2": "(?i)^[^ауоыиэяюёе]{2}"},
}
SAME = {
    (True, False): Same.COMBINATIONS,
    (False, False): Same.PERMUTATIONS,
    (True, True): Same.REPEATED,
    (False, True): Same.PRODUCT,
}


def folder() -> Path:
    found = Path(os.environ.get("IFK_DATA", "")) / "m2c"
    if not (found / "languages.json").is_file():
        pytest.skip("the templates of M2C are not there; set IFK_DATA to the folder of the data")
    return found


def read(name: str) -> Any:
    return json.loads((folder() / name).read_text(encoding="utf-8"))


def language(code: str, found: Mapping[str, Any]) -> Language:
    dimensions = Dimensions(tuple(dimension(code, one) for one in found["dimensions"]))
    tables = {
        rule["name"]: Table(rule["name"], rule["table"], dimensions) for rule in found["rules"]
    }
    return Language(code, dimensions, tables, sentence_case)


def dimension(code: str, found: Mapping[str, Any]) -> Dimension:
    name, features = found["name"], tuple(found["features"])
    computed = None
    if found["computed"]:
        patterns = SPELLING[code, name]
        computed = by_patterns(patterns, sorted(features, key=lambda f: f not in patterns))
    return Dimension(name, features, found["sampleable"], computed)


def recorded(found: Mapping[str, Any]) -> Function:
    calls = {tuple(call["args"]): call["result"] for call in found["calls"]}
    return lambda *arguments: calls[arguments]


def expander(found: Mapping[str, Any], of: Language) -> Expander:
    lexicons, functions = {}, {}
    for name, words in found["lexicons"].items():
        if isinstance(words, dict):
            functions[name] = recorded(found["functions"][words["$function"]])
        else:
            forms = [Word({"": word} if isinstance(word, str) else word) for word in words]
            lexicons[name] = lexicon(name, forms, of.dimensions)
    same = {name: SAME[of["order"], of["repeat"]] for name, of in found["same_keys_cfg"].items()}
    compiled = compile_template(
        [found["template"]], of, lexicons, functions, same, by_position=True
    )
    return Expander(compiled)


def sha256(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@pytest.mark.data
@pytest.mark.parametrize("code", CODES)
def test_all_expansions_are_those_of_the_published_engine(code: str) -> None:
    of = language(code, read("languages.json")[code])
    for found in read(f"{code}.json")["templates"]:
        texts = [text for (text,) in expander(found, of).texts()]
        assert len(texts) == found["n_unique"], found["probe"]
        assert sha256(texts) == found["sha256_ordered"], found["probe"]
        assert sha256(sorted(texts)) == found["sha256_sorted"], found["probe"]


@pytest.mark.data
@pytest.mark.parametrize(("code", "probe"), [("fr", "negation1"), ("en", "temporal1")])
def test_samples_are_uniform_where_several_draws_show_the_same(code: str, probe: str) -> None:
    of = language(code, read("languages.json")[code])
    found = next(one for one in read(f"{code}.json")["templates"] if one["probe"] == probe)
    expand = expander(found, of)
    texts = {text for (text,) in expand.texts()}
    assert expand.draws > len(texts)
    drawn = [one.texts[0] for seed in range(40) for one in expand.sample(100, seed)]
    assert set(drawn) <= texts
    # 4,000 of n equally likely texts: as many different ones as chance would have, within 5 %.
    n = len(texts)
    assert len(set(drawn)) == pytest.approx(n * (1 - (1 - 100 / n) ** 40), rel=0.05)
