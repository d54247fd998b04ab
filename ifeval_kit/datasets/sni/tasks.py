"""Task files of Super-NaturalInstructions (v2) and of Natural Instructions (v1), read as one kind.

Sources: the README of allenai/natural-instructions for v2; Mishra et al. 2022 for v1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Struct, field

from ifeval_kit.datasets.yaml_files import explain
from ifeval_kit.errors import DataError

Track: TypeAlias = Literal["default", "xlingual"]
_Some: TypeAlias = tuple[str, ...]
_NOTHING = "-"
"""What v1 writes where there is nothing to say."""

_SPLIT_LANGUAGE = "English"


class Example(Struct, frozen=True):
    """A solved example of a task, or one solved wrongly, with why."""

    input: str
    output: str
    explanation: str | None = None


class Instance(Struct, frozen=True):
    """One input of a task and its references."""

    id: str
    input: str
    output: _Some


class Task(Struct, frozen=True):
    """A task: what is to be done, examples, and instances in the order of the file.

    ``category`` and ``language`` are the first that the file names, as it writes them, the language
    being that of the output; v1 names none.
    """

    name: str
    definition: str
    positive: tuple[Example, ...]
    negative: tuple[Example, ...]
    instances: tuple[Instance, ...]
    category: str | None = None
    language: str | None = None
    track: Track = "default"


class _ExampleV2(Struct, frozen=True):
    input: str
    output: str | _Some
    explanation: str | None = None

    def example(self) -> Example:
        output = self.output if isinstance(self.output, str) else ", ".join(self.output)
        return Example(self.input, output, self.explanation)


class _InstanceRow(Struct, frozen=True):
    input: str
    output: str | _Some
    id: str = ""

    def instance(self, task: str, number: int) -> Instance:
        references = (self.output,) if isinstance(self.output, str) else self.output
        return Instance(self.id or f"{task}-{number}", self.input, references)


class _FileV2(Struct, frozen=True):
    definition: str | _Some = field(name="Definition")
    positive: tuple[_ExampleV2, ...] = field(name="Positive Examples")
    instances: tuple[_InstanceRow, ...] = field(name="Instances")
    categories: _Some = field(name="Categories")
    negative: tuple[_ExampleV2, ...] = field(name="Negative Examples", default=())
    input_language: _Some = field(name="Input_language", default=(_SPLIT_LANGUAGE,))
    output_language: _Some = field(name="Output_language", default=(_SPLIT_LANGUAGE,))

    def task(self, name: str) -> Task:
        given = (self.definition,) if isinstance(self.definition, str) else self.definition
        english = {*self.input_language, *self.output_language} <= {_SPLIT_LANGUAGE}
        return Task(
            name=name,
            definition=next(iter(given), ""),
            positive=tuple(example.example() for example in self.positive),
            negative=tuple(example.example() for example in self.negative),
            instances=_instances(name, self.instances),
            category=next(iter(self.categories), None),
            language=next(iter(self.output_language), None),
            track="default" if english else "xlingual",
        )


class _ExampleV1(Struct, frozen=True):
    input: str
    output: str
    reason: str | None = None

    def example(self) -> Example:
        return Example(self.input, self.output, None if self.reason == _NOTHING else self.reason)


class _ExamplesV1(Struct, frozen=True):
    positive: tuple[_ExampleV1 | str, ...] = field(name="Positive Examples", default=())
    negative: tuple[_ExampleV1 | str, ...] = field(name="Negative Examples", default=())


class _FileV1(Struct, frozen=True):
    definition: str = field(name="Definition")
    instances: tuple[_InstanceRow, ...] = field(name="Instances")
    examples: _ExamplesV1 = field(name="Examples")
    prompt: str = field(name="Prompt", default=_NOTHING)
    avoid: str = field(name="Things to Avoid", default=_NOTHING)
    emphasis: str = field(name="Emphasis & Caution", default=_NOTHING)

    def task(self, name: str) -> Task:
        more = {
            "Things to Avoid": self.avoid,
            "Emphasis & Caution": self.emphasis,
            "Prompt": self.prompt,
        }
        said = [f"{title}: {text.strip()}" for title, text in more.items() if _says(text)]
        return Task(
            name=name,
            definition="\n".join([self.definition.strip(), *said]),
            positive=_examples(self.examples.positive),
            negative=_examples(self.examples.negative),
            instances=_instances(name, self.instances),
            language=_SPLIT_LANGUAGE,
        )


def _says(text: str) -> bool:
    return text.strip() not in ("", _NOTHING)


def _examples(rows: tuple[_ExampleV1 | str, ...]) -> tuple[Example, ...]:
    return tuple(row.example() for row in rows if not isinstance(row, str))


def _instances(task: str, rows: tuple[_InstanceRow, ...]) -> tuple[Instance, ...]:
    return tuple(row.instance(task, number) for number, row in enumerate(rows, start=1))


def read_task(path: Path) -> Task:
    """Return the task of a file of either version; its name is that of the file.

    Raises :class:`DataError` naming the field for a file that is no task, and for a task without
    instances or an instance without references.
    """
    try:
        raw: Any = msgspec.json.decode(path.read_bytes())
        first = isinstance(raw, dict) and "Examples" in raw
        file = msgspec.convert(raw, _FileV1) if first else msgspec.convert(raw, _FileV2)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from None
    except msgspec.ValidationError as error:
        raise DataError(f"{path} is no task file: {explain(error)}; mend the field") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path} is not valid JSON: {error}; fetch it again") from None
    task = file.task(path.stem)
    _refuse_empty(path, task)
    return task


def _refuse_empty(path: Path, task: Task) -> None:
    if not task.definition.strip():
        raise DataError(f"{path} is no task file: Definition is empty; say what is to be done")
    if not task.instances:
        raise DataError(f"{path} is no task file: Instances is empty; give at least one")
    for number, instance in enumerate(task.instances):
        if not instance.output:
            raise DataError(
                f"{path} is no task file: Instances[{number}].output is empty; give a reference"
            )
