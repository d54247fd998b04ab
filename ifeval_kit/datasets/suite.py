"""Suites: named sets of prompts whose answers can be decided, from any of their sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from ifeval_kit.datasets import official
from ifeval_kit.datasets.definition import (
    Bundle,
    Definition,
    Official,
    Written,
    own_suites,
    read_definition,
)
from ifeval_kit.datasets.formats import read_format
from ifeval_kit.datasets.rows import Placed, read_items
from ifeval_kit.datasets.shots import with_shots
from ifeval_kit.errors import (
    ConstraintError,
    DataError,
    MissingResourceError,
    UsageError,
    nearest,
)
from ifeval_kit.records import Item, Profile, ShotsAs
from ifeval_kit.verifiers import build, version_of

_ROWS = (".jsonl", ".jsonl.gz")


class Suite(Struct, frozen=True):
    """A set of prompts and how to decide it.

    ``source`` is what :func:`load_suite` loads it from again; ``sha256`` that of its items, as
    canonical JSON; ``max_tokens`` the length an answer needs; ``profile`` what decides it unless
    asked otherwise; ``shots`` the solved examples before each prompt, which then stand in its
    messages; ``view`` what makes more of the results (:mod:`ifeval_kit.metrics.views`).
    """

    name: str
    title: str
    version: str
    profile: Profile
    items: tuple[Item, ...]
    source: str
    origin: str = ""
    licence: str = ""
    max_tokens: int = 1280
    view: str = ""
    shots: int = 0
    shots_as: ShotsAs = "turns"

    @property
    def base(self) -> str:
        """The name without the number of solved examples."""
        return self.name.removesuffix(f"@{self.shots}") if self.shots else self.name

    @property
    def sha256(self) -> str:
        """The sha256 of the items, in hexadecimal."""
        return items_sha256(self.items)

    @property
    def checks(self) -> frozenset[str]:
        """The ids of all checks that the items ask for."""
        return frozenset(constraint.id for item in self.items for constraint in item.constraints)

    @property
    def profile_version(self) -> str:
        """The version that decides the suite: ``upstream-1``, say, and the plug-ins it needs."""
        return version_of(self.profile, self.checks)

    @property
    def instructions(self) -> int:
        """How many constraints the items have in all."""
        return sum(len(item.constraints) for item in self.items)


def load_suite(
    name: str | Path,
    *,
    data: Path | None = None,
    profile: Profile | None = None,
    limit: int | None = None,
    decide: bool = True,
    shots: int = 0,
    shots_as: ShotsAs = "turns",
) -> Suite:
    """Return a suite by its name, or from a ``.yaml``, ``.jsonl`` or ``.jsonl.gz`` file.

    ``data`` is the file of an official suite (suites that carry their prompts need none);
    ``profile`` replaces the suite's own; ``limit`` keeps the first items; ``shots`` puts so many
    solved examples before each prompt (the suite is then called ``NAME@SHOTS``). Every constraint
    is built once in that profile, so that a suite which loads can be decided; with ``decide``
    false, for looking at prompts, data that some checks need may be missing.

    Raises :class:`UsageError` for an unknown name, :class:`DataError` for what cannot be read, with
    file and line, and :class:`MissingResourceError` for official data that is not installed.
    """
    source = read_suite(name, data)
    definition = source.definition
    chosen = profile or definition.profile
    _refuse_broken(source.path, source.placed, chosen, decide=decide)
    plain = Suite(
        name=definition.name,
        title=definition.title or definition.name,
        version=source.version,
        profile=chosen,
        items=tuple(item for _, item in source.placed[:limit]),
        source=str(name) if str(name) in own_suites() else str(source.path.resolve()),
        origin=definition.origin,
        licence=definition.licence,
        max_tokens=definition.max_tokens,
        view=definition.view,
    )
    return _shown(plain, shots, shots_as)


def load_shots(
    name: str | Path,
    shots: Iterable[int],
    shots_as: ShotsAs = "turns",
    *,
    data: Path | None = None,
    profile: Profile | None = None,
    limit: int | None = None,
) -> list[Suite]:
    """Return a suite with each of some numbers of solved examples before its prompts.

    A suite that has no examples at all comes once, without. The other arguments and the errors are
    those of :func:`load_suite`; :class:`UsageError` where there are fewer examples than asked for.
    """
    plain = load_suite(name, data=data, profile=profile, limit=limit)
    numbers = sorted(set(shots)) if any(item.exemplars for item in plain.items) else [0]
    return [_shown(plain, number, shots_as) for number in numbers]


def _shown(suite: Suite, shots: int, shots_as: ShotsAs) -> Suite:
    """Return a suite with solved examples before its prompts."""
    if not shots:
        return suite
    return msgspec.structs.replace(
        suite,
        name=f"{suite.name}@{shots}",
        items=tuple(with_shots(item, shots, shots_as) for item in suite.items),
        shots=shots,
        shots_as=shots_as,
    )


class Source(Struct, frozen=True):
    """A suite as it is written: where, what it says of itself, its version, and its items."""

    path: Path
    definition: Definition
    version: str
    placed: tuple[Placed, ...]


def read_suite(name: str | Path, data: Path | None = None) -> Source:
    """Return a suite as it is written, its constraints not checked.

    The arguments are those of :func:`load_suite`, and the errors those of reading.
    """
    path = own_suites().get(str(name)) or _file(name)
    if path.name.endswith(_ROWS):
        stem = path.name.removesuffix(".gz").removesuffix(".jsonl")
        definition: Definition = Written(name=stem, items=path.name)
    else:
        known = read_definition(path)
        if isinstance(known, Bundle):
            raise UsageError(
                f"'{name}' is a bundle of {', '.join(known.suites)}; ifk run takes it as it is, "
                "elsewhere name one of them"
            )
        definition = known
    rows, version = _read(definition, path, data)
    return Source(path, definition, version, tuple(rows))


def items_sha256(items: Iterable[Item]) -> str:
    """Return the sha256 of items: ASCII JSON, keys sorted, without blanks, one item a line."""
    digest = hashlib.sha256()
    for item in items:
        line = json.dumps(msgspec.to_builtins(item), sort_keys=True, separators=(",", ":"))
        digest.update(line.encode("ascii") + b"\n")
    return digest.hexdigest()


def _file(name: str | Path) -> Path:
    path = Path(name)
    if path.is_file():
        if path.suffix in (".yaml", ".yml") or path.name.endswith(_ROWS):
            return path
        raise UsageError(f"{path} is no suite file; name it .yaml, .jsonl or .jsonl.gz")
    if path.suffix or len(path.parts) > 1:
        raise DataError(f"the suite file {path} does not exist; check the path")
    known = own_suites()
    raise UsageError(
        f"unknown suite '{name}'{nearest(str(name), known)} "
        f"(known: {', '.join(known)}, or the path of a suite file)"
    )


def _read(definition: Definition, path: Path, data: Path | None) -> tuple[Iterable[Placed], str]:
    """Return the items of a suite and its version.

    The version of official data that holds other rows than those published is marked, and names
    the options by which it is read.
    """
    version = definition.version
    if isinstance(definition, Official):
        found = official.find(definition, data)
        mark = official.deviation(definition, path.parent, found)
        rows = read_format(definition.format, found, definition.options)
        return rows, "/".join([version + mark, *map(str, definition.options.values())])
    if isinstance(definition.items, str):
        return read_items(path.parent / definition.items), version
    numbered = enumerate(definition.items, start=1)
    return ((f"{path}, item {number}", item) for number, item in numbered), version


def _refuse_broken(path: Path, placed: Iterable[Placed], profile: Profile, *, decide: bool) -> None:
    seen: dict[str, str] = {}
    for place, item in placed:
        if item.id in seen:
            raise DataError(
                f"{place}: the id '{item.id}' is already that of {seen[item.id]}; "
                "give each item its own"
            )
        seen[item.id] = place
        for constraint in item.constraints:
            try:
                build(constraint, profile)
            except ConstraintError as error:
                raise DataError(f"{place}: {error}") from None
            except MissingResourceError:
                if decide:
                    raise
    if not seen:
        raise DataError(f"{path} holds no prompts; add at least one item")
