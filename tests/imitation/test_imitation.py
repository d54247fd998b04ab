"""Imitation: parts and prompts, what is excluded, verdicts, and students of known shares."""

from __future__ import annotations

import dataclasses
import runpy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ifeval_kit.errors import DataError, IncompleteRunError, UsageError
from ifeval_kit.imitation import TITLES, Imitation, imitation, notes, to_json
from ifeval_kit.records import Item, Response
from ifeval_kit.results import Results, Run

MADE: dict[str, Any] = runpy.run_path(
    str(Path(__file__).parents[2] / "benchmarks" / "imitation.py"), run_name="made"
)
RICH = "Sure, here it is:\n\n## Parts\n\n- **one** thing\n- **two** things\n\nOverall, it is good."
POOR = "thing"
N = 60


def run(name: str, answers: Sequence[str], right: Sequence[bool] = ()) -> Run:
    """A run with answers to open prompts, and questions of fact answered rightly or not."""
    made: Run = MADE["run"](name, MADE["Student"](answers, right))
    return made


def mixed(name: str, rich: int, right: int, n: int = N) -> Run:
    """A run whose first answers are the teacher's, and whose first facts are right."""
    answers = [RICH if i < rich else POOR for i in range(n)]
    return run(name, answers, [i < right for i in range(200)])


TEACHER, BASE = mixed("teacher", N, 180), mixed("base", 0, 20)


def measured(
    *students: Run, teacher: Run = TEACHER, base: Run | None = BASE, **options: Any
) -> Imitation:
    return imitation(teacher, students, base, draws=500, **options)


def changed(run: Run, item: str, **fields: Any) -> Run:
    """A run with another response to an open prompt; ``None`` where ``response`` says so."""
    old = run.results
    responses = dict(old.responses)
    key = ("open", item, 0)
    if fields.pop("gone", False):
        del responses[key]
    else:
        responses[key] = msgspec.structs.replace(responses[key], **fields)
    results = Results(old.suites, old.samples, responses, dict(old.scored))
    return dataclasses.replace(run, results=results)


@pytest.mark.parametrize(
    ("rich", "right", "words"),
    [
        (55, 22, "imitation without knowledge"),
        (55, 150, "both"),
        (2, 22, "neither"),
        (2, 150, "knowledge without imitation"),
        (12, 150, "not decidable with n = 60 style prompts and 200 facts"),
        (55, 52, "not decidable with n = 60 style prompts and 200 facts"),
    ],
)
def test_verdicts_follow_from_the_intervals(rich: int, right: int, words: str) -> None:
    found = measured(mixed("student", rich, right))
    verdict = found.verdicts["student"]
    assert verdict.words == words
    assert verdict.is_decided == found.is_decided == (not words.startswith("not"))
    assert found.factuality
    for gap, share in (
        (found.style["style"], rich / N),
        (found.factuality.total, (right - 20) / 160),
    ):
        assert gap.shares
        assert gap.shares["student"].value == pytest.approx(share)
        assert gap.shares["student"].low <= share <= gap.shares["student"].high


def test_the_bound_can_be_moved() -> None:
    student = mixed("student", 30, 22)
    assert measured(student, least=0.2).verdicts["student"].words == "imitation without knowledge"
    assert measured(student, least=0.8).verdicts["student"].words == "neither"


def test_every_measure_has_all_runs_and_the_teacher_is_like_itself() -> None:
    found = measured(mixed("one", 20, 60), mixed("two", 40, 100))
    assert list(found.style) == list(TITLES)
    for gap in found.style.values():
        assert set(gap.values) == {"teacher", "base", "one", "two"}
    assert {name: gap.values["teacher"].value for name, gap in found.style.items()} == (
        dict.fromkeys(TITLES, 1.0) | {"length_correlation": 0.0}  # all as long: nothing to relate
    )
    assert found.style["listed_too"].values["two"].value == pytest.approx(40 / N)
    assert found.instruction is None
    assert list(found.verdicts) == found.students == ["one", "two"]


def test_without_base_there_are_values_and_no_verdict() -> None:
    found = measured(mixed("student", 30, 60), base=None)
    assert found.style["style"].shares is None
    assert found.verdicts == {}
    assert found.is_decided


