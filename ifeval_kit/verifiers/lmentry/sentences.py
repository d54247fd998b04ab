"""``upstream``: a sentence that starts with, ends with, contains or lacks a word."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ifeval_kit.verifiers.lmentry.examples import WordExample
from ifeval_kit.verifiers.lmentry.scoring import (
    MARKS,
    MAYBE,
    NO_WORD,
    RIGHT,
    UNCLEAR,
    WRONG,
    Grade,
    Graded,
    has_alphanumeric,
    only_tokens,
    the_word,
)
from ifeval_kit.verifiers.lmentry.standing import Standing, stands
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_LATIN = re.compile(r"\b[a-z]+\b")
_TWO = re.compile(r"\w\w")
_OUTSIDE = re.compile(f"{NO_WORD}*+")
_INSIDE = re.compile("[a-zA-Z0-9_]")
_CALLED = re.compile(rf"{NO_WORD}*+the word {MARKS}+")


class _Upstream(WordExample, Graded):
    __slots__ = ()

    @property
    def wanted(self) -> str:
        return f"a sentence for the word {self.word!r}"


@verifier("lmentry:sentence_containing", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceContainingUpstream(_Upstream):
    """The answer has the word on a line with any other character."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: a full stop is another character, so that "beach." is a sentence."""
        found = Standing(self.word.lower()).among_others(prediction, text)
        return RIGHT if found else WRONG


@verifier("lmentry:sentence_not_containing", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceNotContainingUpstream(_Upstream):
    """The answer has two words of a to z and not the given one."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: the word inside a longer one makes it unsure, and so does one word alone."""
        word = self.word.lower()
        if Standing(word).found(prediction, text):
            return WRONG
        words = sum(1 for _ in zip(_LATIN.finditer(prediction), range(2), strict=False))
        if words < 2:
            return UNCLEAR if words else WRONG
        return MAYBE if word in prediction else RIGHT


@verifier("lmentry:starts_with_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class StartsWithWordUpstream(_Upstream):
    """The answer is one line that starts with the word and has another one."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: a sentence after other words counts only when it is introduced as one."""
        word = self.word.lower()
        if not Standing(word).found(prediction, text):
            return WRONG
        if not has_alphanumeric(prediction):
            return UNCLEAR
        last_line = prediction.rfind("\n") + 1
        for end in _openings(prediction, word, 0):
            if _second_word(prediction, end, last_line) is not None:
                return RIGHT
        if only_tokens(prediction, lambda _: False):
            return RIGHT
        return _introduced(prediction, word) if "sentence" in prediction else UNCLEAR


def _openings(prediction: str, word: str, start: int) -> list[int]:
    """Return where ``word`` ends when it comes next, at once or called "the word"."""
    places = [prediction.find(word, start, _end_outside(prediction, start) + len(word))]
    called = _CALLED.match(prediction, start)
    if called:
        places.append(called.end() if prediction.startswith(word, called.end()) else -1)
    ends = [place + len(word) for place in places if place >= 0]
    return [end for end in ends if stands(prediction, end - len(word), end)]


def _second_word(prediction: str, start: int, earliest: int) -> int | None:
    """Return where the word after the one that ends at ``start`` has its second letter.

    At or after ``earliest`` there must stand "a", "i" or two word characters, with nothing of a to
    z and no digit before them.
    """
    stop = _end_outside(prediction, start)
    first = max(start + 1, earliest)
    if first > stop:
        return None
    two = _TWO.search(prediction, first, stop + 2)
    if two and two.start() < stop:
        return two.end()
    if prediction[stop : stop + 1] in {"a", "i"}:
        return stop + 1
    return two.end() if two else None


def _end_outside(prediction: str, start: int) -> int:
    found = _OUTSIDE.match(prediction, start)
    return found.end() if found else start


def _introduced(prediction: str, word: str) -> Grade:
    """Grade a sentence between the words that introduce it and those that say what it is."""
    named = the_word(re.escape(word))
    introductions = re.compile(
        rf"(?:the sentence|(?:a|one) sentence (?:that starts with {named}|starting with {named}|"
        rf"whose first word is {named}))(?: is)?(?:the (?:correct )?answer is |answer: )?"
    )
    suffix = re.compile(
        rf"(?:starts with|is a sentence (?:that starts with|starting with|whose first word is)) "
        rf"{named}"
    )
    suffixes = [match.span() for match in suffix.finditer(prediction)]
    starts = [start for start, _ in suffixes]
    grade = UNCLEAR
    for introduced in introductions.finditer(prediction):
        for end in _sentence_ends(prediction, introduced.end(), word):
            newline = prediction.find("\n", end)
            stop = len(prediction) if newline < 0 else newline
            following = suffixes[bisect.bisect_left(starts, end) : bisect.bisect_left(starts, stop)]
            if following:
                grade = MAYBE
                if introduced.start() == 0 and _closes(prediction, following[-1][1]):
                    return RIGHT
    return grade


def _sentence_ends(prediction: str, start: int, word: str) -> Iterator[int]:
    for opening in _openings(prediction, word, start):
        end = _second_word(prediction, opening, 0)
        if end is not None:
            yield end


def _closes(prediction: str, end: int) -> bool:
    return prediction[end:] in {"", "."}


@verifier("lmentry:ends_with_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsWithWordUpstream(_Upstream):
    """The answer ends with the word, after another word on its first line."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: after a first line, a sentence counts only when it is introduced as one."""
        word = self.word.lower()
        if not Standing(word).found(prediction, text):
            return WRONG
        if not has_alphanumeric(prediction):
            return UNCLEAR
        endings = _endings(prediction, word)
        if any(ending.line == 0 for ending in endings):
            return RIGHT
        if only_tokens(prediction, lambda _: False):
            return RIGHT
        said = prediction.removesuffix(" is the answer")
        if said != prediction:
            endings += _endings(said, word)
        return _announced(prediction, word, endings) if endings else UNCLEAR


class _Ending(NamedTuple):
    """A word before the last one: its latest start, and the start of the line it stands on."""

    start: int
    line: int


def _endings(prediction: str, word: str) -> list[_Ending]:
    """Return the words before ``word``, where nothing of a to z and no digit follows it."""
    place = prediction.rfind(word)
    end = place + len(word)
    if place < 0 or _INSIDE.search(prediction, end) or not stands(prediction, place, end):
        return []
    before = prediction[:place]
    called = before.rstrip("\"'.,")
    found = [_word_before(before)]
    if called.endswith("the word "):
        found.append(_word_before(called.removesuffix("the word ")))
    return [each for each in found if each]


def _word_before(before: str) -> _Ending | None:
    outside = len(before)
    while outside and not _INSIDE.match(before[outside - 1]):
        outside -= 1
    for end in range(outside, len(before)):
        if before[end - 1 : end] in {"a", "i"}:
            return _Ending(end - 1, before.rfind("\n", 0, end - 1) + 1)
        if end > 1 and _TWO.match(before, end - 2):
            return _Ending(end - 2, before.rfind("\n", 0, end - 2) + 1)
    return None


def _announced(prediction: str, word: str, endings: list[_Ending]) -> Grade:
    if "sentence" not in prediction:
        return UNCLEAR
    named = the_word(re.escape(word))
    introductions = re.compile(
        rf"the sentence|(?:a|one) sentence (?:that ends with {named} |ending with {named}|"
        rf"whose (?:last|final) word is {named})"
    )
    grade = UNCLEAR
    for introduced in introductions.finditer(prediction):
        if any(ending.line <= introduced.end() <= ending.start for ending in endings):
            if introduced.start() == 0:
                return RIGHT
            grade = MAYBE
    return grade
