"""How near are other models to gpt-4o, in style and in following instructions?

python examples/imitation/gpt_4o.py --out imitation
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ifeval_kit.datasets import load_suite
from ifeval_kit.imitation import imitation
from ifeval_kit.reporting.imitation import write_imitation
from ifeval_kit.results import Run, read_run
from ifeval_kit.stored import score_file

TEACHER, BASE = "gpt-4o-2024-08-06", "qwen2.5-0.5b-instruct-gptq-int4"
STUDENTS = ("qwen2.5-7b-instruct-gptq-int4", "gpt-4o-mini-2024-07-18")


def main() -> None:
    """Score the stored answers to IFEval, and write a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a folder for runs and the page")
    parser.add_argument("--prompts", type=int, help="only the first prompts")
    arguments = parser.parse_args()
    data = Path(os.environ["IFK_DATA"]) / "model_responses"
    suite = load_suite("ifeval", limit=arguments.prompts)

    def run(model: str) -> Run:
        place = arguments.out / model
        score_file(data / f"{model}.jsonl.gz", suite, out=place, allow_missing=True)
        return read_run(place)

    found = imitation(run(TEACHER), [run(student) for student in STUDENTS], run(BASE))
    write_imitation(arguments.out / f"{TEACHER}.html", found)
    for student, verdict in found.verdicts.items():
        print(f"{student}: {verdict.words}; {verdict.reason}")


if __name__ == "__main__":
    main()
