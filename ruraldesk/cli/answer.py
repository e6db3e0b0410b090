"""What a command answers: one JSON document for scripts, plain sentences for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A command's result: `document` for `--json`, `lines` for reading, `problems` for both."""

    document: Mapping[str, Any]
    lines: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    refused: bool = False
    misused: bool = False  # the command was not written as it must be
    places: Mapping[str, str] = field(default_factory=dict)  # where problems are, by record
    listed: bool = field(default=False)  # the document shows `problems` even when there are none

    @property
    def exit_code(self) -> int:
        """0 when done, 1 when something was refused, 2 for wrong usage."""
        if self.misused:
            return WRONG_USAGE
        return REFUSED if self.refused else DONE


def blocked(problems: Sequence[Problem]) -> bool:
    """Say whether any of the problems keeps the act from being done."""
    return any(problem.level is Level.BLOCK for problem in problems)


def print_answer(answer: Answer, *, as_json: bool) -> None:
    """Print the JSON document on standard output, or the sentences; messages on standard error."""
    if as_json:
        document = dict(answer.document)
        if answer.problems or answer.listed or answer.exit_code != DONE:
            document["problems"] = [problem.as_json() for problem in answer.problems]
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        for line in answer.lines:
            sys.stdout.write(f"{line}\n")
    for problem in answer.problems:
        sys.stderr.write(f"{problem_line(problem, answer.places)}\n")


def problem_line(problem: Problem, places: Mapping[str, str]) -> str:
    """Return one problem as a line: its weight, its place, its sentence."""
    weight = {
        Level.BLOCK: tr("Must be mended"),
        Level.WARN: tr("Please check"),
        Level.INFORM: tr("Note"),
    }[problem.level]
    row = f"#{problem.row}" if problem.row is not None else ""
    keys = " ".join(filter(None, (problem.form, row, problem.field)))
    place = places.get(problem.record, keys)
    return f"[{weight}] {place + ': ' if place else ''}{problem.message}"
