"""Shares and ratios: kinds of sentences, their lengths, stop words, overlap with a text."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from ifeval_kit.records import Verdict
from ifeval_kit.tokens.reading import fold, reader_words
from ifeval_kit.verifiers.parameters import NonEmpty, counted, exactly, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from ifeval_kit.text import Text

Percentage = Annotated[float, Meta(ge=0, le=100)]

_WORD = re.compile(r"\w+")
_TOLERANCE = 2
_SENTENCES = 3
_KINDS = {".": "declarative", "?": "interrogative", "!": "exclamatory"}
_ENDS = str.maketrans("。｡۔।॥։።…！？؟", "........!??")
_CLOSERS = " \"')]}»”’」』）"


@verifier("ratio:stop_words", "upstream")
@dataclass(frozen=True, slots=True)
class StopWordsUpstream:
    r"""At most ``percentage`` per cent of the runs of word characters are English stop words.

    The share is a product of floating-point numbers: 14 of 100 are a little more than 14 per cent.
    """

    percentage: Percentage

    def verify(self, text: Text) -> Verdict:
        """Count the stop words of nltk's list."""
        words = _WORD.findall(text.lower)
        count = sum(map(stop_words().__contains__, words))
        return _share(count, len(words), count / max(1, len(words)) * 100, self.percentage)


@verifier("ratio:stop_words", "fixed")
@dataclass(frozen=True, slots=True)
class StopWords:
    """At most ``percentage`` per cent of the words are English stop words, contractions too."""

    percentage: Percentage

    def verify(self, text: Text) -> Verdict:
        """Count the stop words; a contraction is one if its first part is."""
        words = text.reader_words
        listed = {word for word in set(words) if fold(word).partition("'")[0] in stop_words()}
        count = sum(map(listed.__contains__, words))
        return _share(count, len(words), count * 100 / max(1, len(words)), self.percentage)


def _share(count: int, words: int, share: float, most: float) -> Verdict:
    reason = f"{counted(count, 'stop words')} of {counted(words, 'words')} ({share:.1f} %)"
    reason += f", expected at most {most:g} %"
    return Verdict(words > 0 and share <= most, reason, share, most)


@functools.cache
def stop_words() -> frozenset[str]:
    """Return the English stop words of nltk, contractions cut at their apostrophes.

    They come with python-rake, where a missing comma makes one of two.
    """
    import RAKE

    listed = {part for word in RAKE.NLTKStopList() for part in _WORD.findall(word.lower())}
    return frozenset(listed - {"wouldny"} | {"wouldn", "y"})


@verifier("ratio:sentence_type", "upstream")
@dataclass(frozen=True, slots=True)
class SentenceTypeUpstream:
    """Twice as many sentences by Punkt end with a period as with a question mark; none of both do.

    A closing quotation mark after the end mark hides it.
    """

    def verify(self, text: Text) -> Verdict:
        """Count the last characters of the sentences."""
        return _two_to_one(Counter(sentence[-1:] for sentence in text.sentences))


@verifier("ratio:sentence_type", "fixed")
@dataclass(frozen=True, slots=True)
class SentenceType:
    """There are twice as many declarative as interrogative sentences, and there are some."""

    def verify(self, text: Text) -> Verdict:
        """Count the kinds of sentences; a sentence without an end mark is declarative."""
        kinds = _kinds(text)
        verdict = _two_to_one(kinds)
        return verdict if kinds["?"] else Verdict(False, verdict.reason, verdict.measured, "2:1")


def _two_to_one(kinds: Counter[str]) -> Verdict:
    stated, asked = kinds["."], kinds["?"]
    reason = f"{stated} declarative and {asked} interrogative sentences, expected 2:1"
    return Verdict(stated == 2 * asked, reason, f"{stated}:{asked}", "2:1")


@verifier("ratio:sentence_balance", "upstream")
@dataclass(frozen=True, slots=True)
class SentenceBalanceUpstream:
    """As many sentences by Punkt end with ``.`` as with ``?`` and as with ``!``; none passes."""

    def verify(self, text: Text) -> Verdict:
        """Count the last characters of the sentences."""
        return _balanced(Counter(sentence[-1:] for sentence in text.sentences))


@verifier("ratio:sentence_balance", "fixed")
@dataclass(frozen=True, slots=True)
class SentenceBalance:
    """There are as many declarative as interrogative and as exclamatory sentences, and some."""

    def verify(self, text: Text) -> Verdict:
        """Count the kinds of sentences; a sentence without an end mark is declarative."""
        kinds = _kinds(text)
        verdict = _balanced(kinds)
        if any(kinds.values()):
            return verdict
        return Verdict(False, verdict.reason, verdict.measured, verdict.expected)


