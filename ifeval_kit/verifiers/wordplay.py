"""Unique words, palindromes, and first letters that follow one another in the alphabet."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import chain, compress, count, pairwise
from typing import TYPE_CHECKING

from ifeval_kit.memo import Memo
from ifeval_kit.records import Verdict
from ifeval_kit.tokens.reading import fold
from ifeval_kit.tokens.words import word_tokens
from ifeval_kit.verifiers.parameters import counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifeval_kit.text import Text

_OUTER = string.punctuation + string.whitespace
_QUOTATION_OR_LINE = re.compile(r"[\n\"“”„«»]")
_CONSECUTIVE = frozenset(pairwise(string.ascii_lowercase))


@verifier("count:count_unique", "upstream")
@dataclass(frozen=True, slots=True)
class CountUniqueUpstream:
    """No token of nltk 3.9.1 occurs twice, punctuation marks included, case respected."""

    def verify(self, text: Text) -> Verdict:
        """Compare the tokens."""
        return _unique(word_tokens(text.sentences))


@verifier("count:count_unique", "fixed")
@dataclass(frozen=True, slots=True)
class CountUnique:
    """There are words, and none occurs twice, case ignored."""

    def verify(self, text: Text) -> Verdict:
        """Compare the words as a reader counts them."""
        return _unique([fold(word) for word in text.reader_words])


def _unique(words: Sequence[str]) -> Verdict:
    counts = Counter(words)
    repeated = len(words) - len(counts)
    reason = f"{counted(repeated, 'repetitions')} among {counted(len(words), 'words')}"
    if repeated:
        word, _ = counts.most_common(1)[0]
        reason += f", such as {shown(word)}"
    passed = bool(words) and not repeated
    return Verdict(passed, f"{reason}, expected words without repetitions", repeated, 0)


@verifier("keywords:palindrome", "upstream")
@dataclass(frozen=True, slots=True)
class PalindromeUpstream:
    """Something between white space equals its reverse, single characters and marks too."""

    def verify(self, text: Text) -> Verdict:
        """Compare each with its reverse, case and marks respected."""
        return _palindrome(next((word for word in text.raw.split() if word == word[::-1]), None))


@verifier("keywords:palindrome", "fixed")
@dataclass(frozen=True, slots=True)
class Palindrome:
    """A word, sentence, line or quotation of three letters or more equals its reverse."""

    def verify(self, text: Text) -> Verdict:
        """Compare letters and digits only, case ignored."""
        quoted = _QUOTATION_OR_LINE.split(text.raw)
        stretches = dict.fromkeys(chain(text.reader_words, text.sentences, quoted))
        return _palindrome(next(filter(_reads_both, stretches), None))


def _reads_both(stretch: str) -> bool:
    """Whether a stretch has three letters or more, not all the same, and is a palindrome."""
    if len(stretch) < 3:
        return False
    inner = stretch.strip(_OUTER)
    if inner.isascii() and inner[:1].lower() != inner[-1:].lower():  # most stretches end here
        return False
    kept = list(filter(str.isalnum, fold(stretch)))
    distinct = set(kept)
    return (
        len(kept) > 2
        and len(distinct) > 1
        and any(map(str.isalpha, distinct))
        and kept == kept[::-1]
    )


def _palindrome(found: str | None) -> Verdict:
    there = "no palindrome" if found is None else f"{shown(found)} is a palindrome"
    return Verdict(found is not None, f"{there}, expected one", int(found is not None), 1)


@verifier("keywords:no_adjacent_consecutive", "upstream")
@dataclass(frozen=True, slots=True)
class NoAdjacentConsecutiveUpstream:
    """No two neighbours between white space begin with characters that follow in Unicode.

    One whose first character becomes two in lower case fails, if it has a neighbour.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the first characters in lower case."""
        words = text.raw.split()
        pairs = pairwise(word[0].lower() for word in words)
        wrong = (index for index, pair in enumerate(pairs) if _follows(*pair))
        return _no_consecutive(words, next(wrong, None))


def _follows(one: str, two: str) -> bool:
    return len(one) > 1 or len(two) > 1 or ord(two) - ord(one) == 1


@verifier("keywords:no_adjacent_consecutive", "fixed")
@dataclass(frozen=True, slots=True)
class NoAdjacentConsecutive:
    """No two neighbouring words begin with letters that follow in the alphabet from a to z."""

    def verify(self, text: Text) -> Verdict:
        """Compare the first letters, case and accents ignored; there must be words."""
        words = text.reader_words
        initials = Memo(_plain_letter)
        pairs = pairwise(initials[word[0]] for word in words)
        wrong = compress(count(), map(_CONSECUTIVE.__contains__, pairs))
        return _no_consecutive(words, next(wrong, None))


def _plain_letter(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower())[0]


def _no_consecutive(words: Sequence[str], wrong: int | None) -> Verdict:
    reason = "no neighbouring words begin with consecutive letters"
    if wrong is not None:
        reason = f"{shown(words[wrong])} and {shown(words[wrong + 1])} begin with consecutive ones"
    elif not words:
        reason = "there are no words"
    return Verdict(
        bool(words) and wrong is None,
        f"{reason}, expected words that do not",
        int(wrong is not None),
        0,
    )
