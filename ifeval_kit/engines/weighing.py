"""How likely a model holds given continuations of a prompt: requests taken apart and put together.

The log-probability of a continuation is the sum of those of its tokens, each after the prompt and
the tokens before it, by the model as it is: without temperature or top_p.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ifeval_kit.engines.failures import refused
from ifeval_kit.errors import UsageError
from ifeval_kit.records import Completion, Request

if TYPE_CHECKING:
    from ifeval_kit.engines.prompts import Prompts

LOWEST = -1e9
"""Stands for a probability of 0, which JSON cannot hold as a logarithm."""


class Continuation(Struct, frozen=True):
    """A continuation of a request: all tokens, and how many of them are the prompt's."""

    request: int
    place: int
    tokens: tuple[int, ...]
    start: int


class Weighings:
    """Requests with continuations: what has to be weighed, and what is known so far.

    ``continuations`` are those of all requests that fit the model; ``refusals`` the others. Put
    each result in with :meth:`put`, which returns the completion of a request that is complete.
    """

    def __init__(self, requests: Sequence[Request], prompts: Prompts, context: int) -> None:
        self.continuations: list[Continuation] = []
        self.refusals: list[Completion] = []
        self._found: dict[int, list[float | None]] = {}
        self._lengths: dict[int, tuple[int, int]] = {}
        for request in requests:
            text = prompts.text(request.messages)
            pairs = [prompts.weighed(text, one) for one in request.continuations]
            longest = max(len(tokens) for tokens, _ in pairs)
            if refusal := refused(request.key, longest, context):
                self.refusals.append(refusal)
                continue
            self._found[request.key] = [None] * len(pairs)
            self._lengths[request.key] = (
                min(start for _, start in pairs),
                sum(len(tokens) - start for tokens, start in pairs),
            )
            self.continuations += [
                Continuation(request.key, place, tuple(tokens), start)
                for place, (tokens, start) in enumerate(pairs)
            ]

    def put(self, of: Continuation, logprob: float) -> Completion | None:
        """Note the log-probability of a continuation, unless its request was given up."""
        if of.request not in self._found:
            return None
        found = self._found[of.request]
        found[of.place] = round(min(0.0, max(LOWEST, logprob)), 6)
        if None in found:
            return None
        prompt, written = self._lengths[of.request]
        return Completion(of.request, json.dumps(found), "stop", prompt, written)

    def fail(self, of: Continuation, error: str) -> Completion | None:
        """Give a request up; return its completion, once."""
        if self._found.pop(of.request, None) is None:
            return None
        return Completion(of.request, "", error=error)


def cannot_weigh(engine: str) -> Iterator[Completion]:
    """Raise the error of an engine that does not know how likely a given text is."""
    raise UsageError(
        f"the engine {engine} gives no log-probabilities of given continuations; use --engine vllm "
        "or transformers, or a suite whose answers are written (mmlu-written for mmlu)"
    )
