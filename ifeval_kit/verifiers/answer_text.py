"""Short answers made comparable, and the part of a reply that gives the answer."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from ifeval_kit.verifiers.answer_languages import LANGUAGES, AnswerLanguage

SPAN = 8_000
"""How many characters of each end of a reply are looked at."""

SCRIPT_SPAN = 500
"""From how many characters script and language of a reply are told."""

# Vowel signs of Devanagari are no word characters to Python, but parts of words.
_EDGE_BEFORE = "(?<![\\w\u0900-\u0963])"
_EDGE_AFTER = "(?![\\w\u0900-\u0963])"
_PROCLITICS = {"ar": "وف"}  # letters that are words of their own, written close to the next

_IS = "是为は은"
_QUOTES = str.maketrans(dict.fromkeys("’‘ʼ`´′＇", "'") | dict.fromkeys("“”„«»「」『』‹›＂", '"'))
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_VOWEL_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ALIF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})
# Hindi spells some sounds in two ways: पाँच and पांच, पन्द्रह and पंद्रह, ज़्यादा and ज्यादा, नये and नए.
_NASAL = re.compile("\u0901|[ङञणनम]\u094d(?=[क-म])")
_NUKTA = re.compile("(?<=[कखगजफ])\u093c")
_GLIDE = re.compile("(?<=[\u0904-\u094c])य([\u0940\u0947])")
_DIGIT = re.compile(r"[^\x00-\x7f\D]")  # of other scripts
_MARKS = re.compile(r"[*_#~]+")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_ENDS = " \t\n.,;:!?\"'()[]{}<>…。、，！？：；．・·।۔؟،؛*-"


def ends_of(text: str) -> str:
    """Return a text, or the start and the end of a long one."""
    return text if len(text) <= 2 * SPAN else f"{text[:SPAN]}\n{text[-SPAN:]}"


def plain_reply(text: str, language: str) -> str:
    """Return a reply, or the ends of a long one, as it is compared; kept for many items."""
    return _plain_ends(ends_of(text), language)


@functools.lru_cache(maxsize=256)
def _plain_ends(text: str, language: str) -> str:
    return plain(text, language)


def plain(text: str, language: str) -> str:
    """Return a text as it is compared.

    Composed letters, decimal digits and signs of full width as ASCII, folded case (that of Turkish
    in Turkish), straight quotes and hyphens, no Markdown marks or unseen characters; Arabic
    without vowel signs and with one alif, Russian without ё, Hindi with one sign for each nasal and
    glide; single blanks, lines kept apart.
    """
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    if language == "tr":
        text = text.replace("I", "ı").replace("İ", "i").replace("i\u0307", "i")
    text = _HYPHENS.sub("-", text.casefold().translate(_QUOTES))
    if language == "ar":
        text = _VOWEL_SIGNS.sub("", text).translate(_ALIF)
    elif language == "ru":
        text = text.replace("ё", "е")
    elif language == "hi":
        text = _hindi(text)
    text = _DIGIT.sub(lambda found: str(unicodedata.decimal(found.group())), text)
    text = _MARKS.sub(" ", unicodedata.normalize("NFC", text))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def _hindi(text: str) -> str:
    text = _NUKTA.sub("", _NASAL.sub("\u0902", text)).replace("छः", "छह")
    return _GLIDE.sub(lambda found: "ई" if found[1] == "\u0940" else "ए", text)


def bare(text: str) -> str:
    """Return a text without punctuation at its ends."""
    return text.strip(_ENDS)


def edged(pattern: str, language: str) -> str:
    """Return a pattern that matches whole words only, in languages that part words by blanks."""
    before, after = edges(language)
    return f"{before}{pattern}{after}"


@functools.cache
def edges(language: str) -> tuple[str, str]:
    """Return the patterns of where a word begins and where it ends."""
    if not LANGUAGES[language].spaced:
        return "", ""
    before = _EDGE_BEFORE
    if language in _PROCLITICS:
        before = f"(?:{before}|(?<={before}[{_PROCLITICS[language]}]))"
    return before, _EDGE_AFTER


def places(words: str, text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where whole words stand in a plain text whose lines have been joined by blanks."""
    before, after = map(re.compile, edges(language))
    start = text.find(words) if words else -1
    while start >= 0:
        stop = start + len(words)
        whole = before.match(text, start) and after.match(text, stop)
        if whole:
            yield start, stop
        start = text.find(words, stop if whole else start + 1)


def after_lead_in(text: str, language: str) -> str | None:
    """Return what follows the last lead-in to an answer, to the end of its line."""
    said = list(_lead_ins(language).finditer(text))
    found = text[said[-1].end() :].lstrip(" \n:").partition("\n")[0] if said else ""
    return found if bare(found) else None


@functools.cache
def _lead_ins(code: str) -> re.Pattern[str]:
    """Return the pattern of lead-ins to an answer: a phrase and a colon, or one that says is."""
    language = LANGUAGES[code]
    phrases = sorted(language.leads, key=len, reverse=True)
    any_of = "|".join(map(re.escape, phrases))
    said = [p for p in phrases if (" " in p if language.spaced else p[-1] in _IS)]
    saying = edged(f"(?:{'|'.join(map(re.escape, said)) or '(?!)'})", code)
    return re.compile(rf"{edges(code)[0]}(?:{any_of})\s*:|{saying}")


def in_other_script(text: str, language: AnswerLanguage) -> bool:
    """Return whether most letters at the start of a text are of no script of the language."""
    text = text[:SCRIPT_SPAN]
    letters = [c for c in text if c.isalpha()]
    own = len(re.findall(f"[{language.scripts}]", text))
    return bool(letters) and own * 2 < len(letters)
