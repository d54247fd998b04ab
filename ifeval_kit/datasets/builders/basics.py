"""The builder of the suite ``basics``: elementary tasks as those of LMentry, from a seed.

Each round asks every task in English (25 core tasks and 16 that vary how hard the arguments are)
and the tasks that make sense in one other language, all with three wordings of the same arguments.
An item carries its gold answer, and in ``meta`` a distractor, which is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from ifeval_kit.datasets.builders.basics_tasks import Draw, Task, asked
from ifeval_kit.datasets.builders.basics_words import Lexicon, read_lexicon, read_templates
from ifeval_kit.datasets.formats.lmentry import TASKS
from ifeval_kit.datasets.generation.dice import Dice
from ifeval_kit.records import Constraint, Item

OTHERS = ("de", "fr", "es", "it", "ru")
"""The languages beside English, one a round."""


def build(seed: int, n: int) -> Iterator[Item]:
    """Yield ``n`` items, the same for the same seed."""
    return islice(_rounds(seed), n)


def _rounds(seed: int) -> Iterator[Item]:
    templates = read_templates()
    lexicons = {language: read_lexicon(language) for language in ("en", *OTHERS)}
    for number in count():
        other = OTHERS[number % len(OTHERS)]
        for task in TASKS:
            yield from _items("en", task, number, seed, templates["en"], lexicons["en"])
        for task in templates[other]:
            yield from _items(other, task, number, seed, templates[other], lexicons[other])


def _items(
    language: str,
    task: str,
    number: int,
    seed: int,
    templates: dict[str, tuple[str, ...]],
    lexicon: Lexicon,
) -> Iterator[Item]:
    dice = Dice(f"basics/{seed}/{language}/{task}/{number}")
    draw = asked(Task(task, TASKS[task], language, number), lexicon, dice)
    for place, template in enumerate(templates[TASKS[task]]):
        yield _item(
            f"{language}/{task}/{number + 1}/{place}", language, task, place, template, draw
        )


def _item(name: str, language: str, task: str, place: int, template: str, draw: Draw) -> Item:
    prompt = template.format(**draw.shown)
    meta = {
        "task": task,
        "template": place,
        "argument": name.rpartition("/")[0],
        "distractor": draw.distractor,
    }
    if "answer_index" in draw.kwargs:
        meta["answer_index"] = draw.kwargs["answer_index"]
    given = {"input": prompt, "language": language}
    return Item(
        id=name,
        prompt=prompt,
        constraints=(Constraint(f"lmentry:{TASKS[task]}", draw.kwargs | given),),
        category=task,
        language=language,
        answers=(draw.gold,),
        meta=meta,
    )
