"""The answers of runs to the prompts of style: which can be compared, and how near they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ifeval_kit.errors import DataError
from ifeval_kit.imitation.prompts import Places
from ifeval_kit.metrics.gap import Measure, correlation, rate
from ifeval_kit.metrics.style import MEASURES, Features, features, similarity
from ifeval_kit.metrics.style import TITLES as SIMILAR
from ifeval_kit.records import Response
from ifeval_kit.results import Results

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NAMED = 3

TITLES = {
    "style": ("Style", "The mean of the nine measures that compare two answers."),
    **SIMILAR,
    "listed_too": ("Lists taken over", "A list where the teacher has one."),
    "sums_up_too": ("Summaries taken over", "A closing summary where the teacher has one."),
    "length_correlation": ("Length, correlation", "Pearson's r of the lengths in words."),
}
"""Every measure of style with its title and its meaning; the last three compare whole runs."""


class Voice(Struct, frozen=True):
    """Some samples of a run, as one that answers; ``model`` answers are what others are held to."""

    results: Results
    samples: Sequence[int]
    model: bool = False


class Excluded(Struct, frozen=True):
    """The prompts that tell nothing about style.

    ``truncated`` counts for each run the prompts whose answers are all cut off, ``unanswered``
    those that the teacher did not answer; ``prompts`` are all of them together. ``blank`` counts
    for each run the prompts without an answer: they stay, and are near to nothing.
    """

    prompts: int
    unanswered: int
    truncated: dict[str, int]
    blank: dict[str, int]


class _Answered(Struct, frozen=True):
    """The answers of a voice to one prompt that are whole; ``cut`` where all are cut off."""

    answers: list[str]
    cut: bool


def style_measures(
    places: Places, voices: Mapping[str, Voice], teacher: str, *, allow_missing: bool
) -> tuple[dict[str, Measure], Excluded]:
    """Return every measure of style of every voice, and what could not be measured.

    The first sample of the ``teacher`` is what all are held against. Raises :class:`DataError` for
    prompts that the teacher did not answer, unless ``allow_missing``: then they are left out.
    """
    rows = []
    truncated, blank = dict.fromkeys(voices, 0), dict.fromkeys(voices, 0)
    unanswered: list[str] = []
    excluded = 0
    for (_, item), [(suite, _), *_] in places.items():
        answered = {label: _answered(voice, suite, item) for label, voice in voices.items()}
        lacking = any(
            voice.model and not answered[label].cut and not any(answered[label].answers)
            for label, voice in voices.items()
        )
        unanswered += [item] * lacking
        for label, own in answered.items():
            truncated[label] += own.cut
            blank[label] += not own.cut and not any(own.answers)
        if lacking or any(own.cut for own in answered.values()):
            excluded += 1
            continue
        model = features(answered[teacher].answers[0])
        rows.append((model, {label: _near(own, model) for label, own in answered.items()}))
    if unanswered and not allow_missing:
        raise DataError(
            f"the teacher {teacher} has no answer to {len(unanswered)} of {len(places)} prompts "
            f"(first: {', '.join(unanswered[:_NAMED])}); ask it again with ifk run --retry-errors, "
            "or leave these prompts out with --allow-missing"
        )
    return _measures(rows), Excluded(excluded, len(unanswered), truncated, blank)


def _answered(voice: Voice, suite: str, item: str) -> _Answered:
    found = [voice.results.responses.get((suite, item, sample)) for sample in voice.samples]
    whole = [one for one in found if one is None or not _is_cut(one)]
    answers = [one.answer if one and one.error is None else "" for one in whole]
    return _Answered([answer if answer.strip() else "" for answer in answers], not whole)


def _is_cut(response: Response) -> bool:
    return response.finish_reason == "length" or response.think == "unclosed"


class _Near(Struct, frozen=True):
    """How near a run's answers to one prompt are to the teacher's; blank ones are not at all."""

    similarity: dict[str, float]
    listed: float
    sums_up: float
    length: float


def _near(answered: _Answered, model: Features) -> _Near:
    found = [features(answer) for answer in answered.answers if answer]
    count = len(answered.answers)
    near = [similarity(one, model) for one in found]
    return _Near(
        {name: sum(one[name] for one in near) / count for name in MEASURES},
        sum(one.listed for one in found) / count,
        sum(one.sums_up for one in found) / count,
        sum(one.length for one in found) / count,
    )


def _measures(rows: Sequence[tuple[Features, dict[str, _Near]]]) -> dict[str, Measure]:
    """Return the measures of style by name, in the order of :data:`TITLES`."""
    import numpy as np

    if not rows:
        return {}
    models = [model for model, _ in rows]
    voices = {label: [own[label] for _, own in rows] for label in rows[0][1]}

    def of(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=float)

    near = {
        label: {name: of([one.similarity[name] for one in own]) for name in MEASURES}
        for label, own in voices.items()
    }
    measures = {
        "style": Measure({k: rate(np.mean(list(v.values()), axis=0)) for k, v in near.items()})
    }
    measures |= {name: Measure({k: rate(v[name]) for k, v in near.items()}) for name in MEASURES}
    for name in ("listed", "sums_up"):
        asked = of([getattr(model, name) for model in models])
        if asked.any():
            kept = {k: of([getattr(one, name) for one in own]) for k, own in voices.items()}
            measures[f"{name}_too"] = Measure({k: rate(v * asked, asked) for k, v in kept.items()})
    length = of([model.length for model in models])
    measures["length_correlation"] = Measure(
        {k: correlation(of([one.length for one in own]), length) for k, own in voices.items()}
    )
    return measures
