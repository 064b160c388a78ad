"""The two sides of a comparison, as `licet compare` and `licet prove` take them: folders, dates, amendments, layers."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from licet_cli import amendment_options, options

if TYPE_CHECKING:
    from licet.compare import Side


def sides(
    old: str | None,
    new: str | None,
    with_: list[str] | None,
    suspend: list[str] | None,
    on: str | None,
    vs: str | None,
    layers: str | None,
    layers_before: str | None,
    strict: bool,
    *,
    policies: Path | None = None,
    default_date: datetime.date | None = None,
) -> tuple[Side, Side]:
    """Before and after.

    ``policies`` is the folder of a side before that is not named; ``default_date`` the day where ``on`` gives none.

    Raises:
        InputError: a folder, date, amendment or layer is wrong.
    """
    from licet.compare import Side

    first, second = options.date(on, "--on") or default_date, options.date(vs, "--vs")
    asked = options.layers(layers_before)
    before = options.library(Path(old) if old else policies)
    after = before
    if new is not None:
        after = options.library(Path(new))
    elif not (with_ or suspend or vs or layers or layers_before):
        after = options.library(None)
    after = amendment_options.amended(after, with_, suspend)
    return (
        Side(before, first, asked, strict),
        Side(after, second or first, options.layers(layers) if layers is not None else asked, strict),
    )
