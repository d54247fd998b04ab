"""The plane of style against knowledge, laid out for SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from ifeval_kit.imitation import Imitation
from ifeval_kit.metrics.gap import Estimate
from ifeval_kit.reporting.samples import visible

WIDTH, HEIGHT, FLAT = 640.0, 440.0, 120.0
"""Units of the drawing; ``FLAT`` is its height where only style is known."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 22.0, 40.0, 64.0
_AROUND = 13.0
_STEPS = (0.02, 0.05, 0.1, 0.2)
_MOST_STEPS = 6


class Tick(Struct, frozen=True):
    """A line of the grid: where, and its label."""

    at: float
    label: str


class Dot(Struct, frozen=True):
    """A run: its place, the ends of its intervals, and the mark inside that stands for it."""

    part: str
    mark: str
    label: str
    x: float
    y: float
    across: tuple[float, float]
    up: tuple[float, float] | None
    detail: str


class Arrow(Struct, frozen=True):
    """A way from one run to the next, ``turn`` degrees from the horizontal.

    ``open`` is what a student has left to its teacher.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    turn: float
    open: bool


class Plane(Struct, frozen=True):
    """All that is drawn; ``title`` names the vertical axis, if there is one."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    title: str | None
    xs: Sequence[Tick]
    ys: Sequence[Tick]
    ceiling: float | None
    dots: Sequence[Dot]
    arrows: Sequence[Arrow]
    says: str


class _Axis:
    """A range of values that holds all intervals, on a range of the drawing."""

    def __init__(self, found: Sequence[Estimate], start: float, stop: float) -> None:
        low, high = min(one.low for one in found), max(one.high for one in found)
        span = max(high - low, 0.05)
        self.step = next((s for s in _STEPS if span / s <= _MOST_STEPS), _STEPS[-1])
        self.low = math.floor(low / self.step + 1e-9) * self.step
        self.high = max(math.ceil(high / self.step - 1e-9) * self.step, self.low + self.step)
        self._start, self._stop = start, stop

    def at(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self._start + share * (self._stop - self._start), 1)

    def ticks(self) -> list[Tick]:
        """Return the lines of the grid."""
        count = round((self.high - self.low) / self.step)
        values = [self.low + number * self.step for number in range(count + 1)]
        return [Tick(self.at(value), f"{value:.2f}") for value in values]


def plane(found: Imitation) -> Plane | None:
    """Return the plane of style against knowledge, or instruction following where that is all.

    Without either it is a line; ``None`` where style is not known.
    """
    if not found.style:
        return None
    title, part = next(
        (
            (title, part)
            for title, part in (
                ("Knowledge", found.factuality),
                ("Instruction following", found.instruction),
            )
            if part
        ),
        (None, None),
    )
    style = found.style["style"].values
    other = part.total.values if part else None
    runs = [("base", found.base)] if found.base else []
    runs += [("student", student) for student in found.students]
    runs = [(kind, run) for kind, run in [*runs, ("teacher", found.teacher)] if run]
    height, top = (HEIGHT, _TOP) if other else (FLAT, _TOP / 4)
    xs = _Axis([style[run] for _, run in runs], _LEFT, WIDTH - _RIGHT)
    ys = _Axis([other[run] for _, run in runs], height - _BOTTOM, top) if other else None
    marks = _marks(runs)
    dots = [
        _dot(kind, marks[run], run, (xs, style[run]), (ys, other[run]) if ys and other else None)
        for kind, run in runs
    ]
    return Plane(
        width=WIDTH,
        height=height,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        top=top,
        bottom=height - _BOTTOM,
        title=title,
        xs=xs.ticks(),
        ys=ys.ticks() if ys else [],
        ceiling=xs.at(style[found.ceiling].value) if found.ceiling else None,
        dots=dots,
        arrows=list(_arrows(dots)),
        says="; ".join(f"{dot.part} {dot.label}: {dot.detail}" for dot in dots),
    )


def _marks(runs: Sequence[tuple[str, str | None]]) -> dict[str | None, str]:
    """Return what stands inside the dots: B, T, and S or the number of a student."""
    students = [run for kind, run in runs if kind == "student"]
    marks = {run: kind[0].upper() for kind, run in runs}
    if len(students) > 1:
        marks |= {run: str(number) for number, run in enumerate(students, start=1)}
    return marks


def _dot(
    part: str,
    mark: str,
    run: str | None,
    style: tuple[_Axis, Estimate],
    other: tuple[_Axis, Estimate] | None,
) -> Dot:
    xs, x = style
    detail = f"style {_words(x)}"
    if other:
        detail += f", vertical {_words(other[1])}"
    return Dot(
        part=part,
        mark=mark,
        label=visible(run or ""),
        x=xs.at(x.value),
        y=other[0].at(other[1].value) if other else (_TOP / 4 + FLAT - _BOTTOM) / 2,
        across=(xs.at(x.low), xs.at(x.high)),
        up=(other[0].at(other[1].low), other[0].at(other[1].high)) if other else None,
        detail=detail,
    )


def _words(one: Estimate) -> str:
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})"


def _arrows(dots: Sequence[Dot]) -> Iterator[Arrow]:
    """Yield arrows from dot to dot, short of both, but where these touch."""
    for one, other in pairwise(dots):
        length = math.hypot(other.x - one.x, other.y - one.y)
        if length <= 2 * _AROUND + 4:
            continue
        across, up = (other.x - one.x) / length, (other.y - one.y) / length
        yield Arrow(
            x1=round(one.x + across * _AROUND, 1),
            y1=round(one.y + up * _AROUND, 1),
            x2=round(other.x - across * _AROUND, 1),
            y2=round(other.y - up * _AROUND, 1),
            turn=round(math.degrees(math.atan2(up, across)), 1),
            open=other.part == "teacher" and one.part == "student",
        )
