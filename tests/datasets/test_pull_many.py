"""Data of many files: fetched one by one, continued, checked; hashes kept where none are known."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from fake_hub import fake_hub

from ifeval_kit import content
from ifeval_kit.datasets.definition import Official, read_definition
from ifeval_kit.datasets.official import installed, listed_files, pull
from ifeval_kit.errors import DataError, MissingResourceError

ZEROS = "0" * 64


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("IFK_DATA", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


def suite(endpoint: str) -> Official:
    return Official(name="own", format="sni", files="own/files.sha256", url=f"{endpoint}/at/")


def test_an_interrupted_pull_continues_and_is_there_only_as_a_whole() -> None:
    listed = {
        "a.json": hashlib.sha256(b"a").hexdigest(),
        "b.json": hashlib.sha256(b"b").hexdigest(),
    }
    files = {"/at/a.json": b"a"}
    with fake_hub(files) as (endpoint, requests):
        own = suite(endpoint)
        with pytest.raises(MissingResourceError, match=r"/at/b\.json could not be fetched"):
            pull(own, listed)
        assert installed(own) is None
        files["/at/b.json"] = b"b"
        seen: list[str] = []
        place = pull(own, listed, seen.append)
        assert requests.count("GET /at/a.json") == 1
        pull(own, listed)
        assert requests.count("GET /at/b.json") == 2
    assert seen == ["a.json", "b.json"]
    assert installed(own) == place
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {
        "a.json": b"a",
        "b.json": b"b",
    }


def test_other_data_than_what_is_listed_is_not_kept() -> None:
    with fake_hub({"/at/a.json": b"a"}) as (endpoint, _):
        with pytest.raises(DataError, match=r"/at/a\.json holds other rows"):
            pull(suite(endpoint), {"a.json": ZEROS})
        assert installed(suite(endpoint)) is None


def test_an_unknown_hash_is_kept_when_first_fetched_and_checked_from_then_on() -> None:
    files = {"/at/a.json": b"first"}
    with fake_hub(files) as (endpoint, requests):
        own = suite(endpoint)
        place = pull(own, {"a.json": "-"})
        lock = place / "sha256.lock"
        assert lock.read_text() == f"{hashlib.sha256(b'first').hexdigest()}  a.json\n"
        pull(own, {"a.json": "-"})
        assert requests == ["GET /at/a.json"]
        (place / "a.json").write_bytes(b"damaged")
        pull(own, {"a.json": "-"})
        assert (place / "a.json").read_bytes() == b"first"
        files["/at/a.json"] = b"second"
        (place / "a.json").unlink()
        with pytest.raises(DataError, match="holds other rows"):
            pull(own, {"a.json": "-"})


def test_the_list_of_super_natural_instructions() -> None:
    folder = content.folder("suites")
    for name in ("sni", "sni_tk"):
        own = read_definition(folder / f"{name}.yaml")
        assert isinstance(own, Official)
        listed = listed_files(own, folder)
        assert len(listed) == 119 + 35
        assert set(listed.values()) == {"-"}


def test_two_suites_of_the_same_files_share_them() -> None:
    with fake_hub({"/at/a.json": b"a"}) as (endpoint, _):
        own = suite(endpoint)
        other = msgspec.structs.replace(own, name="other", folder="own")
        place = pull(own, {"a.json": "-"})
        assert installed(other) == place


@pytest.mark.parametrize("line", ["abc  a.json", "-  ../a.json", "-  /a.json", "-", "- a.json"])
def test_a_broken_list_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "files.sha256").write_text(f"{ZEROS}  ok.json\n{line}\n")
    with pytest.raises(DataError, match=r"files\.sha256:2: not a line of sha256sum"):
        listed_files(suite("http://localhost"), tmp_path)
