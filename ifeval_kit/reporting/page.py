"""From the content of a run to the values of ``reports/run.html.j2``, and from these to HTML."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import msgspec
from markupsafe import Markup
from msgspec import Struct, field

from ifeval_kit import content, jsonl
from ifeval_kit.catalogue import Check
from ifeval_kit.errors import DataError
from ifeval_kit.metrics.intervals import Rate
from ifeval_kit.metrics.shots import ShotsEffect
from ifeval_kit.metrics.summary import SuiteSummary
from ifeval_kit.reporting import tables
from ifeval_kit.reporting.embed import Shelf
from ifeval_kit.reporting.samples import BLANK, SampleView, visible

_SPOKEN = {
    "pass": "passed",
    "loose": "failed, but passed in the loose mode",
    "fail": "failed",
    "unscored": "not scored",
}


class Samples(Struct, frozen=True):
    """The samples of a page: embedded ``data``, the first ``failing`` as plain HTML.

    ``beside`` is the file that holds the others, if not all are embedded.
    """

    data: str
    total: int
    failed: int
    embedded: int
    failing: Sequence[SampleView]
    beside: Path | None
    blank: SampleView = BLANK


class _Summary(Struct, frozen=True):
    suites: dict[str, SuiteSummary]
    shots: dict[str, list[ShotsEffect]] = field(default_factory=dict)
    run: dict[str, Any] = field(default_factory=dict)


def run_values(
    *, manifest: Mapping[str, Any], summary: Mapping[str, Any], checks: Mapping[str, Check]
) -> dict[str, Any]:
    """Return what the page of one run says; :class:`DataError` when ``summary`` is none."""
    try:
        found = msgspec.convert(summary, _Summary)
    except msgspec.ValidationError as error:
        raise DataError(f"not a summary: {error}; score the run again (ifk score RUN)") from None
    suites = found.suites
    return {
        "model": tables.model(manifest),
        "byline": tables.byline(manifest, sorted(suites)),
        "suites": [tables.suite(name, suites[name], checks) for name in sorted(suites)],
        "shots": tables.shots(found.shots),
        "manifest": tables.manifest(manifest),
    }


def write(path: Path, template: str, values: Any, shelf: Shelf, limit: int) -> None:
    """Write a page: a template of ``reports/`` with its values as ``page``, and its samples.

    Over ``limit`` bytes of compressed samples those that failed stay in the page, and the others
    go to a file beside it; a page that needs none removes an old one.
    """
    packed = shelf.pack(limit)
    beside = path.with_name(f"{path.stem}.samples.jsonl.gz")
    samples = Samples(
        data=packed.text,
        total=shelf.total,
        failed=shelf.failed,
        embedded=packed.kept,
        failing=shelf.failing,
        beside=beside if packed.rest else None,
    )
    html = fill(template, values, samples=samples)
    if packed.rest:
        jsonl.write_atomically(beside, packed.rest)
    else:
        beside.unlink(missing_ok=True)
    jsonl.write_atomically(path, html.encode())


def fill(
    template: str,
    values: Any,
    styles: tuple[str, ...] = ("report.css",),
    samples: Samples | None = None,
) -> str:
    """Return a page: a template of ``reports/`` with its values as ``page``, and style sheets."""
    made = _environment().get_template(template)
    return visible(made.render(page=values, samples=samples, assets=_assets(styles)))


def spread(rate: Rate) -> str:
    """Return a rate with its interval and number of decisions, as one line."""
    if rate.value is None or rate.low is None or rate.high is None:
        return "no decisions"
    ends = f"{100 * rate.low:.1f} to {100 * rate.high:.1f}"
    return f"{100 * rate.value:.1f} % ({ends}), n = {rate.n:,}"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(content.folder("reports")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "percent": lambda value: "–" if value is None else f"{100 * value:.1f}",
        "signed": lambda value: f"{100 * value:+.1f}".replace("-", "−"),
        "place": lambda value: f"{100 * value:.2f}%",
        "count": lambda value: f"{value:,}",
        "href": lambda path: f"./{quote(os.fsencode(path.name))}",
        "counted": lambda value, noun: f"{value:,} {noun}{'' if value == 1 else 's'}",
        "spoken": _SPOKEN.__getitem__,
        "spread": spread,
    }
    return environment


@cache
def _assets(styles: tuple[str, ...]) -> dict[str, str]:
    """Return script and style with the hashes by which the page's policy lets them, only, in."""
    assets: dict[str, str] = {}
    for kind, names in (("script", ("report.js",)), ("style", styles)):
        parts = [(content.folder("reports") / name).read_text(encoding="utf-8") for name in names]
        text = "\n".join(parts)
        digest = hashlib.sha256(text.encode()).digest()
        assets[kind] = Markup(text)  # noqa: S704  the project's own files
        assets[f"{kind}_hash"] = f"sha256-{base64.b64encode(digest).decode('ascii')}"
    return assets
