"""How often the intervals hold the true value, in simulated evaluations.

Prompts have a difficulty each, so that two runs hang together as real ones do, and one to three
constraints whose outcomes hang together within a prompt. Of every row, ``--rounds`` evaluations:
the share of 95 % intervals that hold the true rate, and the true difference; and the share of gates
``max_drop: 0`` that fail although nothing has changed (false alarms).

    python benchmarks/coverage.py --rounds 10000
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ifeval_kit.metrics.intervals import Clusters
from ifeval_kit.metrics.paired import Column, differences

Counts = NDArray[np.int64]

AT_ONCE = 500
"""Evaluations whose prompts are resampled together: with the same draws, as real ones are."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--prompts", type=int, nargs="+", default=[30, 100, 300, 541])
    parser.add_argument(
        "--rates", type=float, nargs="+", default=[0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98]
    )
    parser.add_argument("--draws", type=int, default=1000)
    chosen = parser.parse_args()
    print("| prompts | rate | rate of prompts | of constraints | difference of prompts |", end="")
    print(" of constraints | false alarms, prompts | constraints |")
    print("|---:" * 8 + "|")
    for prompts, rate in product(chosen.prompts, chosen.rates):
        shares = simulate(prompts, rate, chosen.rounds, chosen.draws)
        cells = " | ".join(f"{100 * share:.1f}" for share in shares)
        print(f"| {prompts} | {rate:g} | {cells} |", flush=True)


def simulate(prompts: int, rate: float, rounds: int, draws: int) -> list[float]:
    """Return the six shares of a row."""
    generator = np.random.default_rng([prompts, int(1000 * rate)])
    held = np.zeros(6)
    for done in range(0, rounds, AT_ONCE):
        size = min(AT_ONCE, rounds - done)
        for place, most in enumerate((1, 3)):
            held[place::2] += evaluations(generator, (size, prompts), most, rate, draws)
    return list(held / rounds)


def evaluations(
    generator: np.random.Generator, shape: tuple[int, int], most: int, rate: float, draws: int
) -> Counts:
    """Count in how many evaluations the rate is held, the difference is, and a gate fails.

    Each prompt has 1 to ``most`` constraints, which a beta distribution of mean ``rate`` makes
    correlate by 0.25.
    """
    sizes = generator.integers(1, most + 1, shape)
    ease = generator.beta(3 * rate, 3 * (1 - rate), shape)
    first, second = (generator.binomial(sizes, ease) for _ in range(2))
    bounds = [interval(passed, size) for passed, size in zip(first, sizes, strict=True)]
    columns = [
        Column(one.astype(float), other.astype(float), size.astype(float), by_prompt=most == 1)
        for one, other, size in zip(first, second, sizes, strict=True)
    ]
    found = differences(columns, draws=draws)
    return np.array(
        [
            sum(low <= rate <= high for low, high in bounds),
            sum(one.low <= 0 <= one.high for one in found),
            sum(one.high < 0 for one in found),
        ]
    )


def interval(passed: Counts, size: Counts) -> tuple[float, float]:
    """Return the interval that a summary shows for these prompts."""
    rate = Clusters(
        clusters=len(size),
        n=int(size.sum()),
        passed=int(passed.sum()),
        passed_squared=int((passed**2).sum()),
        product=int((passed * size).sum()),
        size_squared=int((size**2).sum()),
    ).rate()
    assert rate.low is not None
    assert rate.high is not None
    return rate.low, rate.high


if __name__ == "__main__":
    main()
