"""From expansions to items: the prompt, the answer with all its forms, and what is wrong."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from ifeval_kit.datasets.morphology.expand import Expansion
from ifeval_kit.datasets.morphology.features import Key, Table, TemplateError
from ifeval_kit.datasets.morphology.files import NUMBERS, Probe, SpokenLanguage
from ifeval_kit.datasets.morphology.functions import Arithmetic
from ifeval_kit.datasets.morphology.lexicon import Entry
from ifeval_kit.datasets.morphology.shown import Shown
from ifeval_kit.datasets.morphology.template import Drawn, Piece, Result, Setting, Use
from ifeval_kit.records import Constraint, Exemplar, Item

CHECK = "m2c:answer"

_DISTRACTORS = 16
_TRIES = 30

AnswerPart: TypeAlias = str | dict[str, Any]


def items(
    spoken: SpokenLanguage, probe: Probe, n: int, seed: int | str, *, name: str
) -> Iterator[Item]:
    """Yield ``n`` items of a template, or as many as it has, with the ids ``name-1``, ``name-2``...

    Each carries one solved example: the same template with other words.
    """
    drawn = probe.sample(n + _TRIES, seed)
    for number, expansion in enumerate(drawn[:n], start=1):
        example = _unlike(expansion, drawn[n:] or drawn)
        yield Item(
            id=f"{name}-{number}",
            prompt=_prompt(spoken, expansion),
            constraints=(Constraint(CHECK, _kwargs(spoken, probe, expansion)),),
            category=probe.probe,
            language=spoken.code,
            answers=(_answer(expansion),),
            group=f"{spoken.code}-{probe.name}",
            exemplars=(Exemplar(_prompt(spoken, example), _answer(example)),),
        )


def _prompt(spoken: SpokenLanguage, expansion: Expansion) -> str:
    context, question = expansion.texts[:2]
    return _prompt_with(spoken, context, question)


def _prompt_with(spoken: SpokenLanguage, context: str, question: str) -> str:
    return spoken.prompt.replace("{context}", context).replace("{question}", question)


def _instruction(spoken: SpokenLanguage) -> str:
    """Return what the prompt says beside context and question: how to answer."""
    return _prompt_with(spoken, "", "").strip()


def _answer(expansion: Expansion) -> str:
    return expansion.texts[2]


def _unlike(expansion: Expansion, others: list[Expansion]) -> Expansion:
    """Return the expansion that has the fewest words in common, the first of equal ones."""
    words = set(expansion.words.values())
    return min(
        (other for other in others if other is not expansion),
        key=lambda other: (
            other.texts[2] == expansion.texts[2],
            len(words.intersection(other.words.values())),
        ),
        default=expansion,
    )


def _kwargs(spoken: SpokenLanguage, probe: Probe, expansion: Expansion) -> dict[str, Any]:
    context, question, right, *others = expansion.texts
    accepted = [text for text in dict.fromkeys(others) if text != right]
    pieces = probe.expander.template.parts[2:]
    answers = [_Answer(probe, expansion, of) for of in dict.fromkeys(pieces)]
    wrong = dict.fromkeys(text for answer in answers for text in answer.distractors())
    found: dict[str, Any] = {
        "language": spoken.code,
        "answer": right,
        "parts": answers[0].parts(),
        "distractors": [text for text in wrong if text not in (right, *accepted)][:_DISTRACTORS],
        "asked": [text for text in (context, question, _instruction(spoken)) if text],
    }
    if accepted:
        found["accept"] = accepted
    if probe.optional_articles:
        found["articles"] = "optional"
    return found


class _Answer:
    """A right answer of an expansion, piece by piece."""

    def __init__(self, probe: Probe, expansion: Expansion, pieces: tuple[str | Piece, ...]) -> None:
        self.template = probe.expander.template
        self.shown = Shown(self.template)
        self.dimensions = self.template.language.dimensions
        self.setting = expansion.setting
        self.words = expansion.words
        self.pieces = pieces

    def parts(self) -> list[AnswerPart]:
        """Return the answer as texts, and words with their forms."""
        return [
            piece if isinstance(piece, str) else self._part(piece.drawn) for piece in self.pieces
        ]

    def _part(self, drawn: Drawn) -> AnswerPart:
        if isinstance(drawn, Result):
            if not isinstance(drawn.function, Arithmetic):
                return self.shown.form(drawn, self.setting, self.words)
            arguments = self.shown.arguments(drawn, self.setting, self.words)
            word = drawn.function.word(*arguments)
            return self._word(word, drawn.function.key(*arguments))
        key = self.shown.key(drawn, self.setting, self.words)
        if isinstance(drawn.source, Table):
            forms: dict[str, list[str]] = {}
            for features, form in drawn.source.rows.items():
                forms.setdefault(form, []).append(self._show(features.split(".")))
            return {"form": drawn.source(key), "features": self._show(key), "forms": forms}
        return self._word(self.words[drawn.placeholder], key)

    def _word(self, word: Entry, key: Key) -> AnswerPart:
        forms: dict[str, list[str]] = {}
        for full, form in word.forms.items():
            forms.setdefault(form, []).append(self._show(full))
        found: dict[str, Any] = {
            "form": word.forms[key],
            "features": self._show(key),
            "forms": {form: sorted(features) for form, features in forms.items()},
        }
        if word.value is not None:
            found["value"] = word.value
        return found

    def _show(self, features: Any) -> str:
        return self.dimensions.show(features)

    def distractors(self) -> Iterator[str]:
        """Yield wrong answers: with other words of the context, and with easily mistaken numbers.

        All words stand in the forms of the right ones.
        """
        names = self._names()
        if any(isinstance(p, Piece) and isinstance(p.drawn, Result) for p in self.pieces):
            yield from self._numbers()
            return
        for chosen in itertools.product(*(self._siblings(name) for name in names)):
            text = self._with(dict(zip(names, chosen, strict=True)))
            if text is not None:
                yield text
        for name in names:
            yield from self._longer_numbers(name)

    def _names(self) -> list[str]:
        """Return the placeholders of words in the answer."""
        uses = [piece.drawn for piece in self.pieces if isinstance(piece, Piece)]
        found = [use.placeholder for use in uses if isinstance(use, Use)]
        return list(dict.fromkeys(name for name in found if name in self.words))

    def _siblings(self, name: str) -> list[Entry]:
        root = self.template.root(name)
        others = (n for n in self.words if n != name and self.template.root(n) == root)
        return [self.words[n] for n in (name, *others)]

    def _longer_numbers(self, name: str) -> Iterator[str]:
        """Yield the answer with numbers whose words contain it: dix-sept for sept."""
        word = self.words[name]
        right = (self._text(self.setting, self.words) or "").casefold()
        for entry in self.template.lexicon(name).entries if word.value is not None else ():
            text = self._with({name: entry}) if entry is not word else None
            if text is not None and right in text.casefold():
                yield text

    def _with(self, taken: Mapping[str, Entry]) -> str | None:
        """Return the answer with other words, and the features of their own that these have."""
        state = dict(self.setting.state)
        for name, entry in taken.items():
            features = next(iter(entry.forms))
            for dimension in self.template.lexicon(name).inherent:
                of = (name, dimension)
                if of in state:
                    state[of] = next(f for f in features if self.dimensions.of(f).name == dimension)
        keys = dict(self.setting.keys)
        for piece in self.pieces:
            if isinstance(piece, Piece) and isinstance(piece.drawn, Use) and piece.drawn in keys:
                key = self.template.key_of(piece.drawn, state)
                if key is None:
                    return None
                keys[piece.drawn] = key
        return self._text(Setting(state, keys, self.setting.words), {**self.words, **taken})

    def _text(self, setting: Setting, words: Mapping[str, Entry]) -> str | None:
        try:
            texts = [
                piece if isinstance(piece, str) else self.shown.piece(piece, setting, words)
                for piece in self.pieces
            ]
        except TemplateError:  # the other word has no such form, and so makes no answer
            return None
        return self.template.language.finish("".join(texts))

    def _numbers(self) -> Iterator[str]:
        """Yield the answer with the numbers of the context in place of the right one."""
        numbers = self.template.lexicons.get(NUMBERS)
        for piece in self.pieces:
            if not isinstance(piece, Piece) or not isinstance(piece.drawn, Result):
                continue
            function = piece.drawn.function
            if numbers is None or not isinstance(function, Arithmetic):
                continue
            arguments = self.shown.arguments(piece.drawn, self.setting, self.words)
            for value in arguments[:2]:
                word = numbers.by_value.get(int(value))
                key = function.key(*arguments)
                form = word and (word.forms.get(key) or next(iter(word.forms.values())))
                if form:
                    yield self.template.language.finish(
                        "".join(
                            form
                            if other is piece
                            else other
                            if isinstance(other, str)
                            else self.shown.piece(other, self.setting, self.words)
                            for other in self.pieces
                        )
                    )
