"""Replays stored answers: an engine over a file of responses, joined by the text of the prompt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ifeval_kit import jsonl
from ifeval_kit.engines.base import EngineInfo
from ifeval_kit.engines.models import ModelSource
from ifeval_kit.engines.settings import Setting, checked
from ifeval_kit.engines.weighing import cannot_weigh
from ifeval_kit.errors import DataError
from ifeval_kit.records import Completion, Request, Sampling


class _Stored(Struct, frozen=True):
    """One row of the file; other fields are passed over."""

    prompt: str
    response: str | None
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class ReplayEngine:
    """Answers from a JSON Lines file whose rows have ``prompt`` and ``response``.

    Prompts are compared without the blanks around them. Several rows with one prompt are its
    samples, in their order; a prompt that has run out of rows fails alone.
    """

    def __init__(self, model: ModelSource, settings: Mapping[str, Setting]) -> None:
        path = Path(model.location)
        self.info = EngineInfo("replay", None, model.name, settings=checked("replay", settings, {}))
        self._rows: defaultdict[str, list[_Stored]] = defaultdict(list)
        for number, value in jsonl.read(path):
            try:
                row = msgspec.convert(value, _Stored)
            except msgspec.ValidationError as error:
                raise DataError(f"{path}:{number}: no stored answer: {error}") from None
            self._rows[row.prompt.strip()].append(row)

    def __enter__(self) -> ReplayEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the answers."""
        self._rows.clear()

    def weigh(self, requests: Sequence[Request]) -> Iterator[Completion]:  # noqa: ARG002
        """Raise :class:`UsageError`: there is no way to ask for it."""
        return cannot_weigh("replay")

    def generate(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:  # noqa: ARG002
        """Yield the stored answers."""
        used: defaultdict[str, int] = defaultdict(int)
        for request in requests:
            prompt = "\n\n".join(m.content for m in request.messages if m.role != "system").strip()
            rows = self._rows.get(prompt, [])
            position = used[prompt]
            used[prompt] += 1
            row = rows[position] if position < len(rows) else None
            if row is None or row.response is None:
                yield Completion(request.key, "", error="no stored response")
                continue
            yield Completion(
                request.key,
                row.response,
                row.finish_reason,
                row.prompt_tokens,
                row.completion_tokens,
            )
