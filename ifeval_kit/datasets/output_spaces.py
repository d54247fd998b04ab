"""Output spaces in words read as constraints: a closed set, a format, or a language.

Only a sentence that says nothing else is read, so that what is verified is what was meant; every
other sentence stays unread. Wordings as in Unnatural Instructions (Honovich et al. 2022).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, TypeAlias

from ifeval_kit.datasets.wording import language_codes
from ifeval_kit.records import Constraint

Space: TypeAlias = Literal["closed set", "format", "language", "free"]
"""What an output space is; ``free`` where it is not said, or not in words that are read."""

Read: TypeAlias = tuple[Space, tuple[Constraint, ...]]

_SAID = (
    r"(?:the |your )?(?:output|answer|response|result)s? "
    r"(?:should|must|can|will|has to|may) (?:only )?be "
)
_QUOTED = r"(?:\"[^\"]{1,80}\"|'[^']{1,80}'|“[^”]{1,80}”|‘[^’]{1,80}’)"
_ONE_OF = (
    r"(?:either|(?:exactly |only )?one of)(?: the)?(?: (?:two|three|four|five|following))*"
    r"(?: (?:options?|choices?|characters?|labels?|words?|strings?|values?|categories))?:? "
)
_ANY = rf"{_QUOTED}(?:(?:, ?(?:or |and )?| or | and |/){_QUOTED})+"
# Without "one of" before them, "A" and "B" may be meant together.
_OR = rf"{_QUOTED}(?:, ?{_QUOTED})*(?:,? or |/){_QUOTED}"
_TRUTH = r"(?:either )?(?P<first>true|yes|positive) or (?P<second>false|no|negative)"
_BOUND = r"-?\d{1,9}(?:\.\d{1,9})?"
_NUMBER = (
    r"(?:an? )?(?:single )?(?P<kind>number|integer|whole number)"
    rf"(?: (?:between|from) (?P<low>{_BOUND})(?: and | to |-)(?P<high>{_BOUND}))?"
)


def read_output_space(said: str) -> Read:
    """Return what an output space is, and the constraints that verify it.

    ``said`` is a sentence such as ``The output should be "yes" or "no".``; what is not understood
    as a whole is ``free`` and has no constraints.
    """
    text = " ".join(said.split()).removesuffix(".").strip()
    for pattern, made in _PATTERNS:
        if match := pattern.fullmatch(text):
            found = made(match)
            if found is not None:
                return found
    return "free", ()


def _closed_set(match: re.Match[str]) -> Read | None:
    quoted: list[str] = re.findall(_QUOTED, match["list"])
    options = [option[1:-1].strip() for option in quoted]
    if len(set(options)) < len(options) or not all(options):
        return None
    return "closed set", (Constraint("output:one_of", {"options": options}),)


def _truth(match: re.Match[str]) -> Read | None:
    options = [match["first"], match["second"]]
    return "closed set", (Constraint("output:one_of", {"options": options}),)


def _number(match: re.Match[str]) -> Read | None:
    kind = "number" if match["kind"] == "number" else "integer"
    kwargs: dict[str, str | float] = {"kind": kind}
    if match["low"]:
        low, high = float(match["low"]), float(match["high"])
        if low > high:
            return None
        kwargs |= {"low": low, "high": high}
    return "format", (Constraint("output:number", kwargs),)


def _format(check: str, **kwargs: str | int) -> Callable[[re.Match[str]], Read]:
    return lambda _: ("format", (Constraint(check, dict(kwargs)),))


def _language(match: re.Match[str]) -> Read | None:
    code = language_codes().get(match["language"].capitalize())
    if code is None:
        return None
    return "language", (Constraint("language:response_language", {"language": code}),)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_SAID + text, re.IGNORECASE)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Read | None]], ...] = (
    (_pattern(rf"{_ONE_OF}(?P<list>{_ANY})"), _closed_set),
    (_pattern(rf"(?P<list>{_OR})"), _closed_set),
    (_pattern(_TRUTH), _truth),
    (_pattern(_NUMBER), _number),
    (
        _pattern(r"(?:a single|one) word"),
        _format("length_constraints:number_words", relation="less than", num_words=2),
    ),
    (
        _pattern(r"(?:a single|one) sentence"),
        _format("length_constraints:number_sentences", relation="less than", num_sentences=2),
    ),
    (
        _pattern(r"(?:a |in )?(?:valid )?json(?: (?:object|format))?"),
        _format("detectable_format:json_format"),
    ),
    (
        _pattern(r"in (?:all )?(?:lowercase|lower case)(?: letters)?"),
        _format("change_case:english_lowercase"),
    ),
    (
        _pattern(r"in (?:all )?(?:uppercase|upper case|capital)(?: letters)?"),
        _format("change_case:english_capital"),
    ),
    (_pattern(r"(?:written )?in (?P<language>[a-z]+)"), _language),
)
