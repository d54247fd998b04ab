"""Self-Instruct and Unnatural Instructions: rows, output spaces in words, the weak signal."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.formats import self_instruct, unnatural
from ifeval_kit.datasets.output_spaces import read_output_space
from ifeval_kit.errors import DataError
from ifeval_kit.metrics.summary import Sample
from ifeval_kit.metrics.views import reference, view_of
from ifeval_kit.records import Item, Response
from ifeval_kit.verifiers import Decider

ROW: dict[str, Any] = {
    "instruction": "Is the sentence a question?",
    "instances": [
        {
            "input": "Where is it?",
            "instruction_with_input": "Is the sentence a question?\nWhere is it?",
            "constraints": "The output should be one of the following: 'yes', 'no'.",
            "output": "yes",
        },
        {"input": "It is here.", "output": "no", "constraints": None},
    ],
}


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


ONE_OF, WORDS = "output:one_of", "length_constraints:number_words"
NUMBER, SENTENCES = "output:number", "length_constraints:number_sentences"


@pytest.mark.parametrize(
    ("said", "space", "constraints"),
    [
        ("The output should be 'True' or 'False'.", "closed set", {ONE_OF: ["True", "False"]}),
        ("the answer must be either “a” or “b”", "closed set", {ONE_OF: ["a", "b"]}),
        (
            "The output should be one of the following characters: ‘A’, ‘B’, ‘C’, ‘D’.",
            "closed set",
            {ONE_OF: ["A", "B", "C", "D"]},
        ),
        ('The output can only be one of the three: "x", "y" and "z"', "closed set", None),
        ("The output should be one of the two options: 'in, or out' or 'up'", "closed set", None),
        ("The output should be yes or no", "closed set", {ONE_OF: ["yes", "no"]}),
        ("The output should be a number.", "format", {NUMBER: {"kind": "number"}}),
        (
            "The output should be an integer between -1 and 5",
            "format",
            {NUMBER: {"kind": "integer", "low": -1.0, "high": 5.0}},
        ),
        ("The output should be a single word.", "format", {WORDS: None}),
        ("The output should be one sentence.", "format", {SENTENCES: None}),
        ("The output should be in JSON format", "format", {"detectable_format:json_format": None}),
        ("The output should be in all lowercase letters.", "format", None),
        ("The output should be in uppercase", "format", {"change_case:english_capital": None}),
        (
            "The output should be in Spanish.",
            "language",
            {"language:response_language": {"language": "es"}},
        ),
    ],
)
def test_output_spaces_that_are_read(said: str, space: str, constraints: Any) -> None:
    found, made = read_output_space(said)
    assert found == space
    Decider(made, "fixed")  # every constraint can be decided
    [one] = made
    for check, kwargs in (constraints or {}).items():
        assert one.id == check
        if kwargs is not None:
            expected = {"options": kwargs} if isinstance(kwargs, list) else kwargs
            assert one.kwargs == expected


@pytest.mark.parametrize(
    "said",
    [
        "",
        "None.",
        "The output should be a list of words.",
        "The output should be 'yes' or 'no', and why.",
        "The output should be 'a' and 'b'.",
        "The output should be one of the following: 'a', 'a'.",
        "The output should be one of the following: 'a', ' '.",
        "The output should be a number between 5 and 1.",
        "The output should be in order.",
        "The output should be in Klingon.",
        "The output should be a number of reasons.",
        "The output should be " + "'a', " * 50_000,
    ],
)
def test_what_is_not_understood_as_a_whole_stays_free(said: str) -> None:
    assert read_output_space(said) == ("free", ())


def zipped(folder: Path, name: str = "data/core_data.jsonl") -> Path:
    path = folder / "core_data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, json.dumps(ROW) + "\n")
    return path


@pytest.mark.parametrize("kind", ["file", "zip", "folder"])
def test_items_of_unnatural_instructions(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / "core.jsonl", ROW) if kind == "file" else zipped(tmp_path)
    if kind == "folder":
        path = tmp_path
    [(place, first), (_, second)] = unnatural.read_items(path)
    assert place.endswith(":1")
    assert (first.id, first.category) == ("unnatural-1-1", "closed set")
    assert first.text == "Is the sentence a question?\nWhere is it?"
    assert first.answers == ("yes",)
    assert first.meta["output_space"].startswith("The output should be one of")
    assert second.text == "Is the sentence a question?\n\nIt is here."
    assert (second.category, second.constraints, second.meta) == ("free", (), {})


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"instances": []}, r"core\.jsonl:1: no row of Unnatural.*at instances"),
        ({"instances": [{"input": "a"}]}, r"field `output` \(at instances"),
        ({"instruction": ""}, "at instruction"),
    ],
)
def test_rows_that_break_the_schema_are_named(
    tmp_path: Path, row: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        list(unnatural.read_items(write(tmp_path / "core.jsonl", ROW | row)))


def test_a_folder_or_a_zip_without_the_data(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds neither core_data\.jsonl nor core_data\.zip"):
        list(unnatural.read_items(tmp_path))
    with pytest.raises(DataError, match=r"holds no core_data\.jsonl"):
        list(unnatural.read_items(zipped(tmp_path, "other.txt")))
    (tmp_path / "core_data.zip").write_bytes(b"PK nothing")
    with pytest.raises(DataError, match=r"core_data\.zip cannot be read"):
        list(unnatural.read_items(tmp_path))


def test_items_of_self_instruct(tmp_path: Path) -> None:
    row = {
        "id": "user_7",
        "motivation_app": "Mail",
        "instruction": "Be brief. ",
        "instances": [{"input": "", "output": "Yes."}],
    }
    [(_, item)] = self_instruct.read_items(write(tmp_path / "a.jsonl", row))
    assert (item.id, item.text, item.category) == ("user_7", "Be brief.", "Mail")
    assert (item.answers, item.constraints) == (("Yes.",), ())
    with pytest.raises(DataError, match=r"a\.jsonl:1: no row of Self-Instruct: .*motivation_app"):
        list(self_instruct.read_items(write(tmp_path / "a.jsonl", row | {"motivation_app": 1})))


def test_the_weak_signal_says_that_it_is_weak() -> None:
    def answered(text: str) -> Response:
        return Response("s", "i", 0, 0, text, None, text, "none")

    rows: list[tuple[Item, list[Sample]]] = [
        (Item("1", prompt="p", category="Mail", answers=("a b c d",)), [(answered("a b"), None)]),
        (Item("2", prompt="p", category="Mail", answers=("a b",)), [(None, None)]),
        (Item("3", prompt="p", answers=("a",)), [(answered("a"), None)]),
        (Item("4", prompt="p"), [(answered("a"), None)]),
    ]
    view = view_of("reference", rows)
    assert view["says"] == reference.WEAK
    assert view["overall"]["value"] == pytest.approx((2 / 3 + 0 + 1) / 3)
    assert view["categories"]["Mail"]["value"] == pytest.approx(1 / 3)
    [table] = reference.tables(view)
    assert "weak" in str(table.title)
    assert str(table.caption) == reference.WEAK


@pytest.mark.data
def test_the_252_instructions_and_the_answers_of_a_model(
    ifk_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IFK_DATA", str(ifk_data))
    suite = load_suite("self_instruct")
    assert (suite.version, len(suite.items)) == ("2022-12", 252)
    assert len({item.category for item in suite.items}) == 71
    answers = {}
    path = ifk_data / "self_instruct" / "predictions" / "text-davinci-003.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            answers[row["id"]] = row["response"]
    rows = [
        (item, [(Response("s", item.id, 0, 0, text, None, text, "none"), None)])
        for item in suite.items
        if (text := answers[item.id]) is not None
    ]
    assert 0.3 < reference.summarise(rows)["overall"]["value"] < 0.4
