"""Prompts with one right answer: multiples, capitals, countries, dates."""

from __future__ import annotations

import datetime
import re
import string
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.verifiers.parameters import counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_MULTIPLES = (14, 21, 28, 35, 42, 49)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\w.])((?<![\d-])[-−])?(\d+(?:\.\d+)*)(?![\w])")
_NUMBERING = re.compile(r"^[^\S\n]*\d{1,2}[.)][^\S\n]+(?=\S)", re.MULTILINE)

# North of 45 degrees, from north to south.
_NAMES = (
    "Reykjavik Helsinki Oslo Tallinn Stockholm Riga Moscow Copenhagen Vilnius Minsk Dublin Berlin "
    "Amsterdam Warsaw London Brussels Kyiv Prague Luxembourg Paris Vienna Bratislava Budapest "
    "Vaduz Chisinau Bern Ljubljana Zagreb"
)
_CAPITALS = _NAMES.split()
# The official list leaves out the capital of Ukraine, which lies at 50.45 degrees.
_OFFICIAL_CAPITALS = [name for name in _CAPITALS if name != "Kyiv"]
_OTHER_NAMES = {"kiev": "kyiv", "berne": "bern", "luxembourg city": "luxembourg"}

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIFE = range(1769, 1822)
_DAYS = (99, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# From the landing on La Maddalena to Waterloo.
_FIRST_BATTLE, _LAST_BATTLE = datetime.date(1793, 2, 22), datetime.date(1815, 6, 18)

_FEWEST_COUNTRIES, _MOST_COUNTRIES = 54, 55
_OFFICIAL_FEWEST = 52
_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_MARKS = string.punctuation + string.whitespace
_NO_NAME = re.compile(r"[^a-z0-9]+")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def _listed(passed: bool, found: str, expected: str, measured: int) -> Verdict:
    return Verdict(passed, f"{found}, expected {expected}", measured, expected)


@verifier("custom:multiples", "upstream")
@dataclass(frozen=True, slots=True)
class MultiplesUpstream:
    """The runs of digits are exactly those of the multiples of 7 from 14 to 49, in order."""

    def verify(self, text: Text) -> Verdict:
        """Collect the runs of digits."""
        return _multiples(_DIGITS.findall(text.raw), list(map(str, _MULTIPLES)))


@verifier("custom:multiples", "fixed")
@dataclass(frozen=True, slots=True)
class Multiples:
    """The whole numbers are exactly the multiples of 7 from 14 to 49, in order.

    The numbers of a list do not count; digits in other words or numbers make another number.
    """

    def verify(self, text: Text) -> Verdict:
        """Collect the numbers; words may stand between them."""
        lines = [line for line in text.stripped.splitlines() if line.strip()]
        numbered = sum(1 for line in lines if _NUMBERING.match(line))
        bare = _NUMBERING.sub("", text.raw) if numbered == len(lines) else text.raw
        numbers = [sign + digits for sign, digits in _NUMBER.findall(bare)]
        if len(_DIGITS.findall(bare)) != len(numbers):
            return _multiples(_DIGITS.findall(bare), [])
        return _multiples(numbers, list(map(str, _MULTIPLES)))


def _multiples(found: list[str], wanted: list[str]) -> Verdict:
    first = ", ".join(found[:8]) or "none"
    expected = ", ".join(map(str, _MULTIPLES))
    return _listed(
        bool(found) and found == wanted, f"numbers: {shown(first)}", expected, len(found)
    )


@verifier("custom:european_capitals_sort", "upstream")
@dataclass(frozen=True, slots=True)
class EuropeanCapitalsSortUpstream:
    """What stands between commas, in ASCII, is the official list of 27 names; Kyiv is missing."""

    def verify(self, text: Text) -> Verdict:
        """Compare the names; empty ones do not count."""
        names = [name.strip() for name in _ascii(text.raw).split(",")]
        return _capitals([name for name in names if name], _OFFICIAL_CAPITALS)


@verifier("custom:european_capitals_sort", "fixed")
@dataclass(frozen=True, slots=True)
class EuropeanCapitalsSort:
    """The 28 capitals stand in order between commas, whatever their case and accents.

    A final full stop, "and" before the last name and emphasis do not matter.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the names."""
        plain = _ascii(text.raw).replace("*", "").strip().removesuffix(".")
        names = [" ".join(name.split()).lower() for name in plain.rstrip(", \n").split(",")]
        names[-1] = names[-1].removeprefix("and ")
        known = [_OTHER_NAMES.get(name, name) for name in names]
        return _capitals(known, [name.lower() for name in _CAPITALS])


def _capitals(found: list[str], wanted: list[str]) -> Verdict:
    pairs = zip(found, wanted, strict=False)
    wrong = next((name for name, right in pairs if name != right), None)
    if wrong is None and len(found) == len(wanted):
        reason = f"{counted(len(found), 'capitals')} in order"
    elif wrong is None:
        reason = counted(len(found), "names")
    else:
        reason = f"{shown(wrong)} is not the capital that comes there"
    expected = f"the {len(wanted)} capitals north of 45 degrees from north to south"
    return _listed(found == wanted, reason, expected, len(found))


@verifier("custom:date_format_list", "upstream")
@dataclass(frozen=True, slots=True)
class DateFormatListUpstream:
    """Every item between commas looks like YYYY-MM-DD, in Napoleon's lifetime.

    Month and day may be 00, and each year has a 29th of February.
    """

    def verify(self, text: Text) -> Verdict:
        """Look at each item."""
        items = [item.strip() for item in text.raw.split(",")]
        return _dates(next((item for item in items if not _is_official(item)), None), len(items))


def _is_official(item: str) -> bool:
    match = _DATE.fullmatch(item)
    if not match:
        return False
    year, month, day = map(int, match.groups())
    return year in _LIFE and month <= 12 and day <= _DAYS[month]


def _dates(wrong: str | None, count: int, fewest: int = 1) -> Verdict:
    found = counted(count, "dates") if wrong is None else f"{shown(wrong)} is no such date"
    expected = "dates of Napoleon's battles as YYYY-MM-DD between commas"
    return _listed(wrong is None and count >= fewest, found, expected, count)


@verifier("custom:date_format_list", "fixed")
@dataclass(frozen=True, slots=True)
class DateFormatList:
    """Between commas stand two dates or more of the calendar, all different, from 1793 to 1815.

    These are the years of Napoleon's battles. A full stop may end the list.
    """

    def verify(self, text: Text) -> Verdict:
        """Read each item as a date."""
        items = [item.strip() for item in text.stripped.removesuffix(".").split(",")]
        wrong = next((item for item in items if not _is_battle_date(item)), None)
        return _dates(wrong, len(set(items)), fewest=max(2, len(items)))


def _is_battle_date(item: str) -> bool:
    if not _ISO_DATE.fullmatch(item):
        return False
    try:
        return _FIRST_BATTLE <= datetime.date.fromisoformat(item) <= _LAST_BATTLE
    except ValueError:
        return False


@verifier("custom:reverse_newline", "upstream")
@dataclass(frozen=True, slots=True)
class ReverseNewlineUpstream:
    """From the first line with Zimbabwe on, 52 lines or more, each sorted after the next.

    Lines of white space and ASCII punctuation do not count; capitals sort before small letters.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the lines as ASCII."""
        stripped = (line.strip(_MARKS) for line in text.lines)
        lines = [_ascii(line) for line in stripped if line]
        start = next((place for place, line in enumerate(lines) if "Zimbabwe" in line), len(lines))
        return _countries(lines[start:], _OFFICIAL_FEWEST)


def _countries(names: list[str], fewest: int) -> Verdict:
    fault = next((after for before, after in pairwise(names) if before < after), None)
    found = f"{counted(len(names), 'lines')} from Zimbabwe on"
    if fault is not None:
        found += f", {shown(fault)} out of order"
    expected = f"at least {fewest} in reverse alphabetical order"
    return _listed(fault is None and len(names) >= fewest, found, expected, len(names))


@verifier("custom:reverse_newline", "fixed")
@dataclass(frozen=True, slots=True)
class ReverseNewline:
    """Zimbabwe to Algeria, 54 or 55 different lines, in reverse order, case and accents aside.

    (55 with Western Sahara.) Marks and numbers of a list do not matter, nor what stands around it.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the names of the countries."""
        names = [name for line in text.raw.splitlines() if line and (name := _name(line))]
        start = names.index("zimbabwe") if "zimbabwe" in names else len(names)
        names = names[start:]
        if "algeria" not in names:
            found = f"{counted(len(names), 'lines')} from Zimbabwe on, no line Algeria"
            return _listed(passed=False, found=found, expected="both", measured=len(names))
        names = names[: names.index("algeria") + 1]
        if len(set(names)) != len(names) or len(names) > _MOST_COUNTRIES:
            found = f"{counted(len(names), 'lines')}, {len(set(names))} of them different"
            return _listed(
                passed=False, found=found, expected="54 or 55 countries", measured=len(names)
            )
        return _countries(names, _FEWEST_COUNTRIES)


def _name(line: str) -> str:
    bare = _LIST_MARK.sub("", line, count=1)
    return _NO_NAME.sub(" ", _ascii(bare).lower()).strip().removeprefix("the ")
