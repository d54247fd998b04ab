"""One response and the views of it that verifiers ask for, each computed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from string import ascii_lowercase
from typing import Generic, TypeVar

from ifeval_kit.language import detect_language
from ifeval_kit.memo import Memo
from ifeval_kit.tokens.blocks import blocks, reader_sentences, without_code
from ifeval_kit.tokens.marks import sentences_by_marks
from ifeval_kit.tokens.reading import fold, reader_words
from ifeval_kit.tokens.sentences import sentence_spans
from ifeval_kit.tokens.words import count_capital_tokens

_WORD = re.compile(r"\w+")

# Blanks in place of what is no word character: far quicker to count than matches.
_APART = bytes(code if _WORD.match(chr(code)) else 32 for code in range(128)) + bytes(128)

T = TypeVar("T")


class view(Generic[T]):  # noqa: N801  (a decorator, like property)
    """A property that is computed on first use and kept.

    :func:`functools.cached_property` takes a lock for it up to Python 3.11, which costs more than
    most views; a text belongs to one thread.
    """

    def __init__(self, compute: Callable[[Text], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, text: Text, owner: type[Text]) -> T:
        value = text.__dict__[self._name] = self._compute(text)
        return value


def _count_words(line: str) -> int:
    if line.isascii():
        return len(line.encode().translate(_APART).split())
    return len(_WORD.findall(line))


class _Known:
    """What was found in a line or a sentence, shared by a text and its variants."""

    __slots__ = ("capitals", "overdue", "reader_words", "words")

    def __init__(self) -> None:
        self.words = Memo(_count_words)
        self.reader_words = Memo(reader_words)
        self.capitals: dict[str, int] = {}
        self.overdue: set[tuple[str, tuple[str, ...]]] = set()


class Text:
    """A text with cached views: lines, words, sentences, capitals, language.

    A view is computed on first use and shared by all constraints on the text. Words, sentences and
    tokens are those of nltk 3.9.1, whichever nltk is installed.
    """

    def __init__(self, raw: str, known: _Known | None = None) -> None:
        self.raw = raw
        self._known = known or _Known()

    def variant(self, raw: str) -> Text:
        """Return a text with lines in common, which shares what was counted in a line."""
        return Text(raw, self._known)

    @property
    def overdue(self) -> set[tuple[str, tuple[str, ...]]]:
        """Questions and regular expressions that took too long on the text or a variant of it."""
        return self._known.overdue

    @view
    def stripped(self) -> str:
        """The text without outer white space."""
        return self.raw.strip()

    @property
    def blank(self) -> bool:
        """Whether the text is empty or white space only."""
        return not self.stripped

    @view
    def lower(self) -> str:
        """The text in lower case."""
        return self.raw.lower()

    @view
    def lines(self) -> list[str]:
        """The text split at every newline character."""
        return self.raw.split("\n")

    @view
    def word_count(self) -> int:
        r"""The number of runs of word characters, ``\w+`` of :mod:`re` (Unicode)."""
        return sum(map(self._known.words.__getitem__, self.lines))

    @view
    def sentence_spans(self) -> list[tuple[int, int]]:
        """Where the sentences by English Punkt start and end."""
        return sentence_spans(self.raw)

    @view
    def sentences(self) -> list[str]:
        """The sentences by English Punkt."""
        return [self.raw[start:stop] for start, stop in self.sentence_spans]

    @view
    def capital_token_count(self) -> int:
        """The number of word tokens that are upper case, as :meth:`str.isupper` says."""
        counts = self._known.capitals
        new = [sentence for sentence in dict.fromkeys(self.sentences) if sentence not in counts]
        counts.update(zip(new, count_capital_tokens(new), strict=True))
        return sum(map(counts.__getitem__, self.sentences))

    @view
    def letter_range(self) -> tuple[int, int]:
        """How often the rarest and the most frequent letter of a to z occur, case ignored."""
        counts = [self.lower.count(letter) for letter in ascii_lowercase]
        return min(counts), max(counts)

    @view
    def folded(self) -> str:
        """The text as phrases are compared with it: see :func:`ifeval_kit.tokens.reading.fold`."""
        return fold(self.raw)

    @view
    def reader_words(self) -> list[str]:
        """The words as a reader counts them."""
        known = self._known.reader_words
        return [word for line in self.lines for word in known[line]]

    @view
    def body_words(self) -> list[str]:
        """The words as a reader counts them, without the numbers and letters of list items."""
        known = self._known.reader_words
        return [word for block in blocks(self.raw) for word in known[block.text]]

    @view
    def reader_sentences(self) -> list[str]:
        """The sentences as a reader sees them, without emphasis and with straight quotes."""
        return reader_sentences(self.raw)

    @property
    def sentence_words(self) -> Iterator[list[str]]:
        """The words of one sentence after the other, both as a reader sees them."""
        return map(self._known.reader_words.__getitem__, self.reader_sentences)

    @property
    def reader_sentence_count(self) -> int:
        """The number of sentences as a reader counts them."""
        return len(self.reader_sentences)

    @view
    def marked_sentences(self) -> list[str]:
        """The sentences by their marks alone, as the verifiers of IF-RLVR divide a text."""
        return sentences_by_marks(self.raw)

    @view
    def prose(self) -> str:
        """The text without fenced blocks of code, unless nothing else is there."""
        kept = without_code(self.raw)
        return kept if kept.strip() else self.raw

    @view
    def language(self) -> str | None:
        """The ISO code of the language; ``None`` where the text has no features to tell by."""
        return detect_language(self.raw)

    @view
    def prose_language(self) -> str | None:
        """The language of the prose, capitals read as small letters where there is nothing else.

        ``None`` where the prose has no letters or no features to tell by.
        """
        prose = self.prose
        if not any(map(str.isalpha, prose)):
            return None
        return detect_language(prose.lower() if prose.isupper() else prose)
