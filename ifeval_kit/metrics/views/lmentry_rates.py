"""The aggregates of LMentry unrounded, with 95 % intervals.

Accuracies are clustered by argument. The aspects of robustness, which are largest gaps, have no
formula: their intervals are as wide as the middle 95 % of what resampled arguments give, with a
fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from ifeval_kit.datasets.formats.lmentry import CORE, TEMPLATES
from ifeval_kit.metrics.intervals import Clusters
from ifeval_kit.metrics.views.lmentry_paper import Cell, Counts
from ifeval_kit.metrics.views.lmentry_tasks import CONTENT, ORDER, ORDERED, PAIRS

_DRAWS = 1000
_SEED = 1

Values = NDArray[np.float64]
"""A value as it was measured, and after it one for each draw."""


def rates(counts: Counts) -> dict[str, Any]:
    """Return accuracies, the four aspects, robustness and score, each with its interval.

    An aspect is ``None`` where not all its tasks were asked, and so is what it goes into.
    """
    drawn = {task: _Drawn(counts, task) for task in counts.tasks}
    accuracy = {task: found.share(lambda _: True) for task, found in drawn.items()}
    aspects = {
        "argument_order": _over(drawn, ORDER, lambda task: _robust(drawn[task].by_index)),
        "argument_content": _grouped(accuracy, CONTENT),
        "template": _over(drawn, CORE, lambda task: _robust(drawn[task].by_template)),
        "adjacent_tasks": _grouped(accuracy, PAIRS),
    }
    mean = _over(drawn, CORE, accuracy.__getitem__)
    robustness = _mean([aspects[name] for name in ORDERED])
    score = mean * robustness if mean is not None and robustness is not None else None
    found = {**aspects, "accuracy": mean, "robustness": robustness, "score": score}
    size = sum(map(len, counts.arguments.values()))
    return {
        "tasks": {task: _rate(counts, task, lambda _: True) for task in drawn},
        "templates": {
            task: [_rate(counts, task, _has("template", place)) for place in TEMPLATES]
            for task in drawn
        },
        "answer_index": {
            task: [_rate(counts, task, _has("index", place)) for place in (0, 1)]
            for task in ORDER
            if task in drawn
        },
        **{name: _interval(values, size) for name, values in found.items()},
    }


def _has(kind: str, place: int) -> Callable[[Cell], bool]:
    return lambda cell: place == (cell.template if kind == "template" else cell.position)


def _rate(counts: Counts, task: str, wanted: Callable[[Cell], bool]) -> dict[str, Any]:
    sums = Clusters()
    for grades in counts.arguments[task].values():
        size = sum(n for (cell, _), n in grades.items() if wanted(cell))
        if size:
            sums.add(sum(n * right for (cell, right), n in grades.items() if wanted(cell)), size)
    return dict(msgspec.to_builtins(sums.rate()))


class _Drawn:
    """A task with its arguments drawn again and again, as often as there are."""

    def __init__(self, counts: Counts, task: str) -> None:
        clusters = list(counts.arguments[task].values())
        self._cells = sorted({cell for grades in clusters for cell, _ in grades}, key=str)
        shape = (len(clusters), len(self._cells))
        right, asked = np.zeros(shape), np.zeros(shape)
        for row, grades in enumerate(clusters):
            for (cell, passed), n in grades.items():
                asked[row, self._cells.index(cell)] += n
                right[row, self._cells.index(cell)] += n * passed
        size = len(clusters)
        draws = np.random.default_rng([_SEED, *task.encode()])
        weights = draws.multinomial(size, np.full(size, 1 / size), _DRAWS)
        weights = np.vstack([np.ones(size, dtype=weights.dtype), weights])
        self._right, self._asked = weights @ right, weights @ asked

    def share(self, wanted: Callable[[Cell], bool]) -> Values:
        """Return the accuracy on some cells; 0 in a draw without any, as the paper counts it."""
        chosen = [place for place, cell in enumerate(self._cells) if wanted(cell)]
        right, asked = (of[:, chosen].sum(axis=1) for of in (self._right, self._asked))
        found: Values = np.divide(right, asked, out=np.zeros(len(asked)), where=asked > 0)
        return found

    @property
    def by_template(self) -> list[Values]:
        """The accuracies of the templates."""
        return [self.share(_has("template", place)) for place in TEMPLATES]

    @property
    def by_index(self) -> list[Values]:
        """The accuracies by the position of the answer."""
        return [self.share(_has("index", place)) for place in (0, 1)]


def _robust(accuracies: Sequence[Values]) -> Values:
    """Return 1 less the largest gap."""
    found: Values = 1 - (np.max(accuracies, axis=0) - np.min(accuracies, axis=0))
    return found


def _grouped(accuracy: Mapping[str, Values], groups: Mapping[str, Sequence[str]]) -> Values | None:
    if not all(task in accuracy for tasks in groups.values() for task in tasks):
        return None
    return _mean([_robust([accuracy[task] for task in tasks]) for tasks in groups.values()])


def _over(
    drawn: Mapping[str, _Drawn], tasks: Iterable[str], value: Callable[[str], Values]
) -> Values | None:
    tasks = tuple(tasks)
    return _mean([value(task) for task in tasks]) if all(task in drawn for task in tasks) else None


def _mean(values: Sequence[Values | None]) -> Values | None:
    known = [each for each in values if each is not None]
    if len(known) < len(values):
        return None
    mean: Values = np.mean(known, axis=0)
    return mean


def _interval(values: Values | None, n: int) -> dict[str, Any] | None:
    if values is None:
        return None
    value, drawn = float(values[0]), values[1:]
    # A gap of resampled answers is wider on the average, by the chance that is in them twice: what
    # the draws tell is how far the value may be off, not where it lies.
    low, high = np.quantile(drawn - drawn.mean(), [0.025, 0.975])
    return {
        "value": value,
        "low": max(0.0, value + float(low)),
        "high": min(1.0, value + float(high)),
        "n": n,
        "method": "resampled",
    }
