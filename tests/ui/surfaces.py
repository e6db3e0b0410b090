"""All pages and dialogs of the window by their names, made from a book of the shipped forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from ruraldesk.definitions.model import Record
from ruraldesk.services import briefs
from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.ui.pages import NOT_LEDGERS
from ruraldesk.ui.session import Session

TOWN, MONTH = "410726104000", "2023-11"
PAGES = (*NOT_LEDGERS, "project", "cadre", "unit")
ENTRIES = ("project", "cadre", "grid_event")
"""Ledgers that are also shown with an empty entry at the side."""


def shipped_book(path: Path, name: str = "王楼镇") -> Book:
    """Make a town's book with two villages and a project."""
    book = Book.create(path, shipped_definitions(), BookInfo(unit=TOWN, name=name, level="town"))
    book.settings["as_of"] = "2023-11-16"
    book.settings["operator"] = "Chen"
    for number, village in ((1, "Huangsi"), (2, "Wuxing")):
        save(book, "unit", code=f"4107261042{number:02}", name=village, level="village")
    save(book, "project", unit="410726104201", name="Road", stage="proposed")
    return book


def save(book: Book, form: str, **values: object) -> Record:
    saved = book.records.save(form, Record(values=dict(values)))  # type: ignore[arg-type]
    assert not saved.refused, saved.problems
    assert saved.record is not None
    return saved.record


def focusable(root: QWidget) -> list[QWidget]:
    """Return what Tab reaches in `root`."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.isEnabled()
        and one.isVisible()
    ]


def _settings(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.settings import SettingsDialog

    return SettingsDialog(session.book, None)


def _new_book(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.new_book import NewBookDialog

    return NewBookDialog(None)


def _export(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.exporting import ExportDialog

    return ExportDialog(session.book, MONTH, None)


def _import(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.importing import ImportDialog

    return ImportDialog(session.book, session.form("project"), None)


def _printing(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.printing import PrintDialog

    return PrintDialog(session.book, session.form("project"), None, None)


def _help(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.help import HelpDialog

    return HelpDialog(None)


def _about(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.about import AboutDialog

    return AboutDialog(None)


def _password(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.password import PasswordDialog

    return PasswordDialog(None, Path("book.rdb"))


def _reason(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.reason import ReasonDialog

    return ReasonDialog("Reopen", "Why?", "Reopen", None)


def _figures(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.figure_picker import FigurePicker

    return FigurePicker(briefs.figure_choices(session.book), str)


def _history(session: Session) -> QDialog:
    from ruraldesk.ui.dialogs.history import HistoryDialog

    record = next(iter(session.book.records.find("project")))
    return HistoryDialog(session.book, session.form("project"), record.uuid)


def _pack(session: Session) -> QDialog:
    from ruraldesk.ui.handing.wizard import PackWizard

    return PackWizard(session, None)


def _receipts(session: Session) -> QDialog:
    from ruraldesk.ui.reporting.receipts_dialog import ReceiptsDialog

    return ReceiptsDialog(session, MONTH, None, None)


def _comment(session: Session) -> QDialog:
    from ruraldesk.ui.reporting.comment_dialog import CommentDialog

    return CommentDialog("Huangsi", [session.form("project")], None)


def _trace(session: Session) -> QDialog:
    from ruraldesk.ui.trace_view import TraceView

    return TraceView(session, "cadre_total")


DIALOGS: dict[str, Callable[[Session], QDialog]] = {
    "settings": _settings,
    "new_book": _new_book,
    "export": _export,
    "import": _import,
    "print": _printing,
    "help": _help,
    "about": _about,
    "password": _password,
    "reason": _reason,
    "figures": _figures,
    "history": _history,
    "pack": _pack,
    "receipts": _receipts,
    "comment": _comment,
    "trace": _trace,
}
