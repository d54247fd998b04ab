"""From rules and runs to one verdict object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from ifeval_kit.comparison import Comparison, compare
from ifeval_kit.errors import DataError, ExitCode, UsageError, nearest
from ifeval_kit.gate.rules import COUNTS, KINDS, SHARES, Gate, OnInconclusive, Rule
from ifeval_kit.imitation import Imitation, imitation
from ifeval_kit.metrics.intervals import wilson
from ifeval_kit.results import Run

Outcome = Literal["pass", "fail", "inconclusive"]


class RuleResult(Struct, frozen=True):
    """The verdict on one rule in one suite.

    ``value`` with its 95 % interval is what is held against ``bound``: a rate, a share of the
    responses, or the difference to the baseline or the floor. ``reason`` is one line.
    """

    name: str
    suite: str
    rule: Rule
    outcome: Outcome
    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str


class GateResult(Struct, frozen=True):
    """The verdicts on all rules, and what follows."""

    run: str
    baseline: str | None
    on_inconclusive: OnInconclusive
    rules: list[RuleResult]

    @property
    def outcome(self) -> Outcome:
        """``fail`` where a rule fails, else ``inconclusive`` where one is, unless that passes."""
        found = {result.outcome for result in self.rules}
        if "fail" in found:
            return "fail"
        undecided = "inconclusive" in found and self.on_inconclusive == "fail"
        return "inconclusive" if undecided else "pass"

    @property
    def exit_code(self) -> ExitCode:
        """0 passed, 1 failed, 4 inconclusive."""
        codes = {
            "pass": ExitCode.OK,
            "fail": ExitCode.GATE_FAILED,
            "inconclusive": ExitCode.INCONCLUSIVE,
        }
        return codes[self.outcome]

    def count(self, outcome: Outcome) -> int:
        """How many rules have this outcome."""
        return sum(result.outcome == outcome for result in self.rules)

    @property
    def closing(self) -> str:
        """The last line that is printed; it says what the exit code says."""
        word = {"pass": "passed", "fail": "failed", "inconclusive": "inconclusive"}[self.outcome]
        counts = f"{self.count('pass')} passed, {self.count('fail')} failed"
        undecided = self.count("inconclusive")
        counts += f", {undecided} inconclusive" if undecided else ""
        return f"gate {word} (exit {int(self.exit_code)}): {counts} of {len(self.rules)} rules"


def decide(
    gate: Gate,
    run: Run,
    baseline: Run | None = None,
    *,
    teacher: Run | None = None,
    base: Run | None = None,
) -> GateResult:
    """Decide every rule on a run.

    ``teacher`` and ``base`` are what shares of a gap are between: the run whose answers the model
    was tuned on, and that of the model before. Raises :class:`UsageError` for a ``max_drop``
    without a baseline and a share without these two, and :class:`DataError` for a scope or metric
    that the run does not have, or a baseline with nothing in it to drop from.
    """
    found = None
    if any(rule.metric in SHARES for rule in gate.rules):
        if teacher is None or base is None:
            raise UsageError(
                "a rule on a share of the gap to a teacher needs both: --teacher RUN --base RUN"
            )
        found = imitation(teacher, [run], base)
    comparison = None
    if any(rule.kind == "max_drop" for rule in gate.rules):
        if baseline is None:
            raise UsageError("a rule with max_drop needs a run to drop from: --baseline RUN")
        comparison = compare([baseline, run])
    return GateResult(
        run=run.manifest.model,
        baseline=baseline.manifest.model if baseline else None,
        on_inconclusive=gate.on_inconclusive,
        rules=[
            result
            for number, rule in enumerate(gate.rules, start=1)
            for result in _results(number, rule, run, comparison, found)
        ],
    )


def _results(
    number: int,
    rule: Rule,
    run: Run,
    comparison: Comparison | None,
    found: Imitation | None,
) -> Iterator[RuleResult]:
    if rule.metric in SHARES:
        assert found is not None
        yield _share(number, rule, found)
        return
    suites = _decidable(run, rule)
    wanted, _, inner = (rule.scope or "").partition("/")
    if wanted and wanted not in suites:
        raise DataError(
            f"rule {number}: the run has no suite '{wanted}'{nearest(wanted, suites)} "
            f"(it has {', '.join(suites)})"
        )
    for suite in [wanted] if wanted else suites:
        if rule.kind == "max_drop":
            assert comparison is not None
            yield _drop(number, rule, suite, inner, comparison)
        elif rule.metric in COUNTS:
            yield _count(number, rule, suite, run)
        else:
            yield _rate(number, rule, suite, inner, suites[suite])


def _decidable(run: Run, rule: Rule) -> dict[str, Any]:
    """Return the suites of a run that a rule is about: without a scope, those with constraints."""
    suites: dict[str, Any] = run.summary["suites"]
    if rule.scope or rule.metric in COUNTS:
        return suites
    return {name: of for name, of in suites.items() if of["instructions"]} or suites


def _share(number: int, rule: Rule, found: Imitation) -> RuleResult:
    """Hold the share of a gap that the run closes against the bound."""
    parts = {"factuality_share": found.factuality, "instruction_share": found.instruction}
    part = parts.get(rule.metric)
    gap = part.total if part else None
    if rule.metric == "style_share":
        gap = found.style.get("style")
    if gap is None:
        raise DataError(
            f"rule {number}: the runs share no prompt that tells about {rule.metric}; "
            "run them with --suite imitation"
        )
    if gap.shares is None:
        reason, name = gap.reason or "", _name(rule, "imitation")
        return RuleResult(name, "imitation", rule, "inconclusive", None, None, None, gap.n, reason)
    share = gap.shares[found.students[0]]
    values = share.value, share.low, share.high
    return _judged(number, rule, "imitation", values, gap.n, "prompts")


def _rate(
    number: int, rule: Rule, suite: str, inner: str, summary: Mapping[str, Any]
) -> RuleResult:
    kind, _, name = inner.partition("/")
    groups = summary[KINDS[kind]] if kind else {"": summary["metrics"]}
    rate = _found(number, rule, f"{suite}/{inner}", groups, name)
    values = rate["value"], rate["low"], rate["high"]
    if rule.kind == "above_floor" and rate["n"]:
        if not summary["floor"]:
            raise DataError(f"rule {number}: the floor of {suite} is not known; use min instead")
        floor = summary["floor"][rule.metric]["value"]
        values = tuple(value - floor for value in values)
    return _judged(number, rule, suite, values, rate["n"], "decisions")


def _count(number: int, rule: Rule, suite: str, run: Run) -> RuleResult:
    count = run.summary["suites"][suite][rule.metric]
    asked = run.summary["suites"][suite]["n"] * run.results.samples
    if count is None:
        reason = f"how many responses are {rule.metric} is unknown: no finish reason was stored"
        name = _name(rule, suite)
        return RuleResult(name, suite, rule, "inconclusive", None, None, None, asked, reason)
    value = count / asked
    return _judged(number, rule, suite, (value, *wilson(value, asked)), asked, "responses")


def _drop(number: int, rule: Rule, suite: str, inner: str, comparison: Comparison) -> RuleResult:
    if suite not in comparison.suites:
        raise DataError(f"rule {number}: the baseline has no suite '{suite}'; run it there too")
    scopes = comparison.suites[suite].pairs[0].scopes
    kind, _, name = inner.partition("/")
    found = _found(number, rule, f"{suite}/{inner}", scopes.get(kind or "suite", {}), name)
    if found.first == 0:
        raise DataError(
            f"rule {number}: {rule.metric} of the baseline is 0, nothing can drop from there; "
            "give a baseline that works, or a rule with min"
        )
    values = (found.value, found.low, found.high)
    return _judged(number, rule, suite, values, found.n, "prompts")


def _found(number: int, rule: Rule, place: str, groups: Mapping[str, Any], name: str) -> Any:
    """Return the metric of a scope; what is not there is an error, never a pass."""
    if name not in groups:
        hint = f"{nearest(name, groups)} (known: {', '.join(sorted(groups)[:12]) or 'none'})"
        raise DataError(f"rule {number}: there is no '{name}' in {place}{hint}")
    if rule.metric not in groups[name]:
        raise DataError(
            f"rule {number}: {place} has no {rule.metric} (it has {', '.join(groups[name])})"
        )
    return groups[name][rule.metric]


def _judged(
    number: int,
    rule: Rule,
    suite: str,
    found: tuple[float | None, float | None, float | None],
    n: int,
    unit: str,
) -> RuleResult:
    value, low, high = found
    if value is None or low is None or high is None or n == 0:
        raise DataError(f"rule {number}: {rule.metric} of {suite} has n = 0; nothing can be gated")
    if rule.min_n and n < rule.min_n:
        outcome: Outcome = "inconclusive"
        reason = f"{n} {unit}, a verdict needs {rule.min_n}"
    else:
        outcome = _held(rule, (low, high) if rule.by_interval else (value, value))
        reason = _reason(rule, (value, low, high))
    return RuleResult(_name(rule, suite), suite, rule, outcome, value, low, high, n, reason)


def _held(rule: Rule, interval: tuple[float, float]) -> Outcome:
    """Hold an interval against the bound: all of it must keep it, or all of it break it."""
    low, high = interval
    if rule.kind == "max":
        return "pass" if high <= rule.bound else "fail" if low > rule.bound else "inconclusive"
    least = -rule.bound if rule.kind == "max_drop" else rule.bound
    return "pass" if low >= least else "fail" if high < least else "inconclusive"


def _reason(rule: Rule, found: tuple[float, float, float]) -> str:
    value, low, high = found
    if rule.kind in ("max_drop", "above_floor"):
        numbers = f"{100 * value:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"
        if rule.kind == "above_floor":
            return f"{numbers} above the floor, expected at least {100 * rule.bound:g}"
        return f"{numbers}, allowed a drop of {100 * rule.bound:g}"
    word = "at least" if rule.kind == "min" else "at most"
    numbers = f"{100 * value:.1f} % ({100 * low:.1f} to {100 * high:.1f})"
    return f"{numbers}, expected {word} {100 * rule.bound:g} %"


def _name(rule: Rule, suite: str) -> str:
    """Return what names a rule in tables and test reports."""
    mode = " (point)" if rule.mode == "point" else ""
    return f"{rule.scope or suite} {rule.metric} {rule.kind} {rule.bound:g}{mode}"