def test_the_ceiling_is_what_style_is_measured_to() -> None:
    other = RICH.replace("thing", "matter")
    ceiling = run("again", [other] * N, [True] * 200)
    student = run("student", [other] * 30 + [POOR] * 30, [False] * 200)
    found = measured(student, ceiling=ceiling)
    assert found.ceiling == "again"
    shares = found.style["style"].shares
    assert shares
    assert shares["student"].value == pytest.approx(0.5)
    assert found.style["style"].values["again"].value < 1
    without = measured(student).style["style"].shares
    assert without
    assert without["student"].value < 0.5


def test_other_samples_of_the_teacher_are_the_ceiling() -> None:
    old = TEACHER.results
    responses = dict(old.responses)
    for (suite, item, _), row in old.responses.items():
        again = msgspec.structs.replace(row, sample=1, answer=row.answer.replace("one", "won"))
        responses[suite, item, 1] = again
    scored = dict(old.scored)
    for (suite, item, _), decided in old.scored.items():
        scored[suite, item, 1] = msgspec.structs.replace(decided, sample=1)
    twice = dataclasses.replace(TEACHER, results=Results(old.suites, 2, responses, scored))
    found = measured(mixed("student", 30, 60), teacher=twice)
    assert found.ceiling == "teacher (other samples)"
    assert 0.9 < found.style["style"].values[found.ceiling].value < 1
    assert not any("lower bounds" in note for note in notes(found))


def test_answers_cut_off_are_excluded_and_counted() -> None:
    base, student = BASE, mixed("student", 30, 60)
    for number in range(4):
        base = changed(base, f"o{number}", finish_reason="length")
    student = changed(student, "o3", think="unclosed")
    student = changed(student, "o4", finish_reason="length")
    found = measured(student, base=base)
    assert found.excluded.truncated == {"teacher": 0, "student": 2, "base": 4}
    assert found.excluded.prompts == 5
    assert found.style["style"].n == N - 5
    assert any(
        note == "5 prompts are excluded from style (answers cut off: 2 of student, 4 of base)"
        for note in notes(found)
    )


def test_nothing_left_to_compare_is_incomplete() -> None:
    base = BASE
    for number in range(N):
        base = changed(base, f"o{number}", finish_reason="length")
    with pytest.raises(
        IncompleteRunError, match=r"cut off: 0 of teacher, 0 of student, 60 of base"
    ):
        measured(mixed("student", 30, 60), base=base)


@pytest.mark.parametrize("lack", [{"gone": True}, {"answer": " \n"}, {"error": "the engine died"}])
def test_a_teacher_without_an_answer(lack: dict[str, Any]) -> None:
    teacher = changed(TEACHER, "o7", **lack)
    with pytest.raises(DataError, match=r"no answer to 1 of 60 prompts \(first: o7\)"):
        measured(mixed("student", 30, 60), teacher=teacher)
    found = measured(mixed("student", 30, 60), teacher=teacher, allow_missing=True)
    assert (found.excluded.prompts, found.excluded.unanswered) == (1, 1)
    assert found.style["style"].n == N - 1


def test_a_student_without_an_answer_is_near_to_nothing() -> None:
    student = changed(run("student", [RICH] * N), "o0", gone=True)
    teacher, base = run("teacher", [RICH] * N), run("base", [POOR] * N)
    found = imitation(teacher, [student], base, draws=200)
    assert found.style["style"].values["student"].value == pytest.approx((N - 1) / N)
    assert found.excluded.blank == {"teacher": 0, "student": 1, "base": 0}


def test_few_prompts_decide_nothing() -> None:
    teacher, base, student = (
        mixed(name, rich, right, n=29)
        for name, rich, right in (("t", 29, 180), ("b", 0, 20), ("s", 20, 60))
    )
    found = measured(student, teacher=teacher, base=base)
    assert found.verdicts["s"].words == "not decidable with n = 29 style prompts and 200 facts"
    assert found.verdicts["s"].style == "not decidable"
    assert "29 prompts are too few" in found.verdicts["s"].reason
    assert not found.is_decided


