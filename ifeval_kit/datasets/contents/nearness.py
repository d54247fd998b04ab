"""Texts that are the same, inside one another, or nearly the same.

Two texts are the same if their words are, case and punctuation aside. One is inside another if its
words stand there in a row. They are near if the sets of
their pairs of neighbouring words have a Jaccard similarity of at least the threshold. MinHash with
locality-sensitive hashing (Broder 1997; Leskovec et al., *Mining of Massive Datasets*, chapter 3;
the package rensa) proposes candidates, and every one is measured exactly: nothing that is reported
is an estimate, but of pairs with a similarity of 0.6 one in 27,000 is missed, of 0.5 one in 270.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.tokens.reading import UNSPACED

THRESHOLD = 0.6
"""Similarity from which texts are near: one word in ten changed, or a third of a text added."""

_PERMUTATIONS = 126
_BANDS = 42
"""Bands of three hashes: of pairs of similarity 0.6 one in 27,000 is missed, of 0.5 one in 270."""

_SEED = 42
_AT_ONCE = 2000

_LEAST_INSIDE = 5
"""Words of a text that is looked for inside others: fewer stand there by chance."""

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_PLAIN = re.compile(r"[^\W_]+", re.ASCII)


Kind: TypeAlias = Literal["same", "inside", "near"]

_ORDER: tuple[Kind, ...] = ("same", "inside", "near")


class Match(NamedTuple):
    """A known text that another one is, holds or resembles; ``similarity`` is 1 for the first two.

    Of those that apply to a text, ``kind`` is the first.
    """

    known: int
    similarity: float
    kind: Kind

    @property
    def rank(self) -> tuple[int, float]:
        """What is nearer has a smaller rank."""
        return _ORDER.index(self.kind), -self.similarity


def words(text: str) -> list[str]:
    """Return the words of a text, case folded; where there are no blanks, its characters."""
    return (_PLAIN if text.isascii() else _WORD).findall(text.casefold())


def pairs(found: Sequence[str]) -> list[str]:
    """Return the pairs of neighbouring words; the word alone where there is only one."""
    return [f"{one} {other}" for one, other in pairwise(found)] or list(found)


class Index:
    """Texts by their words, to be asked which of them another text is, holds or resembles.

    It holds the texts and 126 numbers for each, whatever it is asked about. Raises
    :class:`MissingResourceError` where the package that makes these numbers is not installed.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._anchors: defaultdict[str, list[int]] = defaultdict(list)
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
                if form:
                    new.append(self._numbers[form])
            numbers.append(self._numbers[form])
        hashes = self._hashes(pairs(self._texts[number].split()) for number in new)
        for number, hashed in zip(new, hashes, strict=True):
            self._candidates.insert(number, hashed)
        for number in new:
            found = self._texts[number].split()
            if len(found) >= _LEAST_INSIDE:
                # Long words are rare ones, so that few other texts have the pair.
                self._anchors[max(pairs(found), key=len)].append(number)
        return numbers

    def find(self, texts: Sequence[str]) -> Iterator[list[Match]]:
        """Yield for each text the known ones that it is, holds or resembles, the nearest first."""
        found = [words(text) for text in texts]
        every = [pairs(each) for each in found]
        for each, mine, hashed in zip(found, every, self._hashes(every), strict=True):
            yield self._matches(each, frozenset(mine), hashed) if each else []

    def _hashes(self, every: Iterable[list[str]]) -> Iterator[Any]:
        """Yield the numbers of texts, a part of them at a time: the pairs take much memory."""
        source = iter(every)
        while part := list(itertools.islice(source, _AT_ONCE)):
            yield from self._minhash.from_token_sets(part, _PERMUTATIONS, _SEED)

    def _matches(self, found: Sequence[str], mine: frozenset[str], hashed: Any) -> list[Match]:
        candidates: list[int] = self._candidates.query(hashed)
        anchors = self._anchors.keys() & mine
        if not candidates and not anchors:
            return []
        form = " ".join(found)
        matches = {number: Match(number, 1.0, "inside") for number in self._inside(form, anchors)}
        for number in candidates:
            theirs = self._pairs_of(number)
            similarity = len(mine & theirs) / len(mine | theirs)
            if similarity >= self._threshold and number not in matches:
                matches[number] = Match(number, similarity, "near")
        if (same := self._numbers.get(form)) is not None:
            matches[same] = Match(same, 1.0, "same")
        return sorted(matches.values(), key=lambda match: (match.rank, match.known))

    def _inside(self, form: str, anchors: Iterable[str]) -> Iterator[int]:
        """Yield the known texts whose words stand in a row in those of a text."""
        framed = f" {form} "
        for anchor in anchors:
            for number in self._anchors[anchor]:
                if f" {self._texts[number]} " in framed:
                    yield number

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
