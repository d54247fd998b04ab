"""The numbers of a page, in the order and the words in which it shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from ifeval_kit.catalogue import Check
from ifeval_kit.metrics.intervals import Rate
from ifeval_kit.metrics.labels import SharedLabels, shared
from ifeval_kit.metrics.paired import Difference
from ifeval_kit.metrics.shots import SCORE, ShotsEffect
from ifeval_kit.metrics.summary import SuiteSummary
from ifeval_kit.reporting.samples import visible

Kind = Literal["strict", "loose"]
KINDS: tuple[Kind, ...] = ("strict", "loose")

_DEFINITIONS = {
    "prompt_strict": "The share of prompts whose answer follows every instruction, judged exactly "
    "as written. Missing and failed responses count as not followed.",
    "prompt_loose": "As strict, but an instruction also passes if one of seven light edits of the "
    "answer follows it: without the first line, the last line or both, with asterisks or without.",
    "instruction_strict": "The share of single instructions that are followed, over all prompts, "
    "judged exactly as written.",
    "instruction_loose": "The share of single instructions that are followed by the answer or by "
    "one of its seven light edits.",
}
_METHODS = {
    "wilson": "The bar is the 95 % Wilson interval.",
    "clustered": "The bar is the 95 % interval with standard errors clustered by prompt.",
    "wilson_effective": "The bar is the 95 % Wilson interval at the effective sample size.",
}
_FLOOR = (
    " The short mark is the floor: the best score that one fixed reply to every prompt gets, "
    "here {reply}."
)


class Metric(Struct, frozen=True):
    """One headline number. ``floor`` is the score of the best fixed reply, where known."""

    label: str
    kind: Kind
    definition: str
    rate: Rate
    floor: float | None


class Health(Struct, frozen=True):
    """How many samples of a suite went wrong in one way; ``None`` where that is not known."""

    label: str
    show: str
    count: int | None
    share: float


class Row(Struct, frozen=True):
    """One line of a breakdown; ``says`` is the meaning of a check."""

    key: str
    label: str
    says: str
    strict: Rate
    loose: Rate


class Breakdown(Struct, frozen=True):
    """A table of rates. ``field`` is the filter of the samples that its rows set."""

    key: str
    title: str
    heading: str
    lead: str
    unit: str
    field: str
    rows: Sequence[Row]


class Labels(Struct, frozen=True):
    """How often a check saw each class of outcome, most often first; shares are of all of them."""

    title: str
    rows: Sequence[tuple[str, int, float]]


class Outcomes(Struct, frozen=True):
    """The same of many checks: a row each, with its answers and the share of each class."""

    names: Sequence[str]
    rows: Sequence[tuple[str, int, Sequence[float]]]


class Suite(Struct, frozen=True):
    """All that the page says about one suite.

    ``scores`` are mean grades by the title of their check; ``view`` is what the suite's own view
    has made, which ``reports/views/NAME.html.j2`` shows.
    """

    name: str
    version: str
    profile: str
    n: int
    instructions: int
    metrics: Sequence[Metric]
    health: Sequence[Health]
    breakdowns: Sequence[Breakdown]
    scores: Sequence[tuple[str, Rate]]
    labels: Sequence[Labels]
    outcomes: Outcomes | None
    view: Mapping[str, Any] | None


class Shots(Struct, frozen=True):
    """What solved examples change in a suite: a line for each metric or task."""

    suite: str
    first: int
    second: int
    rows: Sequence[tuple[str, Difference]]


class Group(Struct, frozen=True):
    """One table of the manifest."""

    title: str
    rows: Sequence[tuple[str, str]]


def suite(name: str, results: SuiteSummary, checks: Mapping[str, Check]) -> Suite:
    """Return what the page says about the results of one suite."""
    labels = shared(results.labels)
    return Suite(
        name=visible(name),
        version=results.version,
        profile=results.profile_version,
        n=results.n,
        instructions=results.instructions,
        metrics=[
            _metric(unit, kind, results) for unit in ("prompt", "instruction") for kind in KINDS
        ],
        health=_health(results),
        breakdowns=[b for b in _breakdowns(results, checks) if b.rows],
        scores=[(_title(check, checks), rate) for check, rate in sorted(results.scores.items())],
        labels=[]
        if labels
        else [_labels(_title(check, checks), of) for check, of in sorted(results.labels.items())],
        outcomes=_outcomes(labels, checks) if labels else None,
        view=results.view,
    )


def shots(effects: Mapping[str, Sequence[ShotsEffect]]) -> list[Shots]:
    """Return what the page says about solved examples."""
    return [
        Shots(visible(suite), one.first, one.second, list(_shots_rows(one)))
        for suite, of in sorted(effects.items())
        for one in of
    ]


def _shots_rows(effect: ShotsEffect) -> Iterator[tuple[str, Difference]]:
    for metric, found in effect.metrics.items():
        yield metric.replace("_", "s, ") if "_" in metric else "mean score", found
    for task, metrics in effect.tasks.items():
        for metric, found in metrics.items():
            named = "mean score" if metric == SCORE else "prompts, strict"
            yield f"{visible(task)}: {named}", found


def _title(check: str, checks: Mapping[str, Check]) -> str:
    return checks[check].title if check in checks else visible(check)


def _outcomes(labels: SharedLabels, checks: Mapping[str, Check]) -> Outcomes:
    rows = [(_title(check, checks), n, shares) for check, (n, shares) in labels.rows.items()]
    return Outcomes([visible(name) for name in labels.names], rows)


def _labels(title: str, counts: Mapping[str, int]) -> Labels:
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Labels(title, [(visible(label), count, count / total) for label, count in ordered])


def definition(metric: str) -> tuple[str, str]:
    """Return the heading of a metric and what it means."""
    unit, kind = metric.split("_")
    return f"{unit.capitalize()}s, {kind}", _DEFINITIONS[metric]


def model(manifest: Mapping[str, Any]) -> str:
    """Return the model's name: a hub id as it is, of a path its last part."""
    name = str(manifest.get("model") or "Unknown model").replace("\\", "/").rstrip("/")
    is_hub_id = name.count("/") == 1 and not name.startswith(("/", ".", "~"))
    return name if is_hub_id else name.rpartition("/")[2]


