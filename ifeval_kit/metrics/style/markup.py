"""The Markdown of an answer, as a CommonMark parser reads it.

Only what shows is read: headings with ``#``, lists, quotes, fenced code, dividers and emphasis. A
line of hyphens under a paragraph is a divider (models write it so), not the mark of a heading, and
indented text is text. The features are those of arena style control (lm-sys/FastChat,
``add_markdown_info.py``), but read by a parser instead of by patterns for lines.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 20_000
"""Characters of an answer whose markup is read: more is no style, and takes long to parse."""

_RULES = ("fence", "blockquote", "hr", "list", "heading")
_INLINE = ("escape", "backticks", "emphasis", "balance_pairs")
# Bullets that people and models type, but Markdown does not know.
_BULLET = re.compile(r"^([ \t]*)[•◦‣▪●]([ \t])", re.MULTILINE)


class Block(Struct, frozen=True):
    """A block at the top level: its kind (``paragraph``, ``heading``, ``list`` ...) and its text.

    Only paragraphs and headings have a text.
    """

    kind: str
    text: str = ""


class Markup(Struct, frozen=True):
    """How often each kind of mark occurs outside of code, and the blocks at the top level.

    ``numbered`` and ``bullets`` count the items of ordered and unordered lists, at any depth;
    ``longest_list`` the items of the longest list.
    """

    headings: int
    numbered: int
    bullets: int
    bold: int
    longest_list: int
    blocks: tuple[Block, ...]


def read_markup(answer: str) -> Markup:
    """Return the markup of the first :data:`LONGEST` characters of an answer."""
    tokens = _parser().parse(_BULLET.sub(r"\1-\2", answer[:LONGEST]))
    counts = {"ordered": 0, "bullet": 0}
    open_lists: list[list[int]] = []
    kinds: list[str] = []
    longest = 0
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            kinds.append(token.type.partition("_")[0])
            open_lists.append([0])
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            kinds.pop()
            longest = max(longest, open_lists.pop()[0])
        elif token.type == "list_item_open":
            counts[kinds[-1]] += 1
            open_lists[-1][0] += 1
    return Markup(
        headings=sum(token.type == "heading_open" for token in tokens),
        numbered=counts["ordered"],
        bullets=counts["bullet"],
        bold=sum(child.type == "strong_open" for token in tokens for child in token.children or ()),
        longest_list=longest,
        blocks=tuple(_blocks(tokens)),
    )


def _blocks(tokens: list[Token]) -> list[Block]:
    found = []
    for place, token in enumerate(tokens):
        if token.level or token.nesting < 0 or token.type in ("hr", "inline"):
            continue
        kind = token.type.removesuffix("_open")
        if kind in ("paragraph", "heading"):
            found.append(Block(kind, tokens[place + 1].content))
        else:
            found.append(Block("list" if kind.endswith("list") else kind))
    return found


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable([*_RULES, *_INLINE])
