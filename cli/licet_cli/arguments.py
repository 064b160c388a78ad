"""From command-line arguments to the data of a request: the same form as a file, so both are read alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from licet.problems import InputError, Problem


def scalar(text: str) -> Any:
    """A value written on the command line: truth value, number, or text."""
    lowered = text.lower()
    if lowered in ("true", "yes"):
        return True
    if lowered in ("false", "no"):
        return False
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def pairs(written: Iterable[str], option: str, bare: Any = None) -> dict[str, Any]:
    """``KEY=VALUE`` options as a map; a bare ``KEY`` gets the value ``bare`` where that is not None.

    Raises:
        InputError: an option without ``=``.
    """
    result: dict[str, Any] = {}
    problems = []
    for text in written:
        key, equals, value = text.partition("=")
        # `destination.armed_conflict==none` is meant as one `=`
        value = value.lstrip("=")
        if equals:
            result[key.strip()] = scalar(value.strip())
        elif bare is not None:
            result[key.strip()] = bare
        else:
            problems.append(Problem(f"`{text}` of {option} has no `=`", None, f"write {option} NAME=VALUE"))
    if problems:
        raise InputError(problems)
    return result


def origin(text: str) -> dict[str, Any]:
    """``STATE``, ``STATE:claim`` or ``STATE:claim:share``."""
    state, *rest = text.split(":")
    result: dict[str, Any] = {"state": state}
    if rest and rest[0]:
        result["claim"] = rest[0]
    if len(rest) > 1:
        result["share"] = scalar(rest[1])
    return result


def risks(written: list[str]) -> Any:
    """``low`` for all risks, or a map of ``NAME=LEVEL``."""
    if len(written) == 1 and "=" not in written[0]:
        return written[0]
    return pairs(written, "--risks")


def merge(data: Any, flags: dict[str, Any]) -> Any:
    """A request's data with the flags' values over it; maps are merged, the rest replaced."""
    if not isinstance(data, dict):
        return data
    result = dict(data)
    for key, value in flags.items():
        if value is None or value == {} or value == []:
            continue
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = {**result[key], **value}
        else:
            result[key] = value
    return result
