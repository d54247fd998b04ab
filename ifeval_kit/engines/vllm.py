"""The vLLM engine, in this process: everything is queued at once, answers come as they end."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ifeval_kit.engines.base import EngineInfo
from ifeval_kit.engines.cpu import has_bfloat16
from ifeval_kit.engines.failures import cause, refused
from ifeval_kit.engines.models import ModelSource
from ifeval_kit.engines.prompts import Prompts, opening
from ifeval_kit.engines.settings import Setting
from ifeval_kit.engines.weighing import Weighings
from ifeval_kit.errors import EngineError, UsageError, nearest
from ifeval_kit.records import Completion, Request, Sampling

ENVIRONMENT = {
    # The engine core lives in this process: it loads in a third of the time, is as fast, and no
    # process is left behind however this one ends.
    "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_NO_USAGE_STATS": "1",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    # GiB of the key-value cache on a CPU; vLLM would take most of the memory.
    "VLLM_CPU_KVCACHE_SPACE": "4",
}
"""What vLLM reads when it is imported; what the user has set stays."""

OWN = ("chat_template_kwargs",)
TAKEN = ("model", "chat_template")


class VllmEngine:
    """Generates with vLLM.

    Settings go to ``vllm.LLM(...)`` as they are, and ``chat_template_kwargs`` to the chat template.
    Ours where the user says nothing: the longest context that fits the memory, no progress bars,
    on a CPU no compilation, which takes minutes and gains nothing for small models, and float32
    where the CPU has no bfloat16.
    """

    def __init__(self, model: ModelSource, settings: Mapping[str, Setting]) -> None:
        for name, value in ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        passed = _checked(settings)
        self._llm: Any = _load(model, passed)
        self._prompts = Prompts(self._llm.get_tokenizer(), settings.get("chat_template_kwargs"))
        self.info = self._describe(model, settings)

    def __enter__(self) -> VllmEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the engine and free its memory, and its worker processes where it has some."""
        if self._llm is None:
            return
        from vllm.distributed.parallel_state import cleanup_dist_env_and_memory

        self._llm.llm_engine.engine_core.shutdown()
        self._llm = None
        cleanup_dist_env_and_memory()

    def generate(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield the answers as they end; a prompt longer than the context fails alone.

        Raises :class:`EngineError` when vLLM dies.
        """
        openings: dict[int, str] = {}
        prompts, parameters = [], []
        for request in requests:
            text = self._prompts.text(request.messages)
            tokens = self._prompts.tokens(text)
            if refusal := refused(request.key, len(tokens), self._context):
                yield refusal
                continue
            openings[request.key] = opening(text)
            prompts.append({"prompt_token_ids": tokens})
            parameters.append(_parameters(request, sampling, self._context - len(tokens)))
        for key, output in self._outputs(prompts, parameters, list(openings)):
            yield _completion(key, openings[key], output)

    def weigh(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield how likely the continuations are; a prompt longer than the context fails alone.

        Raises :class:`EngineError` when vLLM dies.
        """
        weighings = Weighings(requests, self._prompts, self._context)
        yield from weighings.refusals
        asked = weighings.continuations
        prompts = [{"prompt_token_ids": list(one.tokens)} for one in asked]
        parameters = [_weighing()] * len(asked)
        for place, output in self._outputs(prompts, parameters, range(len(asked))):
            one = asked[place]
            if output.prompt_logprobs is None:
                completion = weighings.fail(one, "vLLM gave the request up")
            else:
                told = output.prompt_logprobs[one.start :]
                written = zip(told, one.tokens[one.start :], strict=True)
                completion = weighings.put(one, sum(of[token].logprob for of, token in written))
            if completion:
                yield completion

    def _outputs(
        self, prompts: Sequence[Any], parameters: Sequence[Any], keys: Sequence[int]
    ) -> Iterator[tuple[int, Any]]:
        """Yield what vLLM makes of each prompt with its key, as each ends."""
        if not prompts:
            return
        engine = self._llm.llm_engine
        waiting: dict[str, int] = {}
        try:
            names = self._llm.enqueue(prompts, parameters, use_tqdm=False)
            waiting = dict(zip(map(_outer, names), keys, strict=True))
            while waiting:
                for output in engine.step():
                    if output.finished:
                        yield waiting.pop(_outer(output.request_id)), output
        except Exception as error:
            waiting.clear()
            raise EngineError(
                f"vLLM died while it generated ({cause(error)}); what was finished is kept"
            ) from error
        finally:
            if waiting:
                engine.abort_request(list(waiting))

    @property
    def _context(self) -> int:
        length: int = self._llm.llm_engine.model_config.max_model_len
        return length

    def _describe(self, model: ModelSource, settings: Mapping[str, Setting]) -> EngineInfo:
        import torch
        import transformers
        import vllm

        config = self._llm.llm_engine.vllm_config
        return EngineInfo(
            engine="vllm",
            version=vllm.__version__,
            model=model.name,
            revision=model.revision,
            chat_template=self._prompts.template,
            template_sha=self._prompts.template_sha,
            packages={"torch": str(torch.__version__), "transformers": transformers.__version__},
            settings={
                **settings,
                "device": config.device_config.device_type,
                "dtype": str(config.model_config.dtype).removeprefix("torch."),
                "max_model_len": self._context,
                "prefix_caching": config.cache_config.enable_prefix_caching,
            },
        )


def _checked(settings: Mapping[str, Setting]) -> dict[str, Setting]:
    """Return the settings that go to vLLM; refuse those that it does not know."""
    import inspect
    from dataclasses import fields

    vllm = _vllm()
    from vllm.engine.arg_utils import EngineArgs

    known = {field.name for field in fields(EngineArgs)} | set(
        inspect.signature(vllm.LLM).parameters
    )
    known -= {"self", "kwargs", *TAKEN}
    for key in settings:
        if key not in known and key not in OWN:
            raise UsageError(f"vLLM {vllm.__version__} has no setting '{key}'{nearest(key, known)}")
    return {key: value for key, value in settings.items() if key not in OWN}


def _vllm() -> Any:
    # What vLLM says before it has read its own level.
    logging.getLogger("vllm").setLevel(os.environ["VLLM_LOGGING_LEVEL"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import vllm
    except Exception as error:
        raise EngineError(
            f"vLLM is installed but cannot be imported ({cause(error)}); "
            "install a build that fits this machine"
        ) from error
    return vllm


def _load(model: ModelSource, passed: Mapping[str, Setting]) -> Any:
    from pydantic import ValidationError
    from vllm import LLM
    from vllm.platforms import current_platform

    ours = {
        "max_model_len": -1,
        "use_tqdm_on_load": False,
        "enforce_eager": current_platform.is_cpu(),
        "dtype": "float32" if current_platform.is_cpu() and not has_bfloat16() else "auto",
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return LLM(**{**ours, **passed, "model": model.location})
    except ValidationError as error:
        problem = cause(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise UsageError(f"vLLM does not take these settings: {problem}") from error
    except Exception as error:
        hint = "; use --engine transformers" if model.kind == "gguf" else ""
        raise EngineError(f"vLLM cannot load {model.location} ({cause(error)}){hint}") from error


def _parameters(request: Request, sampling: Sampling, room: int) -> Any:
    from vllm import SamplingParams
    from vllm.sampling_params import RequestOutputKind

    return SamplingParams(
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        max_tokens=min(sampling.max_tokens, room),
        seed=request.seed if sampling.temperature > 0 else None,
        stop=list(sampling.stop),
        output_kind=RequestOutputKind.FINAL_ONLY,
    )


def _weighing() -> Any:
    """Return the parameters that ask for the log-probabilities of the prompt itself."""
    from vllm import SamplingParams
    from vllm.sampling_params import RequestOutputKind

    return SamplingParams(
        temperature=0, max_tokens=1, prompt_logprobs=0, output_kind=RequestOutputKind.FINAL_ONLY
    )


def _outer(name: str) -> str:
    """Return the name of a request as outputs carry it; vLLM adds random letters to its own."""
    return name.partition("-")[0]


def _completion(key: int, begun: str, output: Any) -> Completion:
    answer = output.outputs[0]
    reason = answer.finish_reason
    if reason not in ("stop", "length"):
        return Completion(key, "", error=f"vLLM gave the request up ({reason})")
    return Completion(
        key=key,
        text=begun + answer.text,
        finish_reason=reason,
        prompt_tokens=len(output.prompt_token_ids),
        completion_tokens=len(answer.token_ids),
    )
