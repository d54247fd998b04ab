"""The view of questions of fact: how popular what is asked about is, and how it is asked.

Common knowledge is told apart from rare by the item's ``group`` (a popularity band), questions with
choices from open ones by its ``meta.form``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from rich.table import Table

from ifeval_kit.metrics.intervals import Clusters
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import Rows

REFUSED = "refused"


class _Part:
    """The answers to some of the questions."""

    def __init__(self) -> None:
        self._right = Clusters()
        self._labels: Counter[str] = Counter()

    def add(self, samples: Sequence[Sample]) -> None:
        """Add all samples of a question; what is missing or failed is not right."""
        decisions = [scored.decisions if scored else () for _, scored in samples]
        right = sum(bool(of) and all(one.strict for one in of) for of in decisions)
        self._right.add(right, len(samples))
        self._labels.update(one.label for of in decisions for one in of if one.label)

    def row(self, name: str) -> dict[str, Any]:
        """Return the share that is right, and how many answers refused."""
        rate = msgspec.to_builtins(self._right.rate())
        return {"name": name, "correct": rate, "refused": self._labels[REFUSED]}


def summarise(rows: Rows) -> dict[str, Any]:
    """Return the parts of a suite: ``splits`` by popularity and by form, each with ``rows``.

    A split with one part or none says nothing and is left out.
    """
    splits: dict[str, dict[str, _Part]] = {"popularity": {}, "form": {}}
    for item, samples in rows:
        for by, name in (("popularity", item.group), ("form", item.meta.get("form"))):
            if name:
                splits[by].setdefault(str(name), _Part()).add(samples)
    return {
        "splits": [
            {"by": by, "rows": [parts[name].row(name) for name in sorted(parts)]}
            for by, parts in splits.items()
            if len(parts) > 1
        ]
    }


def tables(data: dict[str, Any]) -> list[Table]:
    """Return a table for each split."""
    found = []
    for split in data["splits"]:
        table = Table(box=None, pad_edge=False)
        table.add_column(split["by"])
        for heading in ("correct", "95 % interval", "of", "refused"):
            table.add_column(heading, justify="right")
        for row in split["rows"]:
            rate = row["correct"]
            shown = "–" if rate["value"] is None else f"{100 * rate['value']:.1f}"
            bounds = (
                "–"
                if rate["value"] is None
                else f"{100 * rate['low']:.1f} to {100 * rate['high']:.1f}"
            )
            table.add_row(row["name"], shown, bounds, str(rate["n"]), str(row["refused"]))
        found.append(table)
    return found
