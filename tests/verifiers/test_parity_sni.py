"""The official scores of Super-NaturalInstructions: every golden row equal, to the last digit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.records import Constraint
from ifeval_kit.verifiers import Decider
from ifeval_kit.verifiers.reference_answers import official

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def golden(ifk_data: Path) -> list[dict[str, Any]]:
    with (ifk_data / "sni" / "golden.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len(rows) == 385
    return rows


def test_every_verdict_and_score_is_the_official_one(golden: list[dict[str, Any]]) -> None:
    wrong = []
    for row in golden:
        constraint = Constraint("sni:answer", {"references": row["references"]})
        [verdict] = Decider([constraint], "upstream").verdicts(row["prediction"])
        if (verdict.passed, verdict.score) != (row["exact_match"] == 1, row["rougeL"]):
            wrong.append((row["kind"], row["prediction"], verdict))
    assert not wrong


def test_rouge_1_is_the_official_one(golden: list[dict[str, Any]]) -> None:
    for row in golden:
        exact, rouge = official(row["prediction"], tuple(row["references"]))
        assert (int(exact), rouge.rouge1, rouge.rouge_l) == (
            row["exact_match"],
            row["rouge1"],
            row["rougeL"],
        )
