"""From shares of the gap and their intervals to a verdict in words."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ifeval_kit.metrics.gap import Estimate, Gap

LEAST_SHARE = 0.2
"""Style or knowledge counts as taken over from this share of the gap on."""

Finding = Literal["taken over", "not taken over", "not decidable", "not measured"]

_WORDS: dict[tuple[Finding, Finding], str] = {
    ("taken over", "not taken over"): "imitation without knowledge",
    ("taken over", "taken over"): "both",
    ("not taken over", "not taken over"): "neither",
    ("not taken over", "taken over"): "knowledge without imitation",
}


class Verdict(Struct, frozen=True):
    """What can be said of a student: ``words``, what they follow from, and why, in one line.

    The words are ``imitation without knowledge``, ``both``, ``neither``, ``knowledge without
    imitation`` or ``not decidable with n = ...``.
    """

    words: str
    style: Finding
    knowledge: Finding
    reason: str

    @property
    def is_decided(self) -> bool:
        """Whether the data tell about both."""
        return (self.style, self.knowledge) in _WORDS


def verdict(student: str, style: Gap | None, knowledge: Gap | None, least: float) -> Verdict:
    """Return what the shares of a student tell.

    A share counts as taken over where its whole interval is at least ``least``, as not taken over
    where all of it is below, and else is not decidable.
    """
    found = _finding(student, style, least), _finding(student, knowledge, least)
    counts = [
        f"{gap.n if gap else 0:,} {what}"
        for gap, what in ((style, "style prompts"), (knowledge, "facts"))
    ]
    words = _WORDS.get(found) or f"not decidable with n = {' and '.join(counts)}"
    reasons = (_reason("style", student, style), _reason("knowledge", student, knowledge))
    return Verdict(words, *found, "; ".join(reasons))


def _finding(student: str, gap: Gap | None, least: float) -> Finding:
    if gap is None:
        return "not measured"
    if gap.shares is None:
        return "not decidable"
    share = gap.shares[student]
    if share.low >= least:
        return "taken over"
    return "not taken over" if share.high < least else "not decidable"


def _reason(what: str, student: str, gap: Gap | None) -> str:
    if gap is None:
        return f"{what}: the runs share no prompt that tells"
    if gap.shares is None:
        return f"{what}: {gap.reason}"
    return f"{what}: {in_words(gap.shares[student])} of the gap"


def in_words(share: Estimate) -> str:
    """Return a share with its interval, in per cent."""
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f})"
