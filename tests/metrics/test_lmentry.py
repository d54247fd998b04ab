"""The aggregates of LMentry: those of the paper's code, to the last digit."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.datasets import load_suite
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import view_of
from ifeval_kit.metrics.views.lmentry import tables
from ifeval_kit.records import Decision, Item, Scored
from ifeval_kit.verifiers import verify

DATA = Path(os.environ.get("IFK_DATA", "/nowhere")) / "lmentry"
FULL = DATA / "data"

needs_sample = pytest.mark.skipif(
    not (DATA / "sample").is_dir(), reason="needs $IFK_DATA/lmentry/sample"
)
needs_full = pytest.mark.skipif(
    not FULL.is_dir(), reason="the full data of LMentry is not in IFK_DATA"
)


def chance(text: str, n: int) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % n


def right_and_wrong(task: str, metadata: dict[str, Any]) -> tuple[str, str]:
    """What the made-up predictions of the golden aggregates say, right and wrong."""
    word, letter = metadata.get("word"), metadata.get("letter")
    if "answer" in metadata:
        wrong = metadata.get("distractor", next(iter(metadata.get("distractors", [])), ""))
        return str(metadata["answer"]), str(wrong)
    if task.startswith(("all_words", "any_words")):
        few = metadata["num_distractors"] == 0
        yes = few if task.startswith("all") else metadata["num_words"] > metadata["num_distractors"]
        return ("yes", "no") if yes else ("no", "yes")
    return {
        "sentence_containing": (f"I like {word}.", "qqq zzz"),
        "sentence_not_containing": ("qqq zzz", f"I like {word}."),
        "word_containing": (f"o{letter}o", ""),
        "word_not_containing": ("cc" if letter == "b" else "bb", f"{letter}{letter}"),
        "starts_with_word": (f"{word} are nice", "nothing here"),
        "ends_with_word": (f"we like {word}", "nothing here"),
        "starts_with_letter": (f"{letter}oo", "42"),
        "ends_with_letter": (f"oo{letter}", "42"),
    }[task]


def prediction(task: str, key: str, metadata: dict[str, Any]) -> str | None:
    """The prediction of the golden aggregates (README of the data), ``None`` for a missing one."""
    height = chance(f"{task}|{key}", 100)
    if height == 99:
        return None
    limit = 30 + chance(f"{task}|{metadata['template_id']}", 60)
    limit -= 15 * (metadata.get("answer_index") == 1)
    right, wrong = right_and_wrong(task, metadata)
    if height >= limit:
        return wrong
    spoken = "answer" in metadata or task.startswith(("all_words", "any_words"))
    if spoken and chance(f"{task}|{key}|style", 10) == 0:
        return f"I think the answer is {right}, really"
    return right


def answered(folder: Path) -> Iterator[tuple[Item, list[Sample]]]:
    for item in load_suite("lmentry", data=folder).items:
        task, _, key = item.id.partition("/")
        kwargs = item.constraints[0].kwargs
        metadata = {name: value for name, value in kwargs.items() if name != "input"}
        text = prediction(task, key, metadata)
        if text is None:
            yield item, [(None, None)]
            continue
        verdict = verify(text, item.constraints, profile="upstream")[0]
        decision = Decision(
            "", verdict.passed, verdict.passed, None, "", certainty=verdict.certainty
        )
        yield item, [(None, Scored("lmentry", item.id, 0, "upstream-1", (decision,)))]


def compare(folder: Path, golden: Path) -> dict[str, Any]:
    expected = json.loads(golden.read_text(encoding="utf-8"))
    found = view_of("lmentry", list(answered(folder)))
    ours = found["paper"]
    for task, numbers in expected["tasks"].items():
        kept = {name: ours["tasks"][task][name] for name in ours["tasks"][task]}
        assert kept == {name: numbers[name] for name in kept}, task
    for part in ("argument_order", "argument_content", "template", "adjacent_tasks"):
        assert ours[part] == expected[part], part
    assert ours["robustness"] == expected["robustness"]
    assert ours["final"] == expected["final"]
    return found


@pytest.mark.data
@needs_sample
def test_the_golden_aggregates_of_the_sample_are_equal_to_the_last_digit() -> None:
    found = compare(DATA / "sample", DATA / "aggregate_sample.json")
    rates = found["rates"]
    for name in ("accuracy", "robustness", "score", "argument_order", "template"):
        assert 0 <= rates[name]["low"] <= rates[name]["value"] <= rates[name]["high"] <= 1
    assert rates["accuracy"]["value"] == pytest.approx(
        found["paper"]["final"]["accuracy"] / 100, abs=1e-4
    )
    assert [gap["gap"] for gap in found["gaps"]["template"]] == [1.0, 1.0, 1.0]
    assert all(gap["prompt"] and gap["item"] for gap in found["gaps"]["argument_order"])
    assert tables(found)[0].row_count == 7


@pytest.mark.data
@pytest.mark.slow
@needs_full
def test_the_golden_aggregates_of_the_full_data_are_equal_to_the_last_digit() -> None:
    compare(FULL, DATA / "aggregate.json")


@pytest.mark.data
@needs_sample
def test_the_same_answers_give_the_same_bytes() -> None:
    rows = list(answered(DATA / "sample"))
    one, other = (json.dumps(view_of("lmentry", rows), sort_keys=True) for _ in range(2))
    assert one == other


@pytest.mark.data
@needs_sample
def test_tasks_that_were_not_asked_leave_their_aggregates_out() -> None:
    rows = [row for row in answered(DATA / "sample") if row[0].meta["task"] == "bigger_number"]
    found = view_of("lmentry", rows)
    assert found["paper"]["final"] is None
    assert found["rates"]["score"] is None
    assert found["rates"]["tasks"]["bigger_number"]["n"] == 6
    assert tables(found)[0].row_count == 0
