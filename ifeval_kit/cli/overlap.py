"""``ifk suites overlap`` and ``ifk suites show --stats``: what data holds, printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ifeval_kit.cli.options import data_option

if TYPE_CHECKING:
    from ifeval_kit.datasets import Suite
    from ifeval_kit.datasets.contents.overlap import Overlap
    from ifeval_kit.datasets.contents.statistics import Spread, Statistics
    from ifeval_kit.datasets.contents.training import Bad, Row

_SHOWN = 20
_PROMPT = 20
_NUMBERS = 48
"""Columns that all but the id and the prompt take."""


@click.command()
@click.argument("suite")
@click.argument("other", metavar="TRAIN.jsonl|SUITE")
@data_option
@click.option("--field", metavar="NAME", help="The field of a training row to compare with.")
@click.option(
    "--threshold",
    type=click.FloatRange(0.5, 1),
    default=0.6,
    show_default=True,
    help="Similarity from which a text is near: Jaccard, of pairs of words.",
)
@click.option("--skip-bad", is_flag=True, help="Count and name broken lines, and go on.")
@click.option("--json", "as_json", is_flag=True, help="Print all that was found as JSON.")
def overlap(
    suite: str,
    other: str,
    data: Path | None,
    field: str | None,
    threshold: float,
    skip_bad: bool,
    as_json: bool,
) -> None:
    """Find the prompts of a suite that stand in training data, or in another suite.

    A .jsonl or .jsonl.gz file is training data, whose rows go by once: memory depends on the suite
    alone. A prompt counts where a text of a row has its words, holds them, or resembles it.

    \b
    ifk suites overlap ifeval train.jsonl
    ifk suites overlap sni sft.jsonl.gz --field prompt --skip-bad
    ifk suites overlap core strict
    """
    from ifeval_kit.datasets import load_suite
    from ifeval_kit.datasets.contents.overlap import overlap as compare
    from ifeval_kit.datasets.contents.training import Bad

    bad = Bad() if skip_bad else None
    asked = load_suite(suite, data=data, decide=False)
    with _progress(f"reading {other}") as advance:
        found = compare(asked.items, _rows(other, field, bad), threshold, advance)
    if as_json:
        import msgspec

        content = msgspec.to_builtins(found) | {"bad_lines": bad.count if bad else 0}
        click.echo(msgspec.json.format(msgspec.json.encode(content), indent=2).decode())
    else:
        _print_overlap(asked, other, found)
    _print_bad(bad)


def _rows(other: str, field: str | None, bad: Bad | None) -> Iterator[Row]:
    from ifeval_kit.datasets import load_suite
    from ifeval_kit.datasets.contents.training import Row, read_rows

    if other.endswith((".jsonl", ".jsonl.gz")):
        return read_rows(Path(other), field, bad)
    items = load_suite(other, decide=False).items
    return (Row(number, (item.text,)) for number, item in enumerate(items, start=1))


class _progress:  # noqa: N801  (a context manager)
    """Rows that went by, on standard error."""

    def __init__(self, what: str) -> None:
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        from ifeval_kit.cli.console import stderr

        columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed:,.0f} rows"))
        self._bar = Progress(*columns, TimeElapsedColumn(), console=stderr(), transient=True)
        self._task = self._bar.add_task(what, total=None)

    def __enter__(self) -> Any:
        self._bar.start()
        return lambda rows: self._bar.advance(self._task, rows)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _print_overlap(asked: Suite, other: str, found: Overlap) -> None:
    from rich.table import Table
    from rich.text import Text

    from ifeval_kit.cli.console import stdout

    out = stdout()
    if found.found:
        table = Table(box=None, pad_edge=False)
        for heading in ("item", "same", "inside", "near", "nearest", "line", "prompt"):
            numeric = heading not in ("item", "prompt")
            table.add_column(heading, justify="right" if numeric else "left", no_wrap=True)
        shown_rows = found.found[:_SHOWN]
        room = max(_PROMPT, out.width - _NUMBERS - max(len(one.item) for one in shown_rows))
        for one in shown_rows:
            prompt = " ".join(one.prompt.split())
            shown = prompt if len(prompt) <= room else f"{prompt[: room - 1]}…"
            counts = map(str, (one.same, one.inside, one.near))
            numbers = (*counts, f"{one.similarity:.2f}", str(one.line))
            table.add_row(Text(one.item), *numbers, Text(shown))
        out.print(table)
        if len(found.found) > _SHOWN:
            out.print(f"and {len(found.found) - _SHOWN} more (all of them: --json)")
    share = 100 * len(found.found) / found.prompts
    out.print(
        f"{len(found.found)} of {found.prompts} prompts of {asked.name} ({share:.1f} %) stand in "
        f"{other}: {found.same} with the same words, {found.inside} inside a longer text, "
        f"{found.near} nearly (similarity at least {found.threshold:g}); {found.rows:,} rows read",
        markup=False,
    )


def _print_bad(bad: Bad | None) -> None:
    from ifeval_kit.cli.console import stderr

    if bad and bad.count:
        for reason in bad.named:
            stderr().print(reason, markup=False)
        more = bad.count - len(bad.named)
        rest = f", {more} of them not named here" if more else ""
        lines = "1 broken line" if bad.count == 1 else f"{bad.count:,} broken lines"
        stderr().print(f"{lines} left out{rest}", style="yellow")


def print_statistics(suite: Suite, *, as_json: bool) -> None:
    """Print what a suite holds."""
    from ifeval_kit.datasets.contents.statistics import describe

    found = describe(suite.items)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    from rich.table import Table
    from rich.text import Text

    from ifeval_kit.cli.console import stdout

    grid = Table.grid(padding=(0, 2))
    for label, value in _facts(found).items():
        grid.add_row(Text(label, style="dim"), Text(value))
    stdout().print(grid)


def _facts(found: Statistics) -> dict[str, str]:
    near = (
        'not counted (pip install "ifeval-kit[overlap]")'
        if found.near_duplicates is None
        else f"{found.near_duplicates} (similarity at least {found.threshold:g})"
    )
    constraints = {f"{number} in a prompt": of for number, of in found.constraints.items()}
    return {
        "prompts": f"{found.prompts:,}",
        "tasks": _listed(found.tasks),
        "categories": _listed(found.categories),
        "languages": _listed(found.languages),
        "words": _spread(found.words),
        "characters": _spread(found.characters),
        "constraints": _listed(constraints),
        "checks": _listed(found.checks),
        "with references": f"{found.references:,}",
        "with solved examples": f"{found.exemplars:,}",
        "duplicates": f"{found.duplicates:,}",
        "near-duplicates": near,
    }


def _listed(counts: Mapping[str, int]) -> str:
    if not counts:
        return "–"
    first = [f"{name} {count:,}" for name, count in list(counts.items())[:_SHOWN]]
    more = f", and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    return f"{len(counts)}: {', '.join(first)}{more}"


def _spread(found: Spread) -> str:
    return (
        f"{found.least} to {found.greatest}, median {found.median:g}, mean {found.mean:.1f}, "
        f"nine in ten up to {found.p90}"
    )
