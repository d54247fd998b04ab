"""The run directory: what a run asked for, what came back, what was decided.

``manifest.json`` says how the run was made, ``responses.jsonl`` and ``verdicts.jsonl`` grow while
it works, ``summary.json`` and ``report.html`` close it. Responses are the only thing that costs:
all else is rebuilt from them. One process at a time holds a directory.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import filelock
import msgspec
from msgspec import Struct, field

from ifeval_kit import jsonl
from ifeval_kit.errors import DataError, RunConflictError, StorageError, UsageError
from ifeval_kit.records import Profile, Response, Scored, ShotsAs
from ifeval_kit.verifiers import Plugin

R = TypeVar("R", Response, Scored)
Key = tuple[str, str, int]
"""Suite, item and sample: what names a response."""


class SuiteEntry(Struct, frozen=True):
    """A suite as a manifest names it; ``source`` is what ``ifk score RUN`` loads it from again."""

    source: str
    version: str
    sha256: str
    n: int
    profile: Profile
    profile_version: str
    shots: int = 0
    shots_as: ShotsAs = "turns"


class Manifest(Struct, frozen=True):
    """How a run was made. ``settings`` is all that decides which text is generated.

    ``plugins`` are those that decide constraints of the suites.

    ``fingerprint`` is the sha256 of ``settings``: runs with the same fingerprint ask the same model
    the same questions in the same way.
    """

    model: str
    settings: dict[str, Any]
    suites: dict[str, SuiteEntry]
    revision: str | None = None
    engine: dict[str, Any] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    plugins: tuple[Plugin, ...] = ()
    started: str = ""
    finished: str | None = None
    schema: int = 1

    @property
    def fingerprint(self) -> str:
        """The sha256 of the settings, in hexadecimal."""
        return fingerprint(self.settings)


def fingerprint(settings: Mapping[str, Any]) -> str:
    """Return the sha256 of settings, independent of the order of their keys."""
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class RunDirectory:
    """A run directory held by this process. Use it as a context manager.

    Raises :class:`RunConflictError` when another process holds it, :class:`UsageError` when it
    cannot be written, :class:`DataError` when a file in it is broken.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = filelock.FileLock(path / ".lock", timeout=0)
            self._lock.acquire()
        except filelock.Timeout:
            raise RunConflictError(
                f"{path} is in use by another process; wait for it, or choose another --out"
            ) from None
        except (OSError, NotImplementedError) as error:
            raise UsageError(f"{path} cannot be written ({error}); choose another --out") from None
        self._appenders: dict[Path, jsonl.Appender] = {}

    def __enter__(self) -> RunDirectory:
        return self

    def __exit__(self, *exc: object) -> None:
        for appender in self._appenders.values():
            appender.close()
        self._lock.release()

    @property
    def responses_path(self) -> Path:
        """Where the responses are."""
        return self.path / "responses.jsonl"

    @property
    def verdicts_path(self) -> Path:
        """Where the verdicts are."""
        return self.path / "verdicts.jsonl"

    def resume(self, manifest: Manifest, *, fresh: bool = False) -> Manifest:
        """Begin or continue the run of ``manifest``; return it with the time of its first start.

        A directory with another fingerprint is refused with the fields that differ, unless
        ``fresh``, which deletes what is there.
        """
        if fresh:
            self._clear()
        old = read_manifest(self.path) if (self.path / "manifest.json").exists() else None
        if old is None and self.responses_path.exists():
            raise RunConflictError(
                f"{self.path} has responses but no manifest.json; "
                "use --fresh to delete them, or choose another --out"
            )
        if old is not None and old.fingerprint != manifest.fingerprint:
            raise RunConflictError(
                f"{self.path} belongs to a run with other settings: "
                f"{_differences(old.settings, manifest.settings)}; "
                "use --fresh to delete it, or choose another --out"
            )
        started = old.started if old else manifest.started
        manifest = msgspec.structs.replace(manifest, started=started)
        self.write_manifest(manifest)
        return manifest

    def write_manifest(self, manifest: Manifest) -> None:
        """Write ``manifest.json``."""
        content = msgspec.to_builtins(manifest) | {"fingerprint": manifest.fingerprint}
        self.write_json("manifest.json", content)

    def write_json(self, name: str, content: Any) -> None:
        """Write a JSON file with sorted keys: the same content gives the same bytes."""
        text = json.dumps(content, indent=1, sort_keys=True)
        jsonl.write_atomically(self.path / name, text.encode() + b"\n")

    def append(self, row: Response | Scored) -> None:
        """Append a response or a verdict to its file."""
        path = self.responses_path if isinstance(row, Response) else self.verdicts_path
        if path not in self._appenders:
            try:
                self._appenders[path] = jsonl.Appender(path)
            except OSError as error:
                raise StorageError(f"{path} cannot be written ({error}); mend its rights") from None
        self._appenders[path].append(row)

    def rewrite(self, path: Path, rows: Iterable[Response | Scored]) -> None:
        """Replace all rows of a file, at once."""
        if path in self._appenders:
            self._appenders.pop(path).close()
        jsonl.write_atomically(path, b"".join(map(jsonl.encode, rows)))

    def _clear(self) -> None:
        for name in (
            "manifest.json",
            "responses.jsonl",
            "verdicts.jsonl",
            "summary.json",
            "report.html",
        ):
            (self.path / name).unlink(missing_ok=True)


def read_manifest(run: Path) -> Manifest:
    """Return the manifest of a run directory; :class:`DataError` when it is none."""
    path = run / "manifest.json"
    try:
        content = json.loads(path.read_bytes())
        content.pop("fingerprint", None)
        return msgspec.convert(content, Manifest)
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(f"{run} is no run directory: it has no manifest.json") from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DataError(f"{path} is not a valid manifest: {error}") from None


def read_rows(path: Path, kind: type[R]) -> Iterator[R]:
    """Yield the rows of a responses or verdicts file; a torn last line is left out."""
    if not path.exists():
        return
    for number, value in jsonl.read(path, torn=True):
        yield jsonl.convert(value, kind, path, number)


def key(row: Response | Scored) -> Key:
    """Return what names a row."""
    return row.suite, row.item, row.sample


def now() -> str:
    """Return the time in UTC, to the second, as ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _differences(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> str:
    parts = []
    for name in sorted(old.keys() | new.keys()):
        was, now_ = old.get(name), new.get(name)
        if was == now_:
            continue
        if isinstance(was, dict) and isinstance(now_, dict):
            parts.append(_differences(was, now_, f"{prefix}{name}."))
        else:
            parts.append(f"{prefix}{name} was {was!r}, is {now_!r}")
    return ", ".join(parts)
