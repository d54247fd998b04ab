"""The view of LMentry: accuracy, four kinds of robustness, and the LMentry score.

``paper`` holds the numbers of the paper's code, percentages rounded as it rounds them; ``rates``
the same as fractions, unrounded, with 95 % intervals: of accuracies clustered by what is asked
about (each argument is asked with every template), of robustness and score by resampling those
arguments. Robustness is 1 less the largest gap between accuracies that should be equal; chance
alone makes gaps, so few prompts a task push it down.

The aggregates are of the core tasks in English; ``languages`` has the accuracy of every task in
each language. What a suite lacks tasks for is ``None``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from ifeval_kit.metrics.intervals import Clusters
from ifeval_kit.metrics.views.lmentry_paper import Cell, Counts, paper
from ifeval_kit.metrics.views.lmentry_rates import rates
from ifeval_kit.metrics.views.lmentry_tasks import CONTENT, GROUPS, ORDERED, PAIRS
from ifeval_kit.records import Item

if TYPE_CHECKING:
    from rich.table import Table

    from ifeval_kit.metrics.summary import Sample

_GAPS = 3
"""How many of the widest gaps are shown with an example."""


def summarise(rows: Sequence[tuple[Item, Sequence[Sample]]]) -> dict[str, Any]:
    """Return the aggregates of a suite whose items say their task, template and argument."""
    counts = Counts()
    languages: defaultdict[str, defaultdict[str, Clusters]] = defaultdict(
        lambda: defaultdict(Clusters)
    )
    examples: dict[Cell, tuple[Item, Item | None]] = {}
    for item, samples in rows:
        cell, argument = Cell.of(item), str(item.meta["argument"])
        language = item.language or "en"
        passed = 0
        for _, scored in samples:
            decision = scored.decisions[0] if scored else None
            passed += decision is not None and decision.strict
            if language == "en":
                counts.add(cell, argument, decision)
        languages[language][cell.task].add(passed, len(samples))
        if language == "en" and (cell not in examples or (not passed and not examples[cell][1])):
            examples[cell] = (item, None if passed else item)
    return {
        "paper": paper(counts),
        "rates": rates(counts),
        "gaps": {kind: _with_prompts(found, examples) for kind, found in counts.gaps().items()},
        "compared": {
            "pairs": PAIRS,
            "content": CONTENT,
            "groups": [{"title": title, "tasks": tasks} for title, tasks in GROUPS.items()],
        },
        "languages": {
            language: {task: msgspec.to_builtins(sums.rate()) for task, sums in tasks.items()}
            for language, tasks in languages.items()
        },
    }


def _with_prompts(
    found: Sequence[dict[str, Any]], examples: dict[Cell, tuple[Item, Item | None]]
) -> list[dict[str, Any]]:
    shown = []
    for gap in found[:_GAPS]:
        low = min(
            (cell for cell in examples if cell.matches(gap["task"], gap["kind"], gap["worst"])),
            key=lambda cell: (cell.template, str(cell.position)),
            default=None,
        )
        item = (examples[low][1] or examples[low][0]) if low else None
        shown.append(gap | {"prompt": item.text if item else "", "item": item.id if item else ""})
    return shown


def tables(data: dict[str, Any]) -> list[Table]:
    """Return the score and what it is made of, as a table for the terminal."""
    from rich.table import Table

    table = Table(title="LMentry", title_justify="left")
    for heading in ("", "value", "95 % interval", "as in the paper"):
        table.add_column(heading, justify="left" if not heading else "right")
    final = data["paper"]["final"] or {}
    for name in ("score", "accuracy", "robustness", *ORDERED):
        rate = data["rates"][name]
        rounded = final.get({"score": "lmentry_score"}.get(name, name) + "_rounded")
        aspect = data["paper"]["robustness"].get(name)
        said = rounded if rounded is not None else aspect
        if rate:
            interval = f"{rate['low']:.1%} to {rate['high']:.1%}"
            table.add_row(
                name.replace("_", " "),
                f"{rate['value']:.1%}",
                interval,
                "" if said is None else f"{said:.1f}",
            )
    return [table]
