"""The floor of a suite: the best score that a fixed reply gets, whatever is asked.

A score near the floor says nothing about a model. It is computed once for a suite and a profile and
kept in the cache; a cache that is lost, broken or cannot be written costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from ifeval_kit.datasets import Suite
from ifeval_kit.datasets.official import cache_folder
from ifeval_kit.records import Profile
from ifeval_kit.replies import REPLIES, Reply, replies_sha256
from ifeval_kit.text import Text
from ifeval_kit.verifiers import VERSIONS, Decider
from ifeval_kit.verifiers.decide import LooseVariants, judge

MOST_PROMPTS = 1_000
"""The floor of a suite with more prompts is that of so many of them, evenly spread.

All of thousands would take minutes, for a number that is read to a point or two.
"""

METRICS = ("prompt_strict", "prompt_loose", "instruction_strict", "instruction_loose")


class Floor(Struct, frozen=True, forbid_unknown_fields=True):
    """The best share in [0, 1] that a fixed reply gets in one metric, and the name of that reply.

    The names are those of :data:`ifeval_kit.replies.REPLIES`.
    """

    value: Annotated[float, Meta(ge=0, le=1)]
    reply: str


Floors = dict[str, Floor]
"""The floor of each of the four metrics."""


def floor_of(suite: Suite) -> Floors | None:
    """Return the floors of a suite in its profile, from the cache where they are there.

    ``None`` for a suite without constraints. See :data:`MOST_PROMPTS` for large suites.
    """
    items = [item for item in suite.items if item.constraints]
    if not items:
        return None
    if len(items) > MOST_PROMPTS:
        items = [items[place * len(items) // MOST_PROMPTS] for place in range(MOST_PROMPTS)]
    asked = [(item.text, Decider(item.constraints, suite.profile)) for item in items]
    if not all(_own(decider) for _, decider in asked):
        return compute(asked)
    path = _place(suite.sha256, suite.profile)
    found = _read(path)
    if found is None:
        found = compute(asked)
        _write(path, found)
    return found


def compute(asked: Sequence[tuple[str, Decider]]) -> Floors:
    """Return the floors of prompts, each with its constraints, of which it has at least one."""
    best: Floors = {}
    for reply in REPLIES:
        for metric, value in zip(METRICS, _rates(reply, asked), strict=True):
            if metric not in best or value > best[metric].value:
                best[metric] = Floor(value, reply.name)
    return best


def _rates(reply: Reply, asked: Iterable[tuple[str, Decider]]) -> list[float]:
    """Return the four rates of one reply; a constant one is read once for all prompts."""
    counts = [0, 0, 0, 0]
    prompts = instructions = 0
    constant = _Answer(reply.to("")) if reply.constant else None
    for prompt, decider in asked:
        decided = (constant or _Answer(reply.to(prompt))).decided(decider)
        prompts += 1
        instructions += len(decided)
        strict, loose = (sum(column) for column in zip(*decided, strict=True))
        for index, add in enumerate((strict == len(decided), loose == len(decided), strict, loose)):
            counts[index] += add
    return [counts[0] / prompts, counts[1] / prompts] + [n / instructions for n in counts[2:]]


class _Answer:
    """A reply with its views and loose variants."""

    def __init__(self, answer: str) -> None:
        self._text = Text(answer)
        self._variants = LooseVariants(self._text)

    def decided(self, decider: Decider) -> list[tuple[bool, bool]]:
        """Return for every constraint whether it passes, strict and loose."""
        decided = []
        for verifier in decider.verifiers:
            strict = judge(verifier, self._text).passed
            loose = strict or self._variants.first_passing(verifier) is not None
            decided.append((strict, loose))
        return decided


def _own(decider: Decider) -> bool:
    """Whether all verifiers are the project's own: what a plug-in decides may change any time."""
    return all(type(v).__module__.startswith("ifeval_kit.") for v in decider.verifiers)


def _place(sha256: str, profile: Profile) -> Path:
    parts = (sha256, VERSIONS[profile], replies_sha256())
    key = hashlib.sha256("/".join(parts).encode()).hexdigest()
    return cache_folder() / "floors" / f"{key}.json"


def _read(path: Path) -> Floors | None:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Floors)
    except (OSError, ValueError, RecursionError):
        return None
    return found if set(found) == set(METRICS) else None


def _write(path: Path, floors: Floors) -> None:
    """Keep floors for the next time, if the cache can be written."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            part = Path(folder) / path.name
            part.write_bytes(msgspec.json.encode(floors))
            part.replace(path)
