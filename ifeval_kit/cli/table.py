"""The table that closes ``ifk run`` and ``ifk score``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

METRICS = {
    "prompt_strict": "prompt strict",
    "prompt_loose": "prompt loose",
    "instruction_strict": "instruction strict",
    "instruction_loose": "instruction loose",
}

_FLOOR = "floor: the best that one fixed reply to every prompt gets"


def print_summary(console: Console, summary: Mapping[str, Any]) -> None:
    """Print each suite's metrics with their 95 % intervals, and its categories."""
    for name, suite in summary["suites"].items():
        if suite["instructions"]:
            console.print(_metrics(name, suite))
        else:
            console.print(f"{name}: {suite['n']} answers, no constraints to decide", markup=False)
        if suite["floor"]:
            console.print(_FLOOR, style="dim")
        if suite["categories"]:
            console.print(_categories(suite["categories"]))
        for note in _notes(suite):
            console.print(note, style="yellow")


def _metrics(name: str, suite: Mapping[str, Any]) -> Table:
    table = Table(
        title=Text(f"{name} ({suite['profile_version']})"),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    floors = suite["floor"] or {}
    for heading in ("metric", "rate", "95 % interval", "passed", "of", *(["floor"] * bool(floors))):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    for metric, title in METRICS.items():
        floor = [percent(floors[metric]["value"])] if floors else []
        table.add_row(title, *_cells(suite["metrics"][metric]), *floor)
    return table


def _categories(categories: Mapping[str, Any]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for heading in ("category", "strict", "95 % interval", "passed", "of", "loose"):
        table.add_column(heading, justify="left" if heading == "category" else "right")
    for category, rates in sorted(categories.items()):
        strict, loose = rates["instruction_strict"], rates["instruction_loose"]
        table.add_row(category, *_cells(strict), percent(loose["value"]))
    return table


def _cells(rate: Mapping[str, Any]) -> tuple[str, str, str, str]:
    if rate["value"] is None:
        return "–", "–", "0", "0"
    passed = round(rate["value"] * rate["n"])
    interval = f"{percent(rate['low'])} to {percent(rate['high'])}"
    return percent(rate["value"]), interval, str(passed), str(rate["n"])


def percent(share: float | None) -> str:
    """Return a share in per cent; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def _notes(suite: Mapping[str, Any]) -> list[str]:
    wording = {
        "truncated": "truncated (cut at the token limit, or inside the reasoning)",
        "unclosed_think": "with reasoning that never ends",
        "errors": "failed in the engine (counted as fails)",
        "missing": "missing (counted as fails)",
    }
    return [f"{suite[count]} answers {text}" for count, text in wording.items() if suite[count]]


def print_json(summary: Mapping[str, Any]) -> None:
    """Print a summary as JSON with sorted keys on standard output."""
    click.echo(json.dumps(summary, indent=1, sort_keys=True))


def on_one_line(text: str, width: int = 60) -> str:
    """Return a text on one line, cut in the middle where it is long, control characters escaped."""
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return shown if len(shown) <= width else f"{shown[: width - 21]} ... {shown[-16:]}"
