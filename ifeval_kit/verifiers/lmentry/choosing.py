"""``fixed``: which of some options an answer chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ifeval_kit.verifiers.lmentry.language_words import NEITHER, Opposites, Vocabulary
from ifeval_kit.verifiers.lmentry.reading import Said, Tokens

_LESS = frozenset({"less", "weniger", "moins", "menos", "meno", "менее"})
_NOT_IN_ONE = frozenset({"isn't", "doesn't", "aren't", "n'est"})
_DESIGNATORS = 6
"""How many words may stand between "is" and an answer: "the final correct word"."""


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
