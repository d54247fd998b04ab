"""TriviaQA: questions of trivia enthusiasts, with aliases of the answers (Joshi et al. 2017)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ifeval_kit.datasets.formats.examples import other_rows
from ifeval_kit.datasets.formats.nq_open import asked
from ifeval_kit.datasets.formats.tables import read_rows
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.records import Constraint, Exemplar, Item


class Answer(Struct, frozen=True):
    """The answer of a row: its name, and all names that are accepted."""

    value: str
    aliases: tuple[str, ...]


class Row(Struct, frozen=True):
    """One row of ``rc.nocontext`` as the hub has it."""

    question_id: str
    question: str
    answer: Answer


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the items of the validation split.

    A question with evidence from both of its sources stands there twice, and is asked twice, as
    the published numbers have it: the second time its id ends with ``/2``.
    """
    placed = list(read_rows(path, Row))
    rows = [row for _, row in placed]
    seen: Counter[str] = Counter()
    for place, (where, row) in enumerate(placed):
        seen[row.question_id] += 1
        again = f"/{seen[row.question_id]}" if seen[row.question_id] > 1 else ""
        aliases = row.answer.aliases or (row.answer.value,)
        yield (
            where,
            Item(
                id=row.question_id + again,
                prompt=asked(row.question),
                constraints=(Constraint("facts:alias_match", {"answers": list(aliases)}),),
                language="en",
                answers=aliases,
                exemplars=other_rows("triviaqa", rows, place, _solved),
            ),
        )


def _solved(row: Row) -> Exemplar:
    return Exemplar(asked(row.question), row.answer.value)
