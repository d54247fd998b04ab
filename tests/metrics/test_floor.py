"""The floor: right, the same everywhere, and never hurt by its cache."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from ifeval_kit.datasets import Suite, load_suite
from ifeval_kit.metrics import floor
from ifeval_kit.metrics.floor import METRICS, Floor, compute, floor_of
from ifeval_kit.records import Constraint, Item, Profile, Verdict
from ifeval_kit.replies import REPLIES
from ifeval_kit.text import Text
from ifeval_kit.verifiers import PROFILES, Decider, registry
from ifeval_kit.verifiers.registry import verifier

CORE = load_suite("core", limit=12)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IFK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "floors"


def suite(*constraints: Constraint, profile: Profile = "fixed") -> Suite:
    items = tuple(Item(str(i), f"Task {i}", constraints=(c,)) for i, c in enumerate(constraints))
    return Suite("s", "S", "1", profile, items, source="s")


def test_the_replies() -> None:
    assert 30 <= len(REPLIES) <= 50
    assert len({reply.name for reply in REPLIES}) == len(REPLIES)
    assert len({(reply.pattern, reply.letters) for reply in REPLIES}) == len(REPLIES)
    assert all((not reply.constant) == ("{prompt}" in reply.pattern) for reply in REPLIES)
    assert all(len(reply.to("p").split()) <= 1 for reply in REPLIES if reply.kind == "word")
    assert [reply.to("{prompt} X") for reply in REPLIES if reply.name == "the prompt"] == [
        "{prompt} X"
    ]


@pytest.mark.parametrize("profile", PROFILES)
def test_it_is_the_best_score_of_a_reply(profile: Profile) -> None:
    chosen = structs.replace(CORE, profile=profile)
    best = dict.fromkeys(METRICS, 0.0)
    for reply in REPLIES:
        decided = [
            Decider(item.constraints, profile).decide(reply.to(item.text)) for item in CORE.items
        ]
        every = [decision for decisions in decided for decision in decisions]
        for metric, value in {
            "prompt_strict": sum(all(d.strict for d in ds) for ds in decided) / len(decided),
            "prompt_loose": sum(all(d.loose for d in ds) for ds in decided) / len(decided),
            "instruction_strict": sum(d.strict for d in every) / len(every),
            "instruction_loose": sum(d.loose for d in every) / len(every),
        }.items():
            best[metric] = max(best[metric], value)
    found = floor_of(chosen)
    assert found is not None
    assert {metric: of.value for metric, of in found.items()} == best
    assert found["instruction_strict"].value > 0


def test_the_reply_is_named() -> None:
    title, upper = Constraint("detectable_format:title"), Constraint("change_case:english_capital")
    found = floor_of(suite(title, upper, upper))
    assert found is not None
    assert found["prompt_strict"] == Floor(1.0, "everything at once in capitals")


def test_a_suite_without_constraints_has_none() -> None:
    assert floor_of(Suite("s", "S", "1", "fixed", (Item("a", "p"),), source="s")) is None


def test_of_a_large_suite_an_even_sample_is_looked_at(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floor, "MOST_PROMPTS", 5)
    third = [CORE.items[place * len(CORE.items) // 5] for place in range(5)]
    asked = [(item.text, Decider(item.constraints, CORE.profile)) for item in third]
    assert floor_of(CORE) == compute(asked)


def test_it_is_computed_once_for_a_suite_and_a_profile(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []

    def counted(asked: list[tuple[str, Decider]]) -> floor.Floors:
        computed.append(len(asked))
        return compute(asked)

    monkeypatch.setattr(floor, "compute", counted)
    first = floor_of(CORE)
    assert floor_of(load_suite("core", limit=12)) == first
    assert computed == [12]
    floor_of(structs.replace(CORE, profile="upstream"))
    floor_of(load_suite("core", limit=11))
    assert computed == [12, 12, 11]
    monkeypatch.setattr(floor, "VERSIONS", {"fixed": "fixed-999"})
    floor_of(CORE)
    assert computed == [12, 12, 11, 12]
    assert len(list(cache.iterdir())) == 4


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"prompt_strict": {"value": 0.5, "reply": "yes"}}',
        msgspec.json.encode({metric: {"value": 7, "reply": "yes"} for metric in METRICS}),
    ],
    ids=range(9),
)
def test_a_broken_cache_is_made_again(damage: bytes, cache: Path) -> None:
    first = floor_of(CORE)
    [kept] = cache.iterdir()
    good = kept.read_bytes()
    kept.write_bytes(damage)
    assert floor_of(CORE) == first
    assert kept.read_bytes() == good


def test_a_cache_that_cannot_be_written_or_read_breaks_nothing(cache: Path) -> None:
    expected = floor_of(CORE)
    [kept] = cache.iterdir()
    kept.unlink()
    kept.mkdir()
    assert floor_of(CORE) == expected
    kept.rmdir()
    cache.rmdir()
    cache.write_text("a file where the folder should be")
    assert floor_of(CORE) == expected
    cache.unlink()
    cache.parent.rmdir()
    cache.parent.write_text("and here as well")
    assert floor_of(CORE) == expected


def test_what_a_plug_in_decides_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is registered here is gone for the tests that follow.
    monkeypatch.setattr(registry, "_REGISTRY", registry._REGISTRY.copy())

    @verifier("floor_test:anything")
    @dataclasses.dataclass(frozen=True, slots=True)
    class Anything:
        def verify(self, text: Text) -> Verdict:
            return Verdict(passed=True, reason="anything goes")

    found = floor_of(suite(Constraint("floor_test:anything")))
    assert found is not None
    assert found["prompt_strict"] == Floor(1.0, "a full stop")
    assert not cache.exists()


def test_processes_that_write_it_at_once_agree(cache: Path) -> None:
    code = (
        "from ifeval_kit.datasets import load_suite; import msgspec; "
        "from ifeval_kit.metrics.floor import floor_of; "
        "print(msgspec.json.encode(floor_of(load_suite('core', limit=12))).decode())"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(3)
    ]
    said = {process.communicate()[0] for process in processes}
    assert len(said) == 1
    assert set(json.loads(said.pop())) == set(METRICS)
    assert len(list(cache.iterdir())) == 1
