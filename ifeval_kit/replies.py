"""Replies that pay no attention to what is asked: what they pass, anyone can pass.

Some are constant, some echo the prompt. Each is built to please as many checks as it can: lower
case without commas, everything that can be counted at once, a quotation around it all.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct

Kind = Literal["word", "letter", "text", "echo", "mixed"]


class Reply(Struct, frozen=True):
    """A fixed reply: ``{prompt}`` in its ``pattern`` stands for the prompt.

    ``kind`` is ``word`` (nothing, a mark or one word), ``letter`` (of a choice), ``text``, ``echo``
    (the prompt) or ``mixed`` (the prompt with something added or changed); ``letters`` sets the
    case of the whole reply.
    """

    name: str
    kind: Kind
    pattern: str
    letters: Literal["upper", "lower"] | None = None

    @property
    def constant(self) -> bool:
        """Whether it is the same for every prompt."""
        return self.kind in ("word", "letter", "text")

    def to(self, prompt: str) -> str:
        """Return the reply to a prompt."""
        text = self.pattern.replace("{prompt}", prompt)
        if self.letters == "upper":
            return text.upper()
        return text.lower() if self.letters == "lower" else text


_LINE = "It is best to begin with one small step and to look closely at what happens next."
_PARAGRAPH = (
    "Most people find that a quiet plan works better than a loud promise. They start early and "
    "keep the first part simple. When something goes wrong they stop and ask why it did. After "
    "that the work is easier and the result lasts longer. A good friend can help with the rest of "
    "it and a short walk often brings the missing idea. In the end the answer is there for all "
    "who want to see it."
)
_FOLLOWING = (
    "The second day is different because the tools are known and the hands are warm. Nobody needs "
    "to hurry. What was learned before is used again and what was not useful is left at home. So "
    "the hours pass and the pile of finished things grows until there is nothing more to do."
)
_BULLETS = "* one small step\n* a second step\n* the third and last step"
_SECTIONS = f"SECTION 1\n{_LINE}\nSECTION 2\n{_FOLLOWING}\nSECTION 3\n{_LINE}"
_MARKED = "This is *the first point* and *the second point* and *the third point*."
_BLANKS = "Write to [name] at [address] before [date] about [topic]."
_EVERYTHING = (
    f"<<the answer>>\n\n{_PARAGRAPH}\n\n{_MARKED}\n\n{_BLANKS}\n\n{_BULLETS}\n\n{_FOLLOWING}\n\n"
    "P.S. That is all."
)
_LONG = "\n\n".join([_PARAGRAPH, _FOLLOWING] * 5)

REPLIES: tuple[Reply, ...] = (
    Reply("nothing", "word", ""),
    Reply("a blank", "word", " \n"),
    Reply("a full stop", "word", "."),
    Reply("yes", "word", "Yes"),
    Reply("hello in lower case", "word", "hello"),
    Reply("a word in capitals", "word", "HELLO"),
    Reply("a number", "word", "42"),
    Reply("a word in quotation marks", "word", '"Yes"'),
    Reply("an empty JSON object", "word", "{}"),
    *(Reply(f"the letter {letter}", "letter", letter) for letter in "ABCD"),
    Reply("a yes in words", "text", "My answer is yes."),
    Reply("a refusal", "text", "I am sorry, but I cannot help with that."),
    Reply("a sentence", "text", _LINE),
    Reply("a JSON object", "text", '{"answer": "yes", "reasons": ["it is short", "it is clear"]}'),
    Reply("a JSON object in a fence", "text", '```json\n{"answer": "yes"}\n```'),
    Reply("a paragraph", "text", _PARAGRAPH),
    Reply("a paragraph in lower case", "text", _PARAGRAPH, "lower"),
    Reply("a paragraph in capitals", "text", _PARAGRAPH, "upper"),
    Reply("a paragraph in quotation marks", "text", f'"{_PARAGRAPH}"'),
    Reply("a long text", "text", _LONG),
    Reply("a long text in lower case", "text", f'"<<answer>> {_LONG}"', "lower"),
    Reply("a list of bullets", "text", _BULLETS),
    Reply("a numbered list", "text", "1. one small step\n2. a second step\n3. the last step"),
    Reply("sections", "text", _SECTIONS),
    Reply("highlights", "text", _MARKED),
    Reply("placeholders", "text", _BLANKS),
    Reply("a title and a paragraph", "text", f"<<The answer>>\n\n{_PARAGRAPH}"),
    Reply("a paragraph and a postscript", "text", f"{_PARAGRAPH}\n\nP.S. {_LINE}"),
    Reply("two answers", "text", f"{_LINE}\n******\n{_FOLLOWING}"),
    Reply("parts between stars", "text", f"{_LINE}\n***\n{_PARAGRAPH}\n***\n{_FOLLOWING}"),
    Reply("a word again and again", "text", "yes " * 60),
    Reply("everything at once", "text", _EVERYTHING),
    Reply("everything at once in lower case", "text", f'"{_EVERYTHING}"', "lower"),
    Reply("everything at once in capitals", "text", f'"{_EVERYTHING}"', "upper"),
    Reply("German", "text", "Am besten beginnt man mit einem kleinen Schritt und schaut dann zu."),
    Reply("Hindi", "text", "सबसे अच्छा यह है कि एक छोटे कदम से शुरू करें और फिर देखें कि क्या होता है।"),
    Reply("the prompt", "echo", "{prompt}"),
    Reply("the prompt in lower case", "mixed", "{prompt}", "lower"),
    Reply("the prompt in capitals", "mixed", "{prompt}", "upper"),
    Reply("the prompt in quotation marks", "echo", '"{prompt}"'),
    Reply("the prompt with a title", "mixed", "<<The answer>>\n\n{prompt}"),
    Reply("the prompt twice", "mixed", "{prompt}\n******\n{prompt}\n\n{prompt}"),
    Reply("the prompt and a paragraph", "mixed", f"{{prompt}}\n\n{_PARAGRAPH}"),
    Reply("the prompt and everything", "mixed", f"{{prompt}}\n\n{_EVERYTHING}"),
)
"""All replies; their order decides which is named where several score alike."""


def replies_sha256() -> str:
    """Return the sha256 of what all replies are, in hexadecimal: their version."""
    parts = [repr((reply.name, reply.pattern, reply.letters)) for reply in REPLIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
