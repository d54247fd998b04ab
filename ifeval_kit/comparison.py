"""Runs on the same prompts, compared: differences, flips, and a ranking with ties.

Everything is paired by prompt. Runs of suites with other versions, prompts or profiles are refused;
where only some prompts are common, these alone are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, starmap
from typing import Any

import msgspec
from msgspec import Struct

from ifeval_kit.datasets import Suite
from ifeval_kit.errors import DataError, UsageError
from ifeval_kit.metrics.paired import Difference, adjusted, differences
from ifeval_kit.metrics.summary import SuiteSummary
from ifeval_kit.outcomes import Outcomes, Scope
from ifeval_kit.records import Item
from ifeval_kit.results import Run, suite_summary

SIGNIFICANT = 0.05
"""Runs with a smaller adjusted p are told apart."""


class Flip(Struct, frozen=True):
    """A prompt, or with ``check`` one constraint of it, that the second run decided otherwise.

    ``first`` and ``second`` are the shares of samples that passed (strict); ``answers`` those to
    the first sample, ``None`` where there is none.
    """

    item: str
    first: float
    second: float
    position: int | None = None
    check: str | None = None
    answers: tuple[str | None, str | None] | None = None


class Pair(Struct, frozen=True):
    """The difference between two runs, by scope and metric.

    ``scopes`` has ``{"suite": {"": {metric: ...}}, "category": {name: ...}, "check": ...,
    "language": ..., "task": ...}``. ``prompts`` and ``constraints`` are the flips.
    """

    first: str
    second: str
    scopes: dict[str, dict[str, dict[str, Difference]]]
    prompts: list[Flip]
    constraints: list[Flip]


class Rank(Struct, frozen=True):
    """The place of a run: 1 plus the number of runs that are better beyond chance."""

    run: str
    rank: int
    value: float


class SuiteComparison(Struct, frozen=True):
    """Runs of one suite on the ``n`` prompts that all of them were asked.

    ``left_out`` counts the other prompts of each run; ``summaries`` are over the common prompts.
    """

    version: str
    profile_version: str
    n: int
    left_out: dict[str, int]
    summaries: dict[str, SuiteSummary]
    pairs: list[Pair]
    ranking: dict[str, list[Rank]]


class Comparison(Struct, frozen=True):
    """What ``ifk compare --json`` prints.

    ``not_common`` are suites that some runs lack, ``undecided`` those whose prompts have no
    constraints, so that nothing passes or fails.
    """

    runs: dict[str, str]
    suites: dict[str, SuiteComparison]
    not_common: list[str]
    undecided: list[str]
    schema: int = 1


def compare(runs: Sequence[Run], *, seed: int = 0) -> Comparison:
    """Compare runs on what they have in common; the first is the one that others are held against.

    Raises :class:`UsageError` for fewer than two runs, and :class:`DataError` where nothing is
    common or can be decided, or a suite differs in version, profile or content.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs at least two runs")
    named = dict(zip(labels(runs), runs, strict=True))
    suites = [{suite.name: suite for suite in run.results.suites} for run in runs]
    common = [name for name in suites[0] if all(name in own for own in suites)]
    if not common:
        listed = "; ".join(
            f"{run}: {', '.join(own)}" for run, own in zip(named, suites, strict=True)
        )
        raise DataError(
            f"the runs have no suite in common ({listed}); run one suite with all models"
        )
    decided = [name for name in common if suites[0][name].instructions]
    if not decided:
        raise DataError(
            f"no prompt of {', '.join(common)} has a constraint, so nothing passes or fails; "
            "the style of answers is compared by ifk imitation"
        )
    return Comparison(
        runs={name: str(run.path) for name, run in named.items()},
        suites={name: compare_suite(name, named, seed=seed) for name in decided},
        not_common=sorted(set().union(*suites) - set(common)),
        undecided=[name for name in common if name not in decided],
    )


def labels(runs: Sequence[Run]) -> list[str]:
    """Return a name for each run: its model, its folder where models repeat, else its path."""
    models = [run.manifest.model for run in runs]
    folders = [run.path.name for run in runs]
    paths = [str(run.path) for run in runs]
    for names in (models, folders, paths):
        if len(set(names)) == len(names):
            return names
    twice = Counter(paths).most_common(1)[0][0]
    raise UsageError(f"{twice} is named twice; name each run once")


def compare_suite(
    name: str, runs: Mapping[str, Run], *, seed: int = 0, brief: bool = False
) -> SuiteComparison:
    """Compare runs, given by their labels, on one suite that all of them have.

    ``brief`` leaves out the flips, and the loose mode but for the whole suite.
    """
    suites = {label: _suite(run, name) for label, run in runs.items()}
    items = common_items(name, suites)
    outcomes = {label: Outcomes(runs[label].results, name, items) for label in runs}
    some = next(iter(suites.values()))
    pairs = _pairs(outcomes, seed, brief)
    summaries = {
        label: suite_summary(suites[label], items, run.results.samples_of)
        for label, run in runs.items()
    }
    return SuiteComparison(
        version=some.version,
        profile_version=some.profile_version,
        n=len(items),
        left_out={label: len(suite.items) - len(items) for label, suite in suites.items()},
        summaries=summaries,
        pairs=pairs,
        ranking=_ranking(summaries, pairs),
    )


