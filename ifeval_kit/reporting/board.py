"""Many runs on one page: ranking, differences, heat maps, and how the runs were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ifeval_kit import jsonl
from ifeval_kit.catalogue import Check, load_catalogue
from ifeval_kit.comparison import SIGNIFICANT, SuiteComparison, compare_suite, labels, tested
from ifeval_kit.errors import DataError, UsageError
from ifeval_kit.metrics.intervals import Rate
from ifeval_kit.reporting import page, tables
from ifeval_kit.reporting.samples import visible
from ifeval_kit.results import Run

METRICS = ("prompt_strict", "instruction_strict", "prompt_loose", "instruction_loose")
"""The columns, the one that ranks first."""

TONES = 10
"""Steps of colour of a heat map."""


class Column(Struct, frozen=True):
    """A metric: its heading, and what it means."""

    label: str
    definition: str


class Row(Struct, frozen=True):
    """A run in the ranking of a suite; shares are of the responses asked for."""

    label: str
    rank: int
    tied: bool
    rates: Sequence[Rate]
    truncated: float | None
    missing: float


class Cell(Struct, frozen=True):
    """A number of a heat map, with the class of its colour and what a pointer shows."""

    text: str
    tone: str
    detail: str
    clear: bool = False


class Line(Struct, frozen=True):
    """A row of a heat map; ``cells`` are in the order of the ranking."""

    label: str
    says: str
    n: int
    cells: Sequence[Cell]


class PairLine(Struct, frozen=True):
    """A run against all others, ``None`` against itself."""

    label: str
    cells: Sequence[Cell | None]


class HeatMap(Struct, frozen=True):
    """Rates of all runs by a part of the suite."""

    key: str
    title: str
    heading: str
    lead: str
    lines: Sequence[Line]


class BoardSuite(Struct, frozen=True):
    """All that the page says about one suite."""

    name: str
    version: str
    profile: str
    n: int
    notes: Sequence[str]
    columns: Sequence[Column]
    floor: float | None
    rows: Sequence[Row]
    pairs: Sequence[PairLine]
    maps: Sequence[HeatMap]


class Setting(Struct, frozen=True):
    """A setting of every run."""

    name: str
    values: Sequence[str]
    differs: bool


class Board(Struct, frozen=True):
    """The values of ``reports/board.html.j2``."""

    title: str
    runs: Sequence[str]
    suites: Sequence[BoardSuite]
    settings: Sequence[Setting]


def write_board(path: Path, runs: Sequence[Run], *, title: str = "Leaderboard") -> None:
    """Write a page that ranks runs. The same runs give the same bytes.

    Suites are compared on the prompts that all runs with the suite answered; those without
    constraints are left out. Raises :class:`UsageError` for no run or one named twice, and
    :class:`DataError` for runs of one suite that cannot be compared, or without any constraint.
    """
    if not runs:
        raise UsageError("a board needs at least one run")
    checks = load_catalogue()
    named = dict(zip(labels(runs), runs, strict=True))
    suites = [suite for run in runs for suite in run.results.suites]
    names = sorted({suite.name for suite in suites if suite.instructions})
    if not names:
        raise DataError("no suite of these runs has constraints, so there is nothing to rank by")
    board = Board(
        title=visible(title),
        runs=[visible(label) for label in named],
        suites=[_suite(name, named, checks) for name in names],
        settings=_settings(named),
    )
    jsonl.write_atomically(path, page.fill("board.html.j2", board).encode())


def _suite(name: str, runs: Mapping[str, Run], checks: Mapping[str, Check]) -> BoardSuite:
    own = {
        label: run
        for label, run in runs.items()
        if any(suite.name == name for suite in run.results.suites)
    }
    compared = compare_suite(name, own)
    order = [rank.run for rank in compared.ranking[METRICS[0]]]
    notes = [
        f"{count:,} prompts of {visible(label)} are not in all runs and are left out."
        for label, count in compared.left_out.items()
        if count
    ]
    return BoardSuite(
        name=visible(name),
        version=compared.version,
        profile=compared.profile_version,
        n=compared.n,
        notes=notes,
        columns=[Column(*tables.definition(metric)) for metric in METRICS],
        floor=_floor(name, own),
        rows=list(_rows(compared, own)),
        pairs=_pairs(compared, order),
        maps=list(_maps(compared, order, checks)),
    )


def _floor(name: str, runs: Mapping[str, Run]) -> float | None:
    """The floor of the metric that ranks, where all runs have the same one."""
    floors = {
        (run.summary["suites"][name]["floor"] or {}).get(METRICS[0], {}).get("value")
        for run in runs.values()
    }
    return floors.pop() if len(floors) == 1 else None


def _rows(compared: SuiteComparison, runs: Mapping[str, Run]) -> Iterator[Row]:
    ranks = compared.ranking[METRICS[0]]
    tied = Counter(rank.rank for rank in ranks)
    for rank in ranks:
        summary = compared.summaries[rank.run]
        asked = summary.n * runs[rank.run].results.samples
        yield Row(
            label=visible(rank.run),
            rank=rank.rank,
            tied=tied[rank.rank] > 1,
            rates=[summary.metrics[metric] for metric in METRICS],
            truncated=None if summary.truncated is None else summary.truncated / asked,
            missing=(summary.missing + summary.errors) / asked,
        )


def _pairs(compared: SuiteComparison, order: Sequence[str]) -> list[PairLine]:
    cells: dict[tuple[str, str], Cell] = {}
    for pair, found in zip(compared.pairs, tested(compared.pairs, METRICS[0]), strict=True):
        clear = found.q is not None and found.q < SIGNIFICANT
        for one, other, sign in ((pair.second, pair.first, 1), (pair.first, pair.second, -1)):
            value, low, high = (sign * 100 * end for end in (found.value, found.low, found.high))
            low, high = min(low, high), max(low, high)
            detail = f"{value:+.1f} points ({low:+.1f} to {high:+.1f}), p = {found.p:.3g}"
            tone = ("up" if value > 0 else "down") if clear else "level"
            cells[one, other] = Cell(f"{value:+.1f}", tone, detail, clear)
    return [
        PairLine(visible(one), [cells.get((one, other)) for other in order])
        for one in order
        if len(order) > 1
    ]


def _maps(
    compared: SuiteComparison, order: Sequence[str], checks: Mapping[str, Check]
) -> Iterator[HeatMap]:
    summaries = [compared.summaries[run] for run in order]
    instructions = "Share of instructions followed, strict, in per cent."
    prompts = "Share of prompts with every instruction followed, strict, in per cent."
    for key, title, heading, metric in (
        ("categories", "Categories", "Category", "instruction_strict"),
        ("checks", "Checks", "Check", "instruction_strict"),
        ("tasks", "Tasks", "Task", "prompt_strict"),
        ("languages", "Languages", "Language", "prompt_strict"),
    ):
        found: list[Mapping[str, Mapping[str, Rate]]] = [getattr(one, key) for one in summaries]
        lines = [
            _line(name, metric, found, checks.get(name)) for name in sorted(set().union(*found))
        ]
        if len(lines) > 1:
            lead = instructions if metric.startswith("instruction") else prompts
            yield HeatMap(key, title, heading, lead, lines)


def _line(
    name: str,
    metric: str,
    found: Sequence[Mapping[str, Mapping[str, Rate]]],
    check: Check | None,
) -> Line:
    rates = [of[name][metric] for of in found]
    label = check.title if check else name.replace("_", " ")
    says = f"{name}: {check.says}" if check else ""
    return Line(visible(label), says, rates[0].n, [_cell(rate) for rate in rates])


def _cell(rate: Rate) -> Cell:
    if rate.value is None:
        return Cell("–", "none", "no decisions")
    tone = f"t{round(TONES * rate.value)}"
    return Cell(f"{100 * rate.value:.0f}", tone, page.spread(rate))


def _settings(runs: Mapping[str, Run]) -> list[Setting]:
    """Return every setting of the manifests, those in which the runs differ first."""
    flat = [
        dict(tables.flat(msgspec.to_builtins(run.manifest) | {"folder": run.path.name}))
        for run in runs.values()
    ]
    settings = []
    for name in sorted(set().union(*flat)):
        values = [visible(of.get(name, "–")) for of in flat]
        settings.append(Setting(visible(name), values, len(set(values)) > 1))
    return sorted(settings, key=lambda setting: (not setting.differs, setting.name))
