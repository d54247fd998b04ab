"""The page of many runs: what it says, that it is safe, and how it looks in a browser."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from boards import run, small_board
from test_report import GOLDEN, readable, rows, samples_in

from ifeval_kit.errors import DataError, UsageError
from ifeval_kit.reporting.board import write_board
from ifeval_kit.results import Run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Runs of a suite with two checks; ``b`` and ``c`` differ by one answer."""
    folder = tmp_path_factory.mktemp("board")
    made = {
        name: run(folder, "own", name, good)
        for name, good in {"a": 10, "b": 50, "c": 51, "d": 60}.items()
    }
    made["other"] = run(folder, "second", "other", 30)
    return made


def cells(html: str, label: str) -> list[str]:
    """The first row of a table with this label, tags removed."""
    (row, *_) = re.findall(rf"<tr>(?:(?!</tr>).)*{label}(?:(?!</tr>).)*</tr>", html, re.DOTALL)
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def test_the_ranking_has_ties(runs: dict[str, Run], tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    write_board(path, [runs[name] for name in "abcd"])
    html = path.read_text(encoding="utf-8")
    ranking = html[html.index('class="board"') : html.index('class="terms"')]
    ranks = re.findall(r'<td class="num" data-value="(\d)">\s*(=?\d)</td>', ranking)
    assert [shown for _, shown in ranks] == ["1", "=2", "=2", "4"]
    assert cells(ranking, ">b<")[2:4] == ["83.3", "83.3"]
    # 83.3 % against 100 %: clear; against 85 %: not.
    pairs = html[html.index('id="pairs-1"') : html.index('id="categories-1"')]
    assert re.findall(r'<td class="(\w+)(?: clear)?"[^>]*>\+(?:16\.7|1\.7)<', pairs) == [
        "up",
        "level",
    ]


def contrasts(html: str) -> dict[str, Any]:
    """What the page knows of every two runs."""
    match = re.search(r'id="contrasts">(.*?)</script>', html)
    assert match
    (found,) = rows(base64.b64decode(match[1]))
    return found


def test_the_page_is_the_golden_one(tmp_path: Path) -> None:
    write_board(tmp_path / "board.html", small_board())
    html = (tmp_path / "board.html").read_text(encoding="utf-8")
    found = json.dumps(contrasts(html), ensure_ascii=False, indent=1)
    html = re.sub(
        r'(id="contrasts">).*?(</script>)', lambda m: f"{m[1]}\n{found}\n{m[2]}", readable(html)
    )
    golden = GOLDEN / "board.html"
    if os.environ.get("IFK_UPDATE_GOLDEN"):
        golden.write_text(html, encoding="utf-8")
    assert html == golden.read_text(encoding="utf-8"), "accept with IFK_UPDATE_GOLDEN=1"


def test_two_runs_beside_each_other(tmp_path: Path) -> None:
    """By hand: on b2 and b5 the second run fails where the first passes, strict; b3 is loose."""
    write_board(tmp_path / "board.html", small_board())
    found = contrasts((tmp_path / "board.html").read_text(encoding="utf-8"))
    birds = next(suite for suite in found["suites"] if suite["name"] == "birds")
    labels = [(row["group"], row["label"]) for row in birds["rows"]]
    first, second, value, low, high, _, n, better, worse, clear = birds["pairs"]["0,1"][
        labels.index(("Whole suite", "Prompts, strict"))
    ]
    assert (first, second, value, n, better, worse, clear) == (1, 0.4, -0.6, 5, 0, 3, 0)
    assert low < value < high
    loose = birds["pairs"]["0,1"][labels.index(("Whole suite", "Prompts, loose"))]
    assert (loose[1], loose[8]) == (0.6, 2)
    assert ("Checks", "marks:no_comma") in labels
    assert birds["rows"][labels.index(("Languages", "de"))]["filter"] == {"language": "de"}
    calm = next(suite for suite in found["suites"] if suite["name"] == "calm")
    assert set(calm["pairs"]) == {"0,1"}, "the third run has not answered it"


def test_samples_of_all_runs_are_inside(tmp_path: Path) -> None:
    write_board(tmp_path / "board.html", small_board())
    html = (tmp_path / "board.html").read_text(encoding="utf-8")
    match = re.search(r'id="data">(.*?)</script>', html)
    assert match
    lines = rows(base64.b64decode(match[1]))
    assert lines[0] == {"runs": ["river/heron-1b", "river/heron-2b", "stork"]}
    assert sum("prompt" in line for line in lines) == 6, "a prompt is there once, for all runs"
    found = [(one["item"], one.get("run", 0), one["outcome"]) for one in samples_in(lines)]
    assert found[:3] == [("b1", 0, "pass"), ("b1", 1, "pass"), ("b1", 2, "fail")]
    assert len(found) == 3 * 5 + 2


def test_what_does_not_fit_goes_to_a_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    write_board(path, small_board(), limit=1000)
    html = path.read_text(encoding="utf-8")
    rest = samples_in(rows((tmp_path / "board.samples.jsonl.gz").read_bytes()))
    kept = re.search(r"This page holds (\d+) of 17 samples, those that failed first", html)
    assert kept
    assert 0 < int(kept[1]) == 17 - len(rest)
    passed = [one for one in rest if one["outcome"] == "pass"]
    assert int(kept[1]) <= 8 or passed == rest


def test_only_common_prompts_are_shown(tmp_path: Path) -> None:
    """The samples are those behind the numbers."""
    one, other = small_board()[:2]
    (suite, *_) = other.results.suites
    other.results.suites = [msgspec.structs.replace(suite, items=suite.items[:2])]
    write_board(tmp_path / "board.html", [one, other])
    html = (tmp_path / "board.html").read_text(encoding="utf-8")
    match = re.search(r'id="data">(.*?)</script>', html)
    assert match
    shown = samples_in(rows(base64.b64decode(match[1])))
    assert [(of["suite"], of["item"]) for of in shown] == [
        ("birds", "b1"),
        ("birds", "b1"),
        ("birds", "b2"),
        ("birds", "b2"),
        ("calm", "c1"),
    ]
    assert "Not all runs were asked 3 prompts of river/heron-1b: they are left out." in html


def test_the_same_runs_give_the_same_bytes(runs: dict[str, Run], tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        write_board(tmp_path / name, list(runs.values()), title="Twice")
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_settings_that_differ_are_marked(runs: dict[str, Run], tmp_path: Path) -> None:
    write_board(tmp_path / "board.html", [runs["a"], runs["b"]])
    html = (tmp_path / "board.html").read_text(encoding="utf-8")
    differing = re.findall(r'<tr class="differs"><th scope="row">([^<]+)', html)
    assert {"model", "folder", "settings.responses"} <= set(differing)
    assert "settings.sampling.samples" not in differing


def test_one_run_and_runs_of_different_suites(runs: dict[str, Run], tmp_path: Path) -> None:
    write_board(tmp_path / "one.html", [runs["a"]])
    assert 'id="pairs-1"' not in (tmp_path / "one.html").read_text(encoding="utf-8")
    write_board(tmp_path / "two.html", [runs["a"], runs["other"]])
    html = (tmp_path / "two.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2>([^<]+)</h2>", html)
    assert headings[:3] == ["All suites", "own", "second"]


def test_what_cannot_be_ranked_is_refused(runs: dict[str, Run], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one"):
        write_board(tmp_path / "x.html", [])
    with pytest.raises(UsageError, match="named twice"):
        write_board(tmp_path / "x.html", [runs["a"], runs["a"]])
    (tmp_path / "elsewhere").mkdir()
    changed = run(tmp_path / "elsewhere", "own", "changed", 5)
    suite = changed.results.suites[0]
    item = suite.items[0]
    other = msgspec.structs.replace(item, prompt="Another one")
    changed.results.suites = [msgspec.structs.replace(suite, items=(other, *suite.items[1:]))]
    with pytest.raises(DataError, match="is another one"):
        write_board(tmp_path / "x.html", [runs["a"], changed])


def test_the_command(runs: dict[str, Run], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ifeval_kit", "report"]
    out = tmp_path / "board.html"
    done = subprocess.run(
        [*command, str(runs["a"].path), str(runs["b"].path), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert out.exists()
    for arguments in (["--out", str(out)], [str(tmp_path), "--out", str(out)]):
        failed = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        assert failed.returncode == 2
        assert "Traceback" not in failed.stderr
