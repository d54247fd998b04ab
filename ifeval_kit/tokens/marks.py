"""Sentences by their final marks alone, as the verifiers of IF-RLVR divide a text.

Every full stop, question mark and exclamation mark ends a sentence but for the full stops that the
rules below keep. Full stops are kept as ``<prd>`` and ends written as ``<stop>`` meanwhile, so that
a text with these marks of its own reads as in the official code. Each rule sees what those before
it left, and no rule looks at a character twice: of ``1.2.3`` the second full stop is not kept.
"""

from __future__ import annotations

import re

_KEPT = "<prd>"
_END = "<stop>"

_OPENS = (
    r"(?:Mrs?|Ms|Dr|Prof|Capt|Cpt|Lt|Wherever"
    r"|(?:He|She|It|They|Their|Our|We|But|However|That|This)\s)"
)
_COMPANY = " (?:Inc|Ltd|Jr|Sr|Co)"
# What is matched, and what is written of it: groups by their numbers, and marks.
_BEFORE_DOTS = (
    (r"(Mr|St|Mrs|Ms|Dr)[.]", (1, _KEPT)),
    (r"[.](com|net|org|io|gov|edu|me)", (_KEPT, 1)),
    (r"([0-9])[.]([0-9])", (1, _KEPT, 2)),
)
_AFTER_DOTS = (
    (r"Ph[.]D[.]", ("Ph", _KEPT, "D", _KEPT)),
    (r"\s([A-Za-z])[.] ", (" ", 1, _KEPT, " ")),
    (rf"([A-Z][.][A-Z][.](?:[A-Z][.])?)( {_OPENS})", (1, _END, 2)),
    (r"([A-Za-z])[.]([A-Za-z])[.]([A-Za-z])[.]", (1, _KEPT, 2, _KEPT, 3, _KEPT)),
    (r"([A-Za-z])[.]([A-Za-z])[.]", (1, _KEPT, 2, _KEPT)),
    (rf"({_COMPANY})[.]( {_OPENS})", (1, _END, 2)),
    (rf"({_COMPANY})[.]", (1, _KEPT)),
    (r"( [A-Za-z])[.]", (1, _KEPT)),
)
# Plain replacements are many times faster than patterns.
_LAST = {".”": "”.", '."': '".', '!"': '"!', '?"': '"?'} | {mark: mark + _END for mark in ".!?"}
_DOTS = re.compile(r"\.{2,}")


def sentences_by_marks(text: str) -> list[str]:
    """Return the sentences of a text without their outer white space; blank ones may be there."""
    line = f" {text}  ".replace("\n", " ")
    line = _apply(_BEFORE_DOTS, line)
    line = _DOTS.sub(lambda dots: _KEPT * len(dots[0]) + _END, line)
    line = _apply(_AFTER_DOTS, line)
    for marks, ending in _LAST.items():
        line = line.replace(marks, ending)
    line = line.replace(_KEPT, ".")
    sentences = [sentence.strip() for sentence in line.split(_END)]
    return sentences if sentences[-1] else sentences[:-1]


def _apply(rules: tuple[tuple[str, tuple[int | str, ...]], ...], line: str) -> str:
    for pattern, template in rules:
        line = _substitute(re.compile(pattern), template, line)
    return line


def _substitute(pattern: re.Pattern[str], template: tuple[int | str, ...], line: str) -> str:
    """Do as :func:`re.sub`, in a fraction of its time where a million matches are written anew."""
    parts = pattern.split(line)
    if len(parts) == 1:
        return line
    step, width = pattern.groups + 1, len(template) + 1
    matches = (len(parts) - 1) // step
    written = [""] * (matches * width + 1)
    written[::width] = parts[::step]
    for place, part in enumerate(template, 1):
        written[place::width] = parts[part::step] if isinstance(part, int) else [part] * matches
    return "".join(written)
