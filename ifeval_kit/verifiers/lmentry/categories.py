"""``upstream``: words and categories: the most and the least associated, all and any of them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ifeval_kit.verifiers.lmentry.examples import Association, Membership
from ifeval_kit.verifiers.lmentry.scoring import (
    MAYBE,
    NO_WORD,
    RIGHT,
    UNCLEAR,
    WRONG,
    Bound,
    Fragments,
    Grade,
    Graded,
    Matcher,
    Rules,
    answers,
    anywhere,
    by_patterns,
    has_alphanumeric,
    in_pattern,
    one_of,
    only_tokens,
    the_word,
)
from ifeval_kit.verifiers.lmentry.standing import Standing
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text


def _claims(answer: str, category: str, words: str, most: str) -> list[str]:
    linked = f"{most}(?: commonly)? (?:associated|related) (?:to|with)"
    return [
        f"the word {linked} {category} (?:{words} )?is {answer}",
        f"{category} (?:is|are) {linked} {answer}",
        f"{answer} (?:is|are) the (?:word )?{linked} {category}",
        f"the word that relates to {category} the {most} is {answer}",
        f"{answer} relates to {category} the {most}",
    ]


def _words(words: list[str], end: str) -> str:
    """Return the pattern of "of the words ...", which ends with the marks of ``end``."""
    *before, last = words
    listed = "".join(f"{word}{NO_WORD}+" for word in before)
    listed = f"(?:the words )?{NO_WORD}*{listed}(?:and{NO_WORD}+)?{last}{NO_WORD}+{end}"
    options, given = "(?:words|options)", "(?:above|given|listed|following)"
    return f"(?:of|from) (?:{listed}|the {options} {given}|the {given} {options})"


def _rules(most: str, count: int) -> Rules:
    def rules(fragments: Fragments) -> Mapping[str, str]:
        answer, category = the_word(fragments["answer"]), the_word(fragments["category"])
        listed = [fragments[f"word{number}"] for number in range(count)]
        words, closed = _words(listed, ""), _words(listed, "+")
        base = [
            *_claims(answer, category, words, most),
            *_claims(category, answer, words, most),
            *answers(answer),
        ]
        whole = f"(?:{closed}{NO_WORD}*+)?{one_of(base)}(?:{NO_WORD}*+{words})?"
        simple = f"(?:{category} - )?{answer}" if most == "most" else answer
        return {"simple": simple, "whole": whole, "any_part": anywhere(base)}

    return rules


@functools.cache
def _matcher(most: str, count: int) -> Matcher:
    numbered = [f"word{number}" for number in range(count)]
    return Matcher(("answer", "category", *numbered), _rules(most, count))


class _AssociationUpstream(Association, Graded):
    __slots__ = ()
    _most: ClassVar[str]

    @property
    def wanted(self) -> str:
        return self.answer

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: without the word it is surely wrong."""
        if not Standing(self.answer).found(prediction, text):
            return WRONG
        words = self.words
        bound = _matcher(self._most, len(words)).bind(
            tuple(map(in_pattern, (self.answer, self.category, *words)))
        )
        if has_alphanumeric(prediction) and (
            bound.matches("simple", prediction, text) or only_tokens(prediction, self.answer.__eq__)
        ):
            return RIGHT
        return by_patterns(bound, prediction, text, ("associated", "relate", "answer"))


@verifier("lmentry:most_associated_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class MostAssociatedWordUpstream(_AssociationUpstream):
    """The answer states the word most associated with a category, in one of the paper's forms."""

    _most: ClassVar[str] = "most"


@verifier("lmentry:least_associated_word", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeastAssociatedWordUpstream(_AssociationUpstream):
    """The answer states the word least associated with a category, in one of the paper's forms."""

    _most: ClassVar[str] = "least"


_CATEGORIES = {
    "items of clothing": "(?:items of clothing|clothes|clothing)",
    "furniture": "(?:furniture|pieces of furniture)",
    "fruit": "(?:fruit|fruits)",
}


def _any_rules(answer: str) -> Rules:
    def rules(_: Fragments) -> Mapping[str, str]:
        base = answers(answer)
        whole = one_of([answer + r"\b", *base])
        return {"simple": answer, "whole": whole, "any_part": anywhere(base)}

    return rules


def _all_rules(answer: str, known: str | None) -> Rules:
    def rules(fragments: Fragments) -> Mapping[str, str]:
        category = known or fragments["category"]
        every = "(?:all of (?:these|those|the) words|they all)(?: (?:listed|in the list))?"
        belong = "(?:represent|are types of|refer to types of)"
        claims = [
            f"{answer}, the list contains only {category}",
            f"{answer}, {every} {belong} {category}",
        ]
        base = [*claims, *answers(answer)]
        whole = one_of([answer + r"\b", *base])
        return {"simple": answer, "whole": whole, "any_part": anywhere(base)}

    return rules


_ANY = {answer: Matcher((), _any_rules(answer)) for answer in ("yes", "no")}


@functools.cache
def _all(answer: str, known: str | None) -> Matcher:
    return Matcher(() if known else ("category",), _all_rules(answer, known))


class _MembershipUpstream(Membership, Graded):
    __slots__ = ()

    def _grade(self, bound: Bound, prediction: str, text: Text) -> Grade:
        opposite = "no" if self.wanted == "yes" else "yes"
        if prediction in {opposite, f"{opposite}."}:
            return WRONG
        if has_alphanumeric(prediction) and (
            bound.matches("simple", prediction, text) or only_tokens(prediction, self.wanted.__eq__)
        ):
            return RIGHT
        grade = by_patterns(bound, prediction, text, (self.wanted, "answer"))
        if grade is UNCLEAR and _BEGINS[self.wanted].match(prediction):
            return MAYBE
        return grade


_BEGINS = {answer: re.compile(rf"{answer}\b") for answer in ("yes", "no")}


@verifier("lmentry:all_words_from_category", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class AllWordsFromCategoryUpstream(_MembershipUpstream):
    """The answer says whether all words belong to a category."""

    @property
    def wanted(self) -> str:
        """Yes or no."""
        return "no" if self.strangers else "yes"

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: the opposite alone is surely wrong; what follows the first word is not read."""
        known = _CATEGORIES.get(self.category)
        arguments = () if known else (in_pattern(self.category),)
        return self._grade(_all(self.wanted, known).bind(arguments), prediction, text)


@verifier("lmentry:any_words_from_category", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class AnyWordsFromCategoryUpstream(_MembershipUpstream):
    """The answer says whether any of the words belongs to a category."""

    @property
    def wanted(self) -> str:
        """Yes or no."""
        return "yes" if self.size > self.strangers else "no"

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: the opposite alone is surely wrong; what follows the first word is not read."""
        return self._grade(_ANY[self.wanted].bind(()), prediction, text)
