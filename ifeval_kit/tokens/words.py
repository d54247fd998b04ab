r"""Word tokens in the style of the Penn Treebank, as nltk 3.9.1's ``word_tokenize`` cuts them.

Verdicts on capitalised words depend on the tokeniser, and its rules changed in nltk 3.9.3 and
3.10.1; this module keeps those of 3.9.1. Each rule below sets something apart by spaces; after the
last rule the sentence is split at white space. The order of the rules matters: a comma, for
example, hides the character after it from the next match, and an apostrophe is split off only
after the marks around it were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Rule = Callable[[str], str]


def _apart(marks: str) -> _Rule:
    """Put blanks around each of some characters: many times faster than a pattern does it."""

    def apply(text: str) -> str:
        for mark in marks:
            text = text.replace(mark, f" {mark} ")
        return text

    return apply


def _literal(old: str, new: str) -> _Rule:
    return lambda text: text.replace(old, new)


def _rule(needed: str, pattern: str, replacement: str) -> _Rule:
    """Replace a pattern in texts with one of the characters ``needed``, or in all texts."""
    substitute = re.compile(pattern, re.MULTILINE).sub

    def apply(text: str) -> str:
        return substitute(replacement, text) if any(mark in text for mark in needed) else text

    return apply if needed else lambda text: substitute(replacement, text)


def _between_blanks(needed: str, pattern: str) -> _Rule:
    """Put blanks around what a pattern's group takes: quicker than to write it anew."""
    split = re.compile(pattern).split

    def apply(text: str) -> str:
        return " ".join(split(text)) if any(mark in text for mark in needed) else text

    return apply


def _unless(hidden: Sequence[str], quick: _Rule, exact: _Rule) -> _Rule:
    return lambda text: (exact if any(part in text for part in hidden) else quick)(text)


def _caseless(words: Sequence[str], pattern: str, replacement: str) -> _Rule:
    """Replace a pattern in texts that may have one of the words, whatever its case."""
    substitute = re.compile(pattern, re.IGNORECASE).sub
    return lambda text: substitute(replacement, text) if _may_have(words, text) else text


def _may_have(words: Sequence[str], text: str) -> bool:
    """Whether a text may have a word; patterns take two letters beyond ASCII for an i."""
    if "ı" in text or "İ" in text:
        return True
    lower = text.lower()
    return any(word in lower for word in words)


_OPENING = (
    _apart("«“‘„"),
    _rule("`", r"`+", r" \g<0> "),
    _rule('"', r"^\"", r"``"),
    _literal("``", " `` "),
    _rule("\"'", r"(?<=[ (\[{<])(?:\"|'{2})", " `` "),
    _rule("'", r"(?i)'(?=\w\b)(?!re|ve|ll|m|t|s|d|n)", r"' "),
)
_MARKS = (
    # A mark hides the character after it, which may be one as well.
    _unless(
        (",,", "::", ",:", ":,"),
        _between_blanks(":,", r"([:,])(?=\D)"),
        _rule(":,", r"([:,])(\D)", r" \1 \2"),
    ),
    _rule(":,", r"[:,]$", r" \g<0> "),
    _rule(".", r"\.{2,}", r" \g<0> "),
    _apart(";@#$%&?!"),
    _rule("'", r"(?<=[^'])' ", r" ' "),
    _apart("*][(){}<>"),
    _literal("--", " -- "),
    _apart("»”’"),
    _literal("''", " '' "),
    _literal('"', " '' "),
)
_TWO_WORDS = ("cannot", "d'ye", "gimme", "gonna", "gotta", "lemme", "more'n")
_WANNA = ("wanna",)
# Only where there is an apostrophe or one of these words.
_CONTRACTIONS = (
    _rule("", r"^|$", r" "),
    _rule("", r"[^\S\n]{2,}|[^\S\n ]", r" "),
    _between_blanks("'", r"('(?<=[^' ]')[sSmMdD]?)(?= )"),
    _between_blanks("'", r"('(?<=[^' ]')(?:ll|LL|re|RE|ve|VE)|n(?<=[^' ]n)'t|N(?<=[^' ]N)'T)(?= )"),
    _caseless(
        _TWO_WORDS,
        r"\b(?:(can)(not)|(d)('ye)|(gim)(me)|(gon)(na)|(got)(ta)|(lem)(me)|(more)('n))\b",
        r" \1\3\5\7\9\11\13 \2\4\6\8\10\12\14 ",
    ),
    _caseless(_WANNA, r"\b(wan)(na)(?=\s)", r" \1 \2 "),
    _rule("'", r"(?i) ('t)(is)\b", r" \1 \2 "),
    _rule("'", r"(?i) ('t)(was)\b", r" \1 \2 "),
)
_FINAL_CLOSERS = "])}>\"'»”’ "
# What may be an upper-case token in ASCII, also when a contraction is cut: Dn't is D and n't.
_MAYBE_CAPITAL = re.compile(r"[A-Z](?![a-z])|[A-Z]n't|'T(?:is|was)")
# Without these and the words below, tokens end only at white space and at the marks of _PLAIN.
_TRICKY = re.compile(r"[\"'`«»“”‘’„]|[,:](?!\s|$)|--|\.\.")
_PLAIN = re.compile(r"[^\s,:;@#$%&?!*\]\[(){}<>]+")


def word_tokens(sentences: Sequence[str]) -> list[str]:
    """Return the word tokens of sentences, punctuation included."""
    return [token for line in _spaced(sentences) for token in line.split()]


def count_capital_tokens(sentences: Sequence[str]) -> list[int]:
    """Return for each sentence the number of tokens whose cased characters are all upper case."""
    counts = [0] * len(sentences)
    hard = []
    for index, sentence in enumerate(sentences):
        if sentence.isascii():
            if not _MAYBE_CAPITAL.search(sentence):
                continue
        elif not any(map(str.isupper, sentence)):
            continue
        if _TRICKY.search(sentence) or _has_contraction(sentence):
            hard.append(index)
        else:
            counts[index] = sum(map(str.isupper, _PLAIN.findall(sentence)))
    for index, line in zip(hard, _spaced([sentences[index] for index in hard]), strict=True):
        counts[index] = sum(map(str.isupper, line.split()))
    return counts


def _spaced(sentences: Sequence[str]) -> list[str]:
    """Set the tokens of each sentence apart by spaces.

    All sentences are worked on together, one a line, since every rule looks at one line at a time.
    """
    if not sentences:
        return []
    text = "\n".join(sentence.replace("\n", "\t") for sentence in sentences)
    contracted = _has_contraction(text)
    text = _apply(_OPENING, text)
    text = "\n".join(map(_part_final_period, text.split("\n")))
    text = _apply(_MARKS, text)
    return (_apply(_CONTRACTIONS, text) if contracted else text).split("\n")


def _has_contraction(text: str) -> bool:
    return "'" in text or _may_have(_TWO_WORDS + _WANNA, text)


def _apply(rules: Iterable[_Rule], text: str) -> str:
    for rule in rules:
        text = rule(text)
    return text


def _part_final_period(sentence: str) -> str:
    """Set apart a single period at the end that only closing marks follow."""
    end = sentence.rstrip()
    stem = end.rstrip(_FINAL_CLOSERS)
    if stem.endswith(".") and len(stem) > 1 and stem[-2] != ".":
        return f"{stem[:-1]} . {end[len(stem) :]} "
    return sentence
