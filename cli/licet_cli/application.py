"""The command line as typer sees it: the commands, their options, their help."""

from __future__ import annotations

import importlib

import typer

COMMANDS = (
    "check",
    "ask",
    "batch",
    "levers",
    "whatif",
    "compare",
    "timeline",
    "matrix",
    "consents",
    "rules",
    "rule",
    "facts",
    "item",
    "lint",
    "test",
    "mutate",
    "prove",
    "coverage",
    "citations",
    "docs",
    "sql",
    "schema",
)
"""The commands, each in its module of that name, in the order of the help."""


def _version(wanted: bool) -> None:
    if wanted:
        from licet import __version__

        print(f"licet {__version__}")
        raise typer.Exit


def _main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


def application(arguments: list[str]) -> typer.Typer:
    """The command line for some arguments: only the command that they name is imported, all where they name none."""
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
    app.callback()(_main)
    # no option before the command takes a value, so the first word is the command
    named = next((word for word in arguments if not word.startswith("-")), None)
    for name in [named] if named in COMMANDS else COMMANDS:
        importlib.import_module(f"licet_cli.commands.{name}").register(app)
    return app
