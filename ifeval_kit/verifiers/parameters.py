"""Types of constraint parameters, and how verdicts name what was measured."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from ifeval_kit.records import Verdict

Positive = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
NonEmpty = Annotated[str, Meta(min_length=1, pattern=r"\S")]
Words = Annotated[tuple[NonEmpty, ...], Meta(min_length=1)]
OneWord = Annotated[str, Meta(min_length=1)] | Words
"""A word; of a list, which some official rows have in its place, the first one counts.

A class that takes one calls :func:`refuse_blank`: a pattern here, in a union with a list, makes
msgspec 0.22 write past its memory and the process die as it ends.
"""
Character = Annotated[str, Meta(min_length=1, max_length=1)]

_SHOWN = 40
_SPECIAL = frozenset(r"\.^$*+?{}[]()|")


class Relation(StrEnum):
    """How a count must compare with its bound."""

    AT_LEAST = "at least"
    LESS_THAN = "less than"

    def verdict(self, measured: int, bound: int, *, unit: str, of: str = "") -> Verdict:
        """Compare a count with its bound; ``unit`` is a plural, ``of`` says what was counted."""
        passed = measured >= bound if self is Relation.AT_LEAST else measured < bound
        return Verdict(
            passed,
            f"{counted(measured, unit)}{of}, expected {self} {bound}",
            measured,
            f"{self} {bound}",
        )


def at_least(measured: int, bound: int, *, unit: str) -> Verdict:
    """Return the verdict on a count that must reach ``bound``."""
    return Relation.AT_LEAST.verdict(measured, bound, unit=unit)


def exactly(measured: int, expected: int, *, unit: str, hint: str = "") -> Verdict:
    """Return the verdict on a count that must be ``expected``; ``hint`` ends the reason."""
    reason = f"{counted(measured, unit)}, expected exactly {expected}{hint}"
    return Verdict(measured == expected, reason, measured, expected)


def counted(number: int, unit: str) -> str:
    """Return a number with its unit, given as a plural: ``1 word``, ``2 words``."""
    return f"{number} {unit[:-1] if number == 1 else unit}"


def one_word(given: str | tuple[str, ...]) -> str:
    """Return the word that a parameter of type :data:`OneWord` names."""
    return (given if isinstance(given, str) else given[0]).strip()


def refuse_blank(**given: str | tuple[str, ...]) -> None:
    """Raise :class:`ValueError` naming a parameter of type :data:`OneWord` that is blank."""
    for name, value in given.items():
        if not one_word(value):
            raise ValueError(f"parameter '{name}' is {value!r}, expected a word")


def shown(text: str) -> str:
    """Return a text from an answer or a parameter as one short printable line in quotes."""
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def printable(text: str) -> str:
    """Return the beginning of a text as it is written into files: no lone surrogates."""
    return text[: 2 * _SHOWN].encode("utf-8", "replace").decode()


def is_literal(pattern: str) -> bool:
    """Whether a regular expression has no special characters and so matches only itself."""
    return _SPECIAL.isdisjoint(pattern)
