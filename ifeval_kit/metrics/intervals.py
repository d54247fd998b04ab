"""Rates with 95 % intervals: Wilson for independent answers, clustered for several per prompt.

Sources: Wilson (1927) for the score interval; Miller (2024), *Adding Error Bars to Evals*, appendix
A for the clustered standard error; Kish (1965) for the effective sample size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

Z95 = 1.959963984540054
"""The two-sided 95 % quantile of the normal distribution."""

FEW = 10
"""Below this many effective passes or fails the normal interval is not to be trusted."""

Method = Literal["wilson", "clustered", "wilson_effective"]


class Rate(Struct, frozen=True):
    """A share in [0, 1] with its 95 % interval.

    ``n`` is the number of decisions behind it. All of ``value``, ``low`` and ``high`` are ``None``
    when ``n`` is 0.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: Method


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return the 95 % Wilson interval of ``share`` observed in ``n`` independent trials.

    ``n`` may be an effective sample size, so it need not be whole; it must be above 0.
    """
    squared = Z95 * Z95
    centre = (share + squared / (2 * n)) / (1 + squared / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + squared / (4 * n * n)) / (1 + squared / n)
    # The exact bound at 0 and 1 is 0 and 1; rounding may put it a hair off.
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return low, high


@dataclass(slots=True)
class Clusters:
    """A running sum over clusters of decisions: the constraints, or the samples, of one prompt.

    Keeps five sums and no decisions, so it takes the same memory for any number of prompts.
    """

    clusters: int = 0
    n: int = 0
    passed: float = 0
    passed_squared: float = 0
    product: float = 0
    size_squared: int = 0

    def add(self, passed: float, size: int) -> None:
        """Add one cluster with ``passed`` of ``size`` decisions passed, or a sum of grades."""
        self.clusters += 1
        self.n += size
        self.passed += passed
        self.passed_squared += passed * passed
        self.product += passed * size
        self.size_squared += size * size

    def rate(self) -> Rate:
        """Return the pass rate: Wilson if every cluster has one decision, else clustered."""
        if self.n == 0:
            return Rate(None, None, None, 0, "wilson")
        share = self.passed / self.n
        if self.size_squared == self.n:
            return Rate(share, *wilson(share, self.n), self.n, "wilson")
        return self._spread(share, self._effective_size(share, self.n))

    def mean(self) -> Rate:
        """Return the mean of grades in [0, 1], its error from how much the clusters differ."""
        if self.n == 0:
            return Rate(None, None, None, 0, "clustered")
        share = min(1.0, self.passed / self.n)
        return self._spread(share, self._effective_size(share, math.inf))

    def _spread(self, share: float, n_effective: float) -> Rate:
        if min(share, 1 - share) * n_effective < FEW:
            return Rate(share, *wilson(share, n_effective), self.n, "wilson_effective")
        half = Z95 * math.sqrt(share * (1 - share) / n_effective)
        return Rate(share, max(0.0, share - half), min(1.0, share + half), self.n, "clustered")

    def _effective_size(self, share: float, most: float) -> float:
        """Return how many independent decisions would give the same variance, ``most`` at most.

        One per cluster is the worst that clustering can do, and all that is known when nothing
        varies; yes and no cannot vary less than independently, but grades can.
        """
        residuals = (
            self.passed_squared - 2 * share * self.product + share * share * self.size_squared
        )
        if self.clusters < 2 or residuals <= 0 or share in (0.0, 1.0):
            return self.clusters
        variance = self.clusters / (self.clusters - 1) * residuals / self.n**2
        return max(1.0, min(share * (1 - share) / variance, most))
