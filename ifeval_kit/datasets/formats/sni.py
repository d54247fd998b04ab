"""Super-NaturalInstructions and Natural Instructions as prompts: a folder of task files, or one.

Items come by turns, the first instance of every task, then the second: any ``--limit`` takes as
many from each.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from ifeval_kit.datasets.rows import Placed
from ifeval_kit.datasets.sni.encoding import LIMIT, Encoding, chat_prompt, encode, encoding_named
from ifeval_kit.datasets.sni.tasks import Instance, Task, read_task
from ifeval_kit.errors import DataError
from ifeval_kit.records import Constraint, Exemplar, Item

PER_TASK = 100
"""The instances of a task that the official evaluation takes: the first ones (splits/README.md)."""

_FILE = re.compile(r"(?:sub)?task(\d+)_.*\.json")

_CODES = {
    "Bengali": "bn",
    "Bulgarian": "bg",
    "Chinese": "zh",
    "Croatian": "hr",
    "English": "en",
    "Estonian": "et",
    "Gujarati": "gu",
    "Haitian Creole": "ht",
    "Hindi": "hi",
    "Indonesian": "id",
    "Italian": "it",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Marathi": "mr",
    "Persian": "fa",
    "Quechua": "qu",
    "Swahili": "sw",
    "Tamil": "ta",
    "Telugu": "te",
    "Thai": "th",
    "Turkish": "tr",
    "Vietnamese": "vi",
}
"""ISO 639-1 codes of languages as the task files name them; others keep their name."""


def read_items(
    path: Path, encoding: str = "chat", per_task: int = PER_TASK, limit: int = LIMIT
) -> Iterator[Placed]:
    """Yield the first ``per_task`` instances of the tasks of a folder, or of one task file.

    ``encoding`` and its ``limit`` in tokens say how they become prompts
    (:mod:`ifeval_kit.datasets.sni.encoding`). Raises :class:`DataError` naming file and field.
    """
    known = encoding_named(encoding, limit)
    if per_task < 1:
        raise DataError(f"per_task is {per_task}; take at least one instance of a task")
    files = task_files(path)
    rows = [list(_items(file, known, per_task)) for file in files]
    for together in itertools.zip_longest(*rows):
        yield from (row for row in together if row is not None)


def task_files(path: Path) -> list[Path]:
    """Return the task files of a folder by the number of the task, or the file itself."""
    if not path.is_dir():
        return [path]
    found = [(match, file) for file in path.iterdir() if (match := _FILE.fullmatch(file.name))]
    if not found:
        raise DataError(
            f"{path} holds no task files (taskN_name.json); fetch them: ifk suites pull sni"
        )
    return [file for _, file in sorted(found, key=lambda pair: (int(pair[0][1]), pair[1].name))]


def _items(file: Path, encoding: Encoding, per_task: int) -> Iterator[Placed]:
    task = read_task(file)
    for number, instance in enumerate(task.instances[:per_task]):
        place = f"{file}, instance {number}"
        try:
            yield place, _item(task, instance, encoding)
        except DataError as error:
            raise DataError(f"{place}: {error}") from None


def _item(task: Task, instance: Instance, encoding: Encoding) -> Item:
    check = "sni:answer" if task.track == "default" else "sni:answer_xlingual"
    return Item(
        id=instance.id,
        prompt=encode(task, instance, encoding),
        constraints=(Constraint(check, {"references": list(instance.output)}),),
        category=task.category,
        language=_CODES.get(task.language, task.language) if task.language else None,
        answers=instance.output,
        group=task.name,
        # The prompts of Tk-Instruct hold their own examples.
        exemplars=_exemplars(task) if encoding.chat else (),
        meta={"track": task.track},
    )


def _exemplars(task: Task) -> tuple[Exemplar, ...]:
    return tuple(
        Exemplar(chat_prompt(task, example.input), example.output.strip())
        for example in task.positive
    )
