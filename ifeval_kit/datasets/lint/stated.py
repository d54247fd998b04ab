"""Whether a prompt states the parameters that its constraints are decided by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ifeval_kit.records import Constraint

# Parameters that are texts and stand in the prompt as they are; the marks of others are put in
# words ("separated by a hyphen"), or they are the prompt itself, or are read from it.
_TEXTS = frozenset(
    {
        "end_phrase",
        "first_word",
        "forbidden_words",
        "keyword",
        "keyword1",
        "keyword2",
        "keyword3",
        "keyword4",
        "keyword5",
        "keywords",
        "last_word",
        "letter",
        "phrase",
        "postscript_marker",
        "prompt_to_repeat",
        "reference_text",
        "section_spliter",
        "word",
    }
)
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_ORDINALS = (
    "- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NUMBERS: dict[str, int] = (
    {word: number for number, word in enumerate(_ONES.split())}
    | {word: number for number, word in enumerate(_ORDINALS.split())}
    | _TENS
    | {"hundred": 100, "thousand": 1000}
    | {"once": 1, "twice": 2, "thrice": 3, "single": 1, "couple": 2, "pair": 2, "both": 2}
    | {"dozen": 12, "half": 2}
)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+", re.IGNORECASE)
# What a prompt calls the things that a parameter counts.
_UNITS = {
    "frequency": "time",
    "let_frequency": "time",
    "max_words": "word",
    "min_words": "word",
    "num_bullets": "bullet",
    "num_paragraphs": "paragraph",
    "num_placeholders": "placeholder",
    "num_sections": "section",
    "num_sentences": "sentence",
    "num_words": "word",
}
# Of LMentry: how an example was made, not what its answer must have.
_OF_THE_EXAMPLE = frozenset({"answer_index", "num_distractors", "num_words"})
_EXACT = frozenset({"num_bullets", "num_paragraphs"})
_BESIDE = r"[+\s-]*(?:[^\W\d]+[\s-]+){{0,2}}{}"
_VAGUE = r"\b(a few|several|some|many|multiple|various|numerous)(?:\s+\w+)?\s+{}(?:s\b|\s+points\b)"


def unstated(prompt: str, constraint: Constraint) -> Iterator[tuple[str, bool]]:
    """Yield what the prompt does not say of a constraint, and whether that makes it unfair.

    A text that the prompt does not hold cannot be known, nor can a number where the prompt gives
    another one for the same thing; a number may also be put in other words.
    """
    numbers = dict(_numbers(prompt))
    folded = _plain(prompt)
    is_lmentry = constraint.id.startswith("lmentry:")
    for name, value in constraint.kwargs.items():
        if is_lmentry and name in _OF_THE_EXAMPLE:
            continue
        if name in _TEXTS:
            for text in _texts(value):
                if (_plain(text) or text) not in (folded if _plain(text) else prompt):
                    yield f"its '{name}' {_shown(text)} is not in the prompt", True
        elif isinstance(value, int | float) and not isinstance(value, bool):
            # One is said by an article: "a title", "the letter q should appear".
            near = {value - 1, value, value + 1} if _bounds(constraint.kwargs) else {1, value}
            if value != 1 and not near & set(numbers.values()):
                yield _other_number(prompt, name, value, numbers)
            vague = _vague(prompt, name) if name in _EXACT else None
            if vague:
                exactly = f"its '{name}' is exactly {value}, but the prompt"
                yield f"{exactly} asks for {_shown(vague[0])} as well", True


def _other_number(
    prompt: str, name: str, value: float, numbers: Mapping[int, float]
) -> tuple[str, bool]:
    """Say that a number is missing, and which one the prompt gives in its place, if any."""
    beside = re.compile(_BESIDE.format(_UNITS[name])) if name in _UNITS else None
    for end, number in numbers.items():
        if beside and (counted := beside.match(prompt, end)):
            said = " ".join(f"{number:g}{counted[0]}".split())
            return f"its '{name}' is {value}, but the prompt says {said}", True
    return f"its '{name}' is {value}, a number that the prompt does not state", False


def _vague(prompt: str, name: str) -> re.Match[str] | None:
    return re.search(_VAGUE.format(_UNITS[name]), prompt, re.IGNORECASE)


def _bounds(kwargs: Mapping[str, Any]) -> bool:
    """Whether a number is a bound, which the prompt may put one higher or lower."""
    return any("relation" in name for name in kwargs)


def _numbers(prompt: str) -> Iterator[tuple[int, float]]:
    """Yield where the numbers of a prompt end and what they are, in digits or English words."""
    before, end = 0.0, -1
    for found in _NUMBER.finditer(prompt):
        word = found[0].lower()
        number = float(word.replace(",", "")) if word[0].isdecimal() else _NUMBERS.get(word)
        if number is None:
            continue
        if found.start() == end + 1:
            # Four hundred, and twenty-five.
            if word in ("hundred", "thousand"):
                number *= before
            elif number < 10 and before in _TENS.values():
                number += before
        before, end = number, found.end()
        yield end, number


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _plain(text: str) -> str:
    """Return a text as it is searched for: letters and digits, in small letters."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", composed))


def _shown(text: str) -> str:
    shown = ascii(text)
    return shown if len(shown) <= 50 else f"{shown[:47]}..."
