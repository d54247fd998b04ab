"""How a task and an input become a prompt: the encodings of Tk-Instruct, and one for chats.

An encoding is named in one place, the ``options`` of the suite file, and the name becomes part of
the suite's version: ``chat``, or ``tk`` with what stands before the input, joined by ``+``: ``def``
(the definition), ``name`` (that of the task), ``posK`` and ``negK`` (the first K positive and
negative examples), ``expl`` (with their explanations). ``tk:def+pos2`` is what the authors
evaluate with. Source: Wang et al. 2022 and the collator of yizhongw/Tk-Instruct.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence

from msgspec import Struct

from ifeval_kit.datasets.sni.tasks import Example, Instance, Task
from ifeval_kit.errors import DataError

Count = Callable[[str], int]
"""Returns how many tokens a text has."""

LIMIT = 1024
"""The most tokens of a prompt of Tk-Instruct."""

_PIECE = re.compile(r"\w+|[^\w\s]")
_PART = re.compile(r"(def|name|expl)|(pos|neg)([1-9]\d?)")


def count_pieces(text: str) -> int:
    """Return the number of words and signs, which stands for tokens where no model is named."""
    return sum(1 for _ in _PIECE.finditer(text))


class Encoding(Struct, frozen=True):
    """What stands in a prompt of Tk-Instruct; with ``chat`` nothing else counts."""

    chat: bool = False
    definition: bool = False
    task_name: bool = False
    positive: int = 0
    negative: int = 0
    explanations: bool = False
    limit: int = LIMIT


def encoding_named(name: str, limit: int = LIMIT) -> Encoding:
    """Return an encoding by its name; :class:`DataError` for what names none."""
    if name == "chat":
        return Encoding(chat=True)
    style, _, parts = name.partition(":")
    matches = [_PART.fullmatch(part) for part in parts.split("+")] if parts else []
    found = [match[0] for match in matches if match]
    if style != "tk" or len(found) < len(matches) or len(set(found)) < len(found):
        raise DataError(
            f"'{name}' is no encoding; write chat, or tk: and parts joined by +, of def, name, "
            "pos1, neg1, expl: tk:def+pos2"
        )
    numbers = {match[2]: int(match[3]) for match in matches if match and match[2]}
    return Encoding(
        definition="def" in found,
        task_name="name" in found,
        positive=numbers.get("pos", 0),
        negative=numbers.get("neg", 0),
        explanations="expl" in found,
        limit=limit,
    )


def chat_prompt(task: Task, text: str) -> str:
    """Return the message of a chat that asks for the output to one input."""
    return f"{task.definition.strip()}\n\nInput: {text.strip()}\n\nReply with the output only."


def encode(task: Task, instance: Instance, encoding: Encoding, count: Count = count_pieces) -> str:
    """Return the prompt for an instance.

    Tk-Instruct takes examples as long as all fits into ``limit`` tokens, the positive ones first,
    and stops at the first that does not. Raises :class:`DataError` where the task and the input
    alone do not fit: the authors cut such a prompt off, and with it the question.
    """
    if encoding.chat:
        return chat_prompt(task, instance.input)
    before = f"Definition: {_ended(task.definition)}\n\n" if encoding.definition else ""
    question = f"Now complete the following example -\nInput: {_ended(instance.input)}\nOutput: "
    examples: list[str] = []
    groups = {
        "Positive": task.positive[: encoding.positive],
        "Negative": task.negative[: encoding.negative],
    }
    for kind, given in groups.items():
        worded = _worded(kind, given, encoding)
        examples += _fitting(worded, before, examples, question, encoding.limit, count)
    named = f"{task.name}. " if encoding.task_name else ""
    prompt = named + before + "".join(examples) + question
    if (size := count(prompt)) > encoding.limit:
        raise DataError(
            f"the prompt of instance '{instance.id}' of {task.name} has {size} tokens, more than "
            f"the {encoding.limit} of the encoding; set a higher limit in the suite's options"
        )
    return prompt


def _fitting(
    examples: Sequence[str],
    before: str,
    taken: Sequence[str],
    question: str,
    limit: int,
    count: Count,
) -> list[str]:
    """Return the examples up to the first that does not fit beside those taken already.

    For the length, and only for it, the authors put a blank between examples.
    """
    kept: list[str] = []
    for example in examples:
        parts = " ".join(taken) + " ".join(kept)
        if count(before + parts + example + question) > limit:
            break
        kept.append(example)
    return kept


def _worded(kind: str, examples: Sequence[Example], encoding: Encoding) -> list[str]:
    worded = []
    for number, example in enumerate(examples, start=1):
        lines = [
            f" {kind} Example {number} -",
            f"Input: {_ended(example.input)}",
            f" Output: {_ended(example.output)}",
        ]
        if encoding.explanations and example.explanation is not None:
            lines.append(f" Explanation: {_ended(example.explanation)}")
        worded.append("\n".join(lines) + "\n\n")
    return worded


def _ended(text: str) -> str:
    """Return a text without outer blanks and with a full stop, unless a sign ends it already."""
    text = text.strip()
    return text if text.endswith(tuple(string.punctuation)) else f"{text}."
