"""``fixed``: what an answer to an elementary question commits itself to.

Markdown, quotation marks, case and accents composed in another way do not matter, and an answer
may stand alone, on a line of its own, or in a sentence that says so. Where an answer commits itself
twice, to different things, an explicit "the answer is" decides, and else nothing does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ifeval_kit.text import Text
from ifeval_kit.tokens.reading import fold
from ifeval_kit.verifiers.lmentry.language_words import Vocabulary

Tokens = tuple[str, ...]

_MARKUP = re.compile(r"[*`#>\\$]+|(?<!\w)_+|_+(?!\w)")
_ENDS = re.compile(r"([.!?;…。]+[\"')»]*(?=\s|$))")
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[:=→—–]|(?<=\s)-(?=\s)")
_SPANS = re.compile(
    r"\*\*([^*\n]{1,300}+)\*\*|\"([^\"\n]{1,300}+)\"|`([^`\n]{1,300}+)`|(?<!\w)'([^'\n]{1,300}+)'(?!\w)"
)
_THOUSANDS = re.compile(r"(?<=\d)[,.'\u00a0\u202f](?=\d{3}(?!\d))")


_READ = 20_000
"""Characters read at each end of an answer, for which one word or sentence was asked."""
_SHORT = 3
"""So many words may be an answer although a question mark follows."""


def tokens_of(text: str) -> Tokens:
    """Return the words of a folded text, and the marks that link an answer to what it answers."""
    return tuple(_TOKEN.findall(text))


def _straight(text: str) -> str:
    return text.replace("«", '"').replace("»", '"')


class Sentence(NamedTuple):
    """A sentence or line of an answer.

    ``announces`` where it ends with a colon, ``asks`` where with a question mark.
    """

    tokens: Tokens
    announces: bool
    asks: bool
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is read: its sentences, and what it puts into quotation marks or bold."""

    sentences: tuple[Sentence, ...]
    spans: tuple[str, ...]


def said(text: Text, prompt: str = "") -> Said:
    """Read an answer: of a very long one, both ends.

    Sentences of the prompt are left out, and so are questions of more than three words.
    """
    answer = _read(text.raw)
    asked = {sentence.tokens for sentence in _read(prompt).sentences} if prompt else set()
    kept = [
        sentence
        for sentence in answer.sentences
        if not (sentence.asks and len(sentence.tokens) > _SHORT)
        and not (sentence.tokens in asked and len(sentence.tokens) > 1)
    ]
    return Said(tuple(kept), answer.spans if kept else ())


@functools.lru_cache(maxsize=16)
def _read(raw: str) -> Said:
    """Read a text; the last ones are kept, since the same answer may be given to many prompts."""
    if len(raw) > 2 * _READ:
        raw = f"{raw[:_READ]}\n{raw[-_READ:]}"
    lines = [_straight(fold(line)) for line in raw.split("\n")]
    spans = [next(filter(None, match)) for line in lines for match in _SPANS.findall(line)]
    sentences = []
    for line in lines:
        bare = _MARKUP.sub("", line)
        parts = _ENDS.split(bare)
        for part, end in zip(parts[::2], [*parts[1::2], ""], strict=True):
            tokens = tokens_of(part)
            if tokens:
                announces = part.rstrip("\"' ").endswith(":")
                sentences.append(Sentence(tokens, announces, "?" in end, part.strip()))
    return Said(tuple(sentences), tuple(_MARKUP.sub("", span).strip() for span in spans))


def without_thousands(text: str) -> str:
    """Return a text without the marks that group the digits of a number."""
    return _THOUSANDS.sub("", text)


def named_words(
    answer: Said, words: Vocabulary, besides: frozenset[str] = frozenset(), *, closing: bool
) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield what the sentences of an answer name, each with the words of its sentence.

    A sentence names what it consists of, what follows its last "is" or colon, what it begins with
    before a verb, and with ``closing`` what follows its last preposition ("starts with"), unless
    that is one of ``besides``.
    """
    for place, sentence in enumerate(answer.sentences):
        tokens = sentence.tokens
        alone = len(answer.sentences) == 1
        if not alone and (sentence.announces or (place == 0 and _is_interjection(tokens, words))):
            continue
        named = _named(tokens, words, besides, closing=closing)
        if named:
            yield named, tokens


def _is_interjection(tokens: Tokens, words: Vocabulary) -> bool:
    return len(tokens) < 4 and tokens[0] in words.interjections


def _named(tokens: Tokens, words: Vocabulary, besides: frozenset[str], *, closing: bool) -> Tokens:
    while len(tokens) > 1 and not tokens[-1][0].isalnum():
        tokens = tokens[:-1]
    if len(tokens) == 1:
        return tokens
    opening = words.links | (words.prepositions if closing else frozenset())
    links = [place for place, token in enumerate(tokens[:-1]) if token in opening]
    tail = _undesignated(tokens[links[-1] + 1 :], words) if links else ()
    one = len(tail) == 1 or (tail and tail[1] in words.negations)
    denied = len(tail) > 1 and tail[0] in words.negations
    if one and not denied and tail[0] not in words.answers | besides:
        return tail[:1]
    if tokens[1] in words.verbs and (len(tokens[0]) == 1 or tokens[0] not in words.designators):
        return tokens[:1]
    head = _undesignated(tokens, words)
    if head[0] not in words.answers and (len(head) == 1 or head[1] in words.verbs):
        return head[:1]
    return () if links else tokens


def _undesignated(tokens: Tokens, words: Vocabulary) -> Tokens:
    start = 0
    while start < len(tokens) - 1 and tokens[start] in words.designators:
        start += 1
    return tokens[start:]


def quoted_words(answer: Said, besides: frozenset[str]) -> list[Tokens]:
    """Return the single words in quotation marks or bold, other than those of the question."""
    spans = (tokens_of(span) for span in dict.fromkeys(answer.spans))
    return [span for span in spans if len(span) == 1 and span[0] not in besides]


def one_named(answer: Said, words: Vocabulary, besides: frozenset[str]) -> str | None:
    """Return the one word that an answer gives, ``None`` where it gives none or contradicts itself.

    ``besides`` are the words of the question, which do not count where they are quoted.
    """
    quoted = quoted_words(answer, besides)
    if len(quoted) == 1:
        return quoted[0][0]
    found = [
        (name[0], not words.answers.isdisjoint(sentence))
        for name, sentence in named_words(answer, words, besides, closing=True)
        if len(name) == 1
    ]
    explicit = [name for name, is_explicit in found if is_explicit]
    if explicit:
        return explicit[-1]
    return found[0][0] if found else None
