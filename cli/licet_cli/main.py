"""The command line's entry point: puts the commands together and turns every mistake into one clear message."""

from __future__ import annotations

import gc
import os
import sys

import typer

from licet.problems import InputError
from licet_cli import exits
from licet_cli.commands import (
    ask,
    check,
    citations,
    compare,
    consents,
    coverage,
    docs,
    facts,
    item,
    levers,
    lint,
    matrix,
    mutate,
    rule,
    rules,
    schema,
    sql,
    test,
    timeline,
    whatif,
)
from licet_cli.render.problems import print_problems

app = typer.Typer(
    name="licet",
    help="May this arms transfer go ahead, and which rule says so?\n\n"
    "Exit codes: 0 conditional or allowed, 3 blocked, 4 undetermined or discretionary, 5 bad input, "
    "6 an expectation failed, 2 wrong usage, 1 internal error.\n\nLicet informs; it is not legal advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from licet import __version__

        print(f"licet {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


for module in (
    check,
    ask,
    levers,
    whatif,
    compare,
    timeline,
    matrix,
    consents,
    rules,
    rule,
    facts,
    item,
    lint,
    test,
    mutate,
    coverage,
    citations,
    docs,
    sql,
    schema,
):
    module.register(app)


def run() -> None:
    """Run the command line and leave with its exit code."""
    gc.disable()  # a command is over before garbage matters
    try:
        app(prog_name="licet")
    except InputError as error:
        print_problems(error.problems)
        sys.exit(exits.BAD_INPUT)
    except BrokenPipeError:
        # the reader of our output has gone: nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(exits.INTERNAL)
    except Exception as error:
        if os.environ.get("LICET_DEBUG"):
            raise
        print(f"internal error: {type(error).__name__}: {error}", file=sys.stderr)
        print("this is a mistake in Licet; LICET_DEBUG=1 shows where", file=sys.stderr)
        sys.exit(exits.INTERNAL)
