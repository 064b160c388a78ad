"""Recorded probes as files: one line of JSON for each, so that a change of a policy shows as a diff of answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from licet.documents import read_document
from licet.mutation.probes import Answer, Probe, ProbeSet
from licet.problems import InputError, Problem, Span

SUFFIX = ".jsonl"
EQUIVALENTS = "equivalent.yaml"


def write_probes(path: Path, found: ProbeSet) -> None:
    """Write probes to a file, replacing it.

    Raises:
        InputError: it cannot be written.
    """
    lines = [_line({"policy": found.policy, "base": found.base})]
    lines += [
        _line(
            {
                "rule": probe.rule,
                "at": probe.at,
                "leg": " ".join(probe.leg),
                "request": probe.request,
                "answer": probe.answer.interval,
                "rules": probe.answer.rules,
            }
        )
        for probe in found.probes
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(f"cannot write `{path}`: {(error.strerror or 'error').lower()}")]) from None


def read_probes(path: Path) -> ProbeSet:
    """The probes of a file.

    Raises:
        InputError: it cannot be read, or a line is no probe.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError([Problem(f"the probes `{path}` cannot be read", None, "record them with --record")]) from None
    head: dict[str, Any] = {}
    probes: list[Probe] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        try:
            data = json.loads(line)
            if number == 1:
                head = {"policy": str(data["policy"]), "base": dict(data["base"])}
            else:
                probes.append(_probe(data))
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append(Problem("not a recorded probe", Span(str(path), number, 1), "record them with --record"))
    if not head and not problems:
        problems.append(Problem("not a recorded probe", Span(str(path), 1, 1), "record them with --record"))
    if problems:
        raise InputError(problems[:5])
    return ProbeSet(head["policy"], head["base"], tuple(probes))


def _probe(data: Mapping[str, Any]) -> Probe:
    state, role = str(data["leg"]).split(" ")
    answer = Answer(str(data["answer"]), {str(rule): str(word) for rule, word in data["rules"].items()})
    return Probe(str(data["rule"]), str(data["at"]), (state, role), dict(data["request"]), answer)


def _line(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(", ", ": "))


def read_equivalents(path: Path) -> dict[str, str]:
    """Mutants that change nothing anybody could notice, by id, with the reason why.

    The file maps ids to reasons. A file that is not there lists none.

    Raises:
        InputError: the file is no such map.
    """
    if not path.exists():
        return {}
    document, problems = read_document(path, str(path))
    if not problems and not isinstance(document.data, dict):
        problems = [Problem("a file of equivalent mutants maps their ids to reasons", document.span())]
    if not problems:
        problems = [
            Problem(f"the mutant `{name}` is called equivalent without a reason", document.span((name,)))
            for name, reason in document.data.items()
            if not isinstance(reason, str) or not reason.strip()
        ]
    if problems:
        raise InputError(problems)
    return dict(document.data)


def differences(old: ProbeSet | None, new: ProbeSet) -> dict[str, int]:
    """How many probes were ``added``, are ``gone``, and are ``changed`` in their answers."""
    before = {_key(old, probe): probe.answer for probe in old.probes} if old is not None else {}
    after = {_key(new, probe): probe.answer for probe in new.probes}
    return {
        "added": len(after.keys() - before.keys()),
        "gone": len(before.keys() - after.keys()),
        "changed": sum(before[key] != after[key] for key in after.keys() & before.keys()),
    }


def _key(found: ProbeSet, probe: Probe) -> str:
    return json.dumps([probe.leg, found.request(probe)], sort_keys=True)
