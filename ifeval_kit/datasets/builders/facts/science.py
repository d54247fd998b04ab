"""Facts of chemical elements, units, prefixes, moons and constellations."""

from __future__ import annotations

from collections.abc import Iterator

import pint
from babel.units import get_unit_name
from jplephem.names import target_name_pairs
from mendeleev.fetch import fetch_table
from skyfield.api import load_constellation_names
from wordfreq import zipf_frequency

from ifeval_kit.datasets.builders.facts.countries import FREQUENCY
from ifeval_kit.datasets.builders.facts.fact import Fact, Relation, answers, relation, same
from ifeval_kit.datasets.builders.facts.names import by_language

_SPELLINGS = {"Aluminum": ("Aluminium",), "Cesium": ("Caesium",), "Sulfur": ("Sulphur",)}
_PLANETS = "Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune Pluto".split()  # noqa: SIM905
_MOST = 10_000_000
_PREFIXES = (
    *("deca", "hecto", "kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta", "ronna"),
    *("quetta", "deci", "centi", "milli", "micro", "nano", "pico", "femto", "atto", "zepto"),
    *("yocto", "ronto", "quecto"),
)

# Units as CLDR calls them (without their kind) and as pint does.
_UNITS = {
    "length": {
        "kilometer": "kilometer",
        "meter": "meter",
        "centimeter": "centimeter",
        "millimeter": "millimeter",
        "mile": "mile",
        "yard": "yard",
        "foot": "foot",
        "inch": "inch",
        "fathom": "fathom",
        "furlong": "furlong",
        "nautical-mile": "nautical_mile",
    },
    "mass": {
        "tonne": "metric_ton",
        "kilogram": "kilogram",
        "gram": "gram",
        "milligram": "milligram",
        "pound": "pound",
        "ounce": "ounce",
        "stone": "stone",
        "carat": "carat",
    },
    "duration": {
        "week": "week",
        "day": "day",
        "hour": "hour",
        "minute": "minute",
        "second": "second",
        "millisecond": "millisecond",
    },
    "volume": {
        "cubic-meter": "meter ** 3",
        "liter": "liter",
        "deciliter": "deciliter",
        "milliliter": "milliliter",
        "cubic-centimeter": "centimeter ** 3",
        "gallon": "gallon",
        "quart": "quart",
        "pint": "pint",
        "cup": "cup",
        "fluid-ounce": "fluid_ounce",
        "tablespoon": "tablespoon",
        "teaspoon": "teaspoon",
    },
    "area": {
        "square-kilometer": "kilometer ** 2",
        "hectare": "hectare",
        "square-meter": "meter ** 2",
        "square-centimeter": "centimeter ** 2",
        "square-mile": "mile ** 2",
        "square-foot": "foot ** 2",
        "square-inch": "inch ** 2",
    },
}


def relations() -> Iterator[Relation]:
    """Yield all relations of the natural sciences."""
    yield from _elements()
    yield relation("unit", FREQUENCY, _conversions())
    yield relation("prefix", FREQUENCY, _prefixes())
    yield relation("planet_of_moon", FREQUENCY, _moons())
    yield relation("constellation_code", FREQUENCY, _constellations(to_code=True))
    yield relation("constellation_of_code", FREQUENCY, _constellations(to_code=False))


def _elements() -> Iterator[Relation]:
    facts: dict[str, list[Fact]] = {}
    for row in fetch_table("elements").sort_values("atomic_number").to_dict("records"):
        symbol, number, name = row["symbol"], str(row["atomic_number"]), row["name"].lower()
        named = (name, *(other.lower() for other in _SPELLINGS.get(row["name"], ())))
        frequency = zipf_frequency(name, "en")
        asked = {
            "element_symbol": ({"en": name}, answers({"en": symbol}), "symbol"),
            "element_of_symbol": ({"en": symbol}, {"en": named}, "name"),
            "element_number": (same(symbol), answers(same(number)), "atomic_number"),
            "element_of_number": (
                same(number),
                {**answers(same(symbol)), "en": (*named, symbol)},
                "symbol",
            ),
            "element_period": ({"en": name}, answers({"en": str(row["period"])}), "period"),
        }
        if row["group_id"] > 0:  # not a number for lanthanides and actinides
            group = answers({"en": str(int(row["group_id"]))})
            asked["element_group"] = ({"en": name}, group, "group_id")
        for relation_name, (subjects, right, field) in asked.items():
            source = f"mendeleev elements.{field}"
            facts.setdefault(relation_name, []).append(
                Fact(relation_name, symbol, subjects, right, frequency, source)
            )
    for relation_name, of in facts.items():
        yield relation(relation_name, FREQUENCY, of)


def _conversions() -> Iterator[Fact]:
    registry = pint.UnitRegistry()
    for kind, units in _UNITS.items():
        for large, of_large in units.items():
            for small, of_small in units.items():
                factor = registry.Quantity(1, of_large).to(of_small).magnitude
                whole = round(factor)
                if not 1 < whole <= _MOST or abs(factor - whole) > 1e-9 * whole:
                    continue
                first, second = _unit_names(kind, large), _unit_names(kind, small)
                subjects = {
                    language: f"{first[language]} → {second[language]}"
                    for language in first
                    if language in second
                }
                both = zipf_frequency(large, "en") + zipf_frequency(small, "en")
                source = f"pint {of_large}, {of_small}; Babel units"
                key = f"{large}-{small}"
                yield Fact("unit", key, subjects, answers(same(str(whole))), both, source)


def _unit_names(kind: str, unit: str) -> dict[str, str]:
    return by_language(lambda at: get_unit_name(f"{kind}-{unit}", "long", at))


def _prefixes() -> Iterator[Fact]:
    registry = pint.UnitRegistry()
    for name in _PREFIXES:
        power = f"{registry.Quantity(1, f'{name}meter').to('meter').magnitude:e}".partition("e")[2]
        right = answers({"en": str(int(power))})
        source = f"pint {name}-"
        yield Fact("prefix", name, {"en": name}, right, zipf_frequency(name, "en"), source)


def _moons() -> Iterator[Fact]:
    for number, name in target_name_pairs:
        planet = number // 100
        if 3 <= planet <= 9 and 0 < number % 100 < 99 and number < 1000 and name.isalpha():
            right = answers({"en": _PLANETS[planet - 1]})
            moon = name.capitalize()
            frequency = zipf_frequency(moon, "en")
            source = "jplephem target_name_pairs (NAIF numbers)"
            yield Fact("planet_of_moon", moon, {"en": moon}, right, frequency, source)


def _constellations(*, to_code: bool) -> Iterator[Fact]:
    for code, name in load_constellation_names():
        frequency = zipf_frequency(name, "en")
        source = "skyfield constellation_names"
        # Latin names and codes, the same in every language written in Latin letters.
        languages = ("en", "de", "fr", "es", "pt")
        first, second = (name, code) if to_code else (code, name)
        relation_name = "constellation_code" if to_code else "constellation_of_code"
        right = answers(same(second, languages))
        yield Fact(relation_name, code, same(first, languages), right, frequency, source)
