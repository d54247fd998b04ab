"""Which forms of the lexicons of ``suites/morphology`` are doubtful: libraries are asked again.

Each language is compared with what is installed of its dictionaries (all carry their data in the
package). A form that a dictionary lacks is doubtful, not wrong: dictionaries have gaps.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ifeval_kit.errors import MissingResourceError

if TYPE_CHECKING:
    from ifeval_kit.datasets.morphology import SpokenLanguage
    from ifeval_kit.datasets.morphology.lexicon import Entry

Forms: TypeAlias = dict[str, frozenset[str]]
"""The forms of a word, each with all features that it is given for."""

Comparison: TypeAlias = Callable[["Entry"], Iterator[str]]
"""Yields what a library says against a word."""

DICTIONARIES = frozenset(("en", "fr", "de", "it", "es", "sv", "fi", "sk", "sw", "tr", "hi"))
"""The languages whose inflected forms are looked up in the dictionaries of simplemma."""

CASES_DE = {"NOM": "nominativ", "GEN": "genitiv", "DAT": "dativ", "ACC": "akkusativ"}
NUMBERS_DE = {"SG": "singular", "PL": "plural"}
GENDERS_DE = {"MASC": "m", "FEM": "f", "NEUT": "n"}
TAGS_RU = {
    "NOM": "nomn",
    "GEN": "gent",
    "DAT": "datv",
    "ACC": "accs",
    "INS": "ablt",
    "LOC": "loct",
    "SG": "sing",
    "PL": "plur",
}
NOT_COMPARED = frozenset(
    ("name", "city", "number", "hour", "clockface", "preposition", "postposition", "side", "owner")
)
"""Lexicons that no dictionary of inflected words is asked about."""


@dataclass(frozen=True)
class Doubt:
    """What is said against a word: its language and lexicon, the file, and why.

    ``missing`` says that a library which would be asked is not installed.
    """

    where: str
    path: Path
    message: str
    missing: bool = False


def doubts(folder: Path) -> Iterator[Doubt]:
    """Yield what is doubtful about the lexicons of the languages in a folder."""
    from ifeval_kit.datasets.morphology import load_language

    told: set[Doubt] = set()
    for path in sorted(folder.glob("*/language.yaml")):
        for doubt in of_language(load_language(path.parent), path.with_name("lexicon.yaml")):
            if doubt not in told:
                told.add(doubt)
                yield doubt


def of_language(language: SpokenLanguage, path: Path) -> Iterator[Doubt]:
    """Yield what is doubtful about the lexicons of a language, which ``path`` holds."""
    yield from _unchecked(language, path)
    for comparison in _comparisons(language.code):
        yield from compared(language, path, comparison)


def _unchecked(language: SpokenLanguage, path: Path) -> Iterator[Doubt]:
    """Yield the words that do not say where they were checked, and those that stand twice."""
    for name, lexicon in language.lexicons.items():
        seen: set[tuple[object, ...]] = set()
        for entry in lexicon.entries:
            word = next(iter(entry.forms.values()))
            shown = (entry.value, *sorted(entry.forms.items(), key=str))
            if not entry.checked:
                yield Doubt(f"{language.code}/{name}", path, f"'{word}' lacks checked")
            if shown in seen:
                yield Doubt(f"{language.code}/{name}", path, f"'{word}' stands twice")
            seen.add(shown)


def compared(language: SpokenLanguage, path: Path, comparison: Comparison) -> Iterator[Doubt]:
    """Yield what one library says against the lexicons of a language."""
    for name, lexicon in language.lexicons.items():
        if name in NOT_COMPARED:
            continue
        for entry in lexicon.entries:
            try:
                for message in comparison(entry):
                    yield Doubt(f"{language.code}/{name}", path, message)
            except MissingResourceError as error:
                yield Doubt(language.code, path, str(error), missing=True)
                return


def _comparisons(code: str) -> list[Comparison]:
    own: dict[str, Comparison] = {
        "de": german_nouns,
        "en": lemminflect,
        "ru": pymorphy,
        "tr": vowel_harmony,
    }
    found = [own[code]] if code in own else []
    return [*found, partial(simplemma, code)] if code in DICTIONARIES else found


def _missing(package: str, install: str = '"ifeval-kit[build]"') -> MissingResourceError:
    return MissingResourceError(
        f"not compared with '{package}', which is not installed; get it with: pip install {install}"
    )


def _forms(entry: Entry) -> Forms:
    found: Forms = {}
    for key, form in entry.forms.items():
        found[form] = found.get(form, frozenset()) | key
    return found


def simplemma(code: str, entry: Entry) -> Iterator[str]:
    """Yield the forms of which simplemma's dictionary lacks a word."""
    try:
        from simplemma import is_known
    except ImportError:
        raise _missing("simplemma") from None
    unknown = [
        form
        for form in _forms(entry)
        if not all(is_known(word, lang=code) for word in re.findall(r"[^\s'’]{2,}", form))
    ]
    if unknown:
        yield f"simplemma does not know {', '.join(unknown)}"


