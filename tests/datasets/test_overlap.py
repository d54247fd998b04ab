"""What data holds: prompts of a suite in training data, statistics, broken lines."""

from __future__ import annotations

import gzip
import json
import random
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ifeval_kit.cli.suites import suites
from ifeval_kit.datasets import load_suite
from ifeval_kit.datasets.contents.nearness import Index, pairs, words
from ifeval_kit.datasets.contents.overlap import overlap
from ifeval_kit.datasets.contents.statistics import describe
from ifeval_kit.datasets.contents.training import Bad, Row, read_rows, texts_of
from ifeval_kit.errors import DataError, MissingResourceError
from ifeval_kit.records import Constraint, Exemplar, Item

VOCABULARY = [f"word{number}" for number in range(500)]


def sentence(draw: random.Random, length: int = 30) -> str:
    return " ".join(draw.choices(VOCABULARY, k=length))


def items(*texts: str) -> list[Item]:
    return [Item(f"i{number}", prompt=text) for number, text in enumerate(texts)]


def test_planted_copies_and_edits_are_found_and_nothing_else() -> None:
    draw = random.Random(1)
    prompts = [sentence(draw) for _ in range(60)]
    rows = [Row(line, (sentence(draw),)) for line in range(1, 3001)]
    for place, prompt in enumerate(prompts[:20]):
        rows[100 * place] = Row(100 * place + 1, ("other words here", prompt.upper() + " !"))
    for place, prompt in enumerate(prompts[20:40]):
        changed = prompt.split()
        changed[7], changed[21] = "new", "newer"
        rows[100 * place + 50] = Row(100 * place + 51, (" ".join(changed),))
    found = overlap(items(*prompts), rows)
    assert (found.prompts, found.rows, found.same, found.near) == (60, 3000, 20, 20)
    by_item = {one.item: one for one in found.found}
    assert by_item.keys() == {f"i{number}" for number in range(40)}
    assert (by_item["i3"].line, by_item["i3"].similarity) == (301, 1.0)
    # Four of 29 pairs are others: 25 in common of 33.
    assert by_item["i23"].similarity == pytest.approx(25 / 33)
    assert by_item["i23"].line == 351


def test_the_nearest_row_is_told_and_all_are_counted() -> None:
    text = "one two three four five six seven eight nine ten"
    near = text.replace("ten", "eleven")
    rows = [near, f"{near} a", f"so: {text}", text, text.title(), "x"]
    [found] = overlap(items(text), [Row(n, (row,)) for n, row in enumerate(rows, start=1)]).found
    assert (found.same, found.inside, found.near) == (2, 1, 2)
    assert (found.line, found.similarity) == (4, 1.0)


def test_a_prompt_inside_a_longer_text_is_found() -> None:
    draw = random.Random(3)
    prompts = [sentence(draw, length) for length in (4, 5, 30, 300)]
    around = [sentence(draw, 200) for _ in range(4)]
    rows = [
        Row(n, (f"<user> {before}\n\n{prompt.upper()}!\n### {before}",))
        for n, (prompt, before) in enumerate(zip(prompts, around, strict=True), start=1)
    ]
    cut = Row(9, (prompts[2].rpartition(" ")[0] + " " + around[0],))
    found = overlap(items(*prompts), [*rows, cut])
    # Four words may stand anywhere.
    assert {one.item: (one.inside, one.line) for one in found.found} == {
        "i1": (1, 2),
        "i2": (1, 3),
        "i3": (1, 4),
    }
    assert (found.same, found.inside, found.near) == (0, 3, 0)


def test_words_that_are_only_parts_of_longer_ones_are_not_inside() -> None:
    prompt = "go and see the big house"
    rows = [Row(1, (f"they {prompt}s by the sea and stay there for a year or two",))]
    assert overlap(items(prompt), rows).found == ()


def test_prompts_with_the_same_words_are_all_found() -> None:
    found = overlap(items("Say hi!", "say HI", "Go away"), [Row(1, ("say hi",))])
    assert [one.item for one in found.found] == ["i0", "i1"]


@pytest.mark.parametrize("text", ["", "...", "👍", "a", "漢字", "\ud800"])
def test_texts_of_few_or_no_words(text: str) -> None:
    found = overlap(items(text), [Row(1, (text,))])
    assert len(found.found) == bool(words(text))


def test_pairs_in_another_order_are_near_but_not_the_same() -> None:
    one, other = "a b a c a b", "a c a b a c"
    assert set(pairs(words(one))) == set(pairs(words(other)))
    [found] = overlap(items(one), [Row(1, (other,))]).found
    assert (found.same, found.inside, found.near) == (0, 0, 1)


