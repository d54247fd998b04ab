"""``upstream``: the word with more or less letters, and the one first in the alphabet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.verifiers.lmentry.examples import WordChoice
from ifeval_kit.verifiers.lmentry.scoring import (
    MARKS,
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
    has_alphanumeric,
    in_pattern,
    number_words,
    one_of,
    only_tokens,
    simply_right,
    the_word,
)
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_LESS = "(?:less|fewer)"
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|zero|a single)"
_LETTER_KEYS = ("letter", "longer", "shorter", "answer")


def _more(answer: str, distractor: str, diff: str, more: str, longer: str) -> list[str]:
    """Return the claims that hold the words ``more`` and ``longer``, in that order."""
    return [
        f"{answer} has {more} letters",
        f"{answer} has {more} letters than {distractor}",
        f"{answer} has {diff} {more} letter(?:s)?",
        f"{answer} has {diff} {more} letter(?:s)? than {distractor}",
        f"the word that has {more} letters is {answer}",
        f"{answer} is the word that has {more} letters",
        f"{answer} is {longer}",
        f"{answer} is {longer} than {distractor}",
        f"{answer} is {longer} than {distractor} by {diff} letter(?:s)?",
        f"the {longer} word is {answer}",
        f"the word that is {longer} is {answer}",
        f"{answer} is the word that is {longer}",
    ]


def _mirrored(claims: list[str], word: str, opposite: str) -> list[str]:
    return [claim.replace(word, opposite) for claim in claims if word in claim]


def _wrong(answer: str, distractor: str, diff: str, more: str, longer: str) -> str:
    claims = _more(distractor, answer, diff, more, longer)
    return one_of([distractor, *claims, f"{distractor} is {longer} by {diff} letter(?:s)?"])


def _rules(more: str, longer: str, less: str, shorter: str) -> Rules:
    def rules(fragments: Fragments) -> Mapping[str, str]:
        answer, distractor, word1 = (
            the_word(fragments[name]) for name in ("answer", "distractor", "word1")
        )
        word2 = the_word(fragments["word2"], MARKS)
        digits, spelt = fragments["digits"], fragments["spelt"]
        diff = rf"(?:\b{digits}\b|{spelt})"
        claims = _more(answer, distractor, diff, more, longer)
        swapped = _more(distractor, answer, diff, more, longer)
        base = [
            *claims,
            *_mirrored(swapped, more, less),
            *_mirrored(swapped, longer, shorter),
            *answers(answer),
        ]
        prefix = f"(?:(?:of|from) the words {word1} and {word2}, )?"
        # The words of this question are not in lower case, and so never called "The word".
        plain, other = (rf"{MARKS}\b{fragments[name]}\b{MARKS}" for name in ("raw", "raw_other"))
        count = rf"(?!{digits}\b|{spelt}){_COUNT}"
        difference = (
            rf"{plain} (?:has {count} {more} letter|"
            rf"is {longer} (?:than {other} )?by {count} letter)[\s\S]*"
        )
        return {
            "simple": answer,
            "whole": prefix + one_of(base),
            "any_part": anywhere(base),
            "wrong": _wrong(answer, distractor, diff, more, longer),
            "wrong_difference": difference,
        }

    return rules


_NAMES = ("answer", "distractor", "word1", "word2", "digits", "spelt", "raw", "raw_other")
_MORE = Matcher(_NAMES, _rules("more", "longer", _LESS, "shorter"), ("more", "longer"))
_FEWER = Matcher(_NAMES, _rules(_LESS, "shorter", "more", "longer"), ("shorter",))


class _Upstream(WordChoice, Graded):
    __slots__ = ()

    @property
    def wanted(self) -> str:
        return self.answer

    @property
    def _asked(self) -> tuple[str, str]:
        """The two words in the order of the question."""
        return self.word1 or self.answer, self.word2 or self.distractor

    def _grade(self, matcher: Matcher, prediction: str, text: Text) -> Grade:
        difference = abs(len(self.answer) - len(self.distractor))
        arguments = (self.answer, self.distractor, *self._asked)
        bound = matcher.bind(
            (
                *map(in_pattern, arguments),
                str(difference),
                number_words(difference),
                self.answer,
                self.distractor,
            )
        )
        if bound.matches("wrong", prediction, text) or (
            "letter" in prediction and bound.matches("wrong_difference", prediction, text)
        ):
            return WRONG
        if simply_right(bound, prediction, text, self.answer):
            return RIGHT
        return by_patterns(bound, prediction, text, _LETTER_KEYS)


@verifier("lmentry:more_letters", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class MoreLettersUpstream(_Upstream):
    """The answer states the longer of two words, and no wrong difference in letters."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it; "a single letter" counts as a wrong difference even where it is right."""
        return self._grade(_MORE, prediction, text)


@verifier("lmentry:less_letters", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class LessLettersUpstream(_Upstream):
    """The answer states the shorter of two words, and no wrong difference in letters."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it; "a single letter" counts as a wrong difference even where it is right."""
        return self._grade(_FEWER, prediction, text)


def _alphabet_rules(fragments: Fragments) -> Mapping[str, str]:
    answer, distractor, word1 = (
        the_word(fragments[name]) for name in ("answer", "distractor", "word1")
    )
    word2 = the_word(fragments["word2"], MARKS)
    comes = "(?:comes|is)"
    base = [
        f"{answer} {comes} first",
        f"{distractor} {comes} second",
        f"{distractor} {comes} after",
        f"{answer} {comes} before {distractor}",
        f"{distractor} {comes} after {answer}",
        *answers(answer),
    ]
    order = "in (?:an )?alphabetical order"
    prefix = f"(?:alphabetically, |{order}, |of the words {word1} and {word2}, )?"
    suffix = f"(?: alphabetically| {order}| in the dictionary)?"
    return {
        "simple": f"{answer}(?: does)?",
        "whole": prefix + one_of(base) + suffix,
        "any_part": anywhere(base),
    }


_FIRST = Matcher(("answer", "distractor", "word1", "word2"), _alphabet_rules)
_LATIN = re.compile(r"\b[a-z]+\b")


def only_latin_word(prediction: str) -> str | None:
    """Return the word of a to z, where there is exactly one."""
    found = [match[0] for match, _ in zip(_LATIN.finditer(prediction), range(2), strict=False)]
    return found[0] if len(found) == 1 else None


@verifier("lmentry:first_alphabetically", "upstream")
@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAlphabeticallyUpstream(_Upstream):
    """The answer states which of two words comes first in the alphabet."""

    def grade(self, prediction: str, text: Text) -> Grade:
        """Grade it: one other word of a to z is surely wrong."""
        word = only_latin_word(prediction)
        if word is not None and word != self.answer:
            return WRONG
        bound = _FIRST.bind(tuple(map(in_pattern, (self.answer, self.distractor, *self._asked))))
        if has_alphanumeric(prediction) and (
            bound.matches("simple", prediction, text) or only_tokens(prediction, self.answer.__eq__)
        ):
            return RIGHT
        return by_patterns(bound, prediction, text, ("comes ", "is ", "answer"))
