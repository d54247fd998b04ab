"""``ifk suites`` and ``ifk checks`` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ifeval_kit.cli import main
from ifeval_kit.datasets import load_suite
from ifeval_kit.verifiers import PROFILES


@pytest.fixture
def ifk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> "Ifk":  # noqa: UP037
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("IFK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("IFK_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    return Ifk(capfd)


class Ifk:
    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Run ``ifk`` and return its exit code, standard output and standard error."""
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        out, err = self._capfd.readouterr()
        return int(left.value.code or 0), out, err


def test_suites_list(ifk: Ifk) -> None:
    code, out, _ = ifk("suites", "list")
    assert code == 0
    [core] = [line for line in out.splitlines() if line.startswith("core")]
    assert core.split()[1] == "360"
    [ifeval] = [line for line in out.splitlines() if line.startswith("ifeval")]
    assert ifeval.split()[1] == "–"
    told = " ".join(out.split())
    assert "ifeval" in told.partition("Not here are the prompts of ")[2]
    assert told.endswith("fetch them: ifk suites pull NAME")


def test_suites_show(ifk: Ifk) -> None:
    code, out, _ = ifk("suites", "show", "core", "--items", "1")
    assert code == 0
    assert "core-1-0001" in out
    assert "core-1-0002" not in out
    assert load_suite("core").sha256 in out
    assert "length_constraints:number_words" in out


def test_suites_show_without_the_data(ifk: Ifk) -> None:
    code, out, err = ifk("suites", "show", "ifeval")
    assert (code, out) == (2, "")
    assert "ifk suites pull ifeval" in err


def test_suites_build_to_a_file_that_is_a_suite(ifk: Ifk, tmp_path: Path) -> None:
    code, out, err = ifk("suites", "build", "core", "--seed", "5", "--n", "30", "--out", "f.jsonl")
    assert (code, out) == (0, "")
    assert "30 prompts written to f.jsonl" in err
    assert len(load_suite(tmp_path / "f.jsonl").items) == 30
    written = (tmp_path / "f.jsonl").read_bytes()
    assert ifk("suites", "build", "core", "--seed", "5", "--n", "30")[1].encode() == written
    assert json.loads(written.splitlines()[0])["id"] == "core-5-0001"


def test_suites_new_show(ifk: Ifk) -> None:
    assert ifk("suites", "new", "mine")[0] == 0
    code, out, _ = ifk("suites", "show", "mine.yaml")
    assert code == 0
    assert "reply-1" in out
    assert "My parcel has not arrived." in out
    assert "assistant: We have three of them." in out
    code, _, err = ifk("suites", "new", "mine")
    assert code == 2
    assert "already exists" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("suites", "pull", "core"), "carries its prompts with it"),
        (("suites", "pull", "ifevl"), "did you mean 'ifeval'"),
        (("suites", "build", "ifeval", "--seed", "1", "--n", "3"), "no generator"),
        (("suites", "build", "core", "--seed", "x", "--n", "3"), "'x' is not a valid integer"),
        (("suites", "build", "core", "--seed", "1", "--n", "0"), "0 is not in the range"),
        (
            ("suites", "build", "core", "--seed", "1", "--n", "3", "--out", "no/f"),
            "cannot be written",
        ),
        (("suites", "show", "cores"), "did you mean 'core'"),
        (("checks", "show", "keywords:existance"), "did you mean 'keywords:existence'"),
        (("checks", "list", "--family", "ifevl"), "did you mean 'ifeval'"),
    ],
)
def test_wrong_arguments_end_in_one_line_and_no_traceback(
    ifk: Ifk, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = ifk(*arguments)
    assert (code != 0, out) == (True, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_checks_list(ifk: Ifk) -> None:
    code, out, _ = ifk("checks", "list", "--family", "ifeval")
    assert code == 0
    assert sum(":" in line.split(" ", 1)[0] for line in out.splitlines()) == 25
    assert "punctuation:no_comma" in out


def test_checks_show(ifk: Ifk) -> None:
    code, out, _ = ifk("checks", "show", "length_constraints:number_words")
    assert code == 0
    for part in ("num_words", "Wordings", "{relation}", "combination:two_responses", "Cases"):
        assert part in out, part


def test_checks_test(ifk: Ifk) -> None:
    code, out, _ = ifk("checks", "test")
    assert code == 0, out
    assert "all as they must be" in out
    counts = {"both": int(out.splitlines()[-1].split()[0])}
    for profile in PROFILES:
        code, out, _ = ifk("checks", "test", "--profile", profile)
        assert code == 0
        counts[profile] = int(out.splitlines()[-1].split()[0])
    assert counts["both"] == counts["upstream"] + counts["fixed"]


@pytest.mark.parametrize("name", ["list", "show", "pull", "build", "new", "lint"])
def test_help_of_suites_shows_an_example(ifk: Ifk, name: str) -> None:
    assert f"ifk suites {name}" in ifk("suites", name, "--help")[1].split("\n", 1)[1]


@pytest.mark.parametrize("name", ["list", "show", "test"])
def test_help_of_checks_shows_an_example(ifk: Ifk, name: str) -> None:
    assert f"ifk checks {name}" in ifk("checks", name, "--help")[1].split("\n", 1)[1]
