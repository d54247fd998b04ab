"""Title case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.memo import Memo
from ifeval_kit.records import Verdict
from ifeval_kit.tokens.blocks import without_code
from ifeval_kit.tokens.words import word_tokens
from ifeval_kit.verifiers.parameters import counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

# Articles, conjunctions and prepositions, which titles may leave in small letters.
_MINOR_WORDS = (
    "a an the and but or nor so yet for as if than that vs via per pro at by in of off on out to "
    "up with from into onto over upon down near past like about above across after against along "
    "among around before behind below beneath beside between beyond during except inside outside "
    "since through toward towards under until unless when while within without n"
)
_MINOR = frozenset(_MINOR_WORDS.split())
# What a word is, wherever it stands.
_ADDRESS, _CASELESS, _CAPITALISED, _MAY_BE_SMALL, _SMALL = range(5)
_WORD = re.compile(r"(?:https?://|www\.)\S+|[^\W_]+(?:['’-][^\W_]+)*")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z][a-z]+")
_ITEM = re.compile(r"\s*(?:[-*+•]|\(?\w{1,3}[.)])\s+")
_BREAK = re.compile(r"[.!?:…][\"'”’)\]*_]*\s+[\"'“‘(\[*_]*$")
_LOOKED_BACK = 12


@verifier("format:title_case", "upstream")
@dataclass(frozen=True, slots=True)
class TitleCaseUpstream:
    """No word token is a small letter alone, or has one before only small or only big letters.

    Tokens of nltk: the parts of "don't" are two. Every word counts, "of" as well.
    """

    def verify(self, text: Text) -> Verdict:
        """Look at the first letter and the rest of each token."""
        if text.raw == text.raw.upper():
            return _capitals([])
        return _capitals([token for token in word_tokens(text.sentences) if _is_small(token)])


def _is_small(token: str) -> bool:
    rest = token[1:]
    return token[0].islower() and (not rest or rest.islower() or rest.isupper())


def _capitals(small: list[str]) -> Verdict:
    found = f"{counted(len(small), 'words')} without a capital"
    first = f", the first {shown(small[0])}" if small else ""
    return Verdict(not small, f"{found}{first}, expected none", len(small), 0)


@verifier("format:title_case", "fixed")
@dataclass(frozen=True, slots=True)
class TitleCase:
    """Every major word begins with a capital, and so does the first word of a line or sentence.

    Elsewhere articles, conjunctions and prepositions may be small; code and addresses do not count.
    An answer of several words must have a small letter too, one of any length a letter with case.
    """

    def verify(self, text: Text) -> Verdict:
        """Look at the first letter of each word."""
        prose = without_code(text.raw)
        words = 0
        small = []
        kinds = Memo(_kind)
        for line in filter(None, prose.split("\n")):
            item = _ITEM.match(line)
            start = item.end() if item else 0
            first = True
            end = start
            for match in _WORD.finditer(line, start):
                word = match[0]
                kind = kinds[word]
                if kind == _ADDRESS:
                    continue
                words += kind != _CASELESS
                if kind == _SMALL or (
                    kind == _MAY_BE_SMALL and (first or _opens(line, end, match.start()))
                ):
                    small.append(word)
                first = False
                end = match.end()
        if not words:
            return Verdict(
                passed=False, reason="no word that has case", measured=0, expected="capitals"
            )
        if words > 1 and prose.isupper():
            return Verdict(
                passed=False,
                reason="all letters are capitals, expected only the first one of a word",
                measured=words,
                expected=0,
            )
        return _capitals(small)


def _kind(word: str) -> int:
    if "://" in word or word.startswith("www."):
        return _ADDRESS
    if not word.islower() and word.lower() == word.upper():
        return _CASELESS
    if not word[0].islower() or (not word.islower() and _INNER_CAPITAL.fullmatch(word)):
        return _CAPITALISED
    return _MAY_BE_SMALL if word in _MINOR else _SMALL


def _opens(line: str, last: int, start: int) -> bool:
    """Whether a sentence or quotation begins between the end of the last word and this one."""
    gap = line[max(last, start - _LOOKED_BACK) : start]
    return len(gap) > 1 and _BREAK.search(gap) is not None
