"""The official figures of Super-NaturalInstructions: equal to the golden ones; what is missing."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.metrics.intervals import wilson
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import sni, view_of
from ifeval_kit.records import Constraint, Item, Response

NAMES = {"exact_match": "exact_match", "rouge1": "rouge1", "rougeL": "rouge_l"}


def item(name: str, task: str, *references: str, category: str = "Word Analogy") -> Item:
    check = "sni:answer_xlingual" if task.startswith("x") else "sni:answer"
    constraint = Constraint(check, {"references": list(references)})
    track = "xlingual" if task.startswith("x") else "default"
    return Item(
        name,
        prompt="p",
        constraints=(constraint,),
        category=category,
        group=task,
        meta={"track": track},
    )


def answered(text: str | None) -> list[Sample]:
    if text is None:
        return [(None, None)]
    return [(Response("sni", "i", 0, 0, text, None, text, "none"), None)]


@pytest.mark.data
def test_every_golden_figure_is_equal(ifk_data: Path) -> None:
    folder = ifk_data / "sni"
    golden = json.loads((folder / "golden_metrics.json").read_bytes())
    categories = {
        path.stem: json.loads(path.read_bytes())["Categories"][0]
        for path in folder.glob("task*.json")
    }
    rows = []
    with (folder / "golden.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if task := row["task"]:
                one = item(row["instance"], task, *row["references"], category=categories[task])
                rows.append((one, answered(row["prediction"])))
    assert len(rows) == golden["rows"] == 352
    track = view_of("sni", rows)["tracks"]["default"]
    assert figures("", track["overall"]) == golden["overall"]
    for kind, of in (("categories", "per_category"), ("tasks", "per_task")):
        found: dict[str, float] = {}
        for name, rates in track[kind].items():
            key = "_".join(name.lower().split()) if kind == "categories" else name
            found |= figures(f"_for_{key}", rates)
        assert found == golden[of]


def figures(suffix: str, rates: dict[str, Any]) -> dict[str, float]:
    return {
        f"{theirs}{suffix}": round(100 * rates[ours]["value"], 4) for theirs, ours in NAMES.items()
    }


def test_a_missing_answer_is_an_empty_one() -> None:
    rows = [
        (item("1", "t", "yes"), answered(None)),
        (item("2", "t", ""), answered(None)),
        (item("3", "t", "yes"), answered("Yes.")),
    ]
    overall = sni.summarise(rows)["tracks"]["default"]["overall"]
    assert overall["exact_match"]["value"] == 2 / 3
    assert overall["rouge_l"]["value"] == 1 / 3


def test_intervals_are_clustered_by_task_and_those_of_one_task_by_instance() -> None:
    rows = [
        (item(f"{task}-{number}", task, "yes"), answered("yes" if task == "a" else "no"))
        for task in ("a", "b")
        for number in range(50)
    ]
    track = sni.summarise(rows)["tracks"]["default"]
    rate = track["overall"]["exact_match"]
    assert (rate["value"], rate["n"]) == (0.5, 100)
    assert (rate["low"], rate["high"]) == wilson(0.5, 1)  # two tasks that differ in everything
    assert track["tasks"]["a"]["exact_match"]["low"] == wilson(1.0, 50)[0]


def test_tracks_and_the_main_metric_of_each_category() -> None:
    rows = [
        (item("1", "t", "yes"), answered("yes")),
        (item("2", "u", "a title", category="Title Generation"), answered("a title here")),
        (item("3", "x", "да"), answered("нет")),
        (Item("4", prompt="p"), answered("no references")),
    ]
    tracks = view_of("sni", rows)["tracks"]
    assert {track: of["tasks_in_all"] for track, of in tracks.items()} == {
        "default": 2,
        "xlingual": 1,
    }
    mains = {name: of["main"] for name, of in tracks["default"]["categories"].items()}
    assert mains == {"Word Analogy": "exact_match", "Title Generation": "rouge_l"}
    assert tracks["default"]["tasks"]["u"]["rouge_l"]["value"] == pytest.approx(0.8)
    assert len(list(sni.tables({"tracks": tracks}))) == 2


def test_several_samples_are_averaged() -> None:
    rows: defaultdict[str, list[Sample]] = defaultdict(list)
    rows["1"] = answered("yes") + answered("no") + answered("yes")
    overall = sni.summarise([(item("1", "t", "yes"), rows["1"])])["tracks"]["default"]["overall"]
    assert (overall["exact_match"]["value"], overall["exact_match"]["n"]) == (2 / 3, 3)


def test_without_the_tokens_of_gpt2_the_cross_lingual_rouge_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ifeval_kit.errors import MissingResourceError

    def absent(*_: object) -> None:
        raise MissingResourceError("not here")

    monkeypatch.setattr(sni, "official", absent)
    overall = sni.summarise([(item("1", "x", "да"), answered("Да."))])["tracks"]["xlingual"][
        "overall"
    ]
    assert overall["exact_match"]["value"] == 1.0
    assert overall["rouge_l"] == {
        "value": None,
        "low": None,
        "high": None,
        "n": 0,
        "method": "clustered",
    }
