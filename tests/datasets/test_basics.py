"""The suite basics: its gold answers pass, its distractors fail, and its seed decides its bytes."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from ifeval_kit import content, jsonl
from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.builders.basics import OTHERS, build
from ifeval_kit.datasets.builders.basics_words import homophones, rhyme_part, rhymes, spoken
from ifeval_kit.datasets.formats.lmentry import TASKS
from ifeval_kit.records import Item, Profile
from ifeval_kit.verifiers import verify

SUITE = load_suite("basics")
FRESH = tuple(build(2, 855))
ALL = [*SUITE.items, *FRESH]

# What the paper's rules decide by small letters from a to z, they cannot decide by others.
BLIND = {
    ("de", "first_alphabetically"): "gold",
    ("es", "word_containing"): "distractor",
    ("es", "ends_with_letter"): "gold",
    ("ru", "first_alphabetically"): "distractor",
    ("ru", "word_containing"): "distractor",
    ("ru", "starts_with_letter"): "gold",
    ("ru", "ends_with_letter"): "gold",
}


def passes(item: Item, text: str, profile: Profile) -> bool:
    return verify(text, item.constraints, profile=profile)[0].passed


def gold(item: Item) -> str:
    assert item.answers
    return item.answers[0]


def distractor(item: Item) -> str:
    return str(item.meta["distractor"])


def test_the_frozen_prompts_are_those_of_their_seed() -> None:
    rows = b"".join(map(jsonl.encode, build(1, 1710)))
    assert (content.folder("suites") / "basics" / "items.jsonl").read_bytes() == rows


def test_every_task_is_asked_often_enough_with_three_wordings() -> None:
    asked: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for item in SUITE.items:
        asked[item.language or "", item.meta["task"]][item.meta["template"]] += 1
    assert all(len(templates) == 3 for templates in asked.values())
    english = {task: sum(asked["en", task].values()) for task in TASKS}
    assert set(english.values()) == {30}
    for language in OTHERS:
        assert sum(1 for of, _ in asked if of == language) == 16


def test_prompts_are_told_apart_by_their_id_and_arguments_by_their_wordings() -> None:
    for items in (SUITE.items, FRESH):
        assert len({item.id for item in items}) == len(items)
    assert {item.prompt for item in FRESH} != {item.prompt for item in SUITE.items[:855]}


def test_the_answer_is_named_first_as_often_as_second() -> None:
    positions: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for item in SUITE.items:
        if item.language == "en" and "answer_index" in item.meta:
            positions[item.meta["task"]][item.meta["answer_index"]] += 1
    assert all(len(set(counts.values())) == 1 for counts in positions.values())


def test_in_the_profile_fixed_gold_passes_and_distractors_fail_in_every_language() -> None:
    for item in ALL:
        assert passes(item, gold(item), "fixed"), (item.prompt, gold(item))
        assert not passes(item, distractor(item), "fixed"), (item.prompt, distractor(item))
        assert not passes(item, "", "fixed")


@pytest.mark.parametrize(
    "frame",
    ["**{}**", '"{}"', "{}.", "\n{}\n", "Sure! {}"],
)
def test_a_frame_around_the_gold_answer_does_not_matter(frame: str) -> None:
    for item in FRESH[::3]:
        text = frame.format(gold(item).rstrip("."))
        assert passes(item, text, "fixed"), (item.prompt, text)


def test_in_the_profile_upstream_they_do_wherever_its_rules_can_see() -> None:
    for item in ALL:
        if item.language == "en":
            assert passes(item, gold(item), "upstream"), (item.prompt, gold(item))
            assert not passes(item, distractor(item), "upstream"), (item.prompt, distractor(item))


def test_what_the_profile_upstream_cannot_decide_in_other_languages_is_known() -> None:
    for item in ALL:
        if item.language != "en":
            blind = BLIND.get((item.language or "", item.meta["task"]))
            right, wrong = gold(item), distractor(item)
            missed = blind == "gold" and not is_plain(right)
            assert passes(item, right, "upstream") is not missed, item.prompt
            let_through = blind == "distractor" and not is_plain(wrong)
            assert passes(item, wrong, "upstream") is let_through, item.prompt


def is_plain(text: str) -> bool:
    return text.isascii() and text.islower()


def test_rhymes_rhyme_and_homophones_sound_the_same() -> None:
    said = spoken()
    for group in rhymes():
        assert len({rhyme_part(said[word]) for word in group}) == 1
    for group in homophones():
        assert len({tuple(sound.rstrip("012") for sound in said[word]) for word in group}) == 1
