"""Pass rates: denominators, loose prompts, samples, groups, what is unknown."""

from __future__ import annotations

import pytest

from ifeval_kit.metrics.intervals import wilson
from ifeval_kit.metrics.summary import SuiteSummary, Tally, build_summary
from ifeval_kit.records import Constraint, Decision, Item, Response, Scored

WORDS, COMMA = "length_constraints:number_words", "punctuation:no_comma"


def item(name: str, *checks: str, category: str | None = None, language: str | None = None) -> Item:
    constraints = tuple(Constraint(check) for check in checks)
    return Item(name, prompt="p", constraints=constraints, category=category, language=language)


def response(name: str, **fields: object) -> Response:
    fixed: dict[str, object] = {"think": "none", "finish_reason": "stop"}
    return Response("s", name, 0, 0, "a", None, "a", **(fixed | fields))  # type: ignore[arg-type]


def scored(of: Item, outcomes: str) -> Scored:
    """Verdicts by letter: ``s`` strict and loose, ``l`` loose only, ``-`` none."""
    decisions = tuple(
        Decision(constraint.id, letter == "s", letter != "-", None, "")
        for constraint, letter in zip(of.constraints, outcomes, strict=True)
    )
    return Scored("s", of.id, 0, "fixed-1", decisions)


def summarise(counts: Tally) -> SuiteSummary:
    return counts.summary(version="1", profile="fixed", profile_version="fixed-1", sha256="0")


def test_a_prompt_passes_when_all_its_constraints_do() -> None:
    counts = Tally()
    for name, outcomes in [("a", "ss"), ("b", "sl"), ("c", "s-"), ("d", "ll")]:
        one = item(name, WORDS, COMMA)
        counts.add(one, [(response(name), scored(one, outcomes))])
    metrics = summarise(counts).metrics
    assert {name: rate.value for name, rate in metrics.items()} == {
        "prompt_strict": 1 / 4,
        "prompt_loose": 3 / 4,
        "instruction_strict": 4 / 8,
        "instruction_loose": 7 / 8,
    }
    assert (metrics["prompt_strict"].low, metrics["prompt_strict"].high) == wilson(0.25, 4)


def test_what_is_missing_or_failed_counts_as_a_fail_and_is_shown_apart() -> None:
    counts = Tally()
    one = item("a", WORDS, COMMA)
    counts.add(one, [(response("a"), scored(one, "ss"))])
    counts.add(item("b", COMMA), [(None, None)])
    two = item("c", COMMA)
    counts.add(two, [(response("c", error="died", finish_reason=None), scored(two, "-"))])
    summary = summarise(counts)
    assert (summary.n, summary.instructions) == (3, 4)
    assert (summary.missing, summary.errors) == (1, 1)
    assert summary.metrics["prompt_strict"].value == 1 / 3
    assert summary.metrics["instruction_loose"].value == 2 / 4


def test_truncation_is_counted_where_it_is_known() -> None:
    counts = Tally()
    one = item("a", COMMA)
    counts.add(one, [(response("a", finish_reason="length"), scored(one, "s"))])
    counts.add(one, [(response("a", think="unclosed"), scored(one, "-"))])
    counts.add(one, [(response("a"), scored(one, "s"))])
    assert (summarise(counts).truncated, summarise(counts).unclosed_think) == (2, 1)

    unknown = Tally()
    unknown.add(one, [(response("a", finish_reason=None), scored(one, "s"))])
    assert summarise(unknown).truncated is None


def test_groups() -> None:
    counts = Tally()
    german = item("a", WORDS, COMMA, category="plan", language="de")
    english = item("b", COMMA, COMMA, category="write", language="en")
    counts.add(german, [(response("a"), scored(german, "s-"))])
    counts.add(english, [(response("b"), scored(english, "sl"))])
    summary = summarise(counts)
    assert summary.checks[COMMA]["instruction_strict"].value == 1 / 3
    assert summary.checks[COMMA]["instruction_strict"].n == 3
    assert summary.categories["punctuation"]["instruction_loose"].value == 2 / 3
    assert summary.categories["length_constraints"]["instruction_strict"].value == 1
    assert summary.languages["de"]["prompt_strict"].value == 0
    assert summary.tasks["write"]["prompt_loose"].value == 1
    assert set(summary.tasks) == {"plan", "write"}


def test_samples_of_a_prompt_are_one_cluster() -> None:
    counts = Tally()
    for number in range(40):
        one = item(str(number), COMMA)
        hit = "s" if number % 2 else "-"
        counts.add(one, [(response("x"), scored(one, hit)) for _ in range(5)])
    rate = summarise(counts).metrics["prompt_strict"]
    assert (rate.value, rate.n, rate.method) == (0.5, 200, "clustered")
    assert rate.low == pytest.approx(0.5 - 1.96 * (0.25 / 40) ** 0.5, abs=0.003)


def test_items_without_constraints_have_no_rate() -> None:
    counts = Tally()
    counts.add(item("a"), [(response("a"), None)])
    summary = summarise(counts)
    assert summary.n == 1
    assert summary.metrics["prompt_strict"].value is None


def test_the_summary_is_plain_data() -> None:
    counts = Tally()
    one = item("a", COMMA)
    counts.add(one, [(response("a"), scored(one, "s"))])
    content = build_summary({"model": "m"}, {"s": summarise(counts)})
    assert content["schema"] == 1
    assert content["suites"]["s"]["metrics"]["prompt_strict"]["n"] == 1
    assert content["suites"]["s"]["floor"] is None


def graded(of: Item, score: float | None, label: str | None) -> Scored:
    decision = Decision(WORDS, bool(score), bool(score), None, "", score=score, label=label)
    return Scored("s", of.id, 0, "fixed-1", (decision,))


def test_grades_are_averaged_over_what_was_asked() -> None:
    counts = Tally()
    for name, score in (("a", 1.0), ("b", 0.5), ("c", 0.25)):
        one = item(name, WORDS)
        counts.add(one, [(response(name), graded(one, score, "right"))])
    blank = item("d", WORDS)
    counts.add(blank, [(response("d"), graded(blank, None, "no answer"))])
    counts.add(item("e", WORDS), [(None, None)])
    summary = summarise(counts)
    rate = summary.scores[WORDS]
    assert rate.value == pytest.approx(1.75 / 5)
    assert rate.n == 5
    assert rate.low is not None
    assert rate.high is not None
    assert 0 <= rate.low < 0.35 < rate.high <= 1
    assert summary.labels == {WORDS: {"right": 3, "no answer": 1, "no response": 1}}


def test_a_check_without_grades_has_no_score_and_no_labels() -> None:
    counts = Tally()
    one = item("a", COMMA)
    counts.add(one, [(response("a"), scored(one, "s"))])
    counts.add(item("b", COMMA), [(None, None)])
    summary = summarise(counts)
    assert (summary.scores, summary.labels) == ({}, {})
