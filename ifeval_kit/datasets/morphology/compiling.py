"""From the texts of a template to a compiled one, with all names looked up."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ifeval_kit.datasets.morphology.features import Table, TemplateError
from ifeval_kit.datasets.morphology.grammar import Agreement, Call, Choice, Field, Slot, parse
from ifeval_kit.datasets.morphology.lexicon import Lexicon
from ifeval_kit.datasets.morphology.template import (
    Argument,
    Compiled,
    Drawn,
    Function,
    Group,
    Language,
    Piece,
    Result,
    Same,
    Use,
)
from ifeval_kit.errors import nearest


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
        arguments: list[Argument] = []
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
