"""The numbers of the paper's code for LMentry, rounded where it rounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from ifeval_kit.datasets.formats.lmentry import CORE, TASKS, TEMPLATES
from ifeval_kit.metrics.views.lmentry_tasks import ADJACENT, CONTENT, ORDER, ORDERED, PAIRS
from ifeval_kit.records import Decision, Item


class Cell(NamedTuple):
    """What the prompts have in common that one accuracy is computed of."""

    task: str
    template: int
    position: int | None

    @classmethod
    def of(cls, item: Item) -> Cell:
        """Return the cell of an item."""
        return cls(item.meta["task"], item.meta["template"], item.meta.get("answer_index"))

    def matches(self, task: str, kind: str, place: int) -> bool:
        """Whether the cell is that of a template, or of a position of the answer."""
        return self.task == task and place == (
            self.template if kind == "template" else self.position
        )


class Counts:
    """How often each cell was asked, answered, right and sure."""

    def __init__(self) -> None:
        self.asked: Counter[Cell] = Counter()
        self.graded: Counter[tuple[Cell, int, int]] = Counter()
        self.arguments: defaultdict[str, defaultdict[str, Counter[tuple[Cell, int]]]]
        self.arguments = defaultdict(lambda: defaultdict(Counter))

    def add(self, cell: Cell, argument: str, decision: Decision | None) -> None:
        """Add one answer; ``None`` for a missing one, which is wrong but neither sure nor not."""
        self.asked[cell] += 1
        right = decision is not None and decision.strict
        self.arguments[cell.task][argument][cell, int(right)] += 1
        if decision is not None:
            self.graded[cell, int(right), int((decision.certainty or 0.0) >= 0.5)] += 1

    @property
    def tasks(self) -> list[str]:
        """The tasks that were asked, in the order of the paper."""
        asked = {cell.task for cell in self.asked}
        return [task for task in TASKS if task in asked]

    def total(self, task: str, template: int | None = None) -> int:
        """Return how many prompts of a task, or of one of its templates, were asked."""
        return sum(n for cell, n in self.asked.items() if _within(cell, task, template))

    def grades(self, task: str, template: int | None = None) -> Counter[tuple[int, int]]:
        """Return how many answers were right or not (1, 0) and sure or not (1, 0)."""
        found: Counter[tuple[int, int]] = Counter()
        for (cell, right, sure), n in self.graded.items():
            if _within(cell, task, template):
                found[right, sure] += n
        return found

    def gaps(self) -> dict[str, list[dict[str, Any]]]:
        """Return the gaps between templates and between answer positions, the widest first."""
        found: dict[str, list[dict[str, Any]]] = {"template": [], "argument_order": []}
        for task in self.tasks:
            by_template = {place: self._share(task, "template", place) for place in TEMPLATES}
            found["template"].append(_gap(task, "template", by_template))
            if TASKS[task] in ORDER:
                by_index = {place: self._share(task, "index", place) for place in (0, 1)}
                found["argument_order"].append(_gap(task, "index", by_index))
        return {
            kind: sorted(gaps, key=lambda gap: (-gap["gap"], gap["task"]))
            for kind, gaps in found.items()
        }

    def _share(self, task: str, kind: str, place: int) -> float:
        cells = [cell for cell in self.asked if cell.matches(task, kind, place)]
        asked = sum(self.asked[cell] for cell in cells)
        right = sum(self.graded[cell, 1, sure] for cell in cells for sure in (0, 1))
        return right / asked if asked else 0.0


def _gap(task: str, kind: str, shares: Mapping[int, float]) -> dict[str, Any]:
    best, worst = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    gap = shares[best] - shares[worst]
    return {
        "task": task,
        "kind": kind,
        "best": best,
        "worst": worst,
        "high": shares[best],
        "low": shares[worst],
        "gap": gap,
    }


def _within(cell: Cell, task: str, template: int | None) -> bool:
    return cell.task == task and template in {None, cell.template}


def paper(counts: Counts) -> dict[str, Any]:
    """Return the counts, accuracies and robustness of the paper's code, in percent."""
    tasks = {task: _task(counts, task) for task in counts.tasks}
    accuracy = {task: found["task"]["accuracy"] for task, found in tasks.items()}
    order = {task: _order(counts, task) for task in ORDER if task in tasks}
    details: dict[str, dict[str, float]] = {
        "argument_order": {task: found["robustness"] for task, found in order.items()},
        "argument_content": _groups(accuracy, CONTENT),
        "template": {
            task: _robustness([tasks[task][f"template{place}"]["accuracy"] for place in TEMPLATES])
            for task in CORE
            if task in tasks
        },
        "adjacent_tasks": _groups(accuracy, PAIRS),
    }
    wanted = {
        "argument_order": set(ORDER),
        "argument_content": set(CONTENT),
        "template": set(CORE),
        "adjacent_tasks": set(PAIRS),
    }
    aspects = {
        name: _mean(found.values()) if set(found) == wanted[name] else None
        for name, found in details.items()
    }
    by_kind = {kind: _groups(accuracy, pairs) for kind, pairs in ADJACENT.items()}
    kinds = {
        kind: _mean(found.values()) if set(found) == set(ADJACENT[kind]) else None
        for kind, found in by_kind.items()
    }
    return {
        "tasks": tasks,
        **details,
        "argument_order": order,
        "robustness": aspects | kinds,
        "final": _final(accuracy, [aspects[name] for name in ORDERED]),
    }


