"""The page of many runs in a real browser: every view, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from boards import assembled, small_board
from made_up import COMMAS, item, sample
from playwright.sync_api import expect
from views import WIDTHS, OpenPage, complaints, fits, listed

from ifeval_kit.reporting.board import write_board

pytestmark = pytest.mark.browser
pytest_plugins = ("silent_pages",)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs of two suites."""
    path = tmp_path_factory.mktemp("board") / "board.html"
    write_board(path, small_board())
    return path


@WIDTHS
def test_tables_sort_are_searched_and_lose_columns(
    width: int, board: Path, open_page: OpenPage
) -> None:
    page = open_page(board, width=width)
    assert fits(page)
    ranking = page.get_by_role("table", name="Ranking on birds")
    names = ranking.locator("tbody th")
    expect(names).to_have_text(["river/heron-1b", "river/heron-2b", "stork"])
    ranking.get_by_role("button", name="Rank").click()
    expect(names).to_have_text(["stork", "river/heron-2b", "river/heron-1b"])
    tools = page.get_by_role("form", name="Ranking on birds")
    tools.get_by_label("Find a model").fill("HERON")
    assert [name.is_visible() for name in names.all()] == [False, True, True]
    loose = ranking.get_by_role("columnheader", name="Prompts, loose")
    expect(loose).to_be_visible()
    tools.locator("summary").click()
    tools.get_by_label("Prompts, loose").uncheck()
    expect(loose).to_be_hidden()
    page.keyboard.press("Escape")
    expect(tools.get_by_label("Prompts, loose")).to_be_hidden()
    every = page.get_by_role("table", name="All suites")
    expect(every.locator("tbody tr").last.locator("td").nth(1)).to_have_text("–")
    assert fits(page)


@WIDTHS
def test_what_is_behind_a_number(width: int, board: Path, open_page: OpenPage) -> None:
    page = open_page(board, width=width)
    table = page.get_by_role("region", name="Categories of birds").locator("table")
    table.locator("td[title]").first.click()
    detail = page.get_by_role("status").filter(has_text="length")
    expect(detail).to_contain_text("river/heron-1b, length: 100.0 % (")
    expect(detail).to_contain_text("n = 2")
    page.keyboard.press("ArrowRight")
    expect(detail).to_contain_text("river/heron-2b, length: 0.0 %")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(detail).to_contain_text("river/heron-1b")
    page.keyboard.press("ArrowRight")
    detail.get_by_role("link", name="see failed samples").click()
    expect(page.locator(".count")).to_have_text("Samples 1 to 2 of 2")
    assert listed(page) == ["b2", "b5"]
    expect(page.locator(".live select[name=run]")).to_have_value("river/heron-2b")
    assert fits(page)


@WIDTHS
def test_two_runs_are_compared(width: int, board: Path, open_page: OpenPage) -> None:
    page = open_page(board, "#suite=birds&first=stork&second=river/heron-1b", width=width)
    row = page.locator(".contrast tr", has_text="Prompts, strict")
    expect(row.locator("td").nth(3)).to_have_text("+60.0")
    expect(row.locator("td").nth(7)).to_have_text("3")
    assert fits(page)
    page.locator("#compare select[name=first]").select_option("river/heron-1b")
    expect(page.locator("#compare .notice")).to_have_text("Pick two different runs.")
    page.locator("#compare select[name=second]").select_option("stork")
    expect(row.locator("td").nth(3)).to_have_text("−60.0")
    assert "first=river%2Fheron-1b&second=stork" in page.evaluate("location.hash")
    row.get_by_role("link").click()
    expect(page.locator(".rows li")).to_have_count(3)
    assert listed(page) == ["b1", "b2", "b3"]
    expect(page.locator(".show [aria-current]")).to_have_text("Worse 3")
    page.go_back()
    page.locator("#compare select[name=suite]").select_option("calm")
    expect(page.locator("#compare .notice")).to_have_text("Not both runs have answered calm.")


def test_a_cell_of_the_differences_leads_to_the_two(board: Path, open_page: OpenPage) -> None:
    page = open_page(board)
    region = page.get_by_role("region", name="Differences on birds")
    region.locator("td[title]").first.click()
    page.get_by_role("link", name="compare the two").click()
    expect(page.locator("#compare select[name=second]")).to_have_value("river/heron-1b")
    expect(page.locator("#compare select[name=first]")).to_have_value("river/heron-2b")


