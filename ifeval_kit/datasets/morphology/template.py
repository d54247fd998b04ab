"""Templates compiled against a language and its lexicons.

Compiling finds the words that a template draws and the dimensions that it leaves open. Every
assignment of features to the open dimensions is a :class:`Setting`; in each, the words that have
the forms asked for are combined (see :mod:`ifeval_kit.datasets.morphology.expand`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from ifeval_kit.datasets.morphology.features import Dimensions, Key, Table, TemplateError
from ifeval_kit.datasets.morphology.grammar import (
    Agreement,
    Call,
    Choice,
    Condition,
    Field,
    Slot,
    parse,
)
from ifeval_kit.datasets.morphology.lexicon import Entry, Lexicon
from ifeval_kit.errors import nearest

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
        repeated = self in (Same.REPEATED, Same.PRODUCT)
        for chosen in itertools.product(*map(range, sizes)):
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


@dataclass(frozen=True, eq=False)
class Result:
    """A call of a function with what its arguments are: uses, features, or a dimension of a use."""

    call: Call
    function: Function
    arguments: tuple[Use | str | tuple[str, str], ...]


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

    ``keys`` are the features of each use of a word, ``rules`` those of each row of a table, both
    without those that depend on spelling; ``words`` the entries that fit, for each placeholder.
    """

    state: State
    keys: Mapping[Use, Key]
    rules: Mapping[Use, Key]
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
        for use in self.words:
            key = self._key(use, state)
            if key is None:
                return None
            keys[use] = key
        words = self._fitting(keys)
        for use in self.plain:
            assert isinstance(use.source, Lexicon)
            words[use.placeholder] = use.source.entries
        rules: dict[Use, Key] = {}
        for use in self.rules:
            key = self._key(use, state)
            if key is None:
                return None
            rules[use] = key
        return Setting(state, keys, rules, words) if all(words.values()) else None

    def _fitting(self, keys: Mapping[Use, Key]) -> dict[str, tuple[Entry, ...]]:
        """Return the words that have all forms asked for, for each placeholder."""
        asked: dict[str, list[Use]] = {}
        for use in self.words:
            asked.setdefault(use.placeholder, []).append(use)
        found: dict[str, tuple[Entry, ...]] = {}
        for placeholder, uses in asked.items():
            entries = self._lexicon(placeholder).entries
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

    def _lexicon(self, placeholder: str) -> Lexicon:
        found = self.lexicons.get(placeholder)
        return found if found is not None else self.lexicons[self.root(placeholder)]

    def _key(self, use: Use, state: State) -> Key | None:
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


def compile_template(
    texts: Sequence[str],
    language: Language,
    lexicons: Mapping[str, Lexicon],
    functions: Mapping[str, Function] | None = None,
    same: Mapping[str, Same] | None = None,
    *,
    by_position: bool = False,
) -> Compiled:
    """Return the parts of a template (one text, or context, question and answer) compiled together.

    ``same`` says for a lexicon how several instances are combined (by default combinations).
    Raises :class:`TemplateError` for what is no template and for unknown names, with the column.
    """
    compiled = Compiled(language, lexicons, dict(same or {}), by_position)
    _Compiler(compiled, functions or {}).run(texts)
    return compiled


