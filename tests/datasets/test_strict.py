"""The suite strict: reproducible, answerable, and no constraint passed by a trivial answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from strict_answers import satisfying_answer

from ifeval_kit import content, jsonl
from ifeval_kit.catalogue import check, load_catalogue
from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.generation import generate
from ifeval_kit.datasets.generation.compatibility import compatible
from ifeval_kit.datasets.generation.parameters import read_parameters
from ifeval_kit.metrics.floor import compute
from ifeval_kit.records import Item
from ifeval_kit.replies import REPLIES
from ifeval_kit.verifiers import Decider

FOLDER = content.folder("suites") / "strict"
STRICT = load_suite("strict")
PARAMETERS = read_parameters(FOLDER / "parameters.yaml")
SEEDS = {seed: generate("strict", seed, 150) for seed in (2, 2026)}

each_seed = pytest.mark.parametrize(
    "items", [STRICT.items, *SEEDS.values()], ids=["frozen", *map(str, SEEDS)]
)


def test_the_frozen_prompts_are_those_of_their_seed() -> None:
    rows = b"".join(map(jsonl.encode, generate("strict", 1, 300)))
    assert (FOLDER / "items.jsonl").read_bytes() == rows


@pytest.mark.parametrize("hash_seed", ["1", "4711"])
def test_generation_is_the_same_for_every_hash_seed(hash_seed: str) -> None:
    command = [sys.executable, "-m", "ifeval_kit", "suites", "build", "strict"]
    done = subprocess.run(
        [*command, "--seed", "2", "--n", "30"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"".join(map(jsonl.encode, SEEDS[2][:30]))


def test_prompts_differ_and_have_one_to_five_constraints_of_all_families() -> None:
    counts = Counter(c.id for item in STRICT.items for c in item.constraints)
    assert len(STRICT.items) == len({item.prompt for item in STRICT.items}) == 300
    assert {len(item.constraints) for item in STRICT.items} == {1, 2, 3, 4, 5}
    assert set(counts) == set(PARAMETERS.checks)
    assert min(counts.values()) >= 2
    families = Counter(check(name).family for name in counts)
    assert families["ifeval"] >= 14
    assert families["ifbench"] >= 35
    assert families["rlvr"] >= 14
    assert STRICT.profile == "fixed"


@each_seed
def test_no_constraint_is_passed_by_an_empty_one_word_or_echoed_answer(
    items: tuple[Item, ...],
) -> None:
    replies = [reply for reply in REPLIES if reply.kind in ("word", "echo")]
    passed = [
        (item.id, decision.id, reply.name)
        for item in items
        for reply in replies
        for decision in Decider(item.constraints, "fixed").decide(reply.to(item.text))
        if decision.loose
    ]
    assert passed == []


SHAPES = ("{}", "{}.", "*{}*", "<<{}>>", '"{}"', "[{}]", "({})", "- {}", "1. {}", "{}!")


def test_no_constraint_is_passed_by_a_single_word_of_its_prompt() -> None:
    passed = set()
    for number, item in enumerate(STRICT.items):
        decider = Decider(item.constraints, "fixed")
        words = {*re.findall(r"[^\W\d_]+", item.text), "level", "Bonjour", "SECTION", "42"}
        shape = SHAPES[number % len(SHAPES)]
        for word in sorted(words):
            for reply in {word, word.upper(), shape.format(word)}:
                passed |= {(item.id, d.id, reply) for d in decider.decide(reply) if d.loose}
    assert passed == set()


@each_seed
def test_every_prompt_has_an_answer_that_meets_all_constraints(items: tuple[Item, ...]) -> None:
    failed = []
    for item in items:
        answer = satisfying_answer(item)
        decisions = Decider(item.constraints, "fixed").decide(answer)
        failed += [(item.id, d.id, d.reason, answer) for d in decisions if not d.strict]
    assert failed == []


@each_seed
def test_constraints_go_together(items: tuple[Item, ...]) -> None:
    for item in items:
        assert compatible(item.constraints), item.id
        for one, other in combinations(item.constraints, 2):
            assert one.id != other.id
            assert other.id not in check(one.id).conflicts
            assert one.id not in check(other.id).conflicts


def test_the_floor_is_low() -> None:
    floors = compute([(i.text, Decider(i.constraints, "fixed")) for i in STRICT.items])
    assert floors["prompt_loose"].value <= 0.06
    assert floors["instruction_loose"].value <= 0.20


def test_the_page_names_every_check_that_is_left_out() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "strict.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w:-]+)` \| (.+) \|$", page, flags=re.MULTILINE))
    # Other families decide answers to questions of their own, and are no instructions to join.
    families = ("ifeval", "ifbench", "rlvr")
    known = {check.id for check in load_catalogue().values() if check.family in families}
    assert set(rows) >= known - set(PARAMETERS.checks)
    assert not set(rows) & set(PARAMETERS.checks)
