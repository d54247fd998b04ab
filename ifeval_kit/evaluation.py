"""The one call that does what ``ifk run`` does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from ifeval_kit.datasets import load_shots
from ifeval_kit.datasets.definition import unbundled
from ifeval_kit.engines import choose_engine, parse_engine_args, resolve_model
from ifeval_kit.pipeline import Progress, execute
from ifeval_kit.plan import Plan, default_workers
from ifeval_kit.records import Profile, Sampling, ShotsAs
from ifeval_kit.reporting import write_report
from ifeval_kit.results import Run


def evaluate(
    model: str,
    suites: Sequence[str],
    *,
    engine: str = "auto",
    engine_args: Iterable[str] = (),
    out: Path | None = None,
    limit: int | None = None,
    shots: Sequence[int] = (0,),
    shots_as: ShotsAs = "turns",
    samples: int = 1,
    temperature: float = 0.0,
    top_p: float = 1.0,
    max_tokens: int | None = None,
    stop: Iterable[str] = (),
    seed: int = 0,
    system: str | None = None,
    profile: Profile | None = None,
    data: Path | None = None,
    fresh: bool = False,
    retry_errors: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Generate answers of ``model`` to ``suites``, decide them, and write a run directory.

    ``model`` is a folder, a hub id or a ``.gguf`` file; ``suites`` are names or paths, a
    bundle stands for all that it names;
    ``engine_args`` are ``"key=value"`` strings; ``limit`` takes the first prompts of each suite;
    ``shots`` are numbers of solved examples before a prompt, for each of which every suite that has
    examples is run (see :func:`ifeval_kit.datasets.load_shots`);
    ``temperature`` 0 is greedy; ``max_tokens`` defaults to what the suites need; ``out`` defaults
    to ``runs/<model>-<suites>-<fingerprint>``. An interrupted call continues where it stopped.
    Raises the errors of :mod:`ifeval_kit.errors`.
    """
    chosen = choose_engine(engine, model)
    loaded = [
        suite
        for name in unbundled(suites)
        for suite in load_shots(name, shots, shots_as, data=data, profile=profile, limit=limit)
    ]
    longest = max_tokens or max(suite.max_tokens for suite in loaded)
    plan = Plan(
        model=resolve_model(model, chosen),
        suites=loaded,
        engine=chosen,
        engine_args=parse_engine_args(engine_args),
        sampling=Sampling(temperature, top_p, longest, seed, samples, tuple(stop)),
        system=system,
        workers=default_workers(),
    )
    run = execute(plan, out, fresh=fresh, retry_errors=retry_errors, progress=progress)
    publish(run)
    return run


def publish(run: Run) -> None:
    """Write ``report.html`` into the folder of a run."""
    write_report(
        run.path / "report.html",
        manifest=msgspec.to_builtins(run.manifest) | {"fingerprint": run.manifest.fingerprint},
        summary=run.summary,
        samples=run.results.rows(),
    )
