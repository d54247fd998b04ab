"""LMentry for base models, which cannot stop: as the paper does, only a first piece is scored.

An answer is read up to its first newline, and of that up to its first full stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ifeval_kit.datasets.formats.lmentry import TASKS, read_task
from ifeval_kit.datasets.rows import Placed


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the items of a folder of task files, as those of the format ``lmentry``."""
    for task in TASKS:
        yield from read_task(path / f"{task}.json", task, truncate=True)
