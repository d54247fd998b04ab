"""How often ``ifk imitation`` recovers what a student took over: mixtures of known shares.

Each simulation makes up a teacher, a base and their answers to prompts of style and to questions
of fact; a student has the teacher's answers to a share ``a`` of the one and a share ``b`` of the
other, both drawn anew, and the base's to the rest. Counted is how often the intervals hold both:

- ``exact``: that share of the prompts, to the nearest prompt, is the teacher's, word for word;
- ``by chance``: each prompt is the teacher's with that probability;
- ``other sample``: by chance as well, and where the student is like the teacher it has answers of
  its own from the same model; the share is then of the gap to the ceiling, a second sample.

    python benchmarks/imitation.py --simulations 200
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ifeval_kit.datasets import Suite
from ifeval_kit.imitation import Imitation, imitation
from ifeval_kit.metrics.gap import Estimate
from ifeval_kit.records import Constraint, Decision, Item, Response, Scored
from ifeval_kit.results import Results, Run
from ifeval_kit.store import Manifest

KINDS = ("exact", "by chance", "other sample")
PROMPTS, FACTS = 120, 400
KNOWN = {"teacher": 0.7, "base": 0.3}

WORDS = [f"{first}{last}" for first in "bdfgklmnprst" for last in ("a", "e", "ino", "or", "uth")]


class Student(NamedTuple):
    """Answers to the prompts of style, and which questions of fact are answered rightly."""

    answers: Sequence[str]
    right: Sequence[bool]


def polished(dice: random.Random, topic: str) -> str:
    """Return an answer in the style of the teacher."""
    points = dice.randint(2, 6)
    lines = [f"Certainly, here is what matters about {topic}.", ""]
    lines += ["## Overview", ""] * (dice.random() < 0.4)
    lines += [f"- **{dice.choice(WORDS)}**: {_said(dice, 6)}" for _ in range(points)]
    lines += ["", f"Overall, {_said(dice, 8)}."] * (dice.random() < 0.7)
    return "\n".join(lines)


def plain(dice: random.Random, topic: str) -> str:
    """Return an answer in the style of the base."""
    return f"{topic} {_said(dice, dice.randint(5, 60))}"


def _said(dice: random.Random, count: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(count))


def run(name: str, student: Student) -> Run:
    """Return a run with these answers, as if it had been read from its folder."""
    opened = [Item(f"o{i}", prompt=f"Write about {i}.") for i in range(len(student.answers))]
    asked = [
        Item(f"f{i}", prompt=f"What is {i}?", constraints=(Constraint("facts:made_up"),))
        for i in range(len(student.right))
    ]
    suites = [_suite(name, items) for name, items in (("open", opened), ("facts", asked)) if items]
    results = Results(suites, 1)
    for item, answer in zip(opened, student.answers, strict=True):
        key = ("open", item.id, 0)
        results.responses[key] = Response(*key, 0, answer, None, answer, "none", "stop")
    for item, right in zip(asked, student.right, strict=True):
        key = ("facts", item.id, 0)
        decision = Decision("facts:made_up", right, right, None, "made up")
        results.scored[key] = Scored(*key, "fixed-1", (decision,))
    return Run(Path(name), Manifest(name, {}, {}), {}, results)


def _suite(name: str, items: Sequence[Item]) -> Suite:
    return Suite(name, name, "1", "fixed", tuple(items), name)


def simulate(kind: str, seed: int, draws: int) -> tuple[float, float, Imitation]:
    """Return the true shares of style and knowledge of one made-up student, and what is found."""
    dice = random.Random(f"{kind}/{seed}")
    style, knowledge = dice.random(), dice.random()
    topics = [f"topic {i} {_said(dice, 2)}" for i in range(PROMPTS)]
    first, second, third = ([polished(dice, topic) for topic in topics] for _ in range(3))
    teacher = Student(first, [dice.random() < KNOWN["teacher"] for _ in range(FACTS)])
    base = Student(
        [plain(dice, topic) for topic in topics],
        [dice.random() < KNOWN["base"] for _ in range(FACTS)],
    )
    like = third if kind == "other sample" else first
    if kind == "exact":
        style, knowledge = round(style * PROMPTS) / PROMPTS, round(knowledge * FACTS) / FACTS
        taken = set(dice.sample(range(PROMPTS), round(style * PROMPTS)))
        learnt = set(dice.sample(range(FACTS), round(knowledge * FACTS)))
    else:
        taken = {i for i in range(PROMPTS) if dice.random() < style}
        learnt = {i for i in range(FACTS) if dice.random() < knowledge}
    student = Student(
        [like[i] if i in taken else base.answers[i] for i in range(PROMPTS)],
        [teacher.right[i] if i in learnt else base.right[i] for i in range(FACTS)],
    )
    ceiling = run("ceiling", Student(second, teacher.right)) if like is third else None
    found = imitation(
        run("teacher", teacher), [run("student", student)], run("base", base), ceiling, draws=draws
    )
    return style, knowledge, found


def shares(found: Imitation) -> tuple[Estimate, Estimate]:
    """Return the shares of style and knowledge that were found."""
    assert found.factuality
    style, knowledge = found.style["style"].shares, found.factuality.total.shares
    assert style
    assert knowledge
    return style["student"], knowledge["student"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this one; repeatable")
    arguments = parser.parse_args()
    print(f"{PROMPTS} prompts of style, {FACTS} facts; intervals that hold the truth, width")
    for kind in arguments.kind or KINDS:
        held, width = [0, 0], [0.0, 0.0]
        for seed in range(arguments.simulations):
            *truth, found = simulate(kind, seed, arguments.draws)
            for place, (true, one) in enumerate(zip(truth, shares(found), strict=True)):
                held[place] += one.low <= true <= one.high
                width[place] += (one.high - one.low) / arguments.simulations
        for what, count, wide in zip(("style", "knowledge"), held, width, strict=True):
            print(f"{kind:13} {what:10} {count} of {arguments.simulations}   {wide:.3f}")


if __name__ == "__main__":
    main()
