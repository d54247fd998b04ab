r"""How the paper's scorers decide, made linear: one compiled pattern a task, whatever the example.

The official scorers write each example's words into some dozens of regular expressions and compile
them anew, which takes all of their time. Here the words stand before the prediction, each ended by
a zero character, and the patterns refer back to them: ``\b(?P=answer)\b`` is ``\bhoney\b``. What
differs from the official patterns is only what changes no verdict:

- A prefix or suffix can only add to what is found anywhere, so only whole answers try them.
- What is optional at the start of a pattern is left out where it is searched for.
- Adjoining runs that overlap are one run, so that no text takes more than linear time.

Words with characters that mean something in a regular expression are regular expressions to the
official scorers. So are they here: such patterns are matched under a time limit.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ifeval_kit.records import Verdict
from ifeval_kit.verifiers.decide import NO_ANSWER
from ifeval_kit.verifiers.lmentry.language_words import LANGUAGES
from ifeval_kit.verifiers.parameters import is_literal, shown
from ifeval_kit.verifiers.timed import ask

if TYPE_CHECKING:
    from ifeval_kit.text import Text

MARKS = "[\"'.,]*"
_CLOSING = MARKS + "+"
NO_WORD = "[^a-zA-Z0-9_]"
_SPACES = re.compile(" +")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_TOKEN = re.compile(r"\b[a-z\d]+\b")


class Grade(NamedTuple):
    """What a scorer of the paper returns: whether the answer is right, and whether that is sure."""

    score: int
    certainty: int


RIGHT, MAYBE, UNCLEAR, WRONG = Grade(1, 1), Grade(1, 0), Grade(0, 0), Grade(0, 1)

_LABELS = {RIGHT: "right", MAYBE: "right somewhere", UNCLEAR: "unclear", WRONG: "wrong"}


def as_verdict(grade: Grade, text: Text, expected: str) -> Verdict:
    """Return a grade as a verdict."""
    label = NO_ANSWER if text.blank else _LABELS[grade]
    given = shown(text.stripped)
    return Verdict(
        grade.score == 1,
        f"{label}: {given}, expected {expected}",
        given,
        expected,
        certainty=float(grade.certainty),
        label=label,
    )


def normalised(text: Text, *, truncate: bool) -> str:
    """Return a prediction as the paper compares it."""
    prediction = text.stripped.lower()
    if "  " in prediction:
        prediction = _SPACES.sub(" ", prediction)
    prediction = prediction.replace("_", " ")
    return prediction.partition("\n")[0].partition(".")[0] if truncate else prediction


def in_pattern(argument: str) -> str:
    """Return an argument as it stands in a pattern, which is put in lower case."""
    argument = argument.lower()
    return _SPACES.sub(" ", argument) if "  " in argument else argument


def has_alphanumeric(prediction: str) -> bool:
    """Whether there is any letter or digit."""
    return _ALPHANUMERIC.search(prediction) is not None


def tokens(prediction: str) -> Iterator[str]:
    """Yield every run of a to z and digits that stands alone."""
    return (match[0] for match in _TOKEN.finditer(prediction))


def only_tokens(prediction: str, accepted: Callable[[str], object]) -> bool:
    """Whether every one of the :func:`tokens` is accepted; so it is where there is none."""
    return all(map(accepted, tokens(prediction)))


def the_word(word: str, closing: str = _CLOSING) -> str:
    """Return the pattern of a word, quoted or called a word.

    ``closing`` matches the marks after it, and gives none back unless it says so.
    """
    return rf"(?:the word )?{MARKS}\b{word}\b{closing}"


def the_letter(letter: str) -> str:
    """Return the pattern of a letter, quoted or called a letter."""
    return rf"(?:the letter )?{MARKS}\b{letter}\b{_CLOSING}"


def the_number(number: str) -> str:
    """Return the pattern of a number, quoted or called a number."""
    return rf"(?:the number )?{MARKS}\b{number}\b{_CLOSING}"


def the_sentence(sentence: str) -> str:
    """Return the pattern of a sentence, quoted or only spoken of."""
    return rf"(?:(?:the sentence )?{MARKS}{sentence}{_CLOSING}|the sentence)"


_LEAD = re.compile(r"^\(\?:the (?:word|letter|number) \)\?" + re.escape(MARKS))


def answers(target: str) -> list[str]:
    """Return the patterns that every task accepts."""
    return [
        f"{target} is the answer",
        f"the answer is {target}",
        f"the correct answer is {target}",
        f"answer: {target}",
    ]


def one_of(patterns: Iterable[str]) -> str:
    """Return the pattern of any of some patterns."""
    return f"(?:{'|'.join(patterns)})"


def anywhere(patterns: Iterable[str]) -> str:
    """Return what finds any of some patterns, what is optional at their start left out."""
    return one_of(dict.fromkeys(_LEAD.sub("", pattern) for pattern in patterns))


@functools.cache
def number_words(number: int, language: str = "en") -> str:
    """Return the words of a number: ``one hundred and one``."""
    from num2words import num2words

    return str(num2words(number, lang=language if language in LANGUAGES else "en"))


Fragments = Mapping[str, str]
"""Patterns of the arguments by their names."""
Rules = Callable[[Fragments], Mapping[str, str]]
"""Returns the patterns of a task by the names of their questions, given those of its arguments."""


@dataclass(frozen=True)
class Matcher:
    """The patterns of a task, for any arguments.

    ``names`` are those of the arguments; ``rules`` gives the patterns; a question whose name begins
    with ``any_`` is answered at any place, all others by the whole prediction. ``clashes`` are
    words that the official scorers exchange in their patterns, in the arguments too.
    """

    names: tuple[str, ...]
    rules: Rules
    clashes: tuple[str, ...] = ()

    def bind(self, arguments: tuple[str, ...]) -> Bound:
        """Return the matcher for some arguments, in the order of their names."""
        head = "".join([f"{argument}\0" for argument in arguments])
        plain = head.count("\0") == len(arguments) and is_literal(head)
        if plain and not any(word in head for word in self.clashes):
            return Bound(self, head, None)
        return Bound(self, "", dict(zip(self.names, arguments, strict=True)))

    @functools.cached_property
    def compiled(self) -> dict[str, re.Pattern[str]]:
        """The patterns that refer back to arguments before the prediction."""
        head = "".join(rf"(?P<{name}>[^\0]*+)\0" for name in self.names)
        referring = {name: f"(?P={name})" for name in self.names}
        return {
            question: re.compile(head + _placed(question, pattern), _flags(question))
            for question, pattern in self.rules(referring).items()
        }


@dataclass(frozen=True, slots=True)
class Bound:
    """The patterns of a task for the arguments of one example."""

    matcher: Matcher
    head: str
    special: dict[str, str] | None

    def matches(self, question: str, prediction: str, text: Text) -> bool:
        """Whether a pattern matches a prediction, which ``text`` was made into."""
        if self.special is None:
            return self.matcher.compiled[question].match(self.head + prediction) is not None
        pattern = self.matcher.rules(self.special)[question]
        patterns = (rf"\A{_placed(question, pattern)}",)
        return bool(ask("found", patterns, text, prediction, flags=_flags(question)))


def _placed(question: str, pattern: str) -> str:
    return rf"[\s\S]*?{pattern}" if question.startswith("any_") else rf"{pattern}\.?$"


def _flags(question: str) -> re.RegexFlag:
    return re.IGNORECASE if question == "simple" else re.NOFLAG


class Graded:
    """A verifier of the profile ``upstream``: the grade of the paper as a verdict."""

    __slots__ = ()
    judges_blank: ClassVar[bool] = True
    """A blank answer fails here as everywhere, but how certain that is differs by task."""

    truncate: bool

    def verify(self, text: Text) -> Verdict:
        """Grade the prediction as the paper's scorer of the task does."""
        prediction = normalised(text, truncate=self.truncate)
        return as_verdict(self.grade(prediction, text), text, self.wanted)

    @property
    def wanted(self) -> str:
        """What the verdict says was expected."""
        raise NotImplementedError

    def grade(self, prediction: str, text: Text) -> Grade:
        """Return the grade of a normalised prediction, which ``text`` was made into."""
        raise NotImplementedError


def by_patterns(bound: Bound, prediction: str, text: Text, keys: tuple[str, ...]) -> Grade:
    """Grade by the patterns ``whole`` and ``any_part``; every one of them holds one of ``keys``."""
    if not any(key in prediction for key in keys):
        return UNCLEAR
    if bound.matches("whole", prediction, text):
        return RIGHT
    return MAYBE if bound.matches("any_part", prediction, text) else UNCLEAR


def simply_right(bound: Bound, prediction: str, text: Text, answer: str) -> bool:
    """Whether the prediction is the answer, or nothing but the answer again and again."""
    if not has_alphanumeric(prediction):
        return False
    if bound.matches("simple", prediction, text):
        return True
    return only_tokens(prediction, answer.__eq__)
