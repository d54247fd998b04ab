"""What an answer looks like: the numbers of which every measure of style is made."""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct

from ifeval_kit.metrics.style.markup import Block, read_markup
from ifeval_kit.tokens.reading import fold, reader_words

OPENING = 4
"""Words that are the opening of an answer."""

LONGEST_TEXT = 100_000
"""Characters of an answer whose words are read: what goes on longer is no longer."""

_LIST = 2
_PARTS = 3
# How English answers begin a paragraph that sums up, and how they call a section that does.
_SUMS_UP = re.compile(
    r"(?:in (?:summary|conclusion|short|sum|essence|closing|brief)"
    r"|to (?:sum up|summari[sz]e|conclude|recap)|summing up|all in all|on the whole"
    r"|overall|ultimately|altogether|in the end)\b"
)
_SUMMARY_HEADING = re.compile(r"\W*(?:summary|conclusions?|closing|recap|takeaways?|in short)\b")


class Features(Struct, frozen=True):
    """An answer as its style is compared.

    ``words`` are counted without regard to case, ``length`` is their number; ``headings``,
    ``numbered``, ``bullets`` (items of lists) and ``bold`` count marks of Markdown; ``listed`` says
    whether there is a list of two items or more, ``sums_up`` whether the answer closes with a
    paragraph that sums up; ``opening`` is its first :data:`OPENING` words.
    """

    words: Counter[str]
    length: int
    headings: int
    numbered: int
    bullets: int
    bold: int
    listed: bool
    sums_up: bool
    opening: tuple[str, ...]


def features(answer: str) -> Features:
    """Return the features of an answer; however long it is, that takes no longer than a second."""
    words = reader_words(fold(answer[:LONGEST_TEXT]))
    markup = read_markup(answer)
    return Features(
        words=Counter(words),
        length=len(words),
        headings=markup.headings,
        numbered=markup.numbered,
        bullets=markup.bullets,
        bold=markup.bold,
        listed=markup.longest_list >= _LIST,
        sums_up=_sums_up(markup.blocks),
        opening=tuple(words[:OPENING]),
    )


def _sums_up(blocks: tuple[Block, ...]) -> bool:
    """Whether one of the last two blocks of at least three is a paragraph that sums up.

    That is one that begins with such a phrase, or stands under such a heading. The last but one
    counts as well, because answers like to end with an offer or a question.
    """
    if len(blocks) < _PARTS:
        return False
    for before, block in zip(blocks[-3:-1], blocks[-2:], strict=True):
        if block.kind != "paragraph":
            continue
        if _SUMS_UP.match(fold(block.text).lstrip("*_ ")):
            return True
        if before.kind == "heading" and _SUMMARY_HEADING.match(fold(before.text)):
            return True
    return False
