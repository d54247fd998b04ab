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
from ifeval_kit.verifiers.lmentry.fixed_choices import heard, read_verdict
from ifeval_kit.verifiers.lmentry.given import given_sentences
from ifeval_kit.verifiers.lmentry.language_words import Opposites, Vocabulary, vocabulary
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


def _named(
    text: Text,
    gold: str,
    example: Example,
    besides: frozenset[str],
    subject: Opposites,
    *,
    letter: bool = False,
) -> Verdict:
    """Decide an answer that names one word or letter; ``besides`` are words of the question."""
    words = vocabulary(example.language)
    found = one_named(
        heard(text, example).speaking_of(subject), words, besides - {fold(gold)}, letter=letter
    )
    return read_verdict(found, gold, passed=found is not None and found == fold(gold))


def _subject(opposites: Opposites, step: int, given: str) -> Opposites:
    """Return what is asked for, at ``step`` 1 or 0 the first of two opposites, and its opposite."""
    subject = opposites.swapped if step == -1 else opposites
    return Opposites(subject.asked, subject.other - set(tokens_of(fold(given))))


class _Letter(WordExample):
    __slots__ = ()
    _position: ClassVar[int]

    def verify(self, text: Text) -> Verdict:
        """Find the letter that the answer names."""
        gold = self.answer or self.word.strip()[self._position]
        subject = _subject(vocabulary(self.language).ends, self._position, self.word)
        return _named(text, gold, self, frozenset({fold(self.word)}), subject, letter=True)


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
        subject = _subject(vocabulary(self.language).ends, self._position, self.sentence)
        return _named(text, gold, self, frozenset(), subject)


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
        subject = _subject(vocabulary(self.language).sides, self._step, self.sentence)
        return _named(text, gold, self, frozenset({fold(self.query)}), subject)


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
        given = _given(heard(text, self), letter, self.language)
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
    listed = _listed(answer, words)
    if listed:
        return listed
    first = next(
        (
            name
            for name, sentence in named_words(answer, words, closing=False)
            if len(sentence) < 3
            or sentence[0] in {letter, name[0]}
            or not words.subjects.isdisjoint(sentence)
        ),
        (),
    )
    return first if len(first) == 1 else ()


def _listed(answer: Said, words: Vocabulary) -> Tokens:
    """Return the words of an answer that is a list of them, between commas or one a line."""
    if len(answer.sentences) == 1:
        return answer.sentences[0].tokens if answer.sentences[0].listed else ()
    lines = [sentence.tokens for sentence in answer.sentences]
    if lines and lines[0][0] in words.interjections:
        del lines[0]
    return tuple(line[0] for line in lines) if max(map(len, lines), default=0) == 1 else ()


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
        """Find the sentences that the answer gives: at least two words each."""
        word = tuple(reader_words(fold(self.word)))
        given = given_sentences(said(text, self.input), word, vocabulary(self.language))
        prompt = set(tokens_of(fold(self.input)))
        kept = [text for text in given if not prompt.issuperset(tokens_of(text))]
        sentences = [tuple(reader_words(text)) for text in kept]
        long = [words for words in sentences if len(words) > 1 and set(words) - set(word)]
        passed = bool(long) and self._fit(long, word)
        expected = f"a sentence for the word {self.word!r}"
        return read_verdict(" / ".join(kept) or None, expected, passed=passed)

    def _fit(self, sentences: list[Tokens], word: Tokens) -> bool:
        """Whether the sentences fit; one is asked for, more may follow."""
        raise NotImplementedError


def _places(words: Tokens, word: Tokens) -> list[int]:
    length = len(word)
    return [start for start in range(len(words)) if words[start : start + length] == word]


@verifier("lmentry:sentence_containing", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceContaining(_Sentence):
    """The answer gives a sentence with a word."""

    def _fit(self, sentences: list[Tokens], word: Tokens) -> bool:
        return any(_places(words, word) for words in sentences)


@verifier("lmentry:sentence_not_containing", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceNotContaining(_Sentence):
    """The answer gives a sentence without a word."""

    def _fit(self, sentences: list[Tokens], word: Tokens) -> bool:
        return not any(_places(words, word) for words in sentences)


@verifier("lmentry:starts_with_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StartsWithWord(_Sentence):
    """The answer gives a sentence that starts with a word."""

    def _fit(self, sentences: list[Tokens], word: Tokens) -> bool:
        return sentences[0][: len(word)] == word


@verifier("lmentry:ends_with_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsWithWord(_Sentence):
    """The answer gives a sentence that ends with a word."""

    def _fit(self, sentences: list[Tokens], word: Tokens) -> bool:
        return any(words[-len(word) :] == word for words in sentences)