def byline(manifest: Mapping[str, Any], suites: Sequence[str]) -> list[str]:
    """Return the suites, the engine and the day of a run."""
    engine = manifest.get("engine")
    if isinstance(engine, Mapping):
        engine = " ".join(str(engine[key]) for key in ("engine", "version") if engine.get(key))
    day = str(manifest.get("finished") or manifest.get("started") or "")[:10]
    return [part for part in (", ".join(suites), str(engine or ""), day) if part]


def manifest(content: Mapping[str, Any]) -> list[Group]:
    """Return a manifest as tables: one of its single values, one of each of its parts."""
    single = {key: value for key, value in content.items() if not isinstance(value, Mapping)}
    parts = {key: value for key, value in content.items() if isinstance(value, Mapping) and value}
    tables = [Group("Run", list(flat(single)))] if single else []
    return tables + [Group(key.capitalize(), list(flat(parts[key]))) for key in sorted(parts)]


def _metric(unit: str, kind: Kind, results: SuiteSummary) -> Metric:
    key = f"{unit}_{kind}"
    rate = results.metrics[key]
    floor = (results.floor or {}).get(key)
    definition = f"{_DEFINITIONS[key]} {_METHODS[rate.method]}"
    if floor:
        definition += _FLOOR.format(reply=floor.reply)
    value = floor.value if floor else None
    return Metric(f"{unit.capitalize()}s, {kind}", kind, definition, rate, value)


def _health(results: SuiteSummary) -> list[Health]:
    counts = (
        ("Truncated", "truncated", results.truncated),
        ("Unclosed reasoning", "unclosed", results.unclosed_think),
        ("Errors", "error", results.errors),
        ("Missing", "missing", results.missing),
    )
    asked = results.metrics["prompt_strict"].n or results.n
    return [
        Health(label, show, count, (count or 0) / asked if asked else 0.0)
        for label, show, count in counts
    ]


def _breakdowns(results: SuiteSummary, checks: Mapping[str, Check]) -> Iterator[Breakdown]:
    of_instructions = "Share of instructions followed, with its 95 % interval."
    of_prompts = "Share of prompts with every instruction followed, with its 95 % interval."
    categories = {key: (key.replace("_", " ").capitalize(), "") for key in results.categories}
    titles = {key: (checks[key].title, checks[key].says) for key in results.checks if key in checks}
    if len(categories) > 1:  # a single one is the whole again
        yield Breakdown(
            *("categories", "Categories", "Category", of_instructions, "instructions", "category"),
            _rows(results.categories, "instruction", categories),
        )
    yield Breakdown(
        *("checks", "Checks", "Check", of_instructions, "instructions", "check"),
        _rows(results.checks, "instruction", titles),
    )
    for key, title, heading, field, rates in (
        ("tasks", "Tasks", "Task", "task", results.tasks),
        ("languages", "Languages", "Language", "language", results.languages),
    ):
        if len(rates) > 1:
            rows = _rows(rates, "prompt", {})
            yield Breakdown(key, title, heading, of_prompts, "prompts", field, rows)


def _rows(
    rates: Mapping[str, Mapping[str, Rate]], unit: str, titles: Mapping[str, tuple[str, str]]
) -> list[Row]:
    """Return one row a key, the highest strict rate first."""
    rows = [
        Row(
            visible(key),
            *titles.get(key, (key, "")),
            strict=of[f"{unit}_strict"],
            loose=of[f"{unit}_loose"],
        )
        for key, of in rates.items()
    ]
    return sorted(rows, key=lambda row: (-(row.strict.value or 0.0), row.key))


def flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield all values inside a mapping as text, by their path with dots."""
    for key in sorted(value):
        found = value[key]
        if isinstance(found, Mapping) and found:
            yield from flat(found, f"{prefix}{key}.")
        elif isinstance(found, str):
            yield f"{prefix}{key}", found
        else:
            yield f"{prefix}{key}", "–" if found is None else json.dumps(found, ensure_ascii=False)
