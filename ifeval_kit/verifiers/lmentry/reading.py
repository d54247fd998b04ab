"""``fixed``: what an answer to an elementary question commits itself to.

Reasoning, Markdown, quotation marks, case and accents composed in another way do not matter, and
an answer may stand alone, on a line of its own, or in a sentence that says so. Where an answer
commits itself twice, to different things, an explicit "the answer is" decides, and else nothing
does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ifeval_kit.reasoning import split
from ifeval_kit.text import Text
from ifeval_kit.tokens.reading import fold
from ifeval_kit.verifiers.lmentry.language_words import Opposites, Vocabulary

Tokens = tuple[str, ...]

_MARKUP = re.compile(
    r"\\(?:boxed|text\w*+|math\w*+)(?!\w)|</?[a-z][^<>\n]{0,80}>|^\s*>+"
    r"|[*`#$]+|\\|(?<!\w)_+|_+(?!\w)"
)
_ITEM = re.compile(r"^\s*(?:[-+•*–]|\d[.)]|a:)\s+(?=\S)")
"""The mark of a list, or of an answer; a number of two digits may be one."""
_ENDS = re.compile(r"([.!?;…。]+[\"')»]*(?=\s|$))")
_TOKEN = re.compile(
    r"(?<![\w.,])[-−]\d++(?:[.,]\d++)*+|\d++(?:[.,]\d++)++|\w+(?:['’-]\w+)*"
    r"|[-=]>|[:=<>→—–]|(?<=\s)-(?=\s)"
)
_CLAUSE = re.compile(r"[,;(]\s|\s\(")
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

    @property
    def opening(self) -> Tokens:
        """The words before the first comma, semicolon or bracket; all words where there is none."""
        end = _CLAUSE.search(self.text)
        return tokens_of(self.text[: end.start()]) if end else self.tokens

    @property
    def listed(self) -> bool:
        """Whether it is nothing but single words between commas."""
        parts = self.text.split(",")
        return len(parts) > 1 and all(len(tokens_of(part)) == 1 for part in parts)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is read: its sentences, and what it puts into quotation marks or bold."""

    sentences: tuple[Sentence, ...]
    spans: tuple[str, ...]

    def without_questions(self, words: Vocabulary) -> Said:
        """Return it without its questions; two or three words that do not ask are an answer."""
        kept = tuple(
            sentence
            for sentence in self.sentences
            if not sentence.asks
            or (len(sentence.tokens) <= _SHORT and sentence.tokens[0] not in words.links)
        )
        return Said(kept, self.spans if kept else ())

    def speaking_of(self, subject: Opposites) -> Said:
        """Return it without sentences that speak only of the opposite of a subject."""
        kept = tuple(
            sentence
            for sentence in self.sentences
            if subject.other.isdisjoint(sentence.tokens)
            or not subject.asked.isdisjoint(sentence.tokens)
        )
        if len(kept) == len(self.sentences):
            return self
        left = {token for sentence in kept for token in sentence.tokens}
        return Said(kept, tuple(span for span in self.spans if left.issuperset(tokens_of(span))))


def said(text: Text, prompt: str = "", quoted: str = "") -> Said:
    """Read an answer, of a very long one both ends.

    Sentences and longer parts of the prompt are left out, and so are several words of what the
    prompt quotes.
    """
    answer = _read(text.raw)
    asked = [_spaced(sentence.tokens) for sentence in _read(prompt).sentences] if prompt else []
    about = _spaced(tokens_of(fold(quoted)))

    def echoes(tokens: Tokens) -> bool:
        words = _spaced(tokens)
        return len(tokens) > 1 and (
            words in about
            or words in asked
            or (len(tokens) > _SHORT and any(words in sentence for sentence in asked))
        )

    kept = tuple(sentence for sentence in answer.sentences if not echoes(sentence.tokens))
    return Said(kept, answer.spans if kept else ())


