"""Bundles: several suites by one name, and the suite of open prompts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ifeval_kit import content, evaluate, jsonl
from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.definition import unbundled
from ifeval_kit.datasets.generation import generate
from ifeval_kit.errors import DataError, UsageError


def test_a_bundle_stands_for_its_suites() -> None:
    assert unbundled(["strict", "imitation"]) == ["strict", "style", "facts", "core"]
    assert unbundled(["imitation", "facts"]) == ["style", "core", "facts"]
    assert unbundled(["core", "imitation"]) == ["core", "style", "facts"]
    assert unbundled(["core", "a.jsonl", "nowhere"]) == ["core", "a.jsonl", "nowhere"]


def test_elsewhere_one_of_them_is_asked_for() -> None:
    with pytest.raises(UsageError, match="'imitation' is a bundle of style, facts, core"):
        load_suite("imitation")


def test_a_bundle_of_ones_own_is_run(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"id": "a", "prompt": "Hello?"}\n')
    bundle = tmp_path / "both.yaml"
    bundle.write_text("kind: bundle\nname: both\nsuites: [mine.jsonl, style]\n")
    run = evaluate("fake", [str(bundle)], engine="fake", limit=2, out=tmp_path / "run")
    assert [suite.name for suite in run.results.suites] == ["mine", "style"]
    assert run.summary["suites"]["style"]["n"] == 2
    bundle.write_text("kind: bundle\nname: both\nsuite: [mine.jsonl]\n")
    with pytest.raises(DataError, match="suite"):
        unbundled([str(bundle)])


def test_the_open_prompts_are_those_of_their_seed() -> None:
    items = generate("style", 1, 200)
    rows = b"".join(map(jsonl.encode, items))
    assert (content.folder("suites") / "style" / "items.jsonl").read_bytes() == rows
    assert generate("style", 1, 50) == items[:50]
    assert generate("style", 2, 50) != items[:50]


def test_the_open_prompts_ask_for_no_form_and_use_every_task() -> None:
    suite = load_suite("style")
    assert len({item.text for item in suite.items}) == 200
    assert suite.instructions == 0
    counts = Counter(item.meta["task"] for item in suite.items)
    assert set(counts.values()) == {1, 2}
    core = {item.meta["task"] for item in load_suite("core").items}
    assert set(counts) == core


def test_more_prompts_than_the_tasks_give() -> None:
    with pytest.raises(DataError, match="no 5000 different prompts"):
        generate("style", 1, 5000)
