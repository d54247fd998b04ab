"""The page of many runs: what it says, that it is safe, and how it looks in a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from boards import run

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
