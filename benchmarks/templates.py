"""Expanding a template with 22,050 expansions, and drawing 1,000 of them, beside the naive way.

The naive way is what one writes first: all words of all placeholders in one product, the features
of each combination worked out, texts put in by ``str.replace``, the finished texts made unique; a
sample is drawn from all of them. Both must give the same texts. The least of several rounds, in
seconds.

    python benchmarks/templates.py --rounds 5
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections.abc import Callable

from ifeval_kit.datasets.morphology.compiling import compile_template
from ifeval_kit.datasets.morphology.expand import Expander
from ifeval_kit.datasets.morphology.features import Dimension, Dimensions, Table
from ifeval_kit.datasets.morphology.finishing import sentence_case
from ifeval_kit.datasets.morphology.lexicon import Word, lexicon
from ifeval_kit.datasets.morphology.template import Language

TEXT = (
    "If the {thing1} were {quality1.GT}, {name} would {act} it. "
    "If the {thing2} were {quality2.GT}, {name} would {act} it. "
    "What would {PRO.<name.GENDER>} {act} if it were less {quality1.LT}? "
    "The {thing1}."
)
THINGS = ["lamp", "tent", "kayak", "piano", "ladder", "cottage", "camera"]
ACTS = ["paint", "borrow", "repair", "sell", "keep"]
QUALITIES = [
    ("lighter", "heavy"), ("heavier", "light"), ("newer", "old"), ("older", "new"),
    ("longer", "short"), ("shorter", "long"), ("cleaner", "dirty"),
]  # fmt: skip
NAMES = [
    ("Nora", "FEM"), ("Hugo", "MASC"), ("Ines", "FEM"), ("Oskar", "MASC"), ("Lena", "FEM"),
    ("Paul", "MASC"), ("Rosa", "FEM"), ("Emil", "MASC"), ("Vera", "FEM"), ("Karl", "MASC"),
]  # fmt: skip
PRONOUNS = {"FEM": "she", "MASC": "he"}


def expander() -> Expander:
    """Return the template, compiled afresh."""
    dimensions = Dimensions(
        (Dimension("GENDER", ("FEM", "MASC")), Dimension("ORDER", ("GT", "LT"), sampled=False))
    )
    listed = {
        "thing": [Word({"": word}) for word in THINGS],
        "act": [Word({"": word}) for word in ACTS],
        "quality": [Word({"GT": more, "LT": less}) for more, less in QUALITIES],
        "name": [Word({gender: name}) for name, gender in NAMES],
    }
    lexicons = {name: lexicon(name, words, dimensions) for name, words in listed.items()}
    tables = {"PRO": Table("PRO", PRONOUNS, dimensions)}
    language = Language("en", dimensions, tables, sentence_case)
    return Expander(compile_template([TEXT], language, lexicons))


def naive() -> list[str]:
    """Return all expansions the naive way."""
    found = []
    every = itertools.product(THINGS, THINGS, QUALITIES, QUALITIES, NAMES, ACTS)
    for thing1, thing2, quality1, quality2, name, act in every:
        if THINGS.index(thing1) >= THINGS.index(thing2):
            continue
        if QUALITIES.index(quality1) >= QUALITIES.index(quality2):
            continue
        values = {
            "{thing1}": thing1, "{thing2}": thing2, "{quality1.GT}": quality1[0],
            "{quality2.GT}": quality2[0], "{quality1.LT}": quality1[1], "{name}": name[0],
            "{PRO.<name.GENDER>}": PRONOUNS[name[1]], "{act}": act,
        }  # fmt: skip
        text = TEXT
        for field, value in values.items():
            text = text.replace(field, value)
        found.append(sentence_case(text))
    return list(dict.fromkeys(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    ours = [text for (text,) in expander().texts()]
    assert sorted(ours) == sorted(naive()), "the two ways give different texts"
    rows: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("all", lambda: expander().texts(), naive),
        ("1,000 of them", lambda: expander().sample(1000, 1), _naive_sample),
    ]
    print(f"{len(ours):,} expansions, seconds")
    print(f"{'':16}{'this project':>14}{'naive':>10}{'times':>8}")
    for label, one, other in rows:
        first, second = least(one, rounds), least(other, rounds)
        print(f"{label:16}{first:14.3f}{second:10.3f}{second / first:8.1f}")


def _naive_sample() -> list[str]:
    return random.Random(1).sample(naive(), 1000)


def least(work: Callable[[], object], rounds: int) -> float:
    """Return the least time that the work took, in seconds of this process."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
