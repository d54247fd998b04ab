"""How often keywords occur, and where."""

from __future__ import annotations

from dataclasses import dataclass

from ifeval_kit.records import Verdict
from ifeval_kit.text import Text
from ifeval_kit.tokens.reading import count_phrase, fold, reader_words
from ifeval_kit.tokens.words import word_tokens
from ifeval_kit.verifiers.keywords import Frequency, FrequencyUpstream
from ifeval_kit.verifiers.parameters import (
    Count,
    NonEmpty,
    OneWord,
    Positive,
    counted,
    one_word,
    refuse_blank,
    shown,
)
from ifeval_kit.verifiers.patterns import check_patterns, occurrences
from ifeval_kit.verifiers.registry import verifier


@verifier("keywords:word_once", "upstream")
@dataclass(frozen=True, slots=True)
class WordOnceUpstream:
    """A keyword, a regular expression, is found exactly once, inside words too."""

    keyword: NonEmpty

    def __post_init__(self) -> None:
        check_patterns("keyword", (self.keyword.strip(),))

    def verify(self, text: Text) -> Verdict:
        """Count the matches, case ignored."""
        keyword = self.keyword.strip()
        return _exactly([(keyword, occurrences(keyword, text))], (1,))


@verifier("keywords:word_once", "fixed")
@dataclass(frozen=True, slots=True)
class WordOnce:
    """A keyword, taken literally, occurs exactly once as a whole word."""

    keyword: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Count the occurrences; case, accents' encoding and kind of white space are ignored."""
        keyword = self.keyword.strip()
        return _exactly([(keyword, _whole_words(keyword, text))], (1,))


@verifier("count:count_increment_word", "upstream")
@dataclass(frozen=True, slots=True)
class CountIncrementWordUpstream:
    """One keyword, a regular expression, is found once, another twice, inside words too."""

    keyword1: NonEmpty
    keyword2: NonEmpty

    def __post_init__(self) -> None:
        check_patterns("keyword1", (self.keyword1.strip(),))
        check_patterns("keyword2", (self.keyword2.strip(),))

    def verify(self, text: Text) -> Verdict:
        """Count the matches, case ignored."""
        keywords = self.keyword1.strip(), self.keyword2.strip()
        return _exactly([(keyword, occurrences(keyword, text)) for keyword in keywords], (1, 2))


@verifier("count:count_increment_word", "fixed")
@dataclass(frozen=True, slots=True)
class CountIncrementWord:
    """One keyword, taken literally, occurs once as a whole word, another twice."""

    keyword1: NonEmpty
    keyword2: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Count the occurrences; case, accents' encoding and kind of white space are ignored."""
        keywords = self.keyword1.strip(), self.keyword2.strip()
        return _exactly([(keyword, _whole_words(keyword, text)) for keyword in keywords], (1, 2))


@verifier("keywords:word_count_different_numbers", "upstream")
@dataclass(frozen=True, slots=True)
class WordCountDifferentNumbersUpstream(FrequencyUpstream):
    """As keywords:frequency; 0 is a bound too."""

    frequency: Count


@verifier("keywords:word_count_different_numbers", "fixed")
@dataclass(frozen=True, slots=True)
class WordCountDifferentNumbers(Frequency):
    """As keywords:frequency; 0 is a bound too."""

    frequency: Count


@verifier("keywords:exclude_word_harder", "upstream")
@dataclass(frozen=True, slots=True)
class ExcludeWordHarderUpstream:
    """The keyword, in its case, does not stand between two blanks; elsewhere it may.

    ``instruction`` decides nothing: the official code draws a keyword from it if none is given.
    """

    keyword: NonEmpty
    instruction: str | None = None

    def verify(self, text: Text) -> Verdict:
        """Search for the keyword between blanks."""
        keyword = self.keyword.strip()
        return _excluded(text.raw.count(f" {keyword} "), keyword)


@verifier("keywords:exclude_word_harder", "fixed")
@dataclass(frozen=True, slots=True)
class ExcludeWordHarder:
    """The keyword does not occur as a whole word; ``instruction`` decides nothing."""

    keyword: NonEmpty
    instruction: str | None = None

    def verify(self, text: Text) -> Verdict:
        """Count the occurrences; case, accents' encoding and kind of white space are ignored."""
        return _excluded(_whole_words(self.keyword, text), self.keyword.strip())


@verifier("keywords:keyword_specific_position", "upstream")
@dataclass(frozen=True, slots=True)
class KeywordSpecificPositionUpstream:
    """The ``m``-th token of nltk 3.9.1 in the ``n``-th sentence by its marks is the keyword."""

    keyword: OneWord
    n: Positive
    m: Positive

    def __post_init__(self) -> None:
        refuse_blank(keyword=self.keyword)

    def verify(self, text: Text) -> Verdict:
        """Compare the token, case respected; marks are tokens."""
        sentences = text.marked_sentences
        sentence = Text(sentences[self.n - 1] if self.n <= len(sentences) else "")
        # Each sentence of Punkt has a token.
        tokens = word_tokens(sentence.sentences[: self.m])
        found = tokens[self.m - 1] if self.m <= len(tokens) else None
        return _position(found, one_word(self.keyword), self.n, self.m)


@verifier("keywords:keyword_specific_position", "fixed")
@dataclass(frozen=True, slots=True)
class KeywordSpecificPosition:
    """The ``m``-th word of the ``n``-th sentence, as a reader counts both, is the keyword."""

    keyword: OneWord
    n: Positive
    m: Positive

    def __post_init__(self) -> None:
        refuse_blank(keyword=self.keyword)

    def verify(self, text: Text) -> Verdict:
        """Compare the words from there on, as many as the keyword has, case ignored."""
        keyword = fold(one_word(self.keyword))
        wanted = reader_words(keyword) or [keyword]
        sentences = text.reader_sentences
        words = reader_words(sentences[self.n - 1]) if self.n <= len(sentences) else []
        found = fold(" ".join(words[self.m - 1 : self.m - 1 + len(wanted)]))
        return _position(found or None, " ".join(wanted), self.n, self.m)


def _whole_words(keyword: str, text: Text) -> int:
    return count_phrase(fold(keyword), text.folded)


def _exactly(found: list[tuple[str, int]], wanted: tuple[int, ...]) -> Verdict:
    """Judge how often each keyword occurs."""
    counts = tuple(count for _, count in found)
    parts = (f"{counted(count, 'occurrences')} of {shown(word)}" for word, count in found)
    return Verdict(
        counts == wanted,
        f"{' and '.join(parts)}, expected exactly {' and '.join(map(str, wanted))}",
        " and ".join(map(str, counts)),
        " and ".join(map(str, wanted)),
    )


def _excluded(count: int, keyword: str) -> Verdict:
    reason = f"{counted(count, 'occurrences')} of {shown(keyword)}, expected none"
    return Verdict(count == 0, reason, count, 0)


def _position(found: str | None, wanted: str, n: int, m: int) -> Verdict:
    there = "missing" if found is None else shown(found)
    return Verdict(
        found == wanted,
        f"word {m} of sentence {n} is {there}, expected {shown(wanted)}",
        None if found is None else shown(found),
        shown(wanted),
    )
