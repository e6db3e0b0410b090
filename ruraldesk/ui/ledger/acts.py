"""What can be done with the marked rows of a ledger, and with the list as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from ruraldesk.errors import UserError
from ruraldesk.services import entry, exporting
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages, preferences, progress
from ruraldesk.ui.ledger.cells import Row, make_row

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.ui.ledger.page import LedgerPage

_AT_ONCE = 500  # rows read at a time for the clipboard


def delete_marked(page: LedgerPage) -> None:
    """Put the marked rows into the recycle bin, after a question."""
    rows = page.marked()
    if not rows:
        return
    if len(rows) == 1:
        name = " ".join(text for text in rows[0].texts[:2] if text)  # as the row begins
        question = tr("Move “{name}” to the recycle bin?").format(name=name)
    else:
        question = tr("Move these {count} records to the recycle bin?").format(count=len(rows))
    detail = tr("It can be restored from the recycle bin, or taken back with Ctrl+Z.")
    if messages.ask(page, question, yes=tr("To the recycle bin"), detail=detail):
        book, key = page.session.book, page.form.key
        jobs.run(
            lambda: _delete(book, key, rows),
            done=lambda done: _tell_deleted(page, done),
            failed=lambda error: messages.tell_error(page, error),
            owner=page,
        )


def _delete(book: Book, form_key: str, rows: Sequence[Row]) -> tuple[int, list[str]]:
    """Delete one row after the other; return how many went, and why the others stayed."""
    gone, refused = 0, []
    for row in rows:
        try:
            saved = entry.delete(book, form_key, row.uuid, row.revision)
        except UserError as error:
            refused.append(str(error))
            continue
        blocking = [problem.message for problem in saved.problems if problem.level == "block"]
        refused.extend(blocking)
        gone += not blocking
    return gone, refused


def _tell_deleted(page: LedgerPage, outcome: tuple[int, list[str]]) -> None:
    gone, refused = outcome
    if gone:
        page.session.note_change(page.form.key)
    told = tr("{count} records moved to the recycle bin. Ctrl+Z takes it back.").format(count=gone)
    if refused:
        told = "\n".join([told if gone else "", *dict.fromkeys(refused)]).strip()
    messages.tell(page, told, "cinnabar" if refused else "pine")


def restore_marked(page: LedgerPage) -> None:
    """Take the marked rows out of the recycle bin."""
    rows = page.marked()
    book, key = page.session.book, page.form.key

    def restore() -> int:
        for row in rows:
            entry.restore(book, key, row.uuid)
        return len(rows)

    def tell(count: int) -> None:
        page.session.note_change(key)
        messages.tell(page, tr("{count} records restored.").format(count=count))

    jobs.run(
        restore,
        done=tell,
        failed=lambda error: messages.tell_error(page, error),
        owner=page,
    )


def copy_marked(page: LedgerPage) -> None:
    """Put the marked cells on the clipboard, as text with tabs that Excel takes as cells."""
    selection = page.grid.selection
    if selection.row < 0:
        return
    columns = [page.model.columns()[number] for number in selection.columns]
    ids = [page.model.id_at(number) for number in selection.rows]
    reader = page.reader

    def read() -> str:
        lines: list[str] = []
        keys = [column.key for column in columns]
        for start in range(0, len(ids), _AT_ONCE):
            records = reader.rows(ids[start : start + _AT_ONCE], keys)
            lines += ["\t".join(make_row(record, columns).texts) for record in records]
        return "\n".join(lines)

    def take(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        page.copied.emit(len(ids))

    jobs.run(
        read,
        done=take,
        failed=lambda error: messages.tell_error(page, error),
        owner=page,
    )


def export_list(page: LedgerPage) -> None:
    """Write the rows as they stand on screen into an Excel file that the clerk names."""
    folder = Path(preferences.load("export_folder", str(Path.home())))
    name = legal_name(f"{page.session.book.info.name}_{page.form.title}.xlsx")
    chosen, _ = QFileDialog.getSaveFileName(
        page, tr("Export to Excel"), str(folder / name), tr("Excel workbook (*.xlsx)")
    )
    if chosen:
        export_to(page, Path(chosen))


def export_to(page: LedgerPage, target: Path) -> None:
    """Write the rows as they stand on screen to `target`, with progress and a way to stop."""
    target = target if target.suffix.lower() == ".xlsx" else target.with_name(target.name + ".xlsx")
    preferences.keep("export_folder", str(target.parent))
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
