"""`ifk suites lint`: each kind of defect is found, sound prompts are left alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.datasets.lint import Finding, lint

IFK = [sys.executable, "-m", "ifeval_kit", "suites", "lint"]
WORDS, COMMA = "length_constraints:number_words", "punctuation:no_comma"


def suite(path: Path, prompt: str, *constraints: tuple[str, dict[str, Any]]) -> Path:
    listed = [{"id": check, "kwargs": kwargs} for check, kwargs in constraints]
    item = {"id": "a", "prompt": prompt, "constraints": listed}
    path.write_text(json.dumps(item) + "\n", encoding="utf-8")
    return path


def words(relation: str, number: int) -> tuple[str, dict[str, Any]]:
    return (WORDS, {"relation": relation, "num_words": number})


def keywords(*given: str) -> tuple[str, dict[str, Any]]:
    return ("keywords:existence", {"keywords": list(given)})


DEFECTS: list[tuple[str, list[tuple[str, dict[str, Any]]], str, str, str]] = [
    ("Go.", [("startend:quotes", {})], "error", "unknown", "did you mean 'startend:quotation'"),
    ("Go.", [(COMMA, {"n": 1})], "error", "unknown", "no parameter 'n'"),
    ("Go.", [(COMMA, {}), (COMMA, {})], "error", "duplicate", "2 times, twice the same"),
    (
        "Use sun. Use sea.",
        [keywords("sun"), keywords("sea")],
        "note",
        "duplicate",
        "keywords:existence is asked for 2 times",
    ),
    (
        "Use 90 words or more but fewer than 50 words.",
        [words("at least", 90), words("less than", 50)],
        "error",
        "contradiction",
        "'num_words' cannot be at least 90 and less than 50",
    ),
    (
        "Shout and whisper.",
        [("change_case:english_capital", {}), ("change_case:english_lowercase", {})],
        "error",
        "contradiction",
        "capitals and small letters",
    ),
    (
        "Use the Sun, not the word sun.",
        [keywords("Sun"), ("keywords:forbidden_words", {"forbidden_words": ["sun"]})],
        "error",
        "contradiction",
        "the word 'sun' is demanded and forbidden",
    ),
    (
        "End with: So, bye.",
        [("startend:end_checker", {"end_phrase": "So, bye."}), (COMMA, {})],
        "error",
        "contradiction",
        "'So, bye.' has a comma",
    ),
    (
        "Answer in French, in small English letters.",
        [("language:response_language", {"language": "fr"}), ("change_case:english_lowercase", {})],
        "error",
        "contradiction",
        "one asks for English, the other for 'fr'",
    ),
    (
        "Write 2 paragraphs, no 3 paragraphs, between ***.",
        [
            ("length_constraints:number_paragraphs", {"num_paragraphs": 2}),
            ("length_constraints:number_paragraphs", {"num_paragraphs": 3}),
        ],
        "error",
        "contradiction",
        "'num_paragraphs' cannot be 2 and 3",
    ),
    (
        "Give a title. Give two answers.",
        [("detectable_format:title", {}), ("combination:two_responses", {})],
        "note",
        "contradiction",
        "get into each other's way",
    ),
    (
        "Write at least four hundred or 400 words.",
        [words("at least", 336)],
        "error",
        "unstated",
        "its 'num_words' is 336, but the prompt says 400 word",
    ),
    (
        "Write a lot.",
        [words("at least", 336)],
        "note",
        "unstated",
        "a number that the prompt does not state",
    ),
    ("Use sun.", [keywords("sun", "sea")], "error", "unstated", "'sea' is not in the prompt"),
    (
        "Give exactly one bullet point. Give several bullet points.",
        [("detectable_format:number_bullet_lists", {"num_bullets": 1})],
        "error",
        "unstated",
        "asks for 'several bullet points' as well",
    ),
    (
        "Use a sentence or more.",
        [
            (
                "length_constraints:number_sentences",
                {"relation": "at least", "num_sentences": 1},
            )
        ],
        "error",
        "reach",
        "everything satisfies it",
    ),
    ("Write less than 1 word.", [words("less than", 1)], "error", "reach", "nothing satisfies it"),
    (
        "Write 2 paragraphs, and begin the 3rd with So.",
        [
            (
                "length_constraints:nth_paragraph_first_word",
                {"num_paragraphs": 2, "nth_paragraph": 3, "first_word": "so"},
            )
        ],
        "error",
        "reach",
        "there is no paragraph 3 of 2",
    ),
    (
        "Write 90 to 50 words.",
        [("count:word_count_range", {"min_words": 90, "max_words": 50})],
        "error",
        "unknown",
        "more than 'max_words'",
    ),
]


@pytest.mark.parametrize(("prompt", "constraints", "level", "kind", "told"), DEFECTS)
def test_a_defect_is_found_and_nothing_else(
    tmp_path: Path,
    prompt: str,
    constraints: list[tuple[str, dict[str, Any]]],
    level: str,
    kind: str,
    told: str,
) -> None:
    path = suite(tmp_path / "own.jsonl", prompt, *constraints)
    repeats = [f"{check} is asked for 2 times" for check, _ in constraints]
    findings = [f for f in lint(path) if kind == "duplicate" or f.message not in repeats]
    assert [(found.level, found.kind) for found in findings] == [(level, kind)], findings
    assert told in findings[0].message
    assert (findings[0].item, findings[0].place) == ("a", f"{path}:1")


SOUND: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    ("Write two hundred words.", [words("less than", 201)]),
    ("Write twenty-five words or more.", [words("at least", 25)]),
    ("Write no more than 1,200 words.", [words("less than", 1201)]),
    ("Say “Sun-set” twice.", [("keywords:frequency", {"keyword": "sun-set", "frequency": 2})]),
    ("Give 12 points.", [("detectable_format:number_bullet_lists", {"num_bullets": 12})]),
    ("Give a dozen points.", [("detectable_format:number_bullet_lists", {"num_bullets": 12})]),
    ("Use sun, and no sea.", [("keywords:forbidden_words", {"forbidden_words": ["sea"]})]),
    ("Name some birds.", [(COMMA, {})]),
]


@pytest.mark.parametrize(("prompt", "constraints"), SOUND)
def test_sound_prompts(
    tmp_path: Path, prompt: str, constraints: list[tuple[str, dict[str, Any]]]
) -> None:
    for _, kwargs in constraints:
        if "frequency" in kwargs:
            kwargs["relation"] = "at least"
    assert lint(suite(tmp_path / "own.jsonl", prompt, *constraints)) == []


@pytest.mark.parametrize("name", ["basics", "core"])
def test_own_suites_are_sound(name: str) -> None:
    assert lint(name) == []


def test_an_id_that_comes_twice_is_found(tmp_path: Path) -> None:
    path = suite(tmp_path / "own.jsonl", "Go.", (COMMA, {}))
    path.write_text(path.read_text() * 2)
    [found] = lint(path)
    assert (found.kind, found.place) == ("duplicate", f"{path}:2")
    assert f"{path}:1" in found.message


def run(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    command = [*IFK, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_leaves_with_2_where_there_are_errors(tmp_path: Path) -> None:
    path = suite(tmp_path / "own.jsonl", "Use sun.", keywords("sea"))
    done = run(path)
    assert done.returncode == 2
    assert done.stdout.rstrip().endswith("1 errors, 0 notes")
    found = json.loads(run(path, "--json").stdout)
    assert [(row["level"], row["kind"]) for row in found] == [("error", "unstated")]


def test_the_command_leaves_with_0_where_there_are_notes_alone(tmp_path: Path) -> None:
    done = run(suite(tmp_path / "own.jsonl", "Write.", words("at least", 300)))
    assert done.returncode == 0
    assert done.stdout.rstrip().endswith("0 errors, 1 notes")


def test_what_is_no_suite_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text("{")
    done = run(tmp_path / "own.jsonl")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def by_item(findings: list[Finding], kind: str) -> dict[str, str]:
    return {found.item: found.message for found in findings if found.kind == kind}


@pytest.fixture(scope="module")
def ifeval(ifk_data: Path) -> list[Finding]:
    return lint("ifeval")


@pytest.mark.data
class TestOfficialData:
    """The defects that users of IFEval and IFBench have reported, by key."""

    def test_the_17_prompts_that_repeat_an_id(self, ifeval: list[Finding]) -> None:
        repeats = {found.item for found in ifeval if found.kind == "duplicate"}
        assert repeats == set(
            """19 30 1040 1203 1314 1418 1837 2069 3089 3188 3276 3327 3407 3414 3415 3534
            3672""".split()  # noqa: SIM905
        )
        same = [found.item for found in ifeval if "twice the same" in found.message]
        assert same == ["30"]

    def test_prompts_that_say_something_else(self, ifeval: list[Finding]) -> None:
        unstated = by_item(ifeval, "unstated")
        assert set(unstated) == {"143", "337", "2078"}
        assert "is 336, but the prompt says 400 word" in unstated["337"]
        assert "exactly 1, but the prompt asks for 'a few bullet points'" in unstated["2078"]

    def test_what_nothing_or_everything_satisfies(self, ifeval: list[Finding]) -> None:
        reach = by_item(ifeval, "reach")
        assert set(reach) == {"1122", "1129", "3672"}
        assert "'#' is none from a to z" in reach["1122"]
        assert "'!' is none from a to z" in reach["1129"]

    def test_contradictions(self, ifeval: list[Finding]) -> None:
        certain = {f.item for f in ifeval if (f.kind, f.level) == ("contradiction", "error")}
        assert certain == {"374", "1627", "3371", "3718"}

    @pytest.mark.parametrize("name", ["ifbench", "ifbench-294"])
    def test_spans_that_the_code_cuts_from_letters(self, ifk_data: Path, name: str) -> None:
        findings = lint(name)
        reach = by_item(findings, "reach")
        assert set(reach) == {"284", "285", "286", "287"}
        assert "'code and theory behind', do not satisfy it" in reach["284"]
        assert set(by_item(findings, "unstated")) == {"286"}
        assert len(findings) == 5
        assert by_item(lint(name, profile="fixed"), "reach") == {}
