"""Where each problem of a record is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import Problem

_IN_A_LINE = re.compile(r"(?P<lines>\w+)\[(?P<number>\d+)\](\.(?P<field>\w+))?")


@dataclass(slots=True)
class Sorted:
    """Problems by the place where their sentence stands."""

    fields: dict[str, list[Problem]] = field(default_factory=dict)
    cells: dict[str, list[tuple[int, str, Problem]]] = field(default_factory=dict)  # row from 0
    lines: dict[str, list[Problem]] = field(default_factory=dict)  # about all rows of a tab
    record: list[Problem] = field(default_factory=list)  # about no field of the form


def sort_problems(
    form: FormDef,
    problems: Iterable[Problem],
    unreadable: Mapping[str, str],
    visible: Iterable[str],
) -> Sorted:
    """Return `problems` by place.

    Where the text of a field is no value, its own sentence (`unreadable`) takes the place of what
    was said about the missing value. What concerns another ledger's record, or a field that is not
    on screen, is said above.
    """
    found = Sorted()
    lines = {one.key for one in form.lines}
    seen = set(visible)
    for key, sentence in unreadable.items():
        told = Problem(message=sentence, form=form.key, field=key, code="unreadable")
        found.fields[key] = [told]
    for problem in problems:
        if problem.form not in ("", form.key):
            found.record.append(problem)  # of another ledger, found because of this record
            continue
        match = _IN_A_LINE.fullmatch(problem.field)
        if match is not None and match["lines"] in lines:
            place = (int(match["number"]) - 1, match["field"] or "", problem)
            found.cells.setdefault(match["lines"], []).append(place)
        elif problem.field in lines:
            found.lines.setdefault(problem.field, []).append(problem)
        elif problem.field in unreadable:
            continue
        elif problem.field in seen:
            found.fields.setdefault(problem.field, []).append(problem)
        else:
            found.record.append(problem)
    return found
