"""Where the answer stands in a text, and the words there.

After the last mark such as "the answer is" or "Answer:", up to the end of the sentence; without one
in the first paragraph, and if that is more than a dozen words long in the last as well. All is
linear in the text, of which the first and the last :data:`MOST` characters are read.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ifeval_kit.verifiers.refusals import ANSWER_MARKS, GUESSES, REFUSALS

MOST = 5_000
SHORT = 12
"""Words up to which the first paragraph is the whole answer."""

_IDEOGRAPH = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?:(?<![^\W_])[-−])?(?<![\d.,])\d+(?:[.,]\d+)*(?![^\W_])|[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+"
)
_ACCENT = re.compile("[\u0300-\u036f]")
_GROUPED = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MARKUP = re.compile(r"[*`#>|~]+|\\(?:boxed|text)\b|[{}$]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
# Not after an initial, nor after what is cut short before a name.
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bMt)[.!?](?=\s|$)|[。！？]|\n"
)
_BEFORE = re.compile(r"\A[\s:：–—\"'“”]*(?:-\s+)?")
_BLANK_LINE = re.compile(r"_{2,}")
_NEXT_QUESTION = re.compile(r"\n[^\S\n]*(?:Q|Question|User|Human)\s?:", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an"})


class Token(NamedTuple):
    """A word of a text: as compared, as written, and where it stands."""

    norm: str
    written: str
    start: int
    end: int


class Place:
    """A part of a text in which its answer stands, with its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = tokens(text)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self.words):
            self._places[word.norm].append(at)

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def found(self, phrase: Sequence[str]) -> Iterator[int]:
        """Yield where a run of words begins."""
        for at in self._places.get(phrase[0], ()):
            run = self.words[at : at + len(phrase)]
            if len(run) == len(phrase) and all(
                word.norm == one for word, one in zip(run, phrase, strict=True)
            ):
                yield at

    @cached_property
    def refuses(self) -> bool:
        """Whether it says that it does not know, and does not guess after that."""
        last = max(self._ends(REFUSALS), default=None)
        return last is not None and not any(end > last for end in self._ends(GUESSES))

    def _ends(self, phrases: Sequence[tuple[str, ...]]) -> Iterator[int]:
        for phrase in phrases:
            for at in self.found(phrase):
                yield at + len(phrase)


def normal(text: str) -> str:
    """Return a text as names are compared: NFKC, accents dropped, case folded."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFC", _ACCENT.sub("", plain)).casefold()


def tokens(text: str) -> list[Token]:
    """Return the words, numbers and ideographs of a text."""
    return [
        Token(_number(m[0]) or normal(m[0]), m[0], m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def _number(word: str) -> str | None:
    if not word.lstrip("-−")[:1].isdecimal():
        return None
    word = word.replace("−", "-")
    return word.replace(",", "") if _GROUPED.fullmatch(word) else word.replace(",", ".")


def without_article(words: Sequence[Token]) -> Sequence[Token]:
    """Return words without an article at their beginning, unless it is all there is."""
    return words[1:] if len(words) > 1 and words[0].norm in _ARTICLES else words


def bare(text: str) -> str:
    """Return what is left of a text that is nothing but an answer: its words, without marks."""
    found = without_article(tokens(_MARKUP.sub(" ", text)))
    return " ".join(token.norm for token in found) or text.strip()


def answer_places(text: str) -> tuple[Place, ...]:
    """Return the parts of a text in which its answer stands, the likeliest first."""
    # A model without a chat template goes on and asks itself the next question.
    if further := _NEXT_QUESTION.search(text):
        text = text[: further.start()]
    return _places(text if len(text) <= 2 * MOST else f"{text[:MOST]}\n\n{text[-MOST:]}")


# A text is read by every constraint on it, and a fixed reply by those of all prompts.
@functools.lru_cache(maxsize=512)
def _places(text: str) -> tuple[Place, ...]:
    plain = _BLANK_LINE.sub(" ", _MARKUP.sub(" ", text))
    marks = list(ANSWER_MARKS.finditer(plain))
    if marks and (said := _sentence(plain[marks[-1].end() :])):
        return (Place(said),)
    places = tuple(Place(part) for part in _PARAGRAPH.split(plain) if part.strip())
    if len(places) < 2 or len(places[0].words) <= SHORT:
        return places[:1]
    return places[0], places[-1]


def _sentence(text: str) -> str:
    text = _BEFORE.sub("", text, count=1)
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text
