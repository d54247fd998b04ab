"""What is wrong with the prompts of a suite: found before a model is asked, or blamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from ifeval_kit import content
from ifeval_kit.catalogue import Check, load_catalogue
from ifeval_kit.datasets.definition import Built
from ifeval_kit.datasets.lint.contradictions import contradictions
from ifeval_kit.datasets.lint.reach import out_of_reach
from ifeval_kit.datasets.lint.stated import unstated
from ifeval_kit.datasets.suite import read_suite
from ifeval_kit.errors import ConstraintError, MissingResourceError
from ifeval_kit.records import Constraint, Item, Profile
from ifeval_kit.verifiers import build

Level: TypeAlias = Literal["error", "note"]
Kind: TypeAlias = Literal["unknown", "duplicate", "contradiction", "unstated", "reach", "doubtful"]


class Finding(Struct, frozen=True):
    """One thing that is wrong with an item, or (a note) that may be.

    ``kind`` is ``unknown`` (an id or parameter), ``duplicate`` (of an item or a constraint),
    ``contradiction``, ``unstated`` (parameters that the prompt does not say), ``reach`` (nothing or
    everything satisfies a constraint) or ``doubtful`` (a form of a lexicon, which is then the
    ``item``); ``place`` is file and line.
    """

    level: Level
    kind: Kind
    item: str
    place: str
    message: str


def lint(
    name: str | Path, *, data: Path | None = None, profile: Profile | None = None
) -> list[Finding]:
    """Return what is wrong with a suite, in the order of its items.

    The arguments are those of :func:`ifeval_kit.datasets.load_suite`, and so are the errors, but
    that items which cannot be decided are findings.
    """
    source = read_suite(name, data)
    chosen = profile or source.definition.profile
    catalogue = load_catalogue()
    seen: dict[str, str] = {}
    findings = []
    for place, item in source.placed:
        if item.id in seen:
            told = f"the id is already that of {seen[item.id]}"
            findings.append(Finding("error", "duplicate", item.id, place, told))
        seen.setdefault(item.id, place)
        findings += [
            Finding(level, kind, item.id, place, message)
            for level, kind, message in _of_item(item, chosen, catalogue)
        ]
    if isinstance(source.definition, Built) and source.definition.builder == "morphology":
        findings += _inflections()
    return findings


def _inflections() -> Iterator[Finding]:
    from ifeval_kit.datasets.lint.inflection import doubts

    for doubt in doubts(content.folder("suites") / "morphology"):
        yield Finding("note", "doubtful", doubt.where, str(doubt.path), doubt.message)


def _of_item(
    item: Item, profile: Profile, catalogue: dict[str, Check]
) -> Iterator[tuple[Level, Kind, str]]:
    yield from _repeated(item)
    sound = []
    for constraint in item.constraints:
        try:
            verifier = build(constraint, profile)
        except ConstraintError as error:
            yield "error", "unknown", str(error)
            continue
        except MissingResourceError:
            continue
        sound.append(constraint)
        for message in out_of_reach(constraint, verifier, profile):
            yield "error", "reach", f"{constraint.id}: {message}"
        for message, unfair in unstated(item.text, constraint):
            level: Level = "error" if unfair else "note"
            yield level, "unstated", f"{constraint.id}: {message}"
    certain = list(contradictions(sound))
    for message in certain:
        yield "error", "contradiction", message
    if not certain:
        yield from _crowded(sound, catalogue)


def _repeated(item: Item) -> Iterator[tuple[Level, Kind, str]]:
    ids = Counter(constraint.id for constraint in item.constraints)
    for check, times in ids.items():
        if times == 1:
            continue
        kwargs = [c.kwargs for c in item.constraints if c.id == check]
        if any(one == other for i, one in enumerate(kwargs) for other in kwargs[:i]):
            yield "error", "duplicate", f"{check} is asked for {times} times, twice the same"
        else:
            yield "note", "duplicate", f"{check} is asked for {times} times"


def _crowded(
    constraints: list[Constraint], catalogue: dict[str, Check]
) -> Iterator[tuple[Level, Kind, str]]:
    """Yield the pairs that the catalogue would not put in one prompt."""
    ids = sorted({constraint.id for constraint in constraints} & catalogue.keys())
    for index, one in enumerate(ids):
        for other in ids[index + 1 :]:
            if other in catalogue[one].conflicts:
                yield "note", "contradiction", f"{one} and {other} get into each other's way"
