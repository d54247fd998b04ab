"""``ifk checks diff``: which verdicts the choice of the profile changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ifeval_kit.cli.options import data_option, plugin_option

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ifeval_kit.difference import Change, SuiteDifference


@click.command()
@click.argument("responses", metavar="RESPONSES.jsonl|RUN", type=click.Path(path_type=Path))
@click.option(
    "--suite", metavar="NAME", help="The suite that a file answers, or one of those of a run."
)
@data_option
@plugin_option
@click.option(
    "--show",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Show up to N changed verdicts of each check, with the reasons in both profiles.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON and nothing else.")
def diff(responses: Path, suite: str | None, data: Path | None, show: int, as_json: bool) -> None:
    """Decide responses in both profiles, and show what changes from upstream to fixed.

    \b
    ifk checks diff responses.jsonl --suite ifeval
    ifk checks diff runs/smollm2-ifeval-1a2b3c4d5e --show 2
    """
    import msgspec

    from ifeval_kit.cli.console import stdout
    from ifeval_kit.cli.table import print_json
    from ifeval_kit.difference import profile_differences

    found = profile_differences(responses, suite, data=data)
    if as_json:
        print_json({"schema": 1, "suites": msgspec.to_builtins(found)})
        return
    for name, difference in found.items():
        _print_suite(stdout(), name, difference, show)


def _print_suite(out: Console, name: str, found: SuiteDifference, show: int) -> None:
    from rich.text import Text

    versions = " and ".join(found.versions.values())
    title = Text(f"{name}, {found.responses} responses, ", style="bold").append(versions)
    out.print(title)
    out.print(_metrics(found))
    out.print(_checks(found))
    for check in found.checks:
        own = [change for change in found.changes if change.id == check]
        for change in own[:show]:
            out.print(Text("\n").join(_lines(change)))


def _metrics(found: SuiteDifference) -> Table:
    from rich.table import Table

    from ifeval_kit.cli.table import METRICS, points

    table = Table("metric", box=None, pad_edge=False)
    for heading in ("upstream", "fixed", "difference"):
        table.add_column(heading, justify="right")
    for name, metric in found.metrics.items():
        shares = (f"{100 * share:.1f} %" for share in (metric.upstream, metric.fixed))
        table.add_row(METRICS[name], *shares, points(metric.difference))
    return table


def _checks(found: SuiteDifference) -> Table:
    """The checks with a changed verdict, and the sum over all."""
    from rich.table import Table

    from ifeval_kit.difference import MODES, MOVES

    caption = "+ fails in upstream and passes in fixed, - the other way round"
    table = Table(box=None, pad_edge=False, caption=caption, caption_justify="left")
    table.add_column("check", no_wrap=True)
    for heading in ("decided", *(f"{mode}\n{sign}" for mode in MODES for sign in "+-")):
        table.add_column(heading, justify="right", vertical="bottom")
    totals = [0] * 5
    for check, difference in found.checks.items():
        moved = [getattr(difference, mode)[move] for mode in MODES for move in MOVES]
        counts = [difference.decided, *moved]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        if any(moved):
            table.add_row(check, *map(str, counts))
    table.add_row("all checks", *map(str, totals), style="bold")
    return table


def _lines(change: Change) -> Iterator[Text]:
    from rich.text import Text

    from ifeval_kit.cli.table import on_one_line
    from ifeval_kit.difference import MODES

    changed = ((mode, change.moves(mode)) for mode in MODES)
    moves = ", ".join(f"{mode} {move}" for mode, move in changed if move)
    yield Text(f"\n{change.id}", style="bold").append(
        f"  item {change.item}, constraint {change.position}: {moves}", style="not bold"
    )
    for decision, profile in ((change.upstream, "upstream"), (change.fixed, "fixed")):
        by = f" (loose by {decision.variant})" if decision.loose and not decision.strict else ""
        yield Text(f"  {profile:<9}{on_one_line(decision.reason, 160)}{by}")
