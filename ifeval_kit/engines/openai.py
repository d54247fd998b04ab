"""Any endpoint that speaks OpenAI's chat completions: vLLM serve, llama.cpp, a provider."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ifeval_kit.engines.base import EngineInfo
from ifeval_kit.engines.failures import cause
from ifeval_kit.engines.models import ModelSource
from ifeval_kit.engines.settings import Setting, checked
from ifeval_kit.engines.weighing import cannot_weigh
from ifeval_kit.errors import EngineError, UsageError
from ifeval_kit.reasoning import CLOSE, OPEN
from ifeval_kit.records import Completion, Request, Sampling

DEFAULTS: Mapping[str, Setting] = {
    "base_url": None,
    "api_key_env": "OPENAI_API_KEY",
    "concurrency": 16,
    "max_retries": 6,
    "timeout": 600.0,
    "extra_body": {},
}


class OpenaiEngine:
    """Asks an endpoint, many requests at a time.

    Settings: ``base_url`` (``http://localhost:8000/v1``; else ``$OPENAI_BASE_URL``, else OpenAI);
    ``api_key_env`` (the variable that holds the key, which is written nowhere); ``concurrency``
    (requests under way); ``max_retries`` of a request that is turned away or breaks off;
    ``timeout`` seconds of one; ``extra_body`` (more fields of every request).
    """

    def __init__(self, model: ModelSource, settings: Mapping[str, Setting]) -> None:
        import openai

        chosen = checked("openai", settings, DEFAULTS)
        address = chosen["base_url"] or os.environ.get("OPENAI_BASE_URL")
        key = os.environ.get(chosen["api_key_env"])
        if not key and not address:
            raise UsageError(
                f"${chosen['api_key_env']} is not set; set it to the key of the endpoint, or give "
                "--engine-arg base_url=URL of one that needs none"
            )
        self._model = model.location
        # Endpoints of others know the older name of this field.
        self._limit = "max_tokens" if address else "max_completion_tokens"
        self._extra = chosen["extra_body"]
        self._workers = chosen["concurrency"]
        self._loop = asyncio.new_event_loop()
        self._client = openai.AsyncOpenAI(
            api_key=key or "none",
            base_url=address,
            max_retries=chosen["max_retries"],
            timeout=chosen["timeout"],
        )
        self.info = EngineInfo(
            engine="openai",
            version=openai.__version__,
            model=model.name,
            chat_template="endpoint",
            settings={**chosen, "base_url": str(self._client.base_url)},
        )

    def __enter__(self) -> OpenaiEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._client.close())
            self._loop.close()

    def weigh(self, requests: Sequence[Request]) -> Iterator[Completion]:  # noqa: ARG002
        """Raise :class:`UsageError`: there is no way to ask for it."""
        return cannot_weigh("openai")

    def generate(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield the answers as they come.

        A request that is refused, or fails after all retries, fails alone. Raises
        :class:`EngineError` for an endpoint that is not reached, and for a key or a model that it
        does not accept.
        """
        waiting = iter(requests)
        done: asyncio.Queue[Completion | EngineError] = asyncio.Queue()

        async def work() -> None:
            for request in waiting:
                done.put_nowait(await self._answer(request, sampling))

        workers = [self._loop.create_task(work()) for _ in range(self._workers)]
        try:
            for _ in requests:
                answer = self._loop.run_until_complete(done.get())
                if isinstance(answer, EngineError):
                    raise answer
                yield answer
        finally:
            for worker in workers:
                worker.cancel()
            self._loop.run_until_complete(asyncio.gather(*workers, return_exceptions=True))

    async def _answer(self, request: Request, sampling: Sampling) -> Completion | EngineError:
        import openai

        try:
            reply = await self._client.chat.completions.create(**self._body(request, sampling))
            return _completion(request.key, reply)
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            return EngineError(f"the endpoint refuses the key ({cause(error)}); check the key")
        except openai.NotFoundError as error:
            return EngineError(
                f"the endpoint has no model '{self._model}' ({cause(error)}); check --model and "
                f"the address {self._client.base_url}"
            )
        except openai.APIConnectionError as error:
            return EngineError(
                f"{self._client.base_url} is not reached ({cause(error.__cause__ or error)}); "
                "check the address"
            )
        except Exception as error:
            return Completion(request.key, "", error=cause(error))

    def _body(self, request: Request, sampling: Sampling) -> dict[str, Any]:
        body = {
            "model": self._model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            self._limit: sampling.max_tokens,
            "extra_body": self._extra,
        }
        if sampling.temperature > 0:
            body["seed"] = request.seed
        if sampling.stop:
            body["stop"] = list(sampling.stop)
        return body


def _completion(key: int, reply: Any) -> Completion:
    choice = reply.choices[0]
    message = choice.message
    # Endpoints that split the reasoning off name it in one of two ways.
    thought = getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None)
    text = message.content or ""
    if thought:
        ended = bool(text) or choice.finish_reason != "length"
        text = f"{OPEN}{thought}{CLOSE}\n\n{text}" if ended else f"{OPEN}{thought}"
    return Completion(
        key=key,
        text=text,
        finish_reason=choice.finish_reason if choice.finish_reason in ("stop", "length") else None,
        prompt_tokens=reply.usage.prompt_tokens if reply.usage else None,
        completion_tokens=reply.usage.completion_tokens if reply.usage else None,
    )
