"""Functions that templates may call, and conditions on the numbers that they draw."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ifeval_kit.datasets.morphology.features import Dimensions, Key, TemplateError
from ifeval_kit.datasets.morphology.lexicon import Entry, Lexicon
from ifeval_kit.errors import nearest

_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "sum": operator.add,
    "difference": operator.sub,
    "clock": lambda hour, hours: (hour + hours - 1) % 12 + 1,
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_TERM = re.compile(r"\s*([+-]?)\s*(\w+)")
_COMPARISON = re.compile(r"(.+?)(<=|>=|!=|<|>|=)(.+)")


@dataclass(frozen=True)
class Arithmetic:
    """Two numbers to the word of a third: their sum, their difference, or an hour so much later.

    Further arguments are features of the wanted form.
    """

    name: str
    numbers: Lexicon
    dimensions: Dimensions

    def __call__(self, *arguments: str) -> str:
        """Return the word of the result."""
        return self.word(*arguments).forms[self.key(*arguments)]

    def word(self, *arguments: str) -> Entry:
        """Return the number that results, as an entry of its lexicon."""
        if len(arguments) < 2 or not all(re.fullmatch(r"\d+", a) for a in arguments[:2]):
            raise TemplateError(
                f"${self.name} got {', '.join(arguments)}; give it two words with values first"
            )
        value = _OPERATIONS[self.name](int(arguments[0]), int(arguments[1]))
        if value not in self.numbers.by_value:
            raise TemplateError(
                f"${self.name} of {arguments[0]} and {arguments[1]} is {value}, which the lexicon "
                f"'{self.numbers.name}' lacks; add it, or leave it out with where"
            )
        return self.numbers.by_value[value]

    def key(self, *arguments: str) -> Key:
        """Return the features of the form that is wanted."""
        word = self.word(*arguments)
        features = self.dimensions.parse(".".join(arguments[2:]))
        wanted = {f for name, f in features.items() if name in self.numbers.dimensions}
        keys = [key for key in word.forms if wanted <= key]
        if len({word.forms[key] for key in keys}) != 1:
            raise TemplateError(
                f"${self.name}: {word.value} has {len(keys)} forms for "
                f"{'.'.join(wanted) or 'no features'}; name features that decide"
            )
        return keys[0]


@dataclass(frozen=True)
class Tabled:
    """A function given as a table from its arguments, joined by ``", "``, to its result."""

    name: str
    rows: Mapping[str, str]

    def __call__(self, *arguments: str) -> str:
        """Return the result for these arguments."""
        key = ", ".join(arguments)
        if key not in self.rows:
            raise TemplateError(f"${self.name} has no row '{key}'{nearest(key, self.rows)}")
        return self.rows[key]


def functions(
    tables: Mapping[str, Mapping[str, str]], numbers: Lexicon | None, dimensions: Dimensions
) -> dict[str, Arithmetic | Tabled]:
    """Return the functions of a language: its own tables, and arithmetic if it has numbers."""
    found: dict[str, Arithmetic | Tabled] = {
        name: Tabled(name, rows) for name, rows in tables.items()
    }
    if numbers is not None:
        found |= {name: Arithmetic(name, numbers, dimensions) for name in _OPERATIONS}
    return found


@dataclass(frozen=True)
class Compared:
    """A condition on numbers: ``number1 + number2 <= 20``."""

    left: Mapping[str | int, int]
    comparison: str
    right: Mapping[str | int, int]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders whose values are compared."""
        return tuple(dict.fromkeys(n for n in (*self.left, *self.right) if isinstance(n, str)))

    def __call__(self, words: Mapping[str, Entry]) -> bool:
        """Return whether it holds for these words."""
        return _COMPARISONS[self.comparison](_total(self.left, words), _total(self.right, words))


def condition(text: str) -> Compared:
    """Return a condition as it is written; :class:`TemplateError` for what is none."""
    found = _COMPARISON.fullmatch(text)
    if not found:
        raise TemplateError(
            f"where: '{text}' compares nothing; write sums on both sides of one of "
            f"{' '.join(_COMPARISONS)}"
        )
    return Compared(_terms(found[1], text), found[2], _terms(found[3], text))


def _terms(text: str, whole: str) -> dict[str | int, int]:
    terms: dict[str | int, int] = {}
    at = 0
    while text[at:].strip():
        found = _TERM.match(text, at)
        if not found or (at and not found[1]):
            raise TemplateError(f"where: '{whole}': expected + or - and a term at '{text[at:]}'")
        name: str | int = int(found[2]) if found[2].isdigit() else found[2]
        terms[name] = terms.get(name, 0) + (-1 if found[1] == "-" else 1)
        at = found.end()
    return terms


def _total(terms: Mapping[str | int, int], words: Mapping[str, Entry]) -> int:
    return sum(times * _value(name, words) for name, times in terms.items())


def _value(name: str | int, words: Mapping[str, Entry]) -> int:
    if isinstance(name, int):
        return name
    value = words[name].value
    if value is None:
        raise TemplateError(f"where: '{name}' has no value; compare words of a lexicon of numbers")
    return value