def _suite(run: Run, name: str) -> Suite:
    return next(suite for suite in run.results.suites if suite.name == name)


def common_items(name: str, suites: Mapping[str, Suite]) -> list[Item]:
    """Return the items that suites of one name, by the labels of their runs, have in common.

    Raises :class:`DataError` where they have none, or differ in version, profile or content.
    """
    (first, one), *others = suites.items()
    for label, other in others:
        for what in ("version", "profile_version"):
            ours, theirs = getattr(one, what), getattr(other, what)
            if ours != theirs:
                raise DataError(
                    f"the {what.replace('_', ' ')} of suite '{name}' is {ours} in {first} and "
                    f"{theirs} in {label}; bring them level with ifk score RUN, or run again"
                )
    items = [{item.id: item for item in suite.items} for suite in suites.values()]
    common = [item for item in items[0].values() if all(item.id in own for own in items)]
    if not common:
        raise DataError(f"the runs have no prompt of suite '{name}' in common")
    for label, own in zip(suites, items, strict=True):
        for item in common:
            if own[item.id] != item:
                raise DataError(
                    f"prompt '{item.id}' of suite '{name}' is another one in {label} than in "
                    f"{first}; only runs of the same prompts can be compared"
                )
    return common


def _pairs(outcomes: Mapping[str, Outcomes], seed: int, brief: bool) -> list[Pair]:
    """Compare each run with each later one, all with the same draws of prompts."""
    columns = {
        (*names, scope): column
        for names in combinations(outcomes, 2)
        for scope, column in outcomes[names[0]].beside(outcomes[names[1]]).items()
        if not brief or scope.kind == "suite" or scope.metric.endswith("_strict")
    }
    found: dict[tuple[str, str], dict[Scope, Difference]] = {}
    differing = differences(list(columns.values()), seed)
    for (first, second, scope), difference in zip(columns, differing, strict=True):
        found.setdefault((first, second), {})[scope] = difference
    return [
        _pair(first, second, outcomes, found.get((first, second), {}), brief)
        for first, second in combinations(outcomes, 2)
    ]


def _pair(
    first: str,
    second: str,
    outcomes: Mapping[str, Outcomes],
    found: Mapping[Scope, Difference],
    brief: bool,
) -> Pair:
    one, other = outcomes[first], outcomes[second]
    return Pair(
        first=first,
        second=second,
        scopes=_by_scope(found),
        prompts=[] if brief else list(starmap(Flip, one.prompt_flips(other))),
        constraints=[] if brief else list(starmap(Flip, one.constraint_flips(other))),
    )


def _by_scope(found: Mapping[Scope, Difference]) -> dict[str, dict[str, dict[str, Difference]]]:
    """Sort differences by kind, name and metric; those of a kind and metric are one family."""
    sorted_: dict[str, dict[str, dict[str, Difference]]] = {}
    families: dict[tuple[str, str], list[Scope]] = {}
    for scope in found:
        families.setdefault((scope.kind, scope.metric), []).append(scope)
    for (kind, metric), scopes in families.items():
        group = [found[scope] for scope in scopes]
        for scope, one in zip(scopes, adjusted(group) if kind != "suite" else group, strict=True):
            sorted_.setdefault(kind, {}).setdefault(scope.name, {})[metric] = one
    return sorted_


def _ranking(summaries: Mapping[str, SuiteSummary], pairs: Sequence[Pair]) -> dict[str, list[Rank]]:
    """Rank runs by each metric; p are adjusted for all pairs of runs."""
    ranking = {}
    for metric in next(iter(summaries.values())).metrics:
        beaten: Counter[str] = Counter()
        for pair, found in zip(pairs, tested(pairs, metric), strict=True):
            if found.q is not None and found.q < SIGNIFICANT:
                beaten[pair.first if found.value > 0 else pair.second] += 1
        ranks = [
            Rank(run, 1 + beaten[run], summary.metrics[metric].value or 0.0)
            for run, summary in summaries.items()
        ]
        ranking[metric] = sorted(ranks, key=lambda rank: (-rank.value, rank.rank))
    return ranking


def tested(pairs: Sequence[Pair], metric: str) -> list[Difference]:
    """Return the difference of each pair in a metric of the whole suite, adjusted for all pairs."""
    return adjusted([pair.scopes["suite"][""][metric] for pair in pairs])


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values, as ``ifk compare --json`` prints it."""
    plain: dict[str, Any] = msgspec.to_builtins(comparison)
    return plain
