"""Official data: found in its three places, fetched from a hub, refused when it is other data."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fake_hub import fake_hub, python

from ifeval_kit.datasets import load_suite, own_suites
from ifeval_kit.datasets.definition import Official, read_definition
from ifeval_kit.datasets.formats import format_named
from ifeval_kit.datasets.official import canonical_sha256, find, listed_files
from ifeval_kit.errors import DataError, MissingResourceError

_READ = read_definition(own_suites()["ifeval"])
assert isinstance(_READ, Official)
IFEVAL: Official = _READ
assert IFEVAL.hub
HUB = IFEVAL.hub
ON_HUB = f"/datasets/{HUB.repo}/resolve/{HUB.revision}/{HUB.file}"
DATA = os.environ.get("IFK_DATA")
OFFICIAL = Path(DATA or ".") / "ifeval" / "input_data.jsonl"
needs_data = [
    pytest.mark.data,
    pytest.mark.skipif(not OFFICIAL.is_file(), reason="needs $IFK_DATA/ifeval/input_data.jsonl"),
]

ROWS: list[dict[str, Any]] = [
    {
        "key": 7,
        "prompt": "Say hello without commas, in at least 3 words.",
        "instruction_id_list": ["punctuation:no_comma", "length_constraints:number_words"],
        "kwargs": [{}, {"relation": "at least", "num_words": 3}],
    },
    {
        "key": 8,
        "prompt": "Say “goodbye”.",
        "instruction_id_list": ["startend:quotation"],
        "kwargs": [{}],
    },
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def as_on_the_hub(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with every parameter of every check, null where unused."""
    names = sorted({name for row in rows for kwargs in row["kwargs"] for name in kwargs})
    return [
        row | {"kwargs": [{name: kwargs.get(name) for name in names} for kwargs in row["kwargs"]]}
        for row in rows
    ]


@pytest.fixture(autouse=True)
def _nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("IFK_DATA", raising=False)


def test_data_that_is_not_installed_names_the_command_that_gets_it() -> None:
    with pytest.raises(MissingResourceError, match="ifk suites pull ifeval"):
        load_suite("ifeval")


def test_data_is_found_on_the_command_line_then_in_ifk_data_then_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = Path("suites", "ifeval", HUB.revision, IFEVAL.file)
    cached = write(tmp_path / "cache" / inside, ROWS)
    assert find(IFEVAL) == cached
    monkeypatch.setenv("IFK_DATA", str(tmp_path / "data"))
    assert find(IFEVAL) == cached
    installed = write(tmp_path / "data" / "ifeval" / "input_data.jsonl", ROWS)
    assert find(IFEVAL) == installed
    assert find(IFEVAL, tmp_path / "other.jsonl") == tmp_path / "other.jsonl"


