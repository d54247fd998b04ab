"""Questions whose choices are weighed, from a run to its score again without an engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ifeval_kit.errors import EngineError, UsageError
from ifeval_kit.evaluation import evaluate
from ifeval_kit.stored import score_run


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Forty questions to be weighed and ten to be answered."""
    path = tmp_path / "mixed.jsonl"
    rows = []
    for number in range(50):
        constraint = {
            "id": "facts:likeliest_choice",
            "kwargs": {"choices": ["A", "B", "C"], "answer": number % 3},
        }
        row: dict[str, object] = {"id": f"q{number}", "prompt": f"Question {number}? Answer:"}
        if number % 5:
            row |= {"continuations": ["A", "B", "C"], "constraints": [constraint]}
        else:
            answers = {"answers": ["river"]}
            row |= {"constraints": [{"id": "facts:exact_match", "kwargs": answers}]}
        rows.append(row)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def run(suite: Path, out: Path, *engine_args: str) -> dict[str, object]:
    return evaluate("any", [str(suite)], engine="fake", engine_args=engine_args, out=out).summary


def rows(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "responses.jsonl").read_text().splitlines()]


def test_a_run_holds_the_numbers_and_is_scored_again_without_an_engine(
    suite: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    summary = run(suite, out)
    answers = {str(row["item"]): str(row["answer"]) for row in rows(out)}
    assert len(answers) == 50
    assert len(json.loads(answers["q1"])) == 3
    assert " " in answers["q0"].strip()
    found = summary["suites"]["mixed"]  # type: ignore[index]
    labels = found["labels"]["facts:likeliest_choice"]
    assert labels["correct"] + labels["wrong"] == 40
    assert 0 < found["scores"]["facts:likeliest_choice"]["value"] < 1
    (out / "verdicts.jsonl").unlink()
    assert score_run(out).summary == summary
    (out / "responses.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows(out)[:23]))
    assert run(suite, out) == summary
    assert len(rows(out)) == 50


def test_what_was_weighed_before_the_engine_died_is_kept(suite: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with pytest.raises(EngineError, match="died after 7"):
        run(suite, out, "die_after=7")
    kept = rows(out)
    assert len(kept) == 7
    with pytest.raises(EngineError, match="died after 7"):
        run(suite, out, "die_after=7")
    assert rows(out)[:7] == kept
    assert len(rows(out)) == 14


def test_an_engine_that_cannot_weigh_says_so_before_it_writes(suite: Path, tmp_path: Path) -> None:
    stored = tmp_path / "stored.jsonl"
    stored.write_text('{"prompt": "Question 0? Answer:", "response": "river"}\n')
    with pytest.raises(UsageError, match="replay gives no log-probabilities"):
        evaluate(str(stored), [str(suite)], engine="replay", out=tmp_path / "run")
    assert not (tmp_path / "run" / "responses.jsonl").exists()
