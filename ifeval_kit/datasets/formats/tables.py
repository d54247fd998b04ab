"""Rows of published tables: JSON Lines, a JSON array, tab-separated values, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ifeval_kit import jsonl
from ifeval_kit.datasets.yaml_files import explain
from ifeval_kit.errors import DataError, MissingResourceError

T = TypeVar("T")


def read_rows(path: Path, kind: type[T]) -> Iterator[tuple[str, T]]:
    """Yield the rows of a file with their places, ``file:number``; fields not in ``kind`` aside.

    What a file is its name says: ``.parquet``, ``.tsv``, ``.json`` (one array), else JSON Lines.
    Raises :class:`DataError` for what cannot be read, and :class:`MissingResourceError` for Parquet
    where nothing reads it.
    """
    for number, value in _values(path):
        place = f"{path}:{number}"
        try:
            yield place, msgspec.convert(value, kind, strict=False)
        except msgspec.ValidationError as error:
            raise DataError(f"{place}: {explain(error)}; is this the file meant?") from None


def _values(path: Path) -> Iterator[tuple[int, Any]]:
    if path.suffix == ".parquet":
        return enumerate(_parquet(path), start=1)
    if path.suffix in (".tsv", ".json"):
        return enumerate(_text(path), start=1)
    return jsonl.read(path)


def _text(path: Path) -> Iterator[Any]:
    try:
        text = path.read_text(encoding="utf-8")
        rows = json.loads(text) if path.suffix == ".json" else _tabbed(text)
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}") from None
    if not isinstance(rows, list):
        raise DataError(f"{path} is no array of rows; is this the file meant?")
    return iter(rows)


def _tabbed(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def _parquet(path: Path) -> Iterator[Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise MissingResourceError(
            f"{path} is a Parquet file, which pyarrow reads; "
            'get it with: pip install "ifeval-kit[parquet]"'
        ) from None
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()
    except (OSError, pyarrow.ArrowException) as error:
        raise DataError(f"{path} cannot be read: {error}") from None
