"""What a reader has to know of the prompts and answers behind the numbers."""

from __future__ import annotations

from collections.abc import Iterator

from ifeval_kit.imitation.measure import Imitation


def notes(found: Imitation) -> Iterator[str]:
    """Yield what has to be known of prompts and answers that were left out or are missing."""
    for name in found.not_common:
        yield f"suite '{name}' is not in all runs and is left out"
    for label, count in found.left_out.items():
        if count:
            yield f"{count:,} prompts of {label} are not in all runs and are left out"
    excluded = found.excluded
    if excluded.prompts:
        cut = ", ".join(f"{count:,} of {of}" for of, count in excluded.truncated.items() if count)
        unanswered = excluded.unanswered
        parts = [f"answers cut off: {cut}"] * bool(cut)
        parts += [f"{unanswered:,} that the teacher did not answer"] * bool(unanswered)
        yield f"{excluded.prompts:,} prompts are excluded from style ({'; '.join(parts)})"
    for label, count in excluded.blank.items():
        if count and label not in (found.teacher, found.ceiling):
            yield f"{count:,} answers of {label} are missing or blank: near to nothing"
    if found.style and not found.ceiling:
        yield (
            "the teacher has one sample: its style is held against itself, which no second sample "
            "would reach; shares of style are lower bounds (--ceiling RUN mends that)"
        )
