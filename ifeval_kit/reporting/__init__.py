"""HTML pages from the templates of ``reports/``: one file, no network, right without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ifeval_kit.catalogue import Check, load_catalogue
from ifeval_kit.reporting import page, tables
from ifeval_kit.reporting.embed import LIMIT, Shelf
from ifeval_kit.reporting.samples import Sample, visible

__all__ = ["Sample", "write_report"]


def write_report(
    path: Path,
    *,
    manifest: Mapping[str, Any],
    summary: Mapping[str, Any],
    samples: Iterable[Sample],
    checks: Mapping[str, Check] | None = None,
    limit: int = LIMIT,
) -> None:
    """Write the report of one run to ``path``. The same input gives the same bytes.

    ``manifest`` and ``summary`` are the content of ``manifest.json`` and ``summary.json``; the
    samples of one item come in their order. ``checks`` gives the titles and meanings of check ids
    (by default the project's catalogue). Above ``limit`` bytes of compressed samples, those that
    failed stay in the page and the others go to a file beside it, ``report.samples.jsonl.gz`` for
    ``report.html``; a page that needs none removes an old one.

    Raises :class:`ifeval_kit.errors.DataError` for a summary that is not one, or for verdicts that
    do not belong to their item, and :class:`ifeval_kit.errors.StorageError` when the disk refuses.
    """
    checks = load_catalogue() if checks is None else checks
    shelf = Shelf([visible(tables.model(manifest))], checks)
    for sample in samples:
        shelf.add(sample)
    values = page.run_values(manifest=manifest, summary=summary, checks=checks)
    page.write(path, "run.html.j2", values, shelf, limit)
