"""From chat messages to the tokens a model reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ifeval_kit.errors import UsageError
from ifeval_kit.reasoning import OPEN
from ifeval_kit.records import Message


class Prompts:
    """Turns messages into tokens, by the model's chat template where it has one.

    ``tokenizer`` is a Hugging Face tokenizer; ``variables`` are handed to the template
    (``{"enable_thinking": false}``). Without a template the messages go in as plain text with an
    empty line between them.
    """

    def __init__(self, tokenizer: Any, variables: Mapping[str, Any] | None = None) -> None:
        self._tokenizer = tokenizer
        self._variables = dict(variables or {})
        template = getattr(tokenizer, "chat_template", None)
        self.template = "model" if template else "none"
        self.template_sha = _sha(template) if template else None

    def text(self, messages: Sequence[Message]) -> str:
        """Return what the model is to continue.

        Raises :class:`UsageError` where the template refuses the messages.
        """
        from jinja2 import TemplateError

        chat = [
            {"role": message.role, "content": _well_formed(message.content)} for message in messages
        ]
        if self.template == "none":
            return "\n\n".join(message["content"] for message in chat)
        try:
            rendered: str = self._tokenizer.apply_chat_template(
                chat, tokenize=False, add_generation_prompt=True, **self._variables
            )
        except TemplateError as error:
            roles = ", ".join(message.role for message in messages)
            raise UsageError(
                f"the model's chat template refuses messages of the roles {roles} ({error}); "
                "leave out --system, or use another model"
            ) from None
        return rendered

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a prompt. A template writes special tokens itself."""
        encoded = self._tokenizer(text, add_special_tokens=self.template == "none")
        return list(encoded["input_ids"])

    def weighed(self, text: str, continuation: str) -> tuple[list[int], int]:
        """Return the tokens of a prompt with a continuation, and how many are the prompt's.

        A blank stands between them, unless the prompt ends with white space. Both are made into
        tokens together, and white space at the end of the prompt counts with the continuation, as
        in lm-evaluation-harness: a token may reach over the border.
        """
        bare = text.rstrip()
        gap = text[len(bare) :] or " "
        whole = self.tokens(f"{bare}{gap}{_well_formed(continuation)}")
        return whole, max(1, min(len(self.tokens(bare)), len(whole) - 1))


def opening(prompt: str) -> str:
    """Return the ``<think>`` with which a template has begun the answer, else an empty string.

    It belongs to the answer: without it, an answer cut in its reasoning looks like any other.
    """
    return prompt[prompt.rindex(OPEN) :] if prompt.rstrip().endswith(OPEN) else ""


def _well_formed(text: str) -> str:
    """Return the text with U+FFFD for lone surrogates, which no tokenizer takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sha(template: object) -> str:
    """Return the sha256 of a template, or of a mapping of named ones."""
    text = template if isinstance(template, str) else json.dumps(template, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
