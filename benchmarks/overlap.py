"""``ifk suites overlap`` beside a plain set of n-grams: planted copies found, seconds and memory.

A training file of a million rows, made of the words of the prompts of ``core``, holds a copy of 100
of them with other case and punctuation, and an edited copy of 100 more, in which every tenth word
is another one. The plain set has all runs of 8 words of the prompts, and takes a prompt as found
where a row holds one of its runs. Each in a process of its own; the memory is its peak.

    python benchmarks/overlap.py --rows 1000000
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from ifeval_kit import load_suite
from ifeval_kit.datasets.contents.nearness import words
from ifeval_kit.datasets.contents.overlap import overlap
from ifeval_kit.datasets.contents.training import read_rows
from ifeval_kit.records import Item

N = 8
PLANTED = 100
MIB = 1 << 20


def unique_prompts() -> list[Item]:
    return list({" ".join(words(item.text)): item for item in load_suite("core").items}.values())


def edited(text: str, vocabulary: list[str], draw: random.Random) -> str:
    parts = text.split(" ")
    for place in range(draw.randrange(min(10, len(parts))), len(parts), 10):
        parts[place] = draw.choice(vocabulary)
    return " ".join(parts)


def write_training(path: Path, count: int) -> None:
    draw = random.Random(7)
    items = unique_prompts()
    vocabulary = sorted({word for item in items for word in words(item.text)})
    planted = [item.text.upper().replace(",", " –") for item in items[:PLANTED]]
    planted += [edited(item.text, vocabulary, draw) for item in items[PLANTED : 2 * PLANTED]]
    places = dict(zip(draw.sample(range(count), len(planted)), planted, strict=True))
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            asked = places.get(number) or " ".join(draw.choices(vocabulary, k=40))
            answer = "An answer of ten words that is the same everywhere here."
            turns = [{"role": "user", "content": asked}, {"role": "assistant", "content": answer}]
            file.write(json.dumps({"messages": turns}) + "\n")


def by_minhash(path: Path) -> set[str]:
    return {one.item for one in overlap(unique_prompts(), read_rows(path)).found}


def by_ngrams(path: Path) -> set[str]:
    known: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for item in unique_prompts():
        for run in runs(item.text):
            known[run].append(item.id)
    found: set[str] = set()
    for row in read_rows(path):
        for text in row.texts:
            for run in runs(text):
                found.update(known.get(run, ()))
    return found


def runs(text: str) -> list[tuple[str, ...]]:
    found = words(text)
    return [tuple(found[place : place + N]) for place in range(len(found) - N + 1)]


SYSTEMS: dict[str, Callable[[Path], set[str]]] = {"minhash": by_minhash, "ngrams": by_ngrams}
TITLES = {"minhash": "ifk suites overlap", "ngrams": f"a set of runs of {N} words"}


def measure(name: str, path: Path) -> tuple[set[str], float, float]:
    started = time.perf_counter()
    found = SYSTEMS[name](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB
    return found, time.perf_counter() - started, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    chosen = parser.parse_args()
    count = chosen.rows
    items = unique_prompts()
    same = {item.id for item in items[:PLANTED]}
    near = {item.id for item in items[PLANTED : 2 * PLANTED]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.jsonl"
        write_training(path, count)
        print(f"{count:,} rows, {path.stat().st_size / MIB:,.0f} MiB; {len(items)} prompts")
        print(f"{'':<26}{'copies':>8}{'edited':>8}{'other':>8}{'s':>8}{'rows/s':>9}{'MiB':>7}")
        for name in chosen.systems:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                found, seconds, peak = pool.apply(measure, (name, path))
            counts = (len(found & same), len(found & near), len(found - same - near))
            cells = "".join(f"{number:>8}" for number in counts)
            rate = count / seconds
            print(f"{TITLES[name]:<26}{cells}{seconds:>8.1f}{rate:>9,.0f}{peak:>7,.0f}", flush=True)


if __name__ == "__main__":
    main()
