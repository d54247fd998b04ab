"""What was computed once and is asked for again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """Values by the keys that they are computed from, each on first use.

    It lasts as long as its owner (a text, one reading of it), so that no long text is kept.
    """

    def __init__(self, compute: Callable[[K], V]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: K) -> V:
        value = self[key] = self._compute(key)
        return value


def kept_if_short(maxsize: int, longest: int) -> Callable[[Callable[[str], V]], Callable[[str], V]]:
    """Keep the results of a function for the last ``maxsize`` texts.

    Texts of more than ``longest`` characters are not kept, so that the cache is small whatever the
    texts hold.
    """

    def decorate(compute: Callable[[str], V]) -> Callable[[str], V]:
        kept = functools.lru_cache(maxsize)(compute)

        @functools.wraps(compute)
        def get(text: str) -> V:
            return kept(text) if len(text) <= longest else compute(text)

        return get

    return decorate
