"""Keys, input methods and the clipboard, as a clerk uses them on a ledger's table."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.messages import Notice

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CODE, NAME, UNIT, STAGE, TOTAL, PAID, PROGRESS = range(7)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def keys(text: str) -> None:
    """Type letters and digits where the keyboard is."""
    for letter in text:
        QTest.keyClicks(focus(), letter)


def press(*pressed: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in pressed:
        QTest.keyClick(focus(), key, held)


def compose(preedit: str, commit: str = "") -> None:
    """Send what an input method sends while a word is composed."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    target = QGuiApplication.focusObject()
    assert target is not None
    QApplication.sendEvent(target, event)


def on_clipboard(text: str, html: str = "") -> None:
    held = QMimeData()
    held.setText(text)
    if html:
        held.setHtml(html)
    QGuiApplication.clipboard().setMimeData(held)


def saved(book: Book, code: str) -> Record:
    [found] = [one for one in book.records.find("project") if one["code"] == code]
    return found


def place(page: LedgerPage) -> tuple[int, int]:
    return page.grid.selection.row, page.grid.selection.column


def at(page: LedgerPage, row: int, column: int) -> None:
    page.grid.move_to(row, column)


def mark(page: LedgerPage, first: tuple[int, int], last: tuple[int, int]) -> None:
    page.grid.move_to(*first)
    page.grid.move_to(*last, extend=True)


def text(page: LedgerPage, row: int, column: int) -> str:
    return page.model.row(row).texts[column]


def said(page: LedgerPage) -> str:
    """Return what the window says at its foot."""
    notices = [one for one in page.window().children() if isinstance(one, Notice)]
    return notices[-1].text.text() if notices else ""
