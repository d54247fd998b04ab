"""Solved examples out of the rows of a data set itself: other rows, the same for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ifeval_kit.datasets.generation.dice import Dice
from ifeval_kit.records import Exemplar

EXAMPLES = 8

T = TypeVar("T")


def other_rows(
    name: str, rows: Sequence[T], place: int, solved: Callable[[T], Exemplar]
) -> tuple[Exemplar, ...]:
    """Return solved examples for the row at ``place``: others, drawn by its place and ``name``.

    A row with the same answer is left out.
    """
    dice = Dice(name, "examples", place)
    own = solved(rows[place]).answer
    found: dict[int, Exemplar] = {}
    for _ in range(4 * EXAMPLES):
        other = dice.below(len(rows))
        example = solved(rows[other])
        if other != place and example.answer != own:
            found.setdefault(other, example)
        if len(found) == EXAMPLES:
            break
    return tuple(found.values())
