"""What a template shows for given words: forms, rows of tables, results of functions."""

from __future__ import annotations

from collections.abc import Mapping

from ifeval_kit.datasets.morphology.features import Key, Table, TemplateError
from ifeval_kit.datasets.morphology.grammar import MODIFIERS
from ifeval_kit.datasets.morphology.lexicon import Entry
from ifeval_kit.datasets.morphology.template import (
    Argument,
    Compiled,
    Drawn,
    Piece,
    Result,
    Setting,
    Use,
)

Words = Mapping[str, Entry]
"""The words that were drawn, by their placeholders."""


class Shown:
    """Says what the pieces of a compiled template show."""

    def __init__(self, template: Compiled) -> None:
        self.template = template
        self._spellings: dict[Use, tuple[tuple[str, str], ...]] = {}

    def piece(self, piece: Piece, setting: Setting, words: Words) -> str:
        """Return the text that a piece shows for these words."""
        text = self.form(piece.drawn, setting, words)
        for modifier in piece.modifiers:
            text = MODIFIERS[modifier](text)
        return text

    def form(self, drawn: Drawn, setting: Setting, words: Words) -> str:
        """Return the text of a use or a result for these words."""
        if isinstance(drawn, Result):
            return drawn.function(*self.arguments(drawn, setting, words))
        key = self.key(drawn, setting, words)
        if isinstance(drawn.source, Table):
            return drawn.source(key)
        forms = words[drawn.placeholder].forms
        if key not in forms:
            asked = self.template.language.dimensions.show(key)
            raise TemplateError(
                f"'{drawn.placeholder}' has no form for {asked}, only {sorted(set(forms.values()))}"
            )
        return forms[key]

    def key(self, use: Use, setting: Setting, words: Words) -> Key:
        """Return the features that a use shows for these words."""
        key = setting.keys.get(use, frozenset())
        spelt = self._spelt_by(use)
        if not spelt:
            return key
        return key.union([self._feature(name, of, setting, words) for name, of in spelt])

    def arguments(self, result: Result, setting: Setting, words: Words) -> tuple[str, ...]:
        """Return what a function is called with: values of numbers, else forms, and features."""
        return tuple([self._argument(argument, setting, words) for argument in result.arguments])

    def needed(self, drawn: Drawn) -> tuple[str, ...]:
        """Return the placeholders whose words decide the text of a use or result."""
        names: dict[str, None] = {}
        if isinstance(drawn, Result):
            for argument in drawn.arguments:
                if isinstance(argument, Use):
                    names.update(dict.fromkeys(self.needed(argument)))
                elif isinstance(argument, tuple) and self._is_computed(argument[1]):
                    names.update(dict.fromkeys(self.needed(self.template.last_use(argument[0]))))
            return tuple(names)
        if not isinstance(drawn.source, Table):
            names[drawn.placeholder] = None
        for other, _ in self._spelt_by(drawn):
            names.update(dict.fromkeys(self.needed(self.template.last_use(other))))
        return tuple(names)

    def _spelt_by(self, use: Use) -> tuple[tuple[str, str], ...]:
        """Return the placeholders whose spelling a use agrees with, and in which dimension."""
        if use not in self._spellings:
            self._spellings[use] = tuple(
                (agreement.placeholder, dimension)
                for agreement in use.slot.agreements
                for dimension in agreement.dimensions
                if self.template.is_spelt(use, agreement.placeholder, dimension)
            )
        return self._spellings[use]

    def _is_computed(self, dimension: str) -> bool:
        return self.template.language.dimensions[dimension].computed is not None

    def _feature(self, name: str, dimension: str, setting: Setting, words: Words) -> str:
        computed = self.template.language.dimensions[dimension].computed
        if computed is None:
            if (name, dimension) not in setting.state:
                raise TemplateError(f"'{name}' has no {dimension}, which a function asks for")
            return setting.state[name, dimension]
        feature = computed(self.form(self.template.last_use(name), setting, words))
        if feature is None:
            raise TemplateError(f"'{name}' is empty and so has no {dimension}")
        return feature

    def _argument(self, argument: Argument, setting: Setting, words: Words) -> str:
        if isinstance(argument, Use):
            word = words.get(argument.placeholder)
            if word is not None and word.value is not None:
                return str(word.value)
            return self.form(argument, setting, words)
        return argument if isinstance(argument, str) else self._feature(*argument, setting, words)
