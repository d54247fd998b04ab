"""``upstream``: first and last letters and words of what is given, and the words next to a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ifeval_kit.verifiers.lmentry.examples import (
    NeighbourExample,
    SentenceExample,
    WordExample,
)
from ifeval_kit.verifiers.lmentry.scoring import (
    RIGHT,
    WRONG,
    Fragments,
    Grade,
    Graded,
    Matcher,
    Rules,
    answers,
    anywhere,
    by_patterns,
    in_pattern,
    one_of,
    simply_right,
    the_letter,
    the_sentence,
    the_word,
)
from ifeval_kit.verifiers.lmentry.standing import Standing, gold_word, neighbour
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_OF = "(?:of|in)"
_MARKS = re.compile(r"[^\w ]+")


def _letter_rules(place: str, begins: str, placed: str) -> Rules:
    def rules(fragments: Fragments) -> Mapping[str, str]:
        letter, word = the_letter(fragments["answer"]), the_word(fragments["word"])
        base = [
            f"the {place} letter is {letter}",
            f"the {place} letter {_OF} {word} is {letter}",
            f"{letter} is the {place} letter {_OF} {word}",
            f"{word} {begins} with {letter}",
            f"the letter that {word} {begins} with is {letter}",
            f"{letter} is the {placed} letter {_OF} {word}",
            f"{word}: {letter}",
            f"{place} letter: {letter}",
            *answers(letter),
        ]
        return {"simple": letter, "whole": one_of(base), "any_part": anywhere(base)}

    return rules


_FIRST_LETTER = Matcher(("answer", "word"), _letter_rules("first", "(?:starts|begins)", "starting"))
_LAST_LETTER = Matcher(("answer", "word"), _letter_rules("last", "ends", "final"))


class _LetterUpstream(WordExample, Graded):
    __slots__ = ()
    _position: ClassVar[int]

    @property
    def wanted(self) -> str:
        return self.answer or self.word.strip()[self._position]

    def _grade(self, matcher: Matcher, prediction: str, text: Text) -> Grade:
        answer = self.wanted
        if not Standing(answer).found(prediction, text):
            return WRONG
        bound = matcher.bind((in_pattern(answer), in_pattern(self.word)))
        if simply_right(bound, prediction, text, answer):
            return RIGHT
        return by_patterns(bound, prediction, text, ("letter", "with ", ": ", "answer"))


@verifier("lmentry:first_letter", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLetterUpstream(_LetterUpstream):
    """The answer states the first letter of a word."""

    _position: ClassVar[int] = 0

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the letter standing alone it is surely wrong."""
        return self._grade(_FIRST_LETTER, prediction, text)


