"""The transformers engine: batches of like length, each answer handed on as it ends."""

from __future__ import annotations

import logging
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ifeval_kit.engines.base import EngineInfo
from ifeval_kit.engines.batching import Batches, Prompt
from ifeval_kit.engines.cpu import pack_weights
from ifeval_kit.engines.decoding import Decoder, Written
from ifeval_kit.engines.failures import cause, free_memory, out_of_memory, refused
from ifeval_kit.engines.loading import load
from ifeval_kit.engines.models import ModelSource
from ifeval_kit.engines.prompts import Prompts, opening
from ifeval_kit.engines.settings import Setting, checked
from ifeval_kit.engines.weighing import Continuation, Weighings
from ifeval_kit.errors import EngineError
from ifeval_kit.records import Completion, Request, Sampling

DEFAULTS: Mapping[str, Setting] = {
    "dtype": "auto",
    "device": "auto",
    "batch_size": 0,
    "batch_tokens": 131072,
    "attn_implementation": None,
    "continuous_batching": None,
    "chat_template_kwargs": {},
    "trust_remote_code": False,
}
ROWS_CPU, ROWS_GPU = 32, 64
"""Rows of a batch where ``batch_size`` is 0."""

LOG = logging.getLogger(__name__)

T = TypeVar("T")

_FULL = "out of memory, even alone in a batch"


