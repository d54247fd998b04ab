"""Questions with given choices: picked in writing, or by the log-probability of each choice.

A response to be weighed is the JSON list of the log-probabilities of the choices, in their order:
``[-1.25, -0.5, -4.0, -3.75]`` (natural logarithms, summed over the tokens of a choice).
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from ifeval_kit.records import Verdict
from ifeval_kit.verifiers.answer_places import Place, answer_places, tokens
from ifeval_kit.verifiers.answer_reading import CORRECT, NO_ANSWER, WRONG, reader
from ifeval_kit.verifiers.parameters import NonEmpty, printable, shown
from ifeval_kit.verifiers.refusals import AND, OFFERS
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Choices = Annotated[tuple[NonEmpty, ...], Meta(min_length=2, max_length=26)]
Weighed = Annotated[tuple[NonEmpty, ...], Meta(min_length=2)]
Index = Annotated[int, Meta(ge=0)]

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_LOGPROBS = msgspec.json.Decoder(list[float])

# A letter by which a choice is named: in brackets or before a mark; after a word for choices; on a
# line of its own. A lone A or I before a word is an article or a pronoun.
_NAMED = re.compile(
    r"\(([A-Z])\)"
    r"|(?<![\w.'’])([A-Z])[).:](?!\w)"
    r"|\b(?:option|choice|letter|buchstabe|lettre|letra|буква|вариант|选项)\s+\(?([A-Z])\b"
    r"|^\s*([A-Z])\s*$",
    re.MULTILINE,
)
_MARKED = re.compile(r"\(?(?:([A-Z])(?=$|\s*[).:,;\]]|\s+[-–—(])|([B-HJ-Z])(?![\w'’]))")


def _checked(choices: tuple[str, ...], answer: int) -> None:
    if answer >= len(choices):
        raise ValueError(
            f"parameter 'answer' is {answer}, expected the place of one of {len(choices)} choices, "
            "counted from 0"
        )


def _verdict(picked: str, label: str, choices: tuple[str, ...], answer: int) -> Verdict:
    expected = f"{LETTERS[answer]}: {choices[answer]}"
    return Verdict(
        label == CORRECT,
        f"{label}: {shown(picked)}, expected {shown(expected)}",
        printable(picked),
        expected,
        label=label,
    )


@verifier("facts:choice", "upstream")
@dataclass(frozen=True, slots=True)
class ChoiceUpstream:
    """The first line is the letter of the right choice, case and ASCII punctuation aside.

    ``choices`` are lettered from A; ``answer`` is the place of the right one, from 0
    (lm-evaluation-harness, mmlu_generative).
    """

    choices: Choices
    answer: Index

    def __post_init__(self) -> None:
        _checked(self.choices, self.answer)

    def verify(self, text: Text) -> Verdict:
        """Compare the first line."""
        line = text.raw.partition("</s>")[0].partition("\n")[0].strip()
        said = line.rstrip("\0").lower().translate(_NO_PUNCTUATION)
        right = said == LETTERS[self.answer].lower()
        return _verdict(line, CORRECT if right else WRONG, self.choices, self.answer)


@verifier("facts:choice", "fixed")
@dataclass(frozen=True, slots=True)
class Choice:
    """The answer names the right choice, by its letter or in its words, and no other.

    ``choices`` are lettered from A; ``answer`` is the place of the right one, from 0.
    """

    choices: Choices
    answer: Index

    def __post_init__(self) -> None:
        _checked(self.choices, self.answer)

    def verify(self, text: Text) -> Verdict:
        """Read which choices are named; letters go before words."""
        places = answer_places(text.raw)
        named = picked(text.stripped, places, self.choices)
        if len(named) == 1:
            label = CORRECT if named == {self.answer} else WRONG
            return _verdict(LETTERS[min(named)], label, self.choices, self.answer)
        if named:
            several = " and ".join(LETTERS[at] for at in sorted(named))
            return _verdict(several, WRONG, self.choices, self.answer)
        found = reader((self.choices[self.answer],)).weigh(places)
        label = WRONG if found.label == CORRECT else found.label
        return _verdict(found.said, label, self.choices, self.answer)


def picked(text: str, places: Sequence[Place], choices: tuple[str, ...]) -> set[int]:
    """Return which choices an answer names; ``places`` are the parts in which it stands."""
    bare = text.strip(string.punctuation + string.whitespace)
    if len(bare) == 1 and bare.upper() in LETTERS[: len(choices)]:
        return {LETTERS.index(bare.upper())}
    for place in places:
        if named := _letters(place.text, len(choices)):
            return named
    for place in places:
        if named := {at for at in range(len(choices)) if _in_words(place, choices, at)}:
            return named
    return set()


def _letters(place: str, count: int) -> set[int]:
    """Return the first letter named, and more only where they stand beside it.

    That is, with "or" or "and" between, or each at the beginning of a line: a list of choices names
    them all.
    """
    place = place.strip()
    first = _MARKED.match(place)
    found = [*([first] if first else ()), *_NAMED.finditer(place)]
    letters: set[int] = set()
    end = 0
    for match in found:
        letter = next(filter(None, match.groups()))
        if match.start() < end or letter not in LETTERS[:count]:
            continue
        between = place[end : match.start()]
        listed = (
            "\n" in between and not place[place.rfind("\n", 0, match.start()) + 1 : match.start()]
        )
        joined = {token.norm for token in tokens(between)} & (OFFERS | AND)
        if letters and not listed and ("\n" in between or not joined):
            break
        letters.add(LETTERS.index(letter))
        end = match.end()
    return letters


def _in_words(place: Place, choices: tuple[str, ...], at: int) -> bool:
    longer = tuple(other for other in choices if other != choices[at] and choices[at] in other)
    return reader((choices[at],), longer).named(place)


def _log_probabilities(text: str, count: int) -> list[float] | str:
    """Return the log-probabilities in a text, or what is wrong with it."""
    try:
        found = _LOGPROBS.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return "no list of log-probabilities"
    if len(found) != count:
        return f"{len(found)} log-probabilities for {count} choices"
    if not all(math.isfinite(value) and value <= 0 for value in found):
        return "a number that is no log-probability"
    return found


def _shares(logprobs: list[float]) -> list[float]:
    """Return what share of their common probability each choice has."""
    most = max(logprobs)
    masses = [math.exp(value - most) for value in logprobs]
    return [mass / sum(masses) for mass in masses]


def _no_weights(problem: str, expected: Any) -> Verdict:
    return Verdict(
        passed=False,
        reason=f"{problem}, expected one for each choice",
        measured=problem,
        expected=expected,
        score=0.0,
        label=NO_ANSWER,
    )


@verifier("facts:likeliest_choice")
@dataclass(frozen=True, slots=True)
class LikeliestChoice:
    """Of all choices the right one has the highest log-probability; of equal ones the first counts.

    ``answer`` is the place of the right one, from 0. The score is its share of the probability of
    all choices (lm-evaluation-harness, ``acc`` of multiple choice; mc1 of TruthfulQA).
    """

    choices: Weighed
    answer: Index

    def __post_init__(self) -> None:
        _checked(self.choices, self.answer)

    def verify(self, text: Text) -> Verdict:
        """Compare the log-probabilities."""
        found = _log_probabilities(text.raw, len(self.choices))
        expected = self.choices[self.answer]
        if isinstance(found, str):
            return _no_weights(found, expected)
        best = found.index(max(found))
        share = _shares(found)[self.answer]
        label = CORRECT if best == self.answer else WRONG
        return Verdict(
            best == self.answer,
            f"likeliest is {shown(self.choices[best])}, expected {shown(expected)} "
            f"(which has {share:.3f} of the probability)",
            self.choices[best],
            expected,
            score=share,
            label=label,
        )


@verifier("facts:true_mass")
@dataclass(frozen=True, slots=True)
class TrueMass:
    """The true choices together are likelier than the false ones.

    ``labels`` has 1 for each true choice and 0 for each false one. The score is their share of the
    probability of all choices, which is mc2 of TruthfulQA (Lin et al. 2022, arXiv:2109.07958).
    """

    choices: Weighed
    labels: Annotated[tuple[Annotated[int, Meta(ge=0, le=1)], ...], Meta(min_length=2)]

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.choices):
            raise ValueError(
                f"parameter 'labels' has {len(self.labels)} entries for {len(self.choices)} "
                "choices; give one each"
            )

    def verify(self, text: Text) -> Verdict:
        """Add up the shares of the true choices."""
        expected = "more than half of the probability"
        found = _log_probabilities(text.raw, len(self.choices))
        if isinstance(found, str):
            return _no_weights(found, expected)
        shares = zip(_shares(found), self.labels, strict=True)
        mass = min(1.0, sum(share for share, true in shares if true))
        return Verdict(
            mass > 0.5,
            f"the true choices have {mass:.3f} of the probability, expected more than half",
            round(mass, 6),
            expected,
            score=mass,
            label=CORRECT if mass > 0.5 else WRONG,
        )