class _Compiler:
    """Fills a :class:`Compiled` from the texts of a template."""

    def __init__(self, into: Compiled, functions: Mapping[str, Function]) -> None:
        self.into = into
        self.functions = functions
        self.uses: dict[Slot, Use] = {}
        self.choices: dict[Choice, Use] = {}
        self.results: dict[Call, Result] = {}
        self.known = {*into.lexicons, *into.language.tables}

    def run(self, texts: Sequence[str]) -> None:
        parsed = [parse(text) for text in texts]
        fields = [part for parts in parsed for part in parts if isinstance(part, Field)]
        nodes = [part.node for part in fields]
        for node in nodes:
            if isinstance(node, Choice):
                self.choice(node)
            elif isinstance(node, Slot):
                self.slot(node)
        for node in nodes:
            if isinstance(node, Call) and node not in self.results:
                self.results[node] = self.result(node)
        self.check_references()
        into = self.into
        into.parts = tuple(
            tuple(Piece(self.drawn(p), p.modifiers) if isinstance(p, Field) else p for p in parts)
            for parts in parsed
        )
        self.order_rules()
        into.groups = tuple(self.groups())
        into.open = self.open_dimensions()

    def drawn(self, part: Field) -> Drawn:
        node = part.node
        if isinstance(node, Slot):
            return self.uses[node]
        return self.choices[node] if isinstance(node, Choice) else self.results[node]

    def slot(self, slot: Slot) -> Use:
        if slot in self.uses:
            return self.uses[slot]
        into, name = self.into, slot.placeholder
        root = name if name in self.known else into.root(name)
        source = into.lexicons.get(root) or into.language.tables.get(root)
        if source is None:
            raise _unknown(slot.at, "placeholder", name, self.known)
        use = Use(slot, source, self.given(slot, source))
        self.uses[slot] = use
        if isinstance(source, Table):
            into.rules.append(use)
        else:
            (into.plain if source.plain else into.words).append(use)
        return use

    def given(self, slot: Slot, source: Lexicon | Table) -> frozenset[str]:
        """Return the dimensions that a slot decides; all must be dimensions of its source."""
        dimensions = self.into.language.dimensions
        try:
            features = [*slot.features, *(f for c in slot.conditionals for f in _outcomes(c.cases))]
            found = {dimensions.of(feature).name for feature in features}
            for agreement in slot.agreements:
                found.update(dimensions[name].name for name in agreement.dimensions)
        except TemplateError as error:
            raise TemplateError(f"column {slot.at + 1}: {error}") from None
        foreign = dimensions.in_order(found - set(source.dimensions))
        if foreign:
            raise TemplateError(
                f"column {slot.at + 1}: '{slot.placeholder}' has no {foreign[0]} "
                f"(it has: {', '.join(source.dimensions) or 'no dimensions'})"
            )
        return frozenset(found)

    def choice(self, choice: Choice) -> None:
        if choice in self.choices:
            return
        name = f"exp_{len(self.choices)}"
        rows = {".".join(features): text for text, features in choice.cases}
        try:
            table = Table(name, rows, self.into.language.dimensions)
        except TemplateError as error:
            raise TemplateError(f"column {choice.at + 1}: {error}") from None
        agreement = Agreement(choice.placeholder, table.dimensions)
        slot = Slot(name, agreements=(agreement,), at=choice.at)
        use = Use(slot, table, frozenset(table.dimensions))
        self.choices[choice] = use
        self.into.rules.append(use)

    def result(self, call: Call) -> Result:
        if call.function not in self.functions:
            raise _unknown(call.at, "function", call.function, self.functions)
        dimensions = self.into.language.dimensions
        arguments: list[Use | str | tuple[str, str]] = []
        for slot in call.arguments:
            bare = not slot.agreements and not slot.conditionals
            if bare and not slot.features and dimensions.has(slot.placeholder):
                arguments.append(slot.placeholder)
            elif bare and len(slot.features) == 1 and slot.features[0] in dimensions:
                arguments.append((slot.placeholder, slot.features[0]))
            else:
                arguments.append(self.slot(slot))
        return Result(call, self.functions[call.function], tuple(arguments))

    def check_references(self) -> None:
        into = self.into
        names = {use.placeholder for use in (*into.words, *into.plain, *into.rules)}
        for use in (*into.words, *into.rules):
            cases = [case for conditional in use.slot.conditionals for case in conditional.cases]
            others = [condition.placeholder for _, needed in cases for condition in needed]
            for other in [a.placeholder for a in use.slot.agreements] + others:
                if other not in names:
                    raise _unknown(use.slot.at, "placeholder", other, names)

    def order_rules(self) -> None:
        """Put rules that depend on the text of others after those."""
        waiting, done, ordered = list(self.into.rules), set[str](), list[Use]()
        names = {use.placeholder for use in waiting}
        while waiting:
            ready = [
                use
                for use in waiting
                if all(
                    a.placeholder in done or a.placeholder not in names for a in use.slot.agreements
                )
            ]
            if not ready:
                raise TemplateError(
                    f"column {waiting[0].slot.at + 1}: '{waiting[0].placeholder}' depends on itself"
                )
            ordered += ready
            waiting = [use for use in waiting if use not in ready]
            done = names - {use.placeholder for use in waiting}
        self.into.rules = ordered

    def groups(self) -> Iterator[Group]:
        """Yield inflected instances, words used in several ways, in one way, and plain words."""
        into = self.into
        yield from self.instances(into.words)
        count: dict[str, int] = {}
        for use in into.words:
            if not self.is_instance(use):
                count[use.placeholder] = count.get(use.placeholder, 0) + 1
        for several in (True, False):
            for name, number in count.items():
                if (number > 1) is several:
                    yield Group((name,), Same.PRODUCT)
        yield from self.instances(into.plain)
        for use in into.plain:
            if not self.is_instance(use):
                yield Group((use.placeholder,), Same.PRODUCT)

    def is_instance(self, use: Use) -> bool:
        return self.into.root(use.placeholder) != use.placeholder

    def instances(self, uses: Iterable[Use]) -> Iterator[Group]:
        found: dict[str, list[str]] = {}
        for use in uses:
            if self.is_instance(use):
                names = found.setdefault(self.into.root(use.placeholder), [])
                if use.placeholder not in names:
                    names.append(use.placeholder)
        for root, names in found.items():
            yield Group(tuple(names), self.into.same.get(root, Same.COMBINATIONS))

    def open_dimensions(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Return the dimensions to enumerate: those agreed with, then those left open."""
        dimensions = self.into.language.dimensions
        uses = [*self.in_order()]
        wanted: dict[tuple[str, str], None] = {}
        for use in uses:
            for agreement in use.slot.agreements:
                for name in agreement.dimensions:
                    if isinstance(use.source, Lexicon) or dimensions[name].sampled:
                        wanted.setdefault((agreement.placeholder, name))
        for use in uses:
            for name in sorted(use.source.dimensions):  # the order of the golden expansions
                if name in use.given:
                    continue
                if isinstance(use.source, Lexicon) or dimensions[name].sampled:
                    wanted.setdefault((use.placeholder, name))
        sources = {use.placeholder: use.source for use in uses}
        return {
            (placeholder, name): tuple(
                f for f in dimensions[name].features if f in sources[placeholder].features
            )
            for placeholder, name in wanted
            if placeholder in sources and name in sources[placeholder].dimensions
        }

    def in_order(self) -> Iterator[Use]:
        """Yield the uses of words and tables in the order of the template."""
        inflected = set(self.into.words)
        seen: set[Use] = set()
        for part in itertools.chain.from_iterable(self.into.parts):
            if isinstance(part, Piece) and isinstance(part.drawn, Use) and part.drawn not in seen:
                seen.add(part.drawn)
                if part.drawn in inflected or isinstance(part.drawn.source, Table):
                    yield part.drawn
        yield from (use for use in self.into.words if use not in seen)


def _outcomes(cases: Iterable[tuple[str, object]]) -> list[str]:
    return [feature for feature, _ in cases]


def _unknown(at: int, what: str, name: str, known: Iterable[str]) -> TemplateError:
    known = sorted(known)
    return TemplateError(
        f"column {at + 1}: unknown {what} '{name}'{nearest(name, known)} "
        f"(known: {', '.join(known)})"
    )


_SENTENCE = re.compile(r"[.?!]\s*[^\W\d_]")


def sentence_case(text: str) -> str:
    """Return a text with single blanks, none after an apostrophe, and sentences in capitals.

    This is how the templates of M2C are finished (Hlavnova and Ruder 2023).
    """
    text = " ".join(text.split()).replace("' ", "'")
    return _SENTENCE.sub(lambda found: found.group().upper(), text[:1].upper() + text[1:])
