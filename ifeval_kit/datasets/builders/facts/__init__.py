"""Builds the suite ``facts``: questions whose answers are in data that packages carry.

One item a fact, in one language, open or with four choices, with solved examples of the same
relation. Relations take turns, so that the first items of a suite are a fair sample of all.
"""

from __future__ import annotations

from collections.abc import Iterator

from ifeval_kit.datasets.builders.facts import cities, countries, science, signs
from ifeval_kit.datasets.builders.facts.fact import LANGUAGES, Fact, Relation
from ifeval_kit.datasets.builders.facts.questions import Asker
from ifeval_kit.datasets.generation.dice import Dice
from ifeval_kit.errors import UsageError
from ifeval_kit.records import Item

__all__ = ["build", "relations"]


def relations(seed: int) -> list[Relation]:
    """Return all relations; the seed decides which dates and numbers some of them ask about."""
    return [
        *countries.relations(),
        *cities.relations(),
        *science.relations(),
        *signs.relations(seed),
    ]


def build(seed: int, n: int) -> Iterator[Item]:
    """Yield ``n`` items, byte for byte the same for the same seed and versions of the packages.

    Every fact is asked once before any is asked in a second language. Raises :class:`UsageError`
    for more items than there are.
    """
    askers = [Asker(relation, seed) for relation in relations(seed)]
    left = n
    for turn in range(len(LANGUAGES)):
        for asker, fact in _in_turns(askers, seed):
            if not left:
                return
            item = asker.item(fact, turn)
            if item is not None:
                left -= 1
                yield item
    if left:
        raise UsageError(f"facts has {n - left} different questions; ask for at most so many")


def _in_turns(askers: list[Asker], seed: int) -> Iterator[tuple[Asker, Fact]]:
    """Yield the facts in random order, one of each relation after the other."""
    waiting = [
        (asker, Dice("facts", seed, asker.name).shuffled(asker.relation.facts)) for asker in askers
    ]
    for place in range(max(len(facts) for _, facts in waiting)):
        for asker, facts in waiting:
            if place < len(facts):
                yield asker, facts[place]
