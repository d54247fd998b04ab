"""JSON Lines files: reading with file and line in every error, appending without torn lines.

Lines are ASCII-escaped, so that U+2028 and lone surrogates in a model's output neither break a
reader nor get lost.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ifeval_kit.errors import DataError, StorageError

T = TypeVar("T")

BLOCK = 1 << 18
"""Bytes of a block, before the rest of its last line."""


def encode(row: Any) -> bytes:
    """Return a record as one line of JSON, line end included."""
    return json.dumps(msgspec.to_builtins(row), separators=(",", ":")).encode("ascii") + b"\n"


def read(path: Path, *, torn: bool = False) -> Iterator[tuple[int, Any]]:
    """Yield (line number, value) for each non-blank line of a ``.jsonl`` or ``.jsonl.gz`` file.

    With ``torn``, a last line without its line end (a writer was killed) is left out.

    Raises :class:`DataError` with file and line for what is missing, broken or no UTF-8.
    """
    for number, line in read_lines(path):
        if torn and not line.endswith(b"\n"):
            return
        yield number, decode(line, path, number)


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (line number, line) for each non-blank line of a ``.jsonl`` or ``.jsonl.gz`` file."""
    first = 1
    for block in read_blocks(path):
        yield from lines_of(block, first)
        first += block.count(b"\n")


def lines_of(block: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Yield (line number, line) for each non-blank line of a block, whose first line is given."""
    for number, line in enumerate(BytesIO(block), start=first):
        if not line.isspace():
            yield number, line


def read_blocks(path: Path) -> Iterator[bytes]:
    """Yield a ``.jsonl`` or ``.jsonl.gz`` file in blocks of whole lines."""
    with _opened(path) as file:
        while block := file.read(BLOCK):
            yield block + file.readline()


def read_span(path: Path, start: int, stop: int) -> bytes:
    """Return the lines of a file that begin from byte ``start`` on and before byte ``stop``."""
    with _opened(path) as file:
        file.seek(max(0, start - 1))
        block = file.read(stop - file.tell())
        if start:
            _, _, block = block.partition(b"\n")
        return block + file.readline() if block and not block.endswith(b"\n") else block


@contextmanager
def _opened(path: Path) -> Iterator[BufferedIOBase]:
    """Open a file, unpacked; what fails before it is closed is a :class:`DataError`."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise DataError(f"{path} does not exist; check the path") from None
    except (OSError, EOFError) as error:
        raise DataError(f"{path} cannot be read to its end: {error}") from None


def decode(line: bytes, path: Path, number: int) -> Any:
    """Return the value of a line; :class:`DataError` with file and line if it is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}:{number}: not a line of JSON ({error}); mend or drop it") from None


def convert(value: Any, kind: type[T], path: Path, number: int) -> T:
    """Return a value read from ``path`` as a record; :class:`DataError` with file and line."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}:{number}: not a valid {kind.__name__.lower()}: {error}") from None


class Appender:
    """Appends records to a file, each in full or not at all.

    A line that was cut by a crash is dropped when the file is opened; a write that the disk
    refuses is undone and raised as :class:`StorageError`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab", buffering=0)
        self._size = _drop_torn_line(path)

    def append(self, row: Any) -> None:
        """Write one record. It survives the death of this process at any later moment."""
        line = encode(row)
        try:
            written = self._file.write(line)
            if written != len(line):
                raise OSError("the disk took only a part of the line")
        except OSError as error:
            os.truncate(self._path, self._size)
            raise StorageError(
                f"{self._path} cannot be written ({error}); free some space and run the same "
                "command again: what was finished is kept"
            ) from None
        self._size += len(line)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a whole file so that a reader sees the old content or the new, never a part."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"{path} cannot be written ({error}); free some space, or choose another --out"
        ) from None


def _drop_torn_line(path: Path) -> int:
    """Cut what follows the last line end, and return the size that remains."""
    with path.open("rb+") as file:
        size = end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 65536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end != size:
            file.truncate(end)
        return end
