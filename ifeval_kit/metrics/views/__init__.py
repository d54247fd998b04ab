"""Views: what a family of suites makes of its results beyond pass rates.

A suite names its view (``view: NAME`` in its YAML file). A view is a module here with
``summarise(rows)``, which returns plain JSON for the suite's ``view`` in ``summary.json``, and,
if the terminal shall show something, ``tables(data)``, which returns tables made of it. The report
fills ``reports/views/NAME.html.j2``.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, cast

from ifeval_kit.errors import UsageError, nearest
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.records import Item

Rows: TypeAlias = Sequence[tuple[Item, Sequence[Sample]]]
"""The items of a suite, each with all samples that were asked of it."""

VIEWS: tuple[str, ...] = (
    "facts",
    "lmentry",
    "morphology",
    "reference",
    "sni",
)
"""The views there are: modules of this package."""


class View(Protocol):
    """What a module of this package offers."""

    def summarise(self, rows: Rows) -> dict[str, Any]:
        """Return what the view makes of the results, as plain JSON."""
        ...


def view_named(name: str) -> View:
    """Return a view; :class:`UsageError` for an unknown one."""
    if name not in VIEWS:
        raise UsageError(f"no view is called '{name}'{nearest(name, VIEWS)}; see docs/files.md")
    return cast(View, importlib.import_module(f"{__name__}.{name}"))


def view_of(name: str, rows: Rows) -> dict[str, Any]:
    """Return the ``view`` of a summary: the name and what the view makes of the results."""
    return {"name": name, **view_named(name).summarise(rows)}
