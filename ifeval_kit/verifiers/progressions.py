"""Series: questions that grow longer, sentences from A to Z."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.verifiers.parameters import counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ifeval_kit.text import Text

_QUESTIONS, _OPTIONS = 4, 5

_OFFICIAL_LABEL = re.compile(r"Question \d+[|:.;]?")
_OFFICIAL_OPTION = re.compile(r"[A-Ea-e][.|)]\s*\w")

_MARKS = re.compile(r"[*_#`>]+")
_LABEL = re.compile(r"\s*Question\b\s*(?:\d+|[A-Z]\b)?\s*[|:;.)–—-]?\s*")
_OPTION = re.compile(r"\(?([A-Ea-e]|[1-5])[.|):][^\S\n]*\S")
_ANSWER = re.compile(r"(?:correct |right )?answers?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@verifier("custom:mcq_count_length", "upstream")
@dataclass(frozen=True, slots=True)
class McqCountLengthUpstream:
    """Four numbered questions from the first character on, with five options each, ever longer.

    An option is a line that begins with a letter from A to E, a mark and a letter or digit; what
    follows the first one is no part of the question.
    """

    def verify(self, text: Text) -> Verdict:
        """Divide the answer at the labels."""
        if not text.raw.startswith("Question"):
            return _questions("the answer does not begin with Question")
        parts = [part.strip() for part in _OFFICIAL_LABEL.split(text.raw)]
        lengths = []
        for part in filter(None, parts):
            lines = [line.strip() for line in part.split("\n")]
            marks = [_OFFICIAL_OPTION.match(line) is not None for line in lines]
            if sum(marks) != _OPTIONS:
                return _questions(f"a question with {counted(sum(marks), 'options')}")
            lengths.append(len(" ".join(filter(None, lines[: marks.index(True)]))))
        return _ever_longer(lengths)


def _questions(fault: str) -> Verdict:
    expected = "4 questions with 5 options each, every one longer than the last"
    found = fault or "4 questions with 5 options each"
    return Verdict(not fault, f"{found}, expected {expected}", found, expected)


def _ever_longer(lengths: Sequence[int]) -> Verdict:
    if len(lengths) != _QUESTIONS:
        return _questions(counted(len(lengths), "questions"))
    if all(first < second for first, second in pairwise(lengths)):
        return _questions("")
    return _questions(f"questions of {', '.join(map(str, lengths))} characters")


@verifier("custom:mcq_count_length", "fixed")
@dataclass(frozen=True, slots=True)
class McqCountLength:
    """Four questions that lines with the label divide, with five options in order, ever longer.

    Markdown marks do not matter, and a question need not have a number. After the options nothing
    follows but a line that names the answer.
    """

    def verify(self, text: Text) -> Verdict:
        """Walk through the lines."""
        questions: list[tuple[list[str], list[str]]] = []
        for raw in text.stripped.splitlines():
            line = _MARKS.sub("", raw).strip()
            label = _LABEL.match(line)
            option = _OPTION.match(line)
            if label:
                questions.append(([line[label.end() :]], []))
            elif not questions:
                return _questions(f"the answer begins with {shown(line)}")
            elif option:
                questions[-1][1].append(option[1].upper())
            elif not questions[-1][1]:
                questions[-1][0].append(line)
            elif line and not _ANSWER.match(line):
                return _questions(f"{shown(line)} after the options")
        for _, options in questions:
            if "".join(options) not in ("ABCDE", "12345"):
                return _questions(f"a question with the options {shown(' '.join(options))}")
        return _ever_longer([len(" ".join(filter(None, lines))) for lines, _ in questions])


@verifier("custom:sentence_alphabet", "upstream")
@dataclass(frozen=True, slots=True)
class SentenceAlphabetUpstream:
    """There are 26 sentences by Punkt, whose first characters are the letters from a to z."""

    def verify(self, text: Text) -> Verdict:
        """Compare the first character of each sentence, case ignored."""
        firsts = (sentence.lstrip()[:1].lower() for sentence in text.sentences)
        return _alphabet(firsts, text.sentences)


@verifier("custom:sentence_alphabet", "fixed")
@dataclass(frozen=True, slots=True)
class SentenceAlphabet:
    """There are 26 sentences of two words or more, whose first words begin with A to Z in order.

    Marks before a word, list marks, emphasis and headings do not matter.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the first letter of each sentence, case ignored."""
        sentences = text.reader_sentences
        words = map(_WORD.findall, sentences)
        firsts = (found[0][0].lower() if len(found) > 1 else "" for found in words)
        return _alphabet(firsts, sentences)


def _alphabet(firsts: Iterable[str], sentences: Sequence[str]) -> Verdict:
    letters = string.ascii_lowercase
    found = counted(len(sentences), "sentences")
    pairs = zip(firsts, letters, sentences, strict=False)
    wrong = next((sentence for first, letter, sentence in pairs if first != letter), None)
    if wrong is not None:
        found += f", {shown(wrong)} out of place"
    expected = "26 that begin with the letters A to Z in order"
    passed = wrong is None and len(sentences) == len(letters)
    return Verdict(passed, f"{found}, expected {expected}", len(sentences), expected)
