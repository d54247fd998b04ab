"""Strings that try to run: as prompts, answers, names of models and files, and parameters."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from boards import assembled
from hostile import HOSTILE
from made_up import COMMAS, WORDS, Run, assemble, item, perfect_run, sample
from msgspec import structs
from playwright.sync_api import Page, expect
from views import OpenPage

from ifeval_kit.reporting import Sample
from ifeval_kit.reporting.board import write_board
from ifeval_kit.reporting.samples import visible

pytestmark = pytest.mark.browser
pytest_plugins = ("silent_pages",)

FOREIGN = (
    "script:not(body > script), img, iframe, object, embed, base, link, main style, main audio"
)


def hostile_sample(text: str, suite: str = "own", number: int = 0) -> Sample:
    """A sample in which every text that a model, a suite or a user can choose is ``text``."""
    asked = item(
        f"{number}{text}",
        text,
        structs.replace(WORDS, id=f"{text}:x", kwargs={text: text, "list": [text]}),
        COMMAS,
        category=text,
        language=text,
    )
    cause = {"finish_reason": text, "error": text if number % 2 else None}
    _, _, response, scored = sample(suite, asked, "fp", text, raw=text * 2, reasoning=text, **cause)
    assert scored is not None
    decisions = tuple(
        structs.replace(d, reason=text, variant=text, label=text) for d in scored.decisions
    )
    return suite, asked, response, structs.replace(scored, decisions=decisions)


def in_suites(suites: int) -> list[Sample]:
    """A sample for each string, in so many suites whose names are strings as well."""
    return [
        hostile_sample(text, HOSTILE[number % suites], number)
        for number, text in enumerate(HOSTILE)
    ]


def hostile_run() -> Run:
    """A run of all strings, and a manifest of them."""
    run = assemble(in_suites(9), version=HOSTILE[0])
    run.manifest = {
        "model": HOSTILE[0],
        "engine": {text: text for text in HOSTILE},
        **{text: [text] for text in HOSTILE},
    }
    return run


def all_quiet(page: Page, scripts: int) -> None:
    """Nothing on the page but what the template has put there."""
    assert page.locator(FOREIGN).count() == 0
    assert page.locator("body > script").count() == scripts


def walk(page: Page, samples: int) -> None:
    """Look at every page of the list, and at every sample."""
    expect(page.locator(".count")).to_have_text(re.compile(f"of {samples}$"))
    seen = page.evaluate(
        """async () => {
            const turn = () => new Promise(done => setTimeout(done));
            const go = async hash => {
                location.hash = hash;
                await new Promise(done => addEventListener("hashchange", done, { once: true }));
                await turn();
            };
            const names = [];
            for (let page = 1; ; page++) {
                names.push(...[...document.querySelectorAll(".rows a")].map(row => row.hash));
                const next = document.querySelector(".pages .next").hash;
                if (!next) break;
                await go(next);
            }
            let shown = 0;
            for (const name of names) {
                await go(name);
                for (const part of document.querySelectorAll(".viewer details")) part.open = true;
                shown += document.querySelectorAll(".viewer .decision").length;
            }
            return shown;
        }"""
    )
    assert seen == 2 * samples


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 200


def test_nothing_runs_on_the_page_of_a_run(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(hostile_run().write(tmp_path / "r.html"), "#show=all")
    walk(page, len(HOSTILE))
    page.locator(".back").click()
    for name in ("suite", "check", "task", "language"):
        page.locator(f".filters select[name={name}]").select_option(index=2)
    page.get_by_label("Search prompts and answers").fill(HOSTILE[1][:20])
    for header in page.locator("th[data-sort] button").all()[:3]:
        header.click()
    all_quiet(page, 2)


def test_nothing_runs_on_a_board(open_page: OpenPage, tmp_path: Path) -> None:
    """Each sample of one of two runs, with the other's answer beside it, and every view."""
    first, second = HOSTILE[:2]
    runs = [assembled(name, in_suites(5), {text: text for text in HOSTILE}) for name in HOSTILE[:2]]
    path = tmp_path / "board.html"
    write_board(path, runs, title=HOSTILE[3])
    page = open_page(path, "#" + urlencode({"show": "all", "run": visible(first)}))
    expect(page.locator("h1")).to_have_text(visible(HOSTILE[3]))
    walk(page, len(HOSTILE))
    expect(page.locator(".other")).to_have_count(1)
    page.locator("#compare select[name=suite]").select_option(index=3)
    page.locator("#compare select[name=second]").select_option(visible(first))
    page.locator("#compare select[name=first]").select_option(visible(second))
    expect(page.locator(".contrast tbody tr").first).to_be_visible()
    page.locator("td[title]").first.click()
    page.locator(".picker summary").first.click()
    all_quiet(page, 3)


def test_nothing_runs_from_the_names_of_many_models(open_page: OpenPage, tmp_path: Path) -> None:
    page = None
    for start in range(0, len(HOSTILE), 16):
        names = HOSTILE[start : start + 16]
        path = tmp_path / f"{start}.html"
        one = sample("own", item("one", "Say hello.", COMMAS), "p", "Hello.")
        write_board(path, [assembled(name, [one], {name: name}) for name in names], title=names[-1])
        page = page or open_page(path)
        page.goto(path.as_uri())
        shown = page.get_by_role("table", name="Ranking on own").locator("tbody th")
        expect(shown).to_have_text([visible(name) for name in names])
        all_quiet(page, 3)


def test_nothing_runs_from_the_name_of_a_model_or_a_file(
    open_page: OpenPage, tmp_path: Path
) -> None:
    """The heading and the title of a page, and the link to the file beside it."""
    run = perfect_run()
    page = None
    for number, text in enumerate(HOSTILE):
        run.manifest = {"model": f"org/{text}".replace("\\", "/")}
        name = re.sub("[/\0\ud800-\udfff]", "_", text)[:60]
        path = run.write(tmp_path / f"{number}{name}.html", limit=10)
        page = page or open_page(path)
        page.goto(path.as_uri())
        found = page.evaluate(
            """foreign => {
                const link = document.querySelector(".notice a");
                const count = selector => document.querySelectorAll(selector).length;
                const named = link.textContent !== "";
                return [link.protocol, named, count(foreign), count("body > script")];
            }""",
            FOREIGN,
        )
        assert found == ["file:", True, 0, 2]
