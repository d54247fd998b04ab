"""LMentry as it is published: a folder with one JSON file for each of 41 tasks.

``{"settings": {"name", "input_templates", "num_examples_per_template", ...}, "examples": {ID:
{"input", "metadata"}}}``. The prompts are taken as they are; the metadata becomes the parameters of
the check ``lmentry:<core task>``. What aggregates need is in the ``meta`` of an item: ``task``,
``template`` (from 0), ``argument`` (the same for the prompts that differ only in the template) and
``answer_index`` where there is one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError
from ifeval_kit.records import Constraint, Item

CORE = (
    "sentence_containing",
    "sentence_not_containing",
    "word_containing",
    "word_not_containing",
    "most_associated_word",
    "least_associated_word",
    "any_words_from_category",
    "all_words_from_category",
    "first_alphabetically",
    "more_letters",
    "less_letters",
    "bigger_number",
    "smaller_number",
    "rhyming_word",
    "homophones",
    "word_after",
    "word_before",
    "starts_with_word",
    "ends_with_word",
    "starts_with_letter",
    "ends_with_letter",
    "first_word",
    "last_word",
    "first_letter",
    "last_letter",
)
"""The core tasks, in the order of the paper's code."""

VARIANTS = {
    "first_alphabetically": (
        "far_first_letter",
        "different_first_letter",
        "consecutive_first_letter",
        "same_first_letter",
    ),
    "all_words_from_category": ("0_distractors", "1_distractors", "2_distractors"),
    "any_words_from_category": ("5_distractors", "4_distractors", "3_distractors"),
    "rhyming_word": ("orthographically_similar", "orthographically_different"),
    "more_letters": ("length_diff_3plus", "length_diff_1"),
    "less_letters": ("length_diff_3plus", "length_diff_1"),
}
"""What the 16 tasks about argument content vary, by the core task that they vary."""

TASKS: dict[str, str] = {task: task for task in CORE} | {
    f"{task}_{variant}": task for task, variants in VARIANTS.items() for variant in variants
}
"""The core task of each of the 41 tasks."""


TEMPLATES = (0, 1, 2)
"""The numbers of the three wordings of each task."""


class _Settings(Struct, frozen=True):
    name: str
    num_examples_per_template: int


class _Example(Struct, frozen=True):
    input: str
    metadata: dict[str, Any]


class _File(Struct, frozen=True):
    settings: _Settings
    examples: dict[str, Any]


READ = ("all", "start")
"""How much of an answer is read: ``start`` is all before the first newline or full stop."""


def read_items(path: Path, read: str = "all") -> Iterator[Placed]:
    """Yield the items of a folder of task files.

    ``read`` is one of :data:`READ`; the paper reads only the start of what models say that cannot
    stop. Raises :class:`DataError` naming the file, and the example where it is one's fault.
    """
    if read not in READ:
        raise DataError(f"the option 'read' of the format lmentry is '{read}', not all or start")
    if not path.is_dir():
        raise DataError(
            f"{path} is no folder; name one that holds a file for each of the {len(TASKS)} tasks"
        )
    for task in TASKS:
        yield from _read_task(
            path / f"{task}.json", task, {"truncate": True} if read == "start" else {}
        )


def _read_task(file: Path, task: str, more: dict[str, bool]) -> Iterator[Placed]:
    data = _read(file, task)
    templates: Counter[int] = Counter()
    for key, raw in data.examples.items():
        place = f"{file}, example {key}"
        try:
            example = msgspec.convert(raw, _Example)
        except msgspec.ValidationError as error:
            raise DataError(f"{place}: {error}; take the official file") from None
        template = example.metadata.get("template_id")
        if not key.isdecimal() or type(template) is not int or template not in TEMPLATES:
            raise DataError(
                f"{place}: the id is no whole number, or the template_id not 0, 1 or 2; take the "
                "official file"
            )
        templates[template] += 1
        meta = {"task": task, "template": template, "argument": _argument(example)}
        if isinstance(index := example.metadata.get("answer_index"), int):
            meta["answer_index"] = index
        kwargs = {"input": example.input, **example.metadata, **more}
        yield (
            place,
            Item(
                id=f"{task}/{key}",
                prompt=example.input,
                constraints=(Constraint(f"lmentry:{TASKS[task]}", kwargs),),
                category=task,
                language="en",
                meta=meta,
            ),
        )

    asked = data.settings.num_examples_per_template
    if any(templates[template] != asked for template in TEMPLATES):
        found = ", ".join(str(templates[template]) for template in TEMPLATES)
        raise DataError(
            f"{file} has {found} examples of its three templates, and its settings say {asked}; "
            "take the whole file"
        )


def _argument(example: _Example) -> str:
    """Return what an example asks about, whichever template asks it."""
    asked = {name: value for name, value in example.metadata.items() if name != "template_id"}
    text = json.dumps(asked, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:12]


def _read(file: Path, task: str) -> _File:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"{file} is missing; the folder must hold one file for each of the {len(TASKS)} tasks"
        ) from None
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error}") from None
    try:
        pairs = json.loads(raw, object_pairs_hook=_no_repeats)
        data = msgspec.convert(pairs, _File)
    except (ValueError, msgspec.ValidationError) as error:
        raise DataError(f"{file} is no task file of LMentry: {error}") from None
    if data.settings.name != task:
        raise DataError(
            f"{file} says that it is the task '{data.settings.name}'; give each file its own name"
        )
    return data


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; a key that stands twice would lose an example."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"the id '{key}' stands twice")
            seen.add(key)
    return found
