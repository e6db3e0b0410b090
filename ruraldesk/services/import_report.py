"""What is told after an import: refused rows with their reasons, and what is worth a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.through import through_of
from ruraldesk.documents.excel_rows import Ignored
from ruraldesk.documents.understanding import Understanding, second_table
from ruraldesk.errors import Level, Problem
from ruraldesk.services.import_items import Item
from ruraldesk.services.import_rows import Gathered
from ruraldesk.store.book import Book
from ruraldesk.store.bulk import Counts
from ruraldesk.texts.translate import listed, tr

ROWS_SHOWN = 10  # row numbers that a sentence names


@dataclass(slots=True)
class Refusals:
    """The rows that are refused, with their reasons, and notes on those that are not.

    A record of several rows is refused with all of them.
    """

    gathered: Gathered
    rows: dict[int, list[str]] = field(default_factory=dict)
    blocking: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with what was wrong with the rows by themselves, told once."""
        for problem in dict.fromkeys(self.gathered.problems):
            if problem.level is Level.BLOCK:
                self._refuse(problem, [problem.row or 0])

    def add(self, problems: Iterable[Problem]) -> None:
        """Add what the book said, whose `row` is the 1-based place among the items."""
        found = list(problems)
        items = self.gathered.items
        lost = {
            items[one.row - 1].uuid: items[one.row - 1].rows[0]
            for one in found
            if one.row is not None and one.level is Level.BLOCK and one.code != "reference"
        }
        for one in items:  # what belongs to a lost record is lost with it: source, share, receipt
            owner = next(
                (lost[key] for key in one.values.values() if isinstance(key, str) and key in lost),
                None,
            )
            if owner is not None:
                lost.setdefault(one.uuid, owner)
        for problem in found:
            item = items[problem.row - 1] if problem.row is not None else None
            if item is None:
                self.notes.append(problem)
                continue
            told = _with_place(problem, item, lost)
            if told is None:
                continue
            if problem.level is Level.BLOCK:
                self._refuse(told, item.rows)
            else:
                self.notes.append(told)
        noted = dict.fromkeys(self.gathered.problems)
        self.notes += [one for one in noted if one.level is not Level.BLOCK]

    def _refuse(self, problem: Problem, rows: Sequence[int]) -> None:
        self.blocking.append(problem)
        for row in rows:
            reasons = self.rows.setdefault(row, [])
            if problem.message not in reasons:
                reasons.append(problem.message)


def _with_place(problem: Problem, item: Item, lost: Mapping[str, int]) -> Problem | None:
    """Return a problem of a record with the table's row, also in its sentence.

    None for what only follows from another problem of the same row.
    """
    row = item.rows[0]
    other = next(
        (lost[value] for value in item.values.values() if isinstance(value, str) and value in lost),
        None,
    )
    if problem.code == "reference" and other == row:
        return None
    if problem.code == "reference" and other is not None:
        message = tr("Row {row} belongs to row {other}, which is refused. Correct that row first.")
        return replace(problem, message=message.format(row=row, other=other), row=row)
    message = tr("Row {row}: {reason}").format(row=row, reason=problem.message)
    return replace(problem, message=message, row=row)


def renamed_problems(
    items: Iterable[Item], stored: Mapping[str, Mapping[str, Record]]
) -> Iterator[Problem]:
    """Doubt rows that give a known record another name: they may be about somebody else."""
    for item in items:
        before = stored.get(item.form.key, {}).get(item.uuid)
        if before is None:
            continue
        for one, old, new in item.renamed(before):
            message = tr(
                "Row {row}, “{label}”: the book has “{old}”, the table says “{new}”. If this is "
                "another record, correct the number by which it was found."
            ).format(row=item.rows[0], label=tr(one.label), old=old, new=new)
            yield Problem(
                message=message,
                level=Level.WARN,
                form=item.form.key,
                record=item.uuid,
                row=item.rows[0],
                field=one.key,
                code="renamed",
            )


