"""How near the style of one answer is to that of another: each measure in [0, 1].

The measures are of this project; what they measure is that of Gudibande et al. 2023, *The False
Promise of Imitating Proprietary LLMs*, table 2 (lists, summary paragraphs, unigrams, length), whose
detectors are not published, and of arena style control (the distance of two counts as in
lm-sys/FastChat, ``rating_systems.py``).
"""

from __future__ import annotations

from itertools import takewhile

from ifeval_kit.metrics.style.features import Features

TITLES = {
    "list": ("Lists", "Both answers have a list of two items or more, or neither has."),
    "summary": ("Summary", "Both answers close with a paragraph that sums up, or neither does."),
    "words": ("Words", "Twice the words in common over the words of both, case aside."),
    "opening": ("Opening", "The share of the first four words before the first that differs."),
    "length": ("Length", "1 - |x - y| / (x + y + 1), x and y the words of both answers."),
    "headings": ("Headings", "The same for the number of headings."),
    "numbered": ("Numbered", "The same for the items of ordered lists."),
    "bullets": ("Bullets", "The same for the items of unordered lists."),
    "bold": ("Bold", "The same for the stretches of bold text."),
}
"""The measures of :func:`similarity` with the title and the meaning of each."""

MEASURES = tuple(TITLES)

_COUNTS = ("length", "headings", "numbered", "bullets", "bold")


def similarity(answer: Features, model: Features) -> dict[str, float]:
    """Return how near an answer is to a model answer to the same prompt; 1 is the same in all."""
    common = (answer.words & model.words).total()
    both = answer.length + model.length
    found = {
        "list": float(answer.listed == model.listed),
        "summary": float(answer.sums_up == model.sums_up),
        "words": 2 * common / both if both else 1.0,
        "opening": _opening(answer.opening, model.opening),
    }
    return found | {name: _near(getattr(answer, name), getattr(model, name)) for name in _COUNTS}


def _near(one: int, other: int) -> float:
    return 1 - abs(one - other) / (one + other + 1)


def _opening(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    longest = max(len(one), len(other))
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return same / longest if longest else 1.0
