"""How a careful reader finds out what an answer says: right, wrong, refused, or nothing.

Where the answer stands, see :mod:`ifeval_kit.verifiers.answer_places`. There a name of the answer
counts as a run of whole words (single characters in scripts without blanks), case and accents
aside, unless it is

- part of one of the names that are known to be something else,
- denied ("not Lyon", "rather than Lyon") or one of several offers ("Paris or Lyon"),
- a code or symbol (Fe, de, USD) that has another case, or one of at most two letters that stands
  in running text.

An answer without a right name is *refused* if it says that it does not know, and does not guess all
the same; *no answer* if it has no word; otherwise *wrong*.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

from ifeval_kit.verifiers.answer_places import (
    Place,
    Token,
    answer_places,
    bare,
    tokens,
    without_article,
)
from ifeval_kit.verifiers.refusals import DENIALS, IS, OFFERS, TURNS

CORRECT, WRONG, REFUSED, NO_ANSWER = "correct", "wrong", "refused", "no answer"

_CLAUSE = frozenset(",;:.!?()")


class Found(NamedTuple):
    """What an answer says: the class of the outcome, and the words that say it."""

    label: str
    said: str


class Reader:
    """Reads answers to a question with the right ``answers``; ``others`` hold them, and are not."""

    def __init__(self, answers: tuple[str, ...], others: tuple[str, ...] = ()) -> None:
        self._answers = [name for name in map(_name, answers) if name.words]
        self._others = [name for name in map(_name, others) if name.words]
        self._whole = {bare(name) for name in answers}
        # More than the answer and marks around it; a longer text is more than a bare answer.
        self._longest = 40 + 2 * max(map(len, answers))

    def read(self, text: str) -> Found:
        """Return what an answer says."""
        if len(text) <= self._longest and bare(text) in self._whole:
            return Found(CORRECT, text.strip())
        return self.weigh(answer_places(text))

    def weigh(self, places: Sequence[Place]) -> Found:
        """Return what the places say in which an answer stands."""
        for place in places:
            if self.named(place):
                return Found(CORRECT, place.text.strip())
        said = places[0].text.strip() if places else ""
        if any(place.refuses for place in places):
            return Found(REFUSED, said)
        return Found(WRONG if any(place.words for place in places) else NO_ANSWER, said)

    def named(self, place: Place) -> bool:
        """Whether a right name stands there as the answer."""
        words = place.words
        if not any(name.words[0] in place for name in self._answers):
            return False
        longer = [
            (at, at + len(other.words)) for other in self._others for at in place.found(other.words)
        ]
        spans = [
            (at, at + len(name.words), name)
            for name in self._answers
            for at in place.found(name.words)
            if not any(start <= at and at + len(name.words) <= end for start, end in longer)
        ]
        ours = {at for start, end, _ in spans for at in range(start, end)}
        return any(
            _stands(name, words, start, end, place.text)
            and not _denied(words, start, place.text)
            and not _offered(words, start, end, ours)
            for start, end, name in spans
        )


@functools.lru_cache(maxsize=20_000)
def reader(answers: tuple[str, ...], others: tuple[str, ...] = ()) -> Reader:
    """Return the reader of a question, which is the same for all answers to it."""
    return Reader(answers, others)


class _Name:
    """A name of the answer, as words."""

    def __init__(self, text: str) -> None:
        written = without_article(tokens(text))
        self.words = tuple(token.norm for token in written)
        self.written = tuple(token.written for token in written)
        letters = self.written[0] if len(self.written) == 1 else ""
        short = letters.isascii() and letters.isalpha()
        # Symbols and codes (Fe, de, USD); those of one or two letters are words as well.
        self.code = short and (len(letters) <= 2 or (len(letters) == 3 and letters[0].isupper()))
        self.word = self.code and len(letters) <= 2


@functools.lru_cache(maxsize=20_000)
def _name(text: str) -> _Name:
    return _Name(text)


def _stands(name: _Name, words: Sequence[Token], start: int, end: int, place: str) -> bool:
    """Whether a code is written as one, and stands where an answer can: at an end, or in marks."""
    if not name.code:
        return True
    if tuple(word.written for word in words[start:end]) != name.written:
        return False
    if not name.word:
        return True
    before = place[: words[start].start].rstrip(" \t")[-1:]
    after = place[words[end - 1].end :].lstrip(" \t")[:1]
    if start == 0 and end < len(words) and words[end].norm in IS:
        return True
    return (before != "" and before in "(\"“':=：「") or after in ("", *'\n.!()-–—"”。」')


def _denied(words: Sequence[Token], start: int, place: str) -> bool:
    """Whether one of the three words before, in the same clause, denies what follows."""
    for at in range(start - 1, max(-1, start - 5), -1):
        if _CLAUSE.intersection(place[words[at].end : words[at + 1].start]):
            return False
        if words[at].norm in TURNS:
            return False
        if words[at].norm in DENIALS:
            return True
    return False


def _offered(words: Sequence[Token], start: int, end: int, ours: set[int]) -> bool:
    """Whether another answer is offered beside this one, with "or" between them."""
    after = end + 1 if end < len(words) and words[end].norm in OFFERS else None
    before = start - 2 if start > 1 and words[start - 1].norm in OFFERS else None
    return any(at is not None and at < len(words) and at not in ours for at in (after, before))
