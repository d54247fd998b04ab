"""Words as a reader sees them: what the profile ``fixed`` counts and compares."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from ifeval_kit.memo import kept_if_short

if TYPE_CHECKING:
    from collections.abc import Iterable

# Han, kana, Thai, Lao, Khmer, Myanmar: scripts that put no blanks between words.
UNSPACED = (
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9f\U00020000-\U0003ffff\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
# Dashes, sentence marks and commas of several scripts divide words, blanks or not.
_DIVIDES = r"\s—–―…,;:!?،؛؟۔。、，；：！？।॥"
_WORD = re.compile(
    r"(?:https?://|www\.)\S+"
    rf"|(?=[^\W_])[{UNSPACED}]"
    rf"|[^\W_{UNSPACED}](?:[^{_DIVIDES}.\-{UNSPACED}]|\.(?!\.)|-(?!-)|(?<=\d)[,:](?=\d))*"
)
_INSIDE = re.compile(rf"[^\W_{UNSPACED}]+")
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛ʼ＇`´", "'") | dict.fromkeys("“”„‟«»＂", '"'))


def fold(text: str) -> str:
    """Return a text as it is compared: case, white space, accents and quotation marks unified.

    Runs of white space become one blank, composed and decomposed letters the same, and quotation
    marks and apostrophes straight.
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").lower().split())
    return _fold(text)


@kept_if_short(1 << 14, longest=24)
def _fold(text: str) -> str:
    return unify(unicodedata.normalize("NFC", text).casefold())


def unify(text: str) -> str:
    """Return a text with white space, accents and quotation marks unified, its case kept."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_QUOTES).split())


def reader_words(text: str, limit: int | None = None) -> list[str]:
    """Return the words of a text as a reader counts them, at most ``limit`` of them.

    A word stands between blanks, dashes or sentence marks and has a letter or digit; marks at its
    end are left out. In scripts without blanks each letter is a word.
    """
    found: Iterable[str]
    if limit is None:
        found = _WORD.findall(text)
    else:
        found = (match[0] for match in itertools.islice(_WORD.finditer(text), limit))
    return [word if word[-1].isalnum() else trim(word) for word in found]


@kept_if_short(1 << 14, longest=24)
def trim(word: str) -> str:
    """Return a word without the marks at its end."""
    end = len(word)
    while end and not _in_word(word[end - 1]):
        end -= 1
    return word[:end]


def count_phrase(phrase: str, text: str) -> int:
    """Return how often a phrase occurs in a text as whole words, without overlaps; both folded."""
    count = start = 0
    while (start := text.find(phrase, start)) >= 0:
        if stands_alone(text, start, start + len(phrase)):
            count += 1
            start += len(phrase)
        else:
            # Nothing stands alone before the end of the word that it is in.
            word = _INSIDE.match(text, start)
            start = word.end() if word else start + 1
    return count


def stands_alone(text: str, start: int, stop: int) -> bool:
    """Whether a stretch of a text neither begins nor ends inside a word."""
    opens = start == 0 or not _joins(text[start - 1]) or not _joins(text[start])
    closes = stop == len(text) or not _joins(text[stop]) or not _joins(text[stop - 1])
    return opens and closes


@functools.lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    """Whether a character belongs to the same word as any such character next to it."""
    return _in_word(character) and not _UNSPACED.match(character)


@functools.lru_cache(maxsize=4096)
def _in_word(character: str) -> bool:
    """Whether a character is a letter, a digit or a mark combined with one."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"
