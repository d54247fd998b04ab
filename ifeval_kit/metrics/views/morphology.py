"""What morphology probes show: accuracy by probe and language, and which errors are of form.

An answer is right only in the right form. Errors are told apart by the label of the verdict (see
:mod:`ifeval_kit.verifiers.m2c`); those with the right lemma in a wrong form are morphological.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.table import Table

from ifeval_kit.metrics.intervals import Clusters
from ifeval_kit.metrics.summary import NO_RESPONSE, Sample
from ifeval_kit.records import Item
from ifeval_kit.verifiers.m2c import NO_ANSWER, OTHER_LANGUAGE
from ifeval_kit.verifiers.m2c_mentions import CORRECT, WRONG, WRONG_FORM

LABELS = (CORRECT, WRONG_FORM, WRONG, NO_ANSWER, OTHER_LANGUAGE, NO_RESPONSE)
"""The classes of answers, in the order in which they are shown."""

_EXAMPLES = 4
_SHOWN = 300


class _Cell:
    """The answers of one probe in one language, or of several."""

    def __init__(self) -> None:
        self.right = Clusters()
        self.of_form = Clusters()
        self.labels: Counter[str] = Counter()

    def add(self, labels: Sequence[str]) -> None:
        """Add the labels of all samples of one item."""
        self.right.add(labels.count(CORRECT), len(labels))
        errors = len(labels) - labels.count(CORRECT)
        if errors:
            self.of_form.add(labels.count(WRONG_FORM), errors)
        self.labels.update(labels)

    def data(self) -> dict[str, Any]:
        """Return accuracy, share of morphological errors, and counts of classes."""
        return {
            "accuracy": msgspec.to_builtins(self.right.rate()),
            "morphological": msgspec.to_builtins(self.of_form.rate()),
            "labels": {label: self.labels[label] for label in LABELS if self.labels[label]},
        }


def summarise(rows: Sequence[tuple[Item, Sequence[Sample]]]) -> dict[str, Any]:
    """Return accuracy and errors: in all, by probe, by language, by both, with examples.

    ``morphological`` is the share of errors with the right lemma in a wrong form.
    """
    total = _Cell()
    probes: dict[str, _Cell] = {}
    languages: dict[str, _Cell] = {}
    cells: defaultdict[str, dict[str, _Cell]] = defaultdict(dict)
    examples: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for item, samples in rows:
        probe, language = item.category or "", item.language or ""
        labels = [_label(sample) for sample in samples]
        for cell in (
            total,
            probes.setdefault(probe, _Cell()),
            languages.setdefault(language, _Cell()),
            cells[probe].setdefault(language, _Cell()),
        ):
            cell.add(labels)
        for label, sample in zip(labels, samples, strict=True):
            _add_example(examples[label], item, sample)
    return {
        "total": total.data(),
        "probes": {name: cell.data() for name, cell in probes.items()},
        "languages": {name: languages[name].data() for name in sorted(languages)},
        "cells": {
            probe: {language: of[language].data() for language in sorted(of)}
            for probe, of in cells.items()
        },
        "examples": {label: examples[label] for label in LABELS if examples[label]},
    }


def _label(sample: Sample) -> str:
    scored = sample[1]
    if scored is None:
        return NO_RESPONSE
    decision = scored.decisions[0]
    return decision.label or (CORRECT if decision.strict else WRONG)


def _add_example(kept: list[dict[str, str]], item: Item, sample: Sample) -> None:
    """Keep a few examples of each class, of different languages as far as there are any."""
    response, scored = sample
    seen = {example["language"] for example in kept}
    if response is None or scored is None or len(kept) >= _EXAMPLES or item.language in seen:
        return
    kept.append(
        {
            "item": item.id,
            "language": item.language or "",
            "prompt": item.text,
            "expected": (item.answers or ("",))[0],
            "said": response.answer[:_SHOWN],
            "reason": scored.decisions[0].reason,
        }
    )


def tables(data: Mapping[str, Any]) -> list[Table]:
    """Return accuracy by probe, and by language, in per cent, as tables for the terminal.

    Beside it stands the share of the errors that have the right word in a wrong form.
    """
    return [_rates(kind, data[f"{kind}s"], data["total"]) for kind in ("probe", "language")]


def _rates(kind: str, rates: Mapping[str, Any], total: Mapping[str, Any]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column(kind)
    for heading in ("right, %", "errors of form, %"):
        table.add_column(heading, justify="right")
    for name, of in rates.items():
        table.add_row(name, _percent(of), _percent(of, "morphological"))
    table.add_section()
    table.add_row("all", _percent(total), _percent(total, "morphological"))
    return table


def _percent(cell: Mapping[str, Any] | None, rate: str = "accuracy") -> str:
    value = cell[rate]["value"] if cell else None
    return "" if value is None else f"{100 * value:.0f}"
