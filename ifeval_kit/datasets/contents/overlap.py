"""Which prompts of a suite stand in training data: the contamination question, before a run.

The suite is indexed and the training data goes by once, so that memory depends on the suite alone,
however many rows there are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from msgspec import Struct

from ifeval_kit.datasets.contents.nearness import THRESHOLD, Index, Match
from ifeval_kit.datasets.contents.training import Row
from ifeval_kit.records import Item

_BATCH = 2000


class Found(Struct, frozen=True):
    """A prompt that stands in the training data.

    ``same`` and ``near`` count the texts of it that have the same words and that resemble it;
    ``line`` and ``similarity`` are those of the nearest, the first of them.
    """

    item: str
    prompt: str
    same: int
    near: int
    line: int
    similarity: float


class Overlap(Struct, frozen=True):
    """How a suite overlaps with training data: prompts in all, with the same words, near only."""

    prompts: int
    rows: int
    same: int
    near: int
    threshold: float
    found: tuple[Found, ...]


@dataclass(slots=True)
class _Tally:
    same: int = 0
    near: int = 0
    line: int = 0
    similarity: float = 0.0

    def add(self, row: Row, match: Match) -> None:
        self.same += match.same
        self.near += not match.same
        # A text with the same words is nearer than one with the same pairs in another order.
        nearness = 2.0 if match.same else match.similarity
        if nearness > self.similarity:
            self.similarity, self.line = nearness, row.line


def overlap(
    items: Iterable[Item],
    rows: Iterable[Row],
    threshold: float = THRESHOLD,
    advance: Callable[[int], None] = lambda _: None,
) -> Overlap:
    """Return which prompts of ``items`` stand in ``rows``, the nearest first.

    ``threshold`` is the similarity from which a text is near
    (:mod:`ifeval_kit.datasets.contents.nearness`); ``advance`` is told how many rows went by.
    """
    asked = list(items)
    index = Index(threshold)
    numbers = index.add([item.text for item in asked])
    tallies: dict[int, _Tally] = {}
    count = 0
    for batch in _batches(rows):
        texts = [(row, text) for row in batch for text in row.texts]
        matches = index.find([text for _, text in texts])
        for (row, _), near in zip(texts, matches, strict=True):
            for match in near:
                tallies.setdefault(match.known, _Tally()).add(row, match)
        count += len(batch)
        advance(len(batch))
    found = [
        _found(item, tallies[number])
        for item, number in zip(asked, numbers, strict=True)
        if number in tallies
    ]
    same = sum(one.same > 0 for one in found)
    return Overlap(
        prompts=len(asked),
        rows=count,
        same=same,
        near=len(found) - same,
        threshold=threshold,
        found=tuple(sorted(found, key=lambda one: (not one.same, -one.similarity))),
    )


def _found(item: Item, tally: _Tally) -> Found:
    similarity = min(1.0, tally.similarity)
    return Found(item.id, item.text, tally.same, tally.near, tally.line, similarity)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(itertools.islice(source, _BATCH)):
        yield batch
