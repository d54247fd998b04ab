"""One sample as the page shows it: all wording is decided here, the script only fills it in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, structs

from ifeval_kit.catalogue import Check
from ifeval_kit.errors import DataError
from ifeval_kit.records import Decision, Item, Message, Response, Scored

Outcome = Literal["pass", "loose", "fail", "unscored"]

# Line feeds and tabs are text. Other control characters would vanish or move the text around, and
# lone surrogates have no encoding at all.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_VARIANTS = {
    "no_asterisks": "without asterisks",
    "no_first_line": "without the first line",
    "no_last_line": "without the last line",
    "no_first_last_line": "without the first and the last line",
    "no_first_line_no_asterisks": "without the first line and asterisks",
    "no_last_line_no_asterisks": "without the last line and asterisks",
    "no_first_last_line_no_asterisks": "without the first and the last line and asterisks",
}

Sample: TypeAlias = tuple[str, Item, Response | None, Scored | None]
"""A suite, an item, and what came back: no response when it is missing, no verdicts unscored."""


class AskedView(Struct, frozen=True, omit_defaults=True):
    """One instruction of a prompt, its parameters in words."""

    id: str
    title: str
    params: tuple[tuple[str, str], ...] = ()


class PromptView(Struct, frozen=True, omit_defaults=True):
    """One prompt, which the answers of all runs and samples share."""

    suite: str
    item: str
    prompt: tuple[Message, ...]
    task: str = ""
    language: str = ""
    asked: tuple[AskedView, ...] = ()

    @property
    def excerpt(self) -> str:
        """The beginning of the last message, on one line."""
        return " ".join(self.prompt[-1].content[:400].split())[:200]


class DecisionView(Struct, frozen=True):
    """The verdict of both modes on one instruction, in the order of the prompt's, and why."""

    outcome: Outcome
    reason: str
    modes: str


class AnswerView(Struct, frozen=True, omit_defaults=True):
    """One sample of one run, its place among the runs of the page in ``run``.

    ``trouble`` says what went wrong with the response as a whole, if anything.
    """

    outcome: Outcome
    run: int = 0
    number: int = 0
    answer: str = ""
    reasoning: str = ""
    raw: str = ""
    truncated: bool = False
    unclosed: bool = False
    error: bool = False
    missing: bool = False
    trouble: str = ""
    decisions: tuple[DecisionView, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any instruction failed in the strict mode."""
        return self.outcome in {"loose", "fail"}


class SampleView(Struct, frozen=True):
    """What is shown of one sample: what was asked, and what came back."""

    of: PromptView
    got: AnswerView


BLANK = SampleView(
    PromptView("", "", (Message("user", ""),), asked=(AskedView("", "", (("", ""),)),)),
    AnswerView("unscored", decisions=(DecisionView("unscored", "", ""),), facts=(("", ""),)),
)
"""The sample whose markup the script copies."""


def visible(text: str) -> str:
    """Return ``text`` with control characters as their pictures and lone surrogates as U+FFFD."""
    return _ODD.sub(_picture, text.replace("\r\n", "\n"))


def prompt_view(suite: str, item: Item, checks: Mapping[str, Check]) -> PromptView:
    """Return what the page shows of a prompt."""
    return PromptView(
        suite=visible(suite),
        item=visible(item.id),
        prompt=tuple(Message(m.role, visible(m.content)) for m in item.chat),
        task=visible(item.category or ""),
        language=visible(item.language or ""),
        asked=tuple(
            AskedView(
                id=visible(constraint.id),
                title=visible(checks[constraint.id].title if constraint.id in checks else ""),
                params=tuple(
                    (visible(name), visible(_value(value)))
                    for name, value in constraint.kwargs.items()
                    if value is not None
                ),
            )
            for constraint in item.constraints
        ),
    )


def answer_view(sample: Sample, run: int, number: int) -> AnswerView:
    """Return sample ``number`` of an item, of the run at place ``run``, as the page shows it.

    Raises :class:`DataError` when its verdicts are not about the item's constraints.
    """
    _, _, response, _ = sample
    decisions = _decisions(sample)
    shown = AnswerView(
        outcome=_outcome([decision.outcome for decision in decisions]),
        run=run,
        number=number,
        missing=response is None,
        trouble=_trouble(response),
        decisions=decisions,
    )
    return _with_response(shown, response) if response else shown


def _with_response(shown: AnswerView, response: Response) -> AnswerView:
    return structs.replace(
        shown,
        answer=visible(response.answer),
        reasoning=visible(response.reasoning or ""),
        raw=visible(response.raw) if response.raw != response.answer else "",
        truncated=response.finish_reason == "length" or response.think == "unclosed",
        unclosed=response.think == "unclosed",
        error=response.error is not None,
        facts=_facts(response),
    )


def _decisions(sample: Sample) -> tuple[DecisionView, ...]:
    suite, item, response, scored = sample
    asked = item.constraints
    if scored is None:
        reason = "not scored" if response else "no response"
        decided = tuple(Decision(c.id, False, False, None, reason) for c in asked)
    else:
        decided = scored.decisions
    if [c.id for c in asked] != [d.id for d in decided]:
        raise DataError(
            f"the verdicts of {suite} / {item.id} are not about its constraints; "
            "score the run again (ifk score RUN)"
        )
    return tuple(
        DecisionView(
            outcome="pass" if decision.strict else "loose" if decision.loose else "fail",
            reason=visible(decision.reason),
            modes=visible(_modes(decision)),
        )
        for decision in decided
    )


def _outcome(outcomes: list[Outcome]) -> Outcome:
    if not outcomes:
        return "unscored"
    if "fail" in outcomes:
        return "fail"
    return "loose" if "loose" in outcomes else "pass"


def _modes(decision: Decision) -> str:
    parts = [_passes(decision)]
    if decision.label:
        parts.append(f"Outcome: {decision.label}.")
    if decision.score is not None:
        parts.append(f"Grade: {decision.score:.2f}.")
    return " ".join(parts)


def _passes(decision: Decision) -> str:
    if decision.strict:
        return "Passes strict and loose."
    if not decision.loose:
        return "Fails strict and loose."
    variant = decision.variant or ""
    return f"Fails strict. Passes loose {_VARIANTS.get(variant, variant)}."


def _value(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _trouble(response: Response | None) -> str:
    if response is None:
        return "There is no response. It counts as failed."
    if response.error is not None:
        return visible(f"The request failed: {response.error}")
    if response.think == "unclosed":
        return "The reasoning was never closed, so there is no answer to judge."
    if response.finish_reason == "length":
        return "Cut at the token limit."
    return "" if response.answer.strip() else "The answer is empty."


def _facts(response: Response) -> tuple[tuple[str, str], ...]:
    known = {
        "Ended by": response.finish_reason,
        "Prompt tokens": response.prompt_tokens,
        "Completion tokens": response.completion_tokens,
        "Reasoning": response.think if response.think != "none" else None,
    }
    return tuple((name, visible(str(value))) for name, value in known.items() if value is not None)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
