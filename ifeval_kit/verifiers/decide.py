"""From constraints and an answer to decisions, strict and loose.

Strict judges the answer as it is. Loose passes a constraint if any of eight variants of the answer
passes: the answer, without asterisks, without its first line, its last line, or both, and the last
three without asterisks (Zhou et al. 2023, section 3). An empty or blank text fails everything, and
so does a regular expression that takes too long: see :mod:`ifeval_kit.verifiers.timed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from ifeval_kit.errors import ConstraintError
from ifeval_kit.records import Constraint, Decision, Profile, Verdict
from ifeval_kit.text import Text
from ifeval_kit.verifiers.plugins import plugins_of
from ifeval_kit.verifiers.registry import Verifier, build
from ifeval_kit.verifiers.timed import OverdueError

VERSIONS: dict[Profile, str] = {"upstream": "upstream-1", "fixed": "fixed-1"}
"""The version of each profile; it changes when any verdict of the profile can change."""

AnyConstraint: TypeAlias = Constraint | Mapping[str, Any]

NO_ANSWER = "no answer"
"""The label of a blank answer, whatever was asked."""

_BLANK = Verdict(
    passed=False,
    reason="the answer is blank",
    measured=0,
    expected="an answer",
    label=NO_ANSWER,
)


def version_of(profile: Profile, checks: Iterable[str]) -> str:
    """Return the version that decides some checks: the profile's, and of plug-ins that own one.

    For example ``fixed-1``, or ``fixed-1+poems@1a2b3c4d5e``.
    """
    return "+".join([VERSIONS[profile], *(plugin.label for plugin in plugins_of(checks))])


class Decider:
    """The constraints of one prompt, ready to decide any number of answers to it.

    Raises :class:`ConstraintError` for an unknown id or parameters that do not fit. Safe to share
    between threads.
    """

    __slots__ = ("ids", "profile", "verifiers")

    def __init__(self, constraints: Sequence[AnyConstraint], profile: Profile) -> None:
        known = [as_constraint(constraint) for constraint in constraints]
        self.profile = profile
        self.ids = tuple(constraint.id for constraint in known)
        self.verifiers = tuple(build(constraint, profile) for constraint in known)

    @property
    def version(self) -> str:
        """The version that decides these constraints (see :func:`version_of`)."""
        return version_of(self.profile, self.ids)

    def decide(self, answer: str) -> tuple[Decision, ...]:
        """Return the strict and the loose decision on every constraint, in their order."""
        text = Text(answer)
        variants = LooseVariants(text)
        return tuple(
            _decision(check, verifier, text, variants)
            for check, verifier in zip(self.ids, self.verifiers, strict=True)
        )

    def verdicts(self, answer: str, *, loose: bool = False) -> list[Verdict]:
        """Return one verdict a constraint, in their order.

        With ``loose`` the verdict of the first variant that passes, else that of the answer itself.
        """
        text = Text(answer)
        variants = LooseVariants(text)
        found = []
        for verifier in self.verifiers:
            verdict = judge(verifier, text)
            if loose and not verdict.passed:
                passing = variants.first_passing(verifier)
                verdict = passing[1] if passing else verdict
            found.append(verdict)
        return found


class LooseVariants:
    """The loose variants of a text other than the text itself, made when first asked for.

    Blank variants, which fail everything, and variants equal to an earlier one are left out.
    """

    __slots__ = ("_text", "_variants")

    def __init__(self, text: Text) -> None:
        self._text = text
        self._variants: list[tuple[str, Text]] | None = None

    def __iter__(self) -> Iterator[tuple[str, Text]]:
        if self._variants is None:
            self._variants = _variants_of(self._text)
        return iter(self._variants)

    def first_passing(self, verifier: Verifier) -> tuple[str, Verdict] | None:
        """Return the first variant that passes, by name, with its verdict."""
        for name, variant in self:
            verdict = _in_time(verifier, variant)
            if verdict.passed:
                return name, verdict
        return None


def _variants_of(text: Text) -> list[tuple[str, Text]]:
    if text.blank:
        return []
    raw = text.raw
    first, last = raw.find("\n"), raw.rfind("\n")
    named = {"no_asterisks": raw}
    if first >= 0:
        named["no_first_line"] = raw[first + 1 :].strip()
        named["no_last_line"] = raw[:last].strip()
        named["no_first_last_line"] = raw[first + 1 : last].strip()
    if "*" in raw:
        plain = {name: short.replace("*", "") for name, short in named.items()}
        named["no_asterisks"] = plain.pop("no_asterisks")
        named |= {f"{name}_no_asterisks": short for name, short in plain.items()}
    distinct = {raw: "response"}
    for name, variant in named.items():
        if variant not in distinct and not variant.isspace():
            distinct[variant] = name
    return [(name, text.variant(variant)) for variant, name in distinct.items() if variant][1:]


def judge(verifier: Verifier, text: Text) -> Verdict:
    """Return the verdict on one text; a blank one fails whatever is asked.

    But for a verifier whose class says ``judges_blank``, where saying nothing may be the answer.
    """
    if text.blank and not getattr(verifier, "judges_blank", False):
        return _BLANK
    return _in_time(verifier, text)


def _in_time(verifier: Verifier, text: Text) -> Verdict:
    try:
        return verifier.verify(text)
    except OverdueError as error:
        return Verdict(passed=False, reason=str(error), measured=None, expected="a quick match")


def _decision(check: str, verifier: Verifier, text: Text, variants: LooseVariants) -> Decision:
    verdict = judge(verifier, text)
    if verdict.passed:
        variant: str | None = "response"
    else:
        passing = variants.first_passing(verifier)
        variant = passing[0] if passing else None
    return Decision(
        check,
        verdict.passed,
        variant is not None,
        variant,
        verdict.reason,
        verdict.measured,
        verdict.expected,
        verdict.score,
        verdict.label,
        verdict.certainty,
    )


def verify(
    text: str,
    constraints: Sequence[AnyConstraint],
    *,
    profile: Profile = "fixed",
    loose: bool = False,
) -> list[Verdict]:
    """Decide every constraint on a text; one verdict a constraint, in their order.

    A constraint is a :class:`Constraint` or ``{"id": ..., "kwargs": {...}}``. With ``loose`` a
    verdict passes if any of the eight IFEval variants of the text does. Raises
    :class:`ConstraintError` for an unknown id or parameters that do not fit.
    """
    return Decider(constraints, profile).verdicts(text, loose=loose)


def as_constraint(constraint: AnyConstraint) -> Constraint:
    """Return a constraint given as a :class:`Constraint` or as a plain mapping."""
    if isinstance(constraint, Constraint):
        return constraint
    try:
        return msgspec.convert(constraint, Constraint)
    except msgspec.ValidationError as error:
        raise ConstraintError(
            f"{constraint!r} is no constraint: {error}; write {{'id': ..., 'kwargs': {{...}}}}"
        ) from None
