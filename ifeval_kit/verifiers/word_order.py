"""How a word must differ from the word before it, and words that sentences share."""

from __future__ import annotations

import itertools
import operator
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ifeval_kit.memo import kept_if_short
from ifeval_kit.records import Verdict
from ifeval_kit.tokens.blocks import blocks, is_divider
from ifeval_kit.tokens.reading import fold, reader_words
from ifeval_kit.verifiers.parameters import counted, shown
from ifeval_kit.verifiers.registry import verifier
from ifeval_kit.verifiers.sentence import too_few_sentences
from ifeval_kit.verifiers.words import few_words, plain, without_punctuation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ifeval_kit.text import Text

K = TypeVar("K")

_LETTERS = string.ascii_lowercase
# syllapy takes a word with hyphens apart by recursion, which ends at a thousand.
_MOST_HYPHENS = 500
_OUTER = string.punctuation + " "


def _stripped(text: Text) -> list[str]:
    """Return what stands between blanks without outer ASCII marks, if anything is left."""
    bare = (word.strip(string.punctuation) for word in text.raw.split())
    return [word for word in bare if word]


def _neighbours(
    words: list[str], key: Callable[[str], K], fit: Callable[[K, K], bool], rule: str
) -> Verdict:
    """Judge what matters of each word by that of the word before it."""
    keys = itertools.pairwise(map(key, words))
    for (first, second), (before, after) in zip(itertools.pairwise(words), keys, strict=True):
        if not fit(before, after):
            reason = f"{shown(second)} after {shown(first)}, expected {rule}"
            return Verdict(False, reason, shown(second), rule)
    return Verdict(True, f"{counted(len(words), 'words')} with {rule}", len(words), rule)


@verifier("words:alphabet", "upstream")
@dataclass(frozen=True, slots=True)
class AlphabetUpstream:
    """Each string between blanks begins with the letter of a to z after that of the one before.

    ASCII marks by themselves are passed over; anything else that is no letter of a to z fails.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare the first letters; a goes after z, and any letter may be the first."""
        words = _stripped(text)
        if not words or words[0][0].lower() not in _LETTERS:
            reason = "the first word does not begin with a letter of a to z"
            return Verdict(False, reason, shown(words[0] if words else ""), "a to z")
        return _neighbours(words, lambda word: word[0].lower(), _follows, _NEXT)


@verifier("words:alphabet", "fixed")
@dataclass(frozen=True, slots=True)
class Alphabet:
    """There are two words or more, each beginning with the letter after that of the one before."""

    def verify(self, text: Text) -> Verdict:
        """Compare the first letters, accents aside; a goes after z."""
        words = text.body_words
        return few_words(words) or _neighbours(
            words, lambda word: plain(word[:1])[:1], _follows, _NEXT
        )


_NEXT = "the next letter of the alphabet at the start"


def _follows(first: str, second: str) -> bool:
    """Whether two small letters of a to z follow one another."""
    both = len(first) == len(second) == 1 and first in _LETTERS and second in _LETTERS
    return both and (ord(second) - ord(first)) % len(_LETTERS) == 1


@verifier("words:no_consecutive", "upstream")
@dataclass(frozen=True, slots=True)
class NoConsecutiveUpstream:
    """No two neighbouring strings between blanks begin with the same character, case ignored."""

    def verify(self, text: Text) -> Verdict:
        """Compare the first characters; ASCII marks by themselves are passed over."""
        words = [word.lower() for word in _stripped(text)]
        return _neighbours(words, lambda word: word[0], operator.ne, _OTHER)


@verifier("words:no_consecutive", "fixed")
@dataclass(frozen=True, slots=True)
class NoConsecutive:
    """There are two words or more, and no two neighbours begin with the same letter."""

    def verify(self, text: Text) -> Verdict:
        """Compare the first letters, accents aside; figures are no letters."""
        words = text.body_words
        return few_words(words) or _neighbours(
            words, lambda word: plain(word[:1]), lambda a, b: a.isdigit() or a != b, _OTHER
        )


_OTHER = "another letter at the start"


@verifier("words:odd_even_syllables", "upstream")
@dataclass(frozen=True, slots=True)
class OddEvenSyllablesUpstream:
    """Strings between blanks have by turns odd and even numbers of syllables by syllapy 0.8.

    A number has none, an emoji one. One string passes.
    """

    def verify(self, text: Text) -> Verdict:
        """Count the syllables once all ASCII marks are deleted."""
        words = without_punctuation(text)
        return _neighbours(words, _syllables, lambda a, b: (a + b) % 2 == 1, _PARITY)