def _spaced(tokens: Tokens) -> str:
    return f" {' '.join(tokens)} "


@functools.lru_cache(maxsize=16)
def _read(raw: str) -> Said:
    """Read a text; the last ones are kept, since the same answer may be given to many prompts."""
    _, answer, _ = split(raw)
    if len(answer) > 2 * _READ:
        answer = f"{answer[:_READ]}\n{answer[-_READ:]}"
    lines = [_straight(fold(line)) for line in answer.split("\n")]
    spans = [next(filter(None, match)) for line in lines for match in _SPANS.findall(line)]
    sentences = []
    for line in lines:
        parts = _ENDS.split(_ITEM.sub("", _MARKUP.sub("", line)))
        for part, end in zip(parts[::2], [*parts[1::2], ""], strict=True):
            tokens = tokens_of(part)
            if any(token[-1].isalnum() for token in tokens):
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
    that is one of ``besides``. What it names before its first comma comes first.
    """
    for place, sentence in enumerate(answer.sentences):
        tokens = sentence.tokens
        alone = len(answer.sentences) == 1
        if not alone and (sentence.announces or (place == 0 and _is_interjection(tokens, words))):
            continue
        named = _name(sentence, words, besides, closing=closing)
        if named:
            yield named, tokens


def _name(
    sentence: Sentence, words: Vocabulary, besides: frozenset[str], *, closing: bool
) -> Tokens:
    whole = _named(sentence.tokens, words, besides, closing=closing)
    opening = sentence.opening
    if not opening or opening == sentence.tokens or sentence.listed:
        return whole
    # "So, the letter is b" and "It has three, so the letter is b" conclude after the comma.
    concludes = sentence.tokens[len(opening)] in words.designators | words.subjects | words.fillers
    if concludes and len(whole) == 1:
        return whole
    if len(opening) == 1:
        return whole if opening[0] in words.interjections | besides else opening
    if (words.verbs | words.links).isdisjoint(opening):
        return whole
    named = _named(opening, words, besides, closing=closing)
    plain = len(named) == 1 and named[0] not in words.verbs | words.links | words.designators
    return named if plain else whole


def _is_interjection(tokens: Tokens, words: Vocabulary) -> bool:
    return len(tokens) < 4 and tokens[0] in words.interjections


def _named(tokens: Tokens, words: Vocabulary, besides: frozenset[str], *, closing: bool) -> Tokens:
    while len(tokens) > 1 and not tokens[-1][0].isalnum():
        tokens = tokens[:-1]
    if len(tokens) == 1:
        return tokens
    # "starts with x", but not "with x"
    closing &= not words.verbs.isdisjoint(tokens) or not words.links.isdisjoint(tokens)
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


def one_named(
    answer: Said, words: Vocabulary, besides: frozenset[str], *, letter: bool = False
) -> str | None:
    """Return the one word that an answer gives, ``None`` where it gives none or contradicts itself.

    ``besides`` are the words of the question, which do not count where they are quoted. With
    ``letter`` only single letters count.
    """

    def counts(name: Tokens) -> bool:
        return len(name) == 1 and not (letter and len(name[0]) > 1)

    quoted = [span for span in quoted_words(answer, besides) if counts(span)]
    if len(quoted) == 1:
        return quoted[0][0]
    found: list[str] = []
    explicit: list[str] = []
    contradicted = False
    by_subject: dict[Tokens, str] = {}
    for name, sentence in named_words(answer, words, besides, closing=True):
        # "The word is one. The word is two.", or one word a line.
        subject = sentence[:-1] if sentence[-1] == name[0] else (*sentence, "")
        if counts(name) or (subject and len(name) == 1):
            contradicted |= by_subject.setdefault(subject, name[0]) != name[0]
        if not counts(name):
            continue
        if not words.answers.isdisjoint(sentence):
            explicit.append(name[0])
        found.append(name[0])
    if explicit:
        return explicit[-1]
    return found[0] if found and not contradicted else None
