"""LMentry: every golden verdict of the official scorers, score and certainty."""

from __future__ import annotations

import functools
import gzip
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from seconds import seconds

from ifeval_kit.verifiers import known_checks, verify

CORE = [name.partition(":")[2] for name in known_checks() if name.startswith("lmentry:")]


def core_task(task: str) -> str:
    """The core task of a task: the longest name that the task's begins with."""
    return max((core for core in CORE if task.startswith(core)), key=len)


@functools.cache
def golden() -> list[dict[str, Any]]:
    path = Path(os.environ.get("IFK_DATA", "")) / "lmentry" / "golden.jsonl.gz"
    if not path.is_file():
        pytest.skip("the golden verdicts of LMentry are not there: set IFK_DATA")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_there_are_25_core_tasks() -> None:
    assert len(CORE) == 25


@pytest.mark.data
def test_every_golden_verdict_is_equal_in_score_and_certainty() -> None:
    different = []
    for row in golden():
        kwargs = {"input": row["input"], **row["metadata"], "truncate": row["truncate"]}
        constraint = {"id": f"lmentry:{core_task(row['task'])}", "kwargs": kwargs}
        verdict = verify(row["prediction"], [constraint], profile="upstream")[0]
        if (verdict.passed, verdict.certainty) != (row["score"] == 1, row["certainty"]):
            different.append((row["task"], row["kind"], row["prediction"], verdict))
    assert len(golden()) == 33_297
    assert different == []


@pytest.mark.data
def test_the_profile_fixed_passes_no_answer_that_is_only_wrong_or_empty() -> None:
    kinds = {"empty", "blank", "punct", "emoji_only", "wrong", "wrong_dot", "wrong_answer_is"}
    for row in golden()[::3]:
        if row["kind"] in kinds:
            kwargs = {"input": row["input"], **row["metadata"]}
            constraint = {"id": f"lmentry:{core_task(row['task'])}", "kwargs": kwargs}
            verdict = verify(row["prediction"], [constraint])[0]
            assert not verdict.passed, (row["task"], row["prediction"])


SIZE = 100_000
"""Characters; what takes more than linear time takes far more than allowed even then."""
HOSTILE = [
    "." * SIZE,
    "the word " * (SIZE // 9),
    "the answer is " * (SIZE // 14),
    "the sentence rivers xx " * (SIZE // 23),
    "rivers 'starts with rivers' " * (SIZE // 28),
    "is longer than tea by 5 letters " * (SIZE // 32),
    "of the words ..... " * (SIZE // 19),
    "é" * SIZE,
    "m" * SIZE,
    "\n" * (SIZE // 2) + '"' * (SIZE // 2),
]
EXAMPLES: dict[str, dict[str, Any]] = {
    "bigger_number": {"answer": 501, "distractor": 87},
    "smaller_number": {"answer": 87, "distractor": 501},
    "more_letters": {"answer": "rivers", "distractor": "tea"},
    "less_letters": {"answer": "tea", "distractor": "rivers"},
    "first_alphabetically": {"answer": "rivers", "distractor": "tea"},
    "rhyming_word": {"query": "tea", "answer": "sea", "distractor": "rivers"},
    "homophones": {"query": "see", "answer": "the", "distractor": "rivers"},
    "most_associated_word": {"category": "animals", "answer": "word", "distractors": ["tea", "is"]},
    "least_associated_word": {"category": "tea", "answer": "rivers", "distractors": ["answer"]},
    "all_words_from_category": {"category": "animals", "words": ["cow"], "num_distractors": 0},
    "any_words_from_category": {"category": "animals", "words": ["cow"], "num_distractors": 1},
    "first_letter": {"word": "river", "answer": "m"},
    "last_letter": {"word": "river", "answer": "é"},
    "first_word": {"sentence": "The rivers run", "answer": "The"},
    "last_word": {"sentence": "We saw rivers", "answer": "rivers"},
    "word_after": {"sentence": "The answer is rivers", "query": "is"},
    "word_before": {"sentence": "The answer is rivers", "query": "is"},
    "starts_with_letter": {"letter": "m"},
    "ends_with_letter": {"letter": "m"},
    "word_containing": {"letter": "m"},
    "word_not_containing": {"letter": "m", "input": "Write a word:"},
    "sentence_containing": {"word": "rivers"},
    "sentence_not_containing": {"word": "rivers"},
    "starts_with_word": {"word": "rivers"},
    "ends_with_word": {"word": "rivers"},
}


@pytest.mark.parametrize("task", CORE)
def test_hostile_text_takes_linear_time(task: str) -> None:
    for profile in ("upstream", "fixed"):
        for text in HOSTILE:
            asked = [{"id": f"lmentry:{task}", "kwargs": EXAMPLES[task]}]
            bound = 4 * len(text) / 1_000_000
            assert seconds(partial(verify, text, asked, profile=profile), enough=bound) < bound