def _task(counts: Counts, task: str) -> dict[str, Any]:
    parts = {
        f"template{place}": _accuracy(counts.grades(task, place), counts.total(task, place), 1)
        for place in TEMPLATES
    }
    return {
        "core": task in CORE,
        **parts,
        "task": _accuracy(counts.grades(task), counts.total(task), 2),
    }


def _accuracy(grades: Counter[tuple[int, int]], asked: int, digits: int) -> dict[str, float]:
    ones, zeros = (grades[right, 0] + grades[right, 1] for right in (1, 0))
    sure = grades[1, 1] + grades[0, 1]

    def share(part: int, whole: int) -> float:
        return round(part / whole * 100, digits) if whole else 0

    return {
        "n_1s": ones,
        "n_0s": zeros,
        "n_certain": sure,
        "n_certain_1s": grades[1, 1],
        "n_certain_0s": grades[0, 1],
        "accuracy": share(ones, asked),
        "certainty": share(sure, asked),
        "certainty_of_1s": share(grades[1, 1], ones),
        "certainty_of_0s": share(grades[0, 1], zeros),
    }


def _order(counts: Counts, task: str) -> dict[str, Any]:
    """Return the counts by the position of the answer; missing answers are not counted there."""
    graded: Counter[tuple[int, int]] = Counter()
    for (cell, right, _), n in counts.graded.items():
        if cell.task == task and cell.position in {0, 1}:
            graded[int(cell.position or 0), right] += n
    asked = counts.total(task)
    found: dict[str, Any] = {"n_correct": graded[0, 1] + graded[1, 1]}
    shares = []
    for index in (0, 1):
        n, right = graded[index, 0] + graded[index, 1], graded[index, 1]
        found |= {f"n_answer_index_{index}": n, f"n_correct_answer_index_{index}": right}
        shares.append(round(right / n * 100, 2) if right else 0)
    found["accuracy"] = round(found["n_correct"] / asked * 100, 2) if asked else 0
    found |= {f"accuracy_answer_index_{index}": share for index, share in enumerate(shares)}
    return found | {"robustness": _robustness(shares)}


def _groups(accuracy: Mapping[str, float], groups: Mapping[str, Sequence[str]]) -> dict[str, float]:
    return {
        name: _robustness([accuracy[task] for task in tasks])
        for name, tasks in groups.items()
        if all(task in accuracy for task in tasks)
    }


def _robustness(accuracies: Sequence[float]) -> float:
    return 100 - max((abs(one - other) for one, other in combinations(accuracies, 2)), default=0)


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _final(
    accuracy: Mapping[str, float], aspects: Sequence[float | None]
) -> dict[str, float] | None:
    known = [aspect for aspect in aspects if aspect is not None]
    if len(known) < len(aspects) or not all(task in accuracy for task in CORE):
        return None
    mean = _mean([accuracy[task] for task in CORE])
    robustness = float(np.mean(known).round(1))
    score = mean * (robustness / 100)
    return {
        "accuracy": mean,
        "robustness": robustness,
        "lmentry_score": score,
        "accuracy_rounded": round(mean, 1),
        "robustness_rounded": round(robustness, 1),
        "lmentry_score_rounded": round(score, 1),
    }
