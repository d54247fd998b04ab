"""Instructions in words: the wordings of ``checks/`` with parameters filled in.

This is the one place that says how a parameter is rendered: a list of words is quoted and joined
("a", "b" and "c"), a relation is named as one says it of things that are counted (``less than``
becomes "fewer than"), a language code becomes the name of the language, all else stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ifeval_kit.errors import UsageError, nearest

_RELATIONS = {
    "en": {"at least": "at least", "less than": "fewer than"},
    "de": {"at least": "mindestens", "less than": "weniger als"},
}

_LANGUAGES = {
    "ar": ("Arabic", "Arabisch"),
    "bg": ("Bulgarian", "Bulgarisch"),
    "bn": ("Bengali", "Bengalisch"),
    "cs": ("Czech", "Tschechisch"),
    "da": ("Danish", "Dänisch"),
    "de": ("German", "Deutsch"),
    "el": ("Greek", "Griechisch"),
    "en": ("English", "Englisch"),
    "es": ("Spanish", "Spanisch"),
    "fa": ("Persian", "Persisch"),
    "fi": ("Finnish", "Finnisch"),
    "fr": ("French", "Französisch"),
    "gu": ("Gujarati", "Gujarati"),
    "hi": ("Hindi", "Hindi"),
    "hu": ("Hungarian", "Ungarisch"),
    "it": ("Italian", "Italienisch"),
    "ja": ("Japanese", "Japanisch"),
    "kn": ("Kannada", "Kannada"),
    "ko": ("Korean", "Koreanisch"),
    "mr": ("Marathi", "Marathi"),
    "ne": ("Nepali", "Nepalesisch"),
    "nl": ("Dutch", "Niederländisch"),
    "pa": ("Punjabi", "Panjabi"),
    "pl": ("Polish", "Polnisch"),
    "pt": ("Portuguese", "Portugiesisch"),
    "ro": ("Romanian", "Rumänisch"),
    "ru": ("Russian", "Russisch"),
    "sv": ("Swedish", "Schwedisch"),
    "sw": ("Swahili", "Suaheli"),
    "ta": ("Tamil", "Tamil"),
    "te": ("Telugu", "Telugu"),
    "th": ("Thai", "Thailändisch"),
    "tr": ("Turkish", "Türkisch"),
    "uk": ("Ukrainian", "Ukrainisch"),
    "ur": ("Urdu", "Urdu"),
    "vi": ("Vietnamese", "Vietnamesisch"),
}

_QUOTES = {"en": ('"', '"', "and"), "de": ("„", "“", "und")}


def worded(template: str, kwargs: Mapping[str, Any], language: str = "en") -> str:
    """Return a wording of the catalogue with its ``{parameter}`` places filled in.

    ``language`` is that of the wording. Raises :class:`UsageError` for a parameter that has no
    rendering in it.
    """
    rendered = {name: render(name, value, language) for name, value in kwargs.items()}
    return template.format(**rendered)


def render(name: str, value: Any, language: str = "en") -> str:
    """Return the value of the parameter ``name`` as it stands in an instruction."""
    if isinstance(value, list | tuple):
        return _joined([str(word) for word in value], language)
    if name == "relation" or name.endswith("_relation"):
        return _named("relation", value, lambda: _RELATIONS[language])
    if name == "language":
        column = list(_RELATIONS).index(language)
        return _named("language", value, lambda: {k: v[column] for k, v in _LANGUAGES.items()})
    return str(value)


def language_codes() -> dict[str, str]:
    """Return the codes of the languages that have a name here, by their English name."""
    return {name: code for code, (name, _) in _LANGUAGES.items()}


def _joined(words: Sequence[str], language: str) -> str:
    left, right, last = _QUOTES[language]
    quoted = [f"{left}{word}{right}" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def _named(what: str, value: Any, names: Callable[[], Mapping[str, str]]) -> str:
    known = names()
    if value not in known:
        raise UsageError(f"no words for the {what} '{value}'{nearest(str(value), known)}")
    return known[value]
