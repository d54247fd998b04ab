"""Numbers by index are those of a dictionary, close together or far apart."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from ifeval_kit.compact import Numbers

indices = st.integers(0, 40) | st.integers(1000, 1100) | st.integers(0, 10**12)


@given(st.lists(st.tuples(indices, st.integers(1, 2**32 - 1))))
@example([(1100, 1), *((i, 2) for i in range(60)), (1100, 3), (1101, 4)])
def test_what_is_put_in_is_found(pairs: list[tuple[int, int]]) -> None:
    numbers = Numbers()
    expected: dict[int, int] = {}
    for index, number in pairs:
        assert numbers.put(index, number) == expected.get(index, 0)
        expected[index] = number
    assert len(numbers) == len(expected)
    assert sorted(numbers) == sorted(expected)
    assert {index: numbers[index] for index in expected} == expected
    assert all(numbers[index] == 0 for index in range(1200) if index not in expected)
