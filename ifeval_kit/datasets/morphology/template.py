"""Templates compiled against a language and its lexicons.

Compiling finds the words that a template draws and the dimensions that it leaves open. Every
assignment of features to the open dimensions is a :class:`Setting`; in each, the words that have
the forms asked for are combined (see :mod:`ifeval_kit.datasets.morphology.expand`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from ifeval_kit.datasets.morphology.features import Dimensions, Key, Table, TemplateError
from ifeval_kit.datasets.morphology.grammar import Agreement, Call, Condition, Slot
from ifeval_kit.datasets.morphology.lexicon import Entry, Lexicon

Function: TypeAlias = Callable[..., str]
State: TypeAlias = dict[tuple[str, str], str]
"""The feature that a placeholder has in a dimension."""


class Same(Enum):
    """How several instances of one lexicon are combined: by the positions of their words."""

    COMBINATIONS = "combinations"
    PERMUTATIONS = "permutations"
    REPEATED = "combinations with repetition"
    PRODUCT = "product"

    @property
    def ordered(self) -> bool:
        """Whether only one order of the words counts."""
        return self in (Same.COMBINATIONS, Same.REPEATED)

    def choices(self, sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Yield the positions to take from lists of these sizes, in lexicographic order."""
        repeated = self is Same.REPEATED
        every = itertools.product(*map(range, sizes))
        if self is Same.PRODUCT:
            yield from every
            return
        for chosen in every:
            pairs = list(itertools.pairwise(chosen))
            if self.ordered and any(a > b if repeated else a >= b for a, b in pairs):
                continue
            if not repeated and len(set(chosen)) < len(chosen):
                continue
            yield chosen


@dataclass(frozen=True)
class Language:
    """What templates of a language share: dimensions, tables, and how texts are finished."""

    code: str
    dimensions: Dimensions
    tables: Mapping[str, Table]
    finish: Callable[[str], str]


@dataclass(frozen=True, eq=False)
class Use:
    """One way in which a placeholder is used: a word of a lexicon or a row of a table."""

    slot: Slot
    source: Lexicon | Table
    given: frozenset[str]

    @property
    def placeholder(self) -> str:
        """The placeholder, with the number of its instance."""
        return self.slot.placeholder


Argument: TypeAlias = Use | str | tuple[str, str]
"""An argument of a function: a use, a feature, or a placeholder and a dimension of it."""


@dataclass(frozen=True, eq=False)
class Result:
    """A call of a function."""

    call: Call
    function: Function
    arguments: tuple[Argument, ...]


Drawn: TypeAlias = Use | Result


