"""The user-oriented instructions of Self-Instruct (Wang et al. 2023), by application.

The authors had the answers graded by people: there is nothing to verify, so that the items carry no
constraints. Their one reference each is what the view ``reference`` compares with.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from ifeval_kit import jsonl
from ifeval_kit.datasets.formats.instructions import as_row, prompt_of
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.records import Item


class _Instance(Struct, frozen=True):
    input: str
    output: str


class _Row(Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1)]
    motivation_app: str
    instruction: Annotated[str, Meta(min_length=1)]
    instances: Annotated[tuple[_Instance, ...], Meta(min_length=1)]


def read_items(path: Path) -> Iterator[Placed]:
    """Yield an item for each instance of ``user_oriented_instructions.jsonl``.

    Raises :class:`ifeval_kit.errors.DataError` with file, line and field.
    """
    for number, value in jsonl.read(path):
        place = f"{path}:{number}"
        row = as_row(value, _Row, place, "Self-Instruct")
        for position, instance in enumerate(row.instances):
            yield (
                place,
                Item(
                    id=row.id if position == 0 else f"{row.id}-{position + 1}",
                    prompt=prompt_of(row.instruction, instance.input),
                    category=row.motivation_app,
                    language="en",
                    answers=(instance.output,),
                ),
            )
