"""Many runs on one page: ranking, differences, heat maps, samples, and how the runs were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ifeval_kit.catalogue import Check, load_catalogue
from ifeval_kit.comparison import SuiteComparison, common_items, compare_suite, labels
from ifeval_kit.datasets import Suite
from ifeval_kit.errors import DataError, UsageError
from ifeval_kit.metrics.intervals import Rate
from ifeval_kit.reporting import heat, page, tables
from ifeval_kit.reporting.contrast import METRICS, contrast
from ifeval_kit.reporting.embed import LIMIT, Shelf, packed_json
from ifeval_kit.reporting.heat import RANKED
from ifeval_kit.reporting.overview import Overview, overview
from ifeval_kit.reporting.samples import visible
from ifeval_kit.results import Run


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


class BoardSuite(Struct, frozen=True):
    """All that the page says about one suite."""

    name: str
    version: str
    profile: str
    n: int
    notes: Sequence[str]
    columns: Sequence[Column]
    floors: Sequence[float | None]
    rows: Sequence[Row]
    pairs: Sequence[heat.PairLine]
    maps: Sequence[heat.HeatMap]


class Setting(Struct, frozen=True):
    """A setting of every run."""

    name: str
    values: Sequence[str]
    differs: bool


class Board(Struct, frozen=True):
    """The values of ``reports/board.html.j2``.

    ``contrasts`` are the differences between every two runs, compressed; empty for one run.
    """

    title: str
    runs: Sequence[str]
    overview: Overview | None
    suites: Sequence[BoardSuite]
    settings: Sequence[Setting]
    contrasts: str


def write_board(
    path: Path, runs: Sequence[Run], *, title: str = "Leaderboard", limit: int = LIMIT
) -> dict[str, SuiteComparison]:
    """Write a page that ranks runs, and return what it compares. The same runs give the same bytes.

    Suites are compared on the prompts that all runs with the suite were asked; those without
    constraints are left out. Above ``limit`` bytes of compressed samples those that passed go to a
    file beside the page. Raises :class:`UsageError` for no run or one named twice, and
    :class:`DataError` for runs of one suite that cannot be compared, or without any constraint.
    """
    if not runs:
        raise UsageError("a board needs at least one run")
    checks = load_catalogue()
    named = dict(zip(labels(runs), runs, strict=True))
    shown = [visible(label) for label in named]
    suites = [suite for run in runs for suite in run.results.suites]
    names = sorted({suite.name for suite in suites if suite.instructions})
    if not names:
        raise DataError("no suite of these runs has constraints, so there is nothing to rank by")
    compared = {name: compare_suite(name, _with(name, named), brief=True) for name in names}
    contrasts = [contrast(name, compared[name], list(named), checks) for name in names]
    board = Board(
        title=visible(title),
        runs=shown,
        overview=overview(compared, list(named), checks) if len(names) > 1 else None,
        suites=[_suite(name, compared[name], named, checks) for name in names],
        settings=_settings(named),
        contrasts=packed_json({"runs": shown, "suites": contrasts}) if len(runs) > 1 else "",
    )
    shelf = Shelf(shown, checks)
    for name in names:
        _add_samples(shelf, name, named)
    page.write(path, "board.html.j2", board, shelf, limit)
    return compared


def _with(name: str, runs: Mapping[str, Run]) -> dict[str, Run]:
    """Return the runs that have a suite."""
    return {
        label: run
        for label, run in runs.items()
        if any(suite.name == name for suite in run.results.suites)
    }


def _suite(
    name: str, compared: SuiteComparison, runs: Mapping[str, Run], checks: Mapping[str, Check]
) -> BoardSuite:
    own = _with(name, runs)
    order = [rank.run for rank in compared.ranking[RANKED]]
    return BoardSuite(
        name=visible(name),
        version=compared.version,
        profile=compared.profile_version,
        n=compared.n,
        notes=list(_notes(compared)),
        columns=[Column(*tables.definition(metric)) for metric in METRICS],
        floors=[_floor(name, metric, own) for metric in METRICS],
        rows=list(_rows(compared, own)),
        pairs=heat.pairs(compared, order),
        maps=list(heat.maps(compared, order, checks)),
    )


def _notes(compared: SuiteComparison) -> Iterator[str]:
    """Say which prompts are left out, runs with as many together."""
    for count in sorted(set(compared.left_out.values()) - {0}):
        runs = [visible(label) for label, of in compared.left_out.items() if of == count]
        yield f"Not all runs were asked {count:,} prompts of {', '.join(runs)}: they are left out."


def _floor(name: str, metric: str, runs: Mapping[str, Run]) -> float | None:
    """The floor of a metric, where all runs have the same one."""
    floors = {
        (run.summary["suites"][name]["floor"] or {}).get(metric, {}).get("value")
        for run in runs.values()
    }
    return floors.pop() if len(floors) == 1 else None


def _rows(compared: SuiteComparison, runs: Mapping[str, Run]) -> Iterator[Row]:
    ranks = compared.ranking[RANKED]
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


def _add_samples(shelf: Shelf, name: str, runs: Mapping[str, Run]) -> None:
    """Add the samples behind the numbers of a suite, prompt by prompt."""
    suites = {label: _named(name, run) for label, run in _with(name, runs).items()}
    places = {label: place for place, label in enumerate(runs)}
    for item in common_items(name, suites):
        for label, suite in suites.items():
            for response, scored in runs[label].results.samples_of(suite, item):
                shelf.add((name, item, response, scored), places[label])


def _named(name: str, run: Run) -> Suite:
    return next(suite for suite in run.results.suites if suite.name == name)


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
