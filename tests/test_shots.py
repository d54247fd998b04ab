"""Solved examples before prompts: how they are put, asked for, kept, and what they change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ifeval_kit import evaluate
from ifeval_kit.datasets import load_shots, load_suite
from ifeval_kit.datasets.shots import with_shots
from ifeval_kit.errors import UsageError
from ifeval_kit.metrics.shots import shots_effects
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.records import Constraint, Decision, Exemplar, Item, Message, Scored
from ifeval_kit.results import read_run
from ifeval_kit.stored import score_run

EXEMPLARS = (Exemplar("1 + 1?", "2"), Exemplar("2 + 2?", "4"))


def test_as_turns() -> None:
    shown = with_shots(Item("a", prompt="3 + 3?", exemplars=EXEMPLARS), 2)
    assert [(message.role, message.content) for message in shown.chat] == [
        ("user", "1 + 1?"),
        ("assistant", "2"),
        ("user", "2 + 2?"),
        ("assistant", "4"),
        ("user", "3 + 3?"),
    ]
    assert shown.meta["prompt"] == "3 + 3?"


def test_as_text() -> None:
    shown = with_shots(Item("a", prompt="3 + 3?", exemplars=EXEMPLARS), 1, "text")
    assert shown.chat == (Message("user", "1 + 1?\n2\n\n3 + 3?"),)


def test_a_system_message_stays_first() -> None:
    messages = (Message("system", "Be short."), Message("user", "3 + 3?"))
    shown = with_shots(Item("a", messages=messages, exemplars=EXEMPLARS), 1)
    assert [message.role for message in shown.chat] == ["system", "user", "assistant", "user"]


def test_more_than_there_are() -> None:
    with pytest.raises(UsageError, match="item 'a' has 2 solved examples, but --shots asks for 3"):
        with_shots(Item("a", prompt="3 + 3?", exemplars=EXEMPLARS), 3)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "sums.jsonl"
    rows = [
        {
            "id": f"p{number}",
            "prompt": f"{number} + 1?",
            "category": ("small", "large")[number > 10],
            "constraints": [{"id": "punctuation:no_comma"}],
            "exemplars": [{"prompt": "1 + 1?", "answer": "2"}],
        }
        for number in range(20)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_suite_comes_once_for_each_number(suite: Path) -> None:
    zero, one = load_shots(suite, [1, 0, 1])
    assert (zero.name, one.name, one.shots, one.base) == ("sums", "sums@1", 1, "sums")
    assert zero.sha256 != one.sha256
    assert load_suite(suite, shots=1) == one


def test_a_suite_without_examples_comes_once() -> None:
    assert [suite.name for suite in load_shots("core", [0, 3], limit=5)] == ["core"]


def test_a_run_with_and_without(suite: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run = evaluate("fake", [str(suite)], engine="fake", shots=[0, 1], out=out)
    (effect,) = run.summary["shots"]["sums"]
    assert (effect["first"], effect["second"]) == (0, 1)
    found = effect["metrics"]["prompt_strict"]
    for name, rate in (("sums", found["first"]), ("sums@1", found["second"])):
        assert rate == run.summary["suites"][name]["metrics"]["prompt_strict"]["value"]
    assert set(effect["tasks"]) == {"small", "large"}
    page = (out / "report.html").read_text()
    assert "Solved examples" in page
    assert score_run(out).summary == run.summary
    assert read_run(out).results.suites[1].shots == 1


def _rows(passed: str, score: float | None) -> list[tuple[Item, list[Sample]]]:
    rows: list[tuple[Item, list[Sample]]] = []
    for number, letter in enumerate(passed):
        one = Item(f"p{number}", prompt="p", constraints=(Constraint("x:y"),))
        decision = Decision("x:y", letter == "+", letter == "+", None, "", score=score)
        rows.append((one, [(None, Scored("s", one.id, 0, "fixed-1", (decision,)))]))
    return rows


def test_the_effect_is_paired_by_prompt() -> None:
    (effect,) = shots_effects({0: _rows("++--------", 0.25), 2: _rows("-+++++++--", 0.5)})
    found = effect.metrics["prompt_strict"]
    assert (found.first, found.second, found.wins, found.losses) == (0.2, 0.7, 6, 1)
    assert found.p == pytest.approx(2 * (1 + 7) / 2**7)
    score = effect.metrics["score"]
    assert (score.first, score.second) == (0.25, 0.5)
    assert effect.tasks == {}
