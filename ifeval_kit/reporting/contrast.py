"""Two runs beside each other: the differences between every two runs, for the page to pick from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ifeval_kit.catalogue import Check
from ifeval_kit.comparison import SIGNIFICANT, Pair, SuiteComparison
from ifeval_kit.metrics.paired import Difference
from ifeval_kit.metrics.shots import SCORE
from ifeval_kit.reporting import tables
from ifeval_kit.reporting.heat import PARTS, label, names
from ifeval_kit.reporting.samples import visible

METRICS = ("prompt_strict", "instruction_strict", "prompt_loose", "instruction_loose")


class Place(Struct, frozen=True):
    """What a row is about: a metric of the suite or a part of it.

    ``filter`` leads to the samples behind it; ``None`` where no filter of samples does.
    """

    group: str
    label: str
    kind: str
    name: str
    metric: str
    filter: dict[str, str] | None


def contrast(
    name: str, compared: SuiteComparison, runs: Sequence[str], checks: Mapping[str, Check]
) -> dict[str, Any]:
    """Return the rows and the differences of every two runs of a suite, as plain values.

    ``pairs`` has for ``"0,1"`` (places in ``runs``) a list as long as ``rows``: first, second,
    difference, low, high, p (adjusted in parts of a suite), prompts, better, worse, and 1 where the
    difference is beyond chance; ``None`` where one has no decision.
    """
    places = list(_places(compared, checks))
    return {
        "name": visible(name),
        "rows": [{"group": one.group, "label": one.label, "filter": one.filter} for one in places],
        "pairs": {
            f"{runs.index(pair.first)},{runs.index(pair.second)}": [
                _numbers(_found(pair, place)) for place in places
            ]
            for pair in compared.pairs
        },
    }


def _places(compared: SuiteComparison, checks: Mapping[str, Check]) -> Iterator[Place]:
    for metric in METRICS:
        heading, _ = tables.definition(metric)
        linked: dict[str, str] | None = {} if metric == "prompt_strict" else None
        yield Place("Whole suite", heading, "suite", "", metric, linked)
    for part in (one for one in PARTS if one.metric != SCORE):
        found = names(part, compared.summaries.values())
        for name in found if len(found) > 1 else ():
            yield Place(
                group=part.title,
                label=label(name, checks.get(name)),
                kind=part.field,
                name=name,
                metric=part.metric,
                filter={part.field: visible(name)},
            )


def _found(pair: Pair, place: Place) -> Difference | None:
    return pair.scopes.get(place.kind, {}).get(place.name, {}).get(place.metric)


def _numbers(found: Difference | None) -> list[float] | None:
    if found is None:
        return None
    p = found.p if found.q is None else found.q
    shares = (found.first, found.second, found.value, found.low, found.high)
    rounded = [round(share, 5) for share in shares]
    counts = [found.n, found.wins, found.losses, int(p < SIGNIFICANT)]
    return [*rounded, float(f"{p:.3g}"), *counts]
