"""What can be done with the marked rows of a ledger, and with the list as it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from ruraldesk.definitions.model import FieldType
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Level, Problem, Stopped, UserError
from ruraldesk.services import entry, exporting
from ruraldesk.services.entry import Saved
from ruraldesk.services.pasted_table import written_cells, written_html
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, jobs, messages, progress
from ruraldesk.ui.dialogs.correcting import ask_why
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.ledger.cells import Row, texts_of

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

MOST_RESTORED = 10_000  # rows that one act takes back
MOST_COPIED = 50_000  # rows on the clipboard, which keeps them in memory several times
_AT_ONCE = 500  # rows read at a time for the clipboard


class TooManyToCopy(UserError):
    """More rows than the clipboard takes."""

    code = "too_many_to_copy"

    def __init__(self) -> None:
        told = tr("At most {count} rows can be copied at once; Export Excel writes the whole list.")
        super().__init__(told.format(count=f"{MOST_COPIED:,}"))


def delete_marked(page: LedgerPage) -> None:
    """Put the marked rows into the recycle bin, after a question."""
    rows = page.marked()
    if not rows:
        return
    if len(rows) == 1:
        record = entry.load(page.session.book, page.form.key, rows[0].uuid)
        name = name_of(page.form, record)
        question = tr("Move “{name}” to the recycle bin?").format(name=name)
    else:
        question = tr("Move these {count} records to the recycle bin?").format(count=len(rows))
    detail = tr("It can be restored from the recycle bin, or taken back with Ctrl+Z.")
    if messages.ask(page, question, yes=tr("To the recycle bin"), detail=detail):
        book, key = page.session.book, page.form.key
        told = tr("{count} records moved to the recycle bin. Ctrl+Z takes it back.")
        _each(
            page,
            rows,
            lambda row, reason: entry.delete(book, key, row.uuid, row.revision, reason),
            told,
        )


@dataclass(slots=True)
class _Outcome:
    """How many rows went, why others stayed, and those to which only a reason is missing."""

    gone: int = 0
    refused: list[str] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    why: Sequence[Problem] = ()


def _each(
    page: LedgerPage,
    rows: Sequence[Row],
    act: Callable[[Row, str], Saved],
    told: str,
    before: tuple[int, Sequence[str]] = (0, ()),
    reason: str = "",
) -> None:
    """Do something with one row after the other; a reason that is missing is asked for once.

    `before` is what was done of them already: how many, and why others stayed.
    """

    def tell(outcome: _Outcome) -> None:
        gone, stayed = before[0] + outcome.gone, [*before[1], *outcome.refused]
        why = ask_why(page, outcome.why) if outcome.waiting else ""
        if why:
            _each(page, outcome.waiting, act, told, (gone, stayed), why)
            return
        if gone:
            page.session.note_change(page.form.key)
        refused = dict.fromkeys([*stayed, *(one.message for one in outcome.why)])
        words = [told.format(count=gone)] if gone or not refused else []
        messages.tell(page, "\n".join([*words, *refused]), "cinnabar" if refused else "pine")

    jobs.run(
        lambda: _done_each(rows, act, reason),
        done=tell,
        failed=lambda error: messages.tell_error(page, error),
        owner=page,
    )


def _done_each(rows: Sequence[Row], act: Callable[[Row, str], Saved], reason: str) -> _Outcome:
    outcome = _Outcome()
    for row in rows:
        try:
            saved = act(row, reason)
        except UserError as error:
            outcome.refused.append(str(error))
            continue
        if entry.needs_reason(saved.problems):
            outcome.waiting.append(row)
            outcome.why = saved.problems
            continue
        blocking = [one.message for one in saved.problems if one.level is Level.BLOCK]
        outcome.refused.extend(blocking)
        outcome.gone += not blocking
    return outcome


def repeat_row(page: LedgerPage) -> None:
    """Begin a new row like the one under the cursor: without its number and what is unique."""
    uuid = page.model.row(page.grid.selection.row).uuid
    if not uuid or not page.grid.cell.settle():
        return
    try:
        record = entry.copy_of(page.session.book, page.form.key, uuid)
    except UserError as error:
        messages.tell_error(page, error)
        return
    page.go_to_new_row()
    page.entering.begin_like(record)


def restore_marked(page: LedgerPage) -> None:
    """Take the marked rows out of the recycle bin; in a list, those that have ended."""
    marked = page.grid.selection.rows[:MOST_RESTORED]
    ended = [page.model.row(row) for row in marked if page.model.has_ended(row)]
    rows = ended or (page.marked() if page.bin else [])
    book, key = page.session.book, page.form.key

    _each(
        page,
        rows,
        lambda row, reason: entry.restore(book, key, row.uuid, reason),
        tr("{count} records restored."),
    )


def copy_marked(page: LedgerPage, then: Callable[[], object] | None = None) -> None:
    """Put the marked cells on the clipboard, as Excel, WPS and LibreOffice take them."""
    selection = page.grid.selection
    if selection.row < 0:
        return
    if len(selection.rows) > MOST_COPIED:
        messages.tell_error(page, TooManyToCopy())
        return
    shown = page.grid.geometry_of_columns.shown
    columns = [page.model.columns()[number] for number in selection.columns if shown(number)]
    ids = [record_id for row in selection.rows if (record_id := page.model.id_at(row))]
    reader = page.reader

    def read(job: Job) -> tuple[str, str]:
        rows: list[Sequence[str]] = []
        keys = [column.key for column in columns]
        for start in range(0, len(ids), _AT_ONCE):
            if job.cancelled():
                raise Stopped
            job.progress(start, len(ids), "")
            records = reader.rows(ids[start : start + _AT_ONCE], keys)
            rows += [texts_of(record, columns) for record in records]
        days = [column.field.shape is FieldType.DATE for column in columns]
        numbers = [column.right for column in columns]
        return written_cells(rows), written_html(rows, numbers, days)

    def take(written: tuple[str, str]) -> None:
        held = QMimeData()
        held.setText(written[0])
        held.setHtml(written[1])
        QGuiApplication.clipboard().setMimeData(held)
        page.copied.emit(len(ids))
        if then is not None:
            then()

    progress.run(page, tr("Copy"), read, done=take)


def export_list(page: LedgerPage) -> None:
    """Write the rows as they stand on screen into an Excel file that the clerk names."""
    folder = folders.proposed(folders.EXPORTS)
    name = legal_name(f"{page.session.book.info.name}_{page.form.title}.xlsx")
    chosen, _ = QFileDialog.getSaveFileName(
        page, tr("Export to Excel"), str(folder / name), tr("Excel workbook (*.xlsx)")
    )
    if chosen:
        export_to(page, Path(chosen))


def export_to(page: LedgerPage, target: Path) -> None:
    """Write the rows as they stand on screen to `target`, with progress and a way to stop."""
    target = target if target.suffix.lower() == ".xlsx" else target.with_name(target.name + ".xlsx")
    folders.keep(folders.EXPORTS, target.parent)
    book, key, query = page.session.book, page.form.key, page.query()

    def tell(count: int) -> None:
        text = tr("{count} rows written to {path}.").format(count=count, path=target)
        url = QUrl.fromLocalFile(str(target))
        messages.tell(page, text, act=(tr("Open"), lambda: QDesktopServices.openUrl(url)))
        page.exported.emit(str(target))

    progress.run(
        page,
        tr("Export to Excel"),
        lambda job: exporting.export_list(
            book, key, query, target, progress=job.progress, cancelled=job.cancelled
        ),
        done=tell,
    )
