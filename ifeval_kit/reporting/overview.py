"""All suites in one table: a row a run, a column a suite, grouped by family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from ifeval_kit.catalogue import Check
from ifeval_kit.comparison import SuiteComparison
from ifeval_kit.metrics.intervals import Rate
from ifeval_kit.reporting.heat import RANKED
from ifeval_kit.reporting.samples import visible


class OverviewRow(Struct, frozen=True):
    """A run; ``rates`` are in the order of the columns, ``None`` where it lacks the suite."""

    label: str
    rates: Sequence[Rate | None]


class Overview(Struct, frozen=True):
    """``families`` are headings with the number of their columns."""

    families: Sequence[tuple[str, int]]
    suites: Sequence[str]
    rows: Sequence[OverviewRow]


def overview(
    compared: Mapping[str, SuiteComparison], runs: Sequence[str], checks: Mapping[str, Check]
) -> Overview:
    """Return the metric that ranks for all runs and suites, the runs best on the whole first.

    Runs are ordered by their mean over the suites that all of them have.
    """
    families = {name: _family(found, checks) for name, found in compared.items()}
    suites = sorted(compared, key=lambda name: (families[name], name))
    rates = {
        run: [
            compared[name].summaries[run].metrics[RANKED]
            if run in compared[name].summaries
            else None
            for name in suites
        ]
        for run in runs
    }
    shared = [place for place in range(len(suites)) if all(of[place] for of in rates.values())]
    order = sorted(runs, key=lambda run: -sum(_value(rates[run][place]) for place in shared))
    return Overview(
        families=[
            (visible(family), len(list(of)))
            for family, of in groupby(suites, key=families.__getitem__)
        ],
        suites=[visible(name) for name in suites],
        rows=[OverviewRow(visible(run), rates[run]) for run in order],
    )


def _family(compared: SuiteComparison, checks: Mapping[str, Check]) -> str:
    """Return the family of most checks of a suite; that of its check ids for unknown ones."""
    found = Counter(
        checks[check].family if check in checks else check.partition(":")[0]
        for summary in compared.summaries.values()
        for check in summary.checks
    )
    return min(found, key=lambda family: (-found[family], family)) if found else "other"


def _rate(compared: SuiteComparison, run: str) -> Rate | None:
    return compared.summaries[run].metrics[RANKED] if run in compared.summaries else None


def _value(rate: Rate | None) -> float:
    return (rate.value or 0.0) if rate else 0.0