@verifier("lmentry:last_letter", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class LastLetterUpstream(_LetterUpstream):
    """The answer states the last letter of a word."""

    _position: ClassVar[int] = -1

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the letter standing alone it is surely wrong."""
        return self._grade(_LAST_LETTER, prediction, text)


def _with_sentence(base: list[str], sentence: str, answer: str) -> Mapping[str, str]:
    whole = f"(?:in {sentence} )?{one_of(base)}(?: {_OF} {sentence})?"
    return {"simple": answer, "whole": whole, "any_part": anywhere(base)}


def _end_rules(place: str, begins: str) -> Rules:
    def rules(fragments: Fragments) -> Mapping[str, str]:
        word, sentence = the_word(fragments["answer"]), the_sentence(fragments["sentence"])
        base = [
            f"the {place} word is {word}",
            f"the {place} word {_OF} {sentence} is {word}",
            f"{word} is the {place} word",
            f"{sentence} {begins} with {word}",
            # The official pattern reads "First word\W+", of which lower case makes letters.
            rf"first word\w+{word}",
            *answers(word),
        ]
        return _with_sentence(base, sentence, word)

    return rules


_FIRST_WORD = Matcher(("answer", "sentence"), _end_rules("first", "begins"))
_LAST_WORD = Matcher(("answer", "sentence"), _end_rules("last", "ends"))


class _WordUpstream(SentenceExample, Graded):
    __slots__ = ()
    _position: ClassVar[int]

    @property
    def wanted(self) -> str:
        return self.answer or gold_word(self.sentence, self._position)

    def _grade(self, matcher: Matcher, prediction: str, text: Text) -> Grade:
        answer, sentence = self.wanted.lower(), self.sentence.lower()
        if not Standing(answer).found(prediction, text):
            return WRONG
        bound = matcher.bind((in_pattern(answer), in_pattern(sentence)))
        if simply_right(bound, prediction, text, answer):
            return RIGHT
        return by_patterns(bound, prediction, text, ("word", "with ", "answer"))


@verifier("lmentry:first_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWordUpstream(_WordUpstream):
    """The answer states the first word of a sentence."""

    _position: ClassVar[int] = 0

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the word it is surely wrong."""
        return self._grade(_FIRST_WORD, prediction, text)


@verifier("lmentry:last_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class LastWordUpstream(_WordUpstream):
    """The answer states the last word of a sentence."""

    _position: ClassVar[int] = -1

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the word it is surely wrong."""
        return self._grade(_LAST_WORD, prediction, text)


_NEAR = "(?:immediately |right )?"
_AT_ONCE = "(?:immediately )?"


def _come(first: str, second: str, order: str, sentence: str) -> list[str]:
    """Return the claims with ``before`` or ``after``, ``first`` being what is asked for."""
    return [
        f"{first} comes {_NEAR}{order} {second}",
        f"{first} is the word that comes {_NEAR}{order} {second}",
        f"the word that comes {_NEAR}{order} {second} is {first}",
        f"the word that comes {_NEAR}{order} {second} in {sentence} is {first}",
    ]


def _after(answer: str, query: str) -> list[str]:
    return [
        f"{answer} {_AT_ONCE}(?:succeeds|follows) {query}",
        f"{answer} is the word that {_AT_ONCE}succeeds {query}",
        f"the word that {_AT_ONCE}(?:succeeds|follows) {query} is {answer}",
        f"{query} is (?:succeeded|followed) by {answer}",
    ]


def _before(answer: str, query: str) -> list[str]:
    return [
        f"{answer} {_AT_ONCE}precedes {query}",
        f"{answer} is the word that {_AT_ONCE}precedes {query}",
        f"{answer} is (?:followed|succeeded) by {query}",
        f"the word that {_AT_ONCE}precedes {query} is {answer}",
        f"the word that {_AT_ONCE}follows {answer} is {query}",
        f"{query} {_AT_ONCE}follows {answer}",
    ]


def _neighbour_rules(order: str, opposite: str) -> Rules:
    claims = _after if order == "after" else _before

    def rules(fragments: Fragments) -> Mapping[str, str]:
        answer, query = the_word(fragments["answer"]), the_word(fragments["query"])
        sentence = the_sentence(fragments["sentence"])
        base = [
            *_come(answer, query, order, sentence),
            *_come(query, answer, opposite, sentence),
            *claims(answer, query),
            *answers(answer),
        ]
        return _with_sentence(base, sentence, answer)

    return rules


_WORD_AFTER = Matcher(("answer", "query", "sentence"), _neighbour_rules("after", "before"))
_WORD_BEFORE = Matcher(("answer", "query", "sentence"), _neighbour_rules("before", "after"))
_NEIGHBOUR_KEYS = ("comes ", "succe", "follow", "precedes", "answer")


class _NeighbourUpstream(NeighbourExample, Graded):
    __slots__ = ()
    _step: ClassVar[int]

    @property
    def wanted(self) -> str:
        return self.answer or neighbour(self.sentence, self.query, self._step)

    def _grade(self, matcher: Matcher, prediction: str, text: Text) -> Grade:
        answer, query, sentence = self.wanted.lower(), self.query.lower(), self.sentence.lower()
        if not Standing(answer).found(prediction, text) or _MARKS.sub("", prediction) == sentence:
            return WRONG
        bound = matcher.bind((in_pattern(answer), in_pattern(query), in_pattern(sentence)))
        if simply_right(bound, prediction, text, answer):
            return RIGHT
        return by_patterns(bound, prediction, text, _NEIGHBOUR_KEYS)


@verifier("lmentry:word_after", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordAfterUpstream(_NeighbourUpstream):
    """The answer states the word that comes after another one in a sentence."""

    _step: ClassVar[int] = 1

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the word, or as nothing but the sentence, it is surely wrong."""
        return self._grade(_WORD_AFTER, prediction, text)


@verifier("lmentry:word_before", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class WordBeforeUpstream(_NeighbourUpstream):
    """The answer states the word that comes before another one in a sentence."""

    _step: ClassVar[int] = -1

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the word, or as nothing but the sentence, it is surely wrong."""
        return self._grade(_WORD_BEFORE, prediction, text)
