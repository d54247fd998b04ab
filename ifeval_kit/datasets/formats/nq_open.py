"""NQ-open: questions put to a search engine, with short answers (Lee et al. 2019)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ifeval_kit.datasets.formats.examples import other_rows
from ifeval_kit.datasets.formats.tables import read_rows
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.records import Constraint, Exemplar, Item


class Row(Struct, frozen=True):
    """One row as it is published."""

    question: str
    answer: tuple[str, ...]


def asked(question: str) -> str:
    """Return a question as a prompt, which a model without a chat template completes as well."""
    return f"Answer with a few words and nothing else.\n\nQ: {question.rstrip('? ')}?\nA:"


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the items of ``NQ-open.dev.jsonl``; their ids are the numbers of the lines."""
    placed = list(read_rows(path, Row))
    rows = [row for _, row in placed]
    for place, (where, row) in enumerate(placed):
        yield (
            where,
            Item(
                id=str(place + 1),
                prompt=asked(row.question),
                constraints=(Constraint("facts:exact_match", {"answers": list(row.answer)}),),
                language="en",
                answers=row.answer,
                exemplars=other_rows("nq_open", rows, place, _solved),
            ),
        )


def _solved(row: Row) -> Exemplar:
    return Exemplar(asked(row.question), row.answer[0])
