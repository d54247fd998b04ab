"""The table that closes ``ifk run`` and ``ifk score``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ifeval_kit.metrics.labels import SharedLabels, shared
from ifeval_kit.metrics.views import view_named

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
        if len(suite["categories"]) > 1:  # a single one is the whole again
            console.print(_categories(suite["categories"]))
        if suite.get("scores"):
            console.print(_scores(suite["scores"]))
        if suite.get("labels"):
            console.print(_labels(suite["labels"]))
        for table in _view(suite):
            console.print(table)
        for note in _notes(suite):
            console.print(note, style="yellow")
    for name, effects in summary.get("shots", {}).items():
        for effect in effects:
            console.print(_shots(name, effect))


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


def _scores(scores: Mapping[str, Any]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for heading in ("score", "mean", "95 % interval", "of"):
        table.add_column(heading, justify="left" if heading == "score" else "right")
    for check, rate in sorted(scores.items()):
        value, interval, _, number = _cells(rate)
        table.add_row(check, value, interval, number)
    return table


def _labels(labels: Mapping[str, Mapping[str, int]]) -> Table:
    found = shared(labels)
    return _outcomes(found) if found else _each(labels)


def _outcomes(labels: SharedLabels) -> Table:
    """Return a row for each of many checks."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("check")
    for heading in ("answers", *labels.names):
        table.add_column(heading, justify="right")
    for check, (total, shares) in labels.rows.items():
        table.add_row(check, str(total), *map(percent, shares))
    return table


def _each(labels: Mapping[str, Mapping[str, int]]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for heading in ("check", "outcome", "answers", "share"):
        table.add_column(heading, justify="right" if heading in ("answers", "share") else "left")
    for check, counts in sorted(labels.items()):
        total = sum(counts.values())
        for label, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            table.add_row(check, label, str(count), percent(count / total))
    return table


def _view(suite: Mapping[str, Any]) -> Iterable[Table]:
    """Return the tables of the suite's own view, if it has some for the terminal."""
    data = suite.get("view")
    tables = getattr(view_named(data["name"]), "tables", None) if data else None
    return tables(data) if tables else ()


def _shots(name: str, effect: Mapping[str, Any]) -> Table:
    first, second = effect["first"], effect["second"]
    table = Table(
        title=Text(f"{name}: {first} to {second} solved examples"),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    for heading in (
        "metric",
        f"with {first}",
        f"with {second}",
        "difference",
        "95 % interval",
        "p",
    ):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    rows = [(METRICS.get(metric, metric), found) for metric, found in effect["metrics"].items()]
    for task, metrics in effect["tasks"].items():
        rows += [(f"{task}, {METRICS.get(m, m)}", found) for m, found in metrics.items()]
    for label, found in rows:
        p = found["p"] if found["q"] is None else found["q"]
        values = (percent(found["first"]), percent(found["second"]), points(found["value"]))
        interval = f"{points(found['low'])} to {points(found['high'])}"
        table.add_row(label, *values, interval, f"{p:.3f}")
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


def points(difference: float) -> str:
    """Return a difference of shares in points, with its sign."""
    return f"{100 * difference:+.1f}"


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
