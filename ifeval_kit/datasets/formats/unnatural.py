"""The core of Unnatural Instructions (Honovich et al. 2022): the file, its zip, or their folder.

Each instance says in words what its output may be (``constraints``); where that is a closed set, a
format or a language it is verified (:mod:`ifeval_kit.datasets.output_spaces`), and the category of
the item says which. The reference was written by a model: what the view ``reference`` makes of it
is a weak signal.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from ifeval_kit import jsonl
from ifeval_kit.datasets.formats.instructions import as_row, prompt_of
from ifeval_kit.datasets.output_spaces import read_output_space
from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError
from ifeval_kit.records import Item

_NAMES = ("core_data.jsonl", "core_data.zip")


class _Instance(Struct, frozen=True):
    input: str
    output: str
    instruction_with_input: str = ""
    constraints: str | None = None


class _Row(Struct, frozen=True):
    instruction: Annotated[str, Meta(min_length=1)]
    instances: Annotated[tuple[_Instance, ...], Meta(min_length=1)]


def read_items(path: Path) -> Iterator[Placed]:
    """Yield an item for each instance; :class:`DataError` with file, line and field."""
    for place, number, value in _rows(path):
        row = as_row(value, _Row, place, "Unnatural Instructions")
        for position, instance in enumerate(row.instances):
            yield place, _item(f"unnatural-{number}-{position + 1}", row.instruction, instance)


def _item(name: str, instruction: str, instance: _Instance) -> Item:
    said = (instance.constraints or "").strip()
    kind, constraints = read_output_space(said)
    return Item(
        id=name,
        prompt=instance.instruction_with_input.strip() or prompt_of(instruction, instance.input),
        constraints=constraints,
        category=kind,
        answers=(instance.output,),
        meta={"output_space": said} if said else {},
    )


def _rows(path: Path) -> Iterator[tuple[str, int, Any]]:
    if path.is_dir():
        found = next((path / name for name in _NAMES if (path / name).is_file()), None)
        if found is None:
            raise DataError(
                f"{path} holds neither {' nor '.join(_NAMES)}; fetch it: ifk suites pull unnatural"
            )
        path = found
    if path.suffix != ".zip":
        for number, value in jsonl.read(path):
            yield f"{path}:{number}", number, value
        return
    yield from _zipped(path)


def _zipped(path: Path) -> Iterator[tuple[str, int, Any]]:
    number = 0
    try:
        with zipfile.ZipFile(path) as archive:
            name = next((name for name in archive.namelist() if Path(name).name == _NAMES[0]), None)
            if name is None:
                raise DataError(f"{path} holds no {_NAMES[0]}; fetch it again")
            with archive.open(name) as file:
                for number, line in enumerate(io.TextIOWrapper(file, encoding="utf-8"), start=1):
                    if not line.isspace():
                        yield f"{path}:{number}", number, json.loads(line)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise DataError(
            f"{path} cannot be read after line {number}: {error}; fetch it again"
        ) from None
