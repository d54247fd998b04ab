"""Lexicons: words with their forms, by the features that each form has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ifeval_kit.datasets.morphology.features import Dimensions, Features, Key, TemplateError


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One word of a lexicon.

    ``forms`` has a form for each full key over the dimensions of its lexicon that the word has;
    ``value`` is the number that the word stands for; ``checked`` says where its inflection was
    looked up.
    """

    index: int
    forms: Mapping[Key, str]
    value: int | None = None
    checked: str = ""
    gloss: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Words that can stand in one placeholder.

    ``dimensions`` are those in which words have forms, in the order of the language; ``features``
    all that are named; ``inherent`` the sampled dimensions in which each word has one feature only,
    such as the gender of nouns.
    """

    name: str
    entries: tuple[Entry, ...]
    dimensions: tuple[str, ...] = ()
    features: frozenset[str] = frozenset()
    inherent: frozenset[str] = frozenset()
    by_value: Mapping[int, Entry] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found = {entry.value: entry for entry in self.entries if entry.value is not None}
        object.__setattr__(self, "by_value", found)

    @property
    def plain(self) -> bool:
        """Whether its words have one form each and no features."""
        return not self.dimensions


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written in a lexicon: forms by features, joined by dots in any order."""

    forms: Mapping[str, str]
    value: int | None = None
    checked: str = ""
    gloss: str = ""


def lexicon(name: str, words: Iterable[Word], dimensions: Dimensions) -> Lexicon:
    """Return a lexicon of words whose keys may leave dimensions out (then all features are meant).

    Of two keys that name the same features the one that says more counts. Raises
    :class:`TemplateError` for unknown features, and keys of which none says more.
    """
    words = tuple(words)
    parsed = [[(dimensions.parse(key), form) for key, form in word.forms.items()] for word in words]
    keys = [key for word in parsed for key, _ in word]
    used = dimensions.in_order({dimension for key in keys for dimension in key})
    entries = tuple(
        Entry(
            index,
            _expanded(name, forms, used, dimensions),
            word.value,
            word.checked,
            word.gloss,
        )
        for index, (word, forms) in enumerate(zip(words, parsed, strict=True))
    )
    features = frozenset(feature for key in keys for feature in key.values())
    return Lexicon(name, entries, used, features, _inherent(parsed, used, dimensions))


def _expanded(
    name: str, forms: list[tuple[Features, str]], used: tuple[str, ...], dimensions: Dimensions
) -> dict[Key, str]:
    found: dict[Key, str] = {}
    said: dict[Key, int] = {}
    for key, form in sorted(forms, key=lambda pair: len(pair[0])):
        for full in dimensions.complete(key, used):
            if said.get(full) == len(key) and found[full] != form:
                raise TemplateError(
                    f"lexicon '{name}': both '{found[full]}' and '{form}' are given for "
                    f"{dimensions.show(full)}; name more features"
                )
            found[full] = form
            said[full] = len(key)
    return found


def _inherent(
    words: list[list[tuple[Features, str]]], used: tuple[str, ...], dimensions: Dimensions
) -> frozenset[str]:
    """Return the sampled dimensions that every key names, with one feature within each word."""
    return frozenset(
        name
        for name in used
        if dimensions[name].sampled
        and all(len({key.get(name) for key, _ in forms}) == 1 for forms in words)
        and all(name in key for forms in words for key, _ in forms)
    )
