"""The lexicons of ``suites/morphology``: what they hold, and what libraries say of their forms."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest

from ifeval_kit import content
from ifeval_kit.datasets.lint import inflection
from ifeval_kit.datasets.morphology import SpokenLanguage, load_language

FOLDER = content.folder("suites") / "morphology"
CODES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
PROBES = {
    f"{name}{number}"
    for name in ("negation", "numerals", "spatial", "temporal", "comparative")
    for number in (1, 2)
}
OWN_PROBES = {
    "fi": {"possessives"},
    "hi": {"ergative"},
    "ja": {"counters"},
    "ko": {"particles"},
    "ru": {"motion"},
    "sw": {"time"},
    "tr": {"vowel_harmony"},
    "zh": {"classifiers"},
}


@pytest.fixture(scope="module")
def languages() -> dict[str, SpokenLanguage]:
    return {code: load_language(FOLDER / code) for code in CODES}


def test_every_language_has_the_ten_probes_and_its_own(
    languages: dict[str, SpokenLanguage],
) -> None:
    assert len(languages) >= 16
    for code, language in languages.items():
        probes = {template.probe for template in language.templates}
        assert probes == PROBES | OWN_PROBES.get(code, set()), code


def test_every_language_has_twenty_words_a_class_and_the_numbers_to_twenty(
    languages: dict[str, SpokenLanguage],
) -> None:
    for code, language in languages.items():
        for name in ("name", "thing", "place", "job", "city", "comparison"):
            words = language.lexicons[name].entries
            assert len(words) >= 20, (code, name, len(words))
            assert len({tuple(sorted(w.forms.items(), key=str)) for w in words}) == len(words)
        assert sorted(language.lexicons["number"].by_value) == list(range(21)), code


def test_every_word_says_where_it_was_checked(languages: dict[str, SpokenLanguage]) -> None:
    for language in languages.values():
        for lexicon in language.lexicons.values():
            assert all(word.checked for word in lexicon.entries), (language.code, lexicon.name)


KOREAN = ["책", "사과", "서울", "연필", "가방", "열쇠", "양말", "지영", "부산", "제주"]


@pytest.mark.parametrize("word", KOREAN)
def test_korean_syllables_are_open_or_closed_as_unicode_composes_them(
    languages: dict[str, SpokenLanguage], word: str
) -> None:
    final = (ord(word[-1]) - 0xAC00) % 28  # the consonant that closes it: 0 for none, 8 for l
    computed = languages["ko"].language.dimensions["ENDSWITH"].computed
    assert computed is not None
    assert computed(word) == {0: "OPEN", 8: "RIEUL"}.get(final, "CLOSED")


WRONG: list[tuple[str, str, str, inflection.Comparison, str]] = [
    ("en", "PL: knives", "PL: knifes", inflection.lemminflect, "not 'knifes'"),
    ("ru", "SG.INS: книгой", "SG.INS: книгом", inflection.pymorphy, "'книгом'"),
    ("ru", "PL.GEN: книг,", "PL.GEN: книги,", inflection.pymorphy, "'книги' as gent.plur"),
    ("sk", "PL.INS: stolmi", "PL.INS: stolami", partial(inflection.simplemma, "sk"), "stolami"),
    ("tr", "SG.LOC: kitapta", "SG.LOC: kitapte", inflection.vowel_harmony, "e after a"),
    ("de", "PL.DAT: Büchern", "PL.DAT: Bücher", inflection.german_nouns, "PL.DAT of 'Buch'"),
]


@pytest.mark.parametrize(("code", "right", "wrong", "comparison", "told"), WRONG)
def test_a_wrong_form_is_doubted(
    tmp_path: Path,
    code: str,
    right: str,
    wrong: str,
    comparison: inflection.Comparison,
    told: str,
) -> None:
    if comparison is inflection.german_nouns:
        pytest.importorskip("german_nouns", reason="pip install --no-deps german-nouns")
    assert told not in _doubts(FOLDER / code, comparison)
    copy = tmp_path / code
    shutil.copytree(FOLDER / code, copy)
    lexicon = copy / "lexicon.yaml"
    text = lexicon.read_text("utf-8")
    assert right in text
    lexicon.write_text(text.replace(right, wrong, 1), "utf-8")
    assert told in _doubts(copy, comparison)


def _doubts(folder: Path, comparison: inflection.Comparison) -> str:
    found = inflection.compared(load_language(folder), folder / "lexicon.yaml", comparison)
    return "\n".join(doubt.message for doubt in found)


BOOK = "    - {forms: {SG: book, PL: books}}\n"


def test_a_word_without_a_source_and_one_that_stands_twice_are_found(tmp_path: Path) -> None:
    copy = tmp_path / "en"
    shutil.copytree(FOLDER / "en", copy)
    (copy / "lexicon.yaml").write_text(
        (copy / "lexicon.yaml")
        .read_text("utf-8")
        .replace(
            "    - {forms: {SG: book, PL: books}}\n", 2 * "    - {forms: {SG: book, PL: books}}\n"
        )
        .replace('  checked: "prepositions; they do not inflect"\n', ""),
        "utf-8",
    )
    told = [doubt.message for doubt in inflection.doubts(tmp_path)]
    assert "'book' stands twice" in told
    assert "'under' lacks checked" in told


CLEAN: list[tuple[str, inflection.Comparison]] = [
    ("de", inflection.german_nouns),
    ("en", inflection.lemminflect),
    ("ru", inflection.pymorphy),
    ("tr", inflection.vowel_harmony),
]


@pytest.mark.parametrize(("code", "comparison"), CLEAN)
def test_the_best_library_of_a_language_doubts_nothing(
    code: str, comparison: inflection.Comparison
) -> None:
    if comparison is inflection.german_nouns:
        pytest.importorskip("german_nouns", reason="pip install --no-deps german-nouns")
    assert _doubts(FOLDER / code, comparison) == ""
