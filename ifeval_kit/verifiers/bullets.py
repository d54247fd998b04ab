"""Bullet points with an asterisk: after prose, and with sub-bullets."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifeval_kit.records import Verdict
from ifeval_kit.tokens.blocks import is_divider, reader_sentences, without_code
from ifeval_kit.tokens.sentences import sentence_spans
from ifeval_kit.verifiers.parameters import counted
from ifeval_kit.verifiers.registry import verifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifeval_kit.text import Text

_STAR = re.compile(r"\s*\*\s+\S")
_DASH = re.compile(r"\s*-\s+\S")
_CLOSERS = "\"')]} "


@verifier("format:sub-bullets", "upstream")
@dataclass(frozen=True, slots=True)
class SubBulletsUpstream:
    """A hyphen, of whatever kind of line, stands after every asterisk and before the next one."""

    def verify(self, text: Text) -> Verdict:
        """Divide the answer at its asterisks."""
        _, *parts = text.raw.split("*")
        return _sub_bullets([part.count("-") for part in parts], fewest=0)


@verifier("format:sub-bullets", "fixed")
@dataclass(frozen=True, slots=True)
class SubBullets:
    """There is a bullet point with an asterisk, and each has one with a hyphen before the next."""

    def verify(self, text: Text) -> Verdict:
        """Count the lines with a hyphen after each line with an asterisk; code does not count."""
        counts: list[int] = []
        for line in without_code(text.raw).split("\n"):
            if is_divider(line):
                continue
            if _STAR.match(line):
                counts.append(0)
            elif counts and _DASH.match(line):
                counts[-1] += 1
        return _sub_bullets(counts, fewest=1)


def _sub_bullets(counts: list[int], *, fewest: int) -> Verdict:
    complete = sum(map(bool, counts))
    points = counted(len(counts), "bullet points")
    return Verdict(
        fewest <= len(counts) == complete,
        f"{complete} of {points} with a sub-bullet, expected all{' of at least 1' * fewest}",
        complete,
        max(fewest, len(counts)),
    )


@verifier("format:no_bullets_bullets", "upstream")
@dataclass(frozen=True, slots=True)
class NoBulletsBulletsUpstream:
    """Lines with two sentences in all, perhaps a blank line, then only bullet points, two or more.

    A line that begins with an asterisk is a bullet point, and any end of a line ends a sentence.
    """

    def verify(self, text: Text) -> Verdict:
        """Walk through the lines; what does not follow this order fails."""
        lines = [line.strip() for line in text.lines]
        start = next((i for i, line in enumerate(lines) if not line or line[0] == "*"), len(lines))
        first = Counter(lines[:start])
        sentences = sum(times * len(sentence_spans(line)) for line, times in first.items())
        bullets = lines[start:] if lines[start : start + 1] != [""] else lines[start + 1 :]
        rest = sum(1 for line in bullets if not line.startswith("*"))
        if rest:
            found = _found(sentences, len(bullets) - rest)
            return Verdict(
                passed=False,
                reason=f"{found}, but also {counted(rest, 'lines')} of another kind, expected none",
                measured=rest,
                expected=0,
            )
        return _sentences_and_bullets(sentences, len(bullets))


@verifier("format:no_bullets_bullets", "fixed")
@dataclass(frozen=True, slots=True)
class NoBulletsBullets:
    """Two sentences or more that end in a period, and after them two bullet points or more.

    Only indented lines and blank ones may stand between the bullet points, anything after them.
    """

    def verify(self, text: Text) -> Verdict:
        """Count the sentences before each run of bullet points; the best run decides."""
        best = (0, 0)
        sentences = 0
        for prose, bullets in _runs(without_code(text.raw).split("\n")):
            sentences += _with_period(prose)
            best = max(best, (sentences, bullets), key=lambda found: (min(*found, 2), found[0]))
        return _sentences_and_bullets(*best)


def _runs(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Yield prose and the number of bullet points that follow it, from the start to the end."""
    prose: list[str] = []
    bullets = 0
    for line in lines:
        if _STAR.match(line) and not is_divider(line):
            bullets += 1
        elif not bullets:
            prose.append(line)
        elif line.strip() and not line[0].isspace():
            yield "\n".join(prose), bullets
            prose, bullets = [line], 0
    yield "\n".join(prose), bullets


def _with_period(prose: str) -> int:
    sentences = reader_sentences(prose)
    return sum(1 for sentence in sentences if sentence.rstrip(_CLOSERS).endswith("."))


def _found(sentences: int, bullets: int) -> str:
    return f"{counted(sentences, 'sentences')} and then {counted(bullets, 'bullet points')}"


def _sentences_and_bullets(sentences: int, bullets: int) -> Verdict:
    return Verdict(
        min(sentences, bullets) >= 2,
        f"{_found(sentences, bullets)}, expected at least 2 of each",
        bullets,
        2,
    )
