"""The view of morphology probes: accuracy by probe and language, and classes of errors."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import view_of
from ifeval_kit.metrics.views.morphology import tables
from ifeval_kit.records import Constraint, Item, Response, Scored
from ifeval_kit.verifiers import Decider

FORMS = {"language": "en", "answer": "cups", "distractors": ["mugs"]}
CUPS = Constraint(
    "m2c:answer",
    FORMS
    | {"parts": [{"form": "cups", "features": "PL", "forms": {"cup": ["SG"], "cups": ["PL"]}}]},
)


def row(number: int, probe: str, language: str, *answers: str | None) -> tuple[Item, list[Sample]]:
    item = Item(
        id=str(number), prompt="What?", constraints=(CUPS,), category=probe, language=language,
        answers=("cups",),
    )  # fmt: skip
    decider = Decider(item.constraints, "fixed")
    samples: list[Sample] = []
    for at, answer in enumerate(answers):
        if answer is None:
            samples.append((None, None))
            continue
        response = Response("morphology", item.id, at, 0, answer, None, answer, "none")
        scored = Scored("morphology", item.id, at, decider.version, decider.decide(answer))
        samples.append((response, scored))
    return item, samples


ROWS = [
    row(1, "negation1", "en", "cups", "cup"),
    row(2, "negation1", "en", "mugs", None),
    row(3, "spatial1", "en", "cups", "cups"),
    row(4, "spatial1", "de", "", "cup"),
]


def test_cells_count_right_answers_and_classes() -> None:
    view = view_of("morphology", ROWS)
    cell = view["cells"]["negation1"]["en"]
    assert cell["accuracy"]["value"] == pytest.approx(1 / 4)
    assert cell["labels"] == {
        "correct": 1, "right lemma in a wrong form": 1, "wrong": 1, "no response": 1,
    }  # fmt: skip
    assert view["probes"]["spatial1"]["accuracy"]["value"] == pytest.approx(2 / 4)
    assert view["languages"]["en"]["accuracy"]["n"] == 6
    assert view["total"]["accuracy"]["low"] < 3 / 8 < view["total"]["accuracy"]["high"]


def test_the_share_of_morphological_errors_is_of_errors_only() -> None:
    view = view_of("morphology", ROWS)
    assert view["total"]["morphological"]["n"] == 5
    assert view["total"]["morphological"]["value"] == pytest.approx(2 / 5)
    assert view["cells"]["spatial1"]["en"]["morphological"]["value"] is None


def test_examples_show_what_was_said_and_why_it_is_wrong() -> None:
    examples = view_of("morphology", ROWS)["examples"]
    assert [example["language"] for example in examples["right lemma in a wrong form"]] == [
        "en",
        "de",
    ]
    assert examples["right lemma in a wrong form"][0]["said"] == "cup"
    assert "expected PL, got SG" in examples["right lemma in a wrong form"][0]["reason"]
    assert "no response" not in examples


def test_the_terminal_shows_accuracy_by_probe_and_language() -> None:
    out = StringIO()
    for table in tables(view_of("morphology", ROWS)):
        Console(file=out, width=80).print(table)
    rows = [line.split() for line in out.getvalue().splitlines()]
    shown = {row[0]: row[1] for row in rows if len(row) in (2, 3)}
    assert shown["negation1"] == "25"
    assert shown["spatial1"] == "50"
