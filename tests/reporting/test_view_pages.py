"""What the views of suites add to the report: shown in full, and names of others as text."""

from __future__ import annotations

import json
from pathlib import Path

from ifeval_kit import evaluate

TASK = {
    "Categories": ["Word <script>alert(1)</script>"],
    "Definition": ["Name the opposite."],
    "Positive Examples": [
        {"input": "hot", "output": "cold"},
        {"input": "up", "output": "down"},
    ],
    "Instances": [{"input": word, "output": ["small"]} for word in ("big", "large", "huge")],
}
SUITE = """\
name: {name}
kind: official
view: {view}
format: {format}
file: {file}
sha256: "{zeros}"
url: http://localhost/
"""


def report(folder: Path, name: str, data: Path, view: str, shots: tuple[int, ...]) -> str:
    suite = folder / f"{name}.yaml"
    of = SUITE.format(name=name, view=view, format=name, file=data.name, zeros="0" * 64)
    suite.write_text(of, encoding="utf-8")
    run = evaluate("fake", [str(suite)], engine="fake", data=data, out=folder / "run", shots=shots)
    return (run.path / "report.html").read_text(encoding="utf-8")


def test_the_page_of_super_natural_instructions(tmp_path: Path) -> None:
    data = tmp_path / "task7_opposites.json"
    data.write_text(json.dumps(TASK), encoding="utf-8")
    page = report(tmp_path, "sni", data, "sni", (0, 2))
    assert page.count("English track: 1 task<") == 2  # without examples and with two
    assert "task7_<wbr>opposites" in page
    assert "Word &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "sni: 0 to 2" in page


def test_the_page_of_a_weak_signal_says_that_it_is_one(tmp_path: Path) -> None:
    row = {
        "id": "user_1",
        "motivation_app": "Mail & <b>",
        "instruction": "Be brief.",
        "instances": [{"input": "", "output": "Yes."}],
    }
    data = tmp_path / "rows.jsonl"
    data.write_text(json.dumps(row) + "\n", encoding="utf-8")
    page = report(tmp_path, "self_instruct", data, "reference", (0,))
    assert "ROUGE-L to the reference (weak)" in page
    assert "A weak signal: a good answer in other words scores low" in page
    assert "Mail &amp; &lt;b&gt;" in page
