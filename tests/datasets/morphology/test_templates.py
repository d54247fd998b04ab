"""The grammar of templates, their expansion and sampling, on a small language."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest

from ifeval_kit.datasets.morphology import Expander, TemplateError, load_language
from ifeval_kit.datasets.morphology.compiling import compile_template
from ifeval_kit.datasets.morphology.features import Dimension, Dimensions, Table, by_patterns
from ifeval_kit.datasets.morphology.finishing import finishing, sentence_case
from ifeval_kit.datasets.morphology.lexicon import Lexicon, Word, lexicon
from ifeval_kit.datasets.morphology.template import Language, Same
from ifeval_kit.errors import DataError

DIMENSIONS = Dimensions(
    (
        Dimension("NUMBER", ("SG", "PL")),
        Dimension("GENDER", ("FEM", "MASC")),
        Dimension("DEFINITENESS", ("DEF", "INDF")),
        Dimension(
            "START", ("VOW", "CONS"), computed=by_patterns({"VOW": "^[aeiou]"}, ("VOW", "CONS"))
        ),
    )
)
ARTICLES = {"SG.INDF.VOW": "an", "SG.INDF.CONS": "a", "PL.INDF": "", "DEF": "the"}
TINY = Language("en", DIMENSIONS, {"ART": Table("ART", ARTICLES, DIMENSIONS)}, sentence_case)


def words(name: str, *entries: Mapping[str, str] | str) -> Lexicon:
    listed = [Word({"": one} if isinstance(one, str) else one) for one in entries]
    return lexicon(name, listed, DIMENSIONS)


LEXICONS = {
    "name": words("name", {"SG.FEM": "Ann"}, {"SG.MASC": "Bo"}, {"PL.FEM": "Cy and Di"}),
    "job": words("job", {"SG": "cook", "PL": "cooks"}, {"SG": "actor", "PL": "actors"}),
    "place": words("place", "barn", "shed", "yard"),
}


def expanded(text: str, same: Same = Same.COMBINATIONS) -> list[str]:
    policies = dict.fromkeys(LEXICONS, same)
    found = Expander(compile_template([text], TINY, LEXICONS, {"up": str.upper}, policies)).texts()
    return [text for (text,) in found]


def test_agreement_choice_rule_and_spelling() -> None:
    text = (
        "{name} {is:name.SG|are:name.PL} {ART.INDF.<job.START>.<name.NUMBER>} {job.<name.NUMBER>}"
    )
    assert set(expanded(text)) == {
        "Ann is a cook", "Ann is an actor", "Bo is a cook", "Bo is an actor",
        "Cy and Di are cooks", "Cy and Di are actors",
    }  # fmt: skip


def test_open_dimensions_are_enumerated_and_shown_alike() -> None:
    assert expanded("{job}, {job}") == [
        "Cook, cook",
        "Actor, actor",
        "Cooks, cooks",
        "Actors, actors",
    ]


@pytest.mark.parametrize(
    ("same", "count"),
    [
        (Same.COMBINATIONS, 3),
        (Same.PERMUTATIONS, 6),
        (Same.REPEATED, 6),
        (Same.PRODUCT, 9),
    ],
)
def test_instances_are_combined_as_said(same: Same, count: int) -> None:
    assert len(expanded("{place1} or {place2}", same)) == count


def test_conditional_features_ask_for_all_conditions() -> None:
    text = "{name1} {name2} {ART.SG.<DEF:name1.FEM,name2.FEM|INDF>.<job.START>}{job.SG}"
    found = expanded(text, Same.PERMUTATIONS)
    assert "Ann Cy and Di thecook" in found
    assert "Ann Bo acook" in found
    assert "Bo Cy and Di anactor" in found


def test_functions_and_modifiers() -> None:
    assert expanded("{$up(place)} {place.TO_CAPITALIZE}")[0] == "BARN Barn"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{name", r"column 1: expected a '}'"),
        ("name}", r"column 5: expected a '{'"),
        ("{name.}", r"column 7: expected a feature, a modifier or '<', found '}'"),
        ("{nam}", r"column 2: unknown placeholder 'nam'; did you mean 'name'\? \(known: "),
        ("{job.SGG}", r"column 2: unknown feature 'SGG'; did you mean 'SG'\?"),
        ("{job.MASC}", r"column 2: 'job' has no GENDER \(it has: NUMBER\)"),
        ("{job.<nam.NUMBER>}", r"unknown placeholder 'nam'"),
        ("{job.<name.NUMBR>} {name}", r"unknown dimension 'NUMBR'; did you mean 'NUMBER'\?"),
        ("{is:name.SG|are:job.PL} {name}", r"expected the placeholder 'name'"),
        ("{$down(name)}", r"unknown function 'down'"),
        ("{$up(name}", r"expected '\)'"),
        ("{name.<GENDER>}", r"expected '\.', found '>}'"),
    ],
)
def test_an_error_says_where_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        expanded(text)


def test_a_table_says_what_it_cannot_decide() -> None:
    with pytest.raises(TemplateError, match=r"ART is open between \['', 'a', 'an'\] for INDF"):
        TINY.tables["ART"](frozenset({"INDF"}))


def test_a_sample_is_seeded_distinct_and_part_of_all() -> None:
    compiled = compile_template(["{name} {place1} {place2}"], TINY, LEXICONS)
    found = Expander(compiled)
    every = {one.texts for one in found.expand()}
    drawn = [one.texts for one in found.sample(5, 7)]
    assert drawn == [one.texts for one in Expander(compiled).sample(5, 7)]
    assert len(set(drawn)) == 5
    assert set(drawn) <= every
    assert {one.texts for one in found.sample(1000, 1)} == every


def test_a_sample_of_a_large_template_does_not_expand_it(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {"big": words("big", *(f"w{n}" for n in range(30)))}
    text = " ".join(f"{{big{n}}}" for n in range(1, 3)) + " {big3} and {huge1} {huge2}"
    many["huge"] = words("huge", *(f"h{n}" for n in range(100)))
    found = Expander(compile_template([text], TINY, many, same={"huge": Same.PRODUCT}))
    monkeypatch.setattr(Expander, "expand", lambda _: pytest.fail("all were expanded"))
    assert found.draws == 4_060 * 10_000
    assert len({one.texts for one in found.sample(100, 1)}) == 100


def test_texts_are_finished_as_the_language_asks() -> None:
    assert sentence_case("c:  l' eau. où ?") == "C: l'eau. Où ?"
    turkish = finishing(sentence_case=True, elision=False, capitals={"i": "İ"})
    assert turkish("¿qué? iyi  mi? evet. the boys' books") == "¿Qué? İyi mi? Evet. The boys' books"
    plain = finishing(sentence_case=False, elision=True, capitals={})
    assert plain("l' eau  pure. oui") == "l'eau pure. oui"


def test_a_word_lacking_a_form_is_left_out() -> None:
    lexicons = {"job": words("job", {"SG": "cook", "PL": "cooks"}, {"SG": "head"})}
    found = Expander(compile_template(["{job.SG} {job.PL}"], TINY, lexicons)).texts()
    assert found == [("Cook cooks",)]


def test_more_features_win_over_fewer() -> None:
    made = words("x", {"PL": "geese", "PL.DEF": "the geese", "SG": "goose"})
    forms = {tuple(sorted(key)): form for key, form in made.entries[0].forms.items()}
    assert forms["DEF", "PL"] == "the geese"
    assert forms["INDF", "PL"] == "geese"


LANGUAGE = """
language: en
name: English
dimensions: {NUMBER: [SG, PL]}
plural: {one: SG, other: PL}
prompt: "{context} {question}"
functions: {half: {"1": morning, "2": evening}}
"""
LEXICON = """
number:
  entries: [{value: 1}, {value: 2}, {value: 3, form: three}]
