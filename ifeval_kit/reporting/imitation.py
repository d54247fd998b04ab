"""The page of ``ifk imitation``: the plane of style against knowledge, and every measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from ifeval_kit import jsonl
from ifeval_kit.imitation import TITLES, Imitation, Part, notes
from ifeval_kit.imitation.verdict import Finding
from ifeval_kit.metrics.gap import Estimate, Gap
from ifeval_kit.reporting import page
from ifeval_kit.reporting.plane import Plane, plane
from ifeval_kit.reporting.samples import visible

_MEANINGS: dict[str, str] = {
    "imitation without knowledge": "It sounds like the teacher and does not know what it knows.",
    "both": "It took over the style of the teacher, and knowledge.",
    "neither": "It took over neither the style of the teacher nor its knowledge.",
    "knowledge without imitation": "It knows more than the base, in a style of its own.",
}


class Head(Struct, frozen=True):
    """What is said of a student first: the verdict, and the shares of the gap that it closed."""

    label: str
    words: str
    meaning: str
    shares: Sequence[Share]


class Share(Struct, frozen=True):
    """A share of a gap, as a bar from ``left`` to ``right``, both on an axis from 0 to 1."""

    title: str
    finding: Finding | None
    share: Estimate | None
    reason: str
    left: float
    right: float
    at: float


class Value(Struct, frozen=True):
    """A value of one run with its interval as a pointer shows it; nothing where there is none."""

    text: str
    detail: str


class Line(Struct, frozen=True):
    """A measure: the values of all runs, and the share of each student."""

    title: str
    says: str
    n: int
    minor: bool
    values: Sequence[Value]
    shares: Sequence[Value]


class Page(Struct, frozen=True):
    """The values of ``reports/imitation.html.j2``."""

    title: str
    runs: Sequence[tuple[str, str, str]]
    heads: Sequence[Head]
    least: float
    plane: Plane | None
    columns: Sequence[tuple[str, str]]
    students: Sequence[str]
    tables: Sequence[tuple[str, str, Sequence[Line]]]
    notes: Sequence[str]


def write_imitation(path: Path, found: Imitation) -> None:
    """Write a page on what was found. The same input gives the same bytes.

    Raises :class:`ifeval_kit.errors.StorageError` when the disk refuses.
    """
    parts = [("teacher", found.teacher)]
    parts += [("base", found.base)] if found.base else []
    parts += [("student", student) for student in found.students]
    parts += [("ceiling", found.ceiling)] if found.ceiling else []
    values = Page(
        title=f"{', '.join(map(visible, found.students))}: imitation and knowledge",
        runs=[(part, visible(run), visible(found.runs.get(run, ""))) for part, run in parts],
        heads=[_head(found, student) for student in found.students] if found.base else [],
        least=found.least,
        plane=plane(found),
        columns=[(part, visible(run)) for part, run in _columns(found)],
        students=[visible(student) for student in found.students] if found.base else [],
        tables=list(_tables(found)),
        notes=[visible(note) for note in notes(found)],
    )
    html = page.fill("imitation.html.j2", values, styles=("report.css", "imitation.css"))
    jsonl.write_atomically(path, html.encode())


def _head(found: Imitation, student: str) -> Head:
    verdict = found.verdicts[student]
    knowledge = found.factuality.total if found.factuality else None
    obedience = found.instruction.total if found.instruction else None
    shares = [
        _share("Style", found.style.get("style"), student, verdict.style),
        _share("Knowledge", knowledge, student, verdict.knowledge),
    ]
    shares += [_share("Instruction following", obedience, student, None)] if obedience else []
    meaning = _MEANINGS.get(
        verdict.words, f"Style: {verdict.style}. Knowledge: {verdict.knowledge}."
    )
    return Head(visible(student), verdict.words, meaning, shares)


def _share(title: str, gap: Gap | None, student: str, finding: Finding | None) -> Share:
    if gap is None or gap.shares is None:
        reason = gap.reason if gap and gap.reason else "the runs share no prompts that tell"
        return Share(title, finding, None, reason, 0, 0, 0)
    share = gap.shares[student]
    left, right, at = (min(1.0, max(0.0, end)) for end in (share.low, share.high, share.value))
    return Share(title, finding, share, "", left, right, at)


def _columns(found: Imitation) -> list[tuple[str, str]]:
    """Return the part and the label of each run, from the base to the teacher."""
    columns = [("base", found.base)] if found.base else []
    columns += [("student", student) for student in found.students]
    columns += [("ceiling", found.ceiling)] if found.ceiling else []
    return [(part, run) for part, run in [*columns, ("teacher", found.teacher)] if run]


def _tables(found: Imitation) -> Iterator[tuple[str, str, list[Line]]]:
    if found.style:
        lead = (
            "How near the answers are to those of the teacher, from 0 to 1. The mean of the "
            "indented nine is what counts; the last lines compare whole runs."
        )
        lines = [_line(found, *TITLES[name], gap) for name, gap in found.style.items()]
        yield "Style", lead, lines
    for title, part in (
        ("Knowledge", found.factuality),
        ("Instruction following", found.instruction),
    ):
        if part:
            lead = "The share of prompts whose answer passes, strictly."
            yield title, lead, list(_lines(found, part))


def _lines(found: Imitation, part: Part) -> Iterator[Line]:
    yield _line(found, "All prompts", "Each prompt once.", part.total)
    if len(part.suites) > 1:
        for name, gap in part.suites.items():
            yield _line(found, name, "", gap)


def _line(found: Imitation, title: str, says: str, gap: Gap) -> Line:
    runs = [run for _, run in _columns(found)]
    return Line(
        title=visible(title),
        says=says,
        n=gap.n,
        minor=title not in ("Style", "All prompts"),
        values=[_value(gap.values.get(run)) for run in runs],
        shares=[_closed(gap, student) for student in found.students] if found.base else [],
    )


def _value(one: Estimate | None) -> Value:
    if one is None:
        return Value("–", "")
    return Value(f"{one.value:.3f}", f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})")


def _closed(gap: Gap, student: str) -> Value:
    if gap.shares is None:
        return Value("–", gap.reason or "")
    one = gap.shares[student]
    return Value(f"{100 * one.value:.0f}", f"{100 * one.low:.0f} to {100 * one.high:.0f}")
