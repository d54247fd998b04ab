"""Answers to morphology probes: right, right but in a wrong form, wrong, missing.

The probes are those of M2C (Hlavnova and Ruder 2023), which publishes no matching of answers.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ifeval_kit.language import detect_language
from ifeval_kit.records import Verdict
from ifeval_kit.text import Text
from ifeval_kit.verifiers.answer_languages import AFTER, LANGUAGES
from ifeval_kit.verifiers.answer_text import (
    SCRIPT_SPAN,
    after_lead_in,
    bare,
    edged,
    in_other_script,
    places,
    plain,
    plain_reply,
)
from ifeval_kit.verifiers.m2c_mentions import (
    CORRECT,
    WRONG,
    WRONG_FORM,
    Expected,
    Mention,
    Word,
)
from ifeval_kit.verifiers.parameters import NonEmpty, shown
from ifeval_kit.verifiers.registry import verifier

NO_ANSWER = "no answer"
OTHER_LANGUAGE = "answered in another language"

_SENTENCE_END = re.compile(r"[.!?。！？।؟]\s|\n|[。！？।]")
_WORDS_TO_TELL = 5
_DENIED_WITHIN = 24


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
    asked: tuple[str, ...] = ()

    def verify(self, text: Text) -> Verdict:
        """Decide where the reply answers, and what it says there."""
        reply = plain_reply(text.raw, self.language)
        if not _says_something(reply):
            return self._verdict(NO_ANSWER, "no letter or digit", reply)
        said = self._without_asked(reply)
        if not _says_something(said):
            return self._verdict(NO_ANSWER, "only repeats the question", reply)
        expected = Expected(
            self.language,
            (self.answer, *self.accept),
            self.parts,
            self.distractors,
            self.articles == "optional",
        )
        return self._verdict(*(_read(said, expected) or self._unanswered(said)), said)

    def _verdict(self, label: str, reason: str, where: str) -> Verdict:
        return Verdict(
            label == CORRECT, reason, shown(bare(where) or where), self.answer, label=label
        )

    def _without_asked(self, reply: str) -> str:
        """Return a plain reply with a line's end for every text of the question."""
        for asked in self.asked:
            flat = plain(asked, self.language).replace("\n", " ")
            for start, stop in reversed([*places(flat, reply.replace("\n", " "), self.language)]):
                reply = f"{reply[:start]}\n{reply[stop:]}"
        return reply.strip()

    def _unanswered(self, said: str) -> tuple[str, str]:
        language = LANGUAGES[self.language]
        for phrase in language.unknown:
            if any(places(phrase, said, self.language)):
                return NO_ANSWER, f"says {shown(phrase)}"
        if in_other_script(said, language):
            return OTHER_LANGUAGE, f"{shown(said)} is not in the script of '{self.language}'"
        other = _language_of(said, self.language)
        if other:
            return OTHER_LANGUAGE, f"the reply is in '{other}', expected '{self.language}'"
        return WRONG, f"{shown(bare(said) or said)}, expected {self.answer!r}"


def _says_something(text: str) -> bool:
    return re.search(r"\w", text) is not None


def _language_of(reply: str, code: str) -> str | None:
    """Return the code of another language that a reply of several words is in."""
    language = LANGUAGES[code]
    if not language.spaced or len(reply.split()) < _WORDS_TO_TELL:
        return None
    found = detect_language(reply[:SCRIPT_SPAN])
    return None if found in (None, "unknown", code, *language.related) else found


def _read(said: str, expected: Expected) -> tuple[str, str] | None:
    """Return the label and reason of what a plain reply answers; ``None`` when nothing is named.

    What follows the last lead-in decides, then the first line, the last line, and all of it: first
    where such a part is an answer and nothing else, then where it names one.
    """
    lead = after_lead_in(said, expected.language)
    lines = [line for line in said.split("\n") if bare(line)]
    whole = _whole(lead, expected) if lead else None
    if whole is not None:
        return whole
    wholes = [found for line in (lines[0], lines[-1]) if (found := _whole(line, expected))]
    if {CORRECT, WRONG} <= {label for label, _ in wholes}:
        return WRONG, "names the answer and another one, each on a line of its own"
    if wholes:
        return wholes[0]
    for part in filter(None, dict.fromkeys((lead, lines[0], lines[-1], said))):
        found = _weigh(part, _standing(part, expected), expected)
        if found is not None:
            return found
    return None


