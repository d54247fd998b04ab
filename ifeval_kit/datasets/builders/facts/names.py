"""Names by language, out of CLDR through Babel."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from babel import Locale
from babel.dates import get_timezone_location

from ifeval_kit.datasets.builders.facts.fact import LANGUAGES


@functools.cache
def locale(language: str) -> Locale:
    """Return a locale of Babel."""
    return Locale.parse(language)


def by_language(name: Callable[[Locale], str | None]) -> dict[str, str]:
    """Return a name in each language that has one."""
    found = ((language, name(locale(language))) for language in LANGUAGES)
    return {language: text for language, text in found if text}


# CLDR's names of these say more than their names: only English, with the usual ones as aliases.
_ENGLISH_ONLY = frozenset(("CD", "CG", "HK", "MO", "PS"))
_COUNTRY_ALIASES = {
    "AE": ("UAE",),
    "BA": ("Bosnia", "Bosnia and Herzegovina"),
    "CD": ("Democratic Republic of the Congo", "DR Congo", "DRC", "Congo"),
    "CG": ("Republic of the Congo", "Congo-Brazzaville", "Congo"),
    "CI": ("Ivory Coast",),
    "CN": ("People's Republic of China", "PRC"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "Great Britain", "Britain", "England"),
    "HK": ("Hong Kong", "China"),
    "KP": ("DPRK",),
    "KR": ("Republic of Korea",),
    "MK": ("Macedonia",),
    "MO": ("Macau", "Macao", "China"),
    "NL": ("The Netherlands", "Holland"),
    "PS": ("Palestine", "State of Palestine", "West Bank", "Gaza"),
    "RU": ("Russian Federation",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "US": ("United States of America", "USA", "US", "U.S.", "America"),
}


def territory(code: str) -> dict[str, str]:
    """Return the names of a country or continent."""
    found = by_language(lambda at: at.territories.get(code))
    return {"en": found["en"]} if code in _ENGLISH_ONLY and "en" in found else found


def country(code: str) -> dict[str, tuple[str, ...]]:
    """Return the names of a country as answers, with aliases."""
    return {
        language: tuple(dict.fromkeys((name, *_variants(code, language, name))))
        for language, name in territory(code).items()
    }


def _variants(code: str, language: str, name: str) -> Iterator[str]:
    before, bracket, inside = name.replace("（", " (").replace("）", ")").partition(" (")
    if bracket and language != "zh":
        yield before
        if language == "en":
            yield inside.rstrip(")")
    if language == "en":
        yield from _COUNTRY_ALIASES.get(code, ())
        yield name.replace("St. ", "Saint ").replace("&", "and")


def currency(code: str) -> dict[str, str]:
    """Return the names of a currency."""
    return by_language(lambda at: at.currencies.get(code))


def language(code: str) -> dict[str, str]:
    """Return the names of a language."""
    return by_language(lambda at: at.languages.get(code))


def zone_city(zone: str) -> dict[str, str]:
    """Return the names of the city that a time zone is named after."""
    return by_language(lambda at: get_timezone_location(zone, at, return_city=True))
