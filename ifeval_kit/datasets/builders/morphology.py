"""The suite ``morphology``: items from the templates of all languages, out of a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ifeval_kit import content
from ifeval_kit.datasets.morphology.files import SpokenLanguage, load_language
from ifeval_kit.datasets.morphology.items import items
from ifeval_kit.errors import DataError
from ifeval_kit.records import Item


def languages() -> list[SpokenLanguage]:
    """Return the languages of ``suites/morphology``, by their codes."""
    folder = content.folder("suites") / "morphology"
    found = [load_language(path.parent) for path in sorted(folder.glob("*/language.yaml"))]
    if not found:
        raise DataError(f"{folder} holds no languages; add LANG/language.yaml")
    return found


def build(seed: int, n: int) -> Iterator[Item]:
    """Yield ``n`` items, spread evenly over templates: one of each in turn.

    The common probes come before those of single languages, so that the first items of the suite
    are the same probes in all languages.
    """
    spoken = languages()
    cells = [(language, probe) for language in spoken for probe in language.templates]
    common = [probe.name for probe in spoken[0].templates]
    spread = Counter(probe.name for _, probe in cells)
    cells.sort(key=lambda cell: (spread[cell[1].name] < len(spoken), _rank(cell[1].name, common)))
    each = -(-n // len(cells))
    drawn = [
        items(language, probe, each, f"{seed}-{name}", name=name)
        for language, probe in cells
        for name in [f"{language.code}-{probe.name}"]
    ]
    left = n
    while left > 0:
        fresh = [item for of in drawn[:left] if (item := next(of, None)) is not None]
        if not fresh:
            return
        yield from fresh
        left -= len(fresh)


def _rank(name: str, order: list[str]) -> tuple[int, str]:
    return (order.index(name), "") if name in order else (len(order), name)