def lemminflect(entry: Entry) -> Iterator[str]:
    """Yield the English plural that lemminflect forms otherwise."""
    try:
        from lemminflect import getInflection
    except ImportError:
        raise _missing("lemminflect") from None
    singular, plural = (entry.forms.get(frozenset([n])) for n in ("SG", "PL"))
    if singular is None or plural is None:
        return
    expected = getInflection(singular, "NNS")
    if plural not in expected:
        yield f"lemminflect has {' or '.join(expected)}, not '{plural}', of '{singular}'"


@cache
def _nouns() -> tuple[str, dict[str, list[str]]]:
    """Return the head and, by lemma, the lines of the table that german-nouns carries.

    The table is read as a file: the package itself imports tools for making it.
    """
    package = find_spec("german_nouns")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise _missing("german-nouns", "--no-deps german-nouns")
    lines: dict[str, list[str]] = {}
    with (Path(folders[0]) / "nouns.csv").open(encoding="utf-8") as table:
        head = next(table)
        for line in table:
            lines.setdefault(line.partition(",")[0], []).append(line)
    return head, lines


def german_nouns(entry: Entry) -> Iterator[str]:
    """Yield the German forms that german-nouns (Wiktionary) does not have for gender and case."""
    head, lines = _nouns()
    for key, form in entry.forms.items():
        case = next((c for c in CASES_DE if c in key), None)
        number = next((n for n in NUMBERS_DE if n in key), None)
        gender = next((g for g in GENDERS_DE if g in key), None)
        if case is None or number is None or gender is None:
            continue
        lemma = next(f for k, f in entry.forms.items() if {"SG", "NOM", gender} <= k)
        found = {
            value
            for row in csv.DictReader([head, *lines.get(lemma, [])])
            if GENDERS_DE[gender] in (row["genus"], row["genus 1"], row["genus 2"])
            for column, value in row.items()
            if column.startswith(f"{CASES_DE[case]} {NUMBERS_DE[number]}")
        }
        if form not in found:
            yield (
                f"german-nouns has {' or '.join(sorted(filter(None, found))) or 'nothing'}, "
                f"not '{form}', for {number}.{case} of '{lemma}' ({gender})"
            )


@cache
def _analyser() -> object:
    try:
        from pymorphy3 import MorphAnalyzer
    except ImportError:
        raise _missing("pymorphy3") from None
    return MorphAnalyzer(lang="ru")


def pymorphy(entry: Entry) -> Iterator[str]:
    """Yield the Russian forms that pymorphy3 does not analyse as the features say."""
    analyser = _analyser()
    for key, form in entry.forms.items():
        if " " in form:
            continue
        wanted = {TAGS_RU[feature] for feature in key if feature in TAGS_RU}
        parses = analyser.parse(form)  # type: ignore[attr-defined]
        known = [parse for parse in parses if parse.is_known]
        if not any(wanted <= set(re.split("[ ,]", str(parse.tag))) for parse in known):
            yield f"pymorphy3 does not analyse '{form}' as {'.'.join(sorted(wanted)) or 'a word'}"


def vowel_harmony(entry: Entry) -> Iterator[str]:
    """Yield the Turkish forms whose endings break vowel harmony with the vowel before them."""
    base = next(iter(entry.forms.values()))
    for form in _forms(entry):
        same = 0
        while same < min(len(base), len(form)) and base[same] == form[same]:
            same += 1
        if same < len(base) - 1:
            continue  # another word
        vowels = [(at, letter) for at, letter in enumerate(form) if letter in "aıoueiöü"]
        for (_, before), (at, letter) in itertools.pairwise(vowels):
            if at >= same and (before in "aıou") != (letter in "aıou"):
                yield f"'{form}' breaks vowel harmony: {letter} after {before}"