def test_copies_of_the_same_rows_are_the_same(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.jsonl", ROWS)
    hub = as_on_the_hub(ROWS)
    hub[0]["kwargs"][1]["num_words"] = 3.0
    listed = write(tmp_path / "hub.jsonl", [{"extra": 1} | row for row in hub])
    assert canonical_sha256(plain) == canonical_sha256(listed)
    one, other = load_suite("ifeval", data=plain), load_suite("ifeval", data=listed)
    assert one.items == other.items
    assert one.sha256 == other.sha256
    assert canonical_sha256(plain) != canonical_sha256(write(tmp_path / "o.jsonl", ROWS[:1]))


def test_other_rows_than_the_published_ones_show_in_the_version(tmp_path: Path) -> None:
    suite = load_suite("ifeval", data=write(tmp_path / "mine.jsonl", ROWS))
    assert suite.version.startswith(f"{IFEVAL.version}+")
    assert suite.profile == "upstream"
    assert [item.id for item in suite.items] == ["7", "8"]
    assert suite.items[0].constraints[1].kwargs == {"relation": "at least", "num_words": 3}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": 7}, r"data\.jsonl:2: the id '7' is already that of .*data\.jsonl:1"),
        ({"instruction_id_list": ["startend:quotes"]}, r"data\.jsonl:2: unknown check .*quotation"),
        ({"kwargs": [{"num": 1}]}, r"data\.jsonl:2: startend:quotation has no parameter 'num'"),
        ({"kwargs": []}, r"data\.jsonl:2: 1 instructions but 0 kwargs"),
        ({"kwargs": "{}"}, r"data\.jsonl:2: expected `array`, got `str` \(at kwargs\)"),
        ({"key": None}, r"data\.jsonl:2: .*at key"),
    ],
)
def test_rows_that_do_not_fit_are_named(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = write(tmp_path / "data.jsonl", [ROWS[0], ROWS[1] | change])
    with pytest.raises(DataError, match=message):
        load_suite("ifeval", data=path)


def test_a_data_file_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.jsonl does not exist"):
        load_suite("ifeval", data=tmp_path / "nowhere.jsonl")


PULL_OWN = """
import sys
from pathlib import Path
from ifeval_kit.datasets.definition import Hub, Official
from ifeval_kit.datasets.official import canonical_sha256, pull
hub = Hub("us/own", "abc123", "f.jsonl")
sha256 = canonical_sha256(Path(sys.argv[1]))
suite = Official(name="own", format="ifeval", file="kept.jsonl", hub=hub, sha256=sha256)
print(pull(suite, {}))
print(pull(suite, {}))
"""


def test_pull_fetches_once_checks_and_keeps(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.jsonl", ROWS)
    served = write(tmp_path / "served.jsonl", as_on_the_hub(ROWS)).read_bytes()
    address = "/datasets/us/own/resolve/abc123/f.jsonl"
    with fake_hub({address: served}) as (endpoint, requests):
        done = python(endpoint, tmp_path, "-c", PULL_OWN, str(plain))
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == second
    assert Path(first).read_bytes() == served
    assert requests.count(f"GET {address}") == 1
    folder = tmp_path / "ifk" / "suites" / "own" / "abc123"
    assert [path.name for path in folder.iterdir()] == ["kept.jsonl"]


def test_pull_keeps_nothing_that_holds_other_rows(tmp_path: Path) -> None:
    served = write(tmp_path / "served.jsonl", ROWS).read_bytes()
    with fake_hub({ON_HUB: served}) as (endpoint, _):
        done = python(endpoint, tmp_path, "-m", "ifeval_kit", "suites", "pull", "ifeval")
    assert done.returncode == 2
    assert "holds other rows than those of IFEval" in done.stderr
    assert [path for path in (tmp_path / "ifk").rglob("*") if path.is_file()] == []


def test_pull_of_a_file_the_hub_does_not_have(tmp_path: Path) -> None:
    with fake_hub({}) as (endpoint, _):
        done = python(endpoint, tmp_path, "-m", "ifeval_kit", "suites", "pull", "ifeval")
    assert done.returncode == 2
    assert "the hub did not give ifeval_input_data.jsonl of google/IFEval" in done.stderr
    assert "Traceback" not in done.stderr


def test_pull_in_offline_mode(tmp_path: Path) -> None:
    with fake_hub({}) as (endpoint, requests):
        command = ("-m", "ifeval_kit", "suites", "pull", "ifeval")
        done = python(endpoint, tmp_path, *command, HF_HUB_OFFLINE="1")
    assert (done.returncode, requests) == (2, [])
    assert "the hub did not give" in done.stderr
    assert "Traceback" not in done.stderr


PULL_FROM_WEB = """
import os
import sys
from pathlib import Path
from ifeval_kit.datasets.definition import Official
from ifeval_kit.datasets.official import canonical_sha256, pull
from ifeval_kit.errors import IfkError
url = os.environ["HF_ENDPOINT"] + sys.argv[2]
sha256 = canonical_sha256(Path(sys.argv[1]))
suite = Official(name="own", format="ifeval", file="kept.jsonl", url=url, sha256=sha256)
try:
    print(pull(suite), pull(suite), sep="\\n")
except IfkError as error:
    print(type(error).__name__, error)
"""


def test_pull_from_the_web(tmp_path: Path) -> None:
    plain = write(tmp_path / "plain.jsonl", ROWS)
    served = write(tmp_path / "served.jsonl", as_on_the_hub(ROWS)).read_bytes()
    command = ("-c", PULL_FROM_WEB, str(plain))
    with fake_hub({"/rows.jsonl": served, "/other.jsonl": b""}) as (endpoint, requests):
        other = python(endpoint, tmp_path, *command, "/other.jsonl").stdout
        absent = python(endpoint, tmp_path, *command, "/absent.jsonl").stdout
        offline = python(endpoint, tmp_path, *command, "/rows.jsonl", HF_HUB_OFFLINE="1").stdout
        assert requests.count("GET /rows.jsonl") == 0
        found = python(endpoint, tmp_path, *command, "/rows.jsonl").stdout.splitlines()
        assert requests.count("GET /rows.jsonl") == 1
    assert other.startswith("DataError ")
    assert "/other.jsonl holds other rows than those of" in other
    assert absent.startswith("MissingResourceError ")
    assert "/absent.jsonl could not be fetched (HTTP Error 404" in absent
    assert "(HF_HUB_OFFLINE is set)" in offline
    assert found[0] == found[1]
    assert Path(found[0]).read_bytes() == served


def test_a_suite_is_published_in_one_place() -> None:
    with pytest.raises(ValueError, match="exactly one of hub and url"):
        Official(name="own", format="ifeval", file="f.jsonl", sha256="")


PULL_MANY = """
import hashlib, os, sys
from pathlib import Path
from ifeval_kit.datasets.definition import Official
from ifeval_kit.datasets.official import deviation, find, listed_files, pull
from ifeval_kit.errors import IfkError
beside = Path(sys.argv[1])
url = os.environ["HF_ENDPOINT"] + "/commit/"
suite = Official(name="own", format="ifeval", files="files.sha256", url=url)
try:
    place = pull(suite, listed_files(suite, beside), print)
    print(place == find(suite), repr(deviation(suite, beside, place)))
    (place / "a.jsonl").write_text("other")
    print(len(deviation(suite, beside, place)))
except IfkError as error:
    print(type(error).__name__, error)
"""


def test_pull_of_many_files_continues(tmp_path: Path) -> None:
    files = {"a.jsonl": b"1", "more/b.jsonl": b"22"}
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
    (tmp_path / "files.sha256").write_text("\n".join(lines))
    served = {"/commit/a.jsonl": b"1"}
    command = ("-c", PULL_MANY, str(tmp_path))
    with fake_hub(served) as (endpoint, requests):
        absent = python(endpoint, tmp_path, *command).stdout
        served["/commit/more/b.jsonl"] = b"33"
        wrong = python(endpoint, tmp_path, *command).stdout
        served["/commit/more/b.jsonl"] = b"22"
        done = python(endpoint, tmp_path, *command).stdout
    assert absent.startswith("a.jsonl\nMissingResourceError")
    assert "/commit/more/b.jsonl could not be fetched" in absent
    assert wrong.startswith("a.jsonl\nDataError")
    assert done.split() == ["a.jsonl", "more/b.jsonl", "True", "''", "9"]
    assert requests.count("GET /commit/a.jsonl") == 1


@pytest.mark.parametrize("line", ["abc  a.jsonl", f"{'0' * 64}  ../a.jsonl", f"{'0' * 64} a.jsonl"])
def test_a_broken_list_of_files(tmp_path: Path, line: str) -> None:
    (tmp_path / "files.sha256").write_text(line)
    suite = Official(name="own", format="ifeval", files="files.sha256", url="http://nowhere/")
    with pytest.raises(DataError, match=r"files\.sha256:1: not a line of sha256sum"):
        listed_files(suite, tmp_path)


def test_an_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no format of official data is called 'ifevl'"):
        format_named("ifevl")


# The hub's client tries again for 25 seconds
def test_pull_without_a_network(tmp_path: Path) -> None:
    done = python("http://127.0.0.1:9", tmp_path, "-m", "ifeval_kit", "suites", "pull", "ifeval")
    assert done.returncode == 2
    assert "the hub did not give" in done.stderr
    assert "Traceback" not in done.stderr


class TestOfficialRows:
    pytestmark = needs_data

    def test_the_published_rows(self) -> None:
        suite = load_suite("ifeval", data=OFFICIAL)
        assert len(suite.items) == 541
        assert suite.instructions == 834
        assert suite.version == IFEVAL.version
        groups = Counter(c.id.partition(":")[0] for i in suite.items for c in i.constraints)
        assert groups["keywords"] == 163
        assert groups["language"] == 31
        repeating = sum(
            len({c.id for c in i.constraints}) < len(i.constraints) for i in suite.items
        )
        assert repeating == 17

    def test_limit_keeps_the_first_items(self) -> None:
        suite = load_suite("ifeval", data=OFFICIAL, limit=5)
        assert [item.id for item in suite.items] == ["1000", "1001", "1005", "1012", "1019"]

    def test_pull_of_the_pinned_data(self, tmp_path: Path) -> None:
        rows = [json.loads(line) for line in OFFICIAL.read_text(encoding="utf-8").splitlines()]
        served = write(tmp_path / "served.jsonl", as_on_the_hub(rows)).read_bytes()
        with fake_hub({ON_HUB: served}) as (endpoint, _):
            done = python(endpoint, tmp_path, "-m", "ifeval_kit", "suites", "pull", "ifeval")
            assert done.returncode == 0, done.stderr
            shown = python(endpoint, tmp_path, "-m", "ifeval_kit", "suites", "show", "ifeval")
        assert "541" in shown.stdout
        assert "834" in shown.stdout
