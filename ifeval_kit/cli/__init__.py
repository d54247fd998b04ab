"""The ``ifk`` command: one module a command, loaded when it is called.

Errors become one line on standard error and the exit code of :mod:`ifeval_kit.errors`.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import Any

import click

from ifeval_kit.errors import ExitCode, IfkError, nearest

# The help lines stand here so that `ifk --help` imports no command.
COMMANDS = {
    "run": "Generate answers with a model, decide every constraint, report.",
    "score": "Decide stored answers, or a run again.",
    "compare": "Say whether one run is better than another, and where.",
    "gate": "Hold a run against rules: exit 0 passed, 1 failed, 4 inconclusive.",
    "report": "Rank runs on one HTML page.",
    "imitation": "Say how much of a teacher's style and knowledge a student took over.",
    "suites": "List, show, fetch, build and start suites.",
    "checks": "List, show, test and export the catalogue of checks; compare the profiles.",
    "doctor": "Say what is installed, which engines work and which data is present.",
}


class _Program(click.Group):
    """The top command: names and help lines are known, modules are loaded on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"ifeval_kit.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"no command '{args[0]}'{nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ifeval-kit", prog_name="ifk")
def program() -> None:
    """Does a language model do what it is told?

    \b
    ifk run --model HuggingFaceTB/SmolLM2-135M-Instruct --suite core
    ifk score responses.jsonl --suite ifeval --profile upstream
    """


def main(arguments: list[str] | None = None) -> None:
    """Run ``ifk`` and leave the process with its exit code."""
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: list[str] | None) -> int:
    try:
        result: Any = program.main(arguments, prog_name="ifk", standalone_mode=False)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted; what was finished is kept, and the same command continues")
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        hint = f" (see: {context.command_path} --help)" if context else ""
        _complain(error.format_message() + hint)
        return ExitCode.USAGE
    except IfkError as error:
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone (`ifk ... | head`); keep the interpreter from
        # complaining about it once more while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        traceback.print_exc()
        _complain(f"internal error, please report it with the lines above ({error})")
        return ExitCode.ENGINE
    return result if isinstance(result, int) else ExitCode.OK


def _complain(message: str) -> None:
    from rich.text import Text

    from ifeval_kit.cli.console import stderr

    stderr().print(Text("error: ", style="bold red").append(Text(message, style="default")))
