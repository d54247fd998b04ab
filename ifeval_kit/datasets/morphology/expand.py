"""Expansions of a template: all in order, or a uniform sample without building the rest."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

from ifeval_kit.datasets.morphology.features import Table, TemplateError
from ifeval_kit.datasets.morphology.grammar import MODIFIERS
from ifeval_kit.datasets.morphology.lexicon import Entry
from ifeval_kit.datasets.morphology.template import (
    Compiled,
    Drawn,
    Group,
    Piece,
    Result,
    Same,
    Setting,
    Use,
)
from ifeval_kit.errors import nearest

Row: TypeAlias = tuple[tuple[Entry, ...], tuple[str, ...]]
"""Words for the placeholders of one group, and the texts of the pieces that only they decide."""


class Where(Protocol):
    """Says whether the words of some placeholders may stand together."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders that it looks at."""
        ...

    def __call__(self, words: Mapping[str, Entry]) -> bool:
        """Return whether these words, by their placeholders, may stand together."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """One expansion: the texts of the parts, and what they were made from."""

    texts: tuple[str, ...]
    setting: Setting
    words: Mapping[str, Entry]


class Expander:
    """Makes the expansions of a compiled template.

    ``where`` leaves out combinations of words (a difference below zero, say).
    """

    def __init__(self, template: Compiled, where: Sequence[Where] = ()) -> None:
        self.template = template
        shown = dict.fromkeys(
            part
            for part in itertools.chain.from_iterable(template.parts)
            if isinstance(part, Piece)
        )
        self._place = {
            name: (at, position)
            for at, group in enumerate(template.groups)
            for position, name in enumerate(group.placeholders)
        }
        for condition in where:
            for name in condition.placeholders:
                if name not in self._place:
                    raise TemplateError(
                        f"where: unknown placeholder '{name}'{nearest(name, self._place)} "
                        f"(known: {', '.join(self._place)})"
                    )
        at = [{self._place[name][0] for name in condition.placeholders} for condition in where]
        self._where = [condition for condition, of in zip(where, at, strict=True) if len(of) > 1]
        self._where_in = [
            [condition for condition, of in zip(where, at, strict=True) if of == {group}]
            for group in range(len(template.groups))
        ]
        self._spellings: dict[Use, tuple[tuple[str, str], ...]] = {}
        self._needs = {piece: self._needed(piece.drawn) for piece in shown}
        groups = {p: {self._place[name][0] for name in names} for p, names in self._needs.items()}
        self._fixed = [piece for piece in shown if not groups[piece]]
        self._of_group = [
            [piece for piece in shown if groups[piece] == {at}]
            for at in range(len(template.groups))
        ]
        self._across = [piece for piece in shown if len(groups[piece]) > 1]
        order = [*self._fixed, *itertools.chain(*self._of_group), *self._across]
        self._layouts = [_layout(part, order) for part in template.parts]

    def expand(self) -> Iterator[Expansion]:
        """Yield every expansion once, in the order of settings and words."""
        seen: set[tuple[str, ...]] = set()
        for setting in self._settings:
            for rows in itertools.product(*setting.rows):
                texts = setting.texts(rows)
                if texts is not None and texts not in seen:
                    seen.add(texts)
                    yield Expansion(texts, setting.setting, self.words(rows))

    def texts(self) -> list[tuple[str, ...]]:
        """Return the texts of every expansion, in the order of :meth:`expand`."""
        found: dict[tuple[str, ...], None] = {}
        for setting in self._settings:
            found.update(
                (texts, None)
                for rows in itertools.product(*setting.rows)
                if (texts := setting.texts(rows)) is not None
            )
        return list(found)

    def sample(self, n: int, seed: int | str) -> list[Expansion]:
        """Return ``n`` different expansions, each equally likely, or all when there are fewer.

        A draw is taken with one over the number of draws that show the same, so that words and
        features which differ in nothing that is shown do not count more often.
        """
        rng = random.Random(f"{seed}")  # noqa: S311 - a seeded sample, no secret
        settings = self._settings
        sizes = [setting.size for setting in settings]
        if n * 4 >= sum(sizes):
            every = list(self.expand())
            return rng.sample(every, min(n, len(every)))
        found: dict[tuple[str, ...], Expansion] = {}
        misses = 0
        while len(found) < n:
            setting = rng.choices(settings, sizes)[0]
            rows = tuple(rng.choice(rows) for rows in setting.rows)
            texts = setting.texts(rows)
            if texts is None or texts in found or rng.random() * self._times(setting, rows) >= 1:
                misses += 1
                if misses > 50 * sum(sizes):
                    raise TemplateError(f"found only {len(found)} of {n} expansions; ask for fewer")
                continue
            found[texts] = Expansion(texts, setting.setting, self.words(rows))
        return list(found.values())

    def words(self, rows: Sequence[Row]) -> dict[str, Entry]:
        """Return the words that were drawn, by their placeholders."""
        return {name: rows[at][0][position] for name, (at, position) in self._place.items()}

    def _times(self, drawn: _Setting, rows: Sequence[Row]) -> int:
        """Return how many draws show what this one shows."""
        shown = drawn.shown(rows)
        times = 0
        for setting in self._settings:
            if setting.fixed != drawn.fixed:
                continue
            alike = [setting.rows_showing(at, row[1]) for at, row in enumerate(rows)]
            times += sum(setting.shown(other) == shown for other in itertools.product(*alike))
        return times

    @cached_property
    def _settings(self) -> list[_Setting]:
        settings = [_Setting(self, setting) for setting in self.template.settings()]
        return [setting for setting in settings if setting.size]

    def _needed(self, drawn: Drawn) -> tuple[str, ...]:
        """Return the placeholders whose words decide the text of a use or result."""
        names: dict[str, None] = {}
        if isinstance(drawn, Result):
            for argument in drawn.arguments:
                if isinstance(argument, Use):
                    names.update(dict.fromkeys(self._needed(argument)))
                elif isinstance(argument, tuple) and self._spelt(argument[1]):
                    names.update(dict.fromkeys(self._needed(self.template.last_use(argument[0]))))
        else:
            if drawn.placeholder in self._place:
                names[drawn.placeholder] = None
            for other, _ in self._computed(drawn):
                names.update(dict.fromkeys(self._needed(self.template.last_use(other))))
        return tuple(names)

    def _spelt(self, dimension: str) -> bool:
        return self.template.language.dimensions[dimension].computed is not None

    def _computed(self, use: Use) -> tuple[tuple[str, str], ...]:
        """Return the placeholders whose spelling a use agrees with, and in which dimension."""
        if use not in self._spellings:
            self._spellings[use] = tuple(self._find_computed(use))
        return self._spellings[use]

    def _find_computed(self, use: Use) -> list[tuple[str, str]]:
        return [
            (agreement.placeholder, dimension)
            for agreement in use.slot.agreements
            for dimension in agreement.dimensions
            if self.template.is_spelt(use, agreement.placeholder, dimension)
        ]

    def form(self, drawn: Drawn, setting: Setting, words: Mapping[str, Entry]) -> str:
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

    def key(self, use: Use, setting: Setting, words: Mapping[str, Entry]) -> frozenset[str]:
        """Return the features that a use shows for these words."""
        key = setting.keys.get(use)
        if key is None:
            key = setting.rules.get(use, frozenset())
        spelt = self._computed(use)
        if not spelt:
            return key
        return key.union([self._feature(name, d, setting, words) for name, d in spelt])

    def _feature(
        self, name: str, dimension: str, setting: Setting, words: Mapping[str, Entry]
    ) -> str:
        computed = self.template.language.dimensions[dimension].computed
        if computed is None:
            return setting.state[name, dimension]
        feature = computed(self.form(self.template.last_use(name), setting, words))
        if feature is None:
            raise TemplateError(f"'{name}' is empty and so has no {dimension}")
        return feature

    def arguments(
        self, result: Result, setting: Setting, words: Mapping[str, Entry]
    ) -> tuple[str, ...]:
        """Return what a function is called with: values of numbers, else forms, and features."""
        return tuple([self._argument(argument, setting, words) for argument in result.arguments])

    def _argument(
        self,
        argument: Use | str | tuple[str, str],
        setting: Setting,
        words: Mapping[str, Entry],
    ) -> str:
        if isinstance(argument, Use):
            word = words.get(argument.placeholder)
            if word is not None and word.value is not None:
                return str(word.value)
            return self.form(argument, setting, words)
        return argument if isinstance(argument, str) else self._feature(*argument, setting, words)

    def piece(self, piece: Piece, setting: Setting, words: Mapping[str, Entry]) -> str:
        """Return the text that a piece shows for these words."""
        text = self.form(piece.drawn, setting, words)
        for modifier in piece.modifiers:
            text = MODIFIERS[modifier](text)
        return text


class _Setting:
    """The rows of each group in one setting, and what is shown for a row of each."""

    def __init__(self, expander: Expander, setting: Setting) -> None:
        self.expander = expander
        self.setting = setting
        groups = expander.template.groups
        combined = [list(self._words(at, group)) for at, group in enumerate(groups)]
        if not all(combined):
            combined = [[] for _ in groups]
        self.rows = [
            [self._row(at, group, words) for words in combined[at]]
            for at, group in enumerate(groups)
        ]
        self.fixed: tuple[str, ...] = ()
        if all(combined):
            self.fixed = tuple(expander.piece(p, setting, {}) for p in expander._fixed)
        self.size = 1
        for rows in self.rows:
            self.size *= len(rows)
        self._across: list[dict[tuple[int, ...], str]] = [{} for _ in expander._across]
        self._alike: list[dict[tuple[str, ...], list[Row]]] | None = None

    def _words(self, at: int, group: Group) -> Iterator[tuple[Entry, ...]]:
        lists = [self.setting.words[name] for name in group.placeholders]
        same = Same.PRODUCT if self._differ(group) else group.same
        conditions = self.expander._where_in[at]
        for chosen in same.choices([len(words) for words in lists]):
            words = tuple(words[place] for words, place in zip(lists, chosen, strict=True))
            named = dict(zip(group.placeholders, words, strict=True)) if conditions else {}
            if all(condition(named) for condition in conditions):
                yield words

    def _differ(self, group: Group) -> bool:
        """Whether the instances differ in an inherent feature, and so can be no equal words."""
        template = self.expander.template
        lexicon = template.lexicons.get(template.root(group.placeholders[0]))
        return lexicon is not None and any(
            len({f for n in group.placeholders if (f := self.setting.state.get((n, dimension)))})
            > 1
            for dimension in lexicon.inherent
        )

    def _row(self, at: int, group: Group, entries: tuple[Entry, ...]) -> Row:
        words = dict(zip(group.placeholders, entries, strict=True))
        pieces = self.expander._of_group[at]
        return entries, tuple(self.expander.piece(p, self.setting, words) for p in pieces)

    def shown(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """Return the texts of all pieces: fixed, of each group, and across groups."""
        texts = self.fixed
        for row in rows:
            texts += row[1]
        for at, piece in enumerate(self.expander._across):
            texts += (self._piece_across(at, piece, rows),)
        return texts

    def texts(self, rows: Sequence[Row]) -> tuple[str, ...] | None:
        """Return the finished texts of the parts; ``None`` where words may not stand together."""
        expander = self.expander
        if expander._where:
            words = expander.words(rows)
            if not all(condition(words) for condition in expander._where):
                return None
        shown = self.shown(rows)
        finish = expander.template.language.finish
        return tuple([finish(layout % pick(shown)) for layout, pick in expander._layouts])

    def _piece_across(self, at: int, piece: Piece, rows: Sequence[Row]) -> str:
        expander = self.expander
        places = [expander._place[name] for name in expander._needs[piece]]
        key = tuple([rows[group][0][position].index for group, position in places])
        found = self._across[at].get(key)
        if found is None:
            found = expander.piece(piece, self.setting, expander.words(rows))
            self._across[at][key] = found
        return found

    def rows_showing(self, at: int, texts: tuple[str, ...]) -> list[Row]:
        """Return the rows of a group with these texts."""
        if self._alike is None:
            self._alike = []
            for rows in self.rows:
                alike: dict[tuple[str, ...], list[Row]] = {}
                for row in rows:
                    alike.setdefault(row[1], []).append(row)
                self._alike.append(alike)
        return self._alike[at].get(texts, [])


def _layout(
    part: Sequence[str | Piece], order: Sequence[Piece]
) -> tuple[str, Callable[[tuple[str, ...]], Any]]:
    """Return a part as a format string, and what picks its texts from those of all pieces."""
    at = {piece: number for number, piece in enumerate(order)}
    layout = "".join("%s" if isinstance(p, Piece) else p.replace("%", "%%") for p in part)
    numbers = [at[p] for p in part if isinstance(p, Piece)]
    if not numbers:
        return layout, lambda _: ()
    return layout, itemgetter(*numbers)
