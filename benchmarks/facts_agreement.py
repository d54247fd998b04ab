"""Scores of facts beside lm-evaluation-harness: the same outputs, decision by decision.

``benchmarks/facts_agreement.py --model FOLDER --data nq_open/dev.jsonl --peer-python PYTHON``

A model answers 200 questions of NQ-open in writing, and weighs the choices of 200 questions of the
suite ``facts``. What it wrote, and the log-probabilities, go to lm-eval in a Python of its own,
which scores them with its own tasks (nq_open, triviaqa, mmlu, mmlu_generative, truthfulqa mc2).
With ``--weigh`` lm-eval weighs the 200 questions itself as well, with the same model.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ifeval_kit.datasets import load_suite
from ifeval_kit.engines import open_engine, resolve_model
from ifeval_kit.records import Completion, Constraint, Item, Request, Sampling
from ifeval_kit.verifiers import verify

WORKER = str(Path(__file__).with_name("lm_eval_facts_worker.py"))
LETTERS = ["A", "B", "C", "D"]
TOKENS = 24


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--engine", default="transformers")
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--weigh", action="store_true")
    chosen = parser.parse_args()
    questions = load_suite("nq_open", data=chosen.data, limit=chosen.rows).items
    choices = [item for item in load_suite("facts").items if item.meta["form"] == "choice"]
    asked = [_weighed(item) for item in choices[: chosen.rows]]
    written, weighed = answers(chosen.model, chosen.engine, questions, asked)
    cases = [*_written(questions, written), *_choices(asked, weighed)]
    report(cases, scored_by_peer(chosen.peer_python, cases, chosen.model if chosen.weigh else None))


def _weighed(item: Item) -> Item:
    """Return a question of the suite facts with its letters to be weighed."""
    prompt = f"{item.prompt}\nAnswer:"
    return Item(item.id, prompt, constraints=item.constraints, continuations=tuple(LETTERS))


def answers(
    model: str, engine: str, questions: tuple[Item, ...], asked: list[Item]
) -> tuple[list[str], list[list[float]]]:
    """Return what a model writes, and the log-probabilities of the letters."""
    with open_engine(engine, resolve_model(model, engine), {"dtype": "float32"}) as opened:
        requests = [Request(key, item.chat) for key, item in enumerate(questions)]
        written = _texts(opened.generate(requests, Sampling(max_tokens=TOKENS)))
        requests = [
            Request(key, item.chat, continuations=item.continuations)
            for key, item in enumerate(asked)
        ]
        return written, [json.loads(text) for text in _texts(opened.weigh(requests))]


def _texts(completions: Any) -> list[str]:
    found: list[Completion] = sorted(completions, key=lambda completion: completion.key)
    assert all(completion.error is None for completion in found)
    return [completion.text for completion in found]


def _written(questions: tuple[Item, ...], written: list[str]) -> list[dict[str, Any]]:
    cases = []
    for item, output in zip(questions, written, strict=True):
        given = list(item.answers or ())
        # Half of them with a right answer, so that not nearly all agree in being wrong.
        right = f" {given[-1]}\nQ: {output}"
        for text in (output, right):
            for task, check in (("nq_open", "exact_match"), ("triviaqa", "alias_match")):
                (verdict,) = verify(
                    text, [Constraint(f"facts:{check}", {"answers": given})], profile="upstream"
                )
                cases.append(
                    {"task": task, "answers": given, "output": text, "ours": verdict.passed}
                )
    return cases


def _choices(asked: list[Item], weighed: list[list[float]]) -> list[dict[str, Any]]:
    cases = []
    for item, logprobs in zip(asked, weighed, strict=True):
        (constraint,) = item.constraints
        answer: int = constraint.kwargs["answer"]
        text = json.dumps(logprobs)
        likeliest = {"choices": LETTERS, "answer": answer}
        labels = [int(place in (answer, (answer + 1) % 4)) for place in range(4)]
        mass = {"choices": LETTERS, "labels": labels}
        (first,) = verify(text, [Constraint("facts:likeliest_choice", likeliest)])
        (second,) = verify(text, [Constraint("facts:true_mass", mass)])
        common = {"logprobs": logprobs, "answer": answer, "prompt": item.prompt}
        cases.append({"task": "mmlu", **common, "ours": first.passed})
        cases.append({"task": "truthfulqa_mc2", **common, "labels": labels, "ours": second.score})
        letter = LETTERS[logprobs.index(max(logprobs))]
        for output in (f" {letter}.\n", f"({letter}) because", letter.lower()):
            (third,) = verify(output, [constraint], profile="upstream")
            cases.append(
                {
                    "task": "mmlu_generative",
                    "answer": answer,
                    "output": output,
                    "ours": third.passed,
                }
            )
    return cases


def scored_by_peer(python: str, cases: list[dict[str, Any]], model: str | None) -> dict[str, Any]:
    """Return lm-eval's scores of all cases, and with ``model`` its own log-probabilities."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "cases.json"
        path.write_text(json.dumps({"cases": cases, "model": model}), encoding="utf-8")
        done = subprocess.run(
            [python, WORKER, str(path)], check=True, stdout=subprocess.PIPE, text=True
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(cases: list[dict[str, Any]], peer: dict[str, Any]) -> None:
    """Print how many decisions agree, task by task, and how far the log-probabilities differ."""
    print(f"lm-eval {peer['version']}")
    by_task: dict[str, list[tuple[Any, float]]] = {}
    for case, theirs in zip(cases, peer["scores"], strict=True):
        by_task.setdefault(case["task"], []).append((case["ours"], theirs))
    for task, pairs in by_task.items():
        agree = sum(math.isclose(float(ours), theirs, abs_tol=1e-9) for ours, theirs in pairs)
        passed = sum(theirs for _, theirs in pairs) / len(pairs)
        print(f"{task}: {agree} of {len(pairs)} agree (lm-eval's mean {passed:.3f})")
    if peer["logprobs"]:
        ours = [case["logprobs"] for case in cases if case["task"] == "mmlu"]
        gaps = [
            abs(first - second)
            for mine, theirs in zip(ours, peer["logprobs"], strict=True)
            for first, second in zip(mine, theirs, strict=True)
        ]
        print(f"log-probabilities: {len(gaps)}, largest difference {max(gaps):.2e}")


if __name__ == "__main__":
    main()
