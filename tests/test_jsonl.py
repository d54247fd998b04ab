"""JSON Lines files: errors with file and line, torn lines, hostile text."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifeval_kit import jsonl
from ifeval_kit.errors import DataError
from ifeval_kit.records import Response

HOSTILE = "line\u2028separator \x00\x85 lone \ud800 </script> \U0001f600"


def response(item: str, raw: str = "text") -> Response:
    return Response("s", item, 0, 0, raw, None, raw, "none")


def test_hostile_text_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    appender = jsonl.Appender(path)
    appender.append(response("a", HOSTILE))
    appender.append(response("b"))
    appender.close()
    assert path.read_bytes().count(b"\n") == 2
    rows = [jsonl.convert(value, Response, path, n) for n, value in jsonl.read(path)]
    assert rows == [response("a", HOSTILE), response("b")]


def test_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n\n{"a": 2}\n'))
    assert list(jsonl.read(path)) == [(1, {"a": 1}), (3, {"a": 2})]


@pytest.mark.parametrize(
    ("content", "line"),
    [(b'{"a": 1}\n{"a": \n', 2), (b"\xff\xfe\n", 1), (b"[" * 100_000 + b"\n", 1)],
)
def test_a_broken_line_is_named(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with pytest.raises(DataError, match=rf"rows\.jsonl:{line}: not a line of JSON"):
        list(jsonl.read(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        list(jsonl.read(tmp_path / "no.jsonl"))


def test_a_span_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        jsonl.read_span(tmp_path / "no.jsonl", 0, 5)
    with pytest.raises(DataError, match="cannot be read"):
        jsonl.read_span(tmp_path, 0, 5)


def test_a_cut_gzip_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(os.urandom(1000).hex().encode() * 10)[:-20])
    with pytest.raises(DataError, match="cannot be read"):
        list(jsonl.read(path))


def test_a_torn_last_line_is_left_out_and_written_over(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(jsonl.encode(response("a")) + jsonl.encode(response("b"))[:-9])
    assert len(list(jsonl.read(path, torn=True))) == 1
    with pytest.raises(DataError):
        list(jsonl.read(path))
    appender = jsonl.Appender(path)
    appender.append(response("b"))
    appender.close()
    assert path.read_bytes() == jsonl.encode(response("a")) + jsonl.encode(response("b"))


def test_a_file_of_one_torn_line_becomes_empty(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"suite": "' + b"x" * 200_000)
    jsonl.Appender(path).close()
    assert path.read_bytes() == b""


FULL_DISK = """
import resource, sys
from pathlib import Path
from ifeval_kit import jsonl
from ifeval_kit.errors import StorageError

path = Path(sys.argv[1])
rows = jsonl.Appender(path)
rows.append("kept")
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    rows.append("x" * 1000)
except StorageError as error:
    print(error)
try:
    jsonl.write_atomically(path.with_name("whole.json"), b"x" * 1000)
except StorageError as error:
    print(error)
"""


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: a write is cut short, then refused."""
    path = tmp_path / "rows.jsonl"
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.count("cannot be written") == 2
    assert list(jsonl.read(path)) == [(1, "kept")]
    assert [entry.name for entry in tmp_path.iterdir()] == ["rows.jsonl"]


@given(
    st.lists(st.sampled_from([b"", b"a", b"  ", b"bc" * 9, b"\r", b"\xe2\x80\xa8"]), max_size=8),
    st.integers(1, 12),
    st.booleans(),
)
def test_spans_hold_every_line_once(lines: list[bytes], size: int, ended: bool) -> None:
    content = b"\n".join(lines) + b"\n" * ended
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(content)
        stops = [min(start + size, len(content)) for start in range(0, len(content), size)]
        starts = [0, *stops[:-1]] if stops else []
        spans = [
            jsonl.read_span(path, start, stop) for start, stop in zip(starts, stops, strict=True)
        ]
    assert b"".join(spans) == content
    lines_of_spans = [line for span in spans for _, line in jsonl.lines_of(span, 1)]
    assert lines_of_spans == [line for _, line in jsonl.lines_of(content, 1)]
