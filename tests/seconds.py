"""How long something takes, when the machine is not otherwise busy."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time


def seconds(work: Callable[[], object], enough: float) -> float:
    """The processor time of a call by this thread; the least of three where it is over ``enough``.

    Other programs cost time as well, by the caches that they use: what is too slow stays so.
    """
    least = float("inf")
    for _ in range(3):
        start = thread_time()
        work()
        least = min(least, thread_time() - start)
        if least <= enough:
            break
    return least
