"""The tables of ``ifk imitation``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ifeval_kit.errors import ExitCode
from ifeval_kit.imitation import TITLES, Imitation, Part, notes
from ifeval_kit.metrics.gap import Estimate, Gap


def print_imitation(console: Console, found: Imitation) -> None:
    """Print for each student a table of values and shares, and the verdict on it."""
    for label, path in found.runs.items():
        console.print(f"{label}: {path}", markup=False, style="dim")
    for note in notes(found):
        console.print(note, markup=False, style="yellow")
    for student in found.students:
        console.print(_table(found, student))
        if student in found.verdicts:
            one = found.verdicts[student]
            console.print(Text(f"{student}: {one.words}", style="bold"))
            console.print(Text(one.reason, style="dim"))


def closing(found: Imitation, code: ExitCode) -> str:
    """Return the last line that is printed; it says what the exit code says."""
    if not found.verdicts:
        return f"done (exit {int(code)}): without --base there is no gap, and no verdict"
    decided = [one for one in found.verdicts.values() if one.is_decided]
    if len(found.verdicts) == 1:
        (verdict,) = found.verdicts.values()
        word = verdict.words
    else:
        word = f"{len(decided)} of {len(found.verdicts)} students decided"
    return f"{word} (exit {int(code)})"


def rows(found: Imitation) -> Iterator[tuple[str, Gap]]:
    """Yield what is measured, by its title; parts of what stands before them are indented."""
    for name, gap in found.style.items():
        yield ("" if name == "style" else "  ") + TITLES[name][0].lower(), gap
    for title, part in (
        ("knowledge", found.factuality),
        ("instruction following", found.instruction),
    ):
        if part:
            yield title, part.total
            yield from _suites(part)


def _suites(part: Part) -> Iterator[tuple[str, Gap]]:
    if len(part.suites) > 1:
        for name, gap in part.suites.items():
            yield f"  {name}", gap


def _table(found: Imitation, student: str) -> Table:
    table = Table(
        title=Text(student),
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
    )
    table.add_column("", no_wrap=True)
    parts = {"base": found.base, "student": student, "teacher": found.teacher}
    parts |= {"ceiling": found.ceiling} if found.ceiling else {}
    columns = [name for name, run in parts.items() if run]
    shared = ["closed", "95 %"] if found.base else []
    for heading in ("n", *columns, *shared):
        table.add_column(heading, justify="right", no_wrap=True)
    for title, gap in rows(found):
        values = [gap.values.get(run) for run in parts.values() if run]
        cells = [f"{one.value:.3f}" if one else "–" for one in values]
        cells += _share(gap, student) if found.base else []
        style = "dim" if title.startswith(" ") else ""
        table.add_row(Text(title), f"{gap.n:,}", *cells, style=style)
    return table


def _share(gap: Gap, student: str) -> list[str]:
    if gap.shares is None:
        return ["–", "no clear gap" if gap.gap and not gap.gap.low > 0 else "too few"]
    return _percent(gap.shares[student])


def _percent(one: Estimate) -> list[str]:
    return [f"{100 * one.value:.0f} %", f"{100 * one.low:.0f} to {100 * one.high:.0f}"]
