"""How many rows of LMentry a second are decided, score and certainty, on one core.

The golden verdicts of the official scorers (``$IFK_DATA/lmentry/golden.jsonl.gz``, 33,297 rows),
profile ``upstream``, from the row as it is to the verdict: constraints are built for each row, as
the official code does. Processor time, which other programs disturb less than the clock; the best
of several rounds, of which the first also compiles the patterns. Every score and certainty is
compared. The official scorers (aviaefrat/lmentry 646ae90, Python 3.11) decide 98 rows a second on a
machine of this kind; ``--official N`` takes another figure of yours.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from ifeval_kit.datasets.formats.lmentry import TASKS
from ifeval_kit.verifiers import verify

GOAL = 50


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def decide(rows: list[dict[str, Any]]) -> tuple[float, int]:
    """Decide all rows; return the seconds it took and how many verdicts are equal."""
    asked = [
        (
            row["prediction"],
            [
                {
                    "id": f"lmentry:{TASKS[row['task']]}",
                    "kwargs": {
                        "input": row["input"],
                        **row["metadata"],
                        "truncate": row["truncate"],
                    },
                }
            ],
        )
        for row in rows
    ]
    start = time.process_time()
    verdicts = [verify(text, constraints, profile="upstream")[0] for text, constraints in asked]
    seconds = time.process_time() - start
    equal = sum(
        (verdict.passed, verdict.certainty) == (row["score"] == 1, row["certainty"])
        for verdict, row in zip(verdicts, rows, strict=True)
    )
    return seconds, equal


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    folder = Path(os.environ.get("IFK_DATA", "."))
    parser.add_argument("--rows", type=Path, default=folder / "lmentry" / "golden.jsonl.gz")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--official", type=float, default=98.0, help="rows a second to beat")
    options = parser.parse_args()
    rows = read(options.rows)
    print("| round | rows | equal | seconds | rows/s | times official |")
    print("|---|---:|---:|---:|---:|---:|")
    best, unequal = 0.0, 0
    for number in range(1, options.rounds + 1):
        seconds, equal = decide(rows)
        rate = len(rows) / seconds
        best, unequal = max(best, rate), unequal + len(rows) - equal
        times = rate / options.official
        print(
            f"| {number} | {len(rows):,} | {equal:,} | {seconds:.2f} | {rate:,.0f} | {times:.0f} |"
        )
    return 0 if best >= GOAL * options.official and not unequal else 1


if __name__ == "__main__":
    sys.exit(main())
