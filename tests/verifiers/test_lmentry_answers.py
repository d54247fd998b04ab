"""The profile fixed on answers as models give them, in six languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ifeval_kit.verifiers import known_checks, verify
from ifeval_kit.verifiers.lmentry.language_words import LANGUAGES

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("lmentry_answers.yaml").read_text(encoding="utf-8")
)


def name(question: dict[str, Any]) -> str:
    return f"{question['task']}-{question['kwargs'].get('language', 'en')}"


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_right_answers_pass_and_all_others_fail(question: dict[str, Any]) -> None:
    asked = [{"id": f"lmentry:{question['task']}", "kwargs": question["kwargs"]}]
    passing = {text for text in question["right"] if verify(text, asked)[0].passed}
    assert set(question["right"]) - passing == set()
    assert [text for text in question["wrong"] if verify(text, asked)[0].passed] == []


def test_every_task_and_every_language_is_asked() -> None:
    tasks = {f"lmentry:{question['task']}" for question in QUESTIONS}
    assert tasks == {check for check in known_checks() if check.startswith("lmentry:")}
    assert {question["kwargs"].get("language", "en") for question in QUESTIONS} == set(LANGUAGES)
