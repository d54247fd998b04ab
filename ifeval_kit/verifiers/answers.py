"""Short answers to questions of fact, as the published evaluations score them.

``upstream`` does what lm-evaluation-harness 0.4.13 does with a greedy answer (nq_open version 4,
triviaqa version 3), and for PopQA what its authors' code does; ``fixed`` is a careful reader: see
:mod:`ifeval_kit.verifiers.answer_reading`. The score of a verdict is the F1 of SQuAD: of the tokens
of the answer and of the nearest reference (Rajpurkar et al. 2016, arXiv:1606.05250).
"""

from __future__ import annotations

import functools
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.verifiers.answer_reading import CORRECT, WRONG, reader
from ifeval_kit.verifiers.parameters import NonEmpty, Words, printable, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_STOPS = ("\n", ".", ",")
# As the harness has it: articles before a blank, small or with a capital.
_HARNESS_ARTICLES = re.compile(r"\b(?:The |the |An |A |a |an )")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)

MOST = 60_000
"""Characters of an answer that F1 looks at: a longer one scores next to nothing in any case."""


def squad_tokens(text: str) -> list[str]:
    """Return the tokens of SQuAD: lower case, no ASCII punctuation, no articles, by white space."""
    bare = text.lower().translate(_NO_PUNCTUATION)
    return _ARTICLES.sub(" ", bare).split()


def f1(answer: str, references: Iterable[str]) -> float:
    """Return the F1 of an answer and the reference nearest to it, in [0, 1]."""
    found = _counted(answer[:MOST])
    return max(_f1(found, _counted(reference)) for reference in references)


@functools.lru_cache(maxsize=1024)
def _counted(text: str) -> Counter[str]:
    return Counter(squad_tokens(text))


def _f1(found: Counter[str], wanted: Counter[str]) -> float:
    both = (found & wanted).total()
    if not both:
        return 0.0
    precision, recall = both / found.total(), both / wanted.total()
    return 2 * precision * recall / (precision + recall)


def _until_stop(text: str) -> str:
    """Return the answer as the harness cuts it: up to a line end, full stop or comma."""
    for stop in _STOPS:
        text = text.partition(stop)[0]
    return text.strip()


def _harness_nq(text: str) -> str:
    return _harness_plain(_HARNESS_ARTICLES.sub("", text))


def _harness_plain(text: str) -> str:
    # Text arrays of numpy, in which the harness compares, drop zero characters at the end.
    return text.rstrip("\0").lower().translate(_NO_PUNCTUATION)


def _exact(answer: str, answers: Sequence[str], normal: Callable[[str], str]) -> Verdict:
    cut = _until_stop(answer)
    return _verdict(
        normal(cut) in {normal(reference) for reference in answers}, cut, answers, f1(cut, answers)
    )


def _verdict(passed: bool, found: str, answers: Sequence[str], score: float) -> Verdict:
    expected = answers[0] if len(answers) == 1 else f"one of {len(answers)}: {answers[0]}"
    return Verdict(
        passed,
        f"answered {shown(found)}, expected {shown(expected)}",
        printable(found),
        expected,
        score=score,
        label=CORRECT if passed else WRONG,
    )


def _read(answers: tuple[str, ...], others: tuple[str, ...], text: Text) -> Verdict:
    found = reader(answers, others).read(text.raw)
    expected = answers[0] if len(answers) == 1 else f"one of {len(answers)}: {answers[0]}"
    return Verdict(
        found.label == CORRECT,
        f"{found.label}: {shown(found.said)}, expected {shown(expected)}",
        printable(found.said),
        expected,
        score=f1(found.said, answers),
        label=found.label,
    )


@verifier("facts:exact_match", "upstream")
@dataclass(frozen=True, slots=True)
class ExactMatchUpstream:
    """Up to its first line end, full stop or comma the answer is one of ``answers``.

    Case, ASCII punctuation and articles before a blank do not matter (lm-evaluation-harness,
    nq_open). ``others`` are not looked at.
    """

    answers: Words
    others: tuple[NonEmpty, ...] = ()

    def verify(self, text: Text) -> Verdict:
        """Compare the normalised texts."""
        return _exact(text.raw, self.answers, _harness_nq)


@verifier("facts:alias_match", "upstream")
@dataclass(frozen=True, slots=True)
class AliasMatchUpstream:
    """Up to its first line end, full stop or comma the answer is one of ``answers``.

    Case and ASCII punctuation do not matter, articles do (lm-evaluation-harness, triviaqa).
    ``others`` are not looked at.
    """

    answers: Words
    others: tuple[NonEmpty, ...] = ()

    def verify(self, text: Text) -> Verdict:
        """Compare the normalised texts."""
        return _exact(text.raw, self.answers, _harness_plain)


@verifier("facts:contains", "upstream")
@dataclass(frozen=True, slots=True)
class ContainsUpstream:
    """The first line holds one of ``answers``: as it is, in small letters, or capitalised.

    A part of a word will do (Mallen et al. 2023, PopQA). ``others`` are not looked at.
    """

    answers: Words
    others: tuple[NonEmpty, ...] = ()

    def verify(self, text: Text) -> Verdict:
        """Search the first line."""
        line = text.raw.partition("\n")[0]
        forms = [form for name in self.answers for form in (name, name.lower(), name.capitalize())]
        return _verdict(
            any(form in line for form in forms), line.strip(), self.answers, f1(line, self.answers)
        )


@verifier("facts:exact_match", "fixed")
@verifier("facts:alias_match", "fixed")
@verifier("facts:contains", "fixed")
@dataclass(frozen=True, slots=True)
class RightAnswer:
    """A careful reader takes the answer for one of ``answers``, and for none of ``others``.

    ``others`` are names that hold an answer without being one (Equatorial Guinea for Guinea). The
    rules are those of :class:`ifeval_kit.verifiers.answer_reading.Reader`.
    """

    answers: Words
    others: tuple[NonEmpty, ...] = ()

    def verify(self, text: Text) -> Verdict:
        """Read the answer."""
        return _read(self.answers, self.others, text)
