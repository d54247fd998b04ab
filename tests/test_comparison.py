"""Runs compared: what is paired, what is refused, what flips, and what the command prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.comparison import Comparison, compare, to_json
from ifeval_kit.datasets import load_suite
from ifeval_kit.errors import DataError, IfkError, UsageError
from ifeval_kit.results import read_run
from ifeval_kit.stored import score_file

GOOD, BAD = "A river runs", "Nothing, at all"


def suite_file(folder: Path, count: int = 40, name: str = "own", prompt: str = "Prompt") -> Path:
    """A suite of prompts that ask for no comma and, every other one, for a river."""
    rows = []
    for number in range(count):
        constraints: list[dict[str, Any]] = [{"id": "punctuation:no_comma"}]
        if number % 2:
            constraints.append({"id": "keywords:existence", "kwargs": {"keywords": ["river"]}})
        rows.append(
            {"id": f"p{number}", "prompt": f"{prompt} {number}", "constraints": constraints}
        )
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def run(folder: Path, suite: Path, answers: list[list[str]], **options: Any) -> Path:
    """A run directory of stored answers: ``answers[k][i]`` is sample k of prompt i."""
    rows = [
        {"id": f"p{number}", "sample": sample, "response": text}
        for sample, texts in enumerate(answers)
        for number, text in enumerate(texts)
    ]
    responses = folder.with_suffix(".jsonl")
    responses.write_text("".join(json.dumps(row) + "\n" for row in rows))
    profile, limit = options.get("profile"), options.get("limit")
    loaded = load_suite(suite, profile=profile, limit=limit)
    score_file(responses, loaded, out=folder, allow_missing=True)
    return folder


def compared(*paths: Path) -> Comparison:
    return compare([read_run(path) for path in paths])


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return suite_file(tmp_path)


def test_differences_and_flips(tmp_path: Path, suite: Path) -> None:
    base = run(tmp_path / "base", suite, [[GOOD] * 20 + [BAD] * 20])
    tuned = run(tmp_path / "tuned", suite, [[BAD] * 2 + [GOOD] * 38])
    found = compared(base, tuned).suites["own"]
    (pair,) = found.pairs
    whole = pair.scopes["suite"][""]["prompt_strict"]
    assert (whole.first, whole.second) == (0.5, 0.95)
    assert whole.value == pytest.approx(0.45)
    assert (whole.wins, whole.losses, whole.ties, whole.method) == (20, 2, 18, "mcnemar")
    assert whole.p < 0.001 < whole.low < whole.value < whole.high
    assert set(pair.scopes["category"]) == {"keywords", "punctuation"}
    keywords = pair.scopes["category"]["keywords"]["instruction_strict"]
    assert (keywords.n, keywords.wins, keywords.losses) == (20, 10, 1)
    assert keywords.q is not None
    assert keywords.q >= keywords.p
    assert len(pair.prompts) == 22
    assert (pair.prompts[0].item, pair.prompts[0].answers) == ("p0", (GOOD, BAD))
    first = [(flip.position, flip.check) for flip in pair.constraints if flip.item == "p1"]
    assert first == [(0, "punctuation:no_comma"), (1, "keywords:existence")]
    assert [(rank.run, rank.rank) for rank in found.ranking["prompt_strict"]] == [
        ("tuned", 1),
        ("base", 2),
    ]


def test_runs_that_chance_may_have_ordered_share_a_rank(tmp_path: Path, suite: Path) -> None:
    answers = {"a": 20, "b": 21, "c": 2}
    paths = [
        run(tmp_path / name, suite, [[GOOD] * good + [BAD] * (40 - good)])
        for name, good in answers.items()
    ]
    ranking = compared(*paths).suites["own"].ranking["prompt_strict"]
    assert [(rank.run, rank.rank) for rank in ranking] == [("b", 1), ("a", 1), ("c", 3)]


def test_common_prompts_alone_are_compared(tmp_path: Path, suite: Path) -> None:
    whole = run(tmp_path / "whole", suite, [[GOOD] * 40])
    part = run(tmp_path / "part", suite, [[BAD] * 12], limit=12)
    found = compared(whole, part).suites["own"]
    assert (found.n, found.left_out) == (12, {"whole": 28, "part": 0})
    assert found.summaries["whole"].metrics["prompt_strict"].n == 12


def test_what_is_missing_fails(tmp_path: Path, suite: Path) -> None:
    whole = run(tmp_path / "whole", suite, [[GOOD] * 40])
    cut = run(tmp_path / "cut", suite, [[GOOD] * 30])
    pair = compared(whole, cut).suites["own"].pairs[0]
    assert pair.scopes["suite"][""]["prompt_strict"].second == 0.75
    assert pair.prompts[0].answers == (GOOD, None)


def test_several_samples_have_any_and_all(tmp_path: Path, suite: Path) -> None:
    first = run(tmp_path / "one", suite, [[GOOD] * 40, [GOOD] * 20 + [BAD] * 20])
    second = run(tmp_path / "two", suite, [[GOOD] * 40, [GOOD] * 30 + [BAD] * 10])
    metrics = compared(first, second).suites["own"].pairs[0].scopes["suite"][""]
    assert metrics["prompt_strict"].first == 0.75
    assert metrics["prompt_strict"].method == "paired_t"
    assert metrics["prompt_strict_any"].first == 1
    assert (metrics["prompt_strict_all"].first, metrics["prompt_strict_all"].second) == (0.5, 0.75)


def test_the_command_shows_any_and_all_of_several_samples(tmp_path: Path, suite: Path) -> None:
    first = run(tmp_path / "one", suite, [[GOOD] * 40, [GOOD] * 20 + [BAD] * 20])
    second = run(tmp_path / "two", suite, [[GOOD] * 40, [GOOD] * 30 + [BAD] * 10])
    shown = ifk("compare", first, second)
    assert shown.returncode == 0, shown.stderr
    assert "prompt strict any" in shown.stdout
    assert "prompt strict all" in shown.stdout
    told = json.loads(ifk("compare", first, second, "--json").stdout)
    metrics = told["suites"]["own"]["pairs"][0]["scopes"]["suite"][""]
    assert metrics["prompt_strict_any"]["second"] == 1
    assert metrics["prompt_strict_all"]["value"] == 0.25


def test_other_prompts_under_the_same_ids_are_refused(tmp_path: Path, suite: Path) -> None:
    one = run(tmp_path / "one", suite, [[GOOD] * 40])
    (tmp_path / "elsewhere").mkdir()
    other = run(
        tmp_path / "other", suite_file(tmp_path / "elsewhere", prompt="Another"), [[GOOD] * 40]
    )
    with pytest.raises(DataError, match="prompt 'p0' of suite 'own' is another one in other"):
        compared(one, other)


def test_other_profiles_suites_and_names_are_refused(tmp_path: Path, suite: Path) -> None:
    one = run(tmp_path / "one", suite, [[GOOD] * 40])
    upstream = run(tmp_path / "upstream", suite, [[GOOD] * 40], profile="upstream")
    other = run(tmp_path / "other", suite_file(tmp_path, 4, "second"), [[GOOD] * 4])
    with pytest.raises(
        DataError,
        match="profile version of suite 'own' is fixed-1 in one and upstream-1 in upstream",
    ):
        compared(one, upstream)
    with pytest.raises(DataError, match="no suite in common"):
        compared(one, other)
    with pytest.raises(UsageError, match="named twice"):
        compared(one, one)
    with pytest.raises(UsageError, match="at least two"):
        compared(one)


def test_a_run_that_has_not_ended_is_refused(tmp_path: Path, suite: Path) -> None:
    one = run(tmp_path / "one", suite, [[GOOD] * 40])
    (one / "summary.json").unlink()
    with pytest.raises(IfkError, match=r"no summary\.json"):
        read_run(one)
    (one / "summary.json").write_text("{")
    with pytest.raises(DataError, match="make it anew"):
        read_run(one)


def ifk(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ifeval_kit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(tmp_path: Path, suite: Path) -> None:
    base = run(tmp_path / "base", suite, [[f"{BAD} \x1b[31m[bold]"] * 20 + [GOOD] * 20])
    tuned = run(tmp_path / "tuned", suite, [[GOOD] * 40])
    done = ifk("compare", base, tuned, "--flips", "1")
    assert done.returncode == 0, done.stderr
    assert "prompts that changed (strict): 20 better in B, 0 worse" in done.stdout
    assert "prompt strict" in done.stdout
    assert "[bold]" in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 200
    as_json = ifk("compare", base, tuned, "--json")
    assert json.loads(as_json.stdout) == json.loads(json.dumps(to_json(compared(base, tuned))))
    assert ifk("compare", base, tuned, "--json").stdout == as_json.stdout
    for arguments, said in (([base], "at least two"), ([base, tmp_path], "no run directory")):
        failed = ifk("compare", *arguments)
        assert failed.returncode == 2
        assert said in failed.stderr
        assert "Traceback" not in failed.stderr
