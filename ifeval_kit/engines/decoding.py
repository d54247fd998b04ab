"""The decoding loop of the transformers engine: one batch, each row given up as it ends.

``model.generate`` holds every row until the last one of its batch has ended, and mixes in what the
model's own generation settings say. This loop drops finished rows, hands each answer on at once,
and does what :class:`ifeval_kit.records.Sampling` says and nothing else.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from ifeval_kit.engines.batching import Prompt
from ifeval_kit.engines.cache import roomy_cache
from ifeval_kit.errors import EngineError
from ifeval_kit.records import Sampling


class Written(Struct, frozen=True):
    """The answer of one prompt: its tokens, the last one included, and why it ended."""

    prompt: Prompt
    text: str
    tokens: int
    finish_reason: str


class Decoder:
    """Continues prompts with a causal language model and its tokenizer.

    ``ends`` are the tokens that end an answer; ``pad`` fills the left of shorter prompts.
    """

    def __init__(self, model: Any, tokenizer: Any) -> None:
        named = (model.generation_config.eos_token_id, tokenizer.eos_token_id)
        listed = [ids if isinstance(ids, list) else [ids] for ids in named if ids is not None]
        self.ends = frozenset(token for ids in listed for token in ids)
        pads = (tokenizer.pad_token_id, tokenizer.eos_token_id, 0)
        self.pad: int = next(token for token in pads if token is not None)
        self._model = model
        self._tokenizer = tokenizer

    def decode(self, batch: Sequence[Prompt], sampling: Sampling) -> Iterator[Written]:
        """Yield the answers of a batch as they end."""
        rows = [_Row(prompt, sampling) for prompt in batch]
        state = _State(self._model, batch, self.pad)
        while rows:
            tokens = state.step(rows, sampling)
            going = [
                place
                for place, (row, token) in enumerate(zip(rows, tokens, strict=True))
                if row.goes_on(token, self.ends, self._tokenizer)
            ]
            for row in rows:
                if row.ended:
                    yield self.written(row.prompt, row.tokens, row.cut)
            if len(going) < len(rows):
                rows = [rows[place] for place in going]
                state.keep(going)

    def weigh(self, batch: Sequence[Prompt], most: int) -> list[Any]:
        """Return for each prompt the log-probabilities of all tokens after its last ones.

        A tensor of at most ``most`` rows a prompt, one for each of its last tokens in their order,
        and a column for each token of the vocabulary, in float32 on the model's device.
        """
        return list(_State(self._model, batch, self.pad).last_logprobs(most))

    def written(self, prompt: Prompt, tokens: Sequence[int], cut: str | None = None) -> Written:
        """Return an answer; ``cut`` is its text where a stop text has ended it."""
        if cut is not None:
            return Written(prompt, cut, len(tokens), "stop")
        text = self._tokenizer.decode(list(tokens), skip_special_tokens=True)
        ended = bool(tokens) and tokens[-1] in self.ends
        return Written(prompt, text, len(tokens), "stop" if ended else "length")


class _State:
    """What the model has read of a batch, and the tokens it reads next."""

    def __init__(self, model: Any, batch: Sequence[Prompt], pad: int) -> None:
        import torch

        longest = max(len(prompt.tokens) for prompt in batch)
        missing = [longest - len(prompt.tokens) for prompt in batch]
        tokens = [
            [pad] * gap + list(prompt.tokens) for gap, prompt in zip(missing, batch, strict=True)
        ]
        mask = torch.tensor([[0] * gap + [1] * (longest - gap) for gap in missing])
        self._model = model
        self._accepted = inspect.signature(model.forward).parameters
        self._cache = roomy_cache(model)
        # Without padding there is nothing to mask, and attention is faster.
        self._padded = any(missing)
        self._tokens = torch.tensor(tokens, device=model.device)
        self._mask = mask.to(model.device)
        self._positions = (mask.cumsum(dim=1) - 1).clamp(min=0).to(model.device)

    def step(self, rows: Sequence[_Row], sampling: Sampling) -> list[int]:
        """Return the next token of every row."""
        import torch

        with torch.inference_mode():
            inputs = {
                "input_ids": self._tokens,
                "attention_mask": self._mask if self._padded else None,
                "past_key_values": self._cache,
                "use_cache": True,
            }
            rarer = {"position_ids": self._positions, "logits_to_keep": 1}
            inputs |= {name: rarer[name] for name in rarer.keys() & self._accepted.keys()}
            output = self._model(**inputs)
            self._cache = getattr(output, "past_key_values", None)
            if self._cache is None:
                raise EngineError(
                    f"{type(self._model).__name__} keeps no cache that the transformers engine "
                    "can use; run it with --engine vllm"
                )
            chosen = _choose(output.logits[:, -1].float(), rows, sampling)
            self._tokens = chosen[:, None]
            self._positions = self._positions[:, -1:] + 1
            self._mask = torch.cat([self._mask, self._mask.new_ones(len(rows), 1)], dim=1)
        tokens: list[int] = chosen.tolist()
        return tokens

    def last_logprobs(self, most: int) -> Any:
        """Return the log-probabilities after the last ``most`` tokens of every row."""
        import torch

        with torch.inference_mode():
            inputs = {
                "input_ids": self._tokens,
                "attention_mask": self._mask if self._padded else None,
                "use_cache": False,
            }
            rarer = {"position_ids": self._positions, "logits_to_keep": most}
            inputs |= {name: rarer[name] for name in rarer.keys() & self._accepted.keys()}
            return self._model(**inputs).logits[:, -most:].float().log_softmax(dim=-1)

    def keep(self, places: Sequence[int]) -> None:
        """Drop the rows that are not at ``places``."""
        import torch

        with torch.inference_mode():
            kept = torch.tensor(places, dtype=torch.long, device=self._mask.device)
            self._tokens = self._tokens[kept]
            self._positions = self._positions[kept]
            self._mask = self._mask[kept]
            if places:
                self._cache.reorder_cache(kept)


class _Row:
    """What has been written for one prompt."""

    def __init__(self, prompt: Prompt, sampling: Sampling) -> None:
        self.prompt = prompt
        self.tokens: list[int] = []
        self.cut: str | None = None
        self.draw = random.Random(prompt.seed).random  # noqa: S311  # no secret: a sample
        self.ended = False
        self._stop = sampling.stop
        # A token is at least one byte, so this many hold a stop text that the last one completes;
        # one more, because some tokenizers drop a blank at the start of what they decode.
        self._tail = max((len(text.encode()) for text in self._stop), default=0) + 1

    def goes_on(self, token: int, ends: frozenset[int], tokenizer: Any) -> bool:
        """Take the next token; return whether another one is wanted."""
        self.tokens.append(token)
        full = len(self.tokens) >= self.prompt.room
        self.ended = token in ends or self._stopped(tokenizer) or full
        return not self.ended

    def _stopped(self, tokenizer: Any) -> bool:
        if not self._stop:
            return False
        tail = tokenizer.decode(self.tokens[-self._tail :], skip_special_tokens=True)
        if not any(text in tail for text in self._stop):
            return False
        whole = tokenizer.decode(self.tokens, skip_special_tokens=True)
        found = [place for text in self._stop if (place := whole.find(text)) >= 0]
        self.cut = whole[: min(found)] if found else None
        return bool(found)


def _choose(logits: Any, rows: Sequence[_Row], sampling: Sampling) -> Any:
    """Return the next token of every row.

    A row draws one number a token from its own seed, so its answer depends on nothing but the
    prompt and the seed.
    """
    import torch

    if sampling.temperature == 0:
        return logits.argmax(dim=-1)
    # Stable, so that the first of equally likely tokens comes first, as in greedy decoding.
    likely, tokens = (
        (logits / sampling.temperature).softmax(dim=-1).sort(dim=-1, descending=True, stable=True)
    )
    reached = likely.cumsum(dim=-1)
    # The nucleus: tokens before which less than top_p of the mass lies, the first always.
    nucleus = reached - likely < sampling.top_p
    nucleus[:, 0] = True
    mass = (likely * nucleus).sum(dim=-1, keepdim=True)
    draws = torch.tensor([[row.draw()] for row in rows], device=logits.device) * mass
    place = (reached <= draws).sum(dim=-1, keepdim=True)
    place = place.minimum(nucleus.sum(dim=-1, keepdim=True) - 1)
    return tokens.gather(-1, place).squeeze(-1)
