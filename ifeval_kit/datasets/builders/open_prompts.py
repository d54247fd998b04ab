"""Open prompts, for the style of answers: the tasks of the suite ``core`` without constraints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ifeval_kit import content
from ifeval_kit.datasets.generation.dice import Dice
from ifeval_kit.datasets.generation.tasks import read_tasks
from ifeval_kit.errors import DataError
from ifeval_kit.records import Item

_TRIES = 64


def build(seed: int, n: int) -> Iterator[Item]:
    """Yield ``n`` different prompts, every task as often as the others as long as it has more.

    Raises :class:`DataError` where the tasks cannot give so many.
    """
    tasks = read_tasks(content.folder("suites") / "core" / "tasks")
    used: Counter[str] = Counter()
    prompts: set[str] = set()
    for index in range(n):
        for attempt in range(_TRIES):
            dice = Dice("style", seed, index, attempt)
            # Where the least used tasks have run dry, others come in after a few tries.
            most = min(used[one.id] for one in tasks) + attempt // 8
            task = dice.choice([one for one in tasks if used[one.id] <= most])
            text = task.filled(dice)
            if text not in prompts:
                break
        else:
            raise DataError(f"the tasks of suites/core/tasks give no {n} different prompts")
        used[task.id] += 1
        prompts.add(text)
        yield Item(
            id=f"style-{seed}-{index + 1:04d}",
            prompt=text,
            category=task.kind,
            language="en",
            meta={"task": task.id},
        )
