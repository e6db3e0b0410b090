"""What can be done with something due: done in its record, put off, or not told of again."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import due_later
from ruraldesk.services.home import Due
from ruraldesk.texts.dates import told_date
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.session import Session

_DAYS = (1, 7, 30)  # by which something is put off


class DueMenu(QMenu):
    """The menu of one thing."""

    opened = Signal()  # its record is wanted


def menu_of(parent: QWidget, session: Session, due: Due, put_off: int) -> DueMenu:
    """Return the menu of something due; `put_off` counts the others that were put off."""
    menu = DueMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(tr("Do it: open the record"), menu.opened.emit)
    menu.addSeparator()
    may = due_later.may_be_put_off(due) and not session.book.read_only
    for days in _DAYS:
        until = session.day + timedelta(days=days)
        text = tr("Put off until {day}").format(day=told_date(until))
        act = menu.addAction(text, lambda until=until: _put_off(parent, session, due, until))
        act.setEnabled(may)
    never = menu.addAction(tr("Do not remind again"), lambda: _put_off(parent, session, due, None))
    never.setEnabled(may)
    if put_off:
        menu.addSeparator()
        text = tr("Tell of the {count} put off again").format(count=put_off)
        again = menu.addAction(text, lambda: _again(parent, session))
        again.setEnabled(not session.book.read_only)
    return menu


def _put_off(parent: QWidget, session: Session, due: Due, until: date | None) -> None:
    try:
        due_later.put_off(session.book, due, until)
    except UserError as error:
        messages.tell_error(parent, error)
        return
    session.changed.emit("")
    text = tr("Put off: {what}").format(what=due.message)
    messages.tell(parent, text, act=(tr("Tell of it again"), lambda: _again(parent, session, due)))


def _again(parent: QWidget, session: Session, due: Due | None = None) -> None:
    """Tell of one thing again, or of all that were put off."""
    try:
        if due is None:
            due_later.tell_all_again(session.book)
        else:
            due_later.tell_again(session.book, due)
    except UserError as error:
        messages.tell_error(parent, error)
        return
    session.changed.emit("")
