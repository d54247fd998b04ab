"""The file as text: golden pages, bytes, policy, hostile content, side file. No browser needed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from made_up import (
    COMMAS,
    WORDS,
    assemble,
    empty_run,
    full_run,
    item,
    perfect_run,
    sample,
)

from ifeval_kit import content
from ifeval_kit.errors import DataError, StorageError
from ifeval_kit.reporting import write_report
from ifeval_kit.reporting.samples import visible

GOLDEN = Path(__file__).parent / "golden"
DATA = re.compile(r'(<script type="application/octet-stream" id="data">)(.*?)(</script>)', re.S)


def embedded(html: str) -> list[dict[str, Any]]:
    """The lines inside a page."""
    match = DATA.search(html)
    assert match
    return rows(base64.b64decode(match[2]))


def rows(packed: bytes) -> list[dict[str, Any]]:
    """What compressed lines of JSON hold."""
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


def samples_in(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers, each with what was asked."""
    _, *lines = lines
    found: list[dict[str, Any]] = []
    asked: dict[str, Any] = {}
    for line in lines:
        if "prompt" in line:
            asked = line
        else:
            found.append(asked | line)
    return found


def readable(html: str) -> str:
    """A page without what other tests cover: script, style and their hashes; samples unpacked."""
    html = re.sub(r"(<style>).*?(</style>)", r"\1\2", html, flags=re.S)
    html = re.sub(r"(<script>).*?(</script>)", r"\1\2", html, flags=re.S)
    html = re.sub(r"sha256-[\w+/]+=*", "sha256-", html)
    lines = "\n".join(json.dumps(of, ensure_ascii=False) for of in embedded(html))
    return DATA.sub(lambda match: f"{match[1]}\n{lines}\n{match[3]}", html)


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes, and what scripts and styles hold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and "type" not in self.tags[-1][1]:
            self.inline[self.cdata_elem].append(data)


@pytest.mark.parametrize("name", ["full", "perfect", "empty"])
def test_page_is_the_golden_one(name: str, tmp_path: Path) -> None:
    run = {"full": full_run, "perfect": perfect_run, "empty": empty_run}[name]()
    html = readable(run.write(tmp_path / "report.html").read_text(encoding="utf-8"))
    golden = GOLDEN / f"{name}.html"
    if os.environ.get("IFK_UPDATE_GOLDEN"):
        golden.write_text(html, encoding="utf-8")
    assert html == golden.read_text(encoding="utf-8"), "accept with IFK_UPDATE_GOLDEN=1"


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    run = full_run()
    first = run.write(tmp_path / "a.html").read_bytes()
    assert run.write(tmp_path / "b.html").read_bytes() == first


def test_nothing_is_loaded_from_outside(tmp_path: Path) -> None:
    run = full_run()
    page = Tags(run.write(tmp_path / "report.html").read_text(encoding="utf-8"))
    for tag, attributes in page.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"@import|url\(", page.inline["style"][0])


def test_the_policy_admits_only_the_page_s_own_script_and_style(tmp_path: Path) -> None:
    run = full_run()
    html = run.write(tmp_path / "report.html").read_text(encoding="utf-8")
    page = Tags(html)
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv"))
    hashes = {
        tag: base64.b64encode(hashlib.sha256("".join(texts).encode()).digest()).decode()
        for tag, texts in page.inline.items()
    }
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; "
        f"style-src 'sha256-{hashes['style']}'; base-uri 'none'; form-action 'none'"
    )
    for _, attributes in page.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("name", ["report.js", "report.css"])
