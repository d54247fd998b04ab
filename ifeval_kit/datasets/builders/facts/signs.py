"""Facts of characters, language codes, dates and numbers."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator

from babel.dates import format_date, get_day_names
from wordfreq import zipf_frequency

from ifeval_kit.datasets.builders.facts import names
from ifeval_kit.datasets.builders.facts.countries import FREQUENCY
from ifeval_kit.datasets.builders.facts.fact import Fact, Relation, answers, relation, same
from ifeval_kit.datasets.builders.facts.names import by_language
from ifeval_kit.datasets.generation.dice import Dice

# Latin-1, Latin Extended-A, Greek, Cyrillic, punctuation, currency, letterlike signs, arrows,
# mathematical operators, technical signs, shapes, miscellaneous symbols.
_BLOCKS = (
    (0x21, 0x7E),
    (0xA1, 0x17F),
    (0x384, 0x3CE),
    (0x410, 0x44F),
    (0x2010, 0x2027),
    (0x20A0, 0x20BF),
    (0x2100, 0x213A),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2300, 0x2335),
    (0x25A0, 0x25FF),
    (0x2600, 0x266F),
)
DATES, PRODUCTS, ROMANS = 500, 500, 400
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def relations(seed: int) -> Iterator[Relation]:
    """Yield all relations of signs and numbers; which dates and numbers the seed decides."""
    yield relation("language_code", FREQUENCY, _languages(to_code=True))
    yield relation("language_of_code", FREQUENCY, _languages(to_code=False))
    yield relation("character_name", "lower code points first", _characters(to_name=True))
    yield relation("code_point", "lower code points first", _characters(to_name=False))
    yield relation("weekday", "nearness to the year 2020", _weekdays(seed))
    yield relation("product", "smaller products first", _products(seed))
    yield relation("roman_numeral", "smaller numbers first", _romans(seed))


def _languages(*, to_code: bool) -> Iterator[Fact]:
    for code in sorted(names.locale("en").languages):
        if len(code) != 2:
            continue
        name = names.language(code)
        frequency = zipf_frequency(name["en"], "en")
        if to_code:
            right = answers(same(code))
            yield Fact("language_code", code, name, right, frequency, "Babel languages")
        else:
            right = answers(name)
            yield Fact("language_of_code", code, same(code), right, frequency, "Babel languages")


def _characters(*, to_name: bool) -> Iterator[Fact]:
    for first, last in _BLOCKS:
        for point in range(first, last + 1):
            sign = chr(point)
            name = unicodedata.name(sign, "")
            if not name or unicodedata.category(sign) in ("Cf", "Mn", "Cn"):
                continue
            key = f"{point:04X}"
            source = "unicodedata name (Python)"
            if to_name:
                right = answers({"en": name})
                yield Fact("character_name", key, {"en": sign}, right, -point, source)
            else:
                right = answers({"en": f"U+{key}"}, key)
                yield Fact("code_point", key, {"en": name}, right, -point, source)


def _weekdays(seed: int) -> Iterator[Fact]:
    dice = Dice("facts", "weekday", seed)
    for _ in range(DATES):
        day = datetime.date(1900, 1, 1) + datetime.timedelta(days=dice.below(200 * 365))
        subjects = by_language(lambda at, day=day: format_date(day, "long", at))  # type: ignore[misc]
        named = by_language(
            lambda at, day=day: get_day_names("wide", "stand-alone", at)[day.weekday()]  # type: ignore[misc]
        )
        right = answers(named)
        right["pt"] = (*right["pt"], named["pt"].partition("-")[0])
        right["zh"] = (*right["zh"], named["zh"].replace("星期", "周"))
        source = "datetime weekday (Python); Babel day names, date formats"
        near = -abs(day.year - 2020)
        yield Fact("weekday", day.isoformat(), subjects, right, near, source)


def _products(seed: int) -> Iterator[Fact]:
    dice = Dice("facts", "product", seed)
    for _ in range(PRODUCTS):
        first, second = 3 + dice.below(97), 3 + dice.below(97)
        product = first * second
        right = answers(same(str(product)))
        subjects = same(f"{first} × {second}")
        yield Fact("product", f"{first}x{second}", subjects, right, -product, "arithmetic (Python)")


def _romans(seed: int) -> Iterator[Fact]:
    dice = Dice("facts", "roman", seed)
    for _ in range(ROMANS):
        number = 4 + dice.below(2100)
        left, numeral = number, ""
        for value, letters in _ROMAN:
            numeral += letters * (left // value)
            left %= value
        right = answers(same(numeral))
        subjects = same(str(number))
        yield Fact("roman_numeral", str(number), subjects, right, -number, "arithmetic (Python)")
