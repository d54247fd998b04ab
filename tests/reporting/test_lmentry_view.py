"""The report of an LMentry suite: its own section, filled from the summary."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from views import WIDTHS, OpenPage, fits

from ifeval_kit.cli import main
from ifeval_kit.datasets import load_suite

pytest_plugins = ("silent_pages",)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gold answers to all prompts, but none where the right answer is named second."""
    folder = tmp_path_factory.mktemp("lmentry")
    rows = [
        {"key": item.id, "response": "no idea" if item.meta.get("answer_index") == 1 else answer}
        for item in load_suite("basics").items
        for answer in item.answers or ()
    ]
    responses = folder / "responses.jsonl"
    responses.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["score", str(responses), "--suite", "basics", "--out", str(folder / "run")])
    assert not left.value.code
    return folder / "run"


def test_the_summary_holds_what_the_report_shows(report: Path) -> None:
    summary = json.loads((report / "summary.json").read_text(encoding="utf-8"))
    view = summary["suites"]["basics"]["view"]
    assert view["paper"]["robustness"]["argument_order"] == 0
    assert view["rates"]["template"]["value"] == 1.0
    assert view["rates"]["tasks"]["first_word"]["value"] == 1.0
    assert view["gaps"]["argument_order"][0]["gap"] == 1.0
    score = view["rates"]["score"]
    product = view["rates"]["accuracy"]["value"] * view["rates"]["robustness"]["value"]
    assert score["value"] == pytest.approx(product)
    assert score["low"] <= score["value"] <= score["high"]


def test_the_page_shows_score_pairs_tasks_and_gaps(report: Path) -> None:
    html = (report / "report.html").read_text(encoding="utf-8")
    for shown in (
        "LMentry score",
        "Order of the answers: 0.0 %",
        "bigger/smaller number",
        "first alphabetically far first letter",
        "The widest gaps",
        "with the right answer named second: 0.0 % against 100.0 %",
        "Accuracy by language",
        "of the English prompts",
    ):
        assert shown in html


def test_the_outcomes_of_many_checks_are_one_table(report: Path) -> None:
    html = (report / "report.html").read_text(encoding="utf-8")
    assert html.count(">Outcomes") == 1
    [table] = re.findall(r'<table class="heat outcomes".*?</table>', html, flags=re.DOTALL)
    rows = re.findall(r'scope="row">(.*?)</th><td class="num">(\d+)</td>(.*)</tr>', table)
    assert len(rows) == 25
    shares = {title: re.findall(r">([\d.]+)</td>", cells) for title, _, cells in rows}
    assert shares["First word"] == ["100.0", "0.0"]
    assert ("Homophones", "30") in [row[:2] for row in rows]
    assert sorted(shares["Homophones"]) == ["50.0", "50.0"]


@pytest.mark.browser
@WIDTHS
def test_nothing_is_wider_than_the_page(report: Path, width: int, open_page: OpenPage) -> None:
    page = open_page(report / "report.html", width=width)
    assert fits(page)
    assert page.locator("section.breakdown table.rates").first.is_visible()
