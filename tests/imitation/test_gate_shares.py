"""Gates on shares of a gap: a least share of knowledge, three outcomes, and what is refused."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.errors import DataError, UsageError
from ifeval_kit.gate import Gate, Rule, RuleResult, decide
from ifeval_kit.results import Run

MADE: dict[str, Any] = runpy.run_path(
    str(Path(__file__).parents[2] / "benchmarks" / "imitation.py"), run_name="made"
)


def mixed(name: str, rich: int, right: int, n: int = 60) -> Run:
    answers = ["Sure:\n- **a**\n- **b**" if i < rich else "nothing much" for i in range(n)]
    run: Run = MADE["run"](name, MADE["Student"](answers, [i < right for i in range(200)]))
    return run


TEACHER, BASE = mixed("teacher", 60, 180), mixed("base", 0, 20)


def decided(rule: Rule, run: Run, teacher: Run = TEACHER, base: Run = BASE) -> RuleResult:
    (result,) = decide(Gate([rule]), run, teacher=teacher, base=base).rules
    return result


@pytest.mark.parametrize(
    ("metric", "bounds", "outcome"),
    [
        ("factuality_share", {"min": 0.3}, "pass"),
        ("factuality_share", {"min": 0.5}, "inconclusive"),
        ("factuality_share", {"min": 0.7}, "fail"),
        ("factuality_share", {"min": 0.5, "mode": "point"}, "pass"),
        ("factuality_share", {"min": 0.3, "min_n": 201}, "inconclusive"),
        ("style_share", {"max": 0.4}, "pass"),
        ("style_share", {"max": 0.1}, "fail"),
    ],
)
def test_outcomes(metric: str, bounds: dict[str, Any], outcome: str) -> None:
    result = decided(Rule(metric, **bounds), mixed("student", 15, 100))
    assert result.outcome == outcome
    assert result.value == pytest.approx(0.5 if metric == "factuality_share" else 0.25)
    assert result.suite == "imitation"


def test_a_gap_that_may_be_none_is_inconclusive() -> None:
    result = decided(Rule("factuality_share", min=0.3), mixed("s", 9, 99), base=mixed("b", 0, 179))
    assert result.outcome == "inconclusive"
    assert result.value is None
    assert "no gap beyond chance" in result.reason


def test_what_is_refused() -> None:
    rule, run = Rule("factuality_share", min=0.3), mixed("student", 30, 100)
    with pytest.raises(UsageError, match="--teacher RUN --base RUN"):
        decide(Gate([rule]), run, teacher=TEACHER)
    with pytest.raises(DataError, match="rule 1: the runs share no prompt that tells"):
        decided(Rule("instruction_share", min=0.3), run)
    for wrong in ({"min": 0.3, "scope": "facts"}, {"max_drop": 0.1}, {"above_floor": 0.1}):
        with pytest.raises(ValueError, match="whole run"):
            Rule("factuality_share", **wrong)
