"""ROUGE-1 and ROUGE-L of a text against references, as the package rouge-score gives them.

The words are those of that package, and Porter's stems those of nltk. The longest common
subsequence is found bit by bit (Hyyrö 2004), so that a megabyte takes no longer than its words.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ifeval_kit.memo import kept_if_short

SHORT = 3
"""Words up to this many characters are not stemmed (Lin 2004, as rouge-score has it)."""

_SUFFIXES = 20
"""More characters than Porter's steps take off a word together."""

_CHANGED = 2
"""At most so many characters at the end of a stem are not those of its word: dying, die."""

_WORD = re.compile("[a-z0-9]+")

Token = TypeVar("Token", bound=Hashable)


class Rouge(NamedTuple):
    """F-measures in [0, 1]: of single words, and of the longest common subsequence of words."""

    rouge1: float
    rouge_l: float


@dataclass(frozen=True, slots=True)
class Tokeniser(Generic[Token]):
    """How a text is divided into tokens, and which form of a token is compared.

    ``stem`` is ``None`` where tokens are compared as they are.
    """

    split: Callable[[str], Sequence[Token]]
    stem: Callable[[Token], Token] | None = None


class _Reference(Generic[Token]):
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.size = len(tokens)
        self.counts = Counter(tokens)
        self.places: dict[Token, int] = {}
        for place, token in enumerate(tokens):
            self.places[token] = self.places.get(token, 0) | 1 << place

    def common(self, tokens: Sequence[Token]) -> int:
        """Return the length of the longest common subsequence."""
        full = unmatched = (1 << self.size) - 1
        for token in tokens:
            if places := self.places.get(token):
                matched = unmatched & places
                unmatched = (unmatched + matched | unmatched - matched) & full
        return self.size - unmatched.bit_count()

    def score(self, tokens: Sequence[Token], counts: Counter[Token], size: int) -> Rouge:
        if not size or not self.size:
            return Rouge(0.0, 0.0)
        shared = sum((self.counts & counts).values())
        common = self.common(tokens)
        return Rouge(
            _f_measure(shared / size, shared / self.size),
            _f_measure(common / size, common / self.size),
        )


class References(Generic[Token]):
    """Reference texts, ready to be compared with any number of answers."""

    def __init__(self, texts: Sequence[str], tokeniser: Tokeniser[Token]) -> None:
        self._tokeniser = tokeniser
        stem = tokeniser.stem
        tokens = [tokeniser.split(text) for text in texts]
        stems = [[stem(token) for token in each] if stem else each for each in tokens]
        self._references = [_Reference(each) for each in stems]
        self._known = frozenset(token for each in stems for token in each)
        words = [token for token in self._known if isinstance(token, str)]
        self._beginnings = frozenset(word[: max(1, len(word) - _CHANGED)] for word in words)
        self._lengths = sorted(set(map(len, self._beginnings)))
        self._longest = max(map(len, words), default=0) + _SUFFIXES

    def score(self, text: str) -> Rouge:
        """Return the best ROUGE-1 and the best ROUGE-L over the references."""
        tokens = self._tokeniser.split(text)
        known = self._as_known(tokens)
        counts = Counter(known)
        scores = [reference.score(known, counts, len(tokens)) for reference in self._references]
        return Rouge(max(s.rouge1 for s in scores), max(s.rouge_l for s in scores))

    def _as_known(self, tokens: Sequence[Token]) -> list[Token]:
        """Return, in order, the tokens that occur in a reference, as they are compared.

        A stem begins as its word does and is not much shorter: other words need no stemming, which
        is most of the cost, and without an end on very long ones.
        """
        stem = self._tokeniser.stem
        if stem is None:
            return [token for token in tokens if token in self._known]
        stems = {token: stem(token) for token in set(tokens) if self._may_be_known(token)}
        known = {token: stemmed for token, stemmed in stems.items() if stemmed in self._known}
        return [known[token] for token in tokens if token in known]

    def _may_be_known(self, token: Token) -> bool:
        return not isinstance(token, str) or (
            len(token) <= self._longest
            and any(token[:length] in self._beginnings for length in self._lengths)
        )


def _f_measure(precision: float, recall: float) -> float:
    if precision + recall > 0:
        return 2 * precision * recall / (precision + recall)
    return 0.0


@kept_if_short(65_536, longest=64)
def stem(word: str) -> str:
    """Return the stem of a lower-case word by Porter's algorithm, as nltk has it."""
    return _stemmer()(word) if len(word) > SHORT else word


@functools.cache
def _stemmer() -> Callable[[str], str]:
    from nltk.stem.porter import PorterStemmer  # with all of nltk: only where it is needed

    found: Callable[[str], str] = PorterStemmer().stem
    return found


def split_words(text: str) -> list[str]:
    """Return the words that rouge-score compares: runs of a to z and digits, lower case."""
    return _WORD.findall(text.lower())


ENGLISH = Tokeniser(split_words, stem)
"""The words of rouge-score with ``use_stemmer=True``, the default track of the benchmark."""
