"""The split of reasoning and answer."""

from __future__ import annotations

import pytest
from seconds import seconds

from ifeval_kit import reasoning

NONE = [
    "",
    " \n ",
    "An answer.",
    "  An answer with blanks around it. \n",
    "Put it between <think> and </think>, please.",
    "The tag <think> opens a block.",
    "First <think>a</think>, then <think>b</think>.",
    "< think>no tag</ think>",
    "<thinking>another tag</thinking> An answer.",
    "<THINK>tags are lower case</THINK> An answer.",
    "lone \ud800 surrogate",
]


@pytest.mark.parametrize("raw", NONE)
def test_without_reasoning_the_answer_is_the_raw_text(raw: str) -> None:
    assert reasoning.split(raw) == (None, raw, "none")


@pytest.mark.parametrize(
    ("raw", "thought", "answer"),
    [
        ("<think>why</think>so", "why", "so"),
        ("<think>\nwhy\n</think>\n\nso\n", "why", "so\n"),
        (" \n<think>why</think>so", "why", "so"),
        # A model told not to think: its template writes an empty block.
        ("<think>\n\n</think>\n\nso", "", "so"),
        ("<think>why</think>", "why", ""),
        # The template has written the opening tag.
        ("why\n</think>\n\nso", "why", "so"),
        ("</think>so", "", "so"),
        (
            "they ask about <think> and </think> tags</think>so",
            "they ask about <think> and </think> tags",
            "so",
        ),
        # Several blocks.
        ("<think>a</think>\n<think>b</think>\nso", "a\n\nb", "so"),
        ("<think></think><think>b</think>so", "b", "so"),
        ("a</think><think>b</think>so", "a\n\nb", "so"),
        # What comes after the first word of the answer belongs to it.
        ("<think>a</think>so <think>b</think> and so", "a", "so <think>b</think> and so"),
        ("<think>a</think>so </think> and so", "a", "so </think> and so"),
        ("<think>they want a <think> tag</think>so", "they want a <think> tag", "so"),
        ("<think>lone \ud800</think>\udfff so", "lone \ud800", "\udfff so"),
    ],
)
def test_a_closed_block_is_taken_off(raw: str, thought: str, answer: str) -> None:
    assert reasoning.split(raw) == (thought, answer, "closed")


@pytest.mark.parametrize(
    ("raw", "thought"),
    [
        ("<think>", ""),
        ("<think>and then", "and then"),
        ("\n<think>\nand then <think> again", "and then <think> again"),
        ("<think>a</think> <think>and then", "a\n\nand then"),
        ("a</think><think>and then", "a\n\nand then"),
    ],
)
def test_a_block_that_never_ends_leaves_no_answer(raw: str, thought: str) -> None:
    assert reasoning.split(raw) == (thought, "", "unclosed")


@pytest.mark.parametrize(
    "raw",
    [
        "<think>" * 300_000,
        "<think></think>" * 150_000,
        "<think>" * 150_000 + "</think>" * 150_000,
        "a" + "<think>" * 300_000,
        "</think>" * 300_000,
        " " * 2_000_000,
        "<" * 2_000_000,
        "<think> " + " \n" * 1_000_000,
    ],
)
def test_hostile_text_takes_linear_time(raw: str) -> None:
    assert seconds(lambda: reasoning.split(raw), enough=2.0) < 2.0
