"""Answers compared with references: exact match, and ROUGE-L beside it (Wang et al. 2022).

What passes is the exact match; ROUGE-L, at most over the references, is the score. Upstream is the
official evaluation of Super-NaturalInstructions to the last digit, in its two tracks.
"""

from __future__ import annotations

import functools
import re
import string
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from msgspec import Meta

from ifeval_kit.memo import Memo
from ifeval_kit.records import Verdict
from ifeval_kit.tokens import gpt2
from ifeval_kit.tokens.reading import UNSPACED
from ifeval_kit.tokens.rouge import ENGLISH, References, Rouge, Tokeniser, stem
from ifeval_kit.verifiers.parameters import shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from ifeval_kit.text import Text

Answers = Annotated[tuple[str, ...], Meta(min_length=1)]

_NO_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation))
_IN_A_NUMBER = re.compile(r"(?<=\d)(?:[.:/]|,(?!\d{3}(?!\d)))(?=\d)|(?<![\w.])[-−](?=\.?\d)")
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")


def normalise(text: str) -> str:
    """Return a text as the official evaluation compares it.

    Lower case, without ASCII punctuation, each run of white space one blank; articles stay.
    """
    return " ".join(text.lower().translate(_NO_PUNCTUATION).split())


def normalise_for_readers(text: str) -> str:
    """Return a text as a reader compares it.

    Case, width and composed letters unified; invisible characters and the punctuation of every
    script left out, but for what belongs to a number. Where nothing else is there, all of it stays.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept, start = [], 0
    for mark in _IN_A_NUMBER.finditer(folded):
        kept += [folded[start : mark.start()].translate(_BARE), "-" if mark[0] == "−" else mark[0]]
        start = mark.end()
    kept.append(folded[start:].translate(_BARE))
    return " ".join("".join(kept).split()) or "".join(folded.split())


def _bare(code: int) -> int | None:
    """Map the code point of punctuation or of an invisible character to nothing, others as is."""
    return None if unicodedata.category(chr(code))[0] in "PC" else code


_BARE = Memo(_bare)
_BARE.update(_NO_PUNCTUATION | {code: code for code in range(33)})


def split_for_readers(text: str) -> list[str]:
    """Return the words of a text in any script; where there are no blanks, its characters."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _stem_ascii(word: str) -> str:
    return stem(word) if word.isascii() else word


READERS = Tokeniser(split_for_readers, _stem_ascii)
"""Words of any script: those in ASCII stemmed as in the default track."""


@functools.lru_cache(maxsize=1024)
def prepared(references: tuple[str, ...], tokeniser: Tokeniser[Any]) -> References[Any]:
    """Return references ready to be compared, kept for the next answer to the same prompt."""
    return References(references, tokeniser)


def official(text: str, references: tuple[str, ...], track: str = "default") -> tuple[bool, Rouge]:
    """Return exact match and ROUGE as the official evaluation has them, in one of its tracks.

    ``track`` is ``default`` (English) or ``xlingual``, which needs the tokens of GPT-2:
    :class:`ifeval_kit.errors.MissingResourceError` where they are not installed.
    """
    tokeniser: Tokeniser[Any] = ENGLISH if track == "default" else gpt2.GPT2
    exact = normalise(text) in set(map(normalise, references))
    return exact, prepared(references, tokeniser).score(text)


def _verdict(
    text: Text,
    references: tuple[str, ...],
    compared: Callable[[str], str],
    tokeniser: Tokeniser[Any],
) -> Verdict:
    exact = compared(text.raw) in set(map(compared, references))
    rouge = prepared(references, tokeniser).score(text.raw).rouge_l
    others = f" or {len(references) - 1} others" if len(references) > 1 else ""
    reason = f"{shown(text.raw)}, expected {shown(references[0])}{others} (ROUGE-L {rouge:.3f})"
    return Verdict(exact, reason, shown(text.raw), shown(references[0]), score=rouge)


@verifier("sni:answer", "upstream")
@dataclass(frozen=True, slots=True)
class AnswerUpstream:
    """The answer is one of the references, ASCII punctuation and case aside (Wang et al. 2022)."""

    judges_blank: ClassVar[bool] = True
    references: Answers

    def verify(self, text: Text) -> Verdict:
        """Compare with every reference; ROUGE-L of stemmed English words is the score."""
        return _verdict(text, self.references, normalise, ENGLISH)


@verifier("sni:answer_xlingual", "upstream")
@dataclass(frozen=True, slots=True)
class AnswerXlingualUpstream:
    """The same in the cross-lingual track, whose ROUGE-L compares tokens of GPT-2."""

    judges_blank: ClassVar[bool] = True
    references: Answers

    def __post_init__(self) -> None:
        gpt2.load()

    def verify(self, text: Text) -> Verdict:
        """Compare with every reference; ROUGE-L of byte-level tokens is the score."""
        return _verdict(text, self.references, normalise, gpt2.GPT2)


@verifier("sni:answer", "fixed")
@verifier("sni:answer_xlingual", "fixed")
@dataclass(frozen=True, slots=True)
class Answer:
    """The answer is one of the references, punctuation and case of any script aside."""

    references: Answers

    def verify(self, text: Text) -> Verdict:
        """Compare with every reference; ROUGE-L of words of any script is the score."""
        return _verdict(text, self.references, normalise_for_readers, READERS)
