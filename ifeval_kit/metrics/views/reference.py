"""How near answers come to the one reference a prompt has: ROUGE-L, a weak signal.

A good answer in other words scores low, and a bad one that repeats the prompt may score high: it is
shown for prompts that nothing else can decide, says so wherever it is shown, and is no pass rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from ifeval_kit.metrics.intervals import Clusters
from ifeval_kit.metrics.views import Rows
from ifeval_kit.verifiers.reference_answers import official

if TYPE_CHECKING:
    from rich.table import Table

WEAK = (
    "A weak signal: a good answer in other words scores low, a bad one in the words of the "
    "reference high. No pass rate; compare runs by it only beside something better."
)
"""What is said wherever the figures are shown."""


def summarise(rows: Rows) -> dict[str, Any]:
    """Return the mean ROUGE-L to the reference, of all answers and by category of the item.

    Intervals are clustered by prompt; a missing answer counts as an empty one.
    """
    overall = Clusters()
    categories: defaultdict[str, Clusters] = defaultdict(Clusters)
    for item, samples in rows:
        if not item.answers or not samples:
            continue
        answers = ["" if response is None else response.answer for response, _ in samples]
        total = sum(official(answer, item.answers)[1].rouge_l for answer in answers)
        for sums in (overall, categories[item.category or "–"]):
            sums.add(total, len(answers))
    return {
        "says": WEAK,
        "overall": msgspec.to_builtins(overall.mean()),
        "categories": {
            name: msgspec.to_builtins(sums.mean()) for name, sums in sorted(categories.items())
        },
    }


def tables(data: Mapping[str, Any]) -> Iterator[Table]:
    """Yield the table of the figures for the terminal, with what they are worth."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text("ROUGE-L to the reference (weak)"),
        title_justify="left",
        caption=Text(data["says"]),
        caption_justify="left",
        box=SIMPLE_HEAD,
    )
    for heading in ("category", "answers", "ROUGE-L", "95 % interval"):
        table.add_column(heading, justify="left" if heading == "category" else "right")
    for name, rate in {"all": data["overall"], **data["categories"]}.items():
        if rate["value"] is None:
            continue
        bounds = f"{100 * rate['low']:.1f} to {100 * rate['high']:.1f}"
        table.add_row(Text(name), str(rate["n"]), f"{100 * rate['value']:.1f}", bounds)
    yield table
