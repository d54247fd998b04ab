"""``ifk report``: many runs on one page."""

from __future__ import annotations

from pathlib import Path

import click

from ifeval_kit.cli.options import data_option


@click.command()
@click.argument("runs", metavar="RUN...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.html",
    help="Where the page goes.",
)
@click.option("--title", default="Leaderboard", show_default=True, help="The heading of the page.")
@click.option(
    "--png",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write rankings and categories as PNG files too, for model cards (extra: plots).",
)
@data_option
def report(
    runs: tuple[Path, ...], out: Path, title: str, png: Path | None, data: Path | None
) -> None:
    """Rank runs on one HTML page: intervals, ties, differences, heat maps, samples, settings.

    \b
    ifk report runs/a runs/b runs/c --out board.html
    ifk report runs/a runs/b --out board.html --png charts
    """
    if not runs:
        raise click.UsageError("name at least one run directory")
    from ifeval_kit.cli.console import stdout
    from ifeval_kit.reporting.board import write_board
    from ifeval_kit.reporting.charts import write_charts
    from ifeval_kit.results import read_run

    compared = write_board(out, [read_run(path, data=data) for path in runs], title=title)
    for path in write_charts(png, compared) if png else ():
        stdout().print(f"chart: {path}", markup=False)
    stdout().print(f"report: {out}", markup=False)
