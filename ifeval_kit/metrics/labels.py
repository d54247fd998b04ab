"""Classes of outcome that many checks share, as one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class SharedLabels(NamedTuple):
    """The classes, most often first, and by check its answers and the share of each class."""

    names: Sequence[str]
    rows: Mapping[str, tuple[int, Sequence[float]]]


def shared(labels: Mapping[str, Mapping[str, int]]) -> SharedLabels | None:
    """Return one table for more checks than there are classes, which each would repeat.

    ``labels`` counts the classes of outcome that each check saw; ``None`` for fewer checks.
    """
    totals: Counter[str] = Counter()
    for counts in labels.values():
        totals.update(counts)
    if len(labels) <= len(totals):
        return None
    names = sorted(totals, key=lambda name: (-totals[name], name))
    rows = {
        check: (n, [counts.get(name, 0) / n for name in names])
        for check, counts in sorted(labels.items())
        if (n := sum(counts.values()))
    }
    return SharedLabels(names, rows)
