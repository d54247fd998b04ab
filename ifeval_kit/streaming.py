"""Decides a file of stored answers of any size, and keeps of each answer only what is counted.

Worker processes read, join and decide the rows, each a part of the file at a time, and what comes
back is four numbers a row: the process that starts them has next to nothing to do, so that two
processes take half the time of one, and memory grows by some ten bytes an answer.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from ifeval_kit import jsonl
from ifeval_kit.compact import Numbers
from ifeval_kit.datasets import Suite
from ifeval_kit.datasets.responses import Ledger, ResponseRows
from ifeval_kit.errors import DataError
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.records import Decision, Item, Profile, Response, Scored, Think
from ifeval_kit.scoring import BACKLOG, in_processes, result_of
from ifeval_kit.verifiers import Decider

SMALL = 8
"""Parts of a file that is decided in this process."""

_Part = bytes | tuple[int, int]
"""Lines, or where they begin in the file: from one byte on, and before another."""


class Kind(NamedTuple):
    """What is counted of an answer: what is known of the response, and how it was decided."""

    finish_reason: str | None
    think: Think
    failed: bool
    decisions: tuple[tuple[bool, bool, float | None, str | None, float | None], ...]


class Found(NamedTuple):
    """What a part of a file holds.

    ``answers`` has four numbers of each: its line, the place of its item in the suite, its sample,
    and its place in ``kinds``. ``strangers`` are the (line, name) of rows that match no prompt.
    Lines are counted from the first of the part, of ``lines`` in all.
    """

    lines: int
    answers: array[int]
    kinds: list[Kind]
    strangers: list[tuple[int, str]]


_Decided = tuple[_Part, Callable[[], Found]]
"""A part, and what gives, or waits for, what it holds."""


class Outcomes:
    """What is counted of the answers to a suite, which are of ``samples`` samples of each item.

    Answers of which the same is counted share one record.
    """

    def __init__(self, suite: Suite) -> None:
        self._kept = {item.id: Numbers() for item in suite.items}
        self._shared: list[Sample] = [(None, None)]
        self._places: dict[Kind, int] = {}
        self.samples = 1
        self._version = suite.profile_version

    def place(self, kind: Kind) -> int:
        """Return the number of a kind of answer."""
        if kind not in self._places:
            self._places[kind] = len(self._shared)
            self._shared.append(self._sample(kind))
        return self._places[kind]

    def add(self, item: str, sample: int, place: int) -> None:
        """Keep that an answer is of the kind of this number."""
        self._kept[item].put(sample, place)
        if sample >= self.samples:
            self.samples = sample + 1

    def of(self, item: Item) -> Sequence[Sample]:
        """Return all samples of an item."""
        kept = self._kept[item.id]
        return [self._shared[kept[sample]] for sample in range(self.samples)]

    def missing(self) -> tuple[int, list[str]]:
        """Return how many answers are missing, and the first few items that lack one."""
        lacking = {
            item: self.samples - len(kept)
            for item, kept in self._kept.items()
            if len(kept) < self.samples
        }
        return sum(lacking.values()), list(lacking)[:3]

    def _sample(self, kind: Kind) -> Sample:
        response = Response(
            suite="",
            item="",
            sample=0,
            turn=0,
            raw="",
            reasoning=None,
            answer="",
            think=kind.think,
            finish_reason=kind.finish_reason,
            error="failed" if kind.failed else None,
        )
        decisions = tuple(
            Decision("", strict, loose, None, "", score=score, label=label, certainty=sure)
            for strict, loose, score, label, sure in kind.decisions
        )
        return response, Scored("", "", 0, self._version, decisions)


class _LineDecider:
    """Reads, joins and decides rows."""

    def __init__(self, path: Path, suite: Suite) -> None:
        self._path = path
        self._rows = ResponseRows(path, suite)
        self._profile: Profile = suite.profile
        self._places = {item.id: place for place, item in enumerate(suite.items)}
        self._items = suite.items
        self._deciders: dict[str, Decider] = {}

    def decide(self, part: _Part, first: int = 0) -> Found:
        """Return what a part holds; ``first`` is the number of its first line."""
        lines = part if isinstance(part, bytes) else jsonl.read_span(self._path, *part)
        answers = array("q")
        strangers: list[tuple[int, str]] = []
        kinds: dict[Kind, int] = {}
        for number, line in jsonl.lines_of(lines, first):
            row = self._rows.convert(jsonl.decode(line, self._path, number), number)
            if isinstance(row, Response):
                place = kinds.setdefault(self._kind(row), len(kinds))
                answers.extend((number, self._places[row.item], row.sample, place))
            elif row is not None:
                strangers.append((number, row))
        return Found(lines.count(b"\n"), answers, list(kinds), strangers)

    def _kind(self, row: Response) -> Kind:
        decider = self._deciders.get(row.item)
        if decider is None:
            item = self._items[self._places[row.item]]
            decider = Decider(item.constraints, self._profile)
            self._deciders[row.item] = decider
        decisions = decider.decide(row.answer)
        return Kind(
            row.finish_reason,
            row.think,
            row.error is not None,
            tuple(
                (made.strict, made.loose, made.score, made.label, made.certainty)
                for made in decisions
            ),
        )


_worker: _LineDecider | None = None


def _prepare(path: Path, suite: Suite) -> None:
    global _worker  # noqa: PLW0603  (a worker process serves one file)
    _worker = _LineDecider(path, suite)


def _decide(part: _Part) -> Found:
    if _worker is None:
        raise RuntimeError("a worker process was not prepared")
    return _worker.decide(part)


def decide_file(
    path: Path, suite: Suite, *, workers: int, forced: bool, allow_unmatched: bool
) -> Outcomes:
    """Decide all answers in a file, in ``workers`` processes; 0 is in this one.

    A small file is decided in this process unless ``forced``. Raises :class:`DataError` for rows
    that cannot be read, come twice or, unless ``allow_unmatched``, match no prompt.
    """
    parts = _parts(path)
    first = [] if forced else list(islice(parts, SMALL + 1))
    here = workers == 0 or (not forced and len(first) <= SMALL)
    parts = chain(first, parts)
    ledger, outcomes, decider = Ledger(path, suite), Outcomes(suite), _LineDecider(path, suite)
    decided: Iterable[_Decided]
    if here:
        decided = ((part, partial(decider.decide, part)) for part in parts)
    else:
        decided = _in_workers(path, suite, workers, parts)
    names = [item.id for item in suite.items]
    line = 1
    for part, result in decided:
        try:
            found = result()
        except DataError:
            decider.decide(part, line)  # says it again, with the number of the line
            raise
        places = [outcomes.place(kind) for kind in found.kinds]
        numbers = iter(found.answers)
        for number, item, sample, place in zip(numbers, numbers, numbers, numbers, strict=True):
            ledger.enter(names[item], sample, line + number)
            outcomes.add(names[item], sample, places[place])
        ledger.strangers += [(line + number, name) for number, name in found.strangers]
        line += found.lines
    if not allow_unmatched:
        ledger.refuse_strangers()
    return outcomes


def _parts(path: Path) -> Iterator[_Part]:
    """Yield all of a file: of a plain one only where its parts are, for whoever decides to read."""
    if path.suffix == ".gz" or not path.is_file():
        yield from jsonl.read_blocks(path)
        return
    size = path.stat().st_size
    for start in range(0, size, jsonl.BLOCK):
        yield start, min(start + jsonl.BLOCK, size)


def _in_workers(
    path: Path, suite: Suite, workers: int, parts: Iterable[_Part]
) -> Iterator[_Decided]:
    pending: deque[tuple[_Part, Future[Found]]] = deque()
    with in_processes(workers, _prepare, path, suite) as pool:
        try:
            for part in parts:
                pending.append((part, pool.submit(_decide, part)))
                if len(pending) > BACKLOG:
                    yield _result(*pending.popleft())
            while pending:
                yield _result(*pending.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _result(part: _Part, future: Future[Found]) -> _Decided:
    return part, partial(result_of, future)
