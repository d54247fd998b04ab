"""Seeded generators: fresh prompts on demand, byte for byte the same for a seed."""

from __future__ import annotations

from itertools import islice

from ifeval_kit.datasets.builders import builder_named
from ifeval_kit.datasets.definition import Built, Generated, own_suites, read_definition
from ifeval_kit.datasets.generation.generator import Generator
from ifeval_kit.errors import UsageError, nearest
from ifeval_kit.records import Item

__all__ = ["generate"]


def generate(name: str, seed: int, n: int) -> tuple[Item, ...]:
    """Return ``n`` fresh items of the generated suite ``name``, the same for the same seed.

    Raises :class:`UsageError` for a suite that is unknown or has no generator.
    """
    paths = own_suites()
    definitions = {suite: read_definition(path) for suite, path in paths.items()}
    generated = {
        suite: of for suite, of in definitions.items() if isinstance(of, Generated | Built)
    }
    if name not in generated:
        raise UsageError(
            f"no generator for suite '{name}'{nearest(name, generated)} "
            f"(generated suites: {', '.join(generated)})"
        )
    definition = generated[name]
    if isinstance(definition, Built):
        return tuple(islice(builder_named(definition.builder).build(seed, n), n))
    return tuple(Generator(definition, paths[name].parent, seed).items(n))
