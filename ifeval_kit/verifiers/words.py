"""What every word must be: its letters, its length, how often it occurs."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.tokens.reading import fold
from ifeval_kit.verifiers.parameters import Positive, at_least, counted, shown
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_NO_APOSTROPHES = str.maketrans("", "", "'’")
_VOWELS = frozenset("aeiou")
_CLUSTER_UPSTREAM = re.compile(r"[bcdfghjklmnpqrstvwxyz]{2}")
# A y before a vowel sounds as a consonant.
_CLUSTER = re.compile(r"(?:[bcdfghjklmnpqrstvwxz]|y(?=[aeiou])){2}")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_MOST_VOWELS = 3
_PALINDROMES, _PALINDROME_LENGTH = 10, 5
_PRIMES_UPSTREAM = 97


def without_punctuation(text: Text) -> list[str]:
    """Return what stands between blanks, in lower case, once all ASCII marks are deleted."""
    return text.lower.translate(_NO_PUNCTUATION).split()


def plain(word: str) -> str:
    """Return a word in small letters without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _every(words: list[str], wrong: list[str], kind: str) -> Verdict:
    """Judge words of which none may be wrong."""
    reason = f"{len(words) - len(wrong)} of {counted(len(words), 'words')} {kind}"
    if wrong:
        reason += f", the first that does not is {shown(wrong[0])}"
    return Verdict(not wrong, reason, len(wrong), 0)


def _no_words() -> Verdict:
    return Verdict(passed=False, reason="there are no words", measured=0, expected="words")


@verifier("words:vowel", "upstream")
@dataclass(frozen=True, slots=True)
class VowelUpstream:
    """There is one line, outer white space aside, with at most three of a, e, i, o and u."""

    def verify(self, text: Text) -> Verdict:
        """Count the lines, then the different vowels."""
        lines = text.stripped.count("\n") + 1
        return _vowels(text.lower) if lines == 1 else _one_paragraph(lines, "lines")


@verifier("words:vowel", "fixed")
@dataclass(frozen=True, slots=True)
class Vowel:
    """There is one paragraph of two words or more with at most three of a, e, i, o and u."""

    def verify(self, text: Text) -> Verdict:
        """Count the paragraphs, then the different vowels, accents aside."""
        paragraphs = len(_BLANK_LINE.findall(text.stripped)) + 1
        if paragraphs > 1:
            return _one_paragraph(paragraphs, "paragraphs")
        return few_words(text.body_words) or _vowels(plain(text.raw))


def _one_paragraph(found: int, unit: str) -> Verdict:
    return Verdict(False, f"{found} {unit}, expected one paragraph", found, 1)


def _vowels(text: str) -> Verdict:
    found = sorted(vowel for vowel in _VOWELS if vowel in text)
    reason = f"{counted(len(found), 'vowels')} ({' '.join(found)}), expected at most {_MOST_VOWELS}"
    return Verdict(len(found) <= _MOST_VOWELS, reason, len(found), _MOST_VOWELS)


def few_words(words: list[str], least: int = 2) -> Verdict | None:
    """Return the failed verdict on fewer than ``least`` words, else ``None``."""
    if len(words) >= least:
        return None
    expected = f"at least {least}"
    return Verdict(False, f"{counted(len(words), 'words')}, expected {expected}", len(words), least)


@verifier("words:consonants", "upstream")
@dataclass(frozen=True, slots=True)
class ConsonantsUpstream:
    """Whatever stands between blanks has two consonants together, y counting as one."""

    def verify(self, text: Text) -> Verdict:
        """Look at each string, dashes and numbers too."""
        words = text.lower.split()
        wrong = [word for word in words if not _CLUSTER_UPSTREAM.search(word)]
        return _every(words, wrong, "have a consonant cluster")


