"""The registry of verifiers: from the id of a check to the code that decides it."""

from __future__ import annotations

import dataclasses
import enum
import functools
import typing
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

from ifeval_kit.errors import ConstraintError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ifeval_kit.records import Constraint, Profile, Verdict
    from ifeval_kit.text import Text

PROFILES: tuple[Profile, ...] = ("upstream", "fixed")


class Verifier(Protocol):
    """Decides one constraint: a frozen dataclass whose fields are the constraint's parameters."""

    def verify(self, text: Text) -> Verdict:
        """Decide whether ``text`` satisfies the constraint. Pure: no I/O, clock or randomness."""
        ...


V = TypeVar("V", bound=type)
Registered = dict[tuple[str, "Profile"], type[Verifier]]
"""What decides each check in each profile."""

_REGISTRY: Registered = {}


def verifier(check: str, *profiles: Profile) -> Callable[[V], V]:
    """Register a dataclass as what decides ``check``, in the given profiles (by default all).

    Raises :class:`ValueError` when the check already has a verifier in one of them.
    """

    def register(cls: V) -> V:
        for profile in profiles or PROFILES:
            if (check, profile) in _REGISTRY:
                raise ValueError(f"{check} has two verifiers for the profile {profile}")
            _REGISTRY[check, profile] = cls
        return cls

    return register


def registered() -> Registered:
    """Return a copy of what is registered now, plug-ins as far as they are loaded."""
    return dict(_REGISTRY)


def restore(before: Registered) -> None:
    """Forget what was registered since :func:`registered` returned ``before``."""
    _REGISTRY.clear()
    _REGISTRY.update(before)


def verifier_class(check: str, profile: Profile) -> type[Verifier]:
    """Return what decides ``check`` in ``profile``; :class:`ConstraintError` for an unknown id."""
    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise ConstraintError(
            f"unknown profile '{profile}'{nearest(profile, PROFILES)} (known: {known})"
        )
    if (check, profile) not in _REGISTRY:
        _load_installed()
    try:
        return _REGISTRY[check, profile]
    except KeyError:
        raise ConstraintError(
            f"unknown check '{check}'{nearest(check, known_checks())} (list them: ifk checks list)"
        ) from None


def _load_installed() -> None:
    from ifeval_kit.verifiers.plugins import load_installed  # it needs this module

    load_installed()


def known_checks() -> list[str]:
    """Return the ids of all checks that have a verifier, those of plug-ins included, sorted."""
    _load_installed()
    return sorted({check for check, _ in _REGISTRY})


def parameters(check: str, profile: Profile = "upstream") -> dict[str, Any]:
    """Return the parameters of ``check``: name to type, in order."""
    return _fields(verifier_class(check, profile))


def build(constraint: Constraint, profile: Profile) -> Verifier:
    """Return the verifier of a constraint, its parameters validated.

    A parameter that is ``None`` counts as not given (official files list every parameter of every
    check, null where unused), and a whole float counts as an integer. Anything unknown, missing or
    ill-typed is a :class:`ConstraintError`; nothing is ever filled in.
    """
    cls = verifier_class(constraint.id, profile)
    kwargs = {name: value for name, value in constraint.kwargs.items() if value is not None}
    fields = _fields(cls)
    for name in kwargs.keys() - fields.keys():
        takes = f"it takes {', '.join(fields)}" if fields else "it takes none"
        raise ConstraintError(
            f"{constraint.id} has no parameter '{name}'{nearest(name, fields)} ({takes})"
        )
    from ifeval_kit.verifiers.plugins import guarded  # it needs this module

    try:
        return guarded(constraint.id, msgspec.convert(_whole_floats_as_ints(kwargs, fields), cls))
    except msgspec.ValidationError as error:
        raise ConstraintError(f"{constraint.id}: {_explain(error, kwargs, fields)}") from None


@functools.cache
def _fields(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return {f.name: hints[f.name] for f in dataclasses.fields(cls) if f.init}


def _whole_floats_as_ints(kwargs: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    if float not in map(type, kwargs.values()):
        return kwargs

    def as_declared(name: str, value: Any) -> Any:
        declared = fields[name]
        declared = getattr(declared, "__origin__", declared)
        is_int = declared is int
        return int(value) if is_int and isinstance(value, float) and value.is_integer() else value

    return {name: as_declared(name, value) for name, value in kwargs.items()}


def _explain(
    error: msgspec.ValidationError, kwargs: Mapping[str, Any], fields: Mapping[str, Any]
) -> str:
    """Say which parameter does not fit, what was given and what is allowed."""
    message, _, path = str(error).partition(" - at `$")
    name = path.strip(".`").split(".")[0].split("[")[0]
    if name not in fields:
        told = message.startswith("parameter '")
        return message if told else f"{message} (parameters: {', '.join(fields)})"
    declared = fields[name]
    if isinstance(declared, type) and issubclass(declared, enum.Enum):
        allowed = " or ".join(repr(str(member.value)) for member in declared)
        return f"parameter '{name}' is {kwargs[name]!r}, expected {allowed}"
    return f"parameter '{name}' is {kwargs[name]!r}: {message[0].lower()}{message[1:]}"
