"""Brackets within brackets, and quotations within quotations."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.verifiers.parameters import at_least
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.records import Verdict
    from ifeval_kit.text import Text

_LETTER = re.compile(r"[^\W_]")
_BRACKETS = 5
_QUOTES = 3

_OPENS = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")
_WIDE = str.maketrans("（）［］｛｝", "()[]{}")
_FACE = re.compile(r"(?<!\w)[:;=][-']?[()]")

_QUOTE = re.compile(r"[\"']")
_STRAIGHT = {"“": '"', "„": '"', "‟": '"', "”": '"', "‘": "'", "‚": "'", "‛": "'", "’": "'"}
_ANY_QUOTE = re.compile(r"[\"'“”„‟‘’‚‛]")
_OPENING = frozenset("“„‟‘‚‛")
_CLOSING = frozenset("”")
# Where quotations open below the line, they close with the marks that open them in English.
_GERMAN = str.maketrans("“‘", "”’")
_AFTER_CLOSE = frozenset(".,;:!?…)]}%")


@verifier("format:parentheses", "upstream")
@dataclass(frozen=True, slots=True)
class ParenthesesUpstream:
    """A bracket is closed while five or more are open; one that does not match closes all."""

    def verify(self, text: Text) -> Verdict:
        """Follow the brackets up to the first that is closed at the fifth level."""
        open_now: list[str] = []
        deepest = 0
        for bracket in _BRACKET.findall(text.raw):
            if bracket not in _OPENS:
                open_now.append(bracket)
            elif open_now and open_now[-1] == _OPENS[bracket]:
                deepest = max(deepest, len(open_now))
                if deepest >= _BRACKETS:
                    break
                open_now.pop()
            else:
                open_now.clear()
        return _levels(deepest, _BRACKETS)


@verifier("format:parentheses", "fixed")
@dataclass(frozen=True, slots=True)
class Parentheses:
    """Five brackets lie within each other, all of them closed and the innermost with a word in it.

    Brackets without a partner count for nothing: smileys, the marks of a list, forgotten ones.
    """

    def verify(self, text: Text) -> Verdict:
        """Follow all brackets."""
        brackets = _FACE.sub("  ", text.raw.translate(_WIDE))
        nest = _Nest(brackets)
        for match in _BRACKET.finditer(brackets) if _LETTER.search(brackets) else ():
            bracket = match[0]
            if bracket not in _OPENS:
                nest.open(bracket, match.end())
            elif nest.is_open(_OPENS[bracket]):
                nest.close(_OPENS[bracket], match.start())
        return _levels(nest.deepest, _BRACKETS)


def _levels(deepest: int, expected: int) -> Verdict:
    return at_least(deepest, expected, unit="levels")


class _Nest:
    """The brackets or quotations that are open, and how deep those are that closed.

    With ``alternating`` only a level of another kind makes the one around it deeper.
    """

    def __init__(self, text: str, *, alternating: bool = False) -> None:
        self.deepest = 0
        self._text = text
        self._alternating = alternating
        # Of each open level the kind, where it opened, and the heights of what closed in it.
        self._levels: list[tuple[str, int, dict[str, int]]] = []
        self._open = Counter[str]()
        self._last_word = -1
        self._seen = 0

    def is_open(self, kind: str) -> bool:
        """Whether one of this kind is open."""
        return self._open[kind] > 0

    def open(self, kind: str, place: int) -> None:
        """Open one level more."""
        self._levels.append((kind, place, {}))
        self._open[kind] += 1

    def close(self, kind: str, place: int) -> None:
        """Close the last one of this kind; what was opened in it and not closed is forgotten.

        One without a word inside has no height.
        """
        opened, start, inside = self._levels.pop()
        self._open[opened] -= 1
        while opened != kind:
            opened, start, heights = self._levels.pop()
            self._open[opened] -= 1
            for found, height in heights.items():
                inside[found] = max(height, inside.get(found, 0))
        if self._alternating:
            inside.pop(kind, None)
        if self._last_word_before(place) <= start:
            return
        height = (max(inside.values()) if inside else 0) + 1
        if self._levels:
            around = self._levels[-1][2]
            if height > around.get(kind, 0):
                around[kind] = height
        self.deepest = max(self.deepest, height)

    def _last_word_before(self, place: int) -> int:
        """Return where the last letter or digit before a place ends; the places only grow."""
        end = place
        while end > self._seen and not self._text[end - 1].isalnum():
            end -= 1
        if end > self._seen:
            self._last_word = end
        self._seen = place
        return self._last_word


@verifier("format:quotes", "upstream")
@dataclass(frozen=True, slots=True)
class QuotesUpstream:
    """Three quotation marks more are closed than opened since most were open; apostrophes count.

    A straight mark closes the last one if that is equal, else it opens one.
    """

    def verify(self, text: Text) -> Verdict:
        """Follow the marks up to the first place where that many are closed."""
        open_now: list[str] = []
        most = closed = 0
        for mark in _QUOTE.findall(text.raw):
            if open_now and open_now[-1] == mark:
                open_now.pop()
                closed = max(closed, most - len(open_now))
                if closed >= _QUOTES:
                    break
            else:
                open_now.append(mark)
                most = max(most, len(open_now))
        return _levels(closed, _QUOTES)


@verifier("format:quotes", "fixed")
@dataclass(frozen=True, slots=True)
class Quotes:
    """Three quotations lie within each other, double and single marks in turn, all of them closed.

    Curly marks are read as straight ones; an apostrophe is none.
    """

    def verify(self, text: Text) -> Verdict:
        """Follow the quotation marks; what stands beside one says whether it opens or closes."""
        raw = text.raw.translate(_GERMAN) if "„" in text.raw else text.raw
        nest = _Nest(raw, alternating=True)
        opened_at = closed_at = -1
        for match in _ANY_QUOTE.finditer(raw) if _LETTER.search(raw) else ():
            place = match.start()
            mark = _STRAIGHT.get(match[0], match[0])
            before = raw[place - 1] if place else ""
            after = raw[place + 1] if place + 1 < len(raw) else ""
            if mark == "'" and before.isalnum() and after.isalnum():
                continue
            beside_text = before.isalnum() or before in _AFTER_CLOSE or closed_at == place - 1
            opens = not beside_text or opened_at == place - 1
            opens = opens and after != "" and not after.isspace()
            if match[0] in _OPENING or (opens and match[0] not in _CLOSING):
                nest.open(mark, place + 1)
                opened_at = place
            elif nest.is_open(mark):
                nest.close(mark, place)
                closed_at = place
        return _levels(nest.deepest, _QUOTES)
