"""``upstream``: the bigger and the smaller of two numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.verifiers.lmentry.examples import NumberChoice
from ifeval_kit.verifiers.lmentry.scoring import (
    RIGHT,
    WRONG,
    Fragments,
    Grade,
    Graded,
    Matcher,
    Rules,
    answers,
    anywhere,
    by_patterns,
    has_alphanumeric,
    number_words,
    one_of,
    only_tokens,
    the_number,
    tokens,
)
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_BIG, _SMALL = "(?:bigger|larger)", "smaller"
_FORMS = ("digits", "spelt", "spaced")
_KEYS = ("bigger", "larger", "smaller", "answer")


def _number(fragments: Fragments, name: str) -> str:
    digits, spelt, spaced = (fragments[f"{name}_{form}"] for form in _FORMS)
    return the_number(rf"(?:\b{digits}\b|{spelt}|{spaced})")


def _claims(answer: str, distractor: str, size: str) -> list[str]:
    return [
        f"{answer} is {size}",
        f"{answer} is {size} than {distractor}",
        f"{answer} is the {size} number",
        f"the {size} number is {answer}",
    ]


def _rules(size: str, opposite: str) -> Rules:
    def rules(fragments: Fragments) -> Mapping[str, str]:
        answer, distractor = (_number(fragments, name) for name in ("answer", "distractor"))
        base = [
            *_claims(answer, distractor, size),
            *_claims(distractor, answer, opposite),
            *answers(answer),
        ]
        prefix = f"(?:(?:of|from|between) the numbers {fragments['n1']} and {fragments['n2']}, )?"
        return {"simple": answer, "whole": prefix + one_of(base), "any_part": anywhere(base)}

    return rules


_NAMES = tuple(f"{name}_{form}" for name in ("answer", "distractor") for form in _FORMS)
_BIGGER = Matcher((*_NAMES, "n1", "n2"), _rules(_BIG, _SMALL))
_SMALLER = Matcher((*_NAMES, "n1", "n2"), _rules(_SMALL, _BIG))


def _forms(number: int) -> tuple[str, str, str]:
    spelt = number_words(number)
    return str(number), spelt, spelt.replace("-", " ")


class _Upstream(NumberChoice, Graded):
    __slots__ = ()

    @property
    def wanted(self) -> str:
        return str(self.answer)

    def _grade(self, matcher: Matcher, prediction: str, text: Text) -> Grade:
        answer = _forms(self.answer)
        if _one_other_token(prediction, answer[0]):
            return WRONG
        n1 = self.answer if self.n1 is None else self.n1
        n2 = self.distractor if self.n2 is None else self.n2
        bound = matcher.bind((*answer, *_forms(self.distractor), str(n1), str(n2)))
        if has_alphanumeric(prediction) and (
            bound.matches("simple", prediction, text)
            or only_tokens(prediction, answer.__contains__)
        ):
            return RIGHT
        return by_patterns(bound, prediction, text, _KEYS)


def _one_other_token(prediction: str, answer: str) -> bool:
    """Whether the prediction has one token, once or repeated, and that is not the answer."""
    first = next(tokens(prediction), answer)
    return first != answer and only_tokens(prediction, first.__eq__)


@verifier("lmentry:bigger_number", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class BiggerNumberUpstream(_Upstream):
    """The answer states the bigger of two numbers in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: one other token is surely wrong, number words that are one token included."""
        return self._grade(_BIGGER, prediction, text)


@verifier("lmentry:smaller_number", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class SmallerNumberUpstream(_Upstream):
    """The answer states the smaller of two numbers in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: one other token is surely wrong, number words that are one token included."""
        return self._grade(_SMALLER, prediction, text)
