"""Official question sets, on small files of the same shape and on NQ-open itself."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.definition import Hub, Official
from ifeval_kit.datasets.formats import format_named
from ifeval_kit.datasets.official import pull
from ifeval_kit.errors import DataError
from ifeval_kit.records import Item
from ifeval_kit.verifiers import Decider

PLACES = ("Rome", "Oslo", "Lima", "Cairo", "Tunis", "Quito", "Dakar", "Accra", "Hanoi", "Seoul")
SUBJECTS = ("river_lore", "cloud_law")


def jsonl(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def passes(item: Item, answer: str, profile: Any = "upstream") -> list[bool]:
    return [verdict.passed for verdict in Decider(item.constraints, profile).verdicts(answer)]


def trivia(path: Path) -> list[dict[str, Any]]:
    rows = [
        {
            "question_id": f"q{number}",
            "question": f"Which city is number {number}?",
            "answer": {"value": place, "aliases": [place, place.upper()], "type": "Other"},
            "entity_pages": {"title": []},
        }
        for number, place in enumerate(PLACES)
    ]
    return [*rows, rows[0]]


def mmlu(path: Path) -> Path:
    with tarfile.open(path, "w") as archive:
        for subject in SUBJECTS:
            for split, count in (("dev", 5), ("test", 3), ("val", 2)):
                lines = [
                    f'"Which is {number}, of {subject} {split}?",w{number},"x, y",z,"u ""v""",B'
                    for number in range(count)
                ]
                content = "\n".join(lines).encode()
                info = tarfile.TarInfo(f"data/{split}/{subject}_{split}.csv")
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_triviaqa(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows.{suffix}"
    if suffix == "parquet":
        pyarrow = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
        parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow has no parquet")
        parquet.write_table(pyarrow.Table.from_pylist(trivia(path)), path)
    else:
        jsonl(path, trivia(path))
    suite = load_suite("triviaqa", data=path)
    assert [item.id for item in suite.items] == [*(f"q{n}" for n in range(10)), "q0/2"]
    first = suite.items[0]
    assert first.prompt is not None
    assert first.prompt.endswith("Q: Which city is number 0?\nA:")
    assert passes(first, " ROME.") == [True]
    assert passes(first, "It is Rome") == [False]
    assert passes(first, "It is Rome", "fixed") == [True]
    assert len(first.exemplars) == 8
    assert all(example.answer != "Rome" for example in first.exemplars)
    assert load_suite("triviaqa", data=path).sha256 == suite.sha256
    assert suite.version.startswith("1.2+")


def test_popqa(tmp_path: Path) -> None:
    path = tmp_path / "test.tsv"
    columns = ("id", "subj", "prop", "obj", "s_pop", "question", "possible_answers")
    lines = ["\t".join(columns)]
    for number, place in enumerate(PLACES):
        answers = json.dumps([place, f'{place} "city"']).replace('"', '""')
        row = (str(number), "S", "capital", place, str(10**number), f"Q{number}?", f'"{answers}"')
        lines.append("\t".join(row))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    suite = load_suite("popqa", data=path)
    assert suite.items[2].answers == ("Lima", 'Lima "city"')
    assert (suite.items[2].category, suite.items[2].group) == ("capital", "10^2 views")
    assert passes(suite.items[2], "I think of lima.") == [True]
    assert passes(suite.items[2], "Rome") == [False]


def test_mmlu(tmp_path: Path) -> None:
    path = mmlu(tmp_path / "data.tar")
    suite = load_suite("mmlu", data=path)
    assert [item.id for item in suite.items][:4] == [
        "cloud_law/1",
        "cloud_law/2",
        "cloud_law/3",
        "river_lore/1",
    ]
    item = suite.items[3]
    assert item.category == "river_lore"
    assert item.continuations == ("A", "B", "C", "D")
    assert item.prompt is not None
    assert item.prompt.endswith('A. w0\nB. x, y\nC. z\nD. u "v"\nAnswer:')
    assert "river lore" in item.prompt
    assert [example.answer for example in item.exemplars] == ["B"] * 5
    assert "dev" in item.exemplars[0].prompt
    assert passes(item, "[-3, -1, -2, -4]") == [True]
    assert passes(item, "[-1, -3, -2, -4]") == [False]
    assert load_suite("mmlu", data=path, shots=5).items[0].continuations == ("A", "B", "C", "D")


def test_mmlu_in_writing(tmp_path: Path) -> None:
    item = load_suite("mmlu-written", data=mmlu(tmp_path / "data.tar")).items[0]
    assert item.continuations == ()
    assert passes(item, "B.") == [True]
    assert passes(item, "B. x, y") == [False]
    assert passes(item, "The answer is (B) x, y", "fixed") == [True]
    assert passes(item, "x, y", "fixed") == [True]


def test_truthfulqa(tmp_path: Path) -> None:
    path = tmp_path / "mc_task.json"
    row = {
        "question": "What falls from clouds?",
        "mc1_targets": {"Stones": 0, "Rain": 1},
        "mc2_targets": {"Rain": 1, "Snow": 1, "Stones": 0},
    }
    path.write_text(json.dumps([row, row]), encoding="utf-8")
    suite = load_suite("truthfulqa", data=path)
    assert [item.id for item in suite.items] == ["1/mc1", "1/mc2", "2/mc1", "2/mc2"]
    first, second = suite.items[:2]
    assert first.continuations == ("Stones", "Rain")
    assert passes(first, "[-2, -1]") == [True]
    assert passes(second, "[-2, -2, -1.5]") == [True]
    (verdict,) = Decider(second.constraints, "upstream").verdicts("[-1, -1, -1]")
    assert verdict.score == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("suite", "name", "content", "message"),
    [
        ("nq_open", "a.jsonl", '{"question": "q"}\n', "a.jsonl:1: .*answer"),
        ("nq_open", "a.jsonl", "nothing\n", "a.jsonl:1: not a line of JSON"),
        ("triviaqa", "a.parquet", "nothing", "cannot be read"),
        ("truthfulqa", "a.json", "{}", "no array"),
        ("truthfulqa", "a.json", "[", "cannot be read"),
        ("popqa", "a.tsv", "id\tquestion\n1\tq\n", "a.tsv:1: "),
        ("mmlu", "data.tar", "nothing", "archive of MMLU"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, suite: str, name: str, content: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_suite(suite, data=path)


def test_rows_are_counted_where_no_sha256_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IFK_CACHE", str(tmp_path / "cache"))
    source = jsonl(tmp_path / "rows.jsonl", trivia(tmp_path))
    definition = Official(
        name="t", title="T", format="triviaqa", file="t.jsonl", rows=11, url=source.as_uri()
    )
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    assert pull(definition).read_bytes() == source.read_bytes()
    other = Official(
        name="u", title="U", format="triviaqa", file="t.jsonl", rows=12, url=source.as_uri()
    )
    with pytest.raises(DataError, match="11 prompts, expected 12"):
        pull(other)
    with pytest.raises(ValueError, match="sha256 or rows"):
        Official(name="v", format="triviaqa", file="t", hub=Hub("a", "b", "c"))


@pytest.mark.data
def test_nq_open_itself(ifk_data: Path) -> None:
    suite = load_suite("nq_open", data=ifk_data / "nq_open" / "dev.jsonl")
    assert suite.version == "2021-07"
    assert len(suite.items) == 3610
    for item in suite.items:
        for answer in item.answers or ():
            assert passes(item, answer, "fixed") == [True], (item.id, answer)
        # Where a name holds a mark at which the harness stops, it can never be given.
        kept = [name for name in item.answers or () if not set(name) & set(".,\n")]
        assert all(passes(item, f" {name}\n") == [True] for name in kept), item.id
        assert len(item.exemplars) == 8
    assert format_named("nq_open").read_items(ifk_data / "nq_open" / "dev.jsonl")