@verifier("words:consonants", "fixed")
@dataclass(frozen=True, slots=True)
class Consonants:
    """Every word has two consonants together; y is one only before a vowel."""

    def verify(self, text: Text) -> Verdict:
        """Look at each word that has a letter, accents and apostrophes aside."""
        has_cluster = {
            word: _CLUSTER.search(plain(word).translate(_NO_APOSTROPHES)) is not None
            for word in set(text.body_words)
            if any(map(str.isalpha, word))
        }
        words = [word for word in text.body_words if word in has_cluster]
        wrong = [word for word in words if not has_cluster[word]]
        return _every(words, wrong, "have a consonant cluster") if words else _no_words()


@verifier("words:palindrome", "upstream")
@dataclass(frozen=True, slots=True)
class PalindromeUpstream:
    """At least ten strings of five characters or more read the same backwards, repeats too."""

    def verify(self, text: Text) -> Verdict:
        """Count them once all ASCII marks are deleted."""
        found = [word for word in without_punctuation(text) if _reads_backwards(word)]
        return at_least(len(found), _PALINDROMES, unit="palindromes of 5 characters or more")


@verifier("words:palindrome", "fixed")
@dataclass(frozen=True, slots=True)
class Palindrome:
    """At least ten different words of five letters or more read the same backwards."""

    def verify(self, text: Text) -> Verdict:
        """Count them; numbers and one letter over and over are no words."""
        words = {fold(word) for word in set(text.body_words)}
        found = [
            word
            for word in words
            if word.isalpha() and len(set(word)) > 1 and _reads_backwards(word)
        ]
        return at_least(len(found), _PALINDROMES, unit="different palindromes of 5 letters or more")


def _reads_backwards(word: str) -> bool:
    return len(word) >= _PALINDROME_LENGTH and word == word[::-1]


@verifier("words:prime_lengths", "upstream")
@dataclass(frozen=True, slots=True)
class PrimeLengthsUpstream:
    """Once all ASCII marks are deleted, the length of every string is a prime up to 97."""

    def verify(self, text: Text) -> Verdict:
        """Count the characters of each string."""
        words = without_punctuation(text)
        wrong = [word for word in words if len(word) > _PRIMES_UPSTREAM or not _is_prime(len(word))]
        return _every(words, wrong, "have a prime length")


@verifier("words:prime_lengths", "fixed")
@dataclass(frozen=True, slots=True)
class PrimeLengths:
    """The number of letters and digits of every word is a prime."""

    def verify(self, text: Text) -> Verdict:
        """Count the letters and digits of each word."""
        words = text.body_words
        lengths = {word: _letters(word) for word in set(words)}
        prime = {length: _is_prime(length) for length in set(lengths.values())}
        wrong = [word for word in words if not prime[lengths[word]]]
        return _every(words, wrong, "have a prime length") if words else _no_words()


def _letters(word: str) -> int:
    return sum(map(str.isalnum, unicodedata.normalize("NFC", word)))


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


@verifier("words:repeats", "upstream")
@dataclass(frozen=True, slots=True)
class RepeatsUpstream:
    """Nothing between blanks occurs more than ``small_n`` times once ASCII marks are deleted."""

    small_n: Positive

    def verify(self, text: Text) -> Verdict:
        """Count each string, case ignored."""
        return _most_frequent(without_punctuation(text), self.small_n)


@verifier("words:repeats", "fixed")
@dataclass(frozen=True, slots=True)
class Repeats:
    """No word occurs more than ``small_n`` times."""

    small_n: Positive

    def verify(self, text: Text) -> Verdict:
        """Count each word as a reader does, case and kinds of apostrophe ignored."""
        forms = {word: fold(word) for word in set(text.body_words)}
        words = [forms[word] for word in text.body_words]
        return _most_frequent(words, self.small_n) if words else _no_words()


def _most_frequent(words: list[str], most: int) -> Verdict:
    word, times = max(Counter(words).items(), key=lambda item: item[1], default=("", 0))
    reason = f"the most frequent word, {shown(word)}, occurs {counted(times, 'times')}"
    return Verdict(times <= most, f"{reason}, expected at most {most}", times, most)
