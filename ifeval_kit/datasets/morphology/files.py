"""Languages as a linguist writes them: a folder with language, lexicons and templates as YAML.

Tables, lexicons and templates name features and placeholders as
:mod:`ifeval_kit.datasets.morphology.grammar` says; ``docs/morphology.md`` shows how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct, field, structs

from ifeval_kit.datasets.morphology.compiling import compile_template
from ifeval_kit.datasets.morphology.expand import Expander, Expansion
from ifeval_kit.datasets.morphology.features import (
    Dimension,
    Dimensions,
    Table,
    TemplateError,
    by_patterns,
)
from ifeval_kit.datasets.morphology.finishing import finishing
from ifeval_kit.datasets.morphology.functions import condition, functions
from ifeval_kit.datasets.morphology.lexicon import Lexicon, Word, lexicon
from ifeval_kit.datasets.morphology.template import Language, Same
from ifeval_kit.datasets.yaml_files import read_yaml
from ifeval_kit.errors import DataError, MissingResourceError, nearest

NUMBERS = "number"
"""The lexicon in which results of arithmetic are looked up."""


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class _Dimension(_Strict, frozen=True):
    features: tuple[str, ...]
    computed: dict[str, str] = field(default_factory=dict)
    decomposed: bool = False
    sampled: bool = True


class _Language(_Strict, frozen=True):
    language: str
    name: str
    prompt: str
    dimensions: dict[str, tuple[str, ...] | _Dimension] = field(default_factory=dict)
    rules: dict[str, dict[str, str]] = field(default_factory=dict)
    plural: dict[str, str] = field(default_factory=dict)
    functions: dict[str, dict[str, str]] = field(default_factory=dict)
    sentence_case: bool = True
    elision: bool = False
    capitals: dict[str, str] = field(default_factory=dict)


class _Word(_Strict, frozen=True):
    form: str | None = None
    forms: dict[str, str] = field(default_factory=dict)
    features: str = ""
    value: int | None = None
    checked: str = ""
    gloss: str = ""


class _Lexicon(_Strict, frozen=True):
    entries: tuple[str | _Word, ...]
    checked: str = ""


class _Template(_Strict, frozen=True):
    probe: str
    context: str
    question: str
    answer: str
    same: dict[str, Same] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    articles: Literal["required", "optional"] = "required"


_KEYS = [
    entry.name
    for kind in (_Dimension, _Language, _Word, _Lexicon, _Template)
    for entry in structs.fields(kind)
]


@dataclass(frozen=True)
class Probe:
    """A template of a language: what it probes, and its expansions.

    The texts of an expansion are those of context, question, answer and further right answers.
    ``optional_articles`` says that an answer is right without its article, too.
    """

    name: str
    probe: str
    expander: Expander
    optional_articles: bool = False

    def expand(self) -> Iterator[Expansion]:
        """Yield every expansion once."""
        return self.expander.expand()

    def sample(self, n: int, seed: int | str) -> list[Expansion]:
        """Return ``n`` different expansions, each equally likely, or all when there are fewer."""
        return self.expander.sample(n, seed)

    @cached_property
    def size(self) -> int:
        """How many different expansions there are."""
        return len(self.expander.texts())


@dataclass(frozen=True)
class SpokenLanguage:
    """A language of the suite: how it asks, its lexicons and its templates.

    ``prompt`` has places for ``{context}`` and ``{question}``.
    """

    code: str
    name: str
    prompt: str
    language: Language
    lexicons: Mapping[str, Lexicon]
    templates: tuple[Probe, ...]


def load_language(folder: Path) -> SpokenLanguage:
    """Return the language that a folder describes.

    Raises :class:`DataError` naming the file, the lexicon or template, and the column of what does
    not hold together, and :class:`MissingResourceError` when a package is missing that number
    words come from.
    """
    path = folder / "language.yaml"
    spoken: _Language = read_yaml(path, _Language, _KEYS)
    for place in ("{context}", "{question}"):
        if place not in spoken.prompt:
            raise DataError(f"{path}: the prompt lacks {place}; put it where the text belongs")
    with _within(str(path)):
        language = _language(spoken)
    lexicons = _lexicons(folder / "lexicon.yaml", spoken, language.dimensions)
    templates = _templates(folder / "templates.yaml", spoken, language, lexicons)
    return SpokenLanguage(
        spoken.language, spoken.name, spoken.prompt, language, lexicons, templates
    )


@contextmanager
def _within(place: str) -> Iterator[None]:
    try:
        yield
    except TemplateError as error:
        raise TemplateError(f"{place}: {error}") from None


def _language(spoken: _Language) -> Language:
    found: list[Dimension] = []
    for name, given in spoken.dimensions.items():
        if not isinstance(given, _Dimension):
            found.append(Dimension(name, given))
            continue
        with _within(name):
            computed = (
                by_patterns(given.computed, given.features, decomposed=given.decomposed)
                if given.computed
                else None
            )
        found.append(Dimension(name, given.features, given.sampled, computed))
    dimensions = Dimensions(tuple(found))
    tables: dict[str, Table] = {}
    for name, rows in spoken.rules.items():
        with _within(f"rule {name}"):
            tables[name] = Table(name, rows, dimensions)
    finish = finishing(
        sentence_case=spoken.sentence_case, elision=spoken.elision, capitals=spoken.capitals
    )
    return Language(spoken.language, dimensions, tables, finish)


def _lexicons(path: Path, spoken: _Language, dimensions: Dimensions) -> dict[str, Lexicon]:
    found: dict[str, Lexicon] = {}
    written: dict[str, _Lexicon] = read_yaml(path, dict[str, _Lexicon], _KEYS)
    for name, given in written.items():
        with _within(f"{path}: lexicon '{name}'"):
            if not re.fullmatch(r"[a-z_]*[a-z]", name):
                raise TemplateError("its name may have lower-case letters a to z only")
            words = [_word(entry, given, spoken, dimensions) for entry in given.entries]
            found[name] = lexicon(name, words, dimensions)
    return found


def _word(entry: str | _Word, given: _Lexicon, spoken: _Language, dimensions: Dimensions) -> Word:
    if isinstance(entry, str):
        return Word({"": entry}, checked=given.checked)
    features = dimensions.parse(entry.features)
    named = {name for key in entry.forms for name in dimensions.parse(key)} | features.keys()
    own = [entry.features] if entry.features else []
    if entry.value is not None and spoken.plural:
        feature = _plural(entry.value, spoken)
        if dimensions.of(feature).name not in named:
            own.append(feature)
    forms = dict(entry.forms)
    if entry.form is not None:
        forms[""] = entry.form
    if not forms:
        if entry.value is None:
            raise TemplateError("an entry has neither form, forms nor value; give it one")
        forms[""] = _number_word(entry.value, spoken.language)
    joined = {".".join([*own, key] if key else own): form for key, form in forms.items()}
    return Word(joined, entry.value, entry.checked or given.checked, entry.gloss)


def _plural(value: int, spoken: _Language) -> str:
    """Return the feature of the CLDR plural category of a number."""
    try:
        from babel import Locale
    except ImportError:
        raise MissingResourceError(
            "plural categories come from the package 'babel', which is not installed; "
            'get it with: pip install "ifeval-kit[build]"'
        ) from None
    category = str(Locale.parse(spoken.language).plural_form(value))
    if category not in spoken.plural:
        raise TemplateError(
            f"{value} is '{category}' by CLDR, which plural: does not name "
            f"(it names {', '.join(spoken.plural)})"
        )
    return spoken.plural[category]


def _number_word(value: int, code: str) -> str:
    """Return the word of a number by num2words."""
    try:
        from num2words import num2words
    except ImportError:
        raise MissingResourceError(
            "number words come from the package 'num2words', which is not installed; "
            'get it with: pip install "ifeval-kit[build]"'
        ) from None
    try:
        return str(num2words(value, lang=code))
    except NotImplementedError:
        raise TemplateError(
            f"no library has number words of '{code}'; give {value} a form"
        ) from None


def _templates(
    path: Path, spoken: _Language, language: Language, lexicons: Mapping[str, Lexicon]
) -> tuple[Probe, ...]:
    callable_ = functions(spoken.functions, lexicons.get(NUMBERS), language.dimensions)
    found: list[Probe] = []
    written: tuple[_Template, ...] = read_yaml(path, tuple[_Template, ...], _KEYS)
    for number, given in enumerate(written, start=1):
        with _within(f"{path}, template {number} ({given.probe})"):
            _check_same(given.same, lexicons)
            texts = [given.context, given.question, given.answer, *given.accept]
            for text in texts:
                _check_text(text)
            compiled = compile_template(texts, language, lexicons, callable_, given.same)
            expander = Expander(compiled, [condition(text) for text in given.where])
        same = sum(probe.probe == given.probe for probe in found)
        name = given.probe if not same else f"{given.probe}-{same + 1}"
        found.append(Probe(name, given.probe, expander, given.articles == "optional"))
    return tuple(found)


def _check_same(same: Iterable[str], lexicons: Mapping[str, Lexicon]) -> None:
    for name in same:
        if name not in lexicons:
            raise TemplateError(f"same: unknown lexicon '{name}'{nearest(name, lexicons)}")


def _check_text(text: str) -> None:
    if not text.strip():
        raise TemplateError("context, question and answer need a text; one is blank")
