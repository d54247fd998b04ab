"""Intervals against scipy, against the formula, and against simulated evaluations."""

from __future__ import annotations

import math
import random

import pytest
from scipy import stats

from ifeval_kit.metrics.intervals import Clusters, wilson


@pytest.mark.parametrize(
    ("passed", "n"), [(0, 1), (0, 541), (1, 10), (8, 10), (107, 541), (541, 541)]
)
def test_wilson_is_scipys(passed: int, n: int) -> None:
    low, high = wilson(passed / n, n)
    theirs = stats.binomtest(passed, n).proportion_ci(0.95, method="wilson")
    assert low == pytest.approx(theirs.low, abs=1e-12)
    assert high == pytest.approx(theirs.high, abs=1e-12)


def test_nothing_asked_has_no_rate() -> None:
    rate = Clusters().rate()
    assert (rate.value, rate.low, rate.high, rate.n) == (None, None, None, 0)


def test_single_decisions_are_wilson() -> None:
    clusters = Clusters()
    for position in range(541):
        clusters.add(int(position < 107), 1)
    rate = clusters.rate()
    assert rate.method == "wilson"
    assert (rate.low, rate.high) == wilson(107 / 541, 541)


def test_clustered_error_is_millers() -> None:
    rng = random.Random(1)
    sizes = [rng.randint(1, 3) for _ in range(200)]
    passed = [sum(rng.random() < 0.6 for _ in range(size)) for size in sizes]
    clusters = Clusters()
    for hits, size in zip(passed, sizes, strict=True):
        clusters.add(hits, size)
    n, mean = sum(sizes), sum(passed) / sum(sizes)
    squares = sum((hits - size * mean) ** 2 for hits, size in zip(passed, sizes, strict=True))
    error = math.sqrt(squares * 200 / 199) / n
    plain = math.sqrt(mean * (1 - mean) / n)
    rate = clusters.rate()
    assert rate.method == "clustered"
    assert rate.high is not None
    assert rate.high - mean == pytest.approx(1.959963984540054 * max(error, plain))


def test_equal_decisions_within_a_prompt_count_once() -> None:
    clusters = Clusters()
    for position in range(100):
        clusters.add(3 * (position % 2), 3)
    rate = clusters.rate()
    assert rate.low is not None
    assert 0.5 - rate.low == pytest.approx(1.96 * math.sqrt(0.25 / 100), rel=0.01)


@pytest.mark.parametrize("passes", [0, 3])
def test_near_the_edge_the_interval_keeps_a_width(passes: int) -> None:
    clusters = Clusters()
    for _ in range(50):
        clusters.add(passes, 3)
    rate = clusters.rate()
    assert rate.method == "wilson_effective"
    assert rate.value == passes / 3
    assert rate.low is not None
    assert rate.high is not None
    assert rate.high - rate.low == pytest.approx(wilson(0, 50)[1])


@pytest.mark.parametrize(("share", "shared"), [(0.1, 0.0), (0.3, 0.5), (0.5, 0.9), (0.9, 0.5)])
def test_intervals_cover(share: float, shared: float) -> None:
    """95 % intervals of clustered data cover the truth in 93 to 97 % of simulated evaluations."""
    rng = random.Random(f"{share} {shared}")
    runs, covered = 2000, 0
    for _ in range(runs):
        clusters = Clusters()
        for _ in range(200):
            size = rng.choice((1, 1, 2, 3))
            common = rng.random() < share
            hits = sum(
                common if rng.random() < shared else rng.random() < share for _ in range(size)
            )
            clusters.add(hits, size)
        rate = clusters.rate()
        assert rate.low is not None
        assert rate.high is not None
        covered += rate.low <= share <= rate.high
    assert 0.93 <= covered / runs <= 0.975


def test_the_error_of_grades_is_that_of_their_mean() -> None:
    rng = random.Random(3)
    grades = [0.4 + 0.2 * rng.random() for _ in range(300)]
    clusters = Clusters()
    for grade in grades:
        clusters.add(grade, 1)
    rate = clusters.mean()
    error = stats.sem(grades)
    assert rate.value == pytest.approx(sum(grades) / 300)
    assert rate.high is not None
    assert rate.value is not None
    assert rate.high - rate.value == pytest.approx(1.959963984540054 * error)


def test_no_grades_have_no_mean() -> None:
    assert Clusters().mean().value is None
