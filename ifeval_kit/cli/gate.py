"""``ifk gate``: may this checkpoint pass?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ifeval_kit.cli.options import data_option

if TYPE_CHECKING:
    from ifeval_kit.gate import GateResult
    from ifeval_kit.results import Run


@click.command()
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path), required=False)
@click.option("--rules", type=click.Path(path_type=Path), metavar="gate.yaml", help="The rules.")
@click.option(
    "--baseline", type=click.Path(path_type=Path), metavar="RUN", help="What max_drop is against."
)
@click.option(
    "--teacher",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Whose answers it was tuned on; for rules on shares of the gap from --base to it.",
)
@click.option(
    "--base", type=click.Path(path_type=Path), metavar="RUN", help="The model before it was tuned."
)
@data_option
@click.option(
    "--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write JUnit XML as well."
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Append a Markdown table to FILE.  [default: $GITHUB_STEP_SUMMARY, where it is set]",
)
@click.option(
    "--suggest",
    nargs=2,
    type=click.Path(path_type=Path),
    metavar="RUN BASELINE",
    help="Print rules that so many prompts can decide, and no verdict.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of gate.yaml, for editors.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
def gate(
    run: Path | None,
    rules: Path | None,
    baseline: Path | None,
    teacher: Path | None,
    base: Path | None,
    data: Path | None,
    junit: Path | None,
    summary: Path | None,
    suggest: tuple[Path, Path] | None,
    schema: bool,
    as_json: bool,
) -> int:
    """Hold a run against rules: exit 0 passed, 1 failed, 4 inconclusive.

    \b
    ifk gate runs/new --baseline runs/old --rules gate.yaml --junit gate.xml
    ifk gate runs/tuned --teacher runs/big --base runs/small --rules gate.yaml
    ifk gate --suggest runs/new runs/old > gate.yaml
    """
    from ifeval_kit import gate as gates
    from ifeval_kit.cli.gate_table import print_gate
    from ifeval_kit.cli.table import print_json
    from ifeval_kit.results import read_run

    if schema:
        print_json(gates.schema())
        return 0
    if suggest:
        new, old = (read_run(path, data=data) for path in suggest)
        click.echo(gates.suggest(new, old), nl=False)
        return 0
    if run is None or rules is None:
        raise click.UsageError("name a run directory, and its rules with --rules gate.yaml")

    def read(path: Path | None) -> Run | None:
        return read_run(path, data=data) if path else None

    result = gates.decide(
        gates.read_gate(rules),
        read_run(run, data=data),
        read(baseline),
        teacher=read(teacher),
        base=read(base),
    )
    _write(result, junit, summary)
    print_gate(result, as_json=as_json)
    return int(result.exit_code)


def _write(result: GateResult, junit: Path | None, summary: Path | None) -> None:
    from ifeval_kit import jsonl
    from ifeval_kit.errors import StorageError
    from ifeval_kit.gate import junit_xml, step_summary

    if junit:
        jsonl.write_atomically(junit, junit_xml(result))
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    place = summary or (Path(named) if named else None)
    if place:
        try:
            with place.open("a", encoding="utf-8") as file:
                file.write(step_summary(result))
        except OSError as error:
            raise StorageError(f"{place} cannot be written ({error.strerror})") from None
