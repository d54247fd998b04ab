"""What ``ifk run`` costs over plain ``LLM.chat``: 128 prompts of the suite core, 128 tokens each.

Ours is timed from the first request to the last verdict, scoring and files included; theirs is the
call alone. Each is a process of its own, in turn, so that a change of the machine's speed meets
both; the ratio is taken pair by pair.

    python benchmarks/overhead.py --model FOLDER
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from typing import Any

from timing import in_process_of_its_own, timed_run

from ifeval_kit.engines.cpu import has_bfloat16

LIMIT = 1.05
SETTINGS = {
    "enforce_eager": True,
    "max_model_len": 2048,
    "dtype": "auto" if has_bfloat16() else "float32",
}


def ours(model: str, prompts: int, tokens: int) -> dict[str, Any]:
    settings = [f"{key}={json.dumps(value)}" for key, value in SETTINGS.items()]
    return timed_run(model, "core", prompts, "vllm", max_tokens=tokens, engine_args=settings)


def theirs(model: str, prompts: int, tokens: int) -> dict[str, Any]:
    os.environ.setdefault("VLLM_CPU_KVCACHE_SPACE", "4")
    os.environ.setdefault("VLLM_ENABLE_V1_MULTIPROCESSING", "0")
    from vllm import LLM, SamplingParams

    from ifeval_kit import load_suite

    items = load_suite("core", limit=prompts).items
    llm = LLM(model, **SETTINGS)
    chats = [[{"role": "user", "content": item.text}] for item in items]
    started = time.perf_counter()
    outputs = llm.chat(chats, SamplingParams(temperature=0, max_tokens=tokens), use_tqdm=False)
    seconds = time.perf_counter() - started
    answers = {item.id: output.outputs[0].text for item, output in zip(items, outputs, strict=True)}
    written = sum(len(output.outputs[0].token_ids) for output in outputs)
    return {"seconds": seconds, "tokens": written, "answers": answers}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--prompts", type=int, default=128)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--worker", choices=["ours", "theirs"])
    chosen = parser.parse_args()
    if chosen.worker:
        work = ours if chosen.worker == "ours" else theirs
        print(json.dumps(work(chosen.model, chosen.prompts, chosen.tokens)))
        return
    given = [f"--model={chosen.model}", f"--prompts={chosen.prompts}", f"--tokens={chosen.tokens}"]
    ratios = []
    print(
        f"{'':8}{'LLM.chat s':>12}{'ifk run s':>12}{'ratio':>8}{'tokens/s':>10}{'same answers':>14}"
    )
    for number in range(1, chosen.rounds + 1):
        a, b = (
            in_process_of_its_own(__file__, *given, f"--worker={who}") for who in ("theirs", "ours")
        )
        ratios.append(b["seconds"] / a["seconds"])
        same = sum(b["answers"][item] == text for item, text in a["answers"].items())
        print(
            f"round {number:<2}{a['seconds']:12.1f}{b['seconds']:12.1f}{ratios[-1]:8.3f}"
            f"{b['tokens'] / b['seconds']:10.0f}{same:>10}/{len(a['answers'])}",
            flush=True,
        )
    print(f"median ratio {statistics.median(ratios):.3f} (limit {LIMIT})")


if __name__ == "__main__":
    main()
