"""The view of questions of fact: rates and refusals by popularity and form, in all three places."""

from __future__ import annotations

from pathlib import Path

from ifeval_kit.evaluation import evaluate
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import view_of
from ifeval_kit.metrics.views.facts import tables
from ifeval_kit.records import Decision, Item, Response, Scored


def sample(item: Item, label: str) -> tuple[Response, Scored]:
    right = label == "correct"
    decision = Decision("facts:exact_match", right, right, None, "", label=label)
    response = Response("facts", item.id, 0, 0, "", None, "", "none")
    return response, Scored("facts", item.id, 0, "fixed-1", (decision,))


def test_bands_and_forms_are_told_apart() -> None:
    rows: list[tuple[Item, list[Sample]]] = []
    labels = ("correct", "refused", "wrong", "correct")
    for number, label in enumerate(labels * 5):
        band = "common" if number % 4 in (0, 3) else "rare"
        item = Item(str(number), "p", group=band, meta={"form": ("open", "choice")[number % 2]})
        rows.append((item, [sample(item, label)]))
    rows.append((Item("last", "p", group="rare", meta={"form": "open"}), [(None, None)]))
    view = view_of("facts", rows)
    popularity, form = view["splits"]
    assert [row["name"] for row in popularity["rows"]] == ["common", "rare"]
    assert [row["correct"]["value"] for row in popularity["rows"]] == [1.0, 0.0]
    assert [row["correct"]["n"] for row in popularity["rows"]] == [10, 11]
    assert [row["refused"] for row in popularity["rows"]] == [0, 5]
    assert [row["name"] for row in form["rows"]] == ["choice", "open"]
    assert [row["correct"]["n"] for row in form["rows"]] == [10, 11]
    assert len(tables(view)) == 2


def test_a_suite_without_bands_has_no_splits() -> None:
    item = Item("a", "p")
    assert view_of("facts", [(item, [(None, None)])]) == {"name": "facts", "splits": []}


def test_the_report_shows_it(tmp_path: Path) -> None:
    run = evaluate("any", ["facts"], engine="fake", limit=40, shots=[0, 2], out=tmp_path / "run")
    assert set(run.summary["suites"]) == {"facts", "facts@2"}
    assert run.summary["suites"]["facts"]["view"]["name"] == "facts"
    page = (run.path / "report.html").read_text()
    assert page.count("Right answers by popularity") == 2
    assert page.count("Right answers by form") == 2
