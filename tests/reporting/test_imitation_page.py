"""The page of an imitation and of open prompts in a real Chromium: what they show, and how wide."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from playwright.sync_api import expect
from views import WIDTHS, OpenPage, complaints, fits

from ifeval_kit.datasets import load_suite
from ifeval_kit.imitation import imitation
from ifeval_kit.reporting.imitation import write_imitation
from ifeval_kit.stored import score_file

pytestmark = pytest.mark.browser
pytest_plugins = ("silent_pages",)

ROOT = Path(__file__).parents[2]
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_imitation(width: int, scheme: str, open_page: OpenPage, tmp_path: Path) -> None:
    made = runpy.run_path(str(ROOT / "benchmarks" / "imitation.py"), run_name="made")
    run, student = made["run"], made["Student"]
    rich, poor = ["Sure:\n- **a**\n- **b**"] * 40, ["nothing much"] * 40
    known, unknown = [True] * 90 + [False] * 10, [False] * 90 + [True] * 10
    found = imitation(
        run("teacher", student(rich, known)),
        [run(MARKUP, student(rich[:30] + poor[:10], unknown))],
        run("base", student(poor, unknown)),
        draws=200,
    )
    write_imitation(tmp_path / "page.html", found)
    page = open_page(tmp_path / "page.html", width=width, color_scheme=scheme)
    expect(page.locator("h1")).to_have_text(MARKUP)
    expect(page.locator(".words")).to_have_text("Imitation without knowledge")
    assert fits(page)
    places = [dot.bounding_box() for dot in page.locator(".drawing circle").all()]
    across = [box["x"] for box in places if box]
    assert across == sorted(across)
    assert len(across) == 3
    assert complaints(page) == []


def test_a_run_of_open_prompts_stays_at_its_top(open_page: OpenPage, tmp_path: Path) -> None:
    rows = [{"id": f"p{number}", "prompt": f"Prompt {number}"} for number in range(40)]
    suite, answers = tmp_path / "open.jsonl", tmp_path / "answers.jsonl"
    suite.write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = [{"id": row["id"], "response": "An answer"} for row in rows]
    answers.write_text("".join(json.dumps(row) + "\n" for row in told))
    score_file(answers, load_suite(suite), out=tmp_path / "run")
    page = open_page(tmp_path / "run" / "report.html")
    expect(page.locator(".live")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#suite-1 .small").first).to_contain_text("40 open prompts: nothing in")
    expect(page.locator(".metrics")).to_have_count(0)
    assert page.evaluate("scrollY") == 0
