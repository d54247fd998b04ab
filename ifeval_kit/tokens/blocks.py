"""Markdown as a reader sees it: code, dividers, headings, list items and paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ifeval_kit.memo import Memo
from ifeval_kit.tokens.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_PROSE = ("markdown", "md")
_DIVIDER = re.compile(r"\s*([-*_])(?:[ \t]*\1){2,}\s*")
_HEADING = re.compile(r"#{1,6}\s+|(?=(\*\*|__)(?:(?!\1).)+\1$)|(?=[\s*_\"“]*<<[^<>]+>>[\s*_\"”]*$)")
_ITEM = re.compile(r"\s*(?:[-*+•‣◦]|\(?\d{1,3}[.)]|\(?[A-Za-z]\))\s+")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")

_EMPHASIS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_CURLY = str.maketrans("“”„«»‘’‚", '"""""\'\'\'')
_OTHER_ENDS = re.compile(r"([。！？｡؟۔।॥։።])[。！？｡؟۔।॥։።]*[」』”’）)\"']*")
# Such a mark gets an exclamation mark after it, at which Punkt always ends the sentence.
_ADDED_END = re.compile(r"([。！？｡؟۔।॥։።])!")
_CLOSERS = "\"')]} "
_ASCII_ENDS = (".", "!", "?")
_ENDS = (*_ASCII_ENDS, "…")
_ANY_END = re.compile(r"[.!?…。！？｡؟۔।॥։።]")


class Block(NamedTuple):
    """Lines that belong together; an item or heading need not be a sentence."""

    text: str
    is_prose: bool


def blocks(text: str) -> Iterator[Block]:
    """Yield headings, list items and paragraphs without their marks, leaving dividers out."""
    lines: list[str] = []
    is_prose = True
    for raw in text.splitlines():
        line = _QUOTED.sub("", raw, count=1) if ">" in raw else raw
        stripped = line.strip()
        if stripped[:1].isalpha() and stripped[1:2] != ")":
            lines.append(line)
            continue
        heading = item = None
        mark = stripped[:1]
        breaks = not stripped or (
            mark in "-*_`~" and (_DIVIDER.fullmatch(line) or _FENCE.match(line))
        )
        if not breaks:
            heading = _HEADING.match(stripped) if mark in '#*_"“<' else None
            item = _ITEM.match(line)
        if (breaks or heading or item) and lines:
            yield Block("\n".join(lines), is_prose)
            lines = []
        if breaks:
            is_prose = True
        elif heading:
            yield Block(stripped[heading.end() :], is_prose=False)
            is_prose = True
        else:
            is_prose = is_prose and not item
            lines.append(line[item.end() :] if item else line)
    if lines:
        yield Block("\n".join(lines), is_prose)


def reader_sentences(text: str) -> list[str]:
    """Return the sentences as a reader sees them, without emphasis and with straight quotes.

    Sentences end with their paragraph, heading or list item. Of a heading or an item only the
    sentences that it ends with a mark are there; what has no letter or digit is none.
    """
    known = Memo(_sentences_in)
    return [sentence for block in blocks(text) for sentence in known[block]]


def _plain(text: str) -> str:
    """Return a text without its marks of emphasis and code."""
    return _EMPHASIS.sub("", text) if "*" in text or "`" in text or "_" in text else text


def _sentences_in(block: Block) -> list[str]:
    first_end = _ANY_END.search(block.text)
    is_ended = first_end is not None and block.text[first_end.start() :].rstrip() in _ASCII_ENDS
    if first_end is None or is_ended:
        text = _plain(block.text).rstrip()
        text = text if text.isascii() else text.translate(_CURLY)
        whole = block.is_prose or is_ended
        return [text] if whole and any(map(str.isalnum, text)) else []
    text, others = _plain(block.text), 0
    if not text.isascii():
        text, others = _OTHER_ENDS.subn(r"\1! ", text.translate(_CURLY))
    found: list[list[str]] = []
    last = ""
    for start, stop in sentence_spans(text):
        sentence = text[start:stop]
        if not any(map(str.isalnum, sentence)):
            continue
        if last.endswith(('"', "'")) and sentence[0].islower():
            found[-1].append(sentence)
        else:
            found.append([sentence])
        last = sentence
    ended = last.rstrip(_CLOSERS).endswith(_ENDS)
    kept = [" ".join(parts) for parts in (found if block.is_prose or ended else found[:-1])]
    return [_ADDED_END.sub(r"\1", sentence) for sentence in kept] if others else kept


def without_code(text: str) -> str:
    """Return a text without its fenced blocks of code; an unclosed one runs to the end.

    What a fence marks as Markdown is no code; only the fence goes.
    """
    if "```" not in text and "~~~" not in text:
        return text
    kept = []
    fence = ""
    is_code = False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif mark and not fence:
            fence = mark[1]
            is_code = line[mark.end() :].strip().lower() not in _PROSE
        elif not (fence and is_code):
            kept.append(line)
    return "\n".join(kept)


def is_divider(line: str, marks: str = "-*_") -> bool:
    """Whether a line holds only three or more of one mark, blanks between them allowed."""
    found = _DIVIDER.fullmatch(line)
    return found is not None and found[1] in marks
