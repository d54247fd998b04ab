"""Files fetched from the web and from the hub."""

from __future__ import annotations

from http.client import HTTPException
from pathlib import Path

from ifeval_kit.datasets.definition import Hub
from ifeval_kit.errors import MissingResourceError

_TIMEOUT = 60
"""Seconds that a server may stay silent."""


def fetch(url: str, target: Path) -> Path:
    """Write what an address gives into a file; :class:`MissingResourceError` when it gives none."""
    from urllib.request import urlopen

    from huggingface_hub.constants import HF_HUB_OFFLINE

    try:
        if HF_HUB_OFFLINE:
            raise ConnectionError("HF_HUB_OFFLINE is set")
        with urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310  (a suite file names it)
            target.write_bytes(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        raise MissingResourceError(
            f"{url} could not be fetched ({error}); try again later, or pass the file with --data"
        ) from None
    return target


def fetch_from_hub(hub: Hub, folder: Path) -> Path:
    """Write a file of the hub into a folder; :class:`MissingResourceError` if it cannot be had."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HTTPError, LocalEntryNotFoundError

    try:
        return Path(
            hf_hub_download(
                hub.repo,
                hub.file,
                repo_type="dataset",
                revision=hub.revision,
                local_dir=folder,
            )
        )
    except (HTTPError, LocalEntryNotFoundError, ConnectionError) as error:
        # Where the hub was not reached, the error only guesses why: its cause knows.
        reason = str(error.__cause__ or error).strip().splitlines()[0].rstrip(".")
        raise MissingResourceError(
            f"the hub did not give {hub.file} of {hub.repo} ({reason}); "
            "try again later, or pass the file with --data"
        ) from None
