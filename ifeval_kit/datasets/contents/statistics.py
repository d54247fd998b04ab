"""What a suite holds: prompts by task, category, language, length and constraint; duplicates."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from ifeval_kit.datasets.contents.nearness import THRESHOLD, Index, words
from ifeval_kit.errors import MissingResourceError
from ifeval_kit.records import Item


class Spread(Struct, frozen=True):
    """Numbers told by their least, median, mean, nine-tenths and greatest."""

    least: int
    median: float
    mean: float
    p90: int
    greatest: int


class Statistics(Struct, frozen=True):
    """What is counted in a suite.

    ``tasks`` are groups of items; ``constraints`` says how many prompts have how many constraints,
    ``checks`` how often each check is asked; ``words`` and ``characters`` are lengths of prompts.
    ``duplicates`` are prompts with the words of an earlier one, ``near_duplicates`` those that
    hold or resemble one, ``None`` where the package that finds them is not installed.
    """

    prompts: int
    tasks: dict[str, int]
    categories: dict[str, int]
    languages: dict[str, int]
    constraints: dict[int, int]
    checks: dict[str, int]
    references: int
    exemplars: int
    words: Spread
    characters: Spread
    duplicates: int
    near_duplicates: int | None
    threshold: float


def describe(items: Sequence[Item], threshold: float = THRESHOLD) -> Statistics:
    """Return what a suite holds. ``items`` are not empty; nothing is decided or generated."""
    texts = [item.text for item in items]
    forms = [tuple(words(text)) for text in texts]
    return Statistics(
        prompts=len(items),
        tasks=_counted(item.group for item in items),
        categories=_counted(item.category for item in items),
        languages=_counted(item.language for item in items),
        constraints=dict(sorted(Counter(len(item.constraints) for item in items).items())),
        checks=_counted(constraint.id for item in items for constraint in item.constraints),
        references=sum(bool(item.answers) for item in items),
        exemplars=sum(bool(item.exemplars) for item in items),
        words=_spread([len(form) for form in forms]),
        characters=_spread([len(text) for text in texts]),
        duplicates=len(forms) - len(set(forms)),
        near_duplicates=_near(texts, threshold),
        threshold=threshold,
    )


def _near(texts: Sequence[str], threshold: float) -> int | None:
    """Count the texts that hold or resemble an earlier one without having the words of any."""
    try:
        index = Index(threshold)
    except MissingResourceError:
        return None
    numbers = index.add(texts)
    first = {number: place for place, number in reversed(list(enumerate(numbers)))}
    unique = [texts[place] for _, place in sorted(first.items())]
    return sum(
        any(match.known < number for match in matches)
        for number, matches in enumerate(index.find(unique))
    )


def _counted(values: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(value for value in values if value)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _spread(numbers: Sequence[int]) -> Spread:
    ordered = sorted(numbers)
    return Spread(
        least=ordered[0],
        median=statistics.median(ordered),
        mean=statistics.fmean(ordered),
        p90=ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))],
        greatest=ordered[-1],
    )
