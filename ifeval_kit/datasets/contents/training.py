"""What a training file asks, row by row: JSON Lines in the usual layouts, broken lines counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ifeval_kit import jsonl
from ifeval_kit.errors import DataError

_FIELDS = ("instruction", "prompt", "question", "query", "inputs", "input", "text")
_CHATS = ("messages", "conversations", "conversation")
_ASKERS = frozenset({"user", "human", "prompter"})
_NAMED = 10
"""How many broken lines are named; all are counted."""


class Row(NamedTuple):
    """The texts of one row that a model is trained to answer, and its line."""

    line: int
    texts: tuple[str, ...]


@dataclass(slots=True)
class Bad:
    """The lines that could not be read: how many, and the first of them with the reason."""

    count: int = 0
    named: list[str] = field(default_factory=list)

    def add(self, error: DataError) -> None:
        """Count a line."""
        self.count += 1
        if len(self.named) < _NAMED:
            self.named.append(str(error))


def read_rows(path: Path, field_name: str | None = None, bad: Bad | None = None) -> Iterator[Row]:
    """Yield the rows of a ``.jsonl`` or ``.jsonl.gz`` file.

    The texts of a row are what its users say (``messages`` or ``conversations``), or its
    ``instruction`` with its ``input``, or its ``prompt``, ``question``, ``query``, ``inputs`` or
    ``text``; with ``field_name`` those of that field alone. Broken lines and rows without a text
    are counted in ``bad``; without it they raise :class:`DataError` with file and line.
    """
    for number, line in jsonl.read_lines(path):
        try:
            value = jsonl.decode(line, path, number)
            texts = texts_of(value, field_name)
            if not texts:
                asked = f"'{field_name}'" if field_name else f"{', '.join(_CHATS + _FIELDS)}"
                raise DataError(f"{path}:{number}: no text in {asked}; name a field with --field")
        except DataError as error:
            if bad is None:
                raise DataError(f"{error} (or leave such lines out with --skip-bad)") from None
            bad.add(error)
            continue
        yield Row(number, texts)


def texts_of(value: Any, field_name: str | None = None) -> tuple[str, ...]:
    """Return the texts of a row that a model is to answer; empty where there are none."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if not isinstance(value, Mapping):
        return ()
    if field_name:
        return _said(value.get(field_name))
    for name in _CHATS:
        if texts := _said(value.get(name)):
            return texts
    instruction, given = value.get("instruction"), value.get("input")
    if isinstance(instruction, str) and isinstance(given, str) and given.strip():
        return (f"{instruction}\n\n{given}",)
    return next((texts for name in _FIELDS if (texts := _said(value.get(name)))), ())


def _said(value: Any) -> tuple[str, ...]:
    """Return a text, or what the users of a chat say."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if not isinstance(value, list):
        return ()
    found = []
    for message in value:
        if not isinstance(message, Mapping):
            continue
        speaker = message.get("role", message.get("from"))
        text = message.get("content", message.get("value"))
        if speaker in _ASKERS and isinstance(text, str) and text.strip():
            found.append(text)
    return tuple(found)
