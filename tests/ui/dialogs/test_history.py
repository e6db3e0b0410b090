"""The history of a record says when, who, and what became what."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ruraldesk.store.book import Book
from ruraldesk.ui.dialogs.history import HistoryDialog
from tests.ui.dialogs.conftest import renamed, well


def words(dialog: HistoryDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel)]


def test_each_change_is_told(qtbot: QtBot, book: Book) -> None:
    kept = renamed(book, well(book, "W01"), "深井")
    dialog = HistoryDialog(book, book.definitions.form("well"), kept.uuid)
    qtbot.addWidget(dialog)
    seen = words(dialog)
    assert len(dialog.changes) == 2
    assert {"W01 深井", "陈文书", "李会计", "机井", "深井"} <= set(seen)
    assert seen.index("李会计") < seen.index("陈文书")
    assert dialog.restore.isHidden()


def test_a_deleted_record_can_be_restored(qtbot: QtBot, book: Book) -> None:
    kept = well(book, "W01")
    book.records.delete("well", kept.uuid, kept.revision, operator="陈文书")
    dialog = HistoryDialog(book, book.definitions.form("well"), kept.uuid)
    qtbot.addWidget(dialog)
    assert not dialog.restore.isHidden()
    dialog.restore.click()
    assert not book.records.get("well", kept.uuid).deleted
