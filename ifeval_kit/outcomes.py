"""What a run passed, as numbers: an array for each metric of each scope, a row for each prompt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ifeval_kit.metrics.paired import Column
from ifeval_kit.metrics.summary import decided
from ifeval_kit.records import Item
from ifeval_kit.results import Results

if TYPE_CHECKING:
    from ifeval_kit.metrics.paired import Floats

MODES = ("strict", "loose")


class Scope(NamedTuple):
    """A part of a suite, and a metric: ``kind`` is suite, category, check, language or task."""

    kind: str
    name: str
    metric: str


class _Cell(NamedTuple):
    """A share of samples that pass, and how many decisions a sample has."""

    passed: float
    size: int


class Outcomes:
    """The outcomes of one run on given prompts; what is missing or failed passes nothing.

    With several samples there are two metrics more for a prompt: whether any sample passes
    (``prompt_strict_any``) and whether all do (``prompt_strict_all``).
    """

    def __init__(self, results: Results, suite: str, items: Sequence[Item]) -> None:
        self._items = items
        self._results = results
        self._suite = suite
        self.samples = results.samples
        # Of each prompt: of each sample, of each constraint: strict and loose.
        self._decided = [
            [
                decided(item, results.scored.get((suite, item.id, sample)))
                for sample in range(results.samples)
            ]
            for item in items
        ]

    def beside(self, other: Outcomes) -> dict[Scope, Column]:
        """Return this run's outcomes and those of another one on the same prompts, by scope."""
        theirs = other._arrays
        # A metric of several samples needs several in both runs.
        return {
            scope: Column(passed, theirs[scope][0], size, scope.metric.startswith("prompt"))
            for scope, (passed, size) in self._arrays.items()
            if scope in theirs
        }

    @cached_property
    def _arrays(self) -> dict[Scope, tuple[Floats, Floats]]:
        """Passes and decisions of every prompt in each scope, the same beside every other run."""
        import numpy as np

        cells: defaultdict[Scope, tuple[list[int], list[float], list[int]]]
        cells = defaultdict(lambda: ([], [], []))
        for row, item in enumerate(self._items):
            if not item.constraints:
                continue
            for scope, cell in self._of_prompt(row, item):
                rows, passes, sizes = cells[scope]
                rows.append(row)
                passes.append(cell.passed)
                sizes.append(cell.size)
        arrays = {}
        for scope, (rows, passes, sizes) in cells.items():
            passed, size = np.zeros(len(self._items)), np.zeros(len(self._items))
            passed[rows], size[rows] = passes, sizes
            arrays[scope] = passed, size
        return arrays

    def _of_prompt(self, row: int, item: Item) -> Iterator[tuple[Scope, _Cell]]:
        groups = [("suite", ""), ("language", item.language), ("task", item.category)]
        checks = [constraint.id for constraint in item.constraints]
        categories = [check.partition(":")[0] for check in checks]
        for mode, name in enumerate(MODES):
            passed = [[pair[mode] for pair in sample] for sample in self._decided[row]]
            shares = [sum(column) / self.samples for column in zip(*passed, strict=True)]
            whole = [all(sample) for sample in passed]
            for kind, group in groups:
                if group is None:
                    continue
                yield Scope(kind, group, f"prompt_{name}"), _Cell(sum(whole) / self.samples, 1)
                if self.samples > 1:
                    yield Scope(kind, group, f"prompt_{name}_any"), _Cell(any(whole), 1)
                    yield Scope(kind, group, f"prompt_{name}_all"), _Cell(all(whole), 1)
                metric = f"instruction_{name}"
                yield Scope(kind, group, metric), _Cell(sum(shares), len(shares))
            for kind, names in (("category", categories), ("check", checks)):
                for one in dict.fromkeys(names):
                    own = [share for of, share in zip(names, shares, strict=True) if of == one]
                    yield Scope(kind, one, f"instruction_{name}"), _Cell(sum(own), len(own))

    def prompt_flips(self, other: Outcomes) -> Iterator[tuple[str, float, float, None, None, _Two]]:
        """Yield the prompts whose strict outcome differs, with both answers to sample 0."""
        for row, item in enumerate(self._items):
            ours, theirs = self._share(row), other._share(row)
            if ours != theirs:
                answers = self._answer(item), other._answer(item)
                yield item.id, ours, theirs, None, None, answers

    def constraint_flips(self, other: Outcomes) -> Iterator[tuple[str, float, float, int, str]]:
        """Yield the constraints whose strict outcome differs, by prompt and position."""
        for row, item in enumerate(self._items):
            for position, constraint in enumerate(item.constraints):
                ours, theirs = self._share(row, position), other._share(row, position)
                if ours != theirs:
                    yield item.id, ours, theirs, position, constraint.id

    def _share(self, row: int, position: int | None = None) -> float:
        """The share of samples in which a prompt, or one constraint of it, passes (strict)."""
        samples = self._decided[row]
        if position is None:
            return sum(all(pair[0] for pair in sample) for sample in samples) / self.samples
        return sum(sample[position][0] for sample in samples) / self.samples

    def _answer(self, item: Item) -> str | None:
        response = self._results.responses.get((self._suite, item.id, 0))
        return response.answer if response else None


_Two = tuple[str | None, str | None]
