"""``ifk run``: generate, decide, report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ifeval_kit.cli.options import (
    data_option,
    plugin_option,
    profile_option,
    split_names,
    split_numbers,
)

if TYPE_CHECKING:
    from ifeval_kit.records import ShotsAs


@click.command()
@click.option("--model", required=True, metavar="PATH|HUB-ID|FILE.gguf", help="What to evaluate.")
@click.option(
    "--suite",
    "suites",
    required=True,
    metavar="NAME[,NAME]",
    help="Suites, or paths of suite files.",
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="auto, vllm, transformers, openai, replay or fake.",
)
@click.option(
    "--engine-arg",
    "engine_args",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting passed to the engine; repeatable.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The run directory.  [default: runs/<model>-<suites>-<fingerprint>]",
)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N prompts of each suite.")
@click.option(
    "--shots",
    default="0",
    show_default=True,
    metavar="K[,K]",
    help="Solved examples before each prompt, for suites that have some.",
)
@click.option(
    "--shots-as",
    type=click.Choice(["turns", "text"]),
    default="turns",
    show_default=True,
    help="Examples as earlier turns of the chat, or in one message.",
)
@click.option(
    "--samples", type=click.IntRange(min=1), default=1, show_default=True, help="Answers a prompt."
)
@click.option(
    "--temperature",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    help="0 is greedy.",
)
@click.option(
    "--top-p",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=1.0,
    show_default=True,
    help="Nucleus of the sampling.",
)
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    help="Longest answer, reasoning included.  [default: the suite's]",
)
@click.option(
    "--stop", multiple=True, metavar="TEXT", help="End the answer before this text; repeatable."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the sampling.")
@click.option("--system", metavar="TEXT", help="A system prompt before every prompt.")
@profile_option
@data_option
@plugin_option
@click.option("--fresh", is_flag=True, help="Delete what the run directory holds and start again.")
@click.option("--retry-errors", is_flag=True, help="Ask again where the engine failed before.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
def run(
    model: str,
    suites: str,
    engine: str,
    engine_args: tuple[str, ...],
    out: Path | None,
    limit: int | None,
    shots: str,
    shots_as: ShotsAs,
    samples: int,
    temperature: float,
    top_p: float,
    max_tokens: int | None,
    stop: tuple[str, ...],
    seed: int,
    system: str | None,
    profile: str | None,
    data: Path | None,
    fresh: bool,
    retry_errors: bool,
    as_json: bool,
) -> None:
    """Generate answers with a model, decide every constraint, report.

    The same command continues where it stopped.

    \b
    ifk run --model ./checkpoint-1200 --suite ifeval,core
    ifk run --model HuggingFaceTB/SmolLM2-135M-Instruct --suite core --limit 48
    ifk run --model ./model --suite mine.yaml --samples 4 --temperature 0.7
    """
    from ifeval_kit.cli.console import stderr, stdout
    from ifeval_kit.cli.progress import RunProgress
    from ifeval_kit.cli.table import print_json, print_summary
    from ifeval_kit.evaluation import evaluate

    done = evaluate(
        model,
        split_names(suites),
        engine=engine,
        engine_args=engine_args,
        out=out,
        limit=limit,
        shots=split_numbers(shots),
        shots_as=shots_as,
        samples=samples,
        temperature=temperature,
        top_p=top_p,
        max_tokens=max_tokens,
        stop=stop,
        seed=seed,
        system=system,
        profile=profile,  # type: ignore[arg-type]  # click has checked it
        data=data,
        fresh=fresh,
        retry_errors=retry_errors,
        progress=RunProgress(stderr()),
    )
    if as_json:
        print_json(done.summary)
        return
    print_summary(stdout(), done.summary)
    stdout().print(f"report: {done.path / 'report.html'}", markup=False)
