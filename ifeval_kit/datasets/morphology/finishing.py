"""How texts made of pieces are finished: blanks, elision, capitals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_SENTENCE = re.compile(r"[.?!]\s*[^\W\d_]")


def sentence_case(text: str) -> str:
    """Return a text with single blanks, none after an apostrophe, and sentences in capitals.

    This is how the templates of M2C are finished (Hlavnova and Ruder 2023).
    """
    text = " ".join(text.split()).replace("' ", "'")
    return _SENTENCE.sub(lambda found: found.group().upper(), text[:1].upper() + text[1:])


_START = re.compile(r"(?:^\W*|[.?!]\s+\W*)[^\W\d_]")
_ELIDED = re.compile(r"(?<=['’])\s+")


def finishing(
    *, sentence_case: bool, elision: bool, capitals: Mapping[str, str]
) -> Callable[[str], str]:
    """Return what finishes the texts of a language.

    ``elision`` joins a word to an apostrophe before it; ``sentence_case`` puts the first letter and
    those after ``. ? !`` and a blank in capitals, which are those of ``capitals`` where it says so.
    """

    def capital(found: re.Match[str]) -> str:
        start, letter = found.group()[:-1], found.group()[-1]
        return start + capitals.get(letter, letter.upper())

    def finish(text: str) -> str:
        text = " ".join(text.split())
        if elision:
            text = _ELIDED.sub("", text)
        return _START.sub(capital, text) if sentence_case else text

    return finish
