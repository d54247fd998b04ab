"""How much of the gap from a base to a target a student closes, with 95 % intervals.

The share is ``(student - base) / (target - base)``: 0 as the base, 1 as the target, and outside of
[0, 1] where the student is worse than the one or better than the other. Its interval is that of
the ratio under resampling of the prompts, the same for all three (Efron & Tibshirani 1993, chapter
14), with a little added at both ends (Agresti & Coull 1998). It is given only where the gap itself
is there beyond chance: over a gap that may be nothing, a share may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ifeval_kit.metrics.intervals import FEW, Z95, wilson
from ifeval_kit.metrics.paired import DRAWS, adjusted_wald, resamples

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 30
"""Prompts without which no share is given."""


class Estimate(Struct, frozen=True):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


class Measure(Struct, frozen=True):
    """What is measured of each run on the same prompts.

    ``sums[run]`` has a row for each prompt. With two columns the measure is the sum of the first
    over the sum of the second; with five (x, y, xx, yy, xy) it is Pearson's correlation of x and y,
    0 where one of them is constant. ``decided``: each prompt passes or fails, so that chance
    remains also where all pass or none does.
    """

    sums: dict[str, Floats]
    decided: bool = False

    @property
    def is_rate(self) -> bool:
        """Whether it is a ratio of sums, not a correlation."""
        return bool(next(iter(self.sums.values())).shape[1] == 2)

    @property
    def n(self) -> int:
        """How many prompts it is about."""
        some = next(iter(self.sums.values()))
        return int((some[:, 1] > 0).sum()) if self.is_rate else len(some)


class Gap(Struct, frozen=True):
    """A measure of all runs on ``n`` prompts.

    ``values`` are those of each run. ``gap`` is the target's over the base's; ``shares`` is how
    much of it each student closes, ``None`` where that cannot be told, for the ``reason``.
    """

    n: int
    values: dict[str, Estimate]
    gap: Estimate | None = None
    shares: dict[str, Estimate] | None = None
    reason: str | None = None


def gaps(
    measures: Mapping[str, Measure],
    *,
    base: str | None,
    students: Sequence[str],
    target: str,
    seed: int = 0,
    draws: int = DRAWS,
) -> dict[str, Gap]:
    """Return the gap in each measure; the prompts drawn are the same in all of them.

    All measures have the same prompts and runs, among them ``base``, ``students`` and ``target``,
    and each run at least one decision. Without a base there are values and no shares. The same
    input and ``seed`` give the same numbers; ``draws`` is how often the prompts are resampled.
    """
    drawn = _drawn(measures, seed, draws)
    return {
        name: _gap(measure, drawn[name], base, students, target, seed)
        for name, measure in measures.items()
    }


def rate(passed: Floats, size: Floats | None = None) -> Floats:
    """Return the sums of a ratio: what passed in each prompt, of how much (by default of 1)."""
    import numpy as np

    return np.stack([passed, np.ones(len(passed)) if size is None else size], axis=1)


def correlation(x: Floats, y: Floats) -> Floats:
    """Return the sums of Pearson's correlation of two numbers of each prompt."""
    import numpy as np

    # Moved near zero, so that the squares of large numbers lose no digits.
    x, y = x - x.mean(), y - y.mean()
    return np.stack([x, y, x * x, y * y, x * y], axis=1)


def _drawn(measures: Mapping[str, Measure], seed: int, draws: int) -> dict[str, dict[str, Floats]]:
    """Return the value of each run in each sample of the prompts."""
    import numpy as np

    if not measures:
        return {}
    columns = [sums for measure in measures.values() for sums in measure.sums.values()]
    stacked = np.concatenate(columns, axis=1)
    sums = np.concatenate([times @ stacked for times in resamples(len(stacked), seed, draws)])
    found: dict[str, dict[str, Floats]] = {}
    start = 0
    for name, measure in measures.items():
        found[name] = {}
        for run, own in measure.sums.items():
            stop = start + own.shape[1]
            found[name][run] = _values(sums[:, start:stop], len(stacked))
            start = stop
    return found


