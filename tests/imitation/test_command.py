"""``ifk imitation``: what it prints and writes, its exit codes, and runs without constraints."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.cli import main
from ifeval_kit.cli.imitation import imitation as command
from ifeval_kit.comparison import compare
from ifeval_kit.datasets import load_suite
from ifeval_kit.errors import DataError
from ifeval_kit.gate import Gate, Rule, decide
from ifeval_kit.imitation import LEAST_SHARE
from ifeval_kit.reporting.board import write_board
from ifeval_kit.results import read_run
from ifeval_kit.stored import score_file

RICH = "Sure, here:\n\n- **one**\n- **two**\n\nOverall, a river."
POOR = "Nothing, really"


def stored(folder: Path, name: str, suite: Path, answers: Sequence[str | None]) -> Path:
    """A run directory of stored answers."""
    rows = [
        {"id": f"p{i}", "response": answer, "finish_reason": "stop"}
        for i, answer in enumerate(answers)
    ]
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    score_file(path, load_suite(suite), out=folder / name)
    return folder / name


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Runs of 40 open prompts, and of 40 that ask for a river."""
    folder = tmp_path_factory.mktemp("runs")
    river = [{"id": "keywords:existence", "kwargs": {"keywords": ["river"]}}]
    made: dict[str, Path] = {}
    kinds: dict[str, list[Any]] = {"open": [], "river": river}
    for kind, constraints in kinds.items():
        suite = folder / f"{kind}.jsonl"
        rows = [
            {"id": f"p{i}", "prompt": f"Prompt {i} <b>", "constraints": constraints}
            for i in range(40)
        ]
        suite.write_text("".join(json.dumps(row) + "\n" for row in rows))
        for name, rich in (("teacher", 40), ("half", 20), ("most", 30), ("base", 0)):
            answers = [RICH] * rich + [POOR] * (40 - rich)
            made[f"{kind}-{name}"] = stored(folder, f"{kind}-{name}", suite, answers)
    suite = folder / "open.jsonl"
    made["open-silent"] = stored(folder, "open-silent", suite, [RICH] * 38 + [None, " "])
    return made


@pytest.fixture
def asked(
    runs: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """The program with the names of runs for their folders: exit code, output, errors."""

    def ask(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(runs.get(argument, argument)) for argument in arguments])
        done = capsys.readouterr()
        return int(left.value.code or 0), done.out, done.err

    return ask


Ask = Callable[..., tuple[int, str, str]]
RIVER = ("--teacher", "river-teacher", "--student", "river-half", "--base", "river-base")
OPEN = ("--teacher", "open-teacher", "--student", "open-half", "--base", "open-base")


def test_the_last_line_says_what_the_code_says(asked: Ask) -> None:
    code, out, _ = asked("imitation", *RIVER)
    lines = out.splitlines()
    style = next(line.split() for line in lines if line.startswith(" style "))
    assert style[:2] + style[5:7] == ["style", "40", "50", "%"]
    obeyed = next(line.split() for line in lines if "instruction following" in line)
    assert obeyed[2:7] == ["40", "0.000", "0.500", "1.000", "50"]
    assert code == 4
    assert lines[-1] == "not decidable with n = 40 style prompts and 0 facts (exit 4)"
    code, out, _ = asked("imitation", *RIVER, "--student", "river-most")
    assert (code, out.splitlines()[-1]) == (4, "0 of 2 students decided (exit 4)")
    code, out, _ = asked("imitation", *RIVER[:4])
    assert code == 0
    assert out.splitlines()[-1] == "done (exit 0): without --base there is no gap, and no verdict"


def test_the_bound_is_the_same_in_both_places() -> None:
    (least,) = [option for option in command.params if option.name == "least"]
    assert least.default == LEAST_SHARE


