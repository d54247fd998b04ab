"""Which prompts runs have in common, and what each tells: style, knowledge, or obedience."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ifeval_kit.comparison import common_items
from ifeval_kit.datasets import Suite
from ifeval_kit.errors import DataError
from ifeval_kit.records import Item
from ifeval_kit.results import Run

FACTS = "facts:"
"""What the ids of the checks begin with that decide questions of fact."""

Places = dict[tuple[str, str], list[tuple[str, Item]]]
"""Prompts by suite (without the number of shots) and id: each suite that asks it, and the item."""


class Prompts(Struct, frozen=True):
    """The prompts that all runs were asked, by what they tell.

    Knowledge is told by prompts with constraints ``facts:...``, instruction following by prompts
    with others. Style is told by the prompts without constraints, and where there are none by those
    that tell instruction following; each is asked without solved examples. ``left_out`` counts the
    prompts of each run that others lack, ``not_common`` are suites that some runs lack.
    """

    style: Places
    factuality: Places
    instruction: Places
    left_out: dict[str, int]
    not_common: list[str]


def common_prompts(runs: Mapping[str, Run]) -> Prompts:
    """Sort the prompts that runs, given by their labels, have in common.

    Raises :class:`DataError` where nothing is common, or a suite differs in version or content.
    """
    suites = {
        label: {suite.name: suite for suite in run.results.suites} for label, run in runs.items()
    }
    first = next(iter(suites.values()))
    common = [name for name in first if all(name in own for own in suites.values())]
    if not common:
        listed = "; ".join(f"{label}: {', '.join(own)}" for label, own in suites.items())
        raise DataError(
            f"the runs have no suite in common ({listed}); ask all models the same prompts"
        )
    opened: Places = {}
    instruction: Places = {}
    factuality: Places = {}
    left_out = dict.fromkeys(runs, 0)
    for name in common:
        asked = first[name]
        items = common_items(name, {label: own[name] for label, own in suites.items()})
        for label, own in suites.items():
            left_out[label] += len(own[name].items) - len(items)
        for item in items:
            checks = [constraint.id for constraint in item.constraints]
            kind = opened if not checks else instruction
            if any(check.startswith(FACTS) for check in checks):
                kind = factuality
            kind.setdefault((asked.base, item.id), []).append((name, item))
    return Prompts(
        style=_unshown(opened, first) or _unshown(instruction, first),
        factuality=factuality,
        instruction=instruction,
        left_out=left_out,
        not_common=sorted(set().union(*suites.values()) - set(common)),
    )


def _unshown(places: Places, suites: Mapping[str, Suite]) -> Places:
    """Keep prompts as they are asked without solved examples, which show a style of their own."""
    kept = {
        key: [place for place in own if not suites[place[0]].shots] for key, own in places.items()
    }
    return {key: own for key, own in kept.items() if own}
