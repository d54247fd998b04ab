"""How the answer is laid out: indentation, a word a line, white space, separators of a list."""

from __future__ import annotations

import functools
import re
import string
import unicodedata
from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ifeval_kit.memo import Memo
from ifeval_kit.records import Verdict
from ifeval_kit.tokens.reading import stands_alone
from ifeval_kit.verifiers.parameters import NonEmpty, at_least, counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifeval_kit.text import Text

_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}]+")
_FENCE_LINE = re.compile(r"\s*(?:`{3,}|~{3,})[\w+-]*\s*")
_LIST_MARK = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_BULLET = re.compile(r"\s*[-*+•]\s+\S")
_DASHES = str.maketrans("–—", "  ")
_SPACE = re.compile(r"\s")
# Letters by their category that are seen as blanks: Braille without dots, the Hangul fillers.
_BLANK_LETTERS = re.compile("[\u2800\u115f\u1160\u3164\uffa0]")


@verifier("format:line_indent", "upstream")
@dataclass(frozen=True, slots=True)
class LineIndentUpstream:
    """Every line has more spaces before it than the line above.

    The official code takes blank lines out of the list that it walks through, and so passes over
    the line after each; a blank line that it passed over counts as a line.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the numbers of spaces."""
        lines = _without_visited_blanks(text.lines)
        return _stairs([len(line) - len(line.lstrip(" ")) for line in lines], fewest=0)


def _without_visited_blanks(lines: list[str]) -> list[str]:
    """Do in linear time what removing blank lines from a list during its iteration does.

    To remove a line means to remove the first one equal to it that is left.
    """
    left: dict[str, deque[int]] = defaultdict(deque)
    removed = set()
    visited = 0
    for place, line in enumerate(lines):
        blank = not line.strip()
        if blank:
            left[line].append(place)
        if place == visited:
            visited += 2 if blank else 1
            if blank:
                removed.add(left[line].popleft())
    return [line for place, line in enumerate(lines) if place not in removed]


@verifier("format:line_indent", "fixed")
@dataclass(frozen=True, slots=True)
class LineIndent:
    """There are at least two lines, and each is indented further than the one above.

    Blank lines and the marks of a code fence are no lines; any white space indents.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the widths of the indentations."""
        lines = (line for line in text.lines if line.strip() and not _FENCE_LINE.fullmatch(line))
        return _stairs([_indent(line) for line in lines], fewest=2)


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def _stairs(indents: list[int], *, fewest: int) -> Verdict:
    steps = sum(1 for above, below in pairwise(indents) if above < below)
    passed = len(indents) >= fewest and steps == max(0, len(indents) - 1)
    lines = counted(len(indents), "lines")
    return Verdict(
        passed,
        f"{steps} of {lines} indented further than the one above, expected each but the first",
        steps,
        max(1, len(indents) - 1) if fewest else len(indents) - 1,
    )


@verifier("format:newline", "upstream")
@dataclass(frozen=True, slots=True)
class NewlineUpstream:
    """Without ASCII punctuation the answer has as many lines that are not empty as words."""

    def verify(self, text: Text) -> Verdict:
        """Count both."""
        bare = _PUNCTUATION.sub("", text.raw)
        lines, words = sum(map(bool, bare.split("\n"))), len(bare.split())
        return _a_word_a_line(lines, words, passed=lines == words)


@verifier("format:newline", "fixed")
@dataclass(frozen=True, slots=True)
class Newline:
    """There are at least two words, and no line has two of them; list marks are no words."""

    def verify(self, text: Text) -> Verdict:
        """Count the words of each line."""
        counts = Memo(_words_in)
        words = [counts[line] for line in text.raw.splitlines()]
        lines = sum(map(bool, words))
        return _a_word_a_line(lines, sum(words), passed=lines == sum(words) >= 2)


def _words_in(line: str) -> int:
    mark = _LIST_MARK.match(line)
    rest = line[mark.end() :] if mark else line
    return sum(any(map(str.isalnum, word)) for word in rest.translate(_DASHES).split())


def _a_word_a_line(lines: int, words: int, *, passed: bool) -> Verdict:
    found = f"{counted(words, 'words')} on {counted(lines, 'lines')}"
    return Verdict(passed, f"{found}, expected words, each on a line of its own", lines, words)


@verifier("format:no_whitespace", "upstream")
@dataclass(frozen=True, slots=True)
class NoWhitespaceUpstream:
    """No character is white space, not even at the end."""

    def verify(self, text: Text) -> Verdict:
        """Count the white space."""
        return _no_whitespace(len(_SPACE.findall(text.raw)))


@verifier("format:no_whitespace", "fixed")
@dataclass(frozen=True, slots=True)
class NoWhitespace:
    """Nothing between the first and the last visible character is seen as a blank."""

    def verify(self, text: Text) -> Verdict:
        """Count white space and letters that look like it, outer white space aside."""
        blanks = len(_SPACE.findall(text.stripped)) + len(_BLANK_LETTERS.findall(text.stripped))
        if not blanks and not any(map(_visible, text.stripped)):
            return Verdict(
                passed=False, reason="nothing that is visible", measured=0, expected="an answer"
            )
        return _no_whitespace(blanks)


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"


def _no_whitespace(count: int) -> Verdict:
    reason = f"{counted(count, 'white space characters')}, expected none"
    return Verdict(count == 0, reason, count, 0)


@verifier("format:list", "upstream")
@dataclass(frozen=True, slots=True)
class ListUpstream:
    """The separator is found at least twice, wherever it is."""

    sep: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Count the separator, without overlaps."""
        return at_least(text.raw.count(self.sep), 2, unit="separators")


@verifier("format:list", "fixed")
@dataclass(frozen=True, slots=True)
class List:
    """At least two items have the separator before them, and no other bullet points are there.

    A separator of one character stands at the start of its line, with a blank after it.
    """

    sep: NonEmpty

    def verify(self, text: Text) -> Verdict:
        """Count the separators that text follows, up to the next one."""
        sep = self.sep.strip()
        bullets = sum(1 for line in text.lines if _BULLET.match(line) and line.strip()[0] != sep)
        if bullets:
            return Verdict(
                passed=False,
                reason=f"{counted(bullets, 'other bullet points')}, expected only {shown(sep)}",
                measured=bullets,
                expected=0,
            )
        pieces = _pieces(text.raw, sep)
        count = sum(1 for piece in pieces if any(map(str.isalnum, piece)))
        return at_least(count, 2, unit="items with the separator before them")


def _pieces(text: str, sep: str) -> Iterable[str]:
    """Yield what stands after each separator up to the next."""
    if len(sep) == 1:
        return _at_line_start(sep).split(text)[1:]
    found = (match.span() for match in re.finditer(re.escape(sep), text))
    marks = [span for span in found if stands_alone(text, *span)]
    ends = [*marks, (len(text), len(text))]
    return (text[stop:start] for (_, stop), (start, _) in pairwise(ends))


@functools.lru_cache(maxsize=256)
def _at_line_start(sep: str) -> re.Pattern[str]:
    return re.compile(rf"^[^\S\n]*{re.escape(sep)}[^\S\n]+", re.MULTILINE)
