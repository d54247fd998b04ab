"""``fixed``: what an answer to an elementary question commits itself to.

Markdown, quotation marks, case and accents composed in another way do not matter, and an answer
may stand alone, on a line of its own, or in a sentence that says so. Where an answer commits itself
twice, to different things, an explicit "the answer is" decides, and else nothing does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ifeval_kit.text import Text
from ifeval_kit.tokens.reading import fold
from ifeval_kit.verifiers.lmentry.language_words import NEITHER, Opposites, Vocabulary

Tokens = tuple[str, ...]

_MARKUP = re.compile(r"[*`#>\\$]+|(?<!\w)_+|_+(?!\w)")
_ENDS = re.compile(r"([.!?;…。]+[\"')»]*(?=\s|$))")
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|[:=→—–]|(?<=\s)-(?=\s)")
_SPANS = re.compile(
    r"\*\*([^*\n]{1,300}+)\*\*|\"([^\"\n]{1,300}+)\"|`([^`\n]{1,300}+)`|(?<!\w)'([^'\n]{1,300}+)'(?!\w)"
)
_THOUSANDS = re.compile(r"(?<=\d)[,.'\u00a0\u202f](?=\d{3}(?!\d))")


_NOT_IN_ONE = frozenset({"isn't", "doesn't", "aren't", "n'est"})
_READ = 20_000
"""Characters read at each end of an answer, for which one word or sentence was asked."""
_SHORT = 3
"""So many words may be an answer although a question mark follows."""
_DESIGNATORS = 6
"""How many words may stand between "is" and an answer: "the final correct word"."""
_LESS = frozenset({"less", "weniger", "moins", "menos", "meno", "менее"})


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


class _Mention(NamedTuple):
    start: int
    stop: int
    option: int
    negated: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Finds which of some options an answer chooses; each option has one or more forms.

    ``comparison`` are the words by which a sentence that names several options chooses one.
    """

    options: tuple[tuple[Tokens, ...], ...]
    words: Vocabulary
    comparison: Opposites
    degree: Opposites = NEITHER

    def chosen(self, answer: Said) -> int | None:
        """Return the number of the option, ``None`` where none or more than one is chosen."""
        decided: set[int] = set()
        for sentence in answer.sentences:
            option = self._of(sentence.tokens)
            if option is not None:
                if self.words.answers & set(sentence.tokens):
                    decided = {option}
                    continue
                decided.add(option)
        if decided:
            return decided.pop() if len(decided) == 1 else None
        if len(answer.sentences) == 1:
            return self._only(self._mentions(answer.sentences[0].tokens))
        return None

    def _of(self, tokens: Tokens) -> int | None:
        mentions = self._mentions(tokens)
        if not mentions:
            return None
        places = {place for each in mentions for place in range(each.start, each.stop)}
        rest = [token for place, token in enumerate(tokens) if place not in places]
        compared = self._comparing(tokens, places)
        if compared is not None:
            return self._compared(tokens, mentions, *compared)
        explicit = self.words.answers & set(rest)
        linked = [each for each in mentions if self._linked(tokens, each)]
        if explicit and linked:
            return self._only(linked[-1:])
        filler = self.words.links | self.words.designators | self.words.answers
        if explicit or all(token in filler or token in self.words.interjections for token in rest):
            return self._only(mentions)
        return self._only(mentions) if any(each.negated for each in mentions) else None

    def _comparing(self, tokens: Tokens, places: set[int]) -> tuple[int, bool] | None:
        """Return the place of the word that compares, and whether it praises what is asked for."""
        for words in (self.comparison, self.degree):
            for place, token in enumerate(tokens):
                if place not in places and (token in words.asked or token in words.other):
                    praises = token in words.asked
                    if words is self.comparison and place and tokens[place - 1] in _LESS:
                        praises = not praises
                    return place, praises
        return None

    def _compared(
        self, tokens: Tokens, mentions: Sequence[_Mention], compared: int, praises: bool
    ) -> int | None:
        if not self.comparison.other and not self.degree.other:
            return self._only(mentions)
        subject = next(
            (each for each in mentions if each.start > compared and self._linked(tokens, each)),
            None,
        )
        before = [each for each in mentions if each.start < compared]
        subject = subject or (before[-1] if before else mentions[0])
        if praises != subject.negated:
            return subject.option
        return 1 - subject.option if len(self.options) == 2 else None

    def _linked(self, tokens: Tokens, mention: _Mention) -> bool:
        before = tokens[max(0, mention.start - _DESIGNATORS) : mention.start]
        for token in reversed(before):
            if token not in self.words.designators:
                return token in self.words.links
        return False

    def _only(self, mentions: Sequence[_Mention]) -> int | None:
        named = {each.option for each in mentions if not each.negated}
        if len(named) == 1:
            return named.pop()
        denied = {each.option for each in mentions} - named
        return (
            1 - denied.pop() if not named and len(denied) == 1 and len(self.options) == 2 else None
        )

    def _mentions(self, tokens: Tokens) -> list[_Mention]:
        firsts = {form[0] for forms in self.options for form in forms}
        found: list[_Mention] = []
        stop = 0
        for start, token in enumerate(tokens):
            if token not in firsts or start < stop:
                continue
            matching = [
                (len(form), option)
                for option, forms in enumerate(self.options)
                for form in forms
                if tokens[start : start + len(form)] == form
            ]
            if matching:
                length, option = max(matching)
                stop = start + length
                found.append(_Mention(start, stop, option, self._denied(tokens, start, stop)))
        return found

    def _denied(self, tokens: Tokens, start: int, stop: int) -> bool:
        """Whether "not" stands before a mention, or in a verb after it."""
        if not self.words.negations.isdisjoint(tokens[max(0, start - 2) : start]):
            return True
        after = tokens[stop : stop + 2]
        return any(token in _NOT_IN_ONE for token in after[:1]) or (
            len(after) == 2
            and any(token in self.words.negations for token in after)
            and any(token in self.words.verbs | self.words.links for token in after)
        )


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
