"""What every engine is to the pipeline: requests in, completions out as each one ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from ifeval_kit.records import Completion, Request, Sampling


class EngineInfo(Struct, frozen=True):
    """What a run's manifest records of the engine and the model.

    ``chat_template`` is ``"model"`` when the model's own template was applied, ``"none"`` when it
    has none and prompts went in as plain text, and ``"endpoint"`` when an endpoint does as it will;
    ``template_sha`` is the template's sha256.
    """

    engine: str
    version: str | None
    model: str
    revision: str | None = None
    chat_template: str = "none"
    template_sha: str | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


class Engine(Protocol):
    """A loaded model. Use it as a context manager, so that it always shuts down."""

    @property
    def info(self) -> EngineInfo:
        """What the manifest records."""
        ...

    def generate(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield one completion a request, each as soon as it ends, in any order.

        Where a chat template has begun the answer with ``<think>``, the text begins with it too.
        A request that fails alone comes back with ``error`` set; an engine that dies raises
        :class:`ifeval_kit.errors.EngineError`.
        """
        ...

    def weigh(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield one completion a request: how likely the model holds each of its continuations.

        The text is a JSON list of natural logarithms, one a continuation in their order, each
        summed over its tokens (see :mod:`ifeval_kit.engines.weighing`). A request that fails alone
        comes back with ``error`` set. Raises :class:`ifeval_kit.errors.UsageError` where the engine
        does not know, :class:`ifeval_kit.errors.EngineError` when it dies.
        """
        ...

    def close(self) -> None:
        """Free memory, processes and devices. May be called twice."""
        ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *exc: object) -> None: ...
