"""Scores of lm-evaluation-harness, for ``facts_agreement.py``; prints a line of JSON.

Its own task files are used as they are, but for the data, which is the one row of each case; so
nothing is fetched.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

TASKS = {
    "nq_open": "nq_open/nq_open.yaml",
    "triviaqa": "triviaqa/default.yaml",
    "mmlu": "mmlu/default/mmlu_anatomy.yaml",
    "mmlu_generative": "mmlu/generative/mmlu_anatomy.yaml",
    "truthfulqa_mc2": "truthfulqa/truthfulqa_mc2.yaml",
}
SPLITS = ("train", "validation", "test", "dev")
LETTERS = ["A", "B", "C", "D"]


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": name}
        tasks = {task: _task(task, Path(name)) for task in TASKS}
        scores = [_score(tasks[case["task"]], case) for case in given["cases"]]
    asked = [case for case in given["cases"] if case["task"] == "mmlu"]
    found = _weigh(given["model"], asked) if given["model"] else []
    version = importlib.metadata.version("lm_eval")
    print(json.dumps({"version": version, "scores": scores, "logprobs": found}))


def doc(case: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a data set that a case is about."""
    if case["task"] == "nq_open":
        return {"question": "q", "answer": case["answers"]}
    if case["task"] == "triviaqa":
        return {"question": "q", "answer": {"aliases": case["answers"]}}
    if case["task"] == "truthfulqa_mc2":
        targets = {"choices": LETTERS, "labels": case["labels"]}
        return {"question": "q", "mc1_targets": targets, "mc2_targets": targets}
    return {"question": "q", "choices": ["w", "x", "y", "z"], "answer": case["answer"]}


def _task(name: str, folder: Path) -> Any:
    import lm_eval
    from lm_eval.tasks import TaskManager, get_task_dict

    example = {"task": name, "answers": ["a", "b"], "answer": 0, "labels": [1, 0, 0, 0]}
    rows = folder / f"{name}.jsonl"
    rows.write_text(json.dumps(doc(example)) + "\n", encoding="utf-8")
    source = Path(lm_eval.__file__).parent / "tasks" / TASKS[name]
    local = {
        "include": str(source),
        "task": f"local_{name}",
        "dataset_path": "json",
        "dataset_name": None,
        "dataset_kwargs": {"data_files": dict.fromkeys(SPLITS, str(rows))},
    }
    (folder / f"{name}.yaml").write_text(json.dumps(local), encoding="utf-8")
    found = get_task_dict([local["task"]], TaskManager(include_path=str(folder)))
    return found[local["task"]]


def _score(task: Any, case: dict[str, Any]) -> float:
    row = doc(case)
    if "logprobs" in case:
        results = [(logprob, False) for logprob in case["logprobs"]]
        return float(task.process_results(row, results)["acc"])
    # What a model of the harness returns: the text up to the first of the texts that end it.
    text = case["output"]
    for stop in task.config.generation_kwargs["until"]:
        text = text.split(stop)[0]
    responses: Any = [[text]]
    for part in task._filters[0].filters:
        responses = list(part().apply(responses, [row]))
    return float(task.process_results(row, [responses[0]])["exact_match"])


def _weigh(model: str, cases: list[dict[str, Any]]) -> list[list[float]]:
    from lm_eval.api.instance import Instance
    from lm_eval.models.huggingface import HFLM

    harness = HFLM(pretrained=model, device="cpu", dtype="float32", batch_size=16)
    found = []
    for case in cases:
        chat = [{"role": "user", "content": case["prompt"]}]
        context = harness.apply_chat_template(chat, add_generation_prompt=True)
        pairs = [Instance("loglikelihood", {}, (context, letter), 0) for letter in LETTERS]
        found.append([logprob for logprob, _ in harness.loglikelihood(pairs, disable_tqdm=True)])
    return found


if __name__ == "__main__":
    main()
