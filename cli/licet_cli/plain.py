"""Ordinary command lines of `licet check`, read without typer: importing that takes longer than an answer.

Whatever is not ordinary (help, an option that is not known, a value that looks like an option, a wrong number of arguments)
is left to typer, which also says what is wrong. A test keeps the options here and those declared to typer alike.
"""

from __future__ import annotations

from typing import Any, NamedTuple

TEXTS = (
    "on",
    "end_use",
    "end_user",
    "end_user_name",
    "supplier",
    "channel",
    "activity",
    "contract_date",
    "category",
    "broker",
    "regulator",
    "layers",
    "known_on",
)
LISTS = (
    "feature",
    "origin",
    "via",
    "holder",
    "consent",
    "assurance",
    "risks",
    "knowledge",
    "approval",
    "shown",
    "assume",
)
NUMBERS = ("quantity", "value_usd")
FLAGS = {
    "--lethal": ("lethal", True),
    "--not-lethal": ("lethal", False),
    "--temporary": ("temporary", True),
    "--for-good": ("temporary", False),
    "--strict": ("strict", True),
    "--explain": ("explain", True),
    "--exact": ("exact", True),
    "--json": ("json_", True),
}
PATH = "policies"
OWN = ("layers", "strict", "known_on", "explain", "exact", "json_", "policies")
"""The options of the command itself; the others describe the transfer."""


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


_VALUED = {_option(name): name for name in (*TEXTS, *LISTS, *NUMBERS, PATH)}


class Given(NamedTuple):
    """What a command line gives: the flags that describe the transfer, and the command's own."""

    transfer: dict[str, Any]
    own: dict[str, Any]


def read_check(arguments: list[str]) -> Given | None:
    """The values of a command line, named as the command's parameters; None where typer has to read it."""
    what: list[str] = []
    values: dict[str, Any] = {}
    words = iter(arguments)
    for word in words:
        option, equals, written = word.partition("=")
        if word in FLAGS:
            name, truth = FLAGS[word]
            values[name] = truth
        elif option in _VALUED:
            value = _value(_VALUED[option], written if equals else next(words, ""))
            if value is None:
                return None
            name = _VALUED[option]
            values[name] = [*values.get(name, ()), value] if name in LISTS else value
        elif not word or word.startswith("-"):
            return None
        else:
            what.append(word)
    if len(what) not in (1, 3):
        return None
    own = {name: values.pop(name) for name in OWN if name in values}
    return Given({"what": what, **values}, own)


def _value(name: str, written: str) -> Any:
    """An option's value; None where it is not ordinary."""
    if not written or written.startswith("-"):
        return None
    if name in NUMBERS:
        whole, _, part = written.partition(".")
        return float(written) if written.isascii() and whole.isdigit() and (part or "0").isdigit() else None
    if name == PATH:
        from pathlib import Path

        return Path(written)
    return written