def test_memory_depends_on_the_suite_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ifeval_kit.datasets.contents.overlap._BATCH", 100)
    prompts = items(*(sentence(random.Random(n)) for n in range(50)))

    def peak(count: int) -> int:
        def rows() -> Iterator[Row]:
            draw = random.Random(2)
            return (Row(line, (sentence(draw),)) for line in range(1, count + 1))

        tracemalloc.start()
        overlap(prompts, rows())
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)  # what is made once is not counted
    assert peak(1200) < 1.3 * peak(200)


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("a text", ["a text"]),
        ({"prompt": "p", "completion": "c"}, ["p"]),
        ({"instruction": "do", "input": "it", "output": "o"}, ["do\n\nit"]),
        ({"instruction": "do", "input": " "}, ["do"]),
        ({"text": "whole"}, ["whole"]),
        (
            {
                "messages": [
                    {"role": "system", "content": "s"},
                    {"role": "user", "content": "u"},
                    {"role": "assistant", "content": "a"},
                    {"role": "user", "content": "v"},
                ]
            },
            ["u", "v"],
        ),
        (
            {"conversations": [{"from": "human", "value": "h"}, {"from": "gpt", "value": "g"}]},
            ["h"],
        ),
        ({"prompt": [{"role": "user", "content": "u"}]}, ["u"]),
        ({"messages": [{"role": "user", "content": [{"text": "t"}]}, 3]}, []),
        ({"output": "o"}, []),
        ([1], []),
        (None, []),
        (" ", []),
    ],
)
def test_what_a_row_asks(row: Any, texts: list[str]) -> None:
    assert list(texts_of(row)) == texts


def test_one_field_alone() -> None:
    assert texts_of({"prompt": "p", "target": "t"}, "target") == ("t",)
    assert texts_of({"prompt": "p"}, "target") == ()


LINES = '{"prompt": "one two three"}\n{broken\n\n{"other": 1}\n{"prompt": "x"}\n"\\ud800"\n'


def test_broken_lines_are_counted_and_named_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text(LINES, encoding="utf-8")
    with pytest.raises(DataError, match=r"train\.jsonl:2: not a line of JSON.*--skip-bad"):
        list(read_rows(path))
    bad = Bad()
    assert [row.line for row in read_rows(path, None, bad)] == [1, 5, 6]
    assert bad.count == 2
    assert "train.jsonl:2: not a line of JSON" in bad.named[0]
    assert "train.jsonl:4: no text in messages" in bad.named[1]
    with pytest.raises(DataError, match=r"train\.jsonl:1: no text in 'target'; name a field"):
        list(read_rows(path, "target"))


def test_many_broken_lines_are_all_counted_and_some_named(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("{\n" * 30 + '"text"\n')
    bad = Bad()
    assert len(list(read_rows(path, None, bad))) == 1
    assert (bad.count, len(bad.named)) == (30, 10)


def test_statistics() -> None:
    comma = Constraint("punctuation:no_comma")
    one = Item("1", prompt="Say it in one word.", constraints=(comma,), category="c", group="t")
    two = Item("2", prompt="say it in one word", constraints=(comma, comma), language="en")
    other = Item(
        "3",
        prompt="Say it in one word, now.",
        answers=("a",),
        exemplars=(Exemplar("p", "a"),),
        category="c",
    )
    found = describe([one, two, other])
    assert (found.prompts, found.duplicates, found.near_duplicates) == (3, 1, 1)
    assert (found.tasks, found.categories, found.languages) == ({"t": 1}, {"c": 2}, {"en": 1})
    assert found.constraints == {0: 1, 1: 1, 2: 1}
    assert found.checks == {"punctuation:no_comma": 3}
    assert (found.words.least, found.words.median, found.words.greatest) == (5, 5, 6)
    assert (found.references, found.exemplars) == (1, 1)


def test_without_the_package_statistics_leave_near_duplicates_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(MissingResourceError, match=r"pip install \"ifeval-kit\[overlap\]\""):
        Index()
    assert describe(items("a b c")).near_duplicates is None
    shown = CliRunner().invoke(suites, ["show", "core", "--stats"])
    assert "not counted" in shown.output


def test_the_commands(tmp_path: Path) -> None:
    prompt = load_suite("core").items[0]
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps({"prompt": prompt.text}) + "\n{\n", encoding="utf-8")
    run = CliRunner()
    done = run.invoke(suites, ["overlap", "core", str(path), "--skip-bad"])
    assert done.exit_code == 0, done.output
    assert prompt.id in done.stdout
    assert "1 with the same words, " in done.stdout
    assert "train.jsonl:2: not a line of JSON" in done.stderr
    assert "1 broken line left out" in done.stderr
    as_json = json.loads(
        run.invoke(suites, ["overlap", "core", str(path), "--skip-bad", "--json"]).stdout
    )
    assert (as_json["same"], as_json["bad_lines"], as_json["rows"]) == (1, 1, 1)
    itself = json.loads(run.invoke(suites, ["overlap", "core", "core", "--json"]).stdout)
    assert itself["same"] == itself["prompts"] == itself["rows"]
    shown = run.invoke(suites, ["show", "core", "--stats", "--json"])
    assert json.loads(shown.stdout)["prompts"] == itself["prompts"]
    assert "add --stats" in str(run.invoke(suites, ["show", "core", "--json"]).exception)
