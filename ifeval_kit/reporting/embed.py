"""Samples inside the page: compressed JSON Lines in base64, in which no markup can hide.

The first line says which runs there are. A line with a prompt follows for each of them, and after
it one for each answer to it: what many models were asked is said once.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import msgspec
from msgspec import Struct

from ifeval_kit.catalogue import Check
from ifeval_kit.reporting.samples import (
    PromptView,
    Sample,
    SampleView,
    answer_view,
    prompt_view,
)

LIMIT = 19_000_000
"""The most bytes of embedded samples before a page leaves some out: it stays under 20 MB."""

SHOWN = 20
"""Failed samples that a page shows without its script."""


class Packed(Struct, frozen=True):
    """``kept`` samples as base64 ``text``; ``rest`` is a gzip file of the others, if any."""

    text: str
    kept: int
    rest: bytes | None


class _Line(Struct, frozen=True):
    """An answer, and the place of its prompt."""

    prompt: int
    text: bytes
    failed: bool


class Shelf:
    """Collects samples, those of one prompt one after another, for the page of ``runs``."""

    def __init__(self, runs: Sequence[str], checks: Mapping[str, Check]) -> None:
        self._head = _line({"runs": list(runs)})
        self._checks = checks
        self._prompts: list[bytes] = []
        self._lines: list[_Line] = []
        self._last: tuple[str, str] | None = None
        self._prompt: PromptView
        self._numbers: dict[int, int] = {}
        self.failing: list[SampleView] = []

    @property
    def total(self) -> int:
        """How many samples there are."""
        return len(self._lines)

    @property
    def failed(self) -> int:
        """How many samples failed."""
        return sum(line.failed for line in self._lines)

    def add(self, sample: Sample, run: int = 0) -> None:
        """Add the next sample of the run at place ``run``; :class:`DataError` for odd verdicts."""
        suite, item, _, _ = sample
        if self._last != (suite, item.id):
            self._last = suite, item.id
            self._numbers = {}
            self._prompt = prompt_view(suite, item, self._checks)
            self._prompts.append(_line(self._prompt))
        number = self._numbers.get(run, 0)
        self._numbers[run] = number + 1
        shown = answer_view(sample, run, number)
        self._lines.append(_Line(len(self._prompts) - 1, _line(shown), shown.failed))
        if shown.failed and len(self.failing) < SHOWN:
            self.failing.append(SampleView(self._prompt, shown))

    def pack(self, limit: int) -> Packed:
        """Compress all samples into at most ``limit`` bytes of text, failed ones first.

        What is kept, and what is not, stays in its order.
        """
        lines = self._lines
        text = _base64(self._bytes(lines))
        if len(text) <= limit:
            return Packed(text, len(lines), None)
        failed_first = sorted(range(len(lines)), key=lambda index: not lines[index].failed)
        budget = 0.98 * sum(len(line.text) for line in lines) * limit / len(text)
        while True:
            kept = _fitting(failed_first, lines, budget)
            text = _base64(self._bytes([lines[index] for index in sorted(kept)]))
            if len(text) <= limit or not kept:
                rest = [line for index, line in enumerate(lines) if index not in kept]
                return Packed(text, len(kept), _gzip(self._bytes(rest)))
            budget *= 0.9

    def _bytes(self, lines: Sequence[_Line]) -> bytes:
        return b"".join((self._head, *self._grouped(lines)))

    def _grouped(self, lines: Sequence[_Line]) -> Iterator[bytes]:
        for prompt, of in groupby(lines, key=lambda line: line.prompt):
            yield self._prompts[prompt]
            yield from (line.text for line in of)


def packed_json(value: object) -> str:
    """Return a value as compressed JSON in base64."""
    return _base64(_line(value))


def _line(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _base64(content: bytes) -> str:
    return base64.b64encode(_gzip(content)).decode("ascii")


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)


def _fitting(order: Sequence[int], lines: Sequence[_Line], budget: float) -> set[int]:
    """Return the first indexes of ``order`` whose lines take at most ``budget`` bytes together."""
    kept: set[int] = set()
    for index in order:
        budget -= len(lines[index].text)
        if budget < 0:
            break
        kept.add(index)
    return kept
