"""Small runs for the page of many runs: scored for real, or put together with every outcome."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
from made_up import COMMAS, NAMES, WORDS, item, sample
from msgspec import structs

from ifeval_kit.datasets import Suite, load_suite
from ifeval_kit.records import Item
from ifeval_kit.reporting import Sample
from ifeval_kit.results import Results, Run, read_run
from ifeval_kit.store import Key, Manifest
from ifeval_kit.stored import score_file

PROMPTS = 60


def run(folder: Path, suite: str, name: str, good: int) -> Run:
    """A run of a suite with two checks, of whose answers the first ``good`` pass."""
    path = folder / f"{suite}.jsonl"
    rows = [
        {
            "id": f"p{i}",
            "prompt": f"Prompt {i}",
            "constraints": [
                {"id": "punctuation:no_comma"},
                {"id": "keywords:existence", "kwargs": {"keywords": ["river"]}},
            ],
        }
        for i in range(PROMPTS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    answers = folder / f"{name}.jsonl"
    texts = ["A river" if i < good else "a, b" for i in range(PROMPTS)]
    answers.write_text(
        "".join(
            json.dumps({"id": f"p{i}", "response": text, "finish_reason": "stop"}) + "\n"
            for i, text in enumerate(texts)
        )
    )
    score_file(answers, load_suite(path), out=folder / name)
    return read_run(folder / name)


def run_named(run: Run, model: str) -> Run:
    """The same run of a model of another name."""
    return dataclasses.replace(run, manifest=msgspec.structs.replace(run.manifest, model=model))


def assembled(name: str, samples: Sequence[Sample], settings: dict[str, str] | None = None) -> Run:
    """A run of samples as they are: several of an item are its samples, in their order."""
    suites: dict[str, dict[str, Item]] = {}
    results = Results([], 1)
    for suite, asked, response, scored in samples:
        items = suites.setdefault(suite, {})
        number = 0
        while (suite, asked.id, number) in results.scored:
            number += 1
        items[asked.id] = asked
        key: Key = suite, asked.id, number
        if response:
            results.responses[key] = structs.replace(response, sample=number)
        if scored:
            results.scored[key] = structs.replace(scored, sample=number)
        results.samples = max(results.samples, number + 1)
    results.suites = [
        Suite(suite, suite, "3", "fixed", tuple(items.values()), f"{suite}.yaml")
        for suite, items in suites.items()
    ]
    manifest = Manifest(model=name, settings=settings or {}, suites={}, started="2026-01-02")
    summary = {"suites": {suite: {"floor": None} for suite in suites}}
    return Run(Path("runs") / f"of-{len(name)}-{len(samples)}", manifest, summary, results)


def small_board() -> list[Run]:
    """Three runs of two suites: ties, flips both ways, and everything that can go wrong."""
    english, german = {"language": "en"}, {"language": "de"}
    items = {
        "b1": item("b1", "Praise a heron.", COMMAS, category="praise", **english),
        "b2": item("b2", "Write 40 words.", WORDS, COMMAS, category="write", **english),
        "b3": item("b3", "Loben, kurz.", COMMAS, category="praise", **german),
        "b4": item("b4", "Name both.", NAMES, category="write", **german),
        "b5": item("b5", "Think.", WORDS, category="write", **english),
    }
    cut = {"finish_reason": "length", "completion_tokens": 512}
    thought = {"raw": "<think>Herons!</think>A heron.", "reasoning": "Herons!", "think": "closed"}

    def birds(marks: str, *, odd: bool) -> list[Sample]:
        """A mark a constraint, in the order of the items."""
        b1, first, second, b3, b4, b5 = list(marks)
        failed = {"error": "the engine ran dry"} if odd else {}
        return [
            sample("birds", items["b1"], b1, f"A heron, {b1}.", **(thought if odd else {})),
            sample("birds", items["b2"], first + second, f"Two words, {first}.", **cut),
            sample("birds", items["b3"], b3, f"*Nun,*\nReiher {b3}"),
            sample("birds", items["b4"], b4, f"heron reed {b4}"),
            sample("birds", items["b5"], b5, "" if odd else "Thinking.", **failed),
        ]

    def calm_one(mark: str) -> Sample:
        return sample("calm", item("c1", "Say hello.", COMMAS), mark, f"Hi. {mark}")

    return [
        assembled("river/heron-1b", [*birds("pppppp", odd=False), calm_one("p")]),
        assembled("river/heron-2b", [*birds("pfplpf", odd=True), calm_one("f")]),
        assembled("stork", birds("ffpfpp", odd=False), {"system": "Be a stork."}),
    ]
