"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from ifeval_kit.errors import UsageError

profile_option = click.option(
    "--profile",
    type=click.Choice(["upstream", "fixed"]),
    help="Decide as the papers' code does, or as a careful reader would.  [default: the suite's]",
)
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="The file of an official suite's data, in place of $IFK_DATA and the cache.",
)


def _load_plugins(_: click.Context, __: click.Parameter, folders: tuple[Path, ...]) -> None:
    if folders:
        from ifeval_kit.plugins import load_plugin

        for folder in folders:
            load_plugin(folder)


plugin_option = click.option(
    "--plugin",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_load_plugins,
    help="A folder of checks of your own, with its Python file, to load; repeatable.",
)


def split_names(names: str) -> list[str]:
    """Return the names of a comma-separated list; :class:`UsageError` when it is empty."""
    found = [name.strip() for name in names.split(",") if name.strip()]
    if not found:
        raise UsageError("no suite is named; give --suite NAME (list them: ifk suites list)")
    return found


def split_numbers(numbers: str) -> list[int]:
    """Return the numbers of a comma-separated list; :class:`UsageError` when it is none."""
    found = [number.strip() for number in numbers.split(",")]
    if not all(number.isascii() and number.isdigit() for number in found):
        raise UsageError(f"--shots '{numbers}' is no list of numbers; write for example 0,3")
    return [int(number) for number in found]
