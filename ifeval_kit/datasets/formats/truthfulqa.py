"""TruthfulQA: questions that people answer with common errors (Lin et al. 2022).

Each question comes twice: as mc1 (one true choice) and as mc2 (several). All choices are weighed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ifeval_kit.datasets.formats.tables import read_rows
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError
from ifeval_kit.records import Constraint, Item


class Row(Struct, frozen=True):
    """One row of ``mc_task.json``: each choice with 1 if it is true, else 0."""

    question: str
    mc1_targets: Mapping[str, int]
    mc2_targets: Mapping[str, int]


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the items: ``1/mc1``, ``1/mc2``, ``2/mc1`` and so on."""
    for number, (where, row) in enumerate(read_rows(path, Row), start=1):
        if sum(row.mc1_targets.values()) != 1:
            raise DataError(f"{where}: mc1_targets has not one true choice")
        for task, targets in (("mc1", row.mc1_targets), ("mc2", row.mc2_targets)):
            choices = tuple(targets)
            labels = list(targets.values())
            if task == "mc1":
                right = {"choices": list(choices), "answer": labels.index(1)}
                constraint = Constraint("facts:likeliest_choice", right)
            else:
                constraint = Constraint(
                    "facts:true_mass", {"choices": list(choices), "labels": labels}
                )
            yield (
                where,
                Item(
                    id=f"{number}/{task}",
                    prompt=f"Q: {row.question}\nA:",
                    constraints=(constraint,),
                    category=task,
                    language="en",
                    answers=tuple(choice for choice, true in targets.items() if true),
                    group=str(number),
                    continuations=choices,
                ),
            )