@dataclass(frozen=True, slots=True)
class Piece:
    """What is shown in one place: a use or a result, and its modifiers."""

    drawn: Drawn
    modifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Placeholders whose words are combined with each other: the instances of one lexicon."""

    placeholders: tuple[str, ...]
    same: Same


@dataclass(frozen=True, eq=False)
class Setting:
    """One assignment of features to the open dimensions.

    ``keys`` are the features of each use of a word or a table, without those that depend on
    spelling; ``words`` the entries that fit, for each placeholder.
    """

    state: State
    keys: Mapping[Use, Key]
    words: Mapping[str, tuple[Entry, ...]]


@dataclass(eq=False)
class Compiled:
    """A template whose names are all known.

    ``parts`` are its texts as literals and pieces; ``words`` the uses of inflected words, ``plain``
    those of words without features, ``rules`` those of tables in an order in which each can be
    decided; ``groups`` all placeholders, those that vary slowest first. ``by_position`` pairs the
    forms of a placeholder as the engine of Hlavnova and Ruder (2023) does: by their positions in
    the lists of words that have each form; they are those of one word only if no word lacks a form.
    """

    language: Language
    lexicons: Mapping[str, Lexicon]
    same: Mapping[str, Same]
    by_position: bool = False
    parts: tuple[tuple[str | Piece, ...], ...] = ()
    words: list[Use] = field(default_factory=list)
    plain: list[Use] = field(default_factory=list)
    rules: list[Use] = field(default_factory=list)
    groups: tuple[Group, ...] = ()
    open: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def root(self, placeholder: str) -> str:
        """Return the name of the lexicon or table of a placeholder: ``name`` of ``name2``."""
        return placeholder.rstrip("0123456789")

    def last_use(self, placeholder: str) -> Use:
        """Return the use whose form decides the computed dimensions of a placeholder."""
        for use in reversed(self.words + self.plain + self.rules):
            if use.placeholder == placeholder:
                return use
        raise TemplateError(f"'{placeholder}' is not used in the template")

    def settings(self) -> Iterator[Setting]:
        """Yield every assignment of features to open dimensions in which all words have forms."""
        for state in self._assignments():
            setting = self._resolve(state)
            if setting is not None:
                yield setting

    def _assignments(self) -> Iterator[State]:
        """Yield the open dimensions with all features; of equal lexicons in their order only once.

        Instances of one lexicon come first, and among them only one order where it does not count.
        """
        instances: dict[str, dict[str, list[tuple[str, str]]]] = {}
        rest: list[tuple[str, str]] = []
        for placeholder, dimension in self.open:
            root = self.root(placeholder)
            if root != placeholder and root in self.lexicons:
                of = instances.setdefault(root, {})
                of.setdefault(placeholder, []).append((placeholder, dimension))
            else:
                rest.append((placeholder, dimension))
        axes = [self._of_instances(root, list(of.values())) for root, of in instances.items()]
        axes += [[{key: feature} for feature in self.open[key]] for key in rest]
        for chosen in itertools.product(*axes):
            yield {key: feature for state in chosen for key, feature in state.items()}

    def _of_instances(self, root: str, keys: list[list[tuple[str, str]]]) -> list[State]:
        options = [
            [
                dict(zip(names, chosen, strict=True))
                for chosen in itertools.product(*(self.open[name] for name in names))
            ]
            for names in keys
        ]
        ordered = self.same.get(root, Same.COMBINATIONS).ordered
        same = Same.REPEATED if ordered else Same.PRODUCT
        return [
            {
                key: feature
                for states, at in zip(options, chosen, strict=True)
                for key, feature in states[at].items()
            }
            for chosen in same.choices([len(states) for states in options])
        ]

    def _resolve(self, state: State) -> Setting | None:
        keys: dict[Use, Key] = {}
        for use in (*self.words, *self.rules):
            key = self.key_of(use, state)
            if key is None:
                return None
            keys[use] = key
        words = self._fitting(keys)
        for use in self.plain:
            assert isinstance(use.source, Lexicon)
            words[use.placeholder] = use.source.entries
        return Setting(state, keys, words) if all(words.values()) else None

    def _fitting(self, keys: Mapping[Use, Key]) -> dict[str, tuple[Entry, ...]]:
        """Return the words that have all forms asked for, for each placeholder."""
        asked: dict[str, list[Use]] = {}
        for use in self.words:
            asked.setdefault(use.placeholder, []).append(use)
        found: dict[str, tuple[Entry, ...]] = {}
        for placeholder, uses in asked.items():
            entries = self.lexicon(placeholder).entries
            wanted = {keys[use] for use in uses}
            if self.by_position:
                lists = [[e.forms[key] for e in entries if key in e.forms] for key in wanted]
                found[placeholder] = tuple(
                    Entry(at, dict(zip(wanted, forms, strict=True)))
                    for at, forms in enumerate(zip(*lists, strict=False))
                )
            else:
                found[placeholder] = tuple(
                    entry
                    for entry in entries
                    if wanted <= entry.forms.keys()
                    or all(any(key <= full for full in entry.forms) for key in wanted)
                )
        return found

    def lexicon(self, placeholder: str) -> Lexicon:
        """Return the lexicon of a placeholder."""
        found = self.lexicons.get(placeholder)
        return found if found is not None else self.lexicons[self.root(placeholder)]

    def key_of(self, use: Use, state: State) -> Key | None:
        """Return the features of a use, and note in the state those that it takes over.

        ``None`` when a conditional without default has no case that holds. What depends on the
        spelling of another word is left out.
        """
        name = use.placeholder
        found = set(use.slot.features)
        found.update(
            state[name, dimension]
            for dimension in use.source.dimensions
            if dimension not in use.given and (name, dimension) in state
        )
        taken: State = {}
        for agreement in use.slot.agreements:
            for dimension in agreement.dimensions:
                if self.is_spelt(use, agreement.placeholder, dimension):
                    continue
                taken[name, dimension] = self._feature(use, agreement, dimension, state)
        for conditional in use.slot.conditionals:
            feature = next(
                (
                    feature
                    for feature, conditions in conditional.cases
                    if all(self._holds(condition, state) for condition in conditions)
                ),
                conditional.default,
            )
            if feature is None:
                return None
            taken[name, self.language.dimensions.of(feature).name] = feature
        state.update(taken)
        return frozenset(found.union(taken.values()))

    def is_spelt(self, use: Use, placeholder: str, dimension: str) -> bool:
        """Whether a use agrees with the spelling of a word: not with a feature of its lexicon."""
        if self.language.dimensions[dimension].computed is None:
            return False
        if isinstance(use.source, Table):
            return True
        other = self.lexicons.get(placeholder) or self.lexicons.get(self.root(placeholder))
        return other is None or dimension not in other.dimensions

    def _feature(self, use: Use, agreement: Agreement, dimension: str, state: State) -> str:
        try:
            return state[agreement.placeholder, dimension]
        except KeyError:
            raise TemplateError(
                f"column {use.slot.at + 1}: '{agreement.placeholder}' has no {dimension} that "
                f"'{use.placeholder}' could agree with; name a placeholder whose words have one"
            ) from None

    def _holds(self, condition: Condition, state: State) -> bool:
        of = self.language.dimensions.of
        return all(
            state.get((condition.placeholder, of(feature).name)) == feature
            for feature in condition.features
        )
