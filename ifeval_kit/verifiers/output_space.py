"""The output space of a task: one of a closed set of answers, or a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.verifiers.parameters import Words, shown
from ifeval_kit.verifiers.reference_answers import normalise_for_readers
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_LONGEST = 400
"""Characters of a number that is still read: a double has at most 309 digits before its point."""

_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?", re.ASCII)
_MARKS = "*_`\"'“”‘’ \t\r\n"


@verifier("output:one_of")
@dataclass(frozen=True, slots=True)
class OneOf:
    """The whole answer is one of the options; case, emphasis and punctuation around it aside."""

    options: Words

    def verify(self, text: Text) -> Verdict:
        """Compare the whole answer with every option."""
        found = normalise_for_readers(text.raw)
        passed = found in {normalise_for_readers(option) for option in self.options}
        listed = ", ".join(map(shown, self.options[:5])) + (" …" if len(self.options) > 5 else "")
        reason = f"{shown(text.stripped)}, expected one of {listed}"
        return Verdict(passed, reason, shown(text.stripped), listed)


class Kind(StrEnum):
    """Which numbers an answer may be."""

    NUMBER = "number"
    INTEGER = "integer"


@verifier("output:number")
@dataclass(frozen=True, slots=True)
class Number:
    """The whole answer is a number in digits, between bounds where they are given."""

    kind: Kind
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"parameter 'low' is {self.low}, more than 'high', {self.high}")

    def verify(self, text: Text) -> Verdict:
        """Read the answer as a number."""
        value = _read(text.raw)
        within = value is not None and (
            (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        )
        whole = self.kind is Kind.NUMBER or (value is not None and value.is_integer())
        reason = f"{shown(text.stripped)}, expected {self._asked()}"
        return Verdict(within and whole, reason, value, self._asked())

    def _asked(self) -> str:
        article = "an" if self.kind is Kind.INTEGER else "a"
        bounds = [
            f"{word} {bound:g}"
            for word, bound in (("from", self.low), ("to", self.high))
            if bound is not None
        ]
        return " ".join([article, str(self.kind), *bounds])


def _read(answer: str) -> float | None:
    digits = answer.strip(_MARKS).removesuffix(".").rstrip(_MARKS)
    if len(digits) > _LONGEST:
        return None
    match = _NUMBER.fullmatch(digits)
    if not match or not any(map(str.isdigit, digits)):
        return None
    value = float(digits.replace(",", "").replace("−", "-"))
    return value if abs(value) != float("inf") else None
