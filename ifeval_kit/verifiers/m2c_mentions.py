"""What a text says of an answer: the right words, in which forms, and other answers.

Forms come from the paradigms of the words, so that an error is named by its features.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct

from ifeval_kit.verifiers.answer_languages import LANGUAGES
from ifeval_kit.verifiers.answer_text import edged, edges, places, plain
from ifeval_kit.verifiers.parameters import shown

CORRECT = "correct"
WRONG_FORM = "right lemma in a wrong form"
WRONG = "wrong"

_DIGITS = re.compile(r"(?<![\d.,])\d{1,9}(?![.,]?\d)")


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """A word of the answer: the form asked for, its features, and all forms with theirs.

    ``value`` is the number that the word stands for; its digits are the same answer.
    """

    form: str
    features: str
    forms: dict[str, tuple[str, ...]]
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a text that gives an answer, and what is to be said of it."""

    start: int
    stop: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The right answers to a probe, piece by piece, and wrong ones.

    ``optional_article`` says that an answer may stand without its article.
    """

    language: str
    rights: tuple[str, ...]
    parts: tuple[str | Word, ...]
    wrongs: tuple[str, ...]
    optional_article: bool

    @property
    def values(self) -> frozenset[int]:
        """The numbers in the answer."""
        words = [part for part in self.parts if isinstance(part, Word)]
        return frozenset(word.value for word in words if word.value is not None)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the mentions of answers in a plain text; of one place only the first."""
        text = text.replace("\n", " ")
        taken: set[tuple[int, int]] = set()
        for mention in itertools.chain(self._right(text), self._forms(text), self._wrong(text)):
            if (mention.start, mention.stop) not in taken:
                taken.add((mention.start, mention.stop))
                yield mention

    def _right(self, text: str) -> Iterator[Mention]:
        for right in self.rights:
            for found in self._places(right, text):
                yield Mention(*found, CORRECT, f"{shown(right)}, as expected")
        for right in self.rights if self.optional_article else ():
            for noun, found in self._without_article(right, text):
                yield Mention(*found, CORRECT, f"{shown(noun)}, the article may be left out")

    def _wrong(self, text: str) -> Iterator[Mention]:
        for wrong in self.wrongs:
            reason = f"{shown(wrong)}, expected {self.rights[0]!r}"
            for found in self._places(wrong, text):
                yield Mention(*found, WRONG, reason)
            for _, found in self._without_article(wrong, text) if self.optional_article else ():
                yield Mention(*found, WRONG, reason)
        for digits in _DIGITS.finditer(text) if self.values else ():
            if int(digits.group()) not in self.values:
                reason = f"{digits.group()}, expected {self.rights[0]!r}"
                yield Mention(*digits.span(), WRONG, reason)

    def _places(self, words: str, text: str) -> Iterator[tuple[int, int]]:
        return places(_plain(words, self.language), text, self.language)

    def _without_article(self, words: str, text: str) -> Iterator[tuple[str, tuple[int, int]]]:
        """Yield where an answer stands without any article."""
        whole = _plain(words, self.language)
        article = _article(self.language).match(whole)
        if article is None:
            return
        noun = whole[article.end() :]
        for start, stop in self._places(noun, text):
            if not _article_before(self.language).search(text, max(0, start - 8), start):
                yield noun, (start, stop)

    def _forms(self, text: str) -> Iterator[Mention]:
        """Yield the answer with its words in any forms."""
        words = [(f"w{at}", part) for at, part in enumerate(self.parts) if isinstance(part, Word)]
        if not words or not all(_may_be_in(text, word, self.language) for _, word in words):
            return
        for found in _in_any_form(self.parts, self.language).finditer(text):
            if not found.group():
                continue
            told = [_difference(word, found[group], self.language) for group, word in words]
            if any(told):
                yield Mention(*found.span(), WRONG_FORM, "; ".join(filter(None, told)))
            else:
                yield Mention(*found.span(), CORRECT, f"{shown(found.group())}, as expected")


@functools.lru_cache(maxsize=65_536)
def _plain(text: str, code: str) -> str:
    """Return a text of the parameters, not of a reply, as it is compared."""
    return plain(text, code)


@functools.cache
def _article(code: str) -> re.Pattern[str]:
    """Return the pattern of an article and what parts it from its noun."""
    articles = "|".join(map(re.escape, LANGUAGES[code].articles)) or "(?!)"
    return re.compile(rf"(?:{articles})(?:\s+|(?<='))")


@functools.cache
def _article_before(code: str) -> re.Pattern[str]:
    return re.compile(f"{edges(code)[0]}{_article(code).pattern}$")


def _may_be_in(text: str, word: Word, code: str) -> bool:
    """Return whether some form of a word is in a text; looked at before a pattern is made."""
    named = word.value is not None and str(word.value) in text
    return named or any(_plain(form, code) in text for form in word.forms)


def _in_any_form(parts: tuple[str | Word, ...], code: str) -> re.Pattern[str]:
    """Return the pattern of an answer with its words in any form, in groups ``w0``, ``w1``..."""
    pattern = ""
    for at, part in enumerate(parts):
        if isinstance(part, str):
            gap = r"\s*"
            inner = gap.join(map(re.escape, _plain(part, code).split()))
            pattern += (gap if part[:1].isspace() else "") + inner
            pattern += gap if inner and part[-1:].isspace() else ""
            continue
        forms = {re.escape(_plain(form, code)) for form in part.forms}
        if part.value is not None:
            forms.add(rf"(?<!\d){part.value}(?!\d)")
        any_of = "|".join(sorted(forms, key=len, reverse=True))
        pattern += f"(?P<w{at}>{any_of})"
        if part.value is not None:
            pattern += rf"(?:\s*\((?:{any_of})\))?"  # fifteen (15) boxes
    return re.compile(edged(pattern, code))


def _difference(word: Word, form: str, code: str) -> str:
    """Return how a form differs from the one asked for; empty when it does not."""
    if form in (_plain(word.form, code), "" if word.value is None else str(word.value)):
        return ""
    expected = set(word.features.split("."))
    got = [f for other, all_ in word.forms.items() if _plain(other, code) == form for f in all_]
    closest = max(got, key=lambda features: len(expected.intersection(features.split("."))))
    return (
        f"expected {word.features or 'the plain form'}, got {closest or 'the plain form'}: "
        f"{form!r} for {word.form!r}"
    )
