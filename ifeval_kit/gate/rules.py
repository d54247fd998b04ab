"""``gate.yaml``: what a run must reach."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml
from msgspec import Meta, Struct

from ifeval_kit.errors import DataError, UsageError, nearest
from ifeval_kit.metrics.floor import METRICS as RATES

COUNTS = ("truncated", "unclosed_think", "errors", "missing")
SHARES = ("factuality_share", "style_share", "instruction_share")
"""How much of the gap from a base to a teacher the run closes (``ifk imitation``)."""
METRICS = RATES + COUNTS + SHARES
KINDS = {"category": "categories", "check": "checks", "language": "languages", "task": "tasks"}
"""The parts of a suite, and where its summary holds them."""

Share = Annotated[float, Meta(ge=0, le=1)]
Bound = Literal["min", "max", "max_drop", "above_floor"]
BOUNDS: tuple[Bound, ...] = ("min", "max", "max_drop", "above_floor")
OnInconclusive = Literal["fail", "warn", "pass"]


class Rule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One demand: a metric, where it is looked at, and one bound as a share in [0, 1].

    ``metric`` is a rate (``prompt_strict`` ...), a count by responses (``truncated``,
    ``unclosed_think``, ``errors``, ``missing``), or a share of the gap from a base to a teacher
    (:data:`SHARES`). ``scope`` is ``SUITE``, ``SUITE/category/NAME``, ``SUITE/check/ID``,
    ``SUITE/language/CODE`` or ``SUITE/task/NAME``; without it every suite of the run. ``max_drop``
    is against the baseline, ``above_floor`` against the best score that a fixed reply gets.
    ``min_n`` is the least number of prompts (for ``instruction_...`` of constraints) that a verdict
    needs. ``mode`` says whether the interval or the value alone must keep the bound; counts are
    taken by their value unless it is given.
    """

    metric: str
    scope: str | None = None
    min: Share | None = None
    max: Share | None = None
    max_drop: Share | None = None
    above_floor: Share | None = None
    min_n: Annotated[int, Meta(ge=1)] | None = None
    mode: Literal["interval", "point"] | None = None

    @property
    def kind(self) -> Bound:
        """Which of the bounds is given."""
        return next(name for name in BOUNDS if getattr(self, name) is not None)

    @property
    def bound(self) -> float:
        """The bound."""
        return float(getattr(self, self.kind))

    @property
    def by_interval(self) -> bool:
        """Whether the interval must keep the bound, not only the value."""
        return self.mode == "interval" if self.mode else self.metric not in COUNTS

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise ValueError(
                f"no metric '{self.metric}'{nearest(self.metric, METRICS)} "
                f"(known: {', '.join(METRICS)})"
            )
        given = [name for name in BOUNDS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"a rule has exactly one of {', '.join(BOUNDS)}; this has {found}")
        parts = (self.scope or "suite").split("/", 2)
        if len(parts) == 2 or (len(parts) == 3 and parts[1] not in KINDS):
            raise ValueError(
                f"scope '{self.scope}' is none; write SUITE or SUITE/KIND/NAME, KIND one of "
                f"{', '.join(KINDS)}"
            )
        if self.metric in COUNTS and (len(parts) == 3 or self.kind != "max"):
            raise ValueError(f"{self.metric} is counted for whole suites and takes only max")
        if self.metric in SHARES and (self.scope or self.kind not in ("min", "max")):
            raise ValueError(f"{self.metric} is of the whole run and takes only min or max")
        if self.kind == "above_floor" and len(parts) == 3:
            raise ValueError("the floor is known for whole suites only; leave out what follows '/'")


class Gate(Struct, frozen=True, forbid_unknown_fields=True):
    """All rules, and whether a gate passes when no rule fails and some are inconclusive."""

    rules: Annotated[list[Rule], Meta(min_length=1)]
    on_inconclusive: OnInconclusive = "fail"


def read_gate(path: Path) -> Gate:
    """Return the rules of a file; :class:`DataError` says which rule is wrong and what is known."""
    try:
        content = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); name a gate.yaml") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    _refuse_unknown_keys(path, content)
    try:
        return msgspec.convert(content, Gate)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        where = f" (at {place.strip('.`')})" if place else ""
        raise DataError(f"{path}{where}: {message[0].lower()}{message[1:]}") from None


def _refuse_unknown_keys(path: Path, content: Any) -> None:
    """Name the nearest known key; msgspec would only say that one is unknown."""
    if not isinstance(content, dict):
        raise DataError(f"{path} is no gate; write 'rules:' and a list of rules")
    rules = content.get("rules")
    parts: list[tuple[str, Any, type[Struct]]] = [("", content, Gate)]
    if isinstance(rules, list):
        parts += [(f"rules[{i}]", rule, Rule) for i, rule in enumerate(rules)]
    for place, part, kind in parts:
        known = [field.name for field in msgspec.structs.fields(kind)]
        for key in part if isinstance(part, dict) else ():
            if key not in known:
                where = f" (at {place})" if place else ""
                raise DataError(
                    f"{path}{where}: unknown key '{key}'{nearest(str(key), known)} "
                    f"(known: {', '.join(known)})"
                )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of ``gate.yaml``, for editors."""
    found: dict[str, Any] = msgspec.json.schema(Gate)
    return found