def test_runs_that_disagree(board: Path, open_page: OpenPage) -> None:
    page = open_page(board, "#show=all")
    expect(page.locator(".count")).to_have_text("Samples 1 to 17 of 17")
    page.locator(".show").get_by_role("link", name="Disagreement").click()
    expect(page.locator(".rows li")).to_have_count(14)
    page.locator(".live select[name=run]").select_option("stork")
    page.locator(".live select[name=against]").select_option("river/heron-2b")
    expect(page.locator(".show [aria-current]")).to_contain_text("Disagreement")
    expect(page.locator(".rows li")).to_have_count(2)
    assert listed(page) == ["b1", "b5"]
    page.locator(".show").get_by_role("link", name="Better").click()
    expect(page.locator(".rows li")).to_have_count(1)
    assert listed(page) == ["b5"]
    page.locator(".live select[name=check]").select_option("marks:no_comma")
    expect(page.locator(".rows li")).to_have_count(0)
    page.locator(".live select[name=against]").select_option("")
    expect(page.locator(".show [aria-current]")).to_contain_text("All")


@WIDTHS
def test_answers_of_other_models_stand_beside(width: int, board: Path, open_page: OpenPage) -> None:
    page = open_page(board, "#show=failed&open=birds/b2/0/stork", width=width)
    view = page.locator(".viewer")
    expect(view.locator("h3")).to_have_text("birds / b2, stork")
    expect(view.locator(".asked .text")).to_have_text("Write 40 words.")
    expect(view.locator(".who")).to_have_text([" river/heron-1b", " river/heron-2b"])
    expect(view.locator(".other .text")).to_have_text(["Two words, p.", "Two words, f."])
    reasons = view.locator(".other").nth(1).locator(".why")
    expect(reasons).to_have_text([" 12 words, expected at least 40", " as asked"])
    assert fits(page)
    view.get_by_role("link", name="river/heron-2b").click()
    expect(view.locator("h3")).to_have_text("birds / b2, river/heron-2b")
    page.keyboard.press("Escape")
    expect(page.locator(".list")).to_be_visible()


def test_reasoning_is_folded(board: Path, open_page: OpenPage) -> None:
    page = open_page(board, "#show=all&open=birds/b1/0/river%2Fheron-2b")
    reasoning = page.locator(".viewer .reasoning .text")
    expect(reasoning).to_be_hidden()
    page.locator(".viewer .reasoning summary").click()
    expect(reasoning).to_have_text("Herons!")


def test_the_hash_holds_the_state(board: Path, open_page: OpenPage) -> None:
    at = "#show=worse&run=river%2Fheron-2b&against=river%2Fheron-1b&suite=birds"
    page = open_page(board, at)
    expect(page.locator(".rows li")).to_have_count(3)
    assert listed(page) == ["b2", "b3", "b5"]
    assert page.evaluate("location.hash") == at
    for name, value in {"run": "river/heron-2b", "against": "river/heron-1b"}.items():
        expect(page.locator(f".live select[name={name}]")).to_have_value(value)


def test_samples_of_one_prompt_stand_beside_each_other(open_page: OpenPage, tmp_path: Path) -> None:
    asked = item("one", "Say hello.", COMMAS)
    several = [sample("own", asked, mark, f"Answer {mark}") for mark in "pfp"]
    write_board(tmp_path / "board.html", [assembled("a", several)])
    page = open_page(tmp_path / "board.html", "#show=all&open=own/one/1")
    expect(page.locator(".viewer h3")).to_have_text("own / one, sample 2")
    expect(page.locator(".who")).to_have_text([" sample 1", " sample 3"])


@WIDTHS
def test_without_scripts(width: int, board: Path, open_page: OpenPage) -> None:
    page = open_page(board, width=width, java_script_enabled=False)
    expect(page.get_by_role("table", name="Ranking on birds").locator("tbody tr")).to_have_count(3)
    expect(page.locator(".live")).to_be_hidden()
    expect(page.locator(".chosen")).to_be_hidden()
    expect(page.locator("#compare .static")).to_contain_text("needs JavaScript")
    expect(page.locator(".static .fold")).to_have_count(7)
    assert fits(page)


def test_print_shows_tables_and_no_controls(board: Path, open_page: OpenPage) -> None:
    page = open_page(board)
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Ranking on birds")).to_be_visible()
    for hidden in ("#samples", "#compare", ".tools >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize(
    "at",
    [
        "",
        "#show=differ",
        "#show=all&open=birds/b2/0/stork",
        "#suite=birds&first=stork&second=river/heron-1b",
    ],
)
def test_axe_has_nothing_serious_to_say(
    at: str, width: int, scheme: Any, board: Path, open_page: OpenPage
) -> None:
    page = open_page(board, at, width=width, color_scheme=scheme)
    page.locator("#samples").scroll_into_view_if_needed()
    expect(page.locator(".live")).to_have_attribute("aria-busy", "false")
    page.locator("td[title]").first.click()
    assert complaints(page) == []
