"""Charts as PNG files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from boards import assembled, small_board
from made_up import COMMAS, item, sample
from PIL import Image

from ifeval_kit.comparison import SuiteComparison
from ifeval_kit.errors import MissingResourceError, StorageError
from ifeval_kit.reporting.board import write_board
from ifeval_kit.reporting.charts import write_charts


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SuiteComparison]:
    return write_board(tmp_path_factory.mktemp("board") / "board.html", small_board())


def test_two_charts_a_suite(compared: dict[str, SuiteComparison], tmp_path: Path) -> None:
    paths = write_charts(tmp_path / "charts", compared)
    assert [path.name for path in paths] == [
        f"{suite}-{kind}.png" for suite in ("birds", "calm") for kind in ("ranking", "categories")
    ]
    with Image.open(paths[0]) as image:
        assert image.format == "PNG"
        assert image.width > 900
        colours = image.convert("RGB").getcolors(1 << 20)
    assert colours
    assert (31, 78, 140) in {colour for _, colour in colours}, "the dots are drawn"
    again = write_charts(tmp_path / "again", compared)
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]


def test_names_that_are_no_file_names_and_no_formulas(tmp_path: Path) -> None:
    run = assembled("$x_{1}$ \\alpha\n", [sample("../a/$b", item("one", "Hi.", COMMAS), "p", "Hi")])
    compared = write_board(tmp_path / "board.html", [run])
    (ranking, _) = write_charts(tmp_path, compared)
    assert ranking == tmp_path / ".._a__b-ranking.png"
    assert ranking.exists()


def test_what_is_missing_is_named(
    compared: dict[str, SuiteComparison], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be made"):
        write_charts(tmp_path / "file", compared)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingResourceError, match=r'pip install "ifeval-kit\[plots\]"'):
        write_charts(tmp_path, compared)
