"""LMentry: 25 elementary tasks (Efrat, Honovich and Levy 2022, arXiv 2211.02069)."""

from ifeval_kit.verifiers.lmentry import (  # noqa: F401  (importing a module registers verifiers)
    categories,
    fixed_choices,
    fixed_open,
    lengths,
    letters,
    numbers,
    sentences,
    sounds,
    words,
)
