"""How each sentence differs from the one before it, and keywords in a given sentence."""

from __future__ import annotations

import itertools
import re
import string
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.tokens.reading import count_phrase, fold
from ifeval_kit.verifiers.parameters import NonEmpty, Positive, counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifeval_kit.text import Text


@verifier("sentence:increment", "upstream")
@dataclass(frozen=True, slots=True)
class IncrementUpstream:
    """Each sentence by Punkt has exactly ``small_n`` more words than the one before.

    Words stand between blanks; ASCII marks by themselves are none. One sentence passes.
    """

    small_n: Positive

    def verify(self, text: Text) -> Verdict:
        """Count the words of each sentence."""
        counts = (len(_words_upstream(sentence)) for sentence in text.sentences)
        return _grows_by(counts, self.small_n)


@verifier("sentence:increment", "fixed")
@dataclass(frozen=True, slots=True)
class Increment:
    """There are two sentences or more, each with exactly ``small_n`` more words than the last."""

    small_n: Positive

    def verify(self, text: Text) -> Verdict:
        """Count the words of each sentence as a reader does."""
        counts = map(len, text.sentence_words)
        return too_few_sentences(text.reader_sentence_count) or _grows_by(counts, self.small_n)


def _words_upstream(sentence: str) -> list[str]:
    stripped = (word.strip(string.punctuation) for word in sentence.lower().split())
    return [word for word in stripped if word]


def _grows_by(counts: Iterable[int], step: int) -> Verdict:
    """Judge the counts one by one, up to the first that is not greater by the step."""
    number = expected = 0
    for number, found in enumerate(counts, start=1):
        if number > 1 and found != expected:
            reason = f"sentence {number} has {counted(found, 'words')}, expected {expected}"
            return Verdict(False, reason, found, expected)
        expected = found + step
    reason = f"each of {counted(number, 'sentences')} has {step} words more than the last"
    return Verdict(True, reason, number, number)


def too_few_sentences(count: int, least: int = 2) -> Verdict | None:
    """Return the failed verdict on a text of fewer than ``least`` sentences, else ``None``."""
    if count >= least:
        return None
    expected = f"at least {least}"
    return Verdict(False, f"{counted(count, 'sentences')}, expected {expected}", count, expected)


@verifier("sentence:alliteration_increment", "upstream")
@dataclass(frozen=True, slots=True)
class AlliterationIncrementUpstream:
    """Each sentence by Punkt has more pairs of neighbours with one first letter than the last.

    The pairs need not touch: the count is of a whole sentence. One sentence passes.
    """

    def verify(self, text: Text) -> Verdict:
        """Count the pairs of each sentence."""
        counts = (_alliterating_pairs(sentence) for sentence in text.sentences)
        return _grows(counts, "alliterating pairs")


def _alliterating_pairs(sentence: str) -> int:
    letters = [word[0] for word in _words_upstream(sentence)]
    return sum(first == second for first, second in itertools.pairwise(letters))


@verifier("sentence:alliteration_increment", "fixed")
@dataclass(frozen=True, slots=True)
class AlliterationIncrement:
    """There are two sentences or more, each with a longer row of alliterative words than the last.

    A row is of neighbouring words that begin with the same letter, accents and case aside.
    """

    def verify(self, text: Text) -> Verdict:
        """Find the longest row of each sentence."""
        rows = map(_longest_row, text.sentence_words)
        few = too_few_sentences(text.reader_sentence_count)
        return few or _grows(rows, "alliterative words in a row")


def _longest_row(words: list[str]) -> int:
    letters = [unicodedata.normalize("NFD", word[0].casefold())[0] for word in words]
    rows = [len(list(row)) for letter, row in itertools.groupby(letters) if letter.isalpha()]
    return max(rows, default=0)


def _grows(counts: Iterable[int], unit: str) -> Verdict:
    """Judge the counts one by one, up to the first that is no greater than the last."""
    number, before = 0, -1
    for number, after in enumerate(counts, start=1):
        if after <= before:
            reason = f"sentence {number} has {after} {unit}, expected more than {before}"
            return Verdict(False, reason, after, f"more than {before}")
        before = after
    reason = f"{counted(number, 'sentences')}, each with more {unit} than the last"
    return Verdict(True, reason, number, number)


@verifier("sentence:keyword", "upstream")
@dataclass(frozen=True, slots=True)
class SentenceKeywordUpstream:
    r"""The ``N``-th sentence by Punkt holds a word between ``\b``, case ignored."""

    word: NonEmpty
    N: Positive

    def verify(self, text: Text) -> Verdict:
        """Search that sentence."""
        sentences = text.sentences
        short = too_few_sentences(len(sentences), self.N)
        if short:
            return short
        pattern = rf"\b{re.escape(self.word)}\b"
        found = re.search(pattern, sentences[self.N - 1], re.IGNORECASE) is not None
        return _keyword(found, self.word, self.N)


@verifier("sentence:keyword", "fixed")
@dataclass(frozen=True, slots=True)
class SentenceKeyword:
    """The ``N``-th sentence as a reader counts them holds a word."""

    word: NonEmpty
    N: Positive

    def verify(self, text: Text) -> Verdict:
        """Search that sentence for the whole word, case and kinds of apostrophe aside."""
        sentences = text.reader_sentences
        short = too_few_sentences(len(sentences), self.N)
        if short:
            return short
        found = count_phrase(fold(self.word), fold(sentences[self.N - 1])) > 0
        return _keyword(found, self.word, self.N)


def _keyword(found: bool, word: str, number: int) -> Verdict:
    reason = f"sentence {number} {'has' if found else 'lacks'} {shown(word)}"
    return Verdict(found, reason, int(found), 1)
