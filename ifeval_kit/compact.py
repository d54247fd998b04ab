"""Numbers by index, in four bytes each where the indices lie close together."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import chain

_SLACK = 1024


class Numbers:
    """Positive numbers below 2**32 by non-negative index: a sparse list that takes little memory.

    >>> numbers = Numbers()
    >>> numbers.put(2, 7)
    0
    >>> numbers.put(2, 8)
    7
    >>> numbers[2], numbers[5], len(numbers)
    (8, 0, 1)
    """

    __slots__ = ("_close", "_count", "_far")

    def __init__(self) -> None:
        self._close = array("I")
        self._far: dict[int, int] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> int:
        """Return the number at an index, 0 where there is none."""
        if index < len(self._close):
            return self._close[index] or self._far.get(index, 0)
        return self._far.get(index, 0)

    def put(self, index: int, number: int) -> int:
        """Put a positive number at an index, and return the one that it replaces, or 0."""
        close, far = self._close, self._far
        if index == len(close) and not far:
            close.append(number)
            self._count += 1
            return 0
        before = self[index]
        self._count += not before
        if index in far or index > 2 * self._count + _SLACK:
            far[index] = number
            return before
        missing = index + 1 - len(close)
        if missing > 0:
            close.frombytes(bytes(missing * close.itemsize))
        close[index] = number
        return before

    def __iter__(self) -> Iterator[int]:
        """Yield the indices that have a number."""
        return chain((i for i, number in enumerate(self._close) if number), self._far)
