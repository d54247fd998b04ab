"""PopQA: questions about entities from common to rare (Mallen et al. 2023)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from ifeval_kit.datasets.formats.examples import other_rows
from ifeval_kit.datasets.formats.nq_open import asked
from ifeval_kit.datasets.formats.tables import read_rows
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError
from ifeval_kit.records import Constraint, Exemplar, Item


class Row(Struct, frozen=True):
    """One row as it is published. ``s_pop`` are monthly views of the subject's page.

    ``possible_answers`` is a JSON list in a text.
    """

    id: str
    question: str
    prop: str
    obj: str
    s_pop: int
    possible_answers: str


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the items of ``test.tsv``: the relation is the category, the band goes by ``s_pop``."""
    placed = list(read_rows(path, Row))
    rows = [row for _, row in placed]
    for place, (where, row) in enumerate(placed):
        try:
            answers = msgspec.json.decode(row.possible_answers, type=tuple[str, ...])
        except msgspec.DecodeError as error:
            raise DataError(f"{where}: possible_answers is no JSON list ({error})") from None
        yield (
            where,
            Item(
                id=row.id,
                prompt=asked(row.question),
                constraints=(Constraint("facts:contains", {"answers": list(answers)}),),
                category=row.prop,
                language="en",
                answers=answers,
                group=f"10^{len(str(row.s_pop)) - 1} views",
                exemplars=other_rows("popqa", rows, place, _solved),
                meta={"s_pop": row.s_pop},
            ),
        )


def _solved(row: Row) -> Exemplar:
    return Exemplar(asked(row.question), row.obj)