thing: {checked: by hand, entries: [{forms: {SG: cup, PL: cups}}]}
"""
TEMPLATES = """
- probe: numerals1
  context: "{number1} {thing.<number1.NUMBER>} and {number2} more."
  question: "How many?"
  answer: "{$sum(number1,number2)}"
  same: {number: product}
  where: ["number1 + number2 <= 3"]
- probe: time
  context: "It is {number}."
  question: "When?"
  answer: "in the {$half(number)}"
  where: ["number < 3"]
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_language_is_read_from_its_folder(tmp_path: Path) -> None:
    write(tmp_path, language=LANGUAGE, lexicon=LEXICON, templates=TEMPLATES)
    sums, times = load_language(tmp_path).templates
    assert [one.texts for one in sums.expand()] == [
        ("One cup and one more.", "How many?", "Two"),
        ("One cup and two more.", "How many?", "Three"),
        ("Two cups and one more.", "How many?", "Three"),
    ]
    assert [one.texts[2] for one in times.expand()] == ["In the morning", "In the evening"]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("lexicon", "thing:", "Thing:", "lexicon 'Thing': its name"),
        ("lexicon", "forms:", "formes:", "unknown key 'formes'.*did you mean 'form"),
        ("language", "{question}", "", "the prompt lacks {question}"),
        ("templates", "{number: product}", "{numbr: product}", "same: unknown lexicon 'numbr'"),
        ("templates", "<= 3", "~ 3", "compares nothing"),
        ("templates", "$half", "$haf", r"template 2 \(time\): column 9: unknown function 'haf'"),
    ],
)
def test_an_error_names_file_and_place(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    files = {"language": LANGUAGE, "lexicon": LEXICON, "templates": TEMPLATES}
    write(tmp_path, **(files | {name: files[name].replace(old, new)}))
    with pytest.raises(DataError, match=message) as caught:
        list(itertools.chain(*(one.expand() for one in load_language(tmp_path).templates)))
    assert f"{name}.yaml" in str(caught.value)
