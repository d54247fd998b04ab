"""A fact: a subject, a relation, and what is right, in one or more languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

LANGUAGES = ("en", "de", "fr", "es", "pt", "ru", "zh")
"""The languages of the suite, as CLDR calls them."""

BANDS = ("common", "middling", "rare")


class Fact(Struct, frozen=True):
    """One fact.

    ``subjects`` and ``answers`` are by language, the answer that is shown first. ``popularity``
    only orders the facts of a relation; ``source`` names the package and the field it is from.
    """

    relation: str
    key: str
    subjects: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]
    popularity: float
    source: str


class Relation(Struct, frozen=True):
    """The facts of one kind, most popular first, and what popularity means there."""

    name: str
    popularity: str
    facts: tuple[Fact, ...]

    def band(self, place: int) -> str:
        """Return the popularity band of a fact by its place: thirds of the relation."""
        return BANDS[len(BANDS) * place // len(self.facts)]


def relation(name: str, popularity: str, facts: Iterable[Fact]) -> Relation:
    """Return a relation, its facts in order of popularity; of one key the first is kept."""
    by_key: dict[str, Fact] = {}
    for fact in facts:
        if fact.subjects:
            by_key.setdefault(fact.key, fact)
    ordered = sorted(by_key.values(), key=lambda fact: (-fact.popularity, fact.key))
    return Relation(name, popularity, tuple(ordered))


def same(text: str, languages: Iterable[str] = LANGUAGES) -> dict[str, str]:
    """Return a text that is the same in some languages."""
    return dict.fromkeys(languages, text)


def answers(of: Mapping[str, str], *also: str) -> dict[str, tuple[str, ...]]:
    """Return names by language as answers, with aliases that hold in all of them."""
    return {language: tuple(dict.fromkeys([name, *also])) for language, name in of.items() if name}
