"""The command line's entry point: runs the command and turns every mistake into one clear message."""

from __future__ import annotations

import gc
import os
import sys

from licet.problems import InputError
from licet_cli import exits
from licet_cli.render.problems import print_problems


def run() -> None:
    """Run the command line and leave with its exit code."""
    gc.disable()  # a command is over before garbage matters
    # plugins of pydantic have no business here, and finding them takes time
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        _run(sys.argv[1:])
    except InputError as error:
        print_problems(error.problems)
        sys.exit(exits.BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(exits.INTERRUPTED)
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


def _run(arguments: list[str]) -> None:
    if arguments[:1] == ["check"]:
        from licet_cli.plain import read_check

        given = read_check(arguments[1:])
        if given is not None:
            from licet_cli.commands.check import check
            from licet_cli.transfer_options import transfer_document

            check(transfer_document(**given.transfer), **given.own)
            return
    from licet_cli.application import application

    application(arguments)(prog_name="licet")
