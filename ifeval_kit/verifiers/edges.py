"""The first and the last word, of the answer and of each sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.memo import Memo
from ifeval_kit.records import Verdict
from ifeval_kit.tokens.reading import fold, reader_words
from ifeval_kit.tokens.words import word_tokens
from ifeval_kit.verifiers.parameters import NonEmpty, OneWord, one_word, refuse_blank, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_MARKS = re.compile(r"[^\w\s]")
_EMPHASIS = "*_"


@verifier("first_word:first_word_sent", "upstream")
@dataclass(frozen=True, slots=True)
class FirstWordSentUpstream:
    """Every sentence by its marks begins with the word; punctuation at the word is part of it."""

    first_word: OneWord

    def __post_init__(self) -> None:
        refuse_blank(first_word=self.first_word)

    def verify(self, text: Text) -> Verdict:
        """Compare the first word of each sentence, case ignored."""
        found = [_first(sentence) for sentence in text.marked_sentences]
        return _each_sentence("begin", found, one_word(self.first_word).lower())


@verifier("first_word:first_word_sent", "fixed")
@dataclass(frozen=True, slots=True)
class FirstWordSent:
    """There are sentences, as a reader sees them, and every one begins with the word."""

    first_word: OneWord

    def __post_init__(self) -> None:
        refuse_blank(first_word=self.first_word)

    def verify(self, text: Text) -> Verdict:
        """Compare the first words of each sentence, marks around them and case ignored."""
        wanted = _folded_words(one_word(self.first_word))
        sentences = text.reader_sentences
        openings: Memo[str, str] = Memo(lambda sentence: _opening(sentence, wanted))
        found = [openings[sentence] for sentence in sentences]
        return _each_sentence("begin", found, " ".join(wanted))


@verifier("first_word:first_word_answer", "upstream")
@dataclass(frozen=True, slots=True)
class FirstWordAnswerUpstream:
    """The answer begins with the word; punctuation at the word is part of it."""

    first_word: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Compare what stands before the first white space, case ignored."""
        return _whole_answer("begins", _first(text.raw), self.first_word.strip().lower())


@verifier("first_word:first_word_answer", "fixed")
@dataclass(frozen=True, slots=True)
class FirstWordAnswer:
    """The answer begins with the word; marks around it do not matter."""

    first_word: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Compare the first words, case ignored."""
        wanted = _folded_words(self.first_word)
        return _whole_answer("begins", _opening(text.raw, wanted), " ".join(wanted))


@verifier("last_word:last_word_sent", "upstream")
@dataclass(frozen=True, slots=True)
class LastWordSentUpstream:
    """Every sentence by its marks ends with the word; a word with marks inside never fits."""

    last_word: OneWord

    def __post_init__(self) -> None:
        refuse_blank(last_word=self.last_word)

    def verify(self, text: Text) -> Verdict:
        """Compare the last word of each sentence without its marks, case ignored."""
        sentences = text.marked_sentences
        ends = Memo(_last)
        found = [ends[sentence] for sentence in sentences]
        return _each_sentence("end", found, one_word(self.last_word).lower())


@verifier("last_word:last_word_sent", "fixed")
@dataclass(frozen=True, slots=True)
class LastWordSent:
    """There are sentences, as a reader sees them, and every one ends with the word."""

    last_word: OneWord

    def __post_init__(self) -> None:
        refuse_blank(last_word=self.last_word)

    def verify(self, text: Text) -> Verdict:
        """Compare the last words of each sentence, marks around them and case ignored."""
        wanted = _folded_words(one_word(self.last_word))
        found = [_closing(words, wanted) for words in text.sentence_words]
        return _each_sentence("end", found, " ".join(wanted))


@verifier("last_word:last_word_answer", "upstream")
@dataclass(frozen=True, slots=True)
class LastWordAnswerUpstream:
    """The answer ends with the word; a word with marks inside never fits."""

    last_word: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Compare what stands after the last white space without its marks, case ignored."""
        return _whole_answer("ends", _last(text.raw), self.last_word.strip().lower())


@verifier("last_word:last_word_answer", "fixed")
@dataclass(frozen=True, slots=True)
class LastWordAnswer:
    """The answer ends with the word; marks around it do not matter."""

    last_word: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Compare the last words, case ignored."""
        wanted = _folded_words(self.last_word)
        return _whole_answer("ends", _closing(text.reader_words, wanted), " ".join(wanted))


@verifier("keywords:start_end", "upstream")
@dataclass(frozen=True, slots=True)
class StartEndUpstream:
    """The first and the last token of nltk 3.9.1 are the same, punctuation marks included."""

    def verify(self, text: Text) -> Verdict:
        """Compare the tokens, case ignored; there must be two at least."""
        sentences = text.sentences
        tokens = word_tokens([sentences[0], *sentences[1:][-1:]])
        first, last = tokens[0].lower(), tokens[-1].lower()
        several = len(tokens) > 1
        return _same_ends(first, last, passed=several and first == last)


@verifier("keywords:start_end", "fixed")
@dataclass(frozen=True, slots=True)
class StartEnd:
    """The first and the last word are the same, and nothing follows, not even punctuation."""

    def verify(self, text: Text) -> Verdict:
        """Compare the words, case ignored; marks of emphasis may follow."""
        words = text.reader_words
        if len(words) < 2:
            return _same_ends("".join(words), "nothing else", passed=False)
        end = text.stripped.rstrip(_EMPHASIS)
        if not end.endswith(words[-1]):
            return Verdict(
                passed=False,
                reason=f"{shown(end[-1:])} ends the answer, expected its first word "
                f"{shown(words[0])} and nothing after it",
                measured=shown(end[-1:]),
                expected=shown(words[0]),
            )
        first, last = fold(words[0]), fold(words[-1])
        return _same_ends(first, last, passed=first == last)


def _first(text: str) -> str:
    words = text.split(maxsplit=1)
    return words[0].lower() if words else ""


def _last(text: str) -> str:
    words = text.rsplit(maxsplit=1)
    return _MARKS.sub("", words[-1]).lower() if words else ""


def _folded_words(phrase: str) -> list[str]:
    """Return the words of a parameter, or the whole where it has none."""
    return reader_words(fold(phrase)) or [fold(phrase)]


def _opening(text: str, wanted: list[str]) -> str:
    """Return as many words from the start of a text as are wanted, folded."""
    return fold(" ".join(reader_words(text, limit=len(wanted))))


def _closing(words: list[str], wanted: list[str]) -> str:
    """Return as many of the last words as are wanted, folded."""
    return fold(" ".join(words[-len(wanted) :]))


def _each_sentence(what: str, found: list[str], wanted: str) -> Verdict:
    right = found.count(wanted)
    wrong = next((word for word in found if word != wanted), None)
    reason = f"{right} of {len(found)} sentences {what} with {shown(wanted)}"
    reason += ", expected all" if wrong is None else f", expected all; one has {shown(wrong)}"
    return Verdict(bool(found) and wrong is None, reason, right, len(found))


def _whole_answer(what: str, found: str, wanted: str) -> Verdict:
    reason = f"the answer {what} with {shown(found)}, expected {shown(wanted)}"
    return Verdict(found == wanted, reason, shown(found), shown(wanted))


def _same_ends(first: str, last: str, *, passed: bool) -> Verdict:
    reason = f"starts with {shown(first)} and ends with {shown(last)}, expected the same word"
    return Verdict(passed, reason, f"{shown(first)} and {shown(last)}", "the same word")
