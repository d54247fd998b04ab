"""Official data: found on disk, or fetched once from where it is published; never copied here.

The hub's file and the file of the paper's repository hold the same rows in different bytes (the hub
lists every parameter of every check, null where unused). So what is pinned is not the sha256 of a
file but that of its canonical rows, which both must give. In other formats it is that of the file;
data of many files comes with a list of all of theirs.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ifeval_kit import jsonl
from ifeval_kit.datasets.definition import Hub, Official
from ifeval_kit.datasets.fetching import fetch, fetch_from_hub
from ifeval_kit.datasets.formats import format_named
from ifeval_kit.datasets.locked import UNKNOWN, Lock, read_lines
from ifeval_kit.datasets.rows import as_official
from ifeval_kit.errors import DataError, MissingResourceError


def cache_folder() -> Path:
    """Return where fetched data is kept: ``$IFK_CACHE``, or ``~/.cache/ifeval-kit``."""
    chosen = os.environ.get("IFK_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "ifeval-kit"


def find(suite: Official, data: Path | None = None) -> Path:
    """Return the data of a suite: ``data``, else that in ``$IFK_DATA``, else that in the cache.

    It is a file, or for data of many files a folder.

    Raises :class:`MissingResourceError` naming the command that gets it.
    """
    if data is not None:
        return data
    found = installed(suite)
    if found is None:
        raise MissingResourceError(
            f"the data of suite '{suite.name}' is not installed; "
            f"get it with `ifk suites pull {suite.name}`, or name it with --data"
        )
    return found


def installed(suite: Official) -> Path | None:
    """Return the data of a suite in ``$IFK_DATA`` or the cache, or ``None``."""
    places = [_cached(suite)]
    if root := os.environ.get("IFK_DATA"):
        places.insert(0, Path(root) / (suite.folder or suite.name) / suite.file)
    return next((place for place in places if _is_there(suite, place)), None)


def _is_there(suite: Official, place: Path) -> bool:
    return place.is_dir() if suite.files else place.is_file()


def pull(
    suite: Official,
    listed: Mapping[str, str] | None = None,
    advance: Callable[[str], None] = lambda _: None,
) -> Path:
    """Fetch the data of a suite from the hub or the web into the cache; return where it is.

    ``listed`` are the files of a data set of many (see :func:`listed_files`); those that are there
    are not fetched again, so that an interrupted call continues. ``advance`` is told the name of
    each file that is there at last. Raises :class:`MissingResourceError` when one cannot be had,
    :class:`DataError` when it holds other data than what is pinned.
    """
    target = _cached(suite)
    try:
        if suite.files:
            _pull_many(suite, target, listed or {}, advance)
        else:
            _pull_one(suite.hub or suite.url, target, suite, lambda path: _problem(suite, path))
            advance(suite.file)
    except OSError as error:
        raise DataError(
            f"{target.parent} cannot be written ({error}); set IFK_CACHE to another folder"
        ) from None
    return target


def _pull_many(
    suite: Official, target: Path, listed: Mapping[str, str], advance: Callable[[str], None]
) -> None:
    """Fetch what is missing; the folder has its name only when all of it is there."""
    folder = target if target.is_dir() else target.with_name(f".{target.name}.partial")
    folder.mkdir(parents=True, exist_ok=True)
    lock = Lock(folder)
    for path, sha256 in listed.items():
        expected = lock.expected(path, sha256)
        problem = functools.partial(_other, sha256=expected)
        _pull_one(suite.url + path, folder / path, suite, problem)
        if expected == UNKNOWN:
            lock.keep(path, file_sha256(folder / path))
        advance(path)
    if folder != target:
        folder.replace(target)


def _pull_one(
    source: Hub | str, target: Path, suite: Official, problem: Callable[[Path], str]
) -> None:
    """Fetch a file unless it is there; ``problem`` says what a file has that it must not have."""
    if target.is_file() and not problem(target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetching-") as folder:
        if isinstance(source, str):
            fetched = fetch(source, Path(folder) / target.name)
        else:
            fetched = fetch_from_hub(source, Path(folder))
        if found := problem(fetched):
            named = source if isinstance(source, str) else suite.source
            raise DataError(
                f"{named} holds other rows than those of {suite.title} ({found}); "
                "it was not kept: pass a file you trust with --data"
            )
        fetched.replace(target)


def _problem(suite: Official, path: Path) -> str:
    """Say how the one file of a suite differs from what is pinned: its hash, or its prompts."""
    if suite.sha256:
        return _difference(data_sha256(suite, path), suite.sha256)
    count = sum(1 for _ in format_named(suite.format).read_items(path))
    return "" if count == suite.rows else f"{count} prompts, expected {suite.rows}"


def _other(path: Path, sha256: str) -> str:
    """Say how one file of many differs from what is pinned, if its hash is known."""
    return "" if sha256 == UNKNOWN else _difference(file_sha256(path), sha256)


def _difference(found: str, sha256: str) -> str:
    return "" if found == sha256 else f"sha256 {found[:16]}, expected {sha256[:16]}"


def listed_files(suite: Official, beside: Path) -> dict[str, str]:
    """Return the files of a data set of many with their sha256, by path in the data's folder.

    ``beside`` is the folder of the suite file. A hash may be unknown, where nobody has published
    one (:mod:`ifeval_kit.datasets.locked`). Raises :class:`DataError` for a broken list.
    """
    if not suite.files:
        return {}
    return read_lines(beside / suite.files)


def deviation(suite: Official, beside: Path, found: Path) -> str:
    """Return what to add to the version of data that is not what is pinned: nothing if it is.

    Otherwise it tells that data from all other data.
    """
    if not suite.files:
        sha256 = data_sha256(suite, found)
        return "" if sha256 == suite.sha256 else f"+{sha256[:8]}"
    listed = listed_files(suite, beside)
    there = {name: file_sha256(found / name) for name in listed if (found / name).is_file()}
    if there == listed:
        return ""
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(there.items()))
    return f"+{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def data_sha256(suite: Official, path: Path) -> str:
    """Return the sha256 that pins a file: of its canonical rows in the format of IFEval."""
    return canonical_sha256(path) if suite.format == "ifeval" else file_sha256(path)


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal; :class:`DataError` when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from None


def canonical_sha256(path: Path) -> str:
    """Return the sha256 of the canonical rows of an official file.

    One line a row, in the order of the file: JSON in ASCII of ``key``, ``prompt``,
    ``instruction_id_list`` and ``kwargs`` (nulls left out, whole numbers as integers), and
    ``messages`` where there are any, keys sorted, without blanks.
    """
    digest = hashlib.sha256()
    for number, value in jsonl.read(path):
        row = as_official(f"{path}:{number}", value).canonical()
        line = json.dumps(row, sort_keys=True, separators=(",", ":"))
        digest.update(line.encode("ascii") + b"\n")
    return digest.hexdigest()


def _cached(suite: Official) -> Path:
    if suite.hub:
        version = suite.hub.revision
    else:
        version = suite.sha256[:16] or hashlib.sha256(suite.url.encode()).hexdigest()[:16]
    # Suites that make other prompts of the same folder share it.
    name = (suite.folder if suite.files else "") or suite.name
    return cache_folder() / "suites" / name / version / suite.file
