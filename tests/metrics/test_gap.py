"""Shares of a gap: exact where nothing is left to chance, and intervals that keep what they say."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ifeval_kit.metrics.gap import LEAST, Gap, Measure, correlation, gaps, rate

Floats = NDArray[np.float64]
ONES = np.ones(200)


def gap(sums: dict[str, Floats], *, decided: bool = True, draws: int = 1000) -> Gap:
    """The gap in one measure of base, student and teacher."""
    measures = {"m": Measure(sums, decided=decided)}
    return gaps(measures, base="b", students=["s"], target="t", draws=draws)["m"]


def passed(*counts: int, n: int = 200) -> dict[str, Floats]:
    """Base, student and teacher, of which each passes the first so many prompts."""
    return {
        run: rate((np.arange(n) < count).astype(float))
        for run, count in zip("bst", counts, strict=True)
    }


def test_the_share_is_that_of_the_gap() -> None:
    found = gap(passed(40, 90, 140))
    assert found.n == 200
    assert [found.values[run].value for run in "bst"] == [0.2, 0.45, 0.7]
    assert found.gap is not None
    assert found.gap.value == pytest.approx(0.5)
    assert found.shares is not None
    share = found.shares["s"]
    assert share.value == pytest.approx(0.5)
    assert 0.35 < share.low < 0.42
    assert 0.58 < share.high < 0.65


def test_a_student_may_be_below_the_base_and_above_the_teacher() -> None:
    for count, value in ((20, -0.2), (160, 1.2)):
        found = gap(passed(40, count, 140))
        assert found.shares is not None
        assert found.shares["s"].value == pytest.approx(value)


@pytest.mark.parametrize(("student", "share"), [(40, 0.0), (140, 1.0)])
def test_the_same_answers_leave_chance(student: int, share: float) -> None:
    """A student that never differs from base or teacher gets an interval, not a point."""
    found = gap(passed(40, student, 140))
    assert found.shares is not None
    one = found.shares["s"]
    assert one.value == share
    assert one.low < share - 0.005
    assert one.high > share + 0.005
    assert one.high - one.low < 0.06


def test_values_at_the_ends_have_an_interval() -> None:
    found = gap(passed(0, 100, 200))
    assert found.values["b"].high == pytest.approx(0.0188, abs=1e-3)
    assert found.values["t"].low == pytest.approx(0.9812, abs=1e-3)
    by_definition = gap(passed(0, 100, 200), decided=False)
    assert by_definition.values["t"].low == 1


def test_what_cannot_be_told() -> None:
    few = gap(passed(5, 10, 25, n=LEAST - 1))
    assert few.shares is None
    assert few.reason == "29 prompts are too few: a share needs 30"
    assert few.gap is not None
    flat = gap(passed(100, 110, 104))
    assert flat.shares is None
    assert flat.reason is not None
    assert flat.reason.startswith("there is no gap beyond chance (+0.020")
    behind = gap(passed(140, 100, 40))
    assert behind.shares is None
    alone = gaps({"m": Measure(passed(1, 2, 3))}, base=None, students=["s"], target="t")["m"]
    assert (alone.gap, alone.shares, alone.reason) == (None, None, "no base run was given")


def test_prompts_that_do_not_count() -> None:
    asked = (np.arange(200) < 50).astype(float)
    sums = {
        run: rate((np.arange(200) < count).astype(float) * asked, asked)
        for run, count in (("b", 10), ("s", 20), ("t", 50))
    }
    found = gap(sums)
    assert found.n == 50
    assert found.values["s"].value == 0.4
    assert found.shares is not None
    assert found.shares["s"].value == pytest.approx(0.25)


def test_correlation_is_pearsons() -> None:
    dice = np.random.default_rng(3)
    teacher = dice.normal(1000, 50, 200)
    runs = {"b": dice.normal(500, 50, 200), "s": teacher + dice.normal(0, 40, 200), "t": teacher}
    found = gap({run: correlation(own, teacher) for run, own in runs.items()}, decided=False)
    for run, own in runs.items():
        assert found.values[run].value == pytest.approx(np.corrcoef(own, teacher)[0, 1])
    assert found.values["t"].low == pytest.approx(1)
    constant = gap({run: correlation(ONES, teacher) for run in "bst"}, decided=False)
    assert [one.value for one in constant.values.values()] == [0, 0, 0]


def test_the_same_seed_gives_the_same_numbers() -> None:
    sums = passed(40, 90, 140)
    assert gap(sums) == gap(sums)
    measures = {"one": Measure(sums, decided=True), "two": Measure(passed(1, 2, 3))}
    both = gaps(measures, base="b", students=["s"], target="t", draws=1000)
    assert both["one"] == gap(sums)


@pytest.mark.parametrize("n", [60, 200])
def test_intervals_hold_the_truth_as_often_as_they_say(n: int) -> None:
    """Students learn each fact of the teacher with probability 0.4, whatever the base knows."""
    dice = np.random.default_rng(n)
    rounds, held, known = 150, 0, 0
    for _ in range(rounds):
        teacher, base = dice.random(n) < 0.75, dice.random(n) < 0.25
        student = np.where(dice.random(n) < 0.4, teacher, base)
        runs = {"b": base, "s": student, "t": teacher}
        found = gap({run: rate(own.astype(float)) for run, own in runs.items()}, draws=300)
        if found.shares is not None:
            known += 1
            held += found.shares["s"].low <= 0.4 <= found.shares["s"].high
    assert known > 0.95 * rounds
    # Four standard errors below 95 % of so many rounds; benchmarks/imitation.py has more.
    assert held / known > 0.879
