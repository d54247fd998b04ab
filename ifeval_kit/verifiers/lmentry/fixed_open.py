"""``fixed``: letters and words of what is given, and words and sentences to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ifeval_kit.tokens.reading import fold, reader_words
from ifeval_kit.verifiers.lmentry.examples import (
    Example,
    LetterExample,
    NeighbourExample,
    SentenceExample,
    WordExample,
)
from ifeval_kit.verifiers.lmentry.fixed_choices import read_verdict
from ifeval_kit.verifiers.lmentry.language_words import vocabulary
from ifeval_kit.verifiers.lmentry.reading import (
    Said,
    Tokens,
    named_words,
    one_named,
    quoted_words,
    said,
    tokens_of,
)
from ifeval_kit.verifiers.lmentry.standing import gold_word, neighbour
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.records import Verdict
    from ifeval_kit.text import Text


def _named(text: Text, gold: str, example: Example, besides: frozenset[str]) -> Verdict:
    """Decide an answer that names one word or letter; ``besides`` are words of the question."""
    words = vocabulary(example.language)
    found = one_named(said(text, example.input), words, besides - {fold(gold)})
    return read_verdict(found, gold, passed=found is not None and found == fold(gold))


class _Letter(WordExample):
    __slots__ = ()
    _position: ClassVar[int]

    def verify(self, text: Text) -> Verdict:
        """Find the letter that the answer names."""
        gold = self.answer or self.word.strip()[self._position]
        return _named(text, gold, self, frozenset({fold(self.word)}))


@verifier("lmentry:first_letter", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLetter(_Letter):
    """The answer names the first letter of a word."""

    _position: ClassVar[int] = 0


@verifier("lmentry:last_letter", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LastLetter(_Letter):
    """The answer names the last letter of a word."""

    _position: ClassVar[int] = -1


class _Word(SentenceExample):
    __slots__ = ()
    _position: ClassVar[int]

    def verify(self, text: Text) -> Verdict:
        """Find the word that the answer names."""
        gold = self.answer or gold_word(self.sentence, self._position)
        return _named(text, gold, self, frozenset())


@verifier("lmentry:first_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWord(_Word):
    """The answer names the first word of a sentence."""

    _position: ClassVar[int] = 0


@verifier("lmentry:last_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord(_Word):
    """The answer names the last word of a sentence."""

    _position: ClassVar[int] = -1


class _Neighbour(NeighbourExample):
    __slots__ = ()
    _step: ClassVar[int]

    def verify(self, text: Text) -> Verdict:
        """Find the word that the answer names."""
        gold = self.answer or neighbour(self.sentence, self.query, self._step)
        return _named(text, gold, self, frozenset({fold(self.query)}))


@verifier("lmentry:word_after", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordAfter(_Neighbour):
    """The answer names the word that comes after another one in a sentence."""

    _step: ClassVar[int] = 1


@verifier("lmentry:word_before", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordBefore(_Neighbour):
    """The answer names the word that comes before another one in a sentence."""

    _step: ClassVar[int] = -1


_WORDS_OF_ONE = {"en": "ai", "es": "aeouy", "fr": "ay", "it": "aeio", "ru": "авикосуя"}


class _LetterWord(LetterExample):
    __slots__ = ()

    def verify(self, text: Text) -> Verdict:
        """Find the words that the answer gives: all of them must fit the letter."""
        letter = fold(self.letter)
        given = _given(said(text, self.input), letter, self.language)
        expected = f"a word for the letter {self.letter!r}"
        passed = bool(given) and all(
            self._is_word(word) and self._fits(word, letter) for word in given
        )
        return read_verdict(" ".join(given) or None, expected, passed=passed)

    def _is_word(self, word: str) -> bool:
        letters = sum(map(str.isalpha, word))
        spelt = all(character.isalpha() or character in "-'’" for character in word)
        return spelt and (letters > 1 or word in _WORDS_OF_ONE.get(self.language, ""))

    def _fits(self, word: str, letter: str) -> bool:
        raise NotImplementedError


def _given(answer: Said, letter: str, language: str) -> Tokens:
    words = vocabulary(language)
    quoted = quoted_words(answer, frozenset({letter}))
    if len(quoted) == 1:
        return quoted[0]
    first = next(
        (
            name
            for name, sentence in named_words(answer, words, closing=False)
            if len(sentence) < 3 or not words.subjects.isdisjoint(sentence)
        ),
        (),
    )
    if first:
        return first if len(first) == 1 else ()
    listed = len(answer.sentences) == 1 and _is_list(answer.sentences[0].text)
    return answer.sentences[0].tokens if listed else ()


def _is_list(sentence: str) -> bool:
    parts = sentence.split(",")
    return len(parts) > 1 and all(len(tokens_of(part)) == 1 for part in parts)


@verifier("lmentry:starts_with_letter", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StartsWithLetter(_LetterWord):
    """The answer gives a word that starts with a letter."""

    def _fits(self, word: str, letter: str) -> bool:
        return word.startswith(letter)


@verifier("lmentry:ends_with_letter", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsWithLetter(_LetterWord):
    """The answer gives a word that ends with a letter."""

    def _fits(self, word: str, letter: str) -> bool:
        return word.endswith(letter)


@verifier("lmentry:word_containing", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordContaining(_LetterWord):
    """The answer gives a word that contains a letter."""

    def _fits(self, word: str, letter: str) -> bool:
        return letter in word


@verifier("lmentry:word_not_containing", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordNotContaining(_LetterWord):
    """The answer gives a word that does not contain a letter."""

    def _fits(self, word: str, letter: str) -> bool:
        return letter not in word


class _Sentence(WordExample):
    __slots__ = ()

    def verify(self, text: Text) -> Verdict:
        """Find the sentence that the answer gives: at least two words."""
        word = tuple(reader_words(fold(self.word)))
        given = _sentence(said(text, self.input), self.language)
        words = tuple(reader_words(given)) if given else ()
        expected = f"a sentence for the word {self.word!r}"
        repeated = given is not None and given in fold(self.input)
        passed = len(words) > max(1, len(word)) and not repeated and self._fits(words, word)
        return read_verdict(given, expected, passed=passed)

    def _fits(self, words: Tokens, word: Tokens) -> bool:
        raise NotImplementedError


def _sentence(answer: Said, language: str) -> str | None:
    """Return the sentence given: after a colon, in quotation marks, or else the first one."""
    sentences = list(answer.sentences)
    for place, sentence in enumerate(sentences[:-1]):
        if sentence.announces:
            return sentences[place + 1].text
    spans = [span for span in answer.spans if len(tokens_of(span)) > 1]
    if len(set(spans)) == 1:
        return spans[0]
    words = vocabulary(language)
    for sentence in sentences:
        lead, colon, rest = sentence.text.partition(":")
        if colon and rest.strip() and not words.sentence.isdisjoint(tokens_of(lead)):
            return rest.strip()
        if len(sentences) == 1 or len(sentence.tokens) > 1:
            return sentence.text
    return sentences[0].text if sentences else None


def _places(words: Tokens, word: Tokens) -> list[int]:
    length = len(word)
    return [start for start in range(len(words)) if words[start : start + length] == word]


@verifier("lmentry:sentence_containing", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceContaining(_Sentence):
    """The answer gives a sentence with a word."""

    def _fits(self, words: Tokens, word: Tokens) -> bool:
        return bool(_places(words, word))


@verifier("lmentry:sentence_not_containing", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceNotContaining(_Sentence):
    """The answer gives a sentence without a word."""

    def _fits(self, words: Tokens, word: Tokens) -> bool:
        return not _places(words, word)


@verifier("lmentry:starts_with_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StartsWithWord(_Sentence):
    """The answer gives a sentence that starts with a word."""

    def _fits(self, words: Tokens, word: Tokens) -> bool:
        return words[: len(word)] == word


@verifier("lmentry:ends_with_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsWithWord(_Sentence):
    """The answer gives a sentence that ends with a word."""

    def _fits(self, words: Tokens, word: Tokens) -> bool:
        return words[-len(word) :] == word
