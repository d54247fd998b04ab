"""The formats of official data: how each is read into items.

A format reads one file, or a folder of files, as they are published; it is imported when a suite
asks for it.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from ifeval_kit.datasets.rows import Placed
from ifeval_kit.errors import DataError, nearest

FORMATS: dict[str, str] = {
    "ifeval": "ifeval_kit.datasets.rows",
    "lmentry": "ifeval_kit.datasets.formats.lmentry",
    "self_instruct": "ifeval_kit.datasets.formats.self_instruct",
    "sni": "ifeval_kit.datasets.formats.sni",
    "unnatural": "ifeval_kit.datasets.formats.unnatural",
    "mmlu": "ifeval_kit.datasets.formats.mmlu",
    "mmlu_written": "ifeval_kit.datasets.formats.mmlu_written",
    "nq_open": "ifeval_kit.datasets.formats.nq_open",
    "popqa": "ifeval_kit.datasets.formats.popqa",
    "triviaqa": "ifeval_kit.datasets.formats.triviaqa",
    "truthfulqa": "ifeval_kit.datasets.formats.truthfulqa",
}
"""Module of each format, by the name that suite files give."""


class Format(Protocol):
    """What the module of a format offers."""

    def read_items(self, path: Path) -> Iterator[Placed]:
        """Yield the items of a file or folder; :class:`DataError` with file and line or key.

        Further parameters, with defaults, are what a suite file may set in its ``options``.
        """
        ...


def format_named(name: str) -> Format:
    """Return a format; :class:`DataError` for an unknown one."""
    if name not in FORMATS:
        raise DataError(
            f"no format of official data is called '{name}'{nearest(name, FORMATS)} "
            f"(known: {', '.join(FORMATS)})"
        )
    return cast(Format, importlib.import_module(FORMATS[name]))


def read_format(name: str, path: Path, options: Mapping[str, Any]) -> Iterator[Placed]:
    """Yield the items of a file or folder in a format, read as the options of the suite say.

    Raises :class:`DataError` for an unknown format or option, and for an option of another type
    than its default.
    """
    read = format_named(name).read_items
    known = dict(itertools.islice(inspect.signature(read).parameters.items(), 1, None))
    for option, value in options.items():
        if option not in known:
            raise DataError(
                f"the format '{name}' has no option '{option}'{nearest(option, known)} "
                f"(known: {', '.join(known) or 'none'})"
            )
        expected = type(known[option].default)
        if type(value) is not expected:
            raise DataError(
                f"the option '{option}' of the format '{name}' is {value!r}; "
                f"give a value of type {expected.__name__}"
            )
    return read(path, **options)
