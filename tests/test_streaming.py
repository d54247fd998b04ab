"""A file of answers is decided alike in this process, in others, and into a run directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit import jsonl
from ifeval_kit.datasets import load_suite
from ifeval_kit.errors import DataError, IncompleteRunError
from ifeval_kit.stored import score_file

SUITE = load_suite("core", limit=12)
ANSWERS = ["", "One two.", "<think>so</think>* Yes\n* NO", "{}", None, "river, sea"]


def write(path: Path, samples: int, *extra: dict[str, Any]) -> Path:
    rows = [
        {"id": item.id, "response": ANSWERS[(sample + index) % len(ANSWERS)], "sample": sample}
        for sample in range(samples)
        for index, item in enumerate(SUITE.items)
    ]
    rows[0]["finish_reason"] = "length"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in [*rows, *extra]))
    return path


def test_the_summary_does_not_depend_on_processes_or_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "rows.jsonl", 20)
    here = score_file(path, SUITE)
    assert here["suites"]["core"]["metrics"]["prompt_strict"]["n"] == 240
    assert here["suites"]["core"]["truncated"] == 1
    assert here["suites"]["core"]["errors"] > 0
    assert score_file(path, SUITE, workers=2) == here
    monkeypatch.setattr(jsonl, "BLOCK", 100)
    assert score_file(path, SUITE, workers=2) == here
    assert score_file(path, SUITE, workers=0) == here
    assert score_file(path, SUITE, out=tmp_path / "run") == here


@pytest.mark.parametrize("block", [100, jsonl.BLOCK])
@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": SUITE.items[3].id, "response": "x", "sample": 1}, ":25: a second response to"),
        ({"id": "stranger", "response": "x"}, "1 of 25 .* first 'stranger' .line 25."),
        ({"id": SUITE.items[0].id, "response": "x", "sample": 10**30}, ':25: "sample" is 1000'),
        ({"id": SUITE.items[0].id, "response": "x", "sample": -1}, ':25: "sample" is -1'),
        ({"response": "x"}, ":25: the row needs one of"),
    ],
    ids=["twice", "stranger", "too large", "negative", "unnamed"],
)
def test_bad_rows_are_refused_wherever_they_are_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    row: dict[str, Any],
    message: str,
    workers: int,
    block: int,
) -> None:
    monkeypatch.setattr(jsonl, "BLOCK", block)
    path = write(tmp_path / "rows.jsonl", 2, row)
    with pytest.raises(DataError, match=message):
        score_file(path, SUITE, workers=workers)


def test_missing_answers_are_named_or_fail(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.jsonl", 1, {"id": SUITE.items[0].id, "response": "", "sample": 2})
    with pytest.raises(IncompleteRunError, match="23 of 36 responses to 'core' are not in"):
        score_file(path, SUITE)
    here = score_file(path, SUITE, allow_missing=True)
    assert here["suites"]["core"]["missing"] == 23
    assert score_file(path, SUITE, allow_missing=True, out=tmp_path / "run") == here
