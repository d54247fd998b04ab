"""The official figures of Super-NaturalInstructions: per track, category and task.

Exact match, ROUGE-1 and ROUGE-L are those of the official evaluation whatever profile decides the
constraints; a missing answer counts as an empty one. Intervals treat tasks as drawn at random (the
instances of a task are a cluster); those of a single task treat its instances so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.metrics.intervals import Clusters, Rate
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import Rows
from ifeval_kit.records import Item
from ifeval_kit.verifiers.reference_answers import normalise, official

if TYPE_CHECKING:
    from rich.table import Table

METRICS = {"exact_match": "exact match", "rouge1": "ROUGE-1", "rouge_l": "ROUGE-L"}

_SHOWN = {"exact_match": "exact", "rouge_l": "ROUGE-L"}

EXACT_MATCH = frozenset(
    {
        "Answerability Classification",
        "Cause Effect Classification",
        "Coreference Resolution",
        "Dialogue Act Recognition",
        "Textual Entailment",
        "Word Analogy",
    }
)
"""Categories whose main metric is the exact match; that of all others is ROUGE-L."""

XLINGUAL = "sni:answer_xlingual"


class _Row(NamedTuple):
    """The three figures of the answers to one item: their sums, and how many answers."""

    task: str
    values: tuple[float | None, float | None, float | None]
    size: int


def main_metric(category: str) -> str:
    """Return the metric by which a category is judged (Wang et al. 2022, appendix)."""
    return "exact_match" if category in EXACT_MATCH else "rouge_l"


def summarise(rows: Rows) -> dict[str, Any]:
    """Return the figures by track; each has those of all its answers, categories and tasks."""
    tracks: defaultdict[str, list[tuple[Item, _Row]]] = defaultdict(list)
    for item, samples in rows:
        found = _row(item, samples)
        if found:
            tracks[item.meta.get("track", "default")].append((item, found))
    return {"tracks": {track: _track(of) for track, of in sorted(tracks.items())}}


def _track(rows: Sequence[tuple[Item, _Row]]) -> dict[str, Any]:
    categories: defaultdict[str, list[_Row]] = defaultdict(list)
    tasks: defaultdict[str, list[_Row]] = defaultdict(list)
    category_of = {}
    for item, row in rows:
        categories[item.category or "–"].append(row)
        tasks[row.task].append(row)
        category_of[row.task] = item.category or "–"
    return {
        "tasks_in_all": len(tasks),
        "overall": {"main": "rouge_l", **_by_task([row for _, row in rows])},
        "categories": {
            category: {
                "main": main_metric(category),
                "tasks": len({row.task for row in of}),
                **_by_task(of),
            }
            for category, of in sorted(categories.items())
        },
        "tasks": {
            task: {
                "main": main_metric(category_of[task]),
                "category": category_of[task],
                **_rates([[row] for row in of]),
            }
            for task, of in sorted(tasks.items())
        },
    }


def _row(item: Item, samples: Sequence[Sample]) -> _Row | None:
    """Return the figures of an item; ``None`` for one that has no references."""
    constraint = next((c for c in item.constraints if c.id.startswith("sni:answer")), None)
    if constraint is None:
        return None
    references = tuple(constraint.kwargs["references"])
    answers = ["" if response is None else response.answer for response, _ in samples]
    track = "xlingual" if constraint.id == XLINGUAL else "default"
    try:
        found = [official(answer, references, track) for answer in answers]
    except MissingResourceError:  # the profile fixed does without the tokens that ROUGE needs here
        known = set(map(normalise, references))
        exact = sum(normalise(answer) in known for answer in answers)
        return _Row(item.group or item.id, (exact, None, None), len(answers))
    values = (
        float(sum(exact for exact, _ in found)),
        sum(rouge.rouge1 for _, rouge in found),
        sum(rouge.rouge_l for _, rouge in found),
    )
    return _Row(item.group or item.id, values, len(answers))


def _by_task(rows: Iterable[_Row]) -> dict[str, Any]:
    clusters: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        clusters[row.task].append(row)
    return _rates(list(clusters.values()))


def _rates(clusters: Sequence[Sequence[_Row]]) -> dict[str, Any]:
    return {
        metric: msgspec.to_builtins(_rate(place, clusters)) for place, metric in enumerate(METRICS)
    }


def _rate(place: int, clusters: Sequence[Sequence[_Row]]) -> Rate:
    sums = Clusters()
    for cluster in clusters:
        known = [(row.values[place], row.size) for row in cluster]
        values = [value for value, _ in known if value is not None]
        if values:
            sums.add(sum(values), sum(size for value, size in known if value is not None))
    return sums.mean()


def tables(data: Mapping[str, Any]) -> Iterator[Table]:
    """Yield a table of the figures of each track for the terminal.

    The main one of a category is bold, and the interval is its.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    for track, of in data["tracks"].items():
        title = f"{track} track, {of['tasks_in_all']} tasks (intervals clustered by task)"
        table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD)
        for heading in ("category", "tasks", "answers", *_SHOWN.values(), "95 % interval"):
            table.add_column(heading, justify="left" if heading == "category" else "right")
        whole = {"tasks": of["tasks_in_all"], **of["overall"]}
        for name, row in {"all": whole, **of["categories"]}.items():
            figures = [_figure(row, metric) for metric in _SHOWN]
            answers = str(row["exact_match"]["n"])
            table.add_row(Text(name), str(row["tasks"]), answers, *figures, _interval(row))
        yield table


def _figure(row: Mapping[str, Any], metric: str) -> str:
    value = row[metric]["value"]
    if value is None:
        return "–"
    shown = f"{100 * value:.1f}"
    return f"[bold]{shown}[/bold]" if row["main"] == metric else shown


def _interval(row: Mapping[str, Any]) -> str:
    rate = row[row["main"]]
    if rate["value"] is None:
        return "–"
    return f"{100 * rate['low']:.1f} to {100 * rate['high']:.1f}"
