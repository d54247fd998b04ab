"""The difference between two runs on the same prompts, with a 95 % interval and a test.

The prompt is the unit: several samples of one are averaged first, several constraints of one are
resampled together. Sources: McNemar (1947), exact; Agresti & Min (2005) for the interval of a
paired difference; Miller (2024), *Adding Error Bars to Evals*, for clusters; Benjamini & Hochberg
(1995) for many tests at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from ifeval_kit.metrics.intervals import FEW, Z95

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 10_000
"""Bootstrap draws."""

Z_POWER = 0.8416212335729143
"""The 80 % quantile of the normal distribution: the power of :attr:`Difference.smallest`."""

_CHUNK = 500

Method = Literal["mcnemar", "paired_t", "bootstrap", "too_few"]


class Difference(Struct, frozen=True):
    """What a second run has over a first one: ``value`` is second minus first, in [-1, 1].

    ``low`` and ``high`` bound it with 95 % confidence. ``p`` is two-sided, ``q`` the same adjusted
    for all tests of its group (Benjamini-Hochberg), where there is one. Of the ``n`` prompts
    ``wins`` went better in the second run. ``smallest`` is the smallest true difference that so
    many prompts show in four of five repetitions (power 80 %).

    ``method`` names the test: ``mcnemar`` (exact) for a yes or no a prompt, ``paired_t`` for
    averages of several samples, ``bootstrap`` by prompt for constraints, and ``too_few`` for
    constraints where too few prompts differ to resample: then an exact sign test of the prompts.
    """

    first: float
    second: float
    value: float
    low: float
    high: float
    p: float
    n: int
    wins: int
    losses: int
    ties: int
    smallest: float
    method: Method
    q: float | None = None


class Column(Struct, frozen=True):
    """Two runs' passes, and the decisions asked for, in each prompt; 0 of 0 outside of a scope.

    ``first`` and ``second`` are means over the samples of a prompt. ``by_prompt``: a prompt is
    one decision, so that a test of yes and no fits.
    """

    first: Floats
    second: Floats
    size: Floats
    by_prompt: bool


def differences(
    columns: Sequence[Column], seed: int = 0, *, draws: int = DRAWS
) -> list[Difference]:
    """Return the difference in each column; the prompts drawn are the same in all of them.

    A column needs at least one decision. The same input and ``seed`` give the same numbers;
    ``draws`` is how often the prompts are resampled.
    """
    resampled = _resampled([column for column in columns if _is_resampled(column)], seed, draws)
    return [
        _difference(column, next(resampled) if _is_resampled(column) else None)
        for column in columns
    ]


def adjusted(found: Sequence[Difference]) -> list[Difference]:
    """Return a group of differences with the ``q`` of each (Benjamini-Hochberg)."""
    from scipy.stats import false_discovery_control

    qs = false_discovery_control([one.p for one in found]) if found else []
    return [msgspec.structs.replace(one, q=float(q)) for one, q in zip(found, qs, strict=True)]


def _is_resampled(column: Column) -> bool:
    return not column.by_prompt and int((column.first != column.second).sum()) >= FEW


def _resampled(columns: Sequence[Column], seed: int, draws: int) -> Iterator[Floats]:
    """Yield the differences of each column in samples of the prompts with replacement.

    Columns of many pairs of runs are made of few arrays: each is summed once over every draw.
    """
    import numpy as np

    if not columns:
        return
    stacked, places = _distinct(columns)
    prompts, arrays = stacked.shape
    sums = np.empty((arrays, draws))
    done = 0
    for times in resamples(prompts, seed, draws):
        sums[:, done : done + len(times)] = (times @ stacked).T
        done += len(times)
    for first, second, size in places:
        with np.errstate(invalid="ignore"):  # a draw may miss a small scope: it counts for nothing
            # Sums of means over samples are not exact: what is even must stay even.
            yield (sums[second] - sums[first]).round(9) / sums[size]


def _distinct(columns: Sequence[Column]) -> tuple[Floats, list[tuple[int, int, int]]]:
    """Return the different arrays of all columns, side by side, and where each column has its own.

    The places are those of first, second and size.
    """
    import numpy as np

    by_content: dict[bytes, int] = {}
    by_identity: dict[int, int] = {}
    for column in columns:
        for array in (column.first, column.second, column.size):
            if id(array) not in by_identity:
                place = by_content.setdefault(array.tobytes(), len(by_content))
                by_identity[id(array)] = place
    stacked = np.stack([np.frombuffer(content) for content in by_content], axis=1)
    return stacked, [
        (by_identity[id(one.first)], by_identity[id(one.second)], by_identity[id(one.size)])
        for one in columns
    ]


def resamples(prompts: int, seed: int = 0, draws: int = DRAWS) -> Iterator[Floats]:
    """Yield how often each prompt comes in samples with replacement, some draws (rows) at a time.

    The same arguments give the same samples.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    for done in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - done)
        drawn = (
            generator.integers(prompts, size=(size, prompts)) + prompts * np.arange(size)[:, None]
        )
        times = np.bincount(drawn.ravel(), minlength=size * prompts)
        yield times.reshape(size, prompts).astype(np.float64)


