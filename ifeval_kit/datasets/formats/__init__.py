"""The formats of official data: how each is read into items.

A format reads one file, or a folder of files, as they are published; it is imported when a suite
asks for it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError, nearest

FORMATS: dict[str, str] = {
    "ifeval": "ifeval_kit.datasets.rows",
}
"""Module of each format, by the name that suite files give."""


class Format(Protocol):
    """What the module of a format offers."""

    def read_items(self, path: Path) -> Iterator[Placed]:
        """Yield the items of a file or folder; :class:`DataError` with file and line or key."""
        ...


def format_named(name: str) -> Format:
    """Return a format; :class:`DataError` for an unknown one."""
    if name not in FORMATS:
        raise DataError(
            f"no format of official data is called '{name}'{nearest(name, FORMATS)} "
            f"(known: {', '.join(FORMATS)})"
        )
    return cast(Format, importlib.import_module(FORMATS[name]))
