"""Texts that are the same, or nearly: equal words, and MinHash over pairs of words.

Two texts are the same if their words are, case and punctuation aside. They are near if the sets of
their pairs of neighbouring words have a Jaccard similarity of at least the threshold. MinHash with
locality-sensitive hashing (Broder 1997; Leskovec et al., *Mining of Massive Datasets*, chapter 3;
the package rensa) proposes candidates, and every one is measured exactly: nothing that is reported
is an estimate, but of pairs with a similarity of 0.6 one in 27,000 is missed, of 0.5 one in 270.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.tokens.reading import UNSPACED

THRESHOLD = 0.6
"""Similarity from which texts are near: one word in ten changed, or a third of a text added."""

_PERMUTATIONS = 126
_BANDS = 42
"""Bands of three hashes: of pairs of similarity 0.6 one in 27,000 is missed, of 0.5 one in 270."""

_SEED = 42
_AT_ONCE = 2000
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_PLAIN = re.compile(r"[^\W_]+", re.ASCII)


class Match(NamedTuple):
    """A known text that another one is, word for word, or resembles, and how much."""

    known: int
    similarity: float
    same: bool


def words(text: str) -> list[str]:
    """Return the words of a text, case folded; where there are no blanks, its characters."""
    return (_PLAIN if text.isascii() else _WORD).findall(text.casefold())


def pairs(found: Sequence[str]) -> list[str]:
    """Return the pairs of neighbouring words; the word alone where there is only one."""
    return [f"{one} {other}" for one, other in pairwise(found)] or list(found)


class Index:
    """Texts by their words, to be asked which of them another text is or resembles.

    It holds the texts and 126 numbers for each, whatever it is asked about. Raises
    :class:`MissingResourceError` where the package that makes these numbers is not installed.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._minhash, self._candidates = _hashing()
        self._pairs_of = functools.lru_cache(maxsize=4096)(self._pairs_of_known)

    def add(self, texts: Sequence[str]) -> list[int]:
        """Add texts and return their numbers: those with the same words have the same."""
        numbers, new = [], []
        for text in texts:
            form = " ".join(words(text))
            if form not in self._numbers:
                self._numbers[form] = len(self._texts)
                self._texts.append(form)
                new.append(self._numbers[form])
            numbers.append(self._numbers[form])
        hashes = self._hashes([self._texts[number].split() for number in new])
        for number, hashed in zip(new, hashes, strict=True):
            if self._texts[number]:
                self._candidates.insert(number, hashed)
        return numbers

    def find(self, texts: Sequence[str]) -> Iterator[list[Match]]:
        """Yield for each text the known ones that it is or resembles, the nearest first."""
        found = [words(text) for text in texts]
        for each, hashed in zip(found, self._hashes(found), strict=True):
            yield self._matches(each, hashed) if each else []

    def _hashes(self, found: Sequence[Sequence[str]]) -> Iterator[Any]:
        """Yield the numbers of texts, a part of them at a time: the pairs take much memory."""
        for start in range(0, len(found), _AT_ONCE):
            every = [pairs(each) for each in found[start : start + _AT_ONCE]]
            yield from self._minhash.from_token_sets(every, _PERMUTATIONS, _SEED)

    def _matches(self, found: Sequence[str], hashed: Any) -> list[Match]:
        candidates: list[int] = self._candidates.query(hashed)
        if not candidates:
            return []
        mine, same = set(pairs(found)), self._numbers.get(" ".join(found))
        matches = []
        for number in candidates:
            theirs = self._pairs_of(number)
            similarity = len(mine & theirs) / len(mine | theirs)
            if similarity >= self._threshold:
                matches.append(Match(number, similarity, number == same))
        return sorted(matches, key=lambda match: (not match.same, -match.similarity, match.known))

    def _pairs_of_known(self, number: int) -> frozenset[str]:
        return frozenset(pairs(self._texts[number].split()))


def _hashing() -> tuple[Any, Any]:
    try:
        import rensa
    except ImportError:
        raise MissingResourceError(
            'near duplicates need the package rensa; install it: pip install "ifeval-kit[overlap]"'
        ) from None
    return rensa.RMinHash, rensa.RMinHashLSH(THRESHOLD, _PERMUTATIONS, _BANDS)
