"""Words that stand alone in a text, and words of a given sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.tokens.reading import fold
from ifeval_kit.verifiers.lmentry.scoring import Fragments, Matcher
from ifeval_kit.verifiers.parameters import is_literal

if TYPE_CHECKING:
    from ifeval_kit.text import Text

_EDGES = re.compile(r"^\W+|\W+$")


def _alone(fragments: Fragments) -> Mapping[str, str]:
    word = rf"\b{fragments['word']}\b"
    return {"any_alone": word, "any_among": f"(?:{word}.|.{word})"}


_STANDING = Matcher(("word",), _alone)


@dataclass(frozen=True, slots=True)
class Standing:
    r"""A word as ``\b`` of :mod:`re` delimits it."""

    word: str

    def found(self, prediction: str, text: Text) -> bool:
        """Whether the word stands alone somewhere in a prediction, which ``text`` was made into."""
        return self._asked("any_alone", prediction, text)

    def among_others(self, prediction: str, text: Text) -> bool:
        """Whether it does with another character on its line."""
        return self._asked("any_among", prediction, text)

    def _asked(self, question: str, prediction: str, text: Text) -> bool:
        if self.word not in prediction and is_literal(self.word):
            return False
        return _STANDING.bind((self.word,)).matches(question, prediction, text)


def stands(text: str, start: int, stop: int) -> bool:
    r"""Whether ``\b`` of :mod:`re` matches at both ends of a stretch of a text."""
    return all(
        _is_word(text[place - 1 : place]) != _is_word(text[place : place + 1])
        for place in (start, stop)
    )


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def sentence_words(sentence: str) -> list[str]:
    """Return the words of a given sentence, without the marks around them."""
    bare = (_EDGES.sub("", word) for word in sentence.split())
    return [word for word in bare if word]


def gold_word(sentence: str, position: int) -> str:
    """Return the first or last word of a sentence, at ``position`` 0 or -1."""
    words = sentence_words(sentence)
    return words[position] if words else ""


def neighbour(sentence: str, query: str, step: int) -> str:
    """Return the word at ``step`` (1 or -1) from a word of a sentence; empty without one."""
    words = sentence_words(sentence)
    folded = [fold(word) for word in words]
    try:
        place = folded.index(fold(query)) + step
    except ValueError:
        return ""
    return words[place] if 0 <= place < len(words) else ""
