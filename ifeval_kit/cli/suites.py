"""``ifk suites``: suites listed, shown, fetched, generated, started and checked for defects."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ifeval_kit.cli.options import data_option, profile_option
from ifeval_kit.cli.overlap import overlap
from ifeval_kit.errors import ExitCode

if TYPE_CHECKING:
    from ifeval_kit.datasets import Suite
    from ifeval_kit.datasets.lint import Finding


@click.group()
def suites() -> None:
    """List, show, fetch, build, start and lint suites.

    \b
    ifk suites list
    ifk suites pull ifeval
    ifk suites build core --seed 7 --n 200 --out fresh.jsonl
    ifk suites new my-suite
    ifk suites lint my-suite.yaml
    """


suites.add_command(overlap)


@suites.command("list")
def list_suites() -> None:
    """List the suites, and whether their prompts are here.

    \b
    ifk suites list
    """
    from rich.table import Table

    from ifeval_kit.cli.console import stdout
    from ifeval_kit.datasets import load_suite, own_suites
    from ifeval_kit.datasets.definition import Bundle, read_definition
    from ifeval_kit.errors import MissingResourceError

    rows, absent, bundles = [], [], []
    for name, path in own_suites().items():
        known = read_definition(path)
        kind = type(known).__name__.lower()
        if isinstance(known, Bundle):
            bundles.append(f"{name} stands for {', '.join(known.suites)}")
            continue
        counts, version = ("–", "–"), known.version
        try:
            suite = load_suite(name, decide=False)
            counts, version = (str(len(suite.items)), str(suite.instructions)), suite.version
        except MissingResourceError:
            absent.append(name)
        rows.append((name, *counts, known.profile, kind, version, known.title))
    headings = ("name", "prompts", "instructions", "profile", "kind", "version", "title")
    table = Table(box=None, pad_edge=False)
    for heading, *cells in zip(headings, *rows, strict=True):
        # The title, last, is what a narrow terminal cuts.
        width = None if heading == "title" else max(map(len, (heading, *cells)))
        side: Literal["left", "right"] = (
            "right" if heading in ("prompts", "instructions") else "left"
        )
        table.add_column(heading, justify=side, no_wrap=True, min_width=width)
    for row in rows:
        table.add_row(*row)
    stdout().print(table)
    for line in bundles:
        stdout().print(line)
    if absent:
        stdout().print(
            f"Not here are the prompts of {', '.join(absent)}; fetch them: ifk suites pull NAME",
            markup=False,
        )


@suites.command()
@click.argument("name")
@click.option(
    "--items", type=click.IntRange(min=0), default=3, show_default=True, help="Prompts to print."
)
@data_option
@click.option("--stats", is_flag=True, help="Count what it holds, duplicates too, in their place.")
@click.option("--json", "as_json", is_flag=True, help="With --stats: print the counts as JSON.")
def show(name: str, items: int, data: Path | None, stats: bool, as_json: bool) -> None:
    """Show what a suite holds. NAME may be the path of a suite file.

    \b
    ifk suites show core --items 5
    ifk suites show my-suite.yaml
    ifk suites show ifeval --stats
    """
    from ifeval_kit.cli.overlap import print_statistics
    from ifeval_kit.datasets import load_suite
    from ifeval_kit.errors import UsageError

    if as_json and not stats:
        raise UsageError("--json prints counts; add --stats")
    suite = load_suite(name, data=data, decide=False)
    if stats:
        print_statistics(suite, as_json=as_json)
        return
    _print_head(suite)
    _print_items(suite, items)


@suites.command()
@click.argument("name")
def pull(name: str) -> None:
    """Fetch official prompts from the hub, or from where their authors publish them.

    What comes is the pinned revision, and it is kept only if its rows are those published.

    \b
    ifk suites pull ifeval
    """
    from rich.progress import Progress

    from ifeval_kit.cli.console import stderr, stdout
    from ifeval_kit.datasets import own_suites
    from ifeval_kit.datasets.definition import Official, read_definition
    from ifeval_kit.datasets.official import listed_files
    from ifeval_kit.datasets.official import pull as fetch
    from ifeval_kit.errors import UsageError, nearest

    known = own_suites()
    if name not in known:
        raise UsageError(f"unknown suite '{name}'{nearest(name, known)} (see: ifk suites list)")
    definition = read_definition(known[name])
    if not isinstance(definition, Official):
        raise UsageError(f"suite '{name}' carries its prompts with it; there is nothing to fetch")
    listed = listed_files(definition, known[name].parent)
    with Progress(console=stderr(), transient=True) as bar:
        task = bar.add_task(f"fetching {name}", total=len(listed) or 1)
        place = fetch(definition, listed, lambda _: bar.advance(task))
    stdout().print(f"{name}: {place}", markup=False)


@suites.command()
@click.argument("name")
@click.option("--seed", type=int, required=True, help="Decides which prompts are made.")
@click.option("--n", type=click.IntRange(min=1), required=True, help="How many prompts.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A JSON Lines file.  [default: standard output]",
)
def build(name: str, seed: int, n: int, out: Path | None) -> None:
    """Generate fresh prompts from a seed.

    The same seed gives the same bytes, on every machine.

    \b
    ifk suites build core --seed 7 --n 200 --out fresh.jsonl
    ifk run --model PATH --suite fresh.jsonl
    """
    from ifeval_kit import jsonl
    from ifeval_kit.cli.console import stderr
    from ifeval_kit.datasets.generation import generate

    rows = b"".join(map(jsonl.encode, generate(name, seed, n)))
    if out is None:
        sys.stdout.buffer.write(rows)
        return
    jsonl.write_atomically(out, rows)
    stderr().print(f"{n} prompts written to {out}", markup=False)


@suites.command()
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where to write it.  [default: here]",
)
def new(name: str, folder: Path) -> None:
    """Write a commented suite to start your own from.

    \b
    ifk suites new my-suite
    ifk run --model PATH --suite my-suite.yaml
    """
    from ifeval_kit.cli.console import stdout
    from ifeval_kit.datasets.starter import new_suite

    path = new_suite(name, folder)
    stdout().print(
        f"{path} written; edit it, then look at it: ifk suites show {path}", markup=False
    )


@suites.command()
@click.argument("name")
@profile_option
@data_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print the findings as JSON and nothing else."
)
def lint(name: str, profile: str | None, data: Path | None, as_json: bool) -> int:
    """Find what is wrong with the prompts of a suite. NAME may be the path of a suite file.

    Errors are constraints that are unknown, contradict each other, are asked for twice, disagree
    with the prompt, or that nothing or everything satisfies; notes are what may be meant that way.
    Leaves with exit code 2 if there are errors.

    \b
    ifk suites lint my-suite.yaml
    ifk suites lint ifeval --json
    """
    from ifeval_kit.datasets.lint import lint as find

    findings = find(name, data=data, profile=profile)  # type: ignore[arg-type]
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
    else:
        _print_findings(name, findings, errors)
    return ExitCode.USAGE if errors else ExitCode.OK


def _print_findings(name: str, findings: list[Finding], errors: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from ifeval_kit.cli.console import stdout

    table = Table("item", "level", "kind", "what", box=None, pad_edge=False)
    for found in findings:
        level = Text(found.level, style="red" if found.level == "error" else "yellow")
        table.add_row(Text(found.item), level, found.kind, Text(found.message))
    if findings:
        stdout().print(table)
    total = f"{name}: {errors} errors, {len(findings) - errors} notes"
    stdout().print(Text(total, style="red" if errors else "green"))


def _print_head(suite: Suite) -> None:
    from rich.table import Table
    from rich.text import Text

    from ifeval_kit.cli.console import stdout

    facts = {
        "version": suite.version,
        "profile": suite.profile,
        "prompts": str(len(suite.items)),
        "instructions": str(suite.instructions),
        "max tokens": str(suite.max_tokens),
        "origin": suite.origin,
        "licence": suite.licence,
        "sha256": suite.sha256,
    }
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            grid.add_row(Text(name, style="dim"), Text(value))
    counts = Counter(c.id for item in suite.items for c in item.constraints)
    table = Table("check", box=None, pad_edge=False)
    table.add_column("asked", justify="right")
    for check, count in sorted(counts.items()):
        table.add_row(check, str(count))
    out = stdout()
    out.print(Text(suite.name, style="bold").append(f"  {suite.title}", style="not bold"))
    out.print(grid)
    out.print()
    out.print(table)


def _print_items(suite: Suite, count: int) -> None:
    from rich.text import Text

    from ifeval_kit.cli.console import stdout

    for item in suite.items[:count]:
        head = Text(f"\n{item.id}", style="bold")
        head.append(f"  {item.category or ''}", style="not bold")
        stdout().print(head)
        messages = [f"{message.role}: {message.content}" for message in item.messages or ()]
        stdout().print(Text(textwrap.indent(item.prompt or "\n".join(messages), "  ")))
        for constraint in item.constraints:
            kwargs = ", ".join(f"{name}={value!r}" for name, value in constraint.kwargs.items())
            stdout().print(Text(f"  - {constraint.id}  {kwargs}".rstrip(), style="dim"))
