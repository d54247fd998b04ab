"""How a careful reader finds out what an answer says: right, wrong, refused, or nothing.

Where the answer stands: after the last mark such as "the answer is" or "Answer:", up to the end of
the sentence; without one in the first paragraph, and if that is more than a dozen words long in the
last as well. There a name of the answer counts as a run of whole words (single characters in
scripts without blanks), case and accents aside, unless it is

- part of one of the names that are known to be something else,
- denied ("not Lyon", "rather than Lyon") or one of several offers ("Paris or Lyon"),
- a code or symbol of at most three letters that has another case, or stands in running text.

An answer without a right name is *refused* if it says that it does not know, and does not guess all
the same; *no answer* if it has no word; otherwise *wrong*. Everything is linear in the text, of
which the first and the last :data:`MOST` characters are read.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ifeval_kit.verifiers.refusals import (
    ANSWER_MARKS,
    DENIALS,
    GUESSES,
    IS,
    OFFERS,
    REFUSALS,
    TURNS,
)

CORRECT, WRONG, REFUSED, NO_ANSWER = "correct", "wrong", "refused", "no answer"

MOST = 5_000
SHORT = 12
"""Words up to which the first paragraph is the whole answer."""

_IDEOGRAPH = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"[-−]?(?<![\d.,])\d+(?:[.,]\d+)*(?![^\W_])|[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+"
)
_ACCENT = re.compile("[\u0300-\u036f]")
_GROUPED = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MARKUP = re.compile(r"[*`#>|~]+|\\(?:boxed|text)\b|[{}$]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？]|\n")
_LABEL_BLANK = re.compile(r"_{2,}")
_NEXT_QUESTION = re.compile(r"\n[^\S\n]*(?:Q|Question|User|Human)\s?:", re.IGNORECASE)
_ARTICLES = {"the", "a", "an"}
_CLAUSE = frozenset(",;:.!?()")


class Token(NamedTuple):
    """A word of a text: as compared, as written, and where it stands."""

    norm: str
    written: str
    start: int
    end: int


class Place(NamedTuple):
    """A part of a text in which its answer stands, and the words of it."""

    text: str
    words: list[Token]


class Found(NamedTuple):
    """What an answer says: the class of the outcome, and the words that say it."""

    label: str
    said: str


def normal(text: str) -> str:
    """Return a text as names are compared: NFKC, accents dropped, case folded."""
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


class Reader:
    """Reads answers to a question with the right ``answers``; ``others`` hold them, and are not."""

    def __init__(self, answers: tuple[str, ...], others: tuple[str, ...] = ()) -> None:
        self._answers = [name for name in map(_name, answers) if name.words]
        self._others = [name for name in map(_name, others) if name.words]
        self._whole = {_bare(name) for name in answers}

    def read(self, text: str) -> Found:
        """Return what an answer says."""
        if len(text) <= MOST and _bare(text) in self._whole:
            return Found(CORRECT, text.strip())
        return self.weigh(answer_places(text))

    def weigh(self, places: Sequence[Place]) -> Found:
        """Return what the places say in which an answer stands."""
        for place in places:
            if self.named(place):
                return Found(CORRECT, place.text.strip())
        said = places[0].text.strip() if places else ""
        if any(_refuses(place.words) for place in places):
            return Found(REFUSED, said)
        return Found(WRONG if any(place.words for place in places) else NO_ANSWER, said)

    def named(self, place: Place) -> bool:
        """Whether a right name stands there as the answer."""
        words = place.words
        hidden = set()
        for other in self._others:
            for at in other.found(words):
                hidden.update(range(at, at + len(other.words)))
        spans = [
            (at, at + len(name.words), name)
            for name in self._answers
            for at in name.found(words)
            if not hidden.intersection(range(at, at + len(name.words)))
        ]
        ours = {at for start, end, _ in spans for at in range(start, end)}
        return any(
            _stands(name, words, start, end, place.text)
            and not _denied(words, start, place.text)
            and not _offered(words, start, end, ours)
            for start, end, name in spans
        )


class _Name:
    def __init__(self, text: str) -> None:
        written = tokens(text)
        if len(written) > 1 and written[0].norm in _ARTICLES:
            written = written[1:]
        self.words = tuple(token.norm for token in written)
        self.written = tuple(token.written for token in written)
        letters = "".join(self.written)
        # Symbols and codes: Fe, I, USD.
        self.code = len(letters) <= 3 and letters.isascii() and letters[:1].isupper()

    def found(self, words: Sequence[Token]) -> Iterator[int]:
        first, size = self.words[0], len(self.words)
        for at, word in enumerate(words):
            if word.norm == first and self.words == tuple(w.norm for w in words[at : at + size]):
                yield at


@functools.lru_cache(maxsize=20_000)
def _name(text: str) -> _Name:
    return _Name(text)


def _bare(text: str) -> str:
    """Return what is left of a text that is nothing but an answer: its words, without marks."""
    words = [token.norm for token in tokens(_MARKUP.sub(" ", text))]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or text.strip()


def answer_places(text: str) -> list[Place]:
    """Return the parts of a text in which its answer stands, the likeliest first."""
    # A model without a chat template goes on and asks itself the next question.
    if further := _NEXT_QUESTION.search(text):
        text = text[: further.start()]
    short = text if len(text) <= 2 * MOST else f"{text[:MOST]}\n\n{text[-MOST:]}"
    plain = _LABEL_BLANK.sub(" ", _MARKUP.sub(" ", short))
    marks = list(ANSWER_MARKS.finditer(plain))
    if marks and (said := _sentence(plain[marks[-1].end() :])):
        return [Place(said, tokens(said))]
    places = [Place(part, tokens(part)) for part in _PARAGRAPH.split(plain) if part.strip()]
    if len(places) < 2 or len(places[0].words) <= SHORT:
        return places[:1]
    return [places[0], places[-1]]


def _sentence(text: str) -> str:
    text = text.lstrip(" \t\n:：-–—\"'“”")
    end = _SENTENCE_END.search(text)
    return text[: end.start()] if end else text


def _stands(name: _Name, words: Sequence[Token], start: int, end: int, place: str) -> bool:
    """Whether a code is written as one, and stands where an answer can: at an end, or in marks."""
    if not name.code:
        return True
    if tuple(word.written for word in words[start:end]) != name.written:
        return False
    if len("".join(name.written)) == 3 and len(words) > 1:
        return True
    before = place[: words[start].start].rstrip(" \t")[-1:]
    after = place[words[end - 1].end :].lstrip(" \t")[:1]
    if start == 0 and end < len(words) and words[end].norm in IS:
        return True
    return (before != "" and before in "(\"“':=：「") or after in ("", *"\n.!()-–—\"”。」")


def _denied(words: Sequence[Token], start: int, place: str) -> bool:
    """Whether one of the three words before, in the same clause, denies what follows."""
    for at in range(start - 1, max(-1, start - 5), -1):
        if _CLAUSE.intersection(place[words[at].end : words[at + 1].start]):
            return False
        if words[at].norm in TURNS:
            return False
        if words[at].norm in DENIALS:
            return True
    return False


def _offered(words: Sequence[Token], start: int, end: int, ours: set[int]) -> bool:
    """Whether another answer is offered beside this one, with "or" between them."""
    after = end + 1 if end < len(words) and words[end].norm in OFFERS else None
    before = start - 2 if start > 1 and words[start - 1].norm in OFFERS else None
    return any(at is not None and at < len(words) and at not in ours for at in (after, before))


def _refuses(place: Sequence[Token]) -> bool:
    words = [token.norm for token in place]
    last = max(_ends(words, REFUSALS), default=None)
    return last is not None and not any(end > last for end in _ends(words, GUESSES))


def _ends(words: Sequence[str], phrases: tuple[tuple[str, ...], ...]) -> Iterator[int]:
    """Yield where one of the phrases ends."""
    by_first = _by_first(phrases)
    for at, word in enumerate(words):
        for phrase in by_first.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield at + len(phrase)


@functools.cache
def _by_first(phrases: tuple[tuple[str, ...], ...]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0], []).append(phrase)
    return found
