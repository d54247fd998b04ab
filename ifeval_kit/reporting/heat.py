"""Heat maps of many runs: rates by part of a suite, and each run against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ifeval_kit.catalogue import Check
from ifeval_kit.comparison import SIGNIFICANT, SuiteComparison, tested
from ifeval_kit.metrics.intervals import Rate
from ifeval_kit.metrics.shots import SCORE
from ifeval_kit.metrics.summary import SuiteSummary
from ifeval_kit.reporting import page
from ifeval_kit.reporting.samples import visible

RANKED = "prompt_strict"
"""The metric by which runs are ranked."""

TONES = 10
"""Steps of colour."""


class Part(Struct, frozen=True):
    """A way to take a suite apart: where its summary has the rates, and what shows them.

    ``field`` is the filter of the samples that a name of this part sets.
    """

    key: str
    field: str
    title: str
    heading: str
    metric: str


PARTS = (
    Part("categories", "category", "Categories", "Category", "instruction_strict"),
    Part("checks", "check", "Checks", "Check", "instruction_strict"),
    Part("scores", "check", "Scores", "Check", SCORE),
    Part("tasks", "task", "Tasks", "Task", "prompt_strict"),
    Part("languages", "language", "Languages", "Language", "prompt_strict"),
)
_LEADS = {
    SCORE: "Mean grade of the answers, in per cent.",
    "instruction_strict": "Share of instructions followed, strict, in per cent.",
    "prompt_strict": "Share of prompts with every instruction followed, strict, in per cent.",
}


class Cell(Struct, frozen=True):
    """A number of a heat map, with the class of its colour and what a pointer or a tap shows."""

    text: str
    tone: str
    detail: str
    clear: bool = False


class Line(Struct, frozen=True):
    """A row of a heat map; ``cells`` are in the order of the ranking."""

    name: str
    label: str
    says: str
    n: int
    cells: Sequence[Cell]


class HeatMap(Struct, frozen=True):
    """Rates of all runs by a part of the suite."""

    part: Part
    lead: str
    lines: Sequence[Line]


class PairLine(Struct, frozen=True):
    """A run against all others, ``None`` against itself."""

    label: str
    cells: Sequence[Cell | None]


def maps(
    compared: SuiteComparison, order: Sequence[str], checks: Mapping[str, Check]
) -> Iterator[HeatMap]:
    """Yield a map for each way to take the suite apart that tells something."""
    summaries = {run: compared.summaries[run] for run in order}
    for part in PARTS:
        lines = [
            _line(part, name, summaries, checks.get(name))
            for name in names(part, summaries.values())
        ]
        if len(lines) > 1:
            yield HeatMap(part, _LEADS[part.metric], lines)


def names(part: Part, summaries: Iterable[SuiteSummary]) -> list[str]:
    """Return the names that a part has in any of the summaries."""
    return sorted(set().union(*(getattr(one, part.key) for one in summaries)))


def label(name: str, check: Check | None) -> str:
    """Return how a check, a category, a task or a language is called."""
    if check:
        return visible(check.title)
    return visible(name if ":" in name else name.replace("_", " "))


def _line(
    part: Part, name: str, summaries: Mapping[str, SuiteSummary], check: Check | None
) -> Line:
    called = label(name, check)
    rates = {run: _rate(of, part, name) for run, of in summaries.items()}
    return Line(
        name=visible(name),
        label=called,
        says=visible(f"{name}: {check.says}") if check else "",
        n=max(rate.n for rate in rates.values() if rate),
        cells=[_cell(f"{visible(run)}, {called}", rate) for run, rate in rates.items()],
    )


def _rate(summary: SuiteSummary, part: Part, name: str) -> Rate | None:
    if part.metric == SCORE:  # a check may grade no answer of one run and some of another
        return summary.scores.get(name)
    rates: Mapping[str, Mapping[str, Rate]] = getattr(summary, part.key)
    return rates[name][part.metric]


def _cell(of: str, rate: Rate | None) -> Cell:
    if rate is None or rate.value is None:
        return Cell("–", "none", f"{of}: no decisions")
    tone = f"t{round(TONES * rate.value)}"
    return Cell(f"{100 * rate.value:.0f}", tone, f"{of}: {page.spread(rate)}")


def pairs(compared: SuiteComparison, order: Sequence[str]) -> list[PairLine]:
    """Return every run against every other one in the metric that ranks."""
    cells: dict[tuple[str, str], Cell] = {}
    for pair, found in zip(compared.pairs, tested(compared.pairs, RANKED), strict=True):
        clear = found.q is not None and found.q < SIGNIFICANT
        for one, other, sign in ((pair.second, pair.first, 1), (pair.first, pair.second, -1)):
            value, low, high = (sign * 100 * end for end in (found.value, found.low, found.high))
            low, high = min(low, high), max(low, high)
            detail = (
                f"{visible(one)} minus {visible(other)}: {value:+.1f} points "
                f"({low:+.1f} to {high:+.1f}), p = {found.p:.3g}, n = {found.n:,}"
            )
            tone = ("up" if value > 0 else "down") if clear else "level"
            cells[one, other] = Cell(f"{value:+.1f}", tone, detail, clear)
    return [
        PairLine(visible(one), [cells.get((one, other)) for other in order])
        for one in order
        if len(order) > 1
    ]
