"""Proofs as text: the verdict first, then the witnesses as requests, with what each version says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from licet.compare import Side
from licet.proofs import ClaimReport, ClaimResult, LegAnswer, PartComparison, Witness, together
from licet_cli.render.decision import NOTICE
from licet_cli.terminal import outcome, paint, wrapped

_COLOURS = {
    "equivalent": "green",
    "stricter": "red",
    "looser": "cyan",
    "incomparable": "yellow",
    "not decided": "yellow",
    "proved": "green",
    "refuted": "red",
}
_HEADS = {
    "stricter": "stricter: {} transfer that fares worse",
    "looser": "looser: {} transfer that fares better",
    "grounds": "{} transfer with the same outcome on other grounds",
}
_GROUNDS = 4


def render_comparison(before: Side, after: Side, parts: Sequence[PartComparison], given: str | None) -> str:
    """The verdict as a whole, then part by part; parts that are equivalent in one line."""
    whole = together(parts)
    lines = [f"{_painted(whole)}  {_what(before, after)}"]
    if given is not None:
        lines.append(f"  given {given}")
    same = [part for part in parts if part.verdict == "equivalent" and not part.witnesses]
    for part in parts:
        if part in same:
            continue
        lines += ["", f"{_painted(part.verdict)}  {_name(part)}"]
        for direction in part.not_decided:
            lines.append(f"  whether it is {_undecided(direction)} was not decided in time")
        for name, witness in part.witnesses.items():
            lines += [f"  {_HEADS[name].format(_article(witness.least))}", *_witness(witness, before, after)]
    if same and len(same) < len(parts):
        lines += ["", wrapped(f"equivalent: {', '.join(map(_name, same))}")]
    elif same:
        lines.append(wrapped(f"for all transfers: {', '.join(map(_name, same))}", "  "))
    return "\n".join([*lines, "", paint(NOTICE, "dim")])


def _article(least: bool) -> str:
    return "the smallest" if least else "not the smallest perhaps, for the time was up, but a"


def _undecided(direction: str) -> str:
    return "on other grounds" if direction == "grounds" else direction


def _what(before: Side, after: Side) -> str:
    parts = []
    if before.library.digest != after.library.digest:
        parts.append(f"library {before.library.digest[7:19]} → {after.library.digest[7:19]}")
    parts.append(f"on {before.date}" if before.date == after.date else f"{before.date} → {after.date}")
    if before.layers != after.layers:
        parts.append(f"layers {', '.join(before.layers)} → {', '.join(after.layers)}")
    return ", ".join(parts)


def _name(part: PartComparison | ClaimResult) -> str:
    of = f", {part.part.of}" if part.part.of else ""
    return f"{part.part.state} as {part.part.role}{of}"


def _painted(word: str) -> str:
    return paint(word, _COLOURS[word])


def _witness(witness: Witness, before: Side, after: Side) -> list[str]:
    answers = ((f"before ({before.date})", witness.before), (f"after ({after.date})", witness.after))
    if before.date == after.date:
        answers = (("before", witness.before), ("after", witness.after))
    return [*_request(witness.request), *(_answer(name, answer) for name, answer in answers)]


def _request(request: dict[str, Any]) -> list[str]:
    text = yaml.safe_dump(request, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
    return [f"      {line}" for line in text.splitlines()]


def _answer(name: str, answer: LegAnswer) -> str:
    worst, best = answer.interval
    said = outcome(worst.word) if worst == best else f"{outcome(worst.word)} to {outcome(best.word)}"
    if not answer.grounds:
        return f"    {name}: {said}"
    rest = f" and {len(answer.grounds) - _GROUNDS} more" if len(answer.grounds) > _GROUNDS else ""
    return wrapped(f"{name}: {said}, because of {', '.join(answer.grounds[:_GROUNDS])}{rest}", "    ", "      ")


# claims


def render_claims(reports: Sequence[ClaimReport], *, many: bool) -> str:
    """Each claim with its verdict; what is refuted with its witness."""
    lines: list[str] = []
    for report in reports:
        lines += _claim(report, many)
    if many:
        counts = dict.fromkeys(("proved", "refuted", "not decided"), 0)
        for report in reports:
            counts[report.status] += 1
        lines += ["", ", ".join(f"{count} {status}" for status, count in counts.items() if count or status == "proved")]
    return "\n".join([*lines, "", paint(NOTICE, "dim")])


def _claim(report: ClaimReport, many: bool) -> list[str]:
    entry = report.claim.entry
    head = (
        f"{_painted(report.status)}  {entry.id}: {entry.title}" if many else f"{_painted(report.status)}  {entry.title}"
    )
    lines = [head]
    open_ = [result for result in report.results if result.status != "proved"]
    if not many:
        lines += [f"  proved for {_name(result)}, {_days(result)}" for result in report.results if result not in open_]
    elif open_ and report.claim.span is not None:
        lines.append(f"  {report.claim.span}")
    for result in open_:
        lines += _failure(result)
    return lines


def _failure(result: ClaimResult) -> Iterable[str]:
    if result.status == "not decided":
        limit = "" if result.seconds is None else f" in {result.seconds:g} s"
        yield f"  not decided{limit} for {_name(result)}"
        return
    yield f"  refuted for {_name(result)}{'' if result.note is None else f': {result.note}'}"
    if result.change is not None:
        yield from _request(result.change.request)
        yield _answer("the day before", result.change.before)
        yield _answer("on the day", result.change.after)
    if result.counterexample is not None:
        if not result.counterexample.least:
            yield "  by this transfer; the time was up while a smaller one was looked for"
        yield from _request(result.counterexample.request)
        yield _answer("answer", result.counterexample.answer)
        if result.counterexample.law is not None:
            yield _answer("the law alone", result.counterexample.law)


def _days(result: ClaimResult) -> str:
    pieces = f" ({result.stretches} stretches on which nothing changes)" if result.stretches > 1 else ""
    if result.stretches == 1 and result.first is not None and result.until is not None:
        return f"on {result.first}" if (result.until - result.first).days == 1 else f"{result.first} to {result.until}"
    if result.first is None and result.until is None:
        return f"on all days{pieces}"
    first = "" if result.first is None else f" from {result.first}"
    until = "" if result.until is None else f" before {result.until}"
    return f"on all days{first}{until}{pieces}"
