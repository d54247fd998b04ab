"""A deterministic engine without a model: words chosen by the prompt and the seed, for tests."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence

from ifeval_kit.engines.base import EngineInfo
from ifeval_kit.engines.models import ModelSource
from ifeval_kit.engines.settings import Setting, checked
from ifeval_kit.errors import EngineError
from ifeval_kit.records import Completion, Request, Sampling

WORDS = tuple(
    "river stone window quiet, seven under morning paper. Green walk; little over house?".split()  # noqa: SIM905  # easier to read
)


class FakeEngine:
    """Answers every prompt with words.

    Settings: ``delay`` seconds a completion; ``words`` of an answer; ``fail_every`` nth request
    fails alone; ``die_after`` completions the engine dies; ``think`` puts a reasoning block first.
    """

    def __init__(self, model: ModelSource, settings: Mapping[str, Setting]) -> None:
        known = {"delay": 0.0, "words": 24, "fail_every": 0, "die_after": 0, "think": False}
        chosen = checked("fake", settings, known)
        self._delay = float(chosen["delay"] or 0)
        self._words = int(chosen["words"] or 0)
        self._fail_every = int(chosen["fail_every"] or 0)
        self._die_after = int(chosen["die_after"] or 0)
        self._think = bool(chosen["think"])
        self.info = EngineInfo(engine="fake", version="1", model=model.name, settings=chosen)

    def __enter__(self) -> FakeEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Do nothing: there is nothing to free."""

    def generate(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield the answers one by one."""
        for count, request in enumerate(requests):
            if self._die_after and count == self._die_after:
                raise EngineError(f"the fake engine died after {count} completions, as it was told")
            time.sleep(self._delay)
            if self._fail_every and (count + 1) % self._fail_every == 0:
                yield Completion(request.key, "", error="failed, as it was told")
            else:
                yield self._completion(request, sampling)

    def weigh(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield log-probabilities that follow from prompt and continuation alone."""
        for count, request in enumerate(requests):
            if self._die_after and count == self._die_after:
                raise EngineError(f"the fake engine died after {count} completions, as it was told")
            time.sleep(self._delay)
            if self._fail_every and (count + 1) % self._fail_every == 0:
                yield Completion(request.key, "", error="failed, as it was told")
                continue
            text = repr([(message.role, message.content) for message in request.messages])
            digests = [hashlib.sha256(f"{one} {text}".encode()) for one in request.continuations]
            found = [-digest.digest()[0] / 25 for digest in digests]
            yield Completion(request.key, json.dumps(found), "stop", len(text.split()))

    def _completion(self, request: Request, sampling: Sampling) -> Completion:
        seed = request.seed if sampling.temperature > 0 else 0
        text = repr([(message.role, message.content) for message in request.messages])
        digest = hashlib.sha256(f"{seed} {text}".encode()).digest()
        count = min(self._words, sampling.max_tokens)
        answer = " ".join(WORDS[digest[i % len(digest)] % len(WORDS)] for i in range(count))
        thought = "<think>Which words?</think>\n\n" if self._think else ""
        return Completion(
            key=request.key,
            text=thought + answer,
            finish_reason="length" if count < self._words else "stop",
            prompt_tokens=len(text.split()),
            completion_tokens=count,
        )
