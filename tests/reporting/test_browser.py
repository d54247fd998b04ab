"""The report in a real browser: every view, wide and narrow, hostile samples, no scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_up import WORDS, assemble, full_run, item, long_run, sample
from playwright.sync_api import Browser, expect
from views import WIDTHS, OpenPage, complaints, fits, listed

pytestmark = pytest.mark.browser
pytest_plugins = ("silent_pages",)


@WIDTHS
def test_failed_is_one_click(width: int, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(long_run().write(tmp_path / "r.html"), "#show=all", width=width)
    expect(page.locator(".count")).to_have_text("Samples 1 to 25 of 60")
    page.get_by_role("link", name="Failed 20").click()
    expect(page.locator(".count")).to_have_text("Samples 1 to 20 of 20")
    assert listed(page) == [f"m{n}" for n in range(0, 60, 3)]
    assert fits(page)


@WIDTHS
def test_a_sample_shows_everything(width: int, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"), "#show=all", width=width)
    page.locator(".rows a", has_text="Loben, kurz.").click()
    view = page.locator(".viewer")
    expect(view.locator("h3")).to_be_focused()
    expect(view.locator("h3")).to_contain_text("birds / b3")
    expect(view.locator(".asked .text")).to_have_text("Loben, kurz.")
    expect(view.locator(".answer")).to_have_text("*Nun,*\nReiher", use_inner_text=True)
    decision = view.locator(".decision")
    expect(decision.locator(".check")).to_have_text("No commas marks:no_comma")
    expect(decision.locator(".reason")).to_have_text("12 words, expected at least 40")
    expect(decision.locator(".modes")).to_have_text(
        "Fails strict. Passes loose without the first line and asterisks."
    )
    expect(decision.get_by_role("img")).to_have_attribute(
        "aria-label", "failed, but passed in the loose mode"
    )
    expect(view.locator(".reasoning")).to_be_hidden()
    assert fits(page)


def test_parts_that_only_some_samples_have(open_page: OpenPage, tmp_path: Path) -> None:
    path = full_run().write(tmp_path / "r.html")
    page = open_page(path, "#show=all&open=birds/b4/0")
    expect(page.locator(".viewer .answer")).to_have_text("heron reed")
    reasoning = page.locator(".viewer .reasoning .text")
    expect(reasoning).to_be_hidden()
    page.locator(".viewer .reasoning summary").click()
    expect(reasoning).to_have_text("Herons!")
    expect(page.locator(".viewer .params")).to_have_text("keywordsheron, reed")

    for name, trouble in {
        "b2": "Cut at the token limit.",
        "b5": "The reasoning was never closed, so there is no answer to judge.",
        "b6": "The request failed: the engine ran dry",
        "b7": "There is no response. It counts as failed.",
    }.items():
        page.goto(f"{path.as_uri()}#show=all&open=birds/{name}/0")
        expect(page.locator(".viewer h3")).to_contain_text(f"birds / {name}")
        expect(page.locator(".viewer .trouble")).to_have_text(trouble)
    page.goto(f"{path.as_uri()}#show=all&open=birds/talk/0")
    expect(page.locator(".viewer .role")).to_have_text(["system", "user", "assistant", "user"])
    page.goto(f"{path.as_uri()}#show=all&open=rivers/b1/1")
    expect(page.locator(".viewer h3")).to_contain_text("rivers / b1, sample 2")


@pytest.mark.parametrize("slowness", [1, 6])
def test_what_is_typed_before_the_samples_are_there_is_searched(
    slowness: int, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"))
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowness})
    page.get_by_label("Search prompts and answers").evaluate(
        """field => {
            field.value = "HERON";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.scrollIntoView();
        }"""
    )
    expect(page.locator(".count")).to_have_text("Samples 1 to 2 of 2")
    expect(page.get_by_label("Search prompts and answers")).to_have_value("HERON")


def test_search_and_filters(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"))
    page.locator("#samples").scroll_into_view_if_needed()
    page.get_by_label("Search prompts and answers").fill("HERON")
    expect(page.locator(".count")).to_have_text("Samples 1 to 2 of 2")
    assert listed(page) == ["b1", "b4"]
    assert page.locator(".rows mark").all_inner_texts() == ["heron", "heron", "heron"]
    page.get_by_label("Search prompts and answers").fill("no such text")
    expect(page.locator(".count")).to_have_text("No sample fits these filters.")
    page.get_by_label("Search prompts and answers").fill("")
    page.locator("select[name=check]").select_option("marks:no_comma")
    page.locator(".show").get_by_role("link", name="Failed").click()
    expect(page.locator(".count")).to_have_text("Samples 1 to 3 of 3")
    assert listed(page) == ["b3", "b7", "b1"], "b2 failed, but not this check"
    page.locator("select[name=suite]").select_option("rivers")
    expect(page.locator(".count")).to_have_text("Samples 1 to 1 of 1")
    page.locator("select[name=check]").select_option("")
    page.locator("select[name=task]").select_option("hear")
    page.get_by_role("link", name="All 1").click()
    expect(page.locator(".count")).to_have_text("Samples 1 to 1 of 1")
    assert listed(page) == ["r2"]


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("passed", ["b1", "b4", "talk", "b1"]),
        ("loose", ["b3"]),
        ("truncated", ["b2", "b5"]),
        ("unclosed", ["b5"]),
        ("error", ["b6"]),
        ("missing", ["b7"]),
    ],
)
def test_show(show: str, names: list[str], open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"), f"#show={show}")
    expect(page.locator(".rows li")).to_have_count(len(names))
    assert listed(page) == names
    assert page.locator(".show [aria-current]").get_attribute("href") == f"#show={show}"


def test_the_hash_holds_the_state(open_page: OpenPage, tmp_path: Path) -> None:
    path = long_run().write(tmp_path / "r.html")
    page = open_page(path, "#show=passed&check=marks%3Ano_comma")
    page.get_by_label("Search prompts and answers").fill("otter")
    page.wait_for_url("**q=otter*")
    page.locator(".pages .next").click()
    expect(page.locator(".page")).to_have_text("Page 2 of 3")
    page.locator(".rows a").nth(3).click()
    expect(page.locator(".position")).to_have_text("29 of 60")
    hash_ = page.evaluate("location.hash")
    shown = page.locator(".viewer").inner_text()

    again = open_page(path, hash_)
    expect(again.locator(".position")).to_have_text("29 of 60")
    assert again.locator(".viewer").inner_text() == shown
    again.locator(".back").click()
    expect(again.locator(".page")).to_have_text("Page 2 of 3")
    assert again.get_by_label("Search prompts and answers").input_value() == "otter"
    assert again.locator("select[name=check]").input_value() == "marks:no_comma"
    expect(again.locator(".rows a").nth(3)).to_be_focused()
    again.go_back()
    expect(again.locator(".position")).to_have_text("29 of 60")


@pytest.mark.parametrize("at", ["#show=nothing&page=-3", "#open=no/such/0", "#page=x&check=%00"])
def test_a_hash_that_makes_no_sense(at: str, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(long_run().write(tmp_path / "r.html"), at)
    expect(page.locator(".list")).to_be_visible()


def test_paging_keeps_the_page_small(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(long_run().write(tmp_path / "r.html"), "#show=all")
    seen = []
    for number in range(1, 4):
        expect(page.locator(".page")).to_have_text(f"Page {number} of 3")
        assert page.locator(".rows li").count() <= 25
        seen += listed(page)
        if number < 3:
            page.locator(".pages .next").click()
    assert seen == [f"m{n}" for n in range(60)]
    expect(page.locator(".pages .next")).to_be_hidden()


def test_keys(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(long_run().write(tmp_path / "r.html"), "#show=failed")
    expect(page.locator(".rows li")).to_have_count(20)
    page.keyboard.press("/")
    expect(page.get_by_label("Search prompts and answers")).to_be_focused()
    page.keyboard.type("number 3")
    expect(page.locator(".rows li")).to_have_count(5)
    page.locator(".rows a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".viewer h3")).to_contain_text("many / m3")
    for key, name in {"ArrowRight": "m30", "ArrowLeft": "m3"}.items():
        page.keyboard.press(key)
        expect(page.locator(".viewer h3")).to_contain_text(f"many / {name}")
    page.keyboard.press("Escape")
    expect(page.locator(".list")).to_be_visible()
    expect(page.locator(".rows a").first).to_be_focused()


def test_tables_sort(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"))
    table = page.get_by_role("table", name="Categories").first
    first = table.locator("tbody th").first
    strict = table.locator("th", has_text="Strict")
    assert strict.get_attribute("aria-sort") == "descending"
    expect(first).to_contain_text("Words")
    strict.get_by_role("button").click()
    assert strict.get_attribute("aria-sort") == "ascending"
    expect(first).to_contain_text("Length")
    table.locator("th").nth(1).get_by_role("button").click()
    assert strict.get_attribute("aria-sort") is None
    expect(first).to_contain_text("Length")
    table.get_by_role("button", name="Category").click()
    assert table.locator("tbody th").all_inner_texts()[-1].startswith("Words")


def test_numbers_lead_to_their_samples(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"))
    page.locator(".health a").first.click()
    expect(page.locator(".rows li")).to_have_count(2)
    assert listed(page) == ["b2", "b5"]
    expect(page.locator("#samples h2")).to_be_in_viewport()
    page.get_by_role("link", name="see failed samples of Length").click()
    expect(page.locator(".rows li")).to_have_count(4)
    assert listed(page) == ["b2", "b5", "b6", "b7"]


def test_a_link_past_the_samples_stays_where_it_leads(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(long_run().write(tmp_path / "r.html"))
    page.get_by_role("link", name="How it was made").click()
    expect(page.locator(".rows li")).to_have_count(25)
    expect(page.locator("#made h2")).to_be_in_viewport()


def test_a_definition_is_one_click_away(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"))
    note = page.locator(".metric .note").first
    expect(note).to_be_hidden()
    page.get_by_label("Definition of Prompts, strict").first.click()
    expect(note).to_contain_text("follows every instruction")
    expect(note).to_contain_text("95 % Wilson interval")
    expect(note).to_contain_text("floor")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_a_long_answer_comes_in_full_when_asked(open_page: OpenPage, tmp_path: Path) -> None:
    run = assemble([sample("s", item("i", "Go on.", WORDS), "f", "a" * 1_000_000)])
    page = open_page(run.write(tmp_path / "r.html"), "#show=all&open=s/i/0")
    answer = page.locator(".viewer .answer")
    expect(answer).to_contain_text("Show all 1,000,000 characters")
    assert len(answer.inner_text()) < 21_000
    answer.get_by_role("button").click()
    assert page.evaluate("document.querySelector('.viewer .answer').textContent.length") == 10**6


@WIDTHS
def test_without_scripts(width: int, open_page: OpenPage, tmp_path: Path) -> None:
    path = full_run().write(tmp_path / "r.html")
    page = open_page(path, width=width, java_script_enabled=False)
    expect(page.locator(".value").first).to_have_text("37.5 %")
    expect(page.locator(".live")).to_be_hidden()
    expect(page.locator(".static .fold")).to_have_count(6)
    fold = page.locator(".fold", has_text="birds / b2")
    expect(fold.locator(".answer")).to_be_hidden()
    fold.locator("summary").first.click()
    expect(fold.locator(".answer")).to_have_text("Two words")
    expect(fold.locator(".decision").first).to_contain_text("12 words, expected at least 40")
    expect(fold.locator(".raw")).to_be_hidden()
    page.get_by_label("Definition of Prompts, strict").first.click()
    expect(page.locator(".metric .note").first).to_be_visible()


def test_print_shows_numbers_and_no_controls(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"))
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".metric .note").first).to_be_visible()
    expect(page.locator("#made")).to_be_visible()
    expect(page.locator("#samples")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 30, 34)"


def test_dark_by_preference(open_page: OpenPage, tmp_path: Path) -> None:
    path = full_run().write(tmp_path / "r.html")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = open_page(path, color_scheme="light").evaluate(background)
    dark = open_page(path, color_scheme="dark").evaluate(background)
    assert (light, dark) == ("rgb(252, 252, 250)", "rgb(21, 24, 27)")


def test_the_policy_stops_what_would_run(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(full_run().write(tmp_path / "r.html").as_uri())
    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<img src=data:, onerror=window.ran=1>");
            document.body.append(Object.assign(document.createElement("script"), {text: "ran=1"}));
            return new Promise(done => setTimeout(done, 200));
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert len([text for text in refused if "Content Security Policy" in text]) >= 2
    page.close()


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("at", ["", "#show=failed", "#show=all&open=birds/b4/0"])
def test_axe_has_nothing_serious_to_say(
    at: str, scheme: Any, width: int, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(full_run().write(tmp_path / "r.html"), at, width=width, color_scheme=scheme)
    page.locator("#samples").scroll_into_view_if_needed()
    expect(page.locator(".live")).to_have_attribute("aria-busy", "false")
    assert complaints(page) == []