def made_besides(book: Book, form: FormDef, counts: Mapping[str, Counts]) -> Iterator[Problem]:
    """Tell how many records that the rows only refer to were made with them, or filled up."""
    others = {other.key: other for _, other in through_of(form, book.definitions.forms)}
    for key, other in others.items():
        told = counts.get(key)
        if told is None or not (told.added or told.changed):
            continue
        message = tr(
            "“{form}” got {added} new records besides, which the rows describe; {changed} that it "
            "had were completed."
        ).format(form=tr(other.title), added=told.added, changed=told.changed)
        yield Problem(message=message, level=Level.INFORM, form=key, code="made_besides")


def notes_with_rows(ignored: Ignored) -> Iterator[Problem]:
    """Tell hidden rows that were taken in, and where another table ended the reading."""
    if ignored.hidden:
        message = tr("The sheet hides rows that are taken in as well: {rows}.").format(
            rows=_numbers(ignored.hidden)
        )
        yield Problem(message=message, level=Level.WARN, row=ignored.hidden[0], code="hidden_rows")
    if ignored.ended:
        yield second_table(ignored.ended)


def notes_together(notes: Iterable[Problem], found: Understanding) -> list[Problem]:
    """Tell once what is to be told of many cells of a column."""
    told: dict[tuple[str, str], list[Problem]] = {}
    for note in notes:
        alone = note.code if note.code in _TOGETHER else f"{id(note)}"
        told.setdefault((alone, note.field if note.code in _TOGETHER else ""), []).append(note)
    return [_together(group, found) for group in told.values()]


_TOGETHER = frozenset({"month_only", "place_above", "rounded", "year_added"})


def _together(group: Sequence[Problem], found: Understanding) -> Problem:
    first = group[0]
    if len(group) == 1:
        return first
    heading = next(one.heading for one in found.columns if one.field == first.field)
    rows = _numbers([one.row for one in group if one.row is not None])
    message = {
        "month_only": tr(
            "“{heading}”: {count} cells name no day; the first of the month is taken (rows {rows})."
        ),
        "rounded": tr(
            "“{heading}”: {count} cells are finer than can be kept and were rounded (rows {rows})."
        ),
        "year_added": tr(
            "“{heading}”: {count} cells name no year; the year of the table is taken (rows {rows})."
        ),
        "place_above": tr(
            "“{heading}”: {count} cells are empty; the place above is taken (rows {rows})."
        ),
    }[first.code]
    return replace(first, message=message.format(heading=heading, count=len(group), rows=rows))


def _numbers(rows: Sequence[int]) -> str:
    shown = listed(str(row) for row in rows[:ROWS_SHOWN])
    return shown + ("…" if len(rows) > ROWS_SHOWN else "")


def write_error_book(
    book: Book, found: Understanding, refusals: Refusals, file: Path, notes: list[Problem]
) -> Path | None:
    """Write the refused rows beside the file, or else beside the book; None when there are none.

    A file that is there already may be one that somebody is correcting: it stays. Where nothing
    can be written a note says so; what was taken in stays taken in.
    """
    from ruraldesk.documents.error_book import write_errors
    from ruraldesk.documents.replacing import CannotWrite

    rows = {row: reasons for row, reasons in refusals.rows.items() if row}
    if not rows:
        return None
    failure = ""
    for folder in (file.parent, book.path.parent):
        target = _free_name(folder, file.stem)
        try:
            write_errors(found, rows, target, refusals.gathered.context)
        except CannotWrite as error:
            failure = str(error)
            continue
        return target
    message = tr("The refused rows could not be written to a file: {reason}").format(reason=failure)
    notes.append(Problem(message=message, level=Level.WARN, code="no_error_file"))
    return None


def _free_name(folder: Path, stem: str) -> Path:
    name = f"{stem}_{tr('refused')}"
    numbers = ("", *(f"({number})" for number in range(2, 1000)))
    names = (folder / f"{name}{number}.xlsx" for number in numbers)
    return next((path for path in names if not path.exists()), folder / f"{name}.xlsx")