@verifier("words:odd_even_syllables", "fixed")
@dataclass(frozen=True, slots=True)
class OddEvenSyllables:
    """There are two words or more, by turns with odd and even numbers of syllables."""

    def verify(self, text: Text) -> Verdict:
        """Count the syllables, accents aside; a number may be read either way."""
        words = text.body_words
        return few_words(words) or _neighbours(
            words,
            lambda word: _syllables(plain(word).replace("’", "'")),
            lambda a, b: 0 in (a, b) or (a + b) % 2 == 1,
            _PARITY,
        )


_PARITY = "odd and even numbers of syllables by turns"


@kept_if_short(4096, longest=64)
def _syllables(word: str) -> int:
    import syllapy

    if word.count("-") > _MOST_HYPHENS:
        return 0
    return int(syllapy.count(word))


@verifier("words:last_first", "upstream")
@dataclass(frozen=True, slots=True)
class LastFirstUpstream:
    """The last string of each sentence by Punkt is the first of the next, case ignored.

    ASCII marks count but for those that end the one sentence and begin the other. One sentence
    passes.
    """

    def verify(self, text: Text) -> Verdict:
        """Compare both strings of each pair of sentences."""
        lower = [sentence.lower() for sentence in text.sentences]
        firsts = ("".join(one.lstrip(_OUTER).split(maxsplit=1)[:1]) for one in lower)
        lasts = ("".join(one.rstrip(_OUTER).rsplit(maxsplit=1)[-1:]) for one in lower)
        return _shared(lasts, firsts)


@verifier("words:last_first", "fixed")
@dataclass(frozen=True, slots=True)
class LastFirst:
    """There are two sentences or more, and the last word of each is the first of the next."""

    def verify(self, text: Text) -> Verdict:
        """Compare both words of each pair of sentences, marks around them aside."""
        firsts = (fold(words[0]) if words else "" for words in text.sentence_words)
        lasts = (fold(words[-1]) if words else "" for words in text.sentence_words)
        return too_few_sentences(text.reader_sentence_count) or _shared(lasts, firsts)


def _shared(lasts: Iterable[str], firsts: Iterable[str]) -> Verdict:
    """Compare the last word of each sentence with the first of the next, up to the first other."""
    pairs = 0
    for pairs, (first, last) in enumerate(
        zip(itertools.islice(firsts, 1, None), lasts, strict=False), 1
    ):
        if not last or last != first:
            found, expected = shown(first), shown(last)
            reason = f"sentence {pairs + 1} begins with {found}, expected {expected}"
            return Verdict(False, reason, found, expected)
    reason = f"{counted(pairs, 'pairs')} of sentences share a word"
    return Verdict(True, reason, pairs, pairs)


@verifier("words:paragraph_last_first", "upstream")
@dataclass(frozen=True, slots=True)
class ParagraphLastFirstUpstream:
    """Each line, less outer ASCII marks and blanks, begins and ends with the same string."""

    def verify(self, text: Text) -> Verdict:
        """Compare the ends of each line, case ignored; lines of marks are passed over."""
        lines = (line.strip(_OUTER).split() for line in text.lower.split("\n"))
        return _same_ends(words for words in lines if words)


@verifier("words:paragraph_last_first", "fixed")
@dataclass(frozen=True, slots=True)
class ParagraphLastFirst:
    """Each line that is no heading or divider has words and begins and ends with the same one."""

    def verify(self, text: Text) -> Verdict:
        """Compare the ends of each line; a line of one word repeats nothing."""
        lines = (
            line
            for line in text.lines
            if line.strip() and not line.lstrip().startswith("#") and not is_divider(line)
        )
        return _same_ends(map(_folded_words, lines), least=2)


def _folded_words(line: str) -> list[str]:
    return [fold(word) for block in blocks(line) for word in reader_words(block.text)]


def _same_ends(lines: Iterable[list[str]], least: int = 0) -> Verdict:
    """Judge the lines one by one, up to the first that is wrong or has too few words."""
    number = 0
    for number, words in enumerate(lines, start=1):
        if short := few_words(words, least):
            return short
        if words[0] != words[-1]:
            first, last = shown(words[0]), shown(words[-1])
            reason = f"paragraph {number} begins with {first} and ends with {last}"
            return Verdict(False, f"{reason}, expected the same word", last, first)
    if least and not number:
        return Verdict(passed=False, reason="there is no paragraph", measured=0, expected=1)
    reason = f"{counted(number, 'paragraphs')}, each with the same word at both ends"
    return Verdict(True, reason, number, number)
