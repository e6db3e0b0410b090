"""The history of a record says when, who, and what became what."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ruraldesk.store.book import Book
from ruraldesk.ui.dialogs.history import HistoryDialog
from ruraldesk.ui.widgets import LinkButton
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


def test_one_entry_is_put_back(qtbot: QtBot, book: Book) -> None:
    kept = renamed(book, well(book, "W01"), "深井")
    dialog = HistoryDialog(book, book.definitions.form("well"), kept.uuid)
    qtbot.addWidget(dialog)
    dialog.show()
    [back] = [one for one in dialog.findChildren(LinkButton) if one.text() == "恢复原值"]
    assert "机井" in back.accessibleName()

    back.click()

    assert book.records.get("well", kept.uuid)["name"] == "机井"
    assert len(dialog.changes) == 3
    dialog.reject()
    assert dialog.result() == 1


def test_what_a_rule_refuses_is_told_in_the_dialog(qtbot: QtBot, book: Book) -> None:
    kept = well(book, "W01")
    other = replace(kept, values={**kept.values, "code": "W02"})
    book.records.save("well", other, operator="李会计")
    well(book, "W01", "新井")  # the code is another's by now
    dialog = HistoryDialog(book, book.definitions.form("well"), kept.uuid)
    qtbot.addWidget(dialog)
    dialog.show()
    [back] = [one for one in dialog.findChildren(LinkButton) if one.text() == "恢复原值"]
    back.click()
    assert "W01" in dialog.problem.text()
    assert book.records.get("well", kept.uuid)["code"] == "W02"
    dialog.reject()
    assert dialog.result() == 0