def test_no_questions_of_fact() -> None:
    runs = [run(name, [answer] * N) for name, answer in (("t", RICH), ("s", RICH), ("b", POOR))]
    found = imitation(runs[0], runs[1:2], runs[2], draws=200)
    assert found.factuality is None
    assert found.verdicts["s"].knowledge == "not measured"
    assert found.verdicts["s"].words == "not decidable with n = 60 style prompts and 0 facts"


def test_runs_that_cannot_be_compared() -> None:
    student = mixed("student", 30, 60)
    with pytest.raises(UsageError, match="needs a student"):
        measured()
    with pytest.raises(UsageError, match="named twice"):
        measured(TEACHER)
    suite = student.results.suites[0]
    other = msgspec.structs.replace(suite.items[0], prompt="Another one")
    suites = [msgspec.structs.replace(suite, items=(other, *suite.items[1:]))]
    results = Results(suites, 1, student.results.responses)
    with pytest.raises(DataError, match="is another one"):
        measured(dataclasses.replace(student, results=results))
    renamed = [msgspec.structs.replace(suite, name="elsewhere")]
    results = Results(renamed, 1, student.results.responses)
    with pytest.raises(DataError, match="no suite in common"):
        measured(dataclasses.replace(student, results=results))


def shown(run: Run, right: int) -> Run:
    """The same run with the suite of facts asked once more, after three solved examples."""
    old = run.results
    suite = msgspec.structs.replace(old.suites[1], name="facts@3", shots=3)
    rows = [row for (name, _, _), row in old.scored.items() if name == "facts"]
    scored = dict(old.scored)
    for number, row in enumerate(rows):
        (one,) = row.decisions
        decision = msgspec.structs.replace(one, strict=number < right)
        scored["facts@3", row.item, 0] = msgspec.structs.replace(
            row, suite="facts@3", decisions=(decision,)
        )
    results = Results([*old.suites, suite], 1, old.responses, scored)
    return dataclasses.replace(run, results=results)


def test_solved_examples_count_beside_and_never_for_style() -> None:
    found = measured(
        shown(mixed("student", 30, 40), 120), teacher=shown(TEACHER, 180), base=shown(BASE, 60)
    )
    assert found.factuality
    assert found.factuality.total.n == 200
    assert found.factuality.total.values["student"].value == pytest.approx(0.4)
    assert {name: gap.values["student"].value for name, gap in found.factuality.suites.items()} == {
        "facts": pytest.approx(0.2),
        "facts@3": pytest.approx(0.6),
    }
    assert found.style["style"].n == N


def test_style_is_read_from_prompts_with_constraints_where_there_are_no_others() -> None:
    def obedient(name: str, answer: str, good: int) -> Run:
        made = run(name, [], [i < good for i in range(N)])
        suite = made.results.suites[0]
        items = tuple(
            Item(
                item.id,
                prompt=item.prompt,
                constraints=(
                    msgspec.structs.replace(item.constraints[0], id="keywords:existence"),
                ),
            )
            for item in suite.items
        )
        rows = {
            ("facts", item.id, 0): Response("facts", item.id, 0, 0, answer, None, answer, "none")
            for item in items
        }
        suites = [msgspec.structs.replace(suite, items=items)]
        return dataclasses.replace(made, results=Results(suites, 1, rows, made.results.scored))

    found = imitation(
        obedient("t", RICH, 60), [obedient("s", RICH, 30)], obedient("b", POOR, 0), draws=200
    )
    assert found.instruction
    assert found.instruction.total.values["s"].value == 0.5
    assert found.style["style"].n == N
    assert found.factuality is None


def test_what_is_found_is_plain_json_and_the_same_twice() -> None:
    student = mixed("student", 30, 60)
    one, other = (msgspec.json.encode(to_json(measured(student))) for _ in range(2))
    assert one == other
    assert b"NaN" not in one


@pytest.mark.parametrize("kind", MADE["KINDS"])
def test_known_shares_are_recovered(kind: str) -> None:
    """benchmarks/imitation.py has 200 of each kind."""
    held = 0
    for seed in range(4):
        *truth, found = MADE["simulate"](kind, seed, 300)
        for true, one in zip(truth, MADE["shares"](found), strict=True):
            held += one.low <= true <= one.high
    assert held >= 7
