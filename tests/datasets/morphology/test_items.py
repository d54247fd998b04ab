"""The items of the suite ``morphology``: each read back by its template, and decided as it says."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from ifeval_kit import content, jsonl, verify
from ifeval_kit.datasets.builders import morphology
from ifeval_kit.datasets.definition import Built, read_definition
from ifeval_kit.datasets.morphology.items import items
from ifeval_kit.records import Item

FOLDER = content.folder("suites") / "morphology"
N = 2000


@pytest.fixture(scope="module")
def fresh() -> list[Item]:
    return list(morphology.build(2, N))


def test_two_thousand_items_are_distinct_and_even(fresh: list[Item]) -> None:
    assert len({item.id for item in fresh}) == len({item.prompt for item in fresh}) == N
    languages = Counter(item.language for item in fresh)
    assert len(languages) == 16
    assert max(Counter(item.group for item in fresh).values()) <= -(-N // 170)


def test_the_suite_expands_to_over_a_hundred_thousand_items() -> None:
    seen = 0
    for spoken in morphology.languages():
        for probe in spoken.templates:
            if probe.name in ("negation1", "comparative1", "temporal1"):
                seen += sum(1 for _ in itertools.islice(probe.expand(), 2500))
    assert seen >= 100_000


FIELD = re.compile(r"\{([^{}]+)\}")


@cache
def _written(code: str, name: str) -> Any:
    return yaml.safe_load((FOLDER / code / name).read_text("utf-8"))


@cache
def _words(code: str, lexicon: str) -> str:
    """Return a pattern of every form of every word of a lexicon."""
    found: set[str] = set()
    for entry in _written(code, "lexicon.yaml")[lexicon]["entries"]:
        if "form" in entry:
            found.add(entry["form"])
        elif "forms" in entry:
            found |= set(entry["forms"].values())
        else:
            from num2words import num2words

            found.add(num2words(entry["value"], lang=code))
    return _any(found)


def _any(texts: set[str]) -> str:
    return "(?:" + "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True)) + ")"


def _field(code: str, inside: str) -> str:
    """Return a pattern of what a field of a template may show."""
    plain = re.sub("<[^<>]*>", "", inside)
    if ":" in plain:
        return _any({option.rpartition(":")[0] for option in inside.split("|")})
    if inside.startswith("$"):
        table = _written(code, "language.yaml")["functions"][inside[1 : inside.index("(")]]
        return _any(set(table.values()))
    name = re.sub(r"\d+$", "", plain.split(".")[0])
    rules = _written(code, "language.yaml").get("rules", {})
    return _any(set(rules[name].values())) if name in rules else _words(code, name)


def _pattern(code: str, template: dict[str, Any]) -> re.Pattern[str]:
    prompt = _written(code, "language.yaml")["prompt"]
    text = prompt.replace("{context}", template["context"])
    text = text.replace("{question}", template["question"])
    parts = FIELD.split(text)
    pattern = "".join(
        # Where a field shows nothing, one blank of two is left.
        _field(code, part) if at % 2 else re.escape(part).replace("\\ ", " *")
        for at, part in enumerate(parts)
    )
    return re.compile(pattern, re.IGNORECASE)


@cache
def _patterns(code: str) -> list[tuple[str, re.Pattern[str]]]:
    templates = _written(code, "templates.yaml")
    return [(template["probe"], _pattern(code, template)) for template in templates]


def test_each_prompt_is_read_back_by_one_template_its_own(fresh: list[Item]) -> None:
    for item in fresh:
        assert item.language is not None
        assert item.prompt is not None
        texts = (item.prompt, item.prompt.replace("İ", "i"))
        read = [
            probe
            for probe, pattern in _patterns(item.language)
            if any(pattern.fullmatch(text) for text in texts)
        ]
        assert read == [item.category], (item.id, item.prompt)
        assert item.exemplars[0].prompt != item.prompt


def _passed(item: Item, text: str) -> bool:
    return verify(text, item.constraints)[0].passed


def _folded(text: str) -> str:
    return text.replace("İ", "i").casefold()  # in Turkish İ is the capital of i


def _wrong_forms(item: Item) -> Iterator[str]:
    """Yield the answer with one word in another form than the right one."""
    kwargs = item.constraints[0].kwargs
    right = {_folded(text) for text in (kwargs["answer"], *kwargs.get("accept", ()))}
    for at, part in enumerate(kwargs["parts"]):
        if isinstance(part, str):
            continue
        for form in part["forms"]:
            text = "".join(
                form if here == at else other if isinstance(other, str) else other["form"]
                for here, other in enumerate(kwargs["parts"])
            )
            if _folded(" ".join(text.split())) not in right:
                yield text


def test_the_gold_answer_passes(fresh: list[Item]) -> None:
    for item in fresh:
        kwargs = item.constraints[0].kwargs
        for text in (kwargs["answer"], kwargs["answer"] + ".", *kwargs.get("accept", ())):
            assert _passed(item, text), (item.id, text)


def test_every_distractor_fails(fresh: list[Item]) -> None:
    for item in fresh:
        for text in item.constraints[0].kwargs["distractors"]:
            assert not _passed(item, text), (item.id, text)


def test_every_other_form_of_a_word_of_the_answer_fails_and_is_told_apart(
    fresh: list[Item],
) -> None:
    labels: Counter[str | None] = Counter()
    for item in fresh:
        if item.constraints[0].kwargs.get("articles") == "optional":
            continue  # what stands before the noun need not be there
        for text in _wrong_forms(item):
            verdict = verify(text, item.constraints)[0]
            assert not verdict.passed, (item.id, text)
            labels[verdict.label] += 1
    assert labels["right lemma in a wrong form"] / labels.total() > 0.9, labels


def test_repeating_the_question_is_no_answer_unless_one_follows(fresh: list[Item]) -> None:
    for item in fresh:
        asked = item.constraints[0].kwargs["asked"]
        for text in (" ".join(asked), "\n".join(asked), *asked):
            assert not _passed(item, text), (item.id, text)
        assert _passed(item, f"{' '.join(asked)}\n{item.constraints[0].kwargs['answer']}"), item.id


def test_listing_the_answer_and_another_one_fails(fresh: list[Item]) -> None:
    for item in fresh[::4]:
        right = item.constraints[0].kwargs["answer"]
        for wrong in item.constraints[0].kwargs["distractors"]:
            for text in (f"{right} / {wrong}", f"{wrong}/{right}", f"{right}\n{wrong}"):
                assert not _passed(item, text), (item.id, text)


def test_no_other_number_passes() -> None:
    """Nor one whose words contain the right ones: dix-sept for sept, 十五枚 for 五枚."""
    for spoken in morphology.languages():
        numerals = [probe for probe in spoken.templates if "number3" in probe.expander.plan.places]
        assert len(numerals) >= 2, spoken.code
        for probe in numerals:
            drawn = items(spoken, probe, 60, 3, name=spoken.code)
            by_answer = {item.constraints[0].kwargs["answer"]: item for item in drawn}
            for (right, item), text in itertools.product(by_answer.items(), by_answer):
                assert _passed(item, text) == (text == right), (right, text)


def test_the_frozen_items_are_those_of_the_seed() -> None:
    definition = read_definition(content.folder("suites") / "morphology.yaml")
    assert isinstance(definition, Built)
    frozen = content.folder("suites") / definition.items
    built = morphology.build(definition.seed, definition.n)
    assert b"".join(jsonl.encode(item) for item in built) == frozen.read_bytes()
