"""LMentry's own files: read as they are, and refused in one sentence where they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.cli import main
from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.formats.lmentry import TASKS
from ifeval_kit.errors import DataError

METADATA: dict[str, dict[str, Any]] = {
    "sentence": {"word": "stone"},
    "word_c": {"letter": "b"},
    "word_n": {"letter": "b"},
    "most": {"category": "trees", "answer": "oak", "distractors": ["cup"], "answer_index": 0},
    "least": {"category": "trees", "answer": "cup", "distractors": ["oak"], "answer_index": 1},
    "any": {"category": "trees", "words": ["oak"], "num_words": 1, "num_distractors": 0},
    "all": {"category": "trees", "words": ["oak"], "num_words": 1, "num_distractors": 0},
    "first_a": {"answer": "ant", "distractor": "bee", "answer_index": 1},
    "more": {"answer": "stone", "distractor": "bee", "answer_index": 1},
    "less": {"answer": "bee", "distractor": "stone", "answer_index": 1},
    "bigger": {"answer": 20, "distractor": 3, "n1": 3, "n2": 20, "answer_index": 1},
    "smaller": {"answer": 3, "distractor": 20, "n1": 3, "n2": 20, "answer_index": 0},
    "rhyming": {"query": "bee", "answer": "tree", "distractor": "ant", "answer_index": 0},
    "homophones": {"query": "bee", "answer": "be", "distractor": "ant", "answer_index": 0},
    "word_a": {"sentence": "Bees like trees", "query": "like", "answer": "trees"},
    "word_b": {"sentence": "Bees like trees", "query": "like", "answer": "Bees"},
    "starts_with_w": {"word": "stones"},
    "ends_with_w": {"word": "stones"},
    "starts_with_l": {"letter": "b"},
    "ends_with_l": {"letter": "b"},
    "first_w": {"sentence": "Bees like trees", "answer": "Bees"},
    "last_w": {"sentence": "Bees like trees", "answer": "trees"},
    "first_l": {"word": "bee", "answer": "b"},
    "last_l": {"word": "ant", "answer": "t"},
}


def metadata(task: str) -> dict[str, Any]:
    return next(value for start, value in METADATA.items() if task.startswith(start))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for task in TASKS:
        examples = {
            str(template + 1): {
                "input": f"Template {template} of {task}:",
                "metadata": {**metadata(task), "template_id": template},
            }
            for template in range(3)
        }
        settings = {"name": task, "num_examples_per_template": 1, "canary": "none"}
        text = json.dumps({"settings": settings, "examples": examples})
        (tmp_path / f"{task}.json").write_text(text, encoding="utf-8")
    return tmp_path


def test_all_tasks_are_read_with_the_prompts_as_they_are(folder: Path) -> None:
    suite = load_suite("lmentry", data=folder)
    assert (len(suite.items), suite.max_tokens, suite.profile) == (123, 50, "upstream")
    item = suite.items[0]
    assert (item.id, item.prompt) == ("sentence_containing/1", "Template 0 of sentence_containing:")
    assert item.constraints[0].id == "lmentry:sentence_containing"
    assert len({item.meta["argument"] for item in suite.items[:3]}) == 1
    variants = {item.category: item.constraints[0].id for item in suite.items}
    assert variants["more_letters_length_diff_1"] == "lmentry:more_letters"
    assert len(variants) == 41


def test_for_base_models_only_the_first_piece_counts(folder: Path) -> None:
    suite = load_suite("lmentry-base", data=folder)
    assert all(item.constraints[0].kwargs["truncate"] for item in suite.items)


def change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"examples"', '"example"', r"first_word\.json is no task file of LMentry: .*examples"),
        ('"2":', '"1":', r"first_word\.json is no task file of LMentry: the id '1' stands twice"),
        ('"template_id": 1', '"template_id": "x"', r"first_word\.json, example 2: .*template_id"),
        ('"template_id": 1', '"template_id": 3', r"first_word\.json, example 2: .*not 0, 1 or 2"),
        ('"template_id": 1', '"template_id": 2', r"first_word\.json has 1, 0, 2 examples"),
        ('"num_examples_per_template": 1', '"num_examples_per_template": 9', r"settings say 9"),
        ('"metadata"', '"meta"', r"first_word\.json, example 1: .*`metadata`"),
        ('"sentence"', '"sentance"', r"first_word\.json, example 1: .*'sentance'.*'sentence'"),
        ('"name": "first_word"', '"name": "last_word"', r"says that it is the task 'last_word'"),
        ("{", "[", r"first_word\.json is no task file of LMentry"),
    ],
)
def test_a_broken_file_is_told_with_its_name_and_example(
    folder: Path, old: str, new: str, told: str
) -> None:
    change(folder / "first_word.json", old, new)
    with pytest.raises(DataError, match=told) as caught:
        load_suite("lmentry", data=folder)
    assert "\n" not in str(caught.value)


def test_a_missing_task_is_told(folder: Path) -> None:
    (folder / "homophones.json").unlink()
    with pytest.raises(DataError, match=r"homophones\.json is missing; the folder must hold"):
        load_suite("lmentry", data=folder)


def test_a_file_in_place_of_the_folder_is_told(folder: Path) -> None:
    with pytest.raises(DataError, match=r"first_word\.json is no folder; name one that holds"):
        load_suite("lmentry", data=folder / "first_word.json")


def score(
    folder: Path, rows: list[dict[str, str]], capfd: pytest.CaptureFixture[str], *options: str
) -> tuple[int, str]:
    responses = folder / "responses.jsonl"
    text = "".join(json.dumps(row) + "\n" for row in rows)
    responses.write_text(text, encoding="utf-8")
    command = ["score", str(responses), "--suite", "lmentry", "--data", str(folder)]
    with pytest.raises(SystemExit) as left:
        main([*command, "--out", str(folder / "run"), *options])
    return int(left.value.code or 0), capfd.readouterr().err


def test_a_prediction_without_an_example_is_refused_with_its_id(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, output = score(folder, [{"key": "first_word/99", "response": "Bees"}], capfd)
    assert code == 2
    assert "first_word/99" in output


def test_predictions_are_scored_and_the_view_is_in_the_summary(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [{"key": "first_word/1", "response": "Bees"}, {"key": "last_word/1", "response": "Bees"}]
    code, output = score(folder, rows, capfd, "--allow-missing")
    assert code == 0, output
    summary = json.loads((folder / "run" / "summary.json").read_text(encoding="utf-8"))
    view = summary["suites"]["lmentry"]["view"]
    assert view["name"] == "lmentry"
    assert view["paper"]["tasks"]["first_word"]["template0"]["accuracy"] == 100.0
    assert view["paper"]["tasks"]["last_word"]["template0"]["accuracy"] == 0.0
    assert view["rates"]["tasks"]["first_word"]["n"] == 3
