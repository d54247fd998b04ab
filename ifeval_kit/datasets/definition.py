"""The schema of a suite file: ``suites/NAME.yaml``, or a user's own YAML file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias, get_args

import msgspec
from msgspec import Struct

from ifeval_kit import content
from ifeval_kit.datasets.yaml_files import read_yaml
from ifeval_kit.records import Constraint, Exemplar, Item, Message, Profile
from ifeval_kit.replies import Kind


class Hub(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a file lies on the hub: a data set, a pinned revision (commit) and a path in it."""

    repo: str
    revision: str
    file: str


class _Common(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """What every suite says of itself.

    ``profile`` decides it unless ``--profile`` says otherwise; ``max_tokens`` is the length an
    answer needs; ``origin`` and ``licence`` say where the prompts come from; ``view`` names what
    makes more of the results than pass rates (:mod:`ifeval_kit.metrics.views`).
    """

    name: str
    title: str = ""
    version: str = "1"
    profile: Profile = "fixed"
    max_tokens: int = 1280
    origin: str = ""
    licence: str = ""
    view: str = ""


class Official(_Common, frozen=True, tag="official"):
    """A published data set, never copied here: found on disk, or fetched from the hub or the web.

    ``format`` names how its rows are read (:data:`ifeval_kit.datasets.formats.FORMATS`), and
    ``options`` how that format makes prompts of them, where it leaves a choice.

    A data set of one ``file``: that is its name under ``$IFK_DATA/<folder>/``, where ``folder`` is
    by default the name of the suite; ``sha256`` is that of its canonical rows (see
    :func:`ifeval_kit.datasets.official.canonical_sha256`). Either ``hub`` or ``url`` says where it
    is published, both in a fixed version.

    Where nobody has published that sha256, ``rows`` takes its place: how many prompts the file
    must give. The version of the suite then always carries the sha256 of the file that was found.

    A data set of many files: ``files`` is a list of them beside the suite file, as ``sha256sum``
    writes one (hash, two blanks, path), ``url`` the address that the paths are relative to, and
    the data the folder ``$IFK_DATA/<folder>/``.
    """

    format: str
    options: dict[str, str | int] = {}
    file: str = ""
    sha256: str = ""
    rows: int = 0
    files: str = ""
    folder: str = ""
    hub: Hub | None = None
    url: str = ""

    def __post_init__(self) -> None:
        if (self.hub is None) == (not self.url):
            raise ValueError(f"suite '{self.name}' needs exactly one of hub and url")
        pinned = bool(self.sha256) != bool(self.rows)
        if bool(self.file and pinned) == bool(self.files and self.url):
            raise ValueError(
                f"suite '{self.name}' needs file with sha256 or rows, or files and url"
            )

    @property
    def source(self) -> str:
        """Where the data is published, for people."""
        return f"{self.hub.file} of {self.hub.repo}" if self.hub else self.url


class Generated(_Common, frozen=True, tag="generated"):
    """Prompts from the seeded generator; ``items`` is the frozen file of ``seed`` and ``n``.

    ``tasks``, ``layouts`` and ``parameters`` are what it draws from, beside the suite file;
    ``constraints`` gives numbers of constraints with how likely each is; ``passed_by_none_of``
    names kinds of :data:`ifeval_kit.replies.REPLIES` that must not pass any constraint.
    """

    tasks: str
    layouts: str
    parameters: str
    constraints: dict[int, int]
    seed: int
    n: int
    items: str
    passed_by_none_of: tuple[Kind, ...] = ()


class Built(_Common, frozen=True, tag="built"):
    """Prompts from a builder of this project; ``items`` is the frozen file of ``seed`` and ``n``.

    ``builder`` is the name of a module of :mod:`ifeval_kit.datasets.builders`.
    """

    builder: str
    seed: int
    n: int
    items: str


class Written(_Common, frozen=True, tag="items"):
    """Prompts written one by one: in the file itself, or in a JSON Lines file beside it."""

    items: str | tuple[Item, ...]


class Bundle(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="bundle"):
    """Suites that are run together: names of the project's own, or files beside the bundle."""

    name: str
    suites: tuple[str, ...]
    title: str = ""


Definition: TypeAlias = Official | Generated | Built | Written

_YAML = (".yaml", ".yml")
_ROWS = (".jsonl", ".gz")

KEYS = sorted(
    {"kind"}.union(
        *(
            (field.name for field in msgspec.structs.fields(kind))
            for kind in (*get_args(Definition), Bundle, Hub, Item, Exemplar, Constraint, Message)
        )
    )
)
"""Every key a suite file may hold, for naming the nearest one to a misspelt key."""


def read_definition(path: Path) -> Definition | Bundle:
    """Return a suite file; :class:`ifeval_kit.errors.DataError` when it is none."""
    found: Definition | Bundle = read_yaml(path, Definition | Bundle, KEYS)
    return found


def own_suites() -> dict[str, Path]:
    """Return the project's own suite files, bundles included, by name, sorted."""
    return {path.stem: path for path in sorted(content.folder("suites").glob("*.yaml"))}


def unbundled(names: Iterable[str]) -> list[str]:
    """Return names of suites with those in a bundle's place that it names and no one else has."""
    found: list[str] = []
    asked = list(names)
    for name in asked:
        path = own_suites().get(name) or Path(name)
        known = read_definition(path) if path.suffix in _YAML and path.is_file() else None
        if not isinstance(known, Bundle):
            found.append(name)
            continue
        besides = [path.parent / one for one in known.suites]
        members = [
            str(beside) if beside.suffix in _YAML + _ROWS else beside.name for beside in besides
        ]
        found += [one for one in members if one not in (*found, *asked)]
    return found
