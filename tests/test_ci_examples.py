"""The action and the CI examples: valid for their service, and their shell steps run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ifeval_kit.gate import read_gate

ROOT = Path(__file__).parent.parent
CI = ROOT / "examples" / "ci"


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-actions", ROOT / "action.yml"),
        ("github-workflows", CI / "github" / "gate.yml"),
        ("gitlab-ci", CI / "gitlab" / ".gitlab-ci.yml"),
    ],
)
def test_it_is_valid_for_its_service(schema: str, path: Path) -> None:
    command = ["check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def actionlint(path: Path) -> None:
    program = Path(sys.executable).with_name("actionlint")
    done = subprocess.run([program, "-no-color", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_has_nothing_to_say_about_the_workflow() -> None:
    actionlint(CI / "github" / "gate.yml")


def test_actionlint_has_nothing_to_say_about_the_steps_of_the_action(tmp_path: Path) -> None:
    steps = action()["runs"]["steps"]
    inputs = {name: {"type": "string"} for name in action()["inputs"]}
    workflow = {
        "on": {"workflow_call": {"inputs": inputs}},
        "jobs": {"gate": {"runs-on": "ubuntu-latest", "steps": steps}},
    }
    path = tmp_path / "gate.yml"
    path.write_text(yaml.safe_dump(workflow), encoding="utf-8")
    actionlint(path)


def action() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return content


def test_the_readme_names_all_inputs_and_their_defaults() -> None:
    rows = {
        cells[0].strip().strip("`"): cells[1].strip().strip("`")
        for line in (CI / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `") and len(cells := line.strip("|").split("|")) == 3
    }
    inputs = action()["inputs"]
    assert set(rows) == set(inputs)
    for name, given in inputs.items():
        assert rows[name] == (given.get("default", "") or ("none" if "default" in given else ""))


def test_the_example_uses_inputs_that_there_are() -> None:
    workflow = yaml.safe_load((CI / "github" / "gate.yml").read_text(encoding="utf-8"))
    (step,) = [
        step for step in workflow["jobs"]["gate"]["steps"] if "ifeval-kit" in step.get("uses", "")
    ]
    assert set(step["with"]) <= set(action()["inputs"])
    read_gate(CI / "gate.yaml")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout with answers, rules, a baseline, and ``ifk`` on the path."""
    rows = [
        {"id": f"p{i}", "prompt": f"Prompt {i}", "constraints": [{"id": "punctuation:no_comma"}]}
        for i in range(60)
    ]
    write(tmp_path / "own.jsonl", rows)
    for name, good in (("old", 60), ("same", 60), ("worse", 10)):
        answers = [{"id": f"p{i}", "response": "fine" if i < good else "a, b"} for i in range(60)]
        write(tmp_path / f"{name}.jsonl", answers)
    shutil.copy(CI / "gate.yaml", tmp_path)
    (tmp_path / "bin").mkdir()
    for name, module in (("ifk", "ifeval_kit"), ("python", "")):
        tool = tmp_path / "bin" / name
        rest = f"-m {module} " if module else ""
        tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {rest}"$@"\n')
        tool.chmod(0o755)
    step(tmp_path, "Evaluate", evaluate="score old.jsonl --suite own.jsonl", out="baseline")
    return tmp_path


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def step(place: Path, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the shell of a step of the action as a runner does."""
    content = action()
    (found,) = [one for one in content["runs"]["steps"] if one["name"] == name]
    given = {key: value.get("default", "") for key, value in content["inputs"].items()} | inputs
    variables = {
        key: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for key, value in found["env"].items()
    }
    known = {
        "PATH": f"{place / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GITHUB_OUTPUT": str(place / "output"),
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    return subprocess.run(
        command,
        cwd=place,
        env=os.environ | known | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("answers", "code", "word"), [("same", 0, "passed"), ("worse", 1, "failed")]
)
def test_the_steps_of_the_action_run(place: Path, answers: str, code: int, word: str) -> None:
    evaluated = step(place, "Evaluate", evaluate=f"score {answers}.jsonl --suite own.jsonl")
    assert evaluated.returncode == 0, evaluated.stderr
    assert (place / "ifk-run" / "report.html").exists()
    done = step(place, "Gate", baseline="baseline")
    assert done.returncode == code, done.stderr
    assert f"gate {word}" in (place / "summary.md").read_text()
    assert (place / "output").read_text() == f"exit-code={code}\n"
    assert (place / "ifk-run" / "gate.xml").exists()


def test_a_gate_without_a_baseline_that_needs_one_ends_with_2(place: Path) -> None:
    step(place, "Evaluate", evaluate="score same.jsonl --suite own.jsonl")
    done = step(place, "Gate")
    assert done.returncode == 2
    assert "--baseline" in done.stderr


def test_the_script_of_gitlab_runs(place: Path) -> None:
    script = yaml.safe_load((CI / "gitlab" / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    lines = [line for line in script["gate"]["script"] if line.startswith("ifk gate")]
    (place / "baselines").mkdir()
    shutil.move(place / "baseline", place / "baselines" / "core")
    step(place, "Evaluate", evaluate="score same.jsonl --suite own.jsonl")
    done = subprocess.run(
        ["bash", "-ec", "\n".join(lines)],
        cwd=place,
        env=os.environ | {"PATH": f"{place / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (place / "gate.xml").exists()
    assert "gate passed" in (place / "gate.md").read_text()
