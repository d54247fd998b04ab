"""What a run has brought: responses and verdicts by what they answer, and the summary of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from ifeval_kit import store
from ifeval_kit.datasets import Suite, load_suite
from ifeval_kit.errors import DataError, IncompleteRunError
from ifeval_kit.metrics.floor import Floors, floor_of
from ifeval_kit.metrics.shots import ShotsEffect, shots_effects
from ifeval_kit.metrics.summary import Sample, SuiteSummary, Tally, build_summary
from ifeval_kit.metrics.views import view_of
from ifeval_kit.plugins import require
from ifeval_kit.records import Item, Profile, Response, Scored
from ifeval_kit.store import Key, Manifest, RunDirectory


@dataclass(slots=True)
class Results:
    """The responses to all samples of all items of some suites, and what was decided on them."""

    suites: Sequence[Suite]
    samples: int
    responses: dict[Key, Response] = field(default_factory=dict)
    scored: dict[Key, Scored] = field(default_factory=dict)

    def asked(self) -> Iterator[tuple[Key, Suite, Item]]:
        """Yield every response asked for, whether it is there or not."""
        for suite in self.suites:
            for item in suite.items:
                for sample in range(self.samples):
                    yield (suite.name, item.id, sample), suite, item

    def rows(self) -> Iterator[tuple[str, Item, Response | None, Scored | None]]:
        """Yield suite, item, response and verdicts of everything asked for."""
        for key, suite, item in self.asked():
            yield suite.name, item, self.responses.get(key), self.scored.get(key)

    def summary(self, manifest: Manifest) -> dict[str, Any]:
        """Return the content of ``summary.json``: the same responses give the same bytes."""
        return summarise(manifest, self.suites, self.samples_of)

    def samples_of(self, suite: Suite, item: Item) -> list[Sample]:
        """Return all samples of an item."""
        keys = [(suite.name, item.id, sample) for sample in range(self.samples)]
        return [(self.responses.get(key), self.scored.get(key)) for key in keys]


SamplesOf = Callable[[Suite, Item], Sequence[Sample]]
"""Returns all samples of an item of a suite."""


def summarise(manifest: Manifest, suites: Sequence[Suite], samples_of: SamplesOf) -> dict[str, Any]:
    """Return the content of ``summary.json``, from all samples of every item."""
    run = {
        "model": manifest.model,
        "revision": manifest.revision,
        "fingerprint": manifest.fingerprint,
    }
    summaries = {
        suite.name: suite_summary(suite, suite.items, samples_of, floor_of(suite))
        for suite in suites
    }
    return build_summary(run, summaries, _shots(suites, samples_of))


def suite_summary(
    suite: Suite, items: Sequence[Item], samples_of: SamplesOf, floor: Floors | None = None
) -> SuiteSummary:
    """Return the summary of some items of a suite, with the floor of them where it is known."""
    tally = Tally()
    for item in items:
        tally.add(item, samples_of(suite, item))
    return tally.summary(
        version=suite.version,
        profile=suite.profile,
        profile_version=suite.profile_version,
        sha256=suite.sha256,
        floor=floor,
        view=_view(suite, items, samples_of),
    )


def _shots(suites: Sequence[Suite], samples_of: SamplesOf) -> dict[str, list[ShotsEffect]]:
    """Return what solved examples change, of the suites that were run with several numbers."""
    grouped: defaultdict[str, dict[int, Suite]] = defaultdict(dict)
    for suite in suites:
        grouped[suite.base][suite.shots] = suite
    return {
        base: shots_effects({k: _rows(suite, samples_of) for k, suite in of.items()})
        for base, of in grouped.items()
        if len(of) > 1
    }


def _rows(suite: Suite, samples_of: SamplesOf) -> list[tuple[Item, Sequence[Sample]]]:
    return [(item, samples_of(suite, item)) for item in suite.items]


def _view(suite: Suite, items: Sequence[Item], samples_of: SamplesOf) -> dict[str, Any] | None:
    if not suite.view:
        return None
    return view_of(suite.view, [(item, samples_of(suite, item)) for item in items])


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its manifest, the content of ``summary.json``, and the rows."""

    path: Path
    manifest: Manifest
    summary: dict[str, Any]
    results: Results


def close(directory: RunDirectory, manifest: Manifest, results: Results) -> Run:
    """Write the manifest and the summary of a run that has all it will get."""
    manifest = msgspec.structs.replace(manifest, finished=store.now())
    directory.write_manifest(manifest)
    summary = results.summary(manifest)
    directory.write_json("summary.json", summary)
    return Run(directory.path, manifest, summary, results)


def read_run(path: Path, *, data: Path | None = None) -> Run:
    """Return a run as its folder holds it, responses and verdicts included.

    Raises :class:`DataError` when it is no run, when a suite has changed since, or when another
    version of the verifiers has decided it, and :class:`IncompleteRunError` when it has no summary.
    """
    manifest = store.read_manifest(path)
    require(manifest.plugins)
    suites = [same_suite(name, kept, data) for name, kept in manifest.suites.items()]
    for suite, kept in zip(suites, manifest.suites.values(), strict=True):
        if kept.profile_version != suite.profile_version:
            raise DataError(
                f"suite '{suite.name}' of {path} was decided by {kept.profile_version}, this is "
                f"{suite.profile_version}; bring it level with: ifk score {path}"
            )
    try:
        summary = json.loads((path / "summary.json").read_bytes())
    except FileNotFoundError:
        raise IncompleteRunError(
            f"{path} has no summary.json: the run has not ended; run it again, or ifk score {path}"
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path / 'summary.json'}: {error}; make it anew: ifk score {path}"
        ) from None
    results = Results(suites, int(manifest.settings["sampling"]["samples"]))
    for response in store.read_rows(path / "responses.jsonl", Response):
        results.responses[store.key(response)] = response
    for scored in store.read_rows(path / "verdicts.jsonl", Scored):
        results.scored[store.key(scored)] = scored
    return Run(path, manifest, summary, results)


def same_suite(
    name: str, kept: store.SuiteEntry, data: Path | None, profile: Profile | None = None
) -> Suite:
    """Return the suite of a run; :class:`DataError` when its prompts have changed since."""
    suite = load_suite(
        kept.source,
        data=data,
        profile=profile or kept.profile,
        limit=kept.n,
        shots=kept.shots,
        shots_as=kept.shots_as,
    )
    if suite.sha256 != kept.sha256:
        raise DataError(
            f"suite '{name}' has changed since the run (now {suite.sha256[:10]}, then "
            f"{kept.sha256[:10]}); give the old one with --data, or run again"
        )
    return suite
