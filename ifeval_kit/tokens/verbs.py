"""Verbs: the forms that a dictionary lists, and the tags that nltk's tagger gives."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ifeval_kit.errors import MissingResourceError

_TAGGER = "averaged_perceptron_tagger_eng"
# The dictionary lists these as forms of rare verbs (to hiss, to up), but a reader takes them for
# pronouns, conjunctions, prepositions, adverbs, numbers and greetings.
# fmt: off
_NO_VERBS = frozenset((
    "but", "down", "during", "further", "hello", "his", "just", "last", "near", "off", "okay",
    "out", "over", "own", "second", "still", "third", "until", "up", "well", "while", "with", "yes",
))
# fmt: on
# As they are cut from n't: can't, shan't, won't, ain't.
_NEGATED = {"ca": "can", "sha": "shall", "wo": "will", "ai": "are"}
_PREFIXES = frozenset({"co", "de", "over", "pre", "re", "un"})


class Tagger(Protocol):
    """Gives each word token its part of speech."""

    def tag(self, tokens: list[str]) -> list[tuple[str, str]]:
        """Return the tokens, each with its tag of the Penn Treebank."""
        ...


def is_verb(word: str) -> bool:
    """Whether a word, folded, is a form of a verb by the dictionary: ``be``, ``went``, ``don't``.

    A word that can be a verb and a noun, such as *water*, counts.
    """
    if word == "let's":
        return True
    if word.endswith("n't"):
        stem = word.removesuffix("n't")
        word = _NEGATED.get(stem, stem)
    prefix, _, rest = word.partition("-")
    if rest and prefix in _PREFIXES:
        word = rest
    return word in verb_forms()


@functools.cache
def verb_forms() -> frozenset[str]:
    """Return the forms of English verbs, in small letters.

    They are those of the Automatically Generated Inflection Database (AGID 2016.01.19) as the
    package pyinflect carries it: one line a verb, its forms after it, ``/`` between spellings.
    Only its table is read: the package itself would load spaCy where that is installed.
    """
    table = importlib.metadata.distribution("pyinflect").locate_file("pyinflect/infl.csv")
    forms: set[str] = set()
    for line in Path(str(table)).read_text(encoding="utf-8").splitlines():
        verb, kind, *inflected = line.split(",")
        if kind == "V":
            forms.add(verb)
            forms.update(spelling for form in inflected for spelling in form.split("/"))
    return frozenset(forms - _NO_VERBS - {"<>"})


def first_tag(tokens: Sequence[str]) -> str:
    """Return the tag of the first of some word tokens by nltk's tagger.

    It depends on the first three tokens alone. Raises :class:`MissingResourceError` where the model
    is not installed.
    """
    return tagger().tag(list(tokens[:3]))[0][1]


@functools.cache
def tagger() -> Tagger:
    """Return nltk's tagger for English; :class:`MissingResourceError` without its model."""
    from nltk.tag.perceptron import PerceptronTagger  # with all of nltk: only where it is needed

    try:
        loaded: Tagger = PerceptronTagger()
    except LookupError:
        raise MissingResourceError(
            f"the parts of speech of the profile upstream need nltk's model {_TAGGER}, which is "
            f"not installed; get it with `python -m nltk.downloader {_TAGGER}`, "
            "or decide in the profile fixed"
        ) from None
    return loaded
