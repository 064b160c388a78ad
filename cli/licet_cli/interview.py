"""An interview on a terminal, or with answers that come line by line from a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from licet.problems import InputError, Problem
from licet_cli.terminal import outcome, paint, wrapped

if TYPE_CHECKING:
    from licet.interview import Interview, Question

_QUIT = ("quit", "exit", "q")
_NAMED = 3
"""Rules that are named with a question; `?` names all."""


def converse(interview: Interview, *, quiet: bool = False) -> None:
    """Put questions until the interview is over, the person quits or the input ends.

    Args:
        interview: whose questions are put.
        quiet: the conversation goes to standard error, so that standard output is left to the result.
    """
    _Conversation(interview, sys.stderr if quiet else sys.stdout).run()


class _Conversation:
    def __init__(self, interview: Interview, out: TextIO) -> None:
        self.interview = interview
        self.out = out
        self.piped = not sys.stdin.isatty()

    def run(self) -> None:
        interview = self.interview
        asked: Question | None = None
        while (question := interview.next_question()) is not None:
            if question != asked:
                self._put(question)
                asked = question
            text = self._read()
            if text is None or text.lower() in _QUIT:
                self._say("stopped")
                break
            if text == "?":
                self._why(question)
            elif text.lower() == "back":
                if interview.back():
                    asked = None
                else:
                    self._say("  this is the first question")
            else:
                try:
                    interview.answer(text)
                except InputError as error:
                    self._wrong(error)
        else:
            self._over()
        self._say("")

    def _put(self, question: Question) -> None:
        self._say("")
        so_far = self.interview.decision
        if so_far is not None and self.interview.asked:
            ends = "" if so_far.worst == so_far.best else f" ({so_far.worst} to {so_far.best})"
            self._say(paint(f"so far {so_far.outcome}{ends}", "dim", stream=self.out))
        self._say(paint(wrapped(question.text, "", "  "), "bold", stream=self.out))
        allowed = ", ".join([*question.answers, *([question.form] if question.form else [])])
        if question.default is not None:
            allowed += f" (nothing: {question.default})"
        elif not question.required:
            allowed += ", unknown"
        self._say(wrapped(allowed, "  ", "  "))
        if question.between is not None:
            rules = list(dict.fromkeys(reason.rule for reason in question.why))
            more = f" and {len(rules) - _NAMED} more" if len(rules) > _NAMED else ""
            asks = f"; asked by {', '.join(rules[:_NAMED])}{more}" if rules else ""
            low, high = question.between
            self._say(
                paint(
                    wrapped(f"decides between {low} and {high}{asks} (? says why)", "  ", "  "), "dim", stream=self.out
                )
            )

    def _why(self, question: Question) -> None:
        if question.between is None:
            self._say("  every transfer needs it")
            return
        low, high = question.between
        self._say(f"  it decides between {outcome(low)} and {outcome(high)}")
        said: dict[tuple[str, str], list[str]] = {}
        for reason in question.why:
            said.setdefault((reason.rule, reason.because), []).append(f"{reason.leg.state} {reason.leg.role}")
        cites = {reason.rule: reason.cite for reason in question.why}
        for (rule, because), legs in said.items():
            self._say(wrapped(f"- {rule} ({', '.join(dict.fromkeys(legs))}): {because}", "  ", "    "))
            cite = cites[rule]
            if cite is not None:
                self._say(wrapped(f"{cite.source}, {cite.at}", "    "))
        if not said:
            self._say("  the states' law asks it")

    def _over(self) -> None:
        from licet.evaluate.summary import LAW_OF

        self._say("")
        interview = self.interview
        decision = interview.decision
        assert decision is not None
        if not interview.settled:
            laws = [unknown.question for unknown in decision.unknown if unknown.term.startswith(LAW_OF)]
            left = "; ".join(laws) if laws else "what is still unknown keeps the outcome open"
            self._say(wrapped(f"that is all: {left}"))
        elif decision.outcome == "conditional" and decision.conditions:
            self._say("that is all: the steps left open are listed below")
        else:
            lower = decision.reach[0] != decision.worst
            rest = "unless a step that is still open is refused" if lower else "whatever else is still open"
            self._say(f"settled: {decision.outcome}, {rest}")

    def _wrong(self, error: InputError) -> None:
        for problem in error.problems:
            help_text = f"; {problem.help}" if problem.help else ""
            self._say(wrapped(f"{problem.message}{help_text}", "  ", "    "))

    def _read(self) -> str | None:
        """The next answer, or None where the input ends; piped answers are shown, as a terminal would have shown them."""
        try:
            print("> ", end="", file=self.out, flush=True)
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        except UnicodeDecodeError:
            raise InputError([Problem("the answers are not UTF-8")]) from None
        if not line:
            print(file=self.out)
            return None
        if self.piped:
            print(line.strip(), file=self.out)
        return line.strip()

    def _say(self, text: str) -> None:
        print(text, file=self.out)
