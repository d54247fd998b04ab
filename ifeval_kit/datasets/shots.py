"""Few-shot prompts: solved examples before the question, as turns of a chat or in one message."""

from __future__ import annotations

import msgspec

from ifeval_kit.errors import UsageError
from ifeval_kit.records import Item, Message, ShotsAs


def with_shots(item: Item, shots: int, shots_as: ShotsAs = "turns") -> Item:
    """Return an item with its first ``shots`` exemplars before its prompt.

    As ``turns`` each is a message of the user and one of the assistant; as ``text`` all stand in
    one message, divided by blank lines. The prompt alone stays in ``meta``, so that stored answers
    can be joined by it. Raises :class:`UsageError` for an item with fewer exemplars.
    """
    if len(item.exemplars) < shots:
        raise UsageError(
            f"item '{item.id}' has {len(item.exemplars)} solved examples, but --shots asks for "
            f"{shots}; ask for fewer"
        )
    used = item.exemplars[:shots]
    *before, question = item.chat
    if shots_as == "turns":
        pairs = [(Message("user", one.prompt), Message("assistant", one.answer)) for one in used]
        messages = (*before, *(message for pair in pairs for message in pair), question)
    else:
        solved = [f"{one.prompt}\n{one.answer}" for one in used]
        text = "\n\n".join([*solved, question.content])
        messages = (*before, Message(question.role, text))
    return msgspec.structs.replace(
        item,
        prompt=None,
        messages=messages,
        exemplars=(),
        meta={"prompt": item.text, **item.meta},
    )
