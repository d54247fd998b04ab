"""``fixed``: questions that name their possible answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ifeval_kit.records import Verdict
from ifeval_kit.text import Text
from ifeval_kit.tokens.reading import fold
from ifeval_kit.verifiers.lmentry.choosing import Choice
from ifeval_kit.verifiers.lmentry.examples import (
    Association,
    Example,
    Membership,
    NumberChoice,
    SoundChoice,
    WordChoice,
)
from ifeval_kit.verifiers.lmentry.language_words import NEITHER, SOUND, Opposites, vocabulary
from ifeval_kit.verifiers.lmentry.reading import (
    Said,
    Tokens,
    named_words,
    said,
    tokens_of,
    without_thousands,
)
from ifeval_kit.verifiers.lmentry.scoring import number_words
from ifeval_kit.verifiers.parameters import shown
from ifeval_kit.verifiers.registry import verifier


def read_verdict(found: str | None, expected: str, *, passed: bool) -> Verdict:
    """Return the verdict on what an answer was read as; ``None`` where it commits to nothing."""
    label = "unclear" if found is None else "right" if passed else "wrong"
    measured = "nothing clear" if found is None else shown(found)
    return Verdict(
        passed,
        f"{label}: answers {measured}, expected {expected}",
        measured,
        expected,
        certainty=float(found is not None),
        label=label,
    )


def _pick(choice: Choice, names: tuple[str, ...], answer: Said) -> Verdict:
    """Decide a choice of which the first option is right."""
    chosen = choice.chosen(answer)
    found = None if chosen is None else names[chosen]
    return read_verdict(found, names[0], passed=chosen == 0)


def heard(text: Text, example: Example) -> Said:
    """Read an answer without its questions and those that it was asked."""
    return said(text, example.input, example.quoted).without_questions(vocabulary(example.language))


def _question(*parts: str) -> frozenset[str]:
    return frozenset(token for part in parts for token in tokens_of(fold(part)))


def _words(*options: str) -> tuple[tuple[Tokens, ...], ...]:
    return tuple((tokens_of(fold(option)),) for option in options)


def _number_forms(number: int, language: str) -> tuple[Tokens, ...]:
    spelt = fold(number_words(number, language))
    forms = {spelt, spelt.replace("-", " "), spelt.replace(" and ", " ")}
    forms |= {form.replace(" and ", " ") for form in forms}
    forms |= {form.replace(" ", "-") for form in forms}
    return (tokens_of(str(number)), *map(tokens_of, sorted(forms)))


class _Number(NumberChoice):
    __slots__ = ()
    _bigger: ClassVar[bool]

    def verify(self, text: Text) -> Verdict:
        """Find the number chosen, in digits or in words."""
        words = vocabulary(self.language)
        numbers = (self.answer, self.distractor)
        forms = tuple(_number_forms(number, self.language) for number in numbers)
        size, degree = words.size, words.degree
        if not self._bigger:
            size, degree = size.swapped, degree.swapped
        choice = Choice(forms, words, size, degree, _question(self.input))
        answer = heard(Text(without_thousands(text.raw)), self)
        return _pick(choice, (str(self.answer), str(self.distractor)), answer)


@verifier("lmentry:bigger_number", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BiggerNumber(_Number):
    """The answer chooses the bigger of two numbers."""

    _bigger: ClassVar[bool] = True


@verifier("lmentry:smaller_number", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SmallerNumber(_Number):
    """The answer chooses the smaller of two numbers."""

    _bigger: ClassVar[bool] = False


class _Word(WordChoice):
    __slots__ = ()

    def _choose(self, text: Text, comparison: Opposites, degree: Opposites = NEITHER) -> Verdict:
        options = _words(self.answer, self.distractor)
        words, question = vocabulary(self.language), _question(self.input)
        choice = Choice(options, words, comparison, degree, question)
        return _pick(choice, (self.answer, self.distractor), heard(text, self))


@verifier("lmentry:more_letters", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MoreLetters(_Word):
    """The answer chooses the longer of two words."""

    def verify(self, text: Text) -> Verdict:
        """Find the word chosen; which difference in letters is stated does not matter."""
        words = vocabulary(self.language)
        return self._choose(text, words.length, words.degree)


@verifier("lmentry:less_letters", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LessLetters(_Word):
    """The answer chooses the shorter of two words."""

    def verify(self, text: Text) -> Verdict:
        """Find the word chosen; which difference in letters is stated does not matter."""
        words = vocabulary(self.language)
        return self._choose(text, words.length.swapped, words.degree.swapped)


@verifier("lmentry:first_alphabetically", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAlphabetically(_Word):
    """The answer chooses the word that comes first in the alphabet."""

    def verify(self, text: Text) -> Verdict:
        """Find the word chosen."""
        return self._choose(text, vocabulary(self.language).order)


class _Sound(SoundChoice):
    __slots__ = ()

    def verify(self, text: Text) -> Verdict:
        """Find the word chosen."""
        options = _words(self.answer, self.distractor)
        question = _question(self.input, self.query)
        choice = Choice(options, vocabulary(self.language), SOUND, question=question)
        return _pick(choice, (self.answer, self.distractor), heard(text, self))


@verifier("lmentry:homophones", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Homophones(_Sound):
    """The answer chooses the word that sounds like a third."""


@verifier("lmentry:rhyming_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class RhymingWord(_Sound):
    """The answer chooses the word that rhymes with a third."""


class _Association(Association):
    __slots__ = ()
    _most: ClassVar[bool]

    def verify(self, text: Text) -> Verdict:
        """Find the word chosen."""
        words = vocabulary(self.language)
        names = (self.answer, *self.distractors)
        degree = words.degree if self._most else words.degree.swapped
        question = _question(self.input, self.category)
        outside = "" if self._most else tokens_of(fold(self.category))[-1]
        choice = Choice(_words(*names), words, NEITHER, degree, question, outside)
        return _pick(choice, names, heard(text, self))


@verifier("lmentry:most_associated_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MostAssociatedWord(_Association):
    """The answer chooses the word most associated with a category."""

    _most: ClassVar[bool] = True


@verifier("lmentry:least_associated_word", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeastAssociatedWord(_Association):
    """The answer chooses the word least associated with a category."""

    _most: ClassVar[bool] = False


class _Membership(Membership):
    __slots__ = ()

    def _decide(self, text: Text, right: bool) -> Verdict:
        given = _yes_or_no(heard(text, self), self.language)
        found = None if given is None else "yes" if given else "no"
        return read_verdict(found, "yes" if right else "no", passed=given is right)


def _yes_or_no(answer: Said, language: str) -> bool | None:
    """Return what is said at the start, unless "the answer is" says something else later."""
    words = vocabulary(language)

    def meaning(tokens: Tokens) -> bool | None:
        if tokens and tokens[0] in words.yes | words.no:
            return tokens[0] in words.yes
        return None

    explicit: list[bool] = []
    bare: list[bool] = []
    for tokens, sentence in named_words(answer, words, closing=False):
        value = meaning(tokens) if len(tokens) == 1 else None
        if value is not None and (tokens == sentence or not words.links.isdisjoint(sentence)):
            (bare if words.answers.isdisjoint(sentence) else explicit).append(value)
    if explicit:
        return explicit[-1]
    first = answer.sentences[0].tokens if answer.sentences else ()
    opening = meaning(first)
    if opening is not None:
        if first[1:2] and first[1] in words.no_answers:
            return None
        # "yes or no", "yes/no"
        bare += [
            value for value in map(meaning, (first, first[1:], first[2:])) if value is not None
        ]
    values = set(bare)
    return values.pop() if len(values) == 1 else None


@verifier("lmentry:all_words_from_category", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class AllWordsFromCategory(_Membership):
    """The answer says rightly whether all words belong to a category."""

    def verify(self, text: Text) -> Verdict:
        """Find the yes or no."""
        return self._decide(text, self.strangers == 0)


@verifier("lmentry:any_words_from_category", "fixed")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnyWordsFromCategory(_Membership):
    """The answer says rightly whether any of the words belongs to a category."""

    def verify(self, text: Text) -> Verdict:
        """Find the yes or no."""
        return self._decide(text, self.size > self.strangers)
