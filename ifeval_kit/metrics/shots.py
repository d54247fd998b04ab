"""What solved examples change: the same prompts of a run with more and with fewer, paired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ifeval_kit.metrics.paired import Column, Difference, adjusted, differences
from ifeval_kit.metrics.summary import Sample, decided
from ifeval_kit.metrics.views import Rows
from ifeval_kit.records import Item

SCORE = "score"
"""The metric of the mean grade of an answer, where checks give grades."""

_OF_TASKS = ("prompt_strict", SCORE)


class ShotsEffect(Struct, frozen=True):
    """How a suite changes from ``first`` to ``second`` solved examples before its prompts.

    ``metrics`` are those of the suite; ``tasks`` the shares of prompts passed (strict), or the
    scores, by category of the item, their ``q`` adjusted for all tasks. Differences are paired by
    prompt, second minus first.
    """

    first: int
    second: int
    metrics: dict[str, Difference]
    tasks: dict[str, dict[str, Difference]]


def shots_effects(suites: Mapping[int, Rows]) -> list[ShotsEffect]:
    """Return the effect of each number of solved examples over the smallest one.

    ``suites`` has the same items in the same order, for each number of examples.
    """
    first, *others = sorted(suites)
    return [_effect(first, suites[first], second, suites[second]) for second in others]


def _effect(first: int, fewer: Rows, second: int, more: Rows) -> ShotsEffect:
    values = [
        (item.category, _values(item, before), _values(item, after))
        for (item, before), (_, after) in zip(fewer, more, strict=True)
        if item.constraints
    ]
    scopes: defaultdict[str, list[tuple[_Values, _Values]]] = defaultdict(list)
    for category, before, after in values:
        if category:
            scopes[category].append((before, after))
    return ShotsEffect(
        first=first,
        second=second,
        metrics=_differences([(before, after) for _, before, after in values]),
        tasks=_by_task(scopes) if len(scopes) > 1 else {},
    )


_Values = dict[str, tuple[float, float]]
"""Of each metric: what passed of one prompt, averaged over its samples, and of how many."""


def _values(item: Item, samples: Sequence[Sample]) -> _Values:
    outcomes = [decided(item, scored) for _, scored in samples]
    size = len(item.constraints)
    found: _Values = {}
    for mode, name in enumerate(("strict", "loose")):
        whole = [all(pair[mode] for pair in pairs) for pairs in outcomes]
        passed = sum(pair[mode] for pairs in outcomes for pair in pairs)
        found[f"prompt_{name}"] = sum(whole) / len(samples), 1
        found[f"instruction_{name}"] = passed / len(samples), size
    made = [scored.decisions if scored else () for _, scored in samples]
    grades = [one.score for decisions in made for one in decisions if one.score is not None]
    if grades:
        found[SCORE] = sum(grades) / (len(samples) * size), 1
    return found


def _differences(
    pairs: Sequence[tuple[_Values, _Values]], only: Sequence[str] | None = None
) -> dict[str, Difference]:
    """Return the difference in each metric, or in each of ``only`` that there is."""
    import numpy as np

    there = dict.fromkeys(name for pair in pairs for values in pair for name in values)
    names = [name for name in there if only is None or name in only]
    columns = []
    for name in names:
        first, second = (
            np.array([pair[side].get(name, (0.0, 1.0))[0] for pair in pairs]) for side in (0, 1)
        )
        size = np.array([pair[0].get(name, (0.0, 1.0))[1] for pair in pairs], dtype=float)
        columns.append(Column(first, second, size, not name.startswith("instruction")))
    return dict(zip(names, differences(columns), strict=True)) if pairs else {}


def _by_task(
    scopes: Mapping[str, Sequence[tuple[_Values, _Values]]],
) -> dict[str, dict[str, Difference]]:
    found = {task: _differences(pairs, _OF_TASKS) for task, pairs in sorted(scopes.items())}
    kept: dict[str, dict[str, Difference]] = {task: {} for task in found}
    for metric in _OF_TASKS:
        having = [task for task, of in found.items() if metric in of]
        for task, one in zip(having, adjusted([found[t][metric] for t in having]), strict=True):
            kept[task][metric] = one
    return kept
