"""Stored answers, from any tool, joined to the prompts of a suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ifeval_kit import jsonl
from ifeval_kit.compact import Numbers
from ifeval_kit.datasets.suite import Suite
from ifeval_kit.datasets.yaml_files import explain
from ifeval_kit.errors import DataError
from ifeval_kit.reasoning import split
from ifeval_kit.records import Response

_SAMPLES = 1_000_000
"""More than anyone takes; the next one is a slip, and would cost memory."""

_NAMED = 3
"""How many rows that match nothing an error names."""


class _Row(Struct, frozen=True):
    """One stored answer: ``response`` and what names its prompt. Other fields are passed over."""

    response: str | None
    key: int | str | None = None
    id: int | str | None = None
    prompt: str | None = None
    sample: int = 0
    finish_reason: str | None = None


def read_responses(
    path: Path, suite: Suite, *, allow_unmatched: bool = False
) -> Iterator[Response]:
    """Yield the answers of a ``.jsonl`` or ``.jsonl.gz`` file to the prompts of a suite.

    A row has ``response`` (null where there is none) and one of ``key``, ``id`` and ``prompt``;
    prompts are compared without the blanks around them. Several answers to one prompt carry
    different ``sample`` numbers. The ``responses.jsonl`` of a run is read as well: the rows that
    belong to the suite.

    Raises :class:`DataError`, with file and line, for a row that cannot be read or comes twice, and
    for rows that match no prompt of the suite, unless ``allow_unmatched``.
    """
    rows, ledger = ResponseRows(path, suite), Ledger(path, suite)
    for number, value in jsonl.read(path):
        row = rows.convert(value, number)
        if isinstance(row, Response):
            ledger.enter(row.item, row.sample, number)
            yield row
        elif row is not None:
            ledger.strangers.append((number, row))
    if not allow_unmatched:
        ledger.refuse_strangers()


class ResponseRows:
    """Converts the rows of a file to answers to the prompts of a suite, each by itself."""

    def __init__(self, path: Path, suite: Suite) -> None:
        self._path = path
        self._suite = suite
        self._join = _Join(suite)

    def convert(self, value: Any, number: int) -> Response | str | None:
        """Return the answer in a row, what a row is called that matches no prompt, or ``None``.

        ``None`` is a row of a run that belongs to another suite. Raises :class:`DataError`.
        """
        row = _own_row(value, self._path, number)
        if row is not None and row.suite != self._suite.name:
            return None
        stored = row or _convert(value, self._path, number)
        if not 0 <= stored.sample < _SAMPLES:
            raise DataError(
                f'{self._path}:{number}: "sample" is {stored.sample}; samples count from 0, '
                f"to {_SAMPLES - 1} at most"
            )
        if isinstance(stored, Response):
            return stored if self._join.by_id(stored.item) else stored.item
        item = self._join.find(stored, f"{self._path}:{number}")
        return _response(self._suite, item, stored) if item is not None else _name(stored)


class Ledger:
    """Which answers a file has, and its rows that match no prompt: (line, name)."""

    def __init__(self, path: Path, suite: Suite) -> None:
        self._path = path
        self._suite = suite.name
        self._lines = {item.id: Numbers() for item in suite.items}
        self.strangers: list[tuple[int, str]] = []

    def enter(self, item: str, sample: int, line: int) -> None:
        """Take down an answer; :class:`DataError` where the file has it already."""
        first = self._lines[item].put(sample, line)
        if first:
            raise DataError(
                f"{self._path}:{line}: a second response to '{item}', after line {first}; "
                'drop one, or give each its own "sample" number'
            )

    def refuse_strangers(self) -> None:
        """Raise :class:`DataError` if there are rows that match no prompt."""
        if not self.strangers:
            return
        shown = ", ".join(f"{name} (line {number})" for number, name in self.strangers[:_NAMED])
        count = len(self.strangers)
        rows = count + sum(map(len, self._lines.values()))
        raise DataError(
            f"{self._path}: {count} of {rows} rows match no prompt of "
            f"suite '{self._suite}', first {shown}; pass over them with --allow-missing"
        )


class _Join:
    """Finds the item that a row answers."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite.name
        self._ids = {item.id for item in suite.items}
        self._prompts: dict[str, list[str]] = {}
        for item in suite.items:
            stated = item.meta.get("prompt")
            prompts = {item.text.strip()} | ({stated.strip()} if isinstance(stated, str) else set())
            for prompt in prompts:
                self._prompts.setdefault(prompt, []).append(item.id)

    def by_id(self, name: int | str | None) -> str | None:
        """Return the id of the item called ``name``, if there is one."""
        return str(name) if name is not None and str(name) in self._ids else None

    def find(self, row: _Row, place: str) -> str | None:
        """Return the id of the item that ``row`` answers, if there is one.

        ``key`` is the official name of a prompt; ``id`` is often a mere number of the row, so there
        the prompt has the last word. Raises :class:`DataError` where key and prompt disagree, and
        where only a prompt is given that several items share.
        """
        by_prompt = self._prompts.get(row.prompt.strip(), []) if row.prompt is not None else []
        by_key = self.by_id(row.key)
        if by_key and by_prompt and by_key not in by_prompt:
            raise DataError(
                f"{place}: key {row.key!r} and the prompt name different prompts of "
                f"suite '{self._suite}'; mend one of them"
            )
        by_id = self.by_id(row.id)
        if by_key or (by_id and (not by_prompt or by_id in by_prompt)):
            return by_key or by_id
        if len(by_prompt) > 1:
            raise DataError(
                f"{place}: items {', '.join(by_prompt[:_NAMED])} of suite '{self._suite}' have "
                'this prompt; name the one meant with "id"'
            )
        return by_prompt[0] if by_prompt else None


def _own_row(value: Any, path: Path, number: int) -> Response | None:
    """Return a row of a run's ``responses.jsonl``; ``None`` for rows of other tools."""
    if isinstance(value, dict) and "raw" in value and "item" in value:
        return jsonl.convert(value, Response, path, number)
    return None


def _convert(value: Any, path: Path, number: int) -> _Row:
    try:
        row = msgspec.convert(value, _Row)
    except msgspec.ValidationError as error:
        raise DataError(f"{path}:{number}: {explain(error)}") from None
    if all(name is None for name in (row.key, row.id, row.prompt)):
        raise DataError(f'{path}:{number}: the row needs one of "key", "id" and "prompt"')
    return row


def _name(row: _Row) -> str:
    known = next(name for name in (row.key, row.id, row.prompt) if name is not None)
    return repr(known) if len(str(known)) <= 40 else f"{str(known)[:39]!r}..."


def _response(suite: Suite, item: str, row: _Row) -> Response:
    reasoning, answer, think = split(row.response or "")
    return Response(
        suite=suite.name,
        item=item,
        sample=row.sample,
        turn=0,
        raw=row.response or "",
        reasoning=reasoning,
        answer=answer,
        think=think,
        finish_reason=row.finish_reason,
        error="no response" if row.response is None else None,
    )
