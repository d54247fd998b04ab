"""Hashes of files that nobody has published any of: kept when first fetched, checked afterwards.

``sha256.lock`` lies beside the files, in the form of ``sha256sum``. It does not prove that what
came first was the right data (the pinned commit in the address says that), but from then on it
does not change unnoticed, and the version of the suite names it.
"""

from __future__ import annotations

from pathlib import Path

from ifeval_kit.errors import DataError

UNKNOWN = "-"
"""What stands in a list of files in place of a hash that is not known."""

_NAME = "sha256.lock"


def read_lines(path: Path) -> dict[str, str]:
    """Return the hashes of a list of files, as ``sha256sum`` writes one, by path in the folder.

    ``UNKNOWN`` may stand in place of a hash. Raises :class:`DataError` for a broken list.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from None
    files = {}
    for number, line in enumerate(lines, start=1):
        sha256, _, name = line.partition("  ")
        is_hash = sha256 == UNKNOWN or len(sha256) == 64
        if not is_hash or not name or ".." in Path(name).parts or Path(name).is_absolute():
            raise DataError(f"{path}:{number}: not a line of sha256sum (hash, two blanks, path)")
        files[name] = sha256
    return files


class Lock:
    """The hashes of the files of a folder as they were first fetched."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._known = read_lines(self._path) if self._path.is_file() else {}

    def expected(self, name: str, listed: str) -> str:
        """Return the hash a file must have: that of the list, else the one it had at first."""
        return self._known.get(name, UNKNOWN) if listed == UNKNOWN else listed

    def keep(self, name: str, sha256: str) -> None:
        """Note the hash of a file that was fetched for the first time."""
        self._known[name] = sha256
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(f"{sha256}  {name}\n")
