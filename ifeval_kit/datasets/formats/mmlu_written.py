"""MMLU with the letter in writing: see :mod:`ifeval_kit.datasets.formats.mmlu`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ifeval_kit.datasets.formats.mmlu import LETTERS, item, questions
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.records import Constraint


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the test questions; subjects are categories, examples the five of the dev split."""
    for where, name, row, solved in questions(path):
        right = {"choices": list(row.choices), "answer": LETTERS.index(row.letter)}
        yield where, item(name, row, solved, Constraint("facts:choice", right))
