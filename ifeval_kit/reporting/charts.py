"""Charts as PNG files, for model cards: the ranking on each suite, and its categories."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifeval_kit import jsonl
from ifeval_kit.comparison import SuiteComparison
from ifeval_kit.errors import MissingResourceError, StorageError
from ifeval_kit.reporting.heat import RANKED, label
from ifeval_kit.reporting.samples import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BLUE, _INK, _GRID = "#1f4e8c", "#1a1e22", "#e9ebea"
_DPI = 160


def write_charts(folder: Path, compared: Mapping[str, SuiteComparison]) -> list[Path]:
    """Write ``SUITE-ranking.png`` and ``SUITE-categories.png`` for each suite; return the paths.

    The same comparison gives the same bytes with the same matplotlib. Raises
    :class:`MissingResourceError` without matplotlib, and :class:`StorageError` when the disk
    refuses.
    """
    try:
        import matplotlib  # noqa: F401  only whether it is there
    except ImportError:
        raise MissingResourceError(
            'PNG charts need matplotlib; install it with: pip install "ifeval-kit[plots]"'
        ) from None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made ({error.strerror})") from None
    paths = []
    for name, suite in compared.items():
        stem = re.sub(r"[^\w.@-]", "_", name)
        figures = {"ranking": _ranking(name, suite), "categories": _categories(name, suite)}
        for kind, figure in figures.items():
            path = folder / f"{stem}-{kind}.png"
            jsonl.write_atomically(path, _png(figure))
            paths.append(path)
    return paths


def _ranking(name: str, suite: SuiteComparison) -> Figure:
    """A dot with its 95 % interval for each run, the best on top."""
    ranks = suite.ranking[RANKED][::-1]
    figure, axes = _blank(6.4, 1.1 + 0.34 * len(ranks))
    for place, rank in enumerate(ranks):
        rate = suite.summaries[rank.run].metrics[RANKED]
        if rate.value is None or rate.low is None or rate.high is None:
            continue
        ends = [100 * rate.low, 100 * rate.high]
        axes.plot(ends, [place, place], color=_BLUE, alpha=0.55, linewidth=3)
        axes.plot([100 * rate.value], [place], "o", color=_BLUE, markersize=6)
    axes.set_yticks(range(len(ranks)), [f"{_short(one.run)}   {one.rank}" for one in ranks])
    axes.set_xlim(0, 100)
    axes.grid(axis="x", color=_GRID)
    axes.set_axisbelow(True)
    axes.set_xlabel(f"prompts followed, strict, % (95 % interval, n = {suite.n:,})")
    axes.set_title(_plain(name), loc="left", fontsize=11, fontweight="bold")
    return figure


def _categories(name: str, suite: SuiteComparison) -> Figure:
    """A heat map of the strict rates of constraints by category."""
    runs = [rank.run for rank in suite.ranking[RANKED]]
    groups = sorted(set().union(*(suite.summaries[run].categories for run in runs)))
    figure, axes = _blank(2.6 + 0.75 * len(runs), 1.9 + 0.32 * max(1, len(groups)))
    for row, group in enumerate(groups):
        for column, run in enumerate(runs):
            rate = suite.summaries[run].categories[group]["instruction_strict"]
            share = rate.value or 0.0
            axes.add_patch(_cell(column, row, share))
            text = "–" if rate.value is None else f"{100 * share:.0f}"
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color=_INK)
    axes.set_xlim(-0.5, len(runs) - 0.5)
    axes.set_ylim(max(1, len(groups)) - 0.5, -0.5)
    axes.set_xticks(range(len(runs)), [_short(run) for run in runs], rotation=35, ha="right")
    axes.set_yticks(range(len(groups)), [_plain(label(group, None)) for group in groups])
    axes.tick_params(length=0)
    title = f"{_plain(name)}: constraints followed, strict, %"
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
    return figure


def _cell(column: int, row: int, share: float) -> Any:
    from matplotlib.patches import Rectangle

    corner = column - 0.48, row - 0.46
    return Rectangle(corner, 0.96, 0.92, facecolor=_BLUE, alpha=0.04 + 0.4 * share, linewidth=0)


def _blank(width: float, height: float) -> tuple[Figure, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.tick_params(labelsize=8, colors=_INK)
    axes.xaxis.label.set_fontsize(8)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


def _short(name: str) -> str:
    shown = _plain(name)
    return shown if len(shown) <= 32 else f"{shown[:31]}…"


def _plain(name: str) -> str:
    """Return a name without what matplotlib would take for a formula."""
    return visible(name).replace("$", r"\$").replace("\n", " ")


def _png(figure: Figure) -> bytes:
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": None})
    return file.getvalue()
