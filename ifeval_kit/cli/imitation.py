"""``ifk imitation``: how much of a teacher's style and knowledge did a student take over?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ifeval_kit.cli.options import data_option
from ifeval_kit.errors import ExitCode

if TYPE_CHECKING:
    from ifeval_kit.results import Run


@click.command()
@click.option(
    "--teacher",
    type=click.Path(path_type=Path),
    metavar="RUN",
    required=True,
    help="The run whose answers were imitated.",
)
@click.option(
    "--student",
    "students",
    type=click.Path(path_type=Path),
    metavar="RUN",
    required=True,
    multiple=True,
    help="A model tuned on them; several, in the order of a curve, by repeating it.",
)
@click.option(
    "--base",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="The model before it was tuned; without it no share of a gap is known.",
)
@click.option(
    "--ceiling",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="A second run of the teacher: as near as can be.  [default: its other samples, if any]",
)
@click.option(
    "--least",
    type=click.FloatRange(min=0, max=1),
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="From this share of the gap on, something counts as taken over.",
)
@click.option(
    "--allow-missing",
    is_flag=True,
    help="Leave out prompts that the teacher did not answer.",
)
@data_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON and nothing else.")
def imitation(
    teacher: Path,
    students: tuple[Path, ...],
    base: Path | None,
    ceiling: Path | None,
    least: float,
    allow_missing: bool,
    data: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Say how much of a teacher's style, knowledge and obedience a student took over.

    Exit 0 with a verdict on every student, 4 where the data do not decide. The runs share their
    prompts: the suite imitation has what is needed.

    \b
    ifk imitation --teacher runs/big --student runs/tuned --base runs/small --out imitation.html
    ifk imitation --teacher runs/big --student runs/1k --student runs/10k --base runs/small --json
    """
    from ifeval_kit.cli.console import stdout
    from ifeval_kit.cli.imitation_tables import closing, print_imitation
    from ifeval_kit.cli.table import print_json
    from ifeval_kit.imitation import imitation as measured
    from ifeval_kit.imitation import to_json
    from ifeval_kit.results import read_run

    def read(path: Path | None) -> Run | None:
        return read_run(path, data=data) if path else None

    found = measured(
        read_run(teacher, data=data),
        [read_run(path, data=data) for path in students],
        read(base),
        read(ceiling),
        least=least,
        allow_missing=allow_missing,
    )
    code = ExitCode.OK if found.is_decided else ExitCode.INCONCLUSIVE
    if out:
        from ifeval_kit.reporting.imitation import write_imitation

        write_imitation(out, found)
    if as_json:
        print_json(to_json(found))
        return int(code)
    print_imitation(stdout(), found)
    if out:
        stdout().print(f"report: {out}", markup=False)
    stdout().print(closing(found, code), markup=False)
    return int(code)