def _values(sums: Floats, n: int) -> Floats:
    """Return the values that sums over ``n`` prompts make, row by row; NaN where there is none."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        if sums.shape[1] == 2:
            return sums[:, 0] / sums[:, 1]
        x, y, xx, yy, xy = sums.T
        spread = np.maximum(n * xx - x * x, 0) * np.maximum(n * yy - y * y, 0)
        return np.where(spread > 0, (n * xy - x * y) / np.sqrt(spread), 0.0)


def _gap(
    measure: Measure,
    drawn: Mapping[str, Floats],
    base: str | None,
    students: Sequence[str],
    target: str,
    seed: int,
) -> Gap:
    n = measure.n
    points = {
        run: float(_values(sums.sum(axis=0)[None], len(sums))[0])
        for run, sums in measure.sums.items()
    }
    values = {run: _value(measure, points[run], drawn[run]) for run in points}
    if base is None:
        return Gap(n, values, reason="no base run was given")
    gap = _estimate(points[target] - points[base], drawn[target] - drawn[base])
    if measure.is_rate:
        gap = _where_few(measure, base, target, gap)
    reason = _undecidable(n, gap)
    if reason:
        return Gap(n, values, gap, reason=reason)
    shares = {one: _share(measure, points, drawn, (base, one, target), seed) for one in students}
    return Gap(n, values, gap, shares)


def _value(measure: Measure, value: float, drawn: Floats) -> Estimate:
    found = _estimate(value, drawn)
    if measure.decided and min(value, 1 - value) * measure.n < FEW:
        low, high = wilson(value, measure.n)
        return Estimate(value, min(low, found.low), max(high, found.high))
    return found


def _undecidable(n: int, gap: Estimate) -> str | None:
    if n < LEAST:
        return f"{n} prompts are too few: a share needs {LEAST}"
    if not gap.low > 0:
        ends = f"{gap.low:+.3f} to {gap.high:+.3f}"
        return f"there is no gap beyond chance ({gap.value:+.3f}, {ends})"
    return None


def _share(
    measure: Measure,
    points: Mapping[str, float],
    drawn: Mapping[str, Floats],
    runs: tuple[str, str, str],
    seed: int,
) -> Estimate:
    import numpy as np

    base, student, target = runs
    closed, whole = drawn[student] - drawn[base], drawn[target] - drawn[base]
    if measure.is_rate:
        # Where a student has nearly nothing or nearly all of the target, resampling shows too
        # little of what chance can do. As Agresti and Coull do for shares of equal things, a thing
        # of either kind is added: a prompt that is the base's, and one that is the target's.
        unit = _unit(measure.sums[base], measure.sums[target])
        as_base, as_target = np.random.default_rng([seed, 1]).poisson(1, (2, len(whole)))
        closed = closed + unit * as_target
        whole = whole + unit * (as_base + as_target)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = _estimate(0.0, closed / whole)
    share = (points[student] - points[base]) / (points[target] - points[base])
    return Estimate(share, min(share, found.low), max(share, found.high))


def _unit(base: Floats, target: Floats) -> float:
    """Return by how much one prompt of usual weight moves the gap between two rates."""
    gains = target[:, 0] - base[:, 0]
    return float((gains**2).sum() / gains.sum() / base[:, 1].sum())


def _where_few(measure: Measure, first: str, second: str, found: Estimate) -> Estimate:
    """Return a difference; where few prompts differ, with the interval of Agresti and Min."""
    one, other = measure.sums[first], measure.sums[second]
    gains = other[:, 0] - one[:, 0]
    if int((gains != 0).sum()) >= FEW:
        return found
    centre, error = adjusted_wald(gains, one[:, 1])
    low, high = centre - Z95 * error, centre + Z95 * error
    return Estimate(found.value, min(found.low, low), max(found.high, high))


def _estimate(value: float, drawn: Floats) -> Estimate:
    import numpy as np

    kept = drawn[np.isfinite(drawn)]
    if not len(kept):
        return Estimate(value, value, value)
    low, high = (float(end) for end in np.quantile(kept, [0.025, 0.975]))
    return Estimate(value, low, high)
