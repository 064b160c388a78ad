"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from licet_cli.values import date as date
from licet_cli.values import layers as layers
from licet_cli.values import library as library

Policies = Annotated[
    Path | None,
    typer.Option("--policies", metavar="DIR", help="Read the policies of this folder instead of the shipped ones."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Layers = Annotated[
    str | None, typer.Option("--layers", metavar="LIST", help="Only these layers: law, guideline, practice (commas).")
]