def _balanced(kinds: Counter[str]) -> Verdict:
    counts = [kinds[mark] for mark in _KINDS]
    found = ", ".join(f"{kinds[mark]} {kind}" for mark, kind in _KINDS.items())
    reason = f"{found} sentences, expected equal numbers"
    return Verdict(len(set(counts)) == 1, reason, ":".join(map(str, counts)), "equal numbers")


def _kinds(text: Text) -> Counter[str]:
    """Count the sentences by their end mark, closing quotes and brackets aside.

    Where question and exclamation marks meet, the sentence asks.
    """
    kinds: Counter[str] = Counter()
    for sentence in text.reader_sentences:
        ended = sentence.rstrip(_CLOSERS).translate(_ENDS)
        marks = ended[len(ended.rstrip(".?!")) :]
        kinds["?" if "?" in marks else "!" if "!" in marks else "."] += 1
    return kinds


@verifier("ratio:sentence_words", "upstream")
@dataclass(frozen=True, slots=True)
class SentenceWordsUpstream:
    """There are three sentences by Punkt of the same number of characters, blanks included."""

    def verify(self, text: Text) -> Verdict:
        """Count the characters; whether words repeat is not looked at."""
        lengths = [len(sentence.strip()) for sentence in text.sentences]
        return _equal(lengths)


@verifier("ratio:sentence_words", "fixed")
@dataclass(frozen=True, slots=True)
class SentenceWords:
    """There are three sentences of the same number of characters, and no word occurs twice."""

    def verify(self, text: Text) -> Verdict:
        """Count the characters, then compare the words, case ignored."""
        lengths = [len(" ".join(sentence.split())) for sentence in text.reader_sentences]
        equal = _equal(lengths)
        if not equal.passed:
            return equal
        words = [fold(word) for words in text.sentence_words for word in words]
        word, times = Counter(words).most_common(1)[0]
        if times > 1:
            reason = f"the word {shown(word)} occurs {times} times, expected different words"
            return Verdict(False, reason, times, 1)
        return equal


def _equal(lengths: list[int]) -> Verdict:
    if len(lengths) != _SENTENCES:
        return exactly(len(lengths), _SENTENCES, unit="sentences")
    found = ", ".join(map(str, lengths))
    reason = f"sentences of {found} characters, expected the same number"
    return Verdict(len(set(lengths)) == 1, reason, found, "the same number")


@verifier("ratio:overlap", "upstream")
@dataclass(frozen=True, slots=True)
class OverlapUpstream:
    """Of the answer's different trigrams of characters ``percentage`` per cent, give or take 2.

    They are those that the reference text has too.
    """

    reference_text: NonEmpty
    percentage: Percentage

    def verify(self, text: Text) -> Verdict:
        """Compare the trigrams, case and blanks included."""
        return _overlap(_trigrams(text.raw), _trigrams(self.reference_text), self.percentage)


@verifier("ratio:overlap", "fixed")
@dataclass(frozen=True, slots=True)
class Overlap:
    """The reference text has ``percentage`` per cent, give or take 2, of the answer's trigrams.

    A trigram is three words in a row, case and marks aside; each counts once.
    """

    reference_text: NonEmpty
    percentage: Percentage

    def verify(self, text: Text) -> Verdict:
        """Compare the trigrams of words."""
        own, other = (reader_words(fold(part)) for part in (text.raw, self.reference_text))
        return _overlap(_trigrams(own), _trigrams(other), self.percentage)


def _trigrams(units: Iterable[str]) -> set[tuple[Hashable, ...]]:
    units = list(units)
    return set(zip(units, units[1:], units[2:], strict=False))


def _overlap(
    own: set[tuple[Hashable, ...]], other: set[tuple[Hashable, ...]], percentage: float
) -> Verdict:
    expected = f"{percentage:g} % ± {_TOLERANCE}"
    if not own:
        return Verdict(False, "too short for a trigram", 0, expected)
    share = len(own & other) / len(own) * 100
    passed = percentage - _TOLERANCE <= share <= percentage + _TOLERANCE
    reason = f"{share:.1f} % of {len(own)} trigrams are in the reference text, expected {expected}"
    return Verdict(passed, reason, share, expected)
