"""A record that a unit handed in, opened at the office above: its next report says it anew."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ruraldesk.definitions.names import name_of
from ruraldesk.services import receipts, reported_records
from ruraldesk.services.reporting_board import Taken
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.reporting.comment_dialog import CommentDialog
from ruraldesk.ui.session import Session


class Origin(QObject):
    """Says above such a record what becomes of changes, and offers to comment on it instead."""

    def __init__(self, session: Session, panel: EntryPanel) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._latest = jobs.Latest(self)
        self.report: Taken | None = None  # the last one of the record's unit
        panel.begun.connect(self._look)

    def _look(self) -> None:
        self._show(None)
        book, panel = self._session.book, self._panel
        form, record = panel.door.form.key, panel.working.base
        if not panel.working.is_new and not panel.notice.text():
            self._latest.run(
                lambda: reported_records.report_of(book, form, record), done=self._show
            )

    def _show(self, report: Taken | None) -> None:
        self.report = report
        self._panel.foot.offer_comment(None if report is None else self.write_comment)
        if report is not None:
            told = tr(
                "Handed in by {unit}: its next report overwrites what is changed here. Write a "
                "comment, and let the unit put it right."
            )
            self._panel.notice.tell(told.format(unit=report.unit_name), "sky")

    def write_comment(self) -> None:
        """Ask for a comment on the record, to go down to its unit with the next receipt."""
        report, panel, book = self.report, self._panel, self._session.book
        if report is None:
            return
        form, record = panel.door.form, panel.working.base
        name, field = name_of(form, record), panel.pages.page.stood_in
        dialog = CommentDialog.on_record(
            report.unit_name, form, record.uuid, name, field, panel.window()
        )
        if not dialog.exec():
            return
        said = dialog.written()
        place = (said.form, said.record, said.field)
        jobs.run(
            lambda: receipts.comment(
                book, report.unit, report.month, *place, said.text, level=said.level
            ),
            done=self._tell,
            failed=lambda error: messages.tell_error(panel, error),
            owner=self,
        )

    def _tell(self, _: object) -> None:
        self._session.note_change()
        told = tr("The comment is kept; it goes down with the next receipt.")
        messages.tell(self._panel, told)
