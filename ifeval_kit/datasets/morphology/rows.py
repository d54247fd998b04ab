"""The words that may stand together in one setting, and what is shown for them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

from ifeval_kit.datasets.morphology.features import TemplateError
from ifeval_kit.datasets.morphology.lexicon import Entry
from ifeval_kit.datasets.morphology.shown import Shown, Words
from ifeval_kit.datasets.morphology.template import Compiled, Group, Piece, Same, Setting
from ifeval_kit.errors import nearest

Row: TypeAlias = tuple[tuple[Entry, ...], tuple[str, ...]]
"""Words for the placeholders of one group, and the texts of the pieces that only they decide."""


class Where(Protocol):
    """Says whether the words of some placeholders may stand together."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders that it looks at."""
        ...

    def __call__(self, words: Words) -> bool:
        """Return whether these words may stand together."""
        ...


class Plan:
    """Which group decides which piece of a template, and how its parts are put together.

    Pieces are ``fixed`` by the setting alone, decided by one group, or ``across`` groups; in that
    order their texts are kept. Conditions are told apart in the same way.
    """

    def __init__(self, template: Compiled, where: Sequence[Where]) -> None:
        self.template = template
        self.shown = Shown(template)
        self.places = {
            name: (at, position)
            for at, group in enumerate(template.groups)
            for position, name in enumerate(group.placeholders)
        }
        parts = itertools.chain.from_iterable(template.parts)
        pieces = dict.fromkeys(part for part in parts if isinstance(part, Piece))
        self.needs = {piece: self.shown.needed(piece.drawn) for piece in pieces}
        groups = {piece: self._groups(names) for piece, names in self.needs.items()}
        numbers = range(len(template.groups))
        self.fixed = [piece for piece in pieces if not groups[piece]]
        self.of_group = [[p for p in pieces if groups[p] == {at}] for at in numbers]
        self.across = [piece for piece in pieces if len(groups[piece]) > 1]
        order = [*self.fixed, *itertools.chain(*self.of_group), *self.across]
        self.layouts = [_layout(part, order) for part in template.parts]
        of = [self._groups(condition.placeholders) for condition in where]
        self.where_across = [c for c, at in zip(where, of, strict=True) if len(at) > 1]
        self.combined: dict[object, list[tuple[Entry, ...]]] = {}
        self.where_in = [
            [c for c, at in zip(where, of, strict=True) if at == {group}] for group in numbers
        ]

    def _groups(self, names: Sequence[str]) -> set[int]:
        for name in names:
            if name not in self.places:
                raise TemplateError(
                    f"unknown placeholder '{name}'{nearest(name, self.places)} "
                    f"(known: {', '.join(self.places)})"
                )
        return {self.places[name][0] for name in names}

    def words(self, rows: Sequence[Row]) -> dict[str, Entry]:
        """Return the words of rows, one of each group, by their placeholders."""
        return {name: rows[at][0][position] for name, (at, position) in self.places.items()}


class Rows:
    """The rows of each group in one setting. What is shown for them is made when asked for."""

    def __init__(self, plan: Plan, setting: Setting) -> None:
        self.plan = plan
        self.setting = setting
        groups = plan.template.groups
        self._entries = [self._combined(at, group) for at, group in enumerate(groups)]
        self.size = math.prod(map(len, self._entries))
        self._rows: list[list[Row] | None] = [None] * len(groups)
        self._alike: list[dict[tuple[str, ...], list[Row]] | None] = [None] * len(groups)
        self._across: list[dict[tuple[int, ...], str]] = [{} for _ in plan.across]
        shown = plan.shown
        self.fixed = tuple(shown.piece(p, setting, {}) for p in plan.fixed) if self.size else ()

    def _combined(self, at: int, group: Group) -> list[tuple[Entry, ...]]:
        """Return the words that stand together in a group: worked out once for equal lists."""
        lists = [self.setting.words[name] for name in group.placeholders]
        same = Same.PRODUCT if self._differ(group) else group.same
        key = (at, same, *lists)
        found = self.plan.combined.get(key)
        if found is None:
            conditions = self.plan.where_in[at]
            found = self.plan.combined[key] = []
            for chosen in same.choices([len(words) for words in lists]):
                words = tuple([words[place] for words, place in zip(lists, chosen, strict=True)])
                named = dict(zip(group.placeholders, words, strict=True)) if conditions else {}
                if all(condition(named) for condition in conditions):
                    found.append(words)
        return found

    def _differ(self, group: Group) -> bool:
        """Whether the instances differ in an inherent feature, and so can be no equal words."""
        lexicon = self.plan.template.lexicon(group.placeholders[0])
        state = self.setting.state
        return any(
            len({state[name, of] for name in group.placeholders if (name, of) in state}) > 1
            for of in lexicon.inherent
        )

    def of_group(self, at: int) -> list[Row]:
        """Return the rows of a group, in order."""
        rows = self._rows[at]
        if rows is None:
            rows = self._rows[at] = [self._row(at, entries) for entries in self._entries[at]]
        return rows

    def _row(self, at: int, entries: tuple[Entry, ...]) -> Row:
        group = self.plan.template.groups[at]
        words = dict(zip(group.placeholders, entries, strict=True))
        pieces = self.plan.of_group[at]
        return entries, tuple([self.plan.shown.piece(p, self.setting, words) for p in pieces])

    def drawn(self, number: int) -> tuple[Row, ...]:
        """Return the rows of the combination with this number, below ``size``."""
        rows = []
        for at in reversed(range(len(self._entries))):
            number, place = divmod(number, len(self._entries[at]))
            rows.append(self._row(at, self._entries[at][place]))
        return tuple(reversed(rows))

    def all(self) -> Iterator[tuple[Row, ...]]:
        """Yield all combinations of rows that conditions allow; the last group varies fastest."""
        if self.size:
            groups = [self.of_group(at) for at in range(len(self._entries))]
            every = itertools.product(*groups)
            yield from filter(self.allowed, every) if self.plan.where_across else every

    def alike(self, rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
        """Yield the allowed combinations that show in each group what these rows show."""
        found: list[list[Row]] = []
        for at, (_, texts) in enumerate(rows):
            index = self._alike[at]
            if index is None:
                index = self._alike[at] = {}
                for row in self.of_group(at):
                    index.setdefault(row[1], []).append(row)
            if texts not in index:
                return
            found.append(index[texts])
        yield from filter(self.allowed, itertools.product(*found))

    def allowed(self, rows: Sequence[Row]) -> bool:
        """Return whether the conditions across groups hold."""
        if not self.plan.where_across:
            return True
        words = self.plan.words(rows)
        return all(condition(words) for condition in self.plan.where_across)

    def shown(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """Return the texts of all pieces: fixed, of each group, and across groups."""
        texts = self.fixed
        for row in rows:
            texts += row[1]
        for at, piece in enumerate(self.plan.across):
            texts += (self._piece_across(at, piece, rows),)
        return texts

    def _piece_across(self, at: int, piece: Piece, rows: Sequence[Row]) -> str:
        plan = self.plan
        places = [plan.places[name] for name in plan.needs[piece]]
        key = tuple([rows[group][0][position].index for group, position in places])
        found = self._across[at].get(key)
        if found is None:
            found = plan.shown.piece(piece, self.setting, plan.words(rows))
            self._across[at][key] = found
        return found

    def texts(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """Return the finished texts of the parts."""
        shown = self.shown(rows)
        finish = self.plan.template.language.finish
        return tuple([finish(layout % pick(shown)) for layout, pick in self.plan.layouts])


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