def test_json_is_all_that_is_printed(asked: Ask) -> None:
    code, out, err = asked("imitation", *OPEN, "--json")
    found = json.loads(out)
    assert (code, err, found["schema"]) == (4, "", 1)
    assert found["style"]["style"]["shares"]["open-half"]["value"] == pytest.approx(0.5)
    assert found["instruction"] is None
    assert set(found["runs"]) == {"open-teacher", "open-half", "open-base"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--teacher", "open-teacher"), "Missing option '--student'"),
        (("--teacher", "open-teacher", "--student", "river-half"), "no suite in common"),
        (("--teacher", "open-silent", "--student", "open-half"), "no answer to 2 of 40 prompts"),
        (("--teacher", "open-teacher", "--student", "nowhere"), "is no run directory"),
        (("--teacher", "open-half", "--student", "open-half"), "named twice"),
    ],
)
def test_bad_input(asked: Ask, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = asked("imitation", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_prompts_that_the_teacher_did_not_answer_can_be_left_out(asked: Ask) -> None:
    silent = ("--teacher", "open-silent", *OPEN[2:], "--allow-missing")
    _, out, _ = asked("imitation", *silent)
    assert "2 prompts are excluded from style (2 that the teacher did not answer)" in out


def test_the_page_is_one_safe_file(asked: Ask, tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        asked("imitation", *RIVER, "--student", "river-most", "--out", str(tmp_path / name))
        pages.append((tmp_path / name).read_text(encoding="utf-8"))
    page = pages[0]
    assert page == pages[1]
    assert "<b>" not in re.sub(
        r"<b>(?:Base|Student|Teacher|Gap closed, %|\d+ %|ifeval-kit)<", "", page
    )
    assert not re.search(r"(?:src|href)=.?https?:|<[^>]* (?:style|on\w+)=", page)
    marks = re.findall(r'class="inside"[^>]*>(\w)<', page)
    assert marks == ["B", "1", "2", "T"]
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="[\d.]+" r="10"', page)]
    assert places == sorted(places)
    assert len(re.findall(r'class="way(?: open)?"', page)) == 3
    assert page.count('<p class="words">Not decidable with n = 40 style prompts') == 2


def test_style_alone_is_drawn_as_a_line(asked: Ask, tmp_path: Path) -> None:
    asked("imitation", *OPEN, "--out", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    heights = set(re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)" r="10"', page))
    assert len(heights) == 1
    assert ">↑ " not in page


def test_runs_without_constraints_are_runs(asked: Ask, runs: dict[str, Path]) -> None:
    run, base = (read_run(runs[name]) for name in ("open-half", "open-base"))
    assert run.summary["suites"]["open"]["metrics"]["prompt_strict"]["n"] == 0
    assert (run.path / "report.html").stat().st_size > 1000
    with pytest.raises(DataError, match="compared by ifk imitation"):
        compare([base, run])
    with pytest.raises(DataError, match="nothing to rank by"):
        write_board(run.path / "board.html", [run])
    code, out, _ = asked("score", "open-half")
    assert code == 0
    assert "open: 40 answers, no constraints to decide" in out


def test_a_gate_passes_over_suites_without_constraints(runs: dict[str, Path]) -> None:
    run = read_run(runs["river-half"])
    empty = read_run(runs["open-half"])
    both = dict(run.summary["suites"]) | empty.summary["suites"]
    together = dataclasses.replace(run, summary=run.summary | {"suites": both})
    result = decide(Gate([Rule("prompt_strict", min=0.2), Rule("missing", max=0)]), together)
    assert [rule.suite for rule in result.rules] == ["river", "river", "open"]
    assert result.outcome == "pass"
    with pytest.raises(DataError, match="n = 0"):
        decide(Gate([Rule("prompt_strict", min=0.2)]), empty)


def test_a_gate_asks_for_a_least_share(asked: Ask, tmp_path: Path) -> None:
    rules = tmp_path / "gate.yaml"
    rules.write_text("rules:\n  - {metric: instruction_share, min: 0.3}\n")
    more = ("--rules", str(rules), "--base", "river-base")
    code, out, _ = asked("gate", "river-most", "--teacher", "river-teacher", *more)
    assert code == 0, out
    assert "gate passed" in out.splitlines()[-1]
    code, _, err = asked("gate", "river-most", *more)
    assert code == 2
    assert "--teacher RUN --base RUN" in err


def test_a_verdict_on_every_student_ends_with_exit_0(
    asked: Ask, runs: dict[str, Path], tmp_path: Path
) -> None:
    suite = tmp_path / "both.jsonl"
    fact = [{"id": "facts:alias_match", "kwargs": {"answers": ["Paris"]}}]
    rows = [
        {"id": f"p{i}", "prompt": f"Prompt {i}", "constraints": fact if i >= 40 else []}
        for i in range(80)
    ]
    suite.write_text("".join(json.dumps(row) + "\n" for row in rows))
    answers = {
        "guide": [RICH] * 40 + ["Paris"] * 40,
        "parrot": [RICH] * 40 + ["Rome"] * 40,
        "scholar": [POOR] * 40 + ["Paris"] * 40,
        "start": [POOR] * 40 + ["Rome"] * 40,
    }
    for name, texts in answers.items():
        runs[name] = stored(tmp_path, name, suite, texts)
    students = ("--student", "parrot", "--student", "scholar")
    code, out, _ = asked("imitation", "--teacher", "guide", *students, "--base", "start")
    lines = out.splitlines()
    assert (code, lines[-1]) == (0, "2 of 2 students decided (exit 0)")
    assert "parrot: imitation without knowledge" in lines
    assert "scholar: knowledge without imitation" in lines
    code, out, _ = asked("imitation", "--teacher", "guide", *students[:2], "--base", "start")
    assert (code, out.splitlines()[-1]) == (0, "imitation without knowledge (exit 0)")
