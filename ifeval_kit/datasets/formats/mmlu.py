"""MMLU: exam questions with four choices in 57 subjects (Hendrycks et al. 2021).

Read from the authors' archive ``data.tar``. The letters are weighed, as in the paper; the format
``mmlu_written`` asks for the letter in writing.
"""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError
from ifeval_kit.records import Constraint, Exemplar, Item

LETTERS = ("A", "B", "C", "D")


class Row(Struct, frozen=True):
    """One question: its text, four choices, and the letter of the right one."""

    question: str
    choices: tuple[str, ...]
    letter: str

    def asked(self, subject: str) -> str:
        """Return the question as a prompt."""
        head = f"A multiple-choice question about {subject.replace('_', ' ')}:"
        listed = [f"{letter}. {of}" for letter, of in zip(LETTERS, self.choices, strict=True)]
        return "\n".join([head, "", self.question.strip(), *listed, "Answer:"])


def read_items(path: Path) -> Iterator[Placed]:
    """Yield the test questions; subjects are categories, examples the five of the dev split."""
    for where, name, row, solved in questions(path):
        right = {"choices": list(LETTERS), "answer": LETTERS.index(row.letter)}
        yield where, item(name, row, solved, Constraint("facts:likeliest_choice", right), LETTERS)


def item(
    name: str,
    row: Row,
    solved: tuple[Exemplar, ...],
    constraint: Constraint,
    continuations: tuple[str, ...] = (),
) -> Item:
    """Return a question as an item; ``name`` is its subject and number, with a slash between."""
    subject = name.partition("/")[0]
    return Item(
        id=name,
        prompt=row.asked(subject),
        constraints=(constraint,),
        category=subject,
        language="en",
        answers=(row.letter,),
        exemplars=solved,
        continuations=continuations,
    )


def questions(path: Path) -> Iterator[tuple[str, str, Row, tuple[Exemplar, ...]]]:
    """Yield place, name, row and solved examples of every test question, subject by subject."""
    tests, examples = _members(path)
    for subject, rows in sorted(tests.items()):
        solved = tuple(
            Exemplar(row.asked(subject), row.letter) for row in examples.get(subject, ())
        )
        for number, row in enumerate(rows, start=1):
            yield f"{path}: {subject}_test.csv:{number}", f"{subject}/{number}", row, solved


def _members(path: Path) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    tests: dict[str, list[Row]] = {}
    examples: dict[str, list[Row]] = {}
    try:
        # Members are read, never written to disk.
        with tarfile.open(path) as archive:
            for member in archive:
                folder, _, name = member.name.rpartition("/")
                for split, rows in (("test", tests), ("dev", examples)):
                    if folder.endswith(f"data/{split}") and name.endswith(f"_{split}.csv"):
                        content = archive.extractfile(member)
                        text = content.read().decode("utf-8") if content else ""
                        subject = name.removesuffix(f"_{split}.csv")
                        rows[subject] = list(_rows(text, f"{path}: {name}"))
    except (OSError, tarfile.TarError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as the archive of MMLU: {error}") from None
    if not tests:
        raise DataError(f"{path} holds no data/test/*_test.csv; is it the data.tar of MMLU?")
    return tests, examples


def _rows(text: str, place: str) -> Iterator[Row]:
    for number, cells in enumerate(csv.reader(io.StringIO(text)), start=1):
        if len(cells) != 6 or cells[5] not in LETTERS:
            raise DataError(f"{place}:{number}: not a question, four choices and a letter")
        yield Row(cells[0], tuple(cells[1:5]), cells[5])
