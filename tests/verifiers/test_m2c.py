"""Answers of morphology probes: every case says the label that its verdict must have."""

from __future__ import annotations

from typing import Any

import pytest
from seconds import seconds

from ifeval_kit import verify
from ifeval_kit.catalogue import Case, check
from ifeval_kit.errors import ConstraintError
from ifeval_kit.verifiers.answer_languages import LANGUAGES

ANSWER = check("m2c:answer")
BOXES = next(case.kwargs for case in ANSWER.cases if case.text == "15 boxes")


def verdict(text: str, kwargs: dict[str, Any]) -> Any:
    return verify(text, [{"id": ANSWER.id, "kwargs": kwargs}])[0]


@pytest.mark.parametrize("case", ANSWER.cases, ids=lambda case: case.why)
def test_a_verdict_has_the_label_that_its_case_says(case: Case) -> None:
    found = verdict(case.text, case.kwargs)
    assert found.label == case.why.partition(":")[0], found.reason


def test_there_are_cases_of_right_and_wrong_answers_in_every_language() -> None:
    seen = {(case.kwargs["language"], case.why.partition(":")[0]) for case in ANSWER.cases}
    for label in ("correct", "wrong", "no answer"):
        assert {language for language, of in seen if of == label} == set(LANGUAGES)


def test_the_reason_names_the_morphological_error() -> None:
    assert verdict("Fifteen box", BOXES).reason == "expected PL, got SG: 'box' for 'boxes'"


def test_what_follows_the_last_lead_in_decides() -> None:
    reply = "Answer: thirteen boxes.\nWait, let me count again.\nAnswer: fifteen boxes"
    assert verdict(reply, BOXES).label == "correct"
    assert verdict(reply + "\nAnswer: two boxes", BOXES).label == "wrong"


@pytest.mark.parametrize(
    "text",
    ["fifteen ", "boxes ", "1 ", "<b>", "a", "\n", "answer: ", "(", "fifteen boxes\n", "not "],
)
def test_a_megabyte_takes_less_than_a_second(text: str) -> None:
    big = text * (1_000_000 // len(text))
    assert seconds(lambda: verdict(big, BOXES), enough=1.0) < 1.0


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ConstraintError, match="language"):
        verdict("x", {**BOXES, "language": "xx"})
