"""``upstream``: a word that starts or ends with a letter, and one with or without a letter."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ifeval_kit.verifiers.lmentry.examples import LetterExample
from ifeval_kit.verifiers.lmentry.scoring import (
    MAYBE,
    RIGHT,
    UNCLEAR,
    WRONG,
    Grade,
    Graded,
    answers,
    anywhere,
    has_alphanumeric,
    one_of,
    only_tokens,
    the_letter,
    the_word,
)
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

# One letter of these is a word.
_WORDS_OF_ONE = frozenset("ai")


class _Patterns(NamedTuple):
    """What a task asks of a prediction for one letter; a word of it must match ``needed``."""

    simple: re.Pattern[str]
    token: re.Pattern[str]
    whole: re.Pattern[str]
    part: re.Pattern[str]
    needed: re.Pattern[str] | None = None


def _patterns(word: str, base: list[str], needed: str | None = None) -> _Patterns:
    target = the_word(word)
    return _Patterns(
        re.compile(rf"{target}\.?$", re.IGNORECASE),
        re.compile(rf"{target}$"),
        re.compile(rf"{one_of(base)}\.?$"),
        re.compile(anywhere(base)),
        re.compile(needed) if needed else None,
    )


class _Upstream(LetterExample, Graded):
    __slots__ = ()
    _repeats: ClassVar[bool] = True

    @property
    def wanted(self) -> str:
        return f"a word for the letter {self.letter!r}"

    def _grade(self, patterns: _Patterns, prediction: str) -> Grade:
        if patterns.needed and not patterns.needed.search(prediction):
            return WRONG
        if has_alphanumeric(prediction) and (
            patterns.simple.match(prediction)
            or (self._repeats and only_tokens(prediction, patterns.token.match))
        ):
            return RIGHT
        if patterns.whole.match(prediction):
            return RIGHT
        return MAYBE if patterns.part.search(prediction) else UNCLEAR


_A = "(?:a|one)"
_POSSIBLE = "possible(?: such)? (?:word|answer)"


@functools.lru_cache(maxsize=256)
def _starting(letter: str) -> _Patterns:
    rest = r"\w*+" if letter in _WORDS_OF_ONE else r"\w++"
    named = f"{letter}-?{rest}"
    word, the = the_word(named), the_letter(letter)
    base = [
        f"{_A} {_POSSIBLE} is {word}",
        f"{word} is {_A} {_POSSIBLE}",
        f"{word} (?:starts|begins) with {the}",
        f"{word} is {_A} word that (?:starts|begins) with {the}",
        f"{word} is {_A} word (?:starting|beginning) with {the}",
        f"a word starting with {the} is {word}",
        f"{word} is {_A} word whose first letter is {the}",
        f"{the} is for {word}",
        f"how about {word}",
        f"may i suggest {word}",
        *answers(word),
    ]
    return _patterns(named, base, rf"\b(?=[a-z]){letter}[a-z]*+\b")


@functools.lru_cache(maxsize=256)
def _ending(letter: str) -> _Patterns:
    rest = r"\w++" if letter in _WORDS_OF_ONE else r"\w\w++"
    named = f"{rest}(?<={letter})"
    word, the = the_word(named), the_letter(letter)
    base = [
        f"{_A} {_POSSIBLE} is {word}",
        f"{word} is {_A} {_POSSIBLE}",
        f"{word} ends with {the}",
        f"{word} is {_A} word that ends with {the}",
        f"{word} is {_A} word ending with {the}",
        f"a word ending with {the} is {word}",
        # A comma is missing in the official code, so that two patterns are one.
        f"{word} is {_A} word whose last letter is {the}how about {word}",
        f"may i suggest {word}",
        *answers(word),
    ]
    return _patterns(named, base, rf"\b[a-z]++\b(?<={letter})")


@functools.lru_cache(maxsize=256)
def _containing(letter: str) -> _Patterns:
    named = (
        rf"(?=\w*{letter})\w*+"
        if letter in _WORDS_OF_ONE
        else rf"(?:(?=\w*{letter})\w\w++|{letter}-\w++)"
    )
    word = the_word(named)
    contains = rf"{word} (?:is a word (?:that|which) )?(?:contains|uses|has) {the_letter(letter)}"
    return _patterns(named, [contains, *answers(word)])


@functools.lru_cache(maxsize=256)
def _lacking(letter: str) -> _Patterns:
    allowed = ascii_lowercase.replace(letter, "")
    alone = "".join(rf"|{other}" for other in "ai" if other != letter)
    named = rf"(?:\b[{allowed}]{{2,}}+\b{alone})"
    word, the, that = the_word(named), the_letter(letter), "(?:that|which)"
    lacks = "(?:does not|doesn't) (?:contain|use|have)"
    base = [
        f"{word} (?:is a word {that} )?{lacks} {the}",
        f"a word {that} {lacks} {the} is {word}",
        f"a word not (?:containing|using|having) {the} is {word}",
        f"{word} is a word without {the}",
    ]
    return _patterns(named, base)


@verifier("lmentry:starts_with_letter", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class StartsWithLetterUpstream(_Upstream):
    """The answer is a word that starts with a letter, in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:  # noqa: ARG002  (the others take it)
        """Grade it: with no such word of a to z it is surely wrong."""
        return self._grade(_starting(self.letter), prediction)


@verifier("lmentry:ends_with_letter", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsWithLetterUpstream(_Upstream):
    """The answer is a word that ends with a letter, in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:  # noqa: ARG002  (the others take it)
        """Grade it: with no such word of a to z it is surely wrong."""
        return self._grade(_ending(self.letter), prediction)


@verifier("lmentry:word_containing", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordContainingUpstream(_Upstream):
    """The answer is a word that contains a letter, in one of the paper's forms."""

    def grade(self, prediction: str, text: Text) -> Grade:  # noqa: ARG002  (the others take it)
        """Grade it: nothing is surely wrong."""
        return self._grade(_containing(self.letter), prediction)


@functools.lru_cache(maxsize=1024)
def _question(asked: str, letter: str) -> re.Pattern[str]:
    """Return what matches a question, whichever letter it is about."""
    asked = re.sub(" +", " ", asked.strip().lower()).replace(f'"{letter}"', r'"\w"')
    try:
        return re.compile(f"{asked}$")
    except re.error:
        return re.compile(f"{re.escape(asked)}$")


@verifier("lmentry:word_not_containing", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordNotContainingUpstream(_Upstream):
    """The answer is one word without a letter, in one of the paper's forms."""

    _repeats: ClassVar[bool] = False

    def grade(self, prediction: str, text: Text) -> Grade:  # noqa: ARG002  (the others take it)
        """Grade it: the question again, or one word with the letter, is surely wrong."""
        if _question(self.input, self.letter).match(prediction):
            return WRONG
        if self.letter in prediction and not re.search(r"\W", prediction):
            return WRONG
        return self._grade(_lacking(self.letter), prediction)
