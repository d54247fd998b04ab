"""The types that flow through an evaluation: Item -> Completion -> Response -> Verdicts.

All are immutable :class:`msgspec.Struct` types, so that each is also the schema of one line of a
JSON Lines file (design: ``responses.jsonl``, ``verdicts.jsonl``, suite items).
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

Profile = Literal["upstream", "fixed"]
Think = Literal["none", "closed", "unclosed"]
ShotsAs = Literal["turns", "text"]
"""How solved examples stand before a prompt: as earlier turns of the chat, or in one message."""

Scalar = str | int | float | bool | None


class Constraint(Struct, frozen=True, forbid_unknown_fields=True):
    """One verifiable instruction: the id of a check and the parameters it takes."""

    id: str
    kwargs: dict[str, Any] = field(default_factory=dict)


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class Exemplar(Struct, frozen=True, forbid_unknown_fields=True):
    """A solved example of what an item asks: a prompt of the same kind, and its right answer."""

    prompt: str
    answer: str


class Item(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One prompt of a suite and the constraints its answer must satisfy.

    Exactly one of ``prompt`` and ``messages`` is given; :attr:`chat` is the common form.
    ``exemplars`` are solved examples for few-shot prompts, in the order in which they are used.
    With ``continuations`` no answer is written: the response is the JSON list of their
    log-probabilities after the prompt.
    """

    id: str
    prompt: str | None = None
    messages: tuple[Message, ...] | None = None
    constraints: tuple[Constraint, ...] = ()
    category: str | None = None
    language: str | None = None
    answers: tuple[str, ...] | None = None
    group: str | None = None
    exemplars: tuple[Exemplar, ...] = ()
    continuations: tuple[str, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an item needs a non-empty id")
        if (self.prompt is None) == (self.messages is None):
            raise ValueError(f"item {self.id!r} needs exactly one of prompt and messages")
        if self.messages is not None and not self.messages:
            raise ValueError(f"item {self.id!r} has an empty list of messages")
        if not all(self.continuations):
            raise ValueError(f"item {self.id!r} has an empty continuation")

    @property
    def chat(self) -> tuple[Message, ...]:
        """The prompt as chat messages."""
        if self.messages is not None:
            return self.messages
        return (Message("user", self.prompt or ""),)

    @property
    def text(self) -> str:
        """The prompt as one text, for joining and for showing."""
        if self.prompt is not None:
            return self.prompt
        return "\n\n".join(message.content for message in self.chat)


class Sampling(Struct, frozen=True, forbid_unknown_fields=True):
    """How completions are drawn. ``temperature`` 0 is greedy decoding."""

    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int = 1280
    seed: int = 0
    samples: int = 1
    stop: tuple[str, ...] = ()


class Request(Struct, frozen=True):
    """One completion asked of an engine. ``key`` comes back with the completion.

    With ``continuations`` it asks how likely these are, and not for an answer.
    """

    key: int
    messages: tuple[Message, ...]
    seed: int = 0
    continuations: tuple[str, ...] = ()


class Completion(Struct, frozen=True):
    """What an engine returns for one request; what it does not know is ``None``, never guessed.

    ``finish_reason`` is ``"stop"`` or ``"length"`` (cut at ``max_tokens``). With ``error`` set the
    request failed and ``text`` is empty.
    """

    key: int
    text: str
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    error: str | None = None


class Response(Struct, frozen=True):
    """One row of ``responses.jsonl``: a completion of one sample of one item.

    ``raw`` is what the model wrote; ``reasoning`` the text inside its think tags; ``answer`` the
    rest, which alone is scored.
    """

    suite: str
    item: str
    sample: int
    turn: int
    raw: str
    reasoning: str | None
    answer: str
    think: Think
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    error: str | None = None


class Verdict(Struct, frozen=True):
    """The decision on one constraint and one text.

    ``reason`` is one line with the measured and the expected value, for example
    ``412 words, expected at least 600``. Some checks give more than a yes or no: ``score``, a grade
    in [0, 1] (an overlap, say), ``label``, the class of the outcome in a few words (``right lemma,
    wrong form``), and ``certainty``, how sure the verdict is, in [0, 1].
    """

    passed: bool
    reason: str
    measured: Scalar = None
    expected: Scalar = None
    score: float | None = None
    label: str | None = None
    certainty: float | None = None


class Decision(Struct, frozen=True, omit_defaults=True):
    """The strict and the loose decision on one constraint of one response.

    All but ``loose`` and ``variant`` belong to the strict decision, as in :class:`Verdict`.
    ``variant`` names the loose variant that passed (``None`` when none did, ``"response"`` when the
    text as it is did).
    """

    id: str
    strict: bool
    loose: bool
    variant: str | None
    reason: str
    measured: Scalar = None
    expected: Scalar = None
    score: float | None = None
    label: str | None = None
    certainty: float | None = None


class Scored(Struct, frozen=True):
    """One row of ``verdicts.jsonl``: all decisions on one response, in the item's order.

    ``version`` is the profile that decided, with its version: ``upstream-1``.
    """

    suite: str
    item: str
    sample: int
    version: str
    decisions: tuple[Decision, ...]