def _difference(column: Column, draws: Floats | None) -> Difference:
    import numpy as np

    asked = column.size.sum()
    gains = column.second - column.first
    value = float(gains.sum() / asked)
    centre, error = adjusted_wald(gains, column.size)
    low, high = min(value, centre - Z95 * error), max(value, centre + Z95 * error)
    wins, losses = int((gains > 0).sum()), int((gains < 0).sum())
    method: Method
    if draws is not None:
        kept = draws[~np.isnan(draws)]
        low, high = (float(bound) for bound in np.quantile(kept, [0.025, 0.975]))
        beyond = min((kept <= 0).sum(), (kept >= 0).sum())
        method, p = "bootstrap", min(1.0, 2 * float(beyond + 1) / (len(kept) + 1))
    elif not column.by_prompt:
        method, p = "too_few", sign_test(wins, losses)
    elif np.isin(gains, (-1, 0, 1)).all():
        method, p = "mcnemar", sign_test(wins, losses)
    else:
        method, p = "paired_t", _t_test(gains[column.size > 0])
    n = int((column.size > 0).sum())
    return Difference(
        first=float(column.first.sum() / asked),
        second=float(column.second.sum() / asked),
        value=value,
        low=max(-1.0, low),
        high=min(1.0, high),
        p=p,
        n=n,
        wins=wins,
        losses=losses,
        ties=n - wins - losses,
        smallest=min(1.0, (Z95 + Z_POWER) * error),
        method=method,
    )


def adjusted_wald(gains: Floats, size: Floats) -> tuple[float, float]:
    """Return centre and standard error of a ratio of sums over prompts.

    Two prompts of mean size are added: half of one that the second run wins, half of one that it
    loses, and a tie. With one decision a prompt that is the interval of Agresti and Min, which
    keeps what it promises for few prompts and where the runs hardly differ.
    """
    import numpy as np

    inside = size > 0
    mean = size[inside].mean()
    gains = np.append(gains[inside], [1.0, -1.0, 0.0])
    size = np.append(size[inside], [mean] * 3)
    weights = np.ones(len(gains))
    weights[-3:] = 0.5, 0.5, 1.0
    asked = (weights * size).sum()
    centre = (weights * gains).sum() / asked
    residuals = gains - centre * size
    return float(centre), float(np.sqrt((weights * residuals**2).sum()) / asked)


def sign_test(wins: int, losses: int) -> float:
    """Return the exact two-sided p of so many wins and losses; McNemar's test, for prompts."""
    from scipy.special import bdtr

    # A fair coin is symmetric, so both tails are as likely.
    return min(1.0, 2 * float(bdtr(min(wins, losses), wins + losses, 0.5)))


def _t_test(gains: Floats) -> float:
    from scipy.stats import ttest_1samp

    if gains.std() == 0:  # no spread to compare with; the signs still tell
        return sign_test(int((gains > 0).sum()), int((gains < 0).sum()))
    return float(ttest_1samp(gains, 0).pvalue)
