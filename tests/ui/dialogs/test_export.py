"""The month's files are written where the clerk says, and told by name."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from ruraldesk.errors import Stopped
from ruraldesk.services import exporting
from ruraldesk.store.book import Book
from ruraldesk.ui.dialogs.exporting import ExportDialog
from ruraldesk.ui.dialogs.months import recent_months
from tests.ui.dialogs.conftest import well


@pytest.fixture
def dialog(qtbot: QtBot, book: Book, folder: Path) -> ExportDialog:
    well(book, "W01")
    made = ExportDialog(book, "2023-11", None)
    qtbot.addWidget(made)
    made.folder.line.setText(str(folder))
    made.show()
    return made


def test_workbook_and_pdf_are_written_and_listed(
    qtbot: QtBot, dialog: ExportDialog, book: Book, folder: Path
) -> None:
    dialog.act()
    qtbot.waitUntil(lambda: not dialog.outcome.isHidden(), timeout=20_000)
    names = {path.name for path in folder.iterdir() if path.suffix in (".xlsx", ".pdf")}
    shown = {dialog.outcome.files.item(n).text() for n in range(dialog.outcome.files.count())}
    assert shown == names
    assert any(name.endswith(".xlsx") for name in names)
    assert (
        "2023-11" in book.settings.get("exported.2023-11", "") or book.settings["exported.2023-11"]
    )


def test_nothing_is_written_without_a_ledger_or_a_form(dialog: ExportDialog) -> None:
    for box in dialog.formats.values():
        box.setChecked(False)
    dialog.act()
    assert dialog.problem.text() == "请选择 Excel 或 PDF，也可以都选。"
    for place in range(dialog.ledgers.count()):
        dialog.ledgers.item(place).setCheckState(Qt.CheckState.Unchecked)
    dialog.act()
    assert dialog.problem.text() == "请至少选一个台账。"


def test_a_folder_that_cannot_be_written_is_told(
    qtbot: QtBot, dialog: ExportDialog, folder: Path
) -> None:
    blocked = folder / "文件"
    blocked.write_text("", encoding="utf-8")
    dialog.folder.line.setText(str(blocked / "里面"))
    dialog.act()
    assert "里面" in dialog.problem.text()
    assert dialog.export.isEnabled()


def test_stopping_is_told(
    qtbot: QtBot, dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Stopped

    monkeypatch.setattr(exporting, "export_month", stopped)
    dialog.act()
    qtbot.waitUntil(lambda: "已停止" in dialog.problem.text(), timeout=20_000)


def test_how_far_the_work_is_can_be_seen_without_scrolling(
    qtbot: QtBot, book: Book, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ExportDialog(book, "2023-11", None)
    qtbot.addWidget(dialog)
    dialog.ledgers.setFixedHeight(264)  # as the many ledgers of an office make it
    dialog.folder.line.setText(str(folder))
    dialog.show()
    go_on = Event()

    def stopped(*_: object, **__: object) -> None:
        go_on.wait(20)
        raise Stopped

    monkeypatch.setattr(exporting, "export_month", stopped)
    dialog.act()
    strip, body = dialog.work, dialog.findChild(QScrollArea)
    qtbot.waitUntil(strip.isVisible)
    for _ in range(5):
        QApplication.processEvents()  # it is laid out
    hidden = body.verticalScrollBar().maximum()
    go_on.set()
    qtbot.waitUntil(lambda: not strip.is_working())
    assert hidden == 0


def test_the_months_around_the_present_one_are_offered() -> None:
    months = recent_months("2023-11")
    assert months[:3] == ["2023-12", "2023-11", "2023-10"]
    assert len(months) == 13
    assert recent_months("2023-12")[0] == "2024-01"


def test_what_was_chosen_is_chosen_the_next_time(
    qtbot: QtBot, dialog: ExportDialog, book: Book
) -> None:
    dialog.formats["pdf"].setChecked(False)
    dialog.act()
    qtbot.waitUntil(lambda: not dialog.outcome.isHidden(), timeout=20_000)

    again = ExportDialog(book, "2023-11", None)
    qtbot.addWidget(again)
    assert again.formats["xlsx"].isChecked()
    assert not again.formats["pdf"].isChecked()
    assert again.chosen_forms() == dialog.chosen_forms()
    assert again.folder.line.text() == dialog.folder.line.text()
