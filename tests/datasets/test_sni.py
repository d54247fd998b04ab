"""Super-NaturalInstructions: task files of both versions, encodings, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ifeval_kit.datasets import load_shots, load_suite
from ifeval_kit.datasets.formats.sni import read_items
from ifeval_kit.datasets.sni.encoding import encode, encoding_named
from ifeval_kit.datasets.sni.tasks import Example, Task, read_task
from ifeval_kit.errors import DataError

V2: dict[str, Any] = {
    "Categories": ["Word Analogy"],
    "Definition": ["Name the opposite"],
    "Input_language": ["English"],
    "Output_language": ["English"],
    "Positive Examples": [
        {"input": "hot ", "output": "cold", "explanation": "Both are temperatures"},
        {"input": "up?", "output": "down!", "explanation": ""},
        {"input": "in", "output": "out"},
    ],
    "Negative Examples": [{"input": "wet", "output": "water", "explanation": "No opposite."}],
    "Instances": [
        {"id": "task7-a", "input": "big", "output": ["small", "little"]},
        {"id": "task7-b", "input": "old.", "output": ["young"]},
    ],
}
V1: dict[str, Any] = {
    "Title": "Opposites",
    "Prompt": "Write one word.",
    "Definition": "Name the opposite.",
    "Things to Avoid": "Two words.",
    "Emphasis & Caution": "-",
    "Examples": {
        "Positive Examples": [{"input": "hot", "output": "cold", "reason": "-"}],
        "Negative Examples": ["-"],
    },
    "Instances": [{"input": "big", "output": ["small"]}],
}


def write(folder: Path, rows: dict[str, Any], name: str = "task7_opposites") -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return read_task(write(tmp_path, V2))


BEFORE = "Definition: Name the opposite.\n\n"
FIRST = " Positive Example 1 -\nInput: hot.\n Output: cold.\n"
SECOND = " Positive Example 2 -\nInput: up?\n Output: down!\n"
WRONG = " Negative Example 1 -\nInput: wet.\n Output: water.\n"
EXPLAINED = f"{FIRST} Explanation: Both are temperatures.\n\n"
EXPLAINED += f"{SECOND} Explanation: .\n\n{WRONG} Explanation: No opposite.\n\n"
LAST = "Now complete the following example -\nInput: big.\nOutput: "


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tk:", LAST),
        ("tk:def", BEFORE + LAST),
        ("tk:name+def", "task7_opposites. " + BEFORE + LAST),
        ("tk:def+pos2", f"{BEFORE}{FIRST}\n{SECOND}\n{LAST}"),
        ("tk:def+pos1+neg1", f"{BEFORE}{FIRST}\n{WRONG}\n{LAST}"),
        ("tk:def+pos2+neg1+expl", BEFORE + EXPLAINED + LAST),
        ("chat", "Name the opposite\n\nInput: big\n\nReply with the output only."),
    ],
)
def test_encodings_are_those_of_tk_instruct(task: Task, name: str, expected: str) -> None:
    assert encode(task, task.instances[0], encoding_named(name)) == expected


def test_a_sign_at_the_end_takes_no_full_stop(task: Task) -> None:
    prompt = encode(task, task.instances[1], encoding_named("tk:"))
    assert prompt.endswith("Input: old.\nOutput: ")


def test_examples_are_dropped_from_the_first_that_does_not_fit(task: Task) -> None:
    """The third positive example is short enough, but comes after it; a negative one is taken."""
    first, _, third = task.positive
    long = msgspec.structs.replace(task, positive=(first, Example("far " * 50, "near"), third))
    expected = encode(task, task.instances[0], encoding_named("tk:def+pos1+neg1"))
    tight = encoding_named("tk:def+pos3+neg1", limit=len(expected))
    assert encode(long, task.instances[0], tight, count=len) == expected


def test_the_length_counts_a_blank_between_examples_as_the_authors_do(task: Task) -> None:
    two, three = (
        encode(task, task.instances[0], encoding_named(f"tk:def+pos{number}")) for number in (2, 3)
    )
    tight, enough = (encoding_named("tk:def+pos3", limit=len(three) + more) for more in (0, 1))
    assert encode(task, task.instances[0], tight, count=len) == two
    assert encode(task, task.instances[0], enough, count=len) == three


def test_what_cannot_fit_at_all_is_refused(task: Task, tmp_path: Path) -> None:
    path = write(tmp_path, V2)
    with pytest.raises(DataError, match=r"opposites\.json, instance 0: the prompt of"):
        list(read_items(path, "tk:def", limit=5))
    with pytest.raises(DataError, match="more than the 9 of the encoding; set a higher limit"):
        encode(task, task.instances[0], encoding_named("tk:def", limit=9))


@pytest.mark.parametrize("name", ["", "tk", "tk:def+def", "tk:pos", "tk:pos0", "chat:def", "def"])
def test_what_names_no_encoding_is_refused(name: str) -> None:
    if name == "tk":  # nothing before the input, as "tk:"
        assert encoding_named(name) == encoding_named("tk:")
        return
    with pytest.raises(DataError, match="is no encoding; write chat, or tk:"):
        encoding_named(name)


def test_items_of_a_task(tmp_path: Path) -> None:
    [(place, item), (_, second)] = read_items(write(tmp_path, V2))
    assert place.endswith("task7_opposites.json, instance 0")
    assert (item.id, item.category, item.language) == ("task7-a", "Word Analogy", "en")
    assert item.group == second.group == "task7_opposites"
    assert [c.id for c in item.constraints] == ["sni:answer"]
    assert item.constraints[0].kwargs == {"references": ["small", "little"]}
    assert [(one.prompt, one.answer) for one in item.exemplars[:1]] == [
        ("Name the opposite\n\nInput: hot\n\nReply with the output only.", "cold")
    ]


def test_tasks_come_by_turns_and_only_the_first_instances(tmp_path: Path) -> None:
    write(tmp_path, V2)
    one = {"id": "task10-a", "input": "left", "output": ["right"]}
    write(tmp_path, V2 | {"Instances": [one]}, "task10_sides")
    write(tmp_path, {"not": "a task"}, "golden")
    assert [item.id for _, item in read_items(tmp_path)] == ["task7-a", "task10-a", "task7-b"]
    assert [item.id for _, item in read_items(tmp_path, per_task=1)] == ["task7-a", "task10-a"]


def test_a_task_in_another_language_is_of_the_cross_lingual_track(tmp_path: Path) -> None:
    [(_, item), _] = read_items(write(tmp_path, V2 | {"Output_language": ["Haitian Creole"]}))
    assert item.constraints[0].id == "sni:answer_xlingual"
    assert (item.language, item.meta) == ("ht", {"track": "xlingual"})


def test_natural_instructions_v1_load_too(tmp_path: Path) -> None:
    path = write(tmp_path, V1, "subtask003_opposites")
    [(_, item)] = read_items(tmp_path)
    said = "Name the opposite.\nThings to Avoid: Two words.\nPrompt: Write one word."
    assert item.text == f"{said}\n\nInput: big\n\nReply with the output only."
    assert item.id == "subtask003_opposites-1"
    assert [one.answer for one in item.exemplars] == ["cold"]
    assert read_task(path).negative == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Definition": 3}, r"at Definition\); mend the field"),
        ({"Definition": []}, "Definition is empty"),
        ({"Instances": []}, "Instances is empty"),
        (
            {"Instances": [{"id": "x", "input": "a", "output": []}]},
            r"Instances\[0\].output is empty",
        ),
        ({"Instances": [{"id": "x", "output": ["a"]}]}, r"field `input` \(at Instances"),
        ({"Positive Examples": [{"input": "a"}]}, r"field `output` \(at Positive Examples"),
        ({"Categories": "x"}, r"got `str` \(at Categories\)"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused_with_the_field(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        list(read_items(write(tmp_path, V2 | change)))


def test_what_is_no_json_or_no_folder_of_tasks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no task files"):
        list(read_items(tmp_path))
    (tmp_path / "task1_a.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="not valid JSON"):
        list(read_items(tmp_path))
    missing = V2 | {"Definition": None}
    del missing["Definition"]
    with pytest.raises(DataError, match="missing required field `Definition`"):
        list(read_items(write(tmp_path, missing, "task1_a")))


SUITE = """\
name: mine
kind: official
format: sni
options: {options}
file: task7_opposites.json
sha256: "{zeros}"
url: http://localhost/
"""


def suite_file(folder: Path, options: str) -> Path:
    path = folder / "mine.yaml"
    text = SUITE.format(options=options, zeros="0" * 64)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_encoding_is_part_of_the_version(tmp_path: Path) -> None:
    data = write(tmp_path, V2)
    suite = load_suite(suite_file(tmp_path, '{encoding: "tk:def+pos1"}'), data=data)
    assert suite.version.endswith("/tk:def+pos1")
    assert suite.items[0].text == f"{BEFORE}{FIRST}\n{LAST}"
    assert [one.shots for one in load_shots(suite.source, [0, 2], data=data)] == [0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{encodin: chat}", "has no option 'encodin'.*did you mean 'encoding'"),
        ("{per_task: many}", "option 'per_task' of the format 'sni' is 'many'; .* type int"),
        ("{encoding: t5}", "'t5' is no encoding"),
        ("{per_task: 0}", "per_task is 0"),
    ],
)
def test_options_that_do_not_fit_are_refused(tmp_path: Path, options: str, message: str) -> None:
    data = write(tmp_path, V2)
    with pytest.raises(DataError, match=message):
        load_suite(suite_file(tmp_path, options), data=data)


@pytest.mark.data
def test_the_eight_official_tasks_load_with_two_examples(
    ifk_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IFK_DATA", str(ifk_data))
    none, two = load_shots("sni", [0, 2])
    assert len(none.items) == len(two.items) == 160
    assert len({item.group for item in none.items[:8]}) == 8
    assert {len(item.chat) for item in two.items} == {5}
    tk = load_suite("sni_tk")
    assert all(item.text.count(" Positive Example 2 -") == 1 for item in tk.items)
