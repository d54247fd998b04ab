"""What files of instructions with inputs have in common: the prompt, and rows that do not fit."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from ifeval_kit.datasets.yaml_files import explain
from ifeval_kit.errors import DataError

T = TypeVar("T")


def prompt_of(instruction: str, text: str) -> str:
    """Return an instruction with its input below it, if it has one."""
    instruction, text = instruction.strip(), text.strip()
    return f"{instruction}\n\n{text}" if text else instruction


def as_row(value: Any, kind: type[T], place: str, data: str) -> T:
    """Return a line of a data set as a record; :class:`DataError` naming place and field."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise DataError(f"{place}: no row of {data}: {explain(error)}; mend the field") from None
