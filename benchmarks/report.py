"""The page of many runs: how long it takes to build, to open and to search, and how big it is.

Makes ``--runs`` runs of a suite of ``--prompts`` prompts with answers of about ``--words`` made-up
words, writes the board, and opens it in Chromium:
the time until the first table is drawn, until all samples are there, and from a key pressed in the
search field to the new list.

    python benchmarks/report.py
    python benchmarks/report.py --words 240 --page board.html
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from ifeval_kit.datasets import load_suite
from ifeval_kit.reporting.board import write_board
from ifeval_kit.results import read_run
from ifeval_kit.stored import score_file

CHECKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("punctuation:no_comma", {}),
    ("keywords:existence", {"keywords": ["river"]}),
    ("length_constraints:number_words", {"num_words": 100, "relation": "at least"}),
    ("change_case:english_lowercase", {}),
)
VOCABULARY, STEEP = 20_000, 12.0
LETTERS = np.array(list("etaoinshrdlucmfwypvbgk"))
_SPELLING = np.random.default_rng(3)
WORDS = ["".join(_SPELLING.choice(LETTERS, 2 + n % 9)) for n in range(VOCABULARY)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SEARCH = """async text => {
    const field = document.querySelector("[name=q]"), list = document.querySelector(".count");
    const began = performance.now();
    const changed = new Promise(done => new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
    }).observe(list, { childList: true }));
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return changed;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--prompts", type=int, default=2000)
    parser.add_argument("--words", type=int, default=120)
    parser.add_argument("--page", type=Path, help="Keep the page here.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        page = chosen.page or folder / "board.html"
        paths = make_runs(folder, chosen.runs, chosen.prompts, chosen.words)
        seconds, processor = build(page, paths)
        beside = page.with_name(f"{page.stem}.samples.jsonl.gz").exists()
        print(f"{chosen.runs} runs x {chosen.prompts:,} prompts, answers of {chosen.words} words")
        print(f"built          {seconds:8.1f} s    ({processor:.1f} s of processor)")
        print(
            f"file           {page.stat().st_size / 1e6:8.1f} MB   "
            f"({'the rest in a file beside it' if beside else 'all samples inside'})"
        )
        for name, milliseconds in opened(page).items():
            print(f"{name:15}{milliseconds:8.0f} ms")


def make_runs(folder: Path, runs: int, prompts: int, words: int) -> list[Path]:
    """Write run directories of made-up answers, and return them."""
    generator = np.random.default_rng(5)
    suite = folder / "suite.jsonl"
    rows = [
        {
            "id": f"p{number}",
            "prompt": text(generator, 40),
            "constraints": [
                {"id": CHECKS[(number + i) % 4][0], "kwargs": CHECKS[(number + i) % 4][1]}
                for i in range(1 + number % 3)
            ],
        }
        for number in range(prompts)
    ]
    write_rows(suite, rows)
    paths = []
    for run in range(runs):
        answers = folder / f"model-{run:02d}.jsonl"
        write_rows(answers, [answer(f"p{n}", words, run, generator) for n in range(prompts)])
        score_file(answers, load_suite(suite), out=folder / "runs" / f"model-{run:02d}")
        paths.append(folder / "runs" / f"model-{run:02d}")
    return paths


def text(generator: np.random.Generator, words: int) -> str:
    """Return so many words, which gzip packs about as well as answers of models (2.6 times)."""
    drawn = (VOCABULARY * generator.random(words) ** STEEP).astype(int)
    return " ".join(WORDS[i] + ("." if i % 11 == 10 else "") for i in drawn)


def answer(item: str, words: int, run: int, generator: np.random.Generator) -> dict[str, Any]:
    """A row of answers; later runs write the word that is asked for more often."""
    start = "The river " if generator.random() < 0.2 + run / 40 else ""
    return {"id": item, "response": start + text(generator, words), "finish_reason": "stop"}


def write_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def build(page: Path, paths: list[Path]) -> tuple[float, float]:
    """Write the board of runs that are read from disk; return seconds by clock and by processor."""
    wall, processor = time.perf_counter(), time.process_time()
    write_board(page, [read_run(path) for path in paths])
    return time.perf_counter() - wall, time.process_time() - processor


def opened(path: Path) -> dict[str, float]:
    """Open the page, and return milliseconds by what was waited for."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        began = time.perf_counter()
        page.goto(path.as_uri(), wait_until="commit")
        page.locator(".board tbody tr").first.wait_for()
        found["first table"] = 1000 * (time.perf_counter() - began)
        page.wait_for_load_state("load")
        found["whole page"] = 1000 * (time.perf_counter() - began)
        began = time.perf_counter()
        page.evaluate("location.hash = '#show=all'")
        page.locator(".live[aria-busy=false]").wait_for()
        found["samples"] = 1000 * (time.perf_counter() - began)
        found |= searches(page)
        browser.close()
    return found


def searches(page: Page) -> dict[str, float]:
    """Search for words that are rare and that are in every answer; the median and the longest."""
    texts = ["river", "a", "the river", "no such text anywhere", "ether", "e"]
    times = [float(page.evaluate(SEARCH, text)) for text in texts]
    return {"search, median": statistics.median(times), "search, longest": max(times)}


if __name__ == "__main__":
    main()
