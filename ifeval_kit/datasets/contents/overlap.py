"""Which prompts of a suite stand in training data: the contamination question, before a run.

The suite is indexed and the training data goes by once, so that memory depends on the suite alone,
however many rows there are.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from ifeval_kit.datasets.contents.nearness import THRESHOLD, Index, Kind, Match
from ifeval_kit.datasets.contents.training import Row
from ifeval_kit.records import Item

_BATCH = 2000


class Found(Struct, frozen=True):
    """A prompt that stands in the training data.

    ``same``, ``inside`` and ``near`` count the texts that have its words, hold them among others,
    and resemble it; ``line`` and ``similarity`` are those of the nearest, the first of them.
    """

    item: str
    prompt: str
    same: int
    inside: int
    near: int
    line: int
    similarity: float


class Overlap(Struct, frozen=True):
    """How a suite overlaps with training data: how many prompts stand there, by the nearest text.

    ``inside`` are prompts of which no text has just the words, ``near`` those that only resemble.
    """

    prompts: int
    rows: int
    same: int
    inside: int
    near: int
    threshold: float
    found: tuple[Found, ...]


class _Tally:
    """What was found of one prompt."""

    def __init__(self, row: Row, match: Match) -> None:
        self.counts: Counter[Kind] = Counter()
        self.line, self.nearest = row.line, match

    def add(self, row: Row, match: Match) -> None:
        self.counts[match.kind] += 1
        if match.rank < self.nearest.rank:
            self.line, self.nearest = row.line, match


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
                tallies.setdefault(match.known, _Tally(row, match)).add(row, match)
        count += len(batch)
        advance(len(batch))
    asked_of = [
        (item, tallies[number])
        for item, number in zip(asked, numbers, strict=True)
        if number in tallies
    ]
    asked_of.sort(key=lambda pair: pair[1].nearest.rank)
    kinds = Counter(tally.nearest.kind for _, tally in asked_of)
    return Overlap(
        prompts=len(asked),
        rows=count,
        same=kinds["same"],
        inside=kinds["inside"],
        near=kinds["near"],
        threshold=threshold,
        found=tuple(_found(item, tally) for item, tally in asked_of),
    )


def _found(item: Item, tally: _Tally) -> Found:
    return Found(
        item=item.id,
        prompt=item.text,
        same=tally.counts["same"],
        inside=tally.counts["inside"],
        near=tally.counts["near"],
        line=tally.line,
        similarity=tally.nearest.similarity,
    )


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(itertools.islice(source, _BATCH)):
        yield batch
