"""Dimensions of inflection, their features, and tables that are looked up by features.

A dimension is a category such as NUMBER, its features are SG and PL; a feature belongs to one
dimension. Sets of features are written joined by dots, in any order: ``PL.DAT``.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ifeval_kit.errors import DataError, nearest

Features = Mapping[str, str]
"""One feature for each of some dimensions: ``{"NUMBER": "PL", "CASE": "DAT"}``."""

Key = frozenset[str]
"""A set of features, one a dimension."""


class TemplateError(DataError):
    """A template, lexicon or table of features that does not hold together."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A category of inflection and its features, in order.

    ``sampled`` dimensions that a rule leaves open are enumerated; ``computed`` gives the feature of
    a form (``None`` for an empty one) where it follows from the spelling, as in English a or an.
    """

    name: str
    features: tuple[str, ...]
    sampled: bool = True
    computed: Callable[[str], str | None] | None = None


def by_patterns(
    patterns: Mapping[str, str], features: Sequence[str], *, decomposed: bool = False
) -> Callable[[str], str | None]:
    """Return what gives a form the feature of the first pattern found in it, else the last one.

    ``decomposed`` looks at the parts of composed letters, those of Korean syllables for one.
    Raises :class:`TemplateError` for a pattern of an unknown feature or one that is no pattern.
    """
    compiled: list[tuple[str, re.Pattern[str]]] = []
    for feature, pattern in patterns.items():
        if feature not in features:
            raise TemplateError(f"a pattern is given for '{feature}'{nearest(feature, features)}")
        try:
            compiled.append((feature, re.compile(pattern)))
        except re.error as error:
            raise TemplateError(f"the pattern of '{feature}' is no pattern: {error}") from None

    def computed(form: str) -> str | None:
        if not form:
            return None
        if decomposed:
            form = unicodedata.normalize("NFD", form)
        return next((feature for feature, found in compiled if found.search(form)), features[-1])

    return computed


@dataclass(frozen=True)
class Dimensions:
    """The dimensions of a language, in order."""

    all: tuple[Dimension, ...]
    _of: dict[str, Dimension] = field(init=False, repr=False, default_factory=dict)
    _named: dict[str, Dimension] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for dimension in self.all:
            self._named[dimension.name] = dimension
            for feature in dimension.features:
                if feature in self._of:
                    raise TemplateError(
                        f"the feature '{feature}' is in two dimensions, {self._of[feature].name} "
                        f"and {dimension.name}; rename one"
                    )
                self._of[feature] = dimension

    def __contains__(self, name: object) -> bool:
        return name in self._named

    def __getitem__(self, name: str) -> Dimension:
        """Return a dimension by its name."""
        if name not in self._named:
            raise TemplateError(
                f"unknown dimension '{name}'{nearest(name, self._named)} "
                f"(known: {', '.join(self._named)})"
            )
        return self._named[name]

    def has(self, feature: str) -> bool:
        """Return whether some dimension has the feature."""
        return feature in self._of

    def of(self, feature: str) -> Dimension:
        """Return the dimension of a feature."""
        if feature not in self._of:
            raise TemplateError(
                f"unknown feature '{feature}'{nearest(feature, self._of)} "
                f"(known: {', '.join(self._of)})"
            )
        return self._of[feature]

    def parse(self, joined: str) -> Features:
        """Return the features of ``"PL.DAT"`` by dimension."""
        found: dict[str, str] = {}
        for feature in filter(None, joined.split(".")):
            name = self.of(feature).name
            if name in found:
                raise TemplateError(
                    f"'{joined}' names two features of {name}: {found[name]} and {feature}"
                )
            found[name] = feature
        return found

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names of dimensions in the order of the language."""
        wanted = set(names)
        return tuple(dimension.name for dimension in self.all if dimension.name in wanted)

    def show(self, features: Iterable[str]) -> str:
        """Return features joined by dots, in the order of their dimensions."""
        wanted = set(features)
        return ".".join(
            feature for dimension in self.all for feature in dimension.features if feature in wanted
        )

    def complete(self, given: Features, names: Iterable[str]) -> Iterator[Key]:
        """Yield the full keys over the dimensions ``names`` that the features ``given`` stand for.

        A dimension that is not given stands for all its features.
        """
        missing = [self[name].features for name in self.in_order(names) if name not in given]
        for rest in itertools.product(*missing):
            yield frozenset((*given.values(), *rest))


class Table:
    """A closed table from features to a text: articles, say, or the branches of a choice.

    A row whose key leaves dimensions of the table out stands for all their features; of rows that
    say the same, the later one counts.
    """

    def __init__(self, name: str, rows: Mapping[str, str], dimensions: Dimensions) -> None:
        self.name = name
        parsed = [(dimensions.parse(key), value) for key, value in rows.items()]
        self.dimensions = dimensions.in_order({name for key, _ in parsed for name in key})
        self.features = {feature for key, _ in parsed for feature in key.values()}
        self.rows = dict(rows)
        self._shown = dimensions.show
        self._full = {
            full: value
            for key, value in parsed
            for full in dimensions.complete(key, self.dimensions)
        }
        self._found: dict[Key, str] = {}

    def __call__(self, key: Key) -> str:
        """Return the text for a set of features: that of the key, or of all keys that contain it.

        Raises :class:`TemplateError` when no row, or rows with different texts, answer it.
        """
        if key not in self._found:
            self._found[key] = self._look_up(key)
        return self._found[key]

    def _look_up(self, key: Key) -> str:
        if key in self._full:
            return self._full[key]
        values = {value for full, value in self._full.items() if key <= full}
        if len(values) == 1:
            return values.pop()
        problem = f"is open between {sorted(values)}" if values else "has no row"
        raise TemplateError(
            f"{self.name} {problem} for {self._shown(key) or 'no features'}; "
            f"its dimensions are {', '.join(self.dimensions)}"
        )
