"""Runs of a base, of students and of their teacher, measured on the prompts that all were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from ifeval_kit.comparison import labels
from ifeval_kit.errors import IncompleteRunError, UsageError
from ifeval_kit.imitation.answers import Excluded, Voice, style_measures
from ifeval_kit.imitation.prompts import Places, common_prompts
from ifeval_kit.imitation.verdict import LEAST_SHARE, Verdict, verdict
from ifeval_kit.metrics.gap import Gap, Measure, gaps, rate
from ifeval_kit.metrics.paired import DRAWS
from ifeval_kit.metrics.summary import decided
from ifeval_kit.results import Results, Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Part(Struct, frozen=True):
    """Knowledge, or instruction following: all prompts together, and those of each suite.

    ``suites`` has the same for every suite, and every number of shots, by itself.
    """

    total: Gap
    suites: dict[str, Gap]


class Imitation(Struct, frozen=True):
    """What ``ifk imitation --json`` prints.

    ``teacher``, ``students``, ``base`` and ``ceiling`` are labels, ``runs`` the path of each run.
    ``style`` holds every measure, ``style`` itself the mean of those of
    :data:`ifeval_kit.metrics.style.MEASURES`; its target is the ceiling where there is one, else
    the teacher, whose own value is 1. What the runs share no prompts for is ``None``. ``verdicts``
    are by student, empty without a base.
    """

    runs: dict[str, str]
    teacher: str
    students: list[str]
    base: str | None
    ceiling: str | None
    style: dict[str, Gap]
    factuality: Part | None
    instruction: Part | None
    excluded: Excluded
    left_out: dict[str, int]
    not_common: list[str]
    least: float
    verdicts: dict[str, Verdict]
    schema: int = 1

    @property
    def is_decided(self) -> bool:
        """Whether there is a verdict on every student, or none was asked for."""
        return all(one.is_decided for one in self.verdicts.values())


def imitation(
    teacher: Run,
    students: Sequence[Run],
    base: Run | None = None,
    ceiling: Run | None = None,
    *,
    least: float = LEAST_SHARE,
    allow_missing: bool = False,
    seed: int = 0,
    draws: int = DRAWS,
) -> Imitation:
    """Say how much of the gap from ``base`` to ``teacher`` each student closes.

    ``ceiling`` is a second run of the teacher; without it the other samples of the teacher are the
    ceiling of style, where it has several. ``least`` is the share from which on something counts as
    taken over; ``allow_missing`` leaves out prompts that the teacher did not answer.

    Raises :class:`UsageError` for no student, :class:`DataError` for runs that have nothing in
    common or a teacher without answers, and :class:`IncompleteRunError` where no prompt has a whole
    answer of every run.
    """
    if not students:
        raise UsageError("an imitation needs a student; name one with --student RUN")
    given = [teacher, *students, *filter(None, (base, ceiling))]
    own, *others = labels(given)
    runs = {own: teacher} | dict(zip(others, given[1:], strict=True))
    study = _Study(
        runs=runs,
        teacher=own,
        students=others[: len(students)],
        base=others[len(students)] if base else None,
        ceiling=others[-1] if ceiling else None,
        seed=seed,
        draws=draws,
    )
    prompts = common_prompts(runs)
    style, excluded = study.style(prompts.style, allow_missing)
    factuality = study.part(prompts.factuality)
    knowledge = factuality.total if factuality else None
    return Imitation(
        runs={label: str(run.path) for label, run in runs.items()},
        teacher=study.teacher,
        students=study.students,
        base=study.base,
        ceiling=study.top,
        style=style,
        factuality=factuality,
        instruction=study.part(prompts.instruction),
        excluded=excluded,
        left_out=prompts.left_out,
        not_common=prompts.not_common,
        least=least,
        verdicts={
            student: verdict(student, style.get("style"), knowledge, least)
            for student in study.students
            if base
        },
    )


class _Study(Struct, frozen=True):
    """Runs by their labels, and the parts they play."""

    runs: dict[str, Run]
    teacher: str
    students: list[str]
    base: str | None
    ceiling: str | None
    seed: int
    draws: int

    @property
    def top(self) -> str | None:
        """What is called the ceiling of style: another run, or other samples, of the teacher."""
        if self.ceiling or self.runs[self.teacher].results.samples == 1:
            return self.ceiling
        return f"{self.teacher} (other samples)"

    def style(self, places: Places, allow_missing: bool) -> tuple[dict[str, Gap], Excluded]:
        """Return every measure of style, and what could not be measured."""
        voices = {
            label: Voice(run.results, range(run.results.samples), label == self.ceiling)
            for label, run in self.runs.items()
        }
        results = self.runs[self.teacher].results
        voices[self.teacher] = Voice(results, (0,), model=True)
        if self.top and not self.ceiling:
            voices[self.top] = Voice(results, range(1, results.samples), model=True)
        measures, excluded = style_measures(
            places, voices, self.teacher, allow_missing=allow_missing
        )
        if places and not measures:
            cut = ", ".join(f"{count} of {label}" for label, count in excluded.truncated.items())
            raise IncompleteRunError(
                f"none of {len(places)} prompts has a whole answer of every run (cut off: {cut}); "
                "run with a larger --max-tokens"
            )
        return self._gaps(measures, self.top or self.teacher), excluded

    def part(self, places: Places) -> Part | None:
        """Return what passes of prompts that can be decided, ``None`` where there are none."""
        if not places:
            return None
        names = sorted({name for asked in places.values() for name, _ in asked})
        suites = {name: self._passes(_only(places, name)) for name in names}
        return Part(self._passes(places) if len(names) > 1 else suites[names[0]], suites)

    def _passes(self, places: Places) -> Gap:
        sums = {label: rate(_shares(places, run.results)) for label, run in self.runs.items()}
        return self._gaps({"": Measure(sums, decided=True)}, self.teacher)[""]

    def _gaps(self, measures: Mapping[str, Measure], target: str) -> dict[str, Gap]:
        return gaps(
            measures,
            base=self.base,
            students=self.students,
            target=target,
            seed=self.seed,
            draws=self.draws,
        )


def _only(places: Places, name: str) -> Places:
    kept = {key: [place for place in own if place[0] == name] for key, own in places.items()}
    return {key: own for key, own in kept.items() if own}


def _shares(places: Places, results: Results) -> NDArray[np.float64]:
    """Return the share in which each prompt passes: of samples, and of the suites that ask it."""
    import numpy as np

    passed = [
        [
            all(strict for strict, _ in decided(item, results.scored.get((suite, item.id, sample))))
            for suite, item in asked
            for sample in range(results.samples)
        ]
        for asked in places.values()
    ]
    return np.array([sum(one) / len(one) for one in passed])


def to_json(found: Imitation) -> dict[str, Any]:
    """Return what was found as plain values, as ``ifk imitation --json`` prints it."""
    plain: dict[str, Any] = msgspec.to_builtins(found)
    return plain
