"""Columns for a choice that hold something else: their values tell which list they are from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ruraldesk.definitions.fitting import shown
from ruraldesk.definitions.model import ChoiceList, FieldType
from ruraldesk.definitions.values import NO, YES
from ruraldesk.documents.excel_choices import codes_said
from ruraldesk.documents.heading_targets import Target
from ruraldesk.documents.headings import ColumnMatch, Matcher
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import listed, tr

FEWEST_STRANGERS = 2  # different texts, of which none is in the list, that make a column another
_SHOWN = 3  # of them a sentence names


def settled(
    columns: Sequence[ColumnMatch], texts: Sequence[Sequence[str]], matcher: Matcher
) -> tuple[list[ColumnMatch], list[Problem]]:
    """Return the columns, those for choices checked by what they hold, and what is to be told.

    `texts` holds the cells of each column. Offices call different classifications by one name: a
    column none of whose texts is in the list of its field goes to the free choice field of the
    same ledger whose list has them all; else to the text field that the form names for that, or it
    is left out where no record needs it.
    """
    settled_columns, problems = list(columns), []
    for place, column in enumerate(columns):
        strangers = _strangers(column, texts[place])
        if column.target is None or not strangers:
            continue
        taken = {one.field for one in settled_columns}
        targets = list(matcher.targets.values())
        free = [one for one in _alike(column.target, targets) if one.path not in taken]
        name = matcher.targets.get(matcher.instead.get(column.field, ""))
        fitting = [one for one in free if _knows_all(one.field.choices, texts[place])]
        if len(fitting) == 1:
            settled_columns[place] = replace(column, field=fitting[0].path, target=fitting[0])
            problems.append(_moved(column, fitting[0]))
        elif name is not None and name.path not in taken:
            settled_columns[place] = replace(column, field=name.path, target=name)
            problems.append(_moved_name(column, name))
        elif not column.target.field.required or column.target.rank == 1:
            settled_columns[place] = replace(column, field="", target=None, computed=True)
            problems.append(_left_out(column, column.target, strangers))
    return settled_columns, problems


def _strangers(column: ColumnMatch, texts: Sequence[str]) -> list[str]:
    """Return the texts of a column for a choice when its list has none of them, else nothing."""
    if column.target is None or column.target.field.type is not FieldType.CHOICE:
        return []
    choices = column.target.field.choices
    said = list(dict.fromkeys(text for text in texts if any(map(str.isalnum, text))))
    if _asks_whether(column.heading) and said and {text.lower() for text in said} <= YES | NO:
        return said  # 是否参保 does not say which insurance
    if choices is None or any(codes_said(choices, text)[0] for text in said):
        return []
    return said if len(said) >= FEWEST_STRANGERS else []


def _asks_whether(heading: str) -> bool:
    """Say whether a heading asks whether something is so: 是否参保."""
    return "是否" in heading


def _alike(target: Target, targets: Sequence[Target]) -> Iterator[Target]:
    """Yield the choice fields of the same record."""
    where = target.path.rpartition(".")[0]
    for one in targets:
        if one.field.type is FieldType.CHOICE and one.path.rpartition(".")[0] == where:
            yield one


def _knows_all(choices: ChoiceList | None, texts: Sequence[str]) -> bool:
    return choices is not None and all(codes_said(choices, text)[0] for text in texts if text)


def _moved(column: ColumnMatch, target: Target) -> Problem:
    message = tr(
        "The column “{heading}” holds words of “{label}” and is taken for that. If that is wrong, "
        "say by hand where it goes."
    ).format(heading=column.heading, label=target.field.label)
    return Problem(message=message, level=Level.WARN, field=target.path, code="taken_by_content")


def _moved_name(column: ColumnMatch, target: Target) -> Problem:
    message = tr(
        "The column “{heading}” holds names and is taken for “{label}”. If that is wrong, say by "
        "hand where it goes."
    ).format(heading=column.heading, label=target.field.label)
    return Problem(message=message, level=Level.WARN, field=target.path, code="taken_by_content")


def _left_out(column: ColumnMatch, target: Target, strangers: Sequence[str]) -> Problem:
    message = tr(
        "The column “{heading}” is not taken in: “{label}” has none of its words ({words}). If it "
        "belongs there, put words of that list into the table."
    ).format(
        heading=column.heading,
        label=target.field.label,
        words=listed(map(shown, strangers[:_SHOWN])) + ("…" if len(strangers) > _SHOWN else ""),
    )
    return Problem(message=message, level=Level.WARN, field=target.path, code="choices_unknown")
