"""Style: what is read in an answer, how near two answers are, and that no text takes long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seconds import seconds

from ifeval_kit.metrics.style import MEASURES, TITLES, features, similarity
from ifeval_kit.metrics.style.features import LONGEST_TEXT
from ifeval_kit.metrics.style.markup import LONGEST, read_markup

LISTS = [
    ("- one\n- two", True, "two bullets"),
    ("* one\n* two", True, "asterisks"),
    ("• one\n• two", True, "bullets that Markdown does not know"),
    ("1. one\n2. two", True, "numbers"),
    ("1) one\n2) two", True, "numbers with brackets"),
    ("Some fruit:\n- apples\n- pears", True, "right under a paragraph"),
    ("> - one\n> - two", True, "in a quote"),
    ("- one\n\n- two", True, "apart"),
    ("1. one", False, "one item is no list"),
    ("one\ntwo\nthree", False, "lines"),
    ("In 1990. Then.", False, "a year"),
    ("```\n- one\n- two\n```", False, "code"),
    ("-one\n-two", False, "no blank after the hyphen"),
    ("", False, "nothing"),
]


@pytest.mark.parametrize(("answer", "listed", "why"), LISTS)
def test_lists(answer: str, listed: bool, why: str) -> None:
    assert features(answer).listed == listed, why


SUMMARIES = [
    ("First.\n\nSecond.\n\nIn summary, third.", True, "the last paragraph"),
    ("First.\n\n- a\n- b\n\nOverall, **it** works.", True, "after a list"),
    ("First.\n\nSecond.\n\n**In conclusion**, third.", True, "bold"),
    ("First.\n\nSecond.\n\nTo sum up, third.\n\nShall I go on?", True, "before an offer"),
    ("First.\n\nSecond.\n\n## Conclusion\n\nThat was it.", True, "under a heading"),
    ("First.\n\nSecond.\n\n---\n\nOverall, third.", True, "dividers are no blocks"),
    ("First.\n\nOverall, second.", False, "too short to be summed up"),
    ("Overall, first.\n\nSecond.\n\nThird.\n\nFourth.", False, "at the start"),
    ("First.\n\nSecond.\n\n- In summary, third.", False, "in a list"),
    ("First.\n\nSecond.\n\nOverallocation is bad.", False, "a longer word"),
    ("First.\n\nSecond.\n\nThird.", False, "nothing says so"),
]


@pytest.mark.parametrize(("answer", "sums_up", "why"), SUMMARIES)
def test_summaries(answer: str, sums_up: bool, why: str) -> None:
    assert features(answer).sums_up == sums_up, why


def test_marks_are_counted_as_they_show() -> None:
    found = read_markup(
        "# One\n\n## Two\nText with **bold**, __bold__ and \\**none**.\n---\n"
        "1. a **b**\n2. c\n   - d\n   - e\n\n`**code**`\n\n```\n# no heading\n- no item\n```\n"
        "    indented\n\n#tag\n"
    )
    assert (found.headings, found.numbered, found.bullets, found.bold) == (2, 2, 2, 3)
    assert found.longest_list == 2
    kinds = " ".join(block.kind for block in found.blocks)
    assert kinds == "heading heading paragraph list paragraph fence paragraph paragraph"


def test_words_and_openings_are_folded() -> None:
    found = features("Sure! HERE’s the **Plan**: the plan.")
    assert found.words == {"sure": 1, "here's": 1, "the": 2, "plan": 2}
    assert found.length == 6
    assert found.opening == ("sure", "here's", "the", "plan")


def test_each_measure_by_hand() -> None:
    one = features("Sure, here it is:\n\n- a\n- b\n\n**Bold** words")
    other = features("Sure, here they are.\n\n1. a\n2. b\n3. c")
    near = similarity(one, other)
    assert one.length == 8  # sure here it is a b bold words
    assert other.length == 10  # sure here they are 1 a 2 b 3 c
    assert near == {
        "list": 1.0,
        "summary": 1.0,
        "words": pytest.approx(2 * 4 / 18),
        "opening": 0.5,
        "length": pytest.approx(1 - 2 / 19),
        "headings": 1.0,
        "numbered": pytest.approx(1 - 3 / 4),
        "bullets": pytest.approx(1 - 2 / 3),
        "bold": 0.5,
    }
    assert tuple(near) == MEASURES == tuple(TITLES)


ANSWERS = st.text(alphabet="ab c.\n-*#>`1_•é漢", max_size=60)


@given(ANSWERS, ANSWERS)
def test_near_is_between_0_and_1_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = features(one), features(other)
    near = similarity(first, second)
    assert all(0 <= value <= 1 for value in near.values())
    assert near == similarity(second, first)
    assert set(similarity(first, first).values()) == {1.0}


HOSTILE = ["**x* ", "*_", "- a\n", "1. a\n", "a\n\n", "- > ", ">" * 50 + "\n", "`", "_a_ ", "**a"]


def test_markup_beyond_the_longest_style_is_not_read() -> None:
    assert read_markup("a\n" * (LONGEST // 2 - 2) + "\n# A").headings == 1
    assert read_markup("a\n" * (LONGEST // 2) + "\n# A").headings == 0


def test_words_beyond_the_longest_answer_are_not_read() -> None:
    assert features("a " * LONGEST_TEXT).length == LONGEST_TEXT // 2


@pytest.mark.parametrize("part", HOSTILE)
def test_no_megabyte_takes_long(part: str) -> None:
    # A second on a machine that has nothing else to do.
    assert seconds(lambda: features(part * (1_000_000 // len(part))), enough=3.0) < 3.0
