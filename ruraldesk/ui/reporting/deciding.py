"""What the buttons beside the matrix do: accept, send back, comment, look at all changes, note."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from ruraldesk.services import merging, receipts, reporting_board, reporting_status
from ruraldesk.services.month_changes import RowDifference
from ruraldesk.services.reporting_board import UnitReport
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.reporting.changes_dialog import ChangesDialog
from ruraldesk.ui.reporting.comment_dialog import CommentDialog, Written
from ruraldesk.ui.reporting.detail import ACCEPT, BACK, CHANGES, COMMENT, NOTE, RETURN, Detail
from ruraldesk.ui.session import Session

_NAMED = 8  # units that a question names


class Deciding(QObject):
    """Does what is asked of the report that is shown at the right."""

    record_wanted = Signal(str, str)  # form key, UUID

    def __init__(self, session: Session, detail: Detail) -> None:
        super().__init__(detail)
        self._session, self._detail = session, detail
        detail.asked.connect(self._do)
        detail.settled.connect(self.settle)

    def _do(self, key: str) -> None:
        report = self._detail.report()
        acts: dict[str, Callable[[UnitReport], object]] = {
            ACCEPT: self.accept,
            RETURN: self.send_back,
            COMMENT: self.write_comment,
            CHANGES: self.show_changes,
            NOTE: self.note_tables,
            BACK: self.take_back,
        }
        if report is not None and key in acts:
            acts[key](report)

    def accept(self, report: UnitReport) -> None:
        """Accept the report; what had to be mended is settled with it."""
        book = self._session.book
        told = tr("{unit}, {month}: accepted. The receipt says so.")
        self._change(lambda: receipts.accept(book, report.unit, report.month), _told(told, report))

    def send_back(self, report: UnitReport) -> None:
        """Return the report; its comments say why."""
        book = self._session.book
        told = tr("{unit}, {month}: returned. Give the unit its receipt with the comments.")
        self._change(
            lambda: receipts.send_back(book, report.unit, report.month), _told(told, report)
        )

    def settle(self, uuid: str) -> None:
        """Say that a comment asks for nothing any more."""
        book = self._session.book
        self._change(lambda: receipts.settle(book, uuid), tr("Settled."))

    def note_tables(self, report: UnitReport) -> None:
        """Note that a unit without the program has handed in tables, once that is confirmed."""
        book, by = self._session.book, self._session.operator
        question = tr("Count {unit} as having reported {month} with tables?")
        agreed = messages.ask(
            self._detail.window(),
            _told(question, report),
            yes=tr("Note it"),
            detail=tr("Import its tables into the ledgers, with the unit chosen, before or after."),
        )
        if agreed:
            told = tr("{unit}, {month}: noted as reported with tables.")
            self._change(
                lambda: reporting_status.note_report(book, report.unit, report.month, operator=by),
                _told(told, report),
            )

    def take_back(self, report: UnitReport) -> None:
        """Take back the batch with which the report came in, once that is confirmed."""
        book, by, last = self._session.book, self._session.operator, report.last
        if last is None:
            return
        names = reporting_board.batch_of(book, last.batch)
        told = tr("{count} reports came in together and go back together: {names}")
        shown = listed(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
        agreed = messages.ask(
            self._detail.window(),
            _told(tr("Take back what came in from {unit} for {month}?"), report),
            yes=tr("Take back"),
            detail=told.format(count=len(names), names=shown) if len(names) > 1 else "",
        )
        if agreed:
            self._change(
                lambda: merging.unmerge(book, last.batch, operator=by),
                _told(tr("{unit}, {month}: taken back; everything is as it was before."), report),
            )

    def write_comment(self, report: UnitReport) -> None:
        """Ask for a comment on the month or one of its ledgers."""
        forms = [self._session.form(one.form) for one in report.ledgers]
        dialog = CommentDialog(report.name, forms, self._detail.window())
        if dialog.exec():
            self._keep(report, dialog.written())

    def show_changes(self, report: UnitReport) -> None:
        """Show all records that the report changed."""
        book = self._session.book

        def show(changes: list[RowDifference]) -> None:
            self.open_changes(report, changes)

        jobs.run(
            lambda: reporting_board.row_changes(book, report.unit, report.month),
            done=show,
            failed=lambda error: messages.tell_error(self._detail, error),
            owner=self,
        )

    def open_changes(self, report: UnitReport, changes: Sequence[RowDifference]) -> ChangesDialog:
        """Open the list of what was changed."""
        dialog = ChangesDialog(self._session, report, changes, self._detail.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.record_wanted.connect(self.record_wanted)
        dialog.comment_wanted.connect(
            lambda form, uuid, name: self._comment_on(dialog, report, form, uuid, name)
        )
        dialog.open()
        return dialog

    def _comment_on(
        self, over: ChangesDialog, report: UnitReport, form_key: str, uuid: str, name: str
    ) -> None:
        form, one = self._session.form(form_key), over.current()
        changes = one.fields if one is not None and one.kind == "changed" else ()
        labels = {field.label for field in changes}  # of a new record all is new
        changed = next((field.key for field in form.asked() if tr(field.label) in labels), "")
        asking = CommentDialog.on_record(report.name, form, uuid, name, changed, over)
        if asking.exec():
            self._keep(report, asking.written())

    def _keep(self, report: UnitReport, said: Written) -> None:
        book = self._session.book

        def keep() -> object:
            return receipts.comment(
                book,
                report.unit,
                report.month,
                said.form,
                said.record,
                said.field,
                said.text,
                level=said.level,
            )

        self._change(keep, tr("The comment is kept; it goes down with the next receipt."))

    def _change(self, act: Callable[[], object], told: str) -> None:
        def done(_: object) -> None:
            self._session.note_change()
            messages.tell(self._detail, told)

        jobs.run(
            act,
            done=done,
            failed=lambda error: messages.tell_error(self._detail, error),
            owner=self,
        )


def _told(text: str, report: UnitReport) -> str:
    return text.format(unit=report.name, month=told_month(report.month))