def _whole(part: str, expected: Expected) -> tuple[str, str] | None:
    """Return label and reason of a part that is one mention from end to end."""
    part = bare(part)
    for mention in expected.mentions(part):
        if (mention.start, mention.stop) == (0, len(part)):
            return mention.label, mention.reason
    return None


def _standing(part: str, expected: Expected) -> list[Mention]:
    """Return the mentions, in order, that no longer one covers and no word denies."""
    longest: list[Mention] = []
    for mention in sorted(expected.mentions(part), key=lambda m: (m.start, -m.stop)):
        if not longest or mention.stop > longest[-1].stop:
            longest.append(mention)
    return [m for m in longest if not _denied(part, m, expected.language)]


def _denied(part: str, mention: Mention, code: str) -> bool:
    if code in AFTER:
        return bool(_denials(code).match(part, mention.stop, mention.stop + _DENIED_WITHIN))
    start = max(0, mention.start - _DENIED_WITHIN)
    return bool(_denials(code).search(part, start, mention.start))


def _weigh(part: str, ordered: Sequence[Mention], expected: Expected) -> tuple[str, str] | None:
    """Return the label and reason that mentions add up to; ``None`` without any."""
    if not ordered:
        return None
    for one, other in itertools.pairwise(ordered):
        between = part[one.stop : other.start]
        if one.label != other.label and _joiner(expected.language).fullmatch(between):
            return WRONG, f"leaves open which: {shown(part[one.start : other.stop])}"
    if expected.values and any(_left_open(part, one, expected.language) for one in ordered):
        return WRONG, f"leaves open which number: {shown(bare(part))}"
    if {mention.label for mention in ordered} <= {CORRECT, WRONG_FORM}:
        best = next((m for m in ordered if m.label == CORRECT), ordered[0])
        return best.label, best.reason
    wrong = next(mention for mention in ordered if mention.label == WRONG)
    if all(mention.label == WRONG for mention in ordered):
        return WRONG, wrong.reason
    if expected.values:
        return ordered[-1].label, f"{ordered[-1].reason}, named last"  # a sum comes at its end
    end = _SENTENCE_END.search(part)
    first = [m for m in ordered if end is None or m.start < end.start()]
    if end and first and len(first) < len(ordered):
        return _weigh(part[: end.start()], first, expected)
    return WRONG, f"names the answer and also {shown(part[wrong.start : wrong.stop])}"


def _left_open(part: str, mention: Mention, code: str) -> bool:
    """Whether "or" and a word stand beside a mention: "two or three boxes"."""
    if not LANGUAGES[code].spaced:
        return False
    before, after = _alternatives(code)
    start = max(0, mention.start - _DENIED_WITHIN)
    return bool(before.search(part, start, mention.start) or after.match(part, mention.stop))


@functools.cache
def _alternatives(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(map(re.escape, LANGUAGES[code].alternatives))
    return re.compile(rf"\w,?\s+(?:{words})\s+$"), re.compile(rf",?\s+(?:{words})\s+\w")


@functools.cache
def _joiner(code: str) -> re.Pattern[str]:
    """Return the pattern of what stands between answers that are only listed."""
    language = LANGUAGES[code]
    words = "|".join(map(re.escape, language.joiners + language.alternatives))
    return re.compile(rf"[\s,،]*(?:(?:{words})|[/|&、])\s*")


@functools.cache
def _denials(code: str) -> re.Pattern[str]:
    language = LANGUAGES[code]
    words = "|".join(map(re.escape, sorted(language.denials, key=len, reverse=True)))
    if code in AFTER:
        return re.compile(rf"\w?\s*(?:{words})")
    words = edged(f"(?:{words})", code)
    articles = "|".join(map(re.escape, language.articles)) or "(?!)"
    return re.compile(rf"{words}\s+(?:(?:{articles})\s+)?$" if language.spaced else rf"{words}\s*$")