class TransformersEngine:
    """Generates with Hugging Face transformers.

    Settings: ``dtype`` (``auto``: what the weights are stored in, bfloat16 for a GGUF file);
    ``device`` (``auto``: CUDA, else MPS, else the CPU); ``batch_size`` (rows, 0 for 32 on a CPU and
    64 elsewhere); ``batch_tokens`` (the most a batch may grow to, prompts and answers together);
    ``attn_implementation``; ``continuous_batching`` (where CUDA is, unless ``false``);
    ``chat_template_kwargs``; ``trust_remote_code``.
    """

    def __init__(self, model: ModelSource, settings: Mapping[str, Setting]) -> None:
        chosen = checked("transformers", settings, DEFAULTS)
        self._model, tokenizer = load(model, chosen)
        self._decoder: Any = Decoder(self._model, tokenizer)
        self._prompts = Prompts(tokenizer, chosen["chat_template_kwargs"])
        on_cpu = self._model.device.type == "cpu"
        self._rows = chosen["batch_size"] or (ROWS_CPU if on_cpu else ROWS_GPU)
        self._budget = chosen["batch_tokens"]
        self._continuous = (
            self._model.device.type == "cuda" and chosen["continuous_batching"] is not False
        )
        if on_cpu:
            pack_weights(self._model, self._rows)
        self.info = self._describe(model, chosen)

    def __enter__(self) -> TransformersEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the model's memory."""
        self._model = self._decoder = None
        free_memory()

    def generate(self, requests: Sequence[Request], sampling: Sampling) -> Iterator[Completion]:
        """Yield the answers as they end; a prompt longer than the context fails alone.

        Raises :class:`EngineError` when the model fails.
        """
        prompts = []
        for request in requests:
            text = self._prompts.text(request.messages)
            tokens = tuple(self._prompts.tokens(text))
            if refusal := refused(request.key, len(tokens), self._context):
                yield refusal
                continue
            room = min(self._context - len(tokens), sampling.max_tokens)
            prompts.append(Prompt(request.key, text, tokens, room, request.seed))
        try:
            if self._continuous and sampling.temperature == 0 and not sampling.stop:
                yield from self._all_at_once(prompts, sampling)
            else:
                yield from self._in_batches(prompts, sampling)
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(
                f"transformers failed while it generated ({cause(error)}); "
                "what was finished is kept"
            ) from error

    def weigh(self, requests: Sequence[Request]) -> Iterator[Completion]:
        """Yield how likely the continuations are; a prompt longer than the context fails alone.

        Continuations of one token after the same prompt are read together. Raises
        :class:`EngineError` when the model fails.
        """
        weighings = Weighings(requests, self._prompts, self._context)
        yield from weighings.refusals
        # What the model reads to tell of each token of a continuation: all but the last one.
        rows: defaultdict[tuple[int, ...], list[Continuation]] = defaultdict(list)
        for one in weighings.continuations:
            rows[one.tokens[:-1]].append(one)
        read = list(rows.values())
        prompts = [Prompt(key, "", tokens, 0) for key, tokens in enumerate(rows)]
        try:
            for prompt, found in self._halving(prompts, lambda batch: self._weighed(batch, read)):
                for one, logprob in zip(read[prompt.key], found or (), strict=False):
                    if completion := weighings.put(one, logprob):
                        yield completion
                for one in read[prompt.key] if found is None else ():
                    if completion := weighings.fail(one, _FULL):
                        yield completion
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(
                f"transformers failed while it weighed ({cause(error)}); what was finished is kept"
            ) from error

    def _weighed(
        self, batch: Sequence[Prompt], read: Sequence[Sequence[Continuation]]
    ) -> Iterator[tuple[Prompt, list[float]]]:
        """Yield the log-probability of each continuation of the rows of a batch."""
        import torch

        most = max(len(one.tokens) - one.start for row in batch for one in read[row.key])
        for prompt, table in zip(batch, self._decoder.weigh(batch, most), strict=True):
            sums = []
            for one in read[prompt.key]:
                written = torch.tensor(one.tokens[one.start :], device=table.device)
                chosen = table[-len(written) :].gather(-1, written[:, None])
                sums.append(float(chosen.sum()))
            yield prompt, sums

    def _all_at_once(self, prompts: Sequence[Prompt], sampling: Sampling) -> Iterator[Completion]:
        """Yield answers by continuous batching, and those it fails on by batches."""
        from ifeval_kit.engines.continuous import write_continuously

        waiting = {prompt.key: prompt for prompt in prompts}
        for written in write_continuously(self._model, self._decoder, prompts):
            del waiting[written.prompt.key]
            yield _completion(written)
        if waiting:
            LOG.warning("continuous batching failed on %d requests; batching them", len(waiting))
            yield from self._in_batches(list(waiting.values()), sampling)

    def _in_batches(self, prompts: Sequence[Prompt], sampling: Sampling) -> Iterator[Completion]:
        def decoded(batch: Sequence[Prompt]) -> Iterator[tuple[Prompt, Written]]:
            return ((written.prompt, written) for written in self._decoder.decode(batch, sampling))

        for prompt, written in self._halving(prompts, decoded):
            failed = Completion(prompt.key, "", error=_FULL)
            yield failed if written is None else _completion(written)

    def _halving(
        self,
        prompts: Sequence[Prompt],
        work: Callable[[Sequence[Prompt]], Iterable[tuple[Prompt, T]]],
    ) -> Iterator[tuple[Prompt, T | None]]:
        """Yield the result of each prompt, in batches that are halved when memory runs out.

        ``None`` is that of a prompt that does not fit alone.
        """
        batches = Batches(prompts, self._rows, self._budget)
        for batch in batches:
            waiting = {prompt.key: prompt for prompt in batch}
            full = False
            try:
                for prompt, result in work(batch):
                    del waiting[prompt.key]
                    yield prompt, result
            except (RuntimeError, MemoryError) as error:
                full = out_of_memory(error)
                if not full:
                    raise
            # Here and not above: the error holds on to the memory of the batch.
            if full:
                free_memory()
                if len(batch) == 1:
                    yield batch[0], None
                else:
                    LOG.warning("out of memory with %d prompts at once; halving", len(batch))
                    batches.give_back(list(waiting.values()), len(batch) // 2)

    @property
    def _context(self) -> int:
        """The longest text of the model, prompt and answer together, in tokens."""
        limit = getattr(self._model.config.get_text_config(), "max_position_embeddings", None)
        return limit or sys.maxsize

    def _describe(self, model: ModelSource, settings: Mapping[str, Setting]) -> EngineInfo:
        import torch
        import transformers

        return EngineInfo(
            engine="transformers",
            version=transformers.__version__,
            model=model.name,
            revision=model.revision,
            chat_template=self._prompts.template,
            template_sha=self._prompts.template_sha,
            packages={"torch": str(torch.__version__)},
            settings={
                **settings,
                "device": str(self._model.device),
                "dtype": str(self._model.dtype).removeprefix("torch."),
                "attn_implementation": self._model.config._attn_implementation,
                "batch_size": self._rows,
                "continuous_batching": self._continuous,
            },
        )


def _completion(written: Written) -> Completion:
    return Completion(
        key=written.prompt.key,
        text=opening(written.prompt.text) + written.text,
        finish_reason=written.finish_reason,
        prompt_tokens=len(written.prompt.tokens),
        completion_tokens=written.tokens,
    )
