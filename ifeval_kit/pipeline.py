"""Generate and score, overlapped and resumable: from a plan to a run directory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import msgspec

from ifeval_kit import reasoning, store
from ifeval_kit.datasets import Suite
from ifeval_kit.engines import Engine, open_engine
from ifeval_kit.plan import Plan
from ifeval_kit.records import Completion, Item, Message, Request, Response, Sampling, Scored
from ifeval_kit.results import Results, Run, close
from ifeval_kit.scoring import Job, Scorer
from ifeval_kit.store import Key, Manifest, RunDirectory
from ifeval_kit.verifiers import version_of


class Progress(Protocol):
    """Is told how a run goes on; the command line draws it."""

    def stage(self, what: str) -> None:
        """Say what happens now, in a few words."""
        ...

    def start(self, total: int, done: int) -> None:
        """Say how many responses are asked for and how many are there already."""
        ...

    def advance(self, response: Response) -> None:
        """Say that a response has arrived."""
        ...

    def finish(self) -> None:
        """Say that the last response has arrived, or that the run stops."""
        ...


class Silent:
    """A progress that says nothing."""

    def stage(self, what: str) -> None:
        """Say nothing."""

    def start(self, total: int, done: int) -> None:
        """Say nothing."""

    def advance(self, response: Response) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""


def execute(
    plan: Plan,
    out: Path | None = None,
    *,
    fresh: bool = False,
    retry_errors: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Carry out a plan in the directory ``out``, continuing where an earlier try stopped.

    Raises the errors of :mod:`ifeval_kit.errors`; whatever happens, what was finished stays.
    """
    progress = progress or Silent()
    with RunDirectory(out or plan.default_folder()) as directory:
        manifest = directory.resume(plan.manifest(), fresh=fresh)
        if retry_errors:
            path = directory.responses_path
            rows = [row for row in store.read_rows(path, Response) if row.error is None]
            directory.rewrite(path, rows)
        results = _stored(directory, plan)
        with ExitStack() as stack:
            scorer = stack.enter_context(Scorer(plan.workers))
            stack.callback(progress.finish)
            manifest = _Work(plan, directory, results, scorer, progress).complete(manifest)
        return close(directory, manifest, results)


def _stored(directory: RunDirectory, plan: Plan) -> Results:
    """Return what an earlier try has left.

    Verdicts made by another profile or version, or on a response that is gone, are dropped.
    """
    results = Results(plan.suites, plan.sampling.samples)
    for response in store.read_rows(directory.responses_path, Response):
        results.responses[store.key(response)] = response
    versions = {
        key: version_of(suite.profile, (constraint.id for constraint in item.constraints))
        for key, suite, item in results.asked()
    }
    stale = False
    for scored in store.read_rows(directory.verdicts_path, Scored):
        if store.key(scored) in results.responses and scored.version == versions.get(
            store.key(scored)
        ):
            results.scored[store.key(scored)] = scored
        else:
            stale = True
    if stale:
        directory.rewrite(directory.verdicts_path, results.scored.values())
    return results


class _Work:
    """The work left to do on a run: generate what is missing, decide what is undecided."""

    def __init__(
        self,
        plan: Plan,
        directory: RunDirectory,
        results: Results,
        scorer: Scorer,
        progress: Progress,
    ) -> None:
        self._plan = plan
        self._directory = directory
        self._results = results
        self._scorer = scorer
        self._progress = progress

    def complete(self, manifest: Manifest) -> Manifest:
        """Do it all, and return the manifest with what the engine says of itself."""
        missing = []
        asked = 0
        for key, suite, item in self._results.asked():
            asked += 1
            if key not in self._results.responses:
                missing.append((key, suite, item))
            elif key not in self._results.scored:
                self._decide(self._results.responses[key], suite, item)
        self._progress.start(asked, asked - len(missing))
        if missing:
            manifest = self._generate(missing, manifest)
        self._keep(self._scorer.finish())
        return manifest

    def _generate(self, missing: list[tuple[Key, Suite, Item]], manifest: Manifest) -> Manifest:
        plan = self._plan
        self._progress.stage(f"loading {plan.model.name} with {plan.engine}")
        with open_engine(plan.engine, plan.model, plan.engine_args) as engine:
            manifest = msgspec.structs.replace(manifest, engine=msgspec.to_builtins(engine.info))
            self._directory.write_manifest(manifest)
            requests = [
                Request(
                    position,
                    _messages(item, plan.system),
                    _seed(plan.sampling.seed, key),
                    item.continuations,
                )
                for position, (key, _, item) in enumerate(missing)
            ]
            self._progress.stage("generating")
            for completion in _completions(engine, requests, plan.sampling):
                key, suite, item = missing[completion.key]
                response = _response(key, completion)
                self._directory.append(response)
                self._results.responses[key] = response
                self._decide(response, suite, item)
                self._keep(self._scorer.ready())
                self._progress.advance(response)
        return manifest

    def _decide(self, response: Response, suite: Suite, item: Item) -> None:
        self._scorer.submit(Job(response, item.constraints, suite.profile))

    def _keep(self, rows: Iterable[Scored]) -> None:
        for row in rows:
            self._directory.append(row)
            self._results.scored[store.key(row)] = row


def _completions(
    engine: Engine, requests: Sequence[Request], sampling: Sampling
) -> Iterator[Completion]:
    """Yield the completions of all requests; first of those that a weaker engine refuses."""
    weighed = [request for request in requests if request.continuations]
    written = [request for request in requests if not request.continuations]
    if weighed:
        yield from engine.weigh(weighed)
    if written:
        yield from engine.generate(written, sampling)


def _messages(item: Item, system: str | None) -> tuple[Message, ...]:
    return (Message("system", system), *item.chat) if system else item.chat


def _seed(seed: int, key: Key) -> int:
    """Return a seed of 31 bits that depends on what is asked, not on when or in which order."""
    digest = hashlib.sha256(repr((seed, *key)).encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _response(key: Key, completion: Completion) -> Response:
    suite, item, sample = key
    thought, answer, think = reasoning.split(completion.text)
    return Response(
        suite=suite,
        item=item,
        sample=sample,
        turn=0,
        raw=completion.text,
        reasoning=thought,
        answer=answer,
        think=think,
        finish_reason=completion.finish_reason,
        prompt_tokens=completion.prompt_tokens,
        completion_tokens=completion.completion_tokens,
        error=completion.error,
    )
