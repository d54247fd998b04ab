"""Self-Instruct (Wang et al. 2022): the style of a tuned GPT-3 against that of two teachers.

python examples/imitation/self_instruct.py --out imitation
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from ifeval_kit.datasets import load_suite
from ifeval_kit.imitation import imitation, notes
from ifeval_kit.reporting.imitation import write_imitation
from ifeval_kit.results import Run, read_run
from ifeval_kit.stored import score_file

BASE, STUDENT = "davinci", "davinci-self-instruct"
TEACHERS = ("text-davinci-001", "text-davinci-003")


def write_suite(instructions: Path, path: Path) -> None:
    """Write the instructions, each with its input, as a suite of open prompts."""
    rows = [json.loads(line) for line in instructions.read_text(encoding="utf-8").splitlines()]
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            parts = [row["instruction"], row["instances"][0]["input"]]
            item = {"id": row["id"], "prompt": "\n\n".join(filter(None, parts))}
            file.write(json.dumps(item) + "\n")


def main() -> None:
    """Score the stored answers, and write a page for each teacher."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a folder for runs and pages")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    data = Path(os.environ["IFK_DATA"]) / "self_instruct"
    write_suite(data / "user_oriented_instructions.jsonl", out / "self_instruct.jsonl")
    suite = load_suite(out / "self_instruct.jsonl")

    def run(model: str) -> Run:
        answers = data / "predictions" / f"{model}.jsonl.gz"
        score_file(answers, suite, out=out / model)
        return read_run(out / model)

    base, student = run(BASE), run(STUDENT)
    for teacher in TEACHERS:
        found = imitation(run(teacher), [student], base)
        write_imitation(out / f"{teacher}.html", found)
        for line in (*notes(found), found.verdicts[STUDENT].reason):
            print(f"{teacher}: {line}")


if __name__ == "__main__":
    main()
