"""The tables of ``ifk compare``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ifeval_kit.cli.table import percent, points
from ifeval_kit.comparison import Comparison, Flip, Pair, Rank, SuiteComparison
from ifeval_kit.metrics.paired import Difference

_CLEAR = 0.05
_LONGEST = 240
_MOST_CHECKS = 8
_LEGEND = (
    "B+, A+: prompts that go better in B, in A; shows: the smallest difference in points that so "
    "many prompts show four times in five; p: paired test; q: p adjusted for all rows"
)


def print_comparison(console: Console, comparison: Comparison, shown: int) -> None:
    """Print for each suite a ranking, and each run beside the first; ``shown`` flips each way."""
    for label, path in comparison.runs.items():
        console.print(f"{label}: {path}", markup=False, style="dim")
    for name in comparison.not_common:
        console.print(f"suite '{name}' is not in all runs and is left out", style="yellow")
    for name in comparison.undecided:
        console.print(f"suite '{name}' has no constraints and is left out", style="yellow")
    for name, suite in comparison.suites.items():
        _print_suite(console, name, suite, shown)


def _print_suite(console: Console, name: str, suite: SuiteComparison, shown: int) -> None:
    console.print()
    console.print(Text(f"{name} ({suite.profile_version}), {suite.n} prompts", style="bold"))
    for label, count in suite.left_out.items():
        if count:
            console.print(f"{count} prompts of {label} are not in all runs", style="yellow")
    if len(suite.summaries) > 2:
        for metric in ("prompt_strict", "instruction_strict"):
            console.print(_ranking(metric, suite.ranking[metric]))
    baseline = next(iter(suite.summaries))
    for pair in suite.pairs:
        if pair.first == baseline:
            _print_pair(console, pair, shown)


def _ranking(metric: str, ranks: Sequence[Rank]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("rank", justify="right")
    table.add_column(metric.replace("_", " "), justify="right")
    table.add_column("run")
    tied = Counter(rank.rank for rank in ranks)
    for rank in ranks:
        place = f"{'=' if tied[rank.rank] > 1 else ''}{rank.rank}"
        table.add_row(place, percent(rank.value), Text(rank.run))
    return table


def _print_pair(console: Console, pair: Pair, shown: int) -> None:
    whole = {metric.replace("_", " "): one for metric, one in pair.scopes["suite"][""].items()}
    console.print(f"\nA: {pair.first}\nB: {pair.second}", markup=False)
    console.print(_differences("metric", whole))
    for kind in ("category", "language", "task"):
        scopes = pair.scopes.get(kind, {})
        metric = "instruction_strict" if kind == "category" else "prompt_strict"
        rows = {scope: of[metric] for scope, of in sorted(scopes.items()) if metric in of}
        if len(rows) > 1:
            console.print(_differences(kind, rows))
            console.print(f"  {metric.replace('_', ' ')}", style="dim")
    console.print(_LEGEND, style="dim")
    _print_flips(console, pair, shown)


def _differences(heading: str, rows: Mapping[str, Difference]) -> Table:
    adjusted = any(row.q is not None for row in rows.values())
    table = Table(box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    table.add_column(heading, no_wrap=True)
    headings = ["A %", "B %", "B - A", "95 % interval", "p", "q", "B+", "A+", "shows"]
    for column in headings if adjusted else (name for name in headings if name != "q"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, one in rows.items():
        clear = (one.p if one.q is None else one.q) < _CLEAR
        style = ("green" if one.value > 0 else "red") if clear else ""
        cells = [f"{100 * one.first:.1f}", f"{100 * one.second:.1f}", points(one.value)]
        cells += [f"{points(one.low)} to {points(one.high)}", _p(one.p)]
        cells += [] if one.q is None else [_p(one.q)]
        cells += [str(one.wins), str(one.losses), f"{100 * one.smallest:.1f}"]
        table.add_row(Text(name), *cells, style=style)
    return table


def _p(value: float) -> str:
    if value < 0.001:
        return "<.001"
    return "1" if value > 0.9995 else f"{value:.3f}".removeprefix("0")


def _print_flips(console: Console, pair: Pair, shown: int) -> None:
    better = [flip for flip in pair.prompts if flip.second > flip.first]
    worse = [flip for flip in pair.prompts if flip.second < flip.first]
    console.print(
        f"prompts that changed (strict): {len(better)} better in B, {len(worse)} worse",
        markup=False,
    )
    changed = Counter(flip.check for flip in pair.constraints)
    gained = Counter(flip.check for flip in pair.constraints if flip.second > flip.first)
    for check, count in changed.most_common(_MOST_CHECKS):
        console.print(
            f"  {check}: {gained[check]} better, {count - gained[check]} worse", markup=False
        )
    for title, flips in (("better", better), ("worse", worse)):
        for flip in flips[:shown]:
            _print_flip(console, title, flip, pair)


def _print_flip(console: Console, title: str, flip: Flip, pair: Pair) -> None:
    console.print(Text(f"\n{title}: prompt {flip.item}", style="bold"))
    checks = [change for change in pair.constraints if change.item == flip.item]
    for change in checks:
        arrow = f"{percent(change.first)} -> {percent(change.second)}"
        console.print(f"  {change.check}: {arrow}", markup=False)
    for label, answer in zip("AB", flip.answers or (None, None), strict=True):
        console.print(Text(f"  {label}: ", style="dim").append(_short(answer), style="default"))


def _short(answer: str | None) -> str:
    if answer is None:
        return "(no answer)"
    line = " ".join("".join(c if c.isprintable() else " " for c in answer[:2000]).split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + " …"
