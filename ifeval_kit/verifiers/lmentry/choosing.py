"""``fixed``: which of some options an answer chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ifeval_kit.verifiers.lmentry.language_words import NEITHER, Opposites, Vocabulary
from ifeval_kit.verifiers.lmentry.reading import Said, Sentence, Tokens
from ifeval_kit.verifiers.refusals import AND, OFFERS

_LESS = frozenset({"less", "weniger", "moins", "menos", "meno", "менее"})
_NOT_IN_ONE = frozenset({"isn't", "doesn't", "aren't", "n'est"})
_JOINING = AND | OFFERS | {"e", "ed"}
_DIFFERENT = re.compile(r"\bdifferent(?:ly)? (?:sound|pronunciation|pronounced)")
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
    question: frozenset[str] = frozenset()
    """Words of the question, which an answer may repeat."""
    outside: str = ""
    """What the option is right for that is said not to belong to it."""

    def chosen(self, answer: Said) -> int | None:
        """Return the number of the option, ``None`` where none or more than one is chosen."""
        decided: set[int] = set()
        for sentence in answer.sentences:
            option = self._of(sentence)
            if option is not None:
                if self.words.answers & set(sentence.tokens):
                    decided = {option}
                    continue
                decided.add(option)
        return decided.pop() if len(decided) == 1 else None

    def _of(self, sentence: Sentence) -> int | None:
        tokens = sentence.tokens
        mentions = self._mentions(tokens)
        if not mentions or self._doubtful(tokens):
            return None
        places = {place for each in mentions for place in range(each.start, each.stop)}
        rest = [token for place, token in enumerate(tokens) if place not in places]
        linked = [each for each in mentions if self._linked(tokens, each)]
        explicit = bool(linked) and not self.words.answers.isdisjoint(rest)
        ends = bool(linked) and linked[-1].stop == len(tokens)
        if explicit and ends:
            return self._only(linked[-1:])
        compared = self._comparing(tokens, places)
        if compared is not None:
            return self._compared(tokens, mentions, *compared)
        if len({each.option for each in mentions}) == 1 and self._belongs_elsewhere(mentions, rest):
            return mentions[0].option
        if explicit:
            return self._only(linked[-1:])
        # "The word is ...", whatever is said of the word.
        ends &= tokens[mentions[-1].start - 1][0] != ":" and not self.words.subjects.isdisjoint(
            rest
        )
        if ends or any(each.negated for each in mentions):
            return self._only(mentions)
        opening = sentence.opening
        if opening != tokens and not sentence.listed and self._is_filler(opening, mentions):
            reasoned = tokens[len(opening)] in self.words.reasons
            first = [each for each in mentions if each.stop <= len(opening)]
            return self._only(first if reasoned else mentions) if first else None
        return self._only(mentions) if self._is_filler(tokens, mentions) else None

    def _doubtful(self, tokens: Tokens) -> bool:
        """Whether a negation stands before "whether"."""
        doubt = next((place for place, token in enumerate(tokens) if token in self.words.doubts), 0)
        return not self.words.negations.isdisjoint(tokens[:doubt])

    def _belongs_elsewhere(self, mentions: Sequence[_Mention], rest: Sequence[str]) -> bool:
        stem = self.outside.rstrip("s")
        return bool(stem) and mentions[0].negated and any(word.rstrip("s") == stem for word in rest)

    def _is_filler(self, tokens: Tokens, mentions: Sequence[_Mention]) -> bool:
        """Whether nothing is said in some words but what is chosen."""
        places = {place for each in mentions for place in range(each.start, each.stop)}
        start = 0
        while start < len(tokens) and tokens[start] in self.words.interjections:
            start += 1
        start += max(
            (
                len(said)
                for said in self.words.openings
                if tokens[start : start + len(said)] == said
            ),
            default=0,
        )
        words = self.words
        filler = words.links | words.designators | words.answers | words.fillers | words.verbs
        return all(
            place in places
            or tokens[place] in filler
            or tokens[place] in self.question
            or not tokens[place][-1].isalnum()
            for place in range(start, len(tokens))
        )

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
            return None if _DIFFERENT.search(" ".join(tokens)) else self._only(mentions)
        subject = next(
            (each for each in mentions if each.start > compared and self._linked(tokens, each)),
            None,
        )
        before = [each for each in mentions if each.start < compared]
        subject = subject or (before[-1] if before else mentions[0])
        if self._joined(tokens, mentions, subject):
            # "Of the numbers 87 and 501 bigger is 501", in Russian without the verb.
            if mentions[-1].start < compared or mentions[-1].stop < len(tokens):
                return None
            subject = mentions[-1]
        # Without a verb in between: Russian says "501 not bigger".
        before_it = tokens[compared - 1] if compared else ""
        denied = subject.negated or before_it in self.words.negations
        if praises != denied:
            return subject.option
        return 1 - subject.option if len(self.options) == 2 else None

    def _joined(self, tokens: Tokens, mentions: Sequence[_Mention], subject: _Mention) -> bool:
        """Whether "and" or "or" stands between a mention and one of another option before it."""
        return any(
            each.option != subject.option
            and each.stop == subject.start - 1
            and tokens[each.stop] in _JOINING
            for each in mentions
        )

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
