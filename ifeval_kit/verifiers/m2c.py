"""Answers to morphology probes: right, right but in a wrong form, wrong, missing.

The probes are those of M2C (Hlavnova and Ruder 2023), which publishes no matching of answers.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from ifeval_kit.language import detect_language
from ifeval_kit.records import Verdict
from ifeval_kit.text import Text
from ifeval_kit.verifiers.answer_languages import AFTER, LANGUAGES, AnswerLanguage
from ifeval_kit.verifiers.answer_text import (
    EDGE_AFTER,
    EDGE_BEFORE,
    answers_in,
    bare,
    ends_of,
    in_other_script,
    lead_ins,
    plain,
)
from ifeval_kit.verifiers.parameters import NonEmpty, shown
from ifeval_kit.verifiers.registry import verifier

CORRECT = "correct"
WRONG_FORM = "right lemma in a wrong form"
WRONG = "wrong"
NO_ANSWER = "no answer"
OTHER_LANGUAGE = "answered in another language"

_SENTENCE_END = re.compile(r"[.!?。！？।؟]\s|\n|[。！？।]")
_WORDS_TO_TELL = 5
_ENOUGH_TO_TELL = 500
_DENIED_WITHIN = 14


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """A word of the answer: the form asked for, its features, and all forms with theirs.

    ``value`` is the number that the word stands for; its digits are the same answer.
    """

    form: str
    features: str
    forms: dict[str, tuple[str, ...]]
    value: int | None = None


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    stop: int
    label: str
    reason: str


@verifier("m2c:answer")
@dataclass(frozen=True, slots=True)
class Answer:
    """The reply gives the answer of a probe in the right form, alone or in a sentence."""

    language: Literal[
        "ar",
        "de",
        "en",
        "es",
        "fi",
        "fr",
        "hi",
        "it",
        "ja",
        "ko",
        "ru",
        "sk",
        "sv",
        "sw",
        "tr",
        "zh",
    ]
    answer: NonEmpty
    parts: tuple[str | Word, ...]
    distractors: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    articles: Literal["required", "optional"] = "required"

    def verify(self, text: Text) -> Verdict:
        """Decide where the reply answers, and what it says there."""
        reply = plain(ends_of(text.raw), self.language)
        if not re.search(r"\w", reply):
            return self._verdict(NO_ANSWER, "no letter or digit", reply)
        segments = answers_in(reply, lead_ins(self.language))
        for segment in segments:
            whole = self._whole(bare(segment))
            if whole is not None:
                return self._verdict(*whole, segment)
        for segment in segments:
            found = self._weigh(segment, self._standing(segment))
            if found is not None:
                return self._verdict(*found, segment)
        return self._verdict(*self._unanswered(reply), reply)

    def _verdict(self, label: str, reason: str, where: str) -> Verdict:
        return Verdict(
            label == CORRECT, reason, shown(bare(where) or where), self.answer, label=label
        )

    def _whole(self, segment: str) -> tuple[str, str] | None:
        for mention in self._mentions(segment):
            if (mention.start, mention.stop) == (0, len(segment)):
                return mention.label, mention.reason
        return None

    def _standing(self, segment: str) -> list[_Mention]:
        """Return the mentions that no longer one covers and no word denies."""
        found = sorted(self._mentions(segment), key=lambda m: (m.start, -m.stop))
        longest: list[_Mention] = []
        for mention in found:
            if not longest or mention.stop > longest[-1].stop:
                longest.append(mention)
        return [mention for mention in longest if not self._denied(segment, mention)]

    def _denied(self, segment: str, mention: _Mention) -> bool:
        if self.language in AFTER:
            near = segment[mention.stop : mention.stop + _DENIED_WITHIN]
            return bool(_denials(self.language).match(near))
        near = segment[max(0, mention.start - _DENIED_WITHIN) : mention.start]
        return bool(_denials(self.language).search(near))

    def _weigh(self, segment: str, found: Sequence[_Mention]) -> tuple[str, str] | None:
        """Return the label and reason that mentions add up to; ``None`` without any."""
        if not found:
            return None
        ordered = sorted(found, key=lambda mention: mention.start)
        if {mention.label for mention in ordered} <= {CORRECT, WRONG_FORM}:
            best = next((m for m in ordered if m.label == CORRECT), ordered[0])
            return best.label, best.reason
        if all(mention.label == WRONG for mention in ordered):
            return WRONG, ordered[0].reason
        if any(isinstance(part, Word) and part.value is not None for part in self.parts):
            return ordered[-1].label, f"{ordered[-1].reason}, named last"  # a sum comes at its end
        end = _SENTENCE_END.search(segment)
        first = [m for m in ordered if end is None or m.start < end.start()]
        if first and len(first) < len(ordered):
            return self._weigh(segment[: end.start()] if end else segment, first)
        return WRONG, f"names the answer and also {shown(segment[slice(*_span(ordered))])}"

    def _mentions(self, segment: str) -> Iterator[_Mention]:
        taken: set[tuple[int, int]] = set()
        for mention in itertools.chain(
            self._accepted(segment), self._forms(segment), self._wrong(segment)
        ):
            if (mention.start, mention.stop) not in taken:
                taken.add((mention.start, mention.stop))
                yield mention

    def _accepted(self, segment: str) -> Iterator[_Mention]:
        rights = [self.answer, *self.accept]
        for right in rights:
            for found in _literal(_plain(right, self.language), self.language).finditer(segment):
                yield _Mention(*found.span(), CORRECT, f"{shown(right)}, as expected")
        if self.articles == "optional":
            for right in rights:
                yield from self._without_article(segment, _plain(right, self.language))

    def _without_article(self, segment: str, right: str) -> Iterator[_Mention]:
        articles = LANGUAGES[self.language].articles
        article = next((a for a in articles if right.startswith((f"{a} ", f"{a}'"))), None)
        if article is None:
            return
        noun = right[len(article) :].lstrip(" '")
        before = re.compile(rf"{EDGE_BEFORE}({'|'.join(map(re.escape, articles))})\s*$")
        for found in _literal(noun, self.language).finditer(segment):
            other = before.search(segment, max(0, found.start() - 8), found.start())
            if other is None:
                yield _Mention(
                    *found.span(), CORRECT, f"{shown(noun)}, the article may be left out"
                )

    def _forms(self, segment: str) -> Iterator[_Mention]:
        """Yield the answer with its words in any forms."""
        pattern = _in_any_form(self.parts, self.language)
        if pattern is None:
            return
        for found in pattern.finditer(segment):
            wrong = [
                _difference(part, found[f"w{at}"], self.language)
                for at, part in enumerate(self.parts)
                if isinstance(part, Word)
            ]
            wrong = [reason for reason in wrong if reason]
            if found.group() and wrong:
                yield _Mention(*found.span(), WRONG_FORM, "; ".join(wrong))
            elif found.group():
                yield _Mention(*found.span(), CORRECT, f"{shown(found.group())}, as expected")

    def _wrong(self, segment: str) -> Iterator[_Mention]:
        for wrong in self.distractors:
            for found in _literal(_plain(wrong, self.language), self.language).finditer(segment):
                yield _Mention(*found.span(), WRONG, f"{shown(wrong)}, expected {self.answer!r}")
        values = [part.value for part in self.parts if isinstance(part, Word)]
        if any(value is not None for value in values):
            for found in re.finditer(r"(?<!\d)\d{1,9}(?!\d)", segment):
                if int(found.group()) not in values:
                    yield _Mention(
                        *found.span(), WRONG, f"{found.group()}, expected {self.answer!r}"
                    )

    def _unanswered(self, reply: str) -> tuple[str, str]:
        language = LANGUAGES[self.language]
        for phrase in language.unknown:
            if _literal(phrase, self.language).search(reply):
                return NO_ANSWER, f"says {shown(phrase)}"
        if in_other_script(reply, language):
            return OTHER_LANGUAGE, f"{shown(reply)} is not in the script of '{self.language}'"
        other = _language_of(reply, self.language, language)
        if other:
            return OTHER_LANGUAGE, f"the reply is in '{other}', expected '{self.language}'"
        return WRONG, f"{shown(bare(reply) or reply)}, expected {self.answer!r}"


def _span(mentions: Sequence[_Mention]) -> tuple[int, int]:
    wrong = next(mention for mention in mentions if mention.label == WRONG)
    return wrong.start, wrong.stop


def _language_of(reply: str, code: str, language: AnswerLanguage) -> str | None:
    """Return the code of another language that a reply of several words is in."""
    if not language.spaced or len(reply.split()) < _WORDS_TO_TELL:
        return None
    found = detect_language(reply[:_ENOUGH_TO_TELL])
    if found in (None, "unknown", code, *language.related):
        return None
    return found


@functools.lru_cache(maxsize=16_384)
def _plain(text: str, code: str) -> str:
    """Return a text of the parameters, not of a reply, as it is compared."""
    return plain(text, code)


@functools.lru_cache(maxsize=4096)
def _literal(text: str, code: str) -> re.Pattern[str]:
    """Return the pattern of a plain text as whole words."""
    return re.compile(_edged(r"\s+".join(map(re.escape, text.split())) or "(?!)", code))


def _edged(pattern: str, code: str) -> str:
    return f"{EDGE_BEFORE}{pattern}{EDGE_AFTER}" if LANGUAGES[code].spaced else pattern


@functools.cache
def _denials(code: str) -> re.Pattern[str]:
    language = LANGUAGES[code]
    words = "|".join(map(re.escape, sorted(language.denials, key=len, reverse=True)))
    if code in AFTER:
        return re.compile(rf"\w?\s*(?:{words})")
    words = _edged(f"(?:{words})", code)
    articles = "|".join(map(re.escape, language.articles)) or "(?!)"
    return re.compile(rf"{words}\s+(?:(?:{articles})\s+)?$" if language.spaced else rf"{words}\s*$")


def _in_any_form(parts: Iterable[str | Word], code: str) -> re.Pattern[str] | None:
    """Return the pattern of an answer with its words in any form, or ``None`` without words."""
    pattern, words = "", 0
    for at, part in enumerate(parts):
        if isinstance(part, str):
            gap = r"\s*"
            inner = gap.join(map(re.escape, _plain(part, code).split()))
            pattern += (gap if part[:1].isspace() else "") + inner
            pattern += gap if inner and part[-1:].isspace() else ""
            continue
        words += 1
        forms = {_plain(form, code) for form in part.forms}
        if part.value is not None:
            forms.add(str(part.value))
        longest = sorted(forms, key=len, reverse=True)
        pattern += f"(?P<w{at}>{'|'.join(re.escape(form) for form in longest)})"
    return re.compile(_edged(pattern, code)) if words else None


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
