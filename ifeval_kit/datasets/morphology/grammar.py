"""The grammar of templates: text with fields in braces.

::

    template    = { text | "{" field "}" }
    field       = call | choice | slot                    each with modifiers: ".TO_CAPITALIZE"
    slot        = placeholder { "." part }                obj1.PL.<name1.GENDER>
    part        = FEATURE | "<" agreement ">" | "<" conditional ">"
    agreement   = placeholder "." DIMENSION { "." DIMENSION }
    conditional = case { "|" case } [ "|" FEATURE ]       <FEM:name1.FEM,name2.FEM|MASC>
    case        = FEATURE ":" condition { "," condition }
    condition   = placeholder "." FEATURE { "." FEATURE }
    choice      = text ":" condition { "|" text ":" condition }     is:name1.SG|are:name1.PL
    call        = "$" function "(" argument { "," argument } ")"    an argument is a slot
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ifeval_kit.datasets.morphology.features import TemplateError

MODIFIERS: dict[str, Callable[[str], str]] = {"TO_CAPITALIZE": str.capitalize}
"""What may be done to a form: first letter in upper case, the rest in lower case."""

_NAME = re.compile(r"[^\W\d]\w*")
_FEATURE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Take over the features that another placeholder has in these dimensions."""

    placeholder: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """The placeholder has these features."""

    placeholder: str
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """The feature of the first case whose conditions all hold, else the default."""

    cases: tuple[tuple[str, tuple[Condition, ...]], ...]
    default: str | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A word of a lexicon, or a row of a table, with what decides its form.

    ``at`` is its position in the template, for errors.
    """

    placeholder: str
    features: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts, by the features of one placeholder."""

    placeholder: str
    cases: tuple[tuple[str, tuple[str, ...]], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of forms and features."""

    function: str
    arguments: tuple[Slot, ...]
    at: int = field(default=0, compare=False)


Node: TypeAlias = Slot | Choice | Call


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in braces, and the modifiers that its text goes through."""

    node: Node
    modifiers: tuple[str, ...] = ()


def parse(text: str) -> tuple[str | Field, ...]:
    """Return a template as its texts and fields, in order.

    Raises :class:`TemplateError` with the column of what is wrong and what was expected there.
    """
    parts: list[str | Field] = []
    position = 0
    while position < len(text):
        start = text.find("{", position)
        literal = text[position : start if start >= 0 else len(text)]
        if "}" in literal:
            raise _wrong(text, position + literal.index("}"), "a '{' before this '}'")
        if literal:
            parts.append(literal)
        if start < 0:
            break
        end = text.find("}", start)
        if end < 0 or "{" in text[start + 1 : end]:
            raise _wrong(text, start, "a '}' that closes this '{'")
        parts.append(_Reader(text, start + 1, end).field())
        position = end + 1
    return tuple(parts)


def _wrong(text: str, at: int, expected: str) -> TemplateError:
    shown = text[at : at + 12]
    found = f"'{shown}'" if shown else "the end"
    return TemplateError(f"column {at + 1}: expected {expected}, found {found}")


class _Reader:
    """Reads one field, from ``at`` to ``end``."""

    def __init__(self, text: str, at: int, end: int) -> None:
        self.text = text
        self.at = at
        self.end = end

    def field(self) -> Field:
        start, inside = self.at, self.text[self.at : self.end]
        if inside.startswith("$"):
            node: Node = self.call()
            modifiers = self.modifiers()
            self.finish()
            return Field(node, modifiers)
        if ":" in re.sub("<[^<>]*>", "", inside):
            return Field(self.choice())
        slot, modifiers = self.slot(start)
        self.finish()
        return Field(slot, modifiers)

    def call(self) -> Call:
        start = self.at
        self.expect("$")
        name = self.match(_NAME, "the name of a function")
        self.expect("(")
        arguments = [self.argument()]
        while self.take(","):
            arguments.append(self.argument())
        self.expect(")")
        return Call(name, tuple(arguments), start)

    def argument(self) -> Slot:
        slot, modifiers = self.slot(self.at)
        if modifiers:
            raise self.wrong("an argument without modifiers")
        return slot

    def choice(self) -> Choice:
        start = self.at
        names: list[str] = []
        cases: list[tuple[str, tuple[str, ...]]] = []
        for option in self.text[self.at : self.end].split("|"):
            value, colon, condition = option.rpartition(":")
            if not colon:
                raise self.wrong("TEXT:placeholder.FEATURE")
            self.at += len(value) + 1
            stop = self.at + len(condition)
            found = _Reader(self.text, self.at, stop).condition(finish=True)
            if names and found.placeholder != names[0]:
                raise self.wrong(f"the placeholder '{names[0]}', as in the first option")
            names.append(found.placeholder)
            cases.append((value, found.features))
            self.at = stop + 1
        return Choice(names[0], tuple(cases), start)

    def slot(self, start: int) -> tuple[Slot, tuple[str, ...]]:
        placeholder = self.match(_NAME, "a placeholder")
        features: list[str] = []
        agreements: list[Agreement] = []
        conditionals: list[Conditional] = []
        modifiers: list[str] = []
        while self.take("."):
            if self.take("<"):
                part = self.bracket()
                (agreements if isinstance(part, Agreement) else conditionals).append(part)  # type: ignore[arg-type]
                continue
            name = self.match(_FEATURE, "a feature, a modifier or '<'")
            (modifiers if name in MODIFIERS else features).append(name)
        slot = Slot(placeholder, tuple(features), tuple(agreements), tuple(conditionals), start)
        return slot, tuple(modifiers)

    def bracket(self) -> Agreement | Conditional:
        inside = self.text[self.at : self.text.find(">", self.at, self.end)]
        if ":" not in inside and "|" not in inside:
            name = self.match(_NAME, "a placeholder")
            self.expect(".")
            dimensions = self.dotted("a dimension")
            self.expect(">")
            return Agreement(name, dimensions)
        cases: list[tuple[str, tuple[Condition, ...]]] = []
        default = None
        while True:
            feature = self.match(_FEATURE, "a feature")
            if not self.take(":"):
                default = feature
                break
            conditions = [self.condition()]
            while self.take(","):
                conditions.append(self.condition())
            cases.append((feature, tuple(conditions)))
            if not self.take("|"):
                break
        self.expect(">")
        return Conditional(tuple(cases), default)

    def condition(self, *, finish: bool = False) -> Condition:
        name = self.match(_NAME, "a placeholder")
        self.expect(".")
        features = self.dotted("a feature")
        if finish:
            self.finish()
        return Condition(name, features)

    def dotted(self, what: str) -> tuple[str, ...]:
        names = [self.match(_FEATURE, what)]
        while self.take("."):
            names.append(self.match(_FEATURE, what))
        return tuple(names)

    def modifiers(self) -> tuple[str, ...]:
        found: list[str] = []
        while self.take("."):
            name = self.match(_FEATURE, "a modifier")
            if name not in MODIFIERS:
                raise self.wrong(f"a modifier ({', '.join(MODIFIERS)}) before this")
            found.append(name)
        return tuple(found)

    def match(self, pattern: re.Pattern[str], what: str) -> str:
        found = pattern.match(self.text, self.at, self.end)
        if not found:
            raise self.wrong(what)
        self.at = found.end()
        return found.group()

    def take(self, sign: str) -> bool:
        taken = self.at < self.end and self.text[self.at] == sign
        self.at += taken
        return taken

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.wrong(f"'{sign}'")

    def finish(self) -> None:
        if self.at != self.end:
            raise self.wrong("'.' or the end of the field")

    def wrong(self, expected: str) -> TemplateError:
        return _wrong(self.text[: self.end] + self.text[self.end : self.end + 1], self.at, expected)
