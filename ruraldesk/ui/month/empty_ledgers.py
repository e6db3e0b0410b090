"""Ledgers that are empty in a month: why, and whether they are kept here at all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ruraldesk.services import nil_reports
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.reason import ReasonDialog
from ruraldesk.ui.session import Session


def asked(session: Session, form: str, parent: QWidget) -> Callable[[], None] | None:
    """Ask why a ledger has nothing of the month; return what keeps the answer, None for none.

    Of a ledger that never held anything one may say that it is not kept here at all.
    """
    book, month, title = session.book, session.month, tr(session.form(form).title)
    unused = form in nil_reports.never_begun(book, month)
    dialog = ReasonDialog(
        tr("Nothing in “{form}”").format(form=title),
        tr(
            "{form} has no record of {month}. An empty ledger could as well be forgotten: say "
            "in a few words why there is nothing, and it is reported so."
        ).format(form=title, month=told_month(month)),
        tr("Report nothing"),
        parent,
        tr("This ledger is not kept here: report it so in every month") if unused else "",
    )
    if not dialog.exec():
        return None
    reason = dialog.text()
    if dialog.tick.isChecked():
        return lambda: nil_reports.not_kept(book, form, month, reason)
    return lambda: nil_reports.nil_report(book, form, month, reason)


def taken_back(session: Session, form: str, reason: str, parent: QWidget) -> bool:
    """Ask whether a ledger that is not kept is to be kept from now on."""
    return messages.ask(
        parent,
        tr("“{form}” is not kept here: {reason}").format(
            form=tr(session.form(form).title), reason=reason
        ),
        yes=tr("Keep it again"),
        detail=tr(
            "Every month reports it so. Kept again, it needs a record or a reason in each month."
        ),
    )
