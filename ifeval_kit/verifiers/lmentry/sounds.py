"""``upstream``: homophones and rhymes, where only whole answers count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.verifiers.lmentry.examples import SoundChoice
from ifeval_kit.verifiers.lmentry.lengths import only_latin_word
from ifeval_kit.verifiers.lmentry.scoring import (
    RIGHT,
    UNCLEAR,
    WRONG,
    Fragments,
    Grade,
    Graded,
    Matcher,
    has_alphanumeric,
    one_of,
    only_tokens,
    the_word,
)
from ifeval_kit.verifiers.lmentry.standing import Standing
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_LIKE = "(?:like|similar to)"
_BUT = r"(?:\.,)? (?:but|and)"


def _homophones(query: str, answer: str, distractor: str) -> list[str]:
    alike = f"{query} sounds {_LIKE} {answer}"
    return [
        f"{alike}(?:{_BUT} (?:not {_LIKE} {distractor}|{distractor} does not))?",
        f"{query} and {answer} sound alike",
        f"{query} sounds more {_LIKE} {answer}(?: than(?: like)? {distractor}(?: does)?)?",
        f"{query} sounds most {_LIKE} {answer}",
        f"{query} is a homophone of {answer}",
        f"{query} and {answer} are homophones(?: of each other)?",
        f"the homophone of {query} is {answer}",
    ]


def _homophone_rules(fragments: Fragments) -> Mapping[str, str]:
    query, answer, distractor = (
        the_word(fragments[name]) for name in ("query", "answer", "distractor")
    )
    both = [*_homophones(query, answer, distractor), *_homophones(answer, query, distractor)]
    return {"simple": one_of([answer, *both])}


_A = "(?:a|the)"
_NOT = "(?:does not|doesn't)"


def _rhymes(query: str, answer: str, distractor: str) -> list[str]:
    neither = f"{distractor} {_NOT} rhyme with either(?: word)?"
    return [
        f"{query} rhymes with {answer}(?: and not with {distractor})?",
        f"{query} is {_A} rhyme of {answer}(?: and not of {distractor})?",
        f"{query} and {answer} (?:rhyme|are rhymes|are words that rhyme)",
        f"{_A} rhyme of {query} is {answer}(?: and not {distractor})?",
        f"{_A} word (?:rhyming with|that rhymes with) {query} is {answer}",
        f"{query} and {answer}(?: both)? rhyme(?: with each other)?, (?:while|but|and) {neither}",
    ]


def _rhyme_rules(fragments: Fragments) -> Mapping[str, str]:
    query, answer, distractor = (
        the_word(fragments[name]) for name in ("query", "answer", "distractor")
    )
    rhymes = "(?:rhymes|does rhyme) with"
    both = [*_rhymes(query, answer, distractor), *_rhymes(answer, query, distractor)]
    contrasts = [
        rf"{distractor} {_NOT} rhyme with {query}(?:\s+{answer} {rhymes} {query})?",
        rf"{query} {_NOT} rhyme with {distractor}(?:\s+{query} {rhymes} {answer})?",
        rf"{answer} rhymes with {query}\s+{distractor} {_NOT} rhyme with {query}",
    ]
    return {"simple": one_of([answer, *both, *contrasts])}


_NAMES = ("query", "answer", "distractor")
_HOMOPHONES, _RHYMES = Matcher(_NAMES, _homophone_rules), Matcher(_NAMES, _rhyme_rules)


class _Upstream(SoundChoice, Graded):
    __slots__ = ()

    @property
    def wanted(self) -> str:
        return self.answer

    def _grade(self, matcher: Matcher, prediction: str, text: Text) -> Grade:
        if not has_alphanumeric(prediction):
            return UNCLEAR
        bound = matcher.bind((self.query, self.answer, self.distractor))
        if bound.matches("simple", prediction, text):
            return RIGHT
        return RIGHT if only_tokens(prediction, self.answer.__eq__) else UNCLEAR


@verifier("lmentry:homophones", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class HomophonesUpstream(_Upstream):
    """The whole answer says which of two words sounds like a third, in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the word it is surely wrong, in any other form unclear."""
        if not Standing(self.answer).found(prediction, text):
            return WRONG
        return self._grade(_HOMOPHONES, prediction, text)


@verifier("lmentry:rhyming_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class RhymingWordUpstream(_Upstream):
    """The whole answer says which of two words rhymes with a third, in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: one other word of a to z is surely wrong, any other form unclear."""
        word = only_latin_word(prediction)
        if word is not None and word != self.answer:
            return WRONG
        return self._grade(_RHYMES, prediction, text)
