"""From decisions to ``summary.json``: pass rates per suite, category, check, language and task.

The denominator is what was asked: a missing or failed response fails all its constraints, and is
counted apart as well. Values are fractions in [0, 1]; keys are sorted by the writer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from ifeval_kit.metrics.floor import Floors
from ifeval_kit.metrics.intervals import Clusters, Rate
from ifeval_kit.records import Item, Response, Scored
from ifeval_kit.verifiers.decide import NO_ANSWER

Sample = tuple[Response | None, Scored | None]
"""What came back for one sample of one item: nothing, a response, or a response with verdicts."""

NO_RESPONSE = "no response"
"""The label of what is missing."""

_EVERYWHERE = {NO_RESPONSE, NO_ANSWER}
"""Labels that tell nothing where a check gives no others."""


class SuiteSummary(Struct, frozen=True):
    """The results of one suite.

    ``categories`` and ``checks`` hold instruction rates by the group and the id of the constraint;
    ``languages`` and ``tasks`` hold all four metrics by the language and the category of the item.
    ``truncated`` counts answers cut at the token limit or inside their reasoning, ``None`` where
    the finish reason is unknown. ``scores`` holds the mean grade of checks that give one, and
    ``labels`` how often each class of outcome was seen, both by check and of strict decisions.
    ``view`` is what the suite's own view has made of the results, with its name
    (:mod:`ifeval_kit.metrics.views`). ``floor`` holds for each metric the best score of a fixed
    reply; ``None`` where it is not known (see :func:`ifeval_kit.metrics.floor.floor_of`).
    """

    version: str
    profile: str
    profile_version: str
    sha256: str
    n: int
    instructions: int
    metrics: dict[str, Rate]
    categories: dict[str, dict[str, Rate]]
    checks: dict[str, dict[str, Rate]]
    languages: dict[str, dict[str, Rate]]
    tasks: dict[str, dict[str, Rate]]
    truncated: int | None
    unclosed_think: int
    errors: int
    missing: int
    scores: dict[str, Rate] = {}
    labels: dict[str, dict[str, int]] = {}
    floor: Floors | None = None
    view: dict[str, Any] | None = None


class _Pair:
    """A strict and a loose rate of the same decisions."""

    def __init__(self) -> None:
        self.strict = Clusters()
        self.loose = Clusters()

    def add(self, decisions: Sequence[tuple[bool, bool]]) -> None:
        self.strict.add(sum(strict for strict, _ in decisions), len(decisions))
        self.loose.add(sum(loose for _, loose in decisions), len(decisions))

    def rates(self, unit: str) -> dict[str, Rate]:
        return {f"{unit}_strict": self.strict.rate(), f"{unit}_loose": self.loose.rate()}


class _Group:
    """Prompt and instruction rates of a group of items."""

    def __init__(self) -> None:
        self.prompt = _Pair()
        self.instruction = _Pair()

    def add(self, samples: Sequence[Sequence[tuple[bool, bool]]]) -> None:
        if any(samples):
            self.prompt.add([_all(decisions) for decisions in samples])
            self.instruction.add([pair for decisions in samples for pair in decisions])

    def rates(self) -> dict[str, Rate]:
        return self.prompt.rates("prompt") | self.instruction.rates("instruction")


class Tally:
    """Collects the results of one suite, one item at a time."""

    def __init__(self) -> None:
        self.n = 0
        self.instructions = 0
        self._total = _Group()
        self._categories: defaultdict[str, _Pair] = defaultdict(_Pair)
        self._checks: defaultdict[str, _Pair] = defaultdict(_Pair)
        self._languages: defaultdict[str, _Group] = defaultdict(_Group)
        self._tasks: defaultdict[str, _Group] = defaultdict(_Group)
        self._scores: defaultdict[str, Clusters] = defaultdict(Clusters)
        self._graded: defaultdict[str, bool] = defaultdict(bool)
        self._labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._counts = {"truncated": 0, "unclosed_think": 0, "errors": 0, "missing": 0}
        self._finish_known = False

    def add(self, item: Item, samples: Sequence[Sample]) -> None:
        """Add all samples that were asked of ``item``, in any order."""
        self.n += 1
        self.instructions += len(item.constraints)
        outcomes = [decided(item, scored) for _, scored in samples]
        self._total.add(outcomes)
        if item.language:
            self._languages[item.language].add(outcomes)
        if item.category:
            self._tasks[item.category].add(outcomes)
        self._add_constraints(item, outcomes)
        self._add_grades(item, [scored for _, scored in samples])
        for response, _ in samples:
            self._count(response)

    def _add_constraints(self, item: Item, decided: Sequence[Sequence[tuple[bool, bool]]]) -> None:
        by_check: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
        by_category: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
        for position, constraint in enumerate(item.constraints):
            pairs = [decisions[position] for decisions in decided]
            by_check[constraint.id] += pairs
            by_category[constraint.id.partition(":")[0]] += pairs
        for check, pairs in by_check.items():
            self._checks[check].add(pairs)
        for category, pairs in by_category.items():
            self._categories[category].add(pairs)

    def _add_grades(self, item: Item, samples: Sequence[Scored | None]) -> None:
        """Add scores and labels; what has no grade, a blank answer say, counts as 0."""
        for position, constraint in enumerate(item.constraints):
            made = [scored.decisions[position] if scored else None for scored in samples]
            grades = [one.score for one in made if one and one.score is not None]
            self._graded[constraint.id] |= bool(grades)
            self._scores[constraint.id].add(sum(grades), len(samples))
            seen = [one.label if one else NO_RESPONSE for one in made]
            self._labels[constraint.id].update(label for label in seen if label)

    def _count(self, response: Response | None) -> None:
        if response is None:
            self._counts["missing"] += 1
            return
        self._counts["errors"] += response.error is not None
        self._counts["unclosed_think"] += response.think == "unclosed"
        self._counts["truncated"] += (
            response.finish_reason == "length" or response.think == "unclosed"
        )
        self._finish_known |= response.finish_reason is not None

    def summary(
        self,
        *,
        version: str,
        profile: str,
        profile_version: str,
        sha256: str,
        floor: Floors | None = None,
        view: dict[str, Any] | None = None,
    ) -> SuiteSummary:
        """Return the rates of everything added."""
        truncated = self._counts["truncated"]
        return SuiteSummary(
            version=version,
            profile=profile,
            profile_version=profile_version,
            sha256=sha256,
            n=self.n,
            instructions=self.instructions,
            metrics=self._total.rates(),
            categories={k: v.rates("instruction") for k, v in self._categories.items()},
            checks={k: v.rates("instruction") for k, v in self._checks.items()},
            languages={k: v.rates() for k, v in self._languages.items()},
            tasks={k: v.rates() for k, v in self._tasks.items()},
            truncated=truncated if self._finish_known or truncated else None,
            unclosed_think=self._counts["unclosed_think"],
            errors=self._counts["errors"],
            missing=self._counts["missing"],
            scores={k: v.mean() for k, v in self._scores.items() if self._graded[k]},
            labels={k: dict(v) for k, v in self._labels.items() if v.keys() - _EVERYWHERE},
            floor=floor,
            view=view,
        )


def build_summary(
    run: dict[str, Any],
    suites: dict[str, SuiteSummary],
    shots: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return the content of ``summary.json``; ``shots`` are the effects of solved examples."""
    built = {"schema": 1, "run": run, "suites": msgspec.to_builtins(suites)}
    return built | ({"shots": msgspec.to_builtins(shots)} if shots else {})


def decided(item: Item, scored: Scored | None) -> list[tuple[bool, bool]]:
    """Return strict and loose of every constraint; what is missing or failed passes nothing."""
    if scored is None:
        return [(False, False)] * len(item.constraints)
    return [(decision.strict, decision.loose) for decision in scored.decisions]


def _all(decisions: Iterable[tuple[bool, bool]]) -> tuple[bool, bool]:
    decisions = list(decisions)
    return all(strict for strict, _ in decisions), all(loose for _, loose in decisions)
