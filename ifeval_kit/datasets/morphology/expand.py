"""Expansions of a template: all in order, or a uniform sample without building the rest."""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ifeval_kit.datasets.morphology.lexicon import Entry
from ifeval_kit.datasets.morphology.rows import Plan, Row, Rows, Where
from ifeval_kit.datasets.morphology.template import Compiled, Setting


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
        self.plan = Plan(template, where)

    def expand(self) -> Iterator[Expansion]:
        """Yield every expansion once, in the order of settings and words."""
        seen: set[tuple[str, ...]] = set()
        for of in self._settings:
            for rows in of.all():
                texts = of.texts(rows)
                if texts not in seen:
                    seen.add(texts)
                    yield Expansion(texts, of.setting, self.plan.words(rows))

    def texts(self) -> list[tuple[str, ...]]:
        """Return the texts of every expansion, in the order of :meth:`expand`."""
        found: dict[tuple[str, ...], None] = {}
        for of in self._settings:
            found.update(dict.fromkeys(map(of.texts, of.all())))
        return list(found)

    @property
    def draws(self) -> int:
        """How many combinations of settings and words there are, equal expansions not merged."""
        return sum(of.size for of in self._settings)

    def sample(self, n: int, seed: int | str) -> list[Expansion]:
        """Return ``n`` different expansions, each equally likely, or all when there are fewer.

        Of draws that show the same only the first in order counts, so that words and features which
        differ in nothing that is shown are not drawn more often.
        """
        rng = random.Random(seed)  # noqa: S311 - a seeded sample, no secret
        ends = list(itertools.accumulate(of.size for of in self._settings))
        found: dict[tuple[str, ...], Expansion] = {}
        # A share of all is drawn one by one; where most is asked for, or little is found, all.
        for _ in range(self.draws if n * 4 < self.draws else 0):
            if len(found) == n:
                return list(found.values())
            number = rng.randrange(ends[-1])
            at = bisect.bisect_right(ends, number)
            of = self._settings[at]
            rows = of.drawn(number - (ends[at] - of.size))
            if not of.allowed(rows):
                continue
            texts = of.texts(rows)
            if texts not in found and self._is_first(at, rows):
                found[texts] = Expansion(texts, of.setting, self.plan.words(rows))
        every = list(self.expand())
        return rng.sample(every, min(n, len(every)))

    def _is_first(self, at: int, rows: Sequence[Row]) -> bool:
        """Return whether no draw before this one, in the setting ``at``, shows the same."""
        drawn = self._settings[at]
        shown = drawn.shown(rows)
        for of in self._settings[: at + 1]:
            if of.fixed != drawn.fixed:
                continue
            for other in of.alike(rows):
                if of.shown(other) == shown:
                    entries = [entries for entries, _ in other]
                    return of is drawn and entries == [entries for entries, _ in rows]
        raise AssertionError("a draw is not among the draws that show what it shows")

    @cached_property
    def _settings(self) -> list[Rows]:
        found = [Rows(self.plan, setting) for setting in self.template.settings()]
        return [of for of in found if of.size]
