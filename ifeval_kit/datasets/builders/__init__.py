"""Builders of own suites: fresh items from a seed, out of data that packages carry.

A builder is a module here with ``build(seed, n)``. It is imported when asked for, and the packages
that it draws from come with the extra ``build``.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Protocol, cast

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.records import Item


class Builder(Protocol):
    """What a module of this package offers."""

    def build(self, seed: int, n: int) -> Iterator[Item]:
        """Yield ``n`` items, byte for byte the same for the same seed."""
        ...


def builder_named(name: str) -> Builder:
    """Return a builder; :class:`MissingResourceError` when a package that it needs is missing."""
    module = f"{__name__}.{name}"
    try:
        return cast(Builder, importlib.import_module(module))
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith(__name__):
            raise
        raise MissingResourceError(
            f"the builder '{name}' needs the package '{error.name}', which is not installed; "
            'get it with: pip install "ifeval-kit[build]"'
        ) from None
