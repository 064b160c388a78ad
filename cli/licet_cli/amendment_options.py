"""Options that change the law: amendments from files or the shipped proposals, and suspended rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from licet.problems import InputError, Problem, suggest

if TYPE_CHECKING:
    from licet.library import Library

With = Annotated[
    list[str] | None,
    typer.Option(
        "--with", metavar="FILE", help="An amendment: a file, or the name of a shipped proposal; may be repeated."
    ),
]
Suspend = Annotated[
    list[str] | None,
    typer.Option(metavar="RULE", help="Suspend a rule (`kor/*`: all of a policy); may be repeated."),
]


def amended(library: Library, with_: Sequence[str] | None, suspend: Sequence[str] | None) -> Library:
    """The library with the amendments applied in their order, and after them the rules suspended.

    Raises:
        InputError: an amendment cannot be read or names what does not exist; a rule to suspend does not exist.
    """
    if with_:
        library = library.amend(*(_file(written) for written in with_))
    if suspend:
        from licet.amend import read_amendment

        # written as JSON, so that no rule's name is read as YAML
        text = json.dumps({"amendment": "suspended rules", "suspend": list(suspend)}) + "\n"
        try:
            library = library.amend(read_amendment(text))
        except InputError as error:
            raise InputError([Problem(problem.message, None, problem.help) for problem in error.problems]) from None
    return library


def _file(written: str) -> Path:
    from licet.loading import shipped_folder

    path = Path(written)
    proposals = shipped_folder() / "proposals"
    if path.is_file() or not proposals.is_dir() or path.suffix or len(path.parts) != 1:
        return path
    names = sorted(file.stem for file in proposals.glob("*.yaml"))
    if written in names:
        return proposals / f"{written}.yaml"
    raise InputError(
        [Problem(f"there is no file and no proposal `{written}`", None, suggest(written, names, at_most=16))]
    )