def test_assets_can_be_inlined(name: str) -> None:
    text = (content.folder("reports") / name).read_text(encoding="utf-8")
    assert not re.search(r"</(script|style)|<!--", text, re.I)
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\r\nd", "a\tb\nc\nd"),
        ("\x00\x1b[31m\x07", "␀␛[31m␇"),
        ("a\rb\x7f", "a␍b␡"),
        ("\x85\x9f", "\ufffd\ufffd"),
        ("\ud800x\udfff", "\ufffdx\ufffd"),
        ("é क 😀 \u202e\u2028", "é क 😀 \u202e\u2028"),
    ],
)
def test_control_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = "</script></template><script>x</script>\x00\ud800\u2028<!--&amp;"
    of = sample("s", item(hostile, hostile, COMMAS), "f", hostile, error=hostile)
    run = assemble([of])
    run.manifest = {"model": hostile, hostile: {hostile: [hostile]}}
    html = run.write(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>x" not in html
    assert "\x00" not in html
    assert samples_in(embedded(html))[0]["answer"] == visible(hostile)
    assert len(Tags(html).inline["script"]) == 1


def test_a_megabyte_is_cut_in_plain_html_and_whole_in_the_data(tmp_path: Path) -> None:
    run = assemble([sample("s", item("i", "Go on.", WORDS), "f", "a" * 1_000_000)])
    html = run.write(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "… and 996,000 more characters" in html
    assert len(html) < 100_000
    assert len(samples_in(embedded(html))[0]["answer"]) == 1_000_000


def test_a_missing_response_says_so(tmp_path: Path) -> None:
    run = full_run()
    html = run.write(tmp_path / "report.html").read_text(encoding="utf-8")
    missing = next(of for of in samples_in(embedded(html)) if of["item"] == "b7")
    assert missing["missing"] is True
    assert missing["outcome"] == "fail"
    assert [decision["reason"] for decision in missing["decisions"]] == ["no response"] * 2
    assert "There is no response. It counts as failed." in html


def test_samples_over_the_limit_go_to_a_file_beside_the_page(tmp_path: Path) -> None:
    noise = random.Random(5)
    samples = [
        sample(
            "s",
            item(f"i{n}", "Go on.", COMMAS),
            "f" if n % 4 == 0 else "p",
            "".join(noise.choices("abcdefghijklmnop", k=2000)),
        )
        for n in range(80)
    ]
    run = assemble(samples)
    path = run.write(tmp_path / "my report.html", limit=60_000)
    html = path.read_text(encoding="utf-8")
    kept = samples_in(embedded(html))
    beside = tmp_path / "my report.samples.jsonl.gz"
    rest = samples_in(rows(beside.read_bytes()))
    names = [of["item"] for of in kept]
    assert {f"i{n}" for n in range(0, 80, 4)} <= set(names)
    assert names == sorted(names, key=lambda name: int(name[1:]))
    assert {of["item"] for of in rest} == {f"i{n}" for n in range(80)} - set(names)
    assert len(kept) + len(rest) == 80
    assert f"holds {len(kept)} of 80 samples" in html
    assert 'href="./my%20report.samples.jsonl.gz"' in html
    assert 40_000 < len(html) - len(perfect_run().write(tmp_path / "p.html").read_text()) < 130_000

    run.write(path)
    assert not beside.exists(), "a page that holds everything leaves no old side file"


def test_one_sample_larger_than_the_limit(tmp_path: Path) -> None:
    noise = "".join(random.Random(6).choices("abcdefgh", k=50_000))
    run = assemble([sample("s", item("i", "Go on.", COMMAS), "f", noise)])
    html = run.write(tmp_path / "report.html", limit=1000).read_text(encoding="utf-8")
    assert "holds 0 of 1 sample," in html
    assert samples_in(embedded(html)) == []


def test_templates_ship() -> None:
    names = {path.name for path in content.folder("reports").iterdir()}
    assert names >= {"base.html.j2", "run.html.j2", "report.css", "report.js"}


def test_checks_are_named_by_the_project_s_catalogue(tmp_path: Path) -> None:
    run = perfect_run()
    path = tmp_path / "report.html"
    write_report(path, manifest=run.manifest, summary=run.summary, samples=run.samples)
    assert "marks:no_comma" in path.read_text(encoding="utf-8")


def test_verdicts_of_other_constraints_are_refused(tmp_path: Path) -> None:
    run = perfect_run()
    suite, asked, response, scored = run.samples[0]
    other = item(asked.id, "Say hello.", WORDS)
    run.samples = [(suite, other, response, scored)]
    with pytest.raises(DataError, match=r"verdicts of calm / only .* \(ifk score RUN\)"):
        run.write(tmp_path / "report.html")


def test_a_broken_summary_is_refused(tmp_path: Path) -> None:
    run = perfect_run()
    run.summary = {"suites": {"calm": {"n": "many"}}}
    with pytest.raises(DataError, match="not a summary"):
        run.write(tmp_path / "report.html")


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        perfect_run().write(tmp_path / "gone" / "report.html")
