"""Making a book, its password, its settings."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.services.books import open_book
from ruraldesk.store.book import Book
from ruraldesk.ui.dialogs.about import AboutDialog
from ruraldesk.ui.dialogs.new_book import NewBookDialog
from ruraldesk.ui.dialogs.password import PasswordDialog
from ruraldesk.ui.dialogs.settings import SettingsDialog
from ruraldesk.ui.dialogs.text_size import prepare, text_size
from ruraldesk.ui.widgets import Button


@pytest.fixture
def new(qtbot: QtBot, folder: Path) -> NewBookDialog:
    made = NewBookDialog(None)
    qtbot.addWidget(made)
    made.show()
    made.name.setText("黄寺村")
    made.code.setText("410726104201")
    made.place.setText(str(folder / "黄寺村"))
    return made


def act(qtbot: QtBot, dialog: NewBookDialog) -> None:
    """Press the button and wait until the book is made or refused."""
    dialog.act()
    qtbot.waitUntil(lambda: dialog.isEnabled() or dialog.book_path is not None, timeout=60_000)


def test_a_book_is_made_from_its_name_and_code(
    qtbot: QtBot, new: NewBookDialog, folder: Path
) -> None:
    assert new.level.currentData() == "village"
    assert new.parent_code.text() == "410726104000"
    act(qtbot, new)
    assert new.book_path == folder / "黄寺村.rdb"
    with open_book(new.book_path) as book:
        assert (book.info.name, book.info.level) == ("黄寺村", "village")


def test_the_file_takes_the_name_of_the_unit(qtbot: QtBot) -> None:
    dialog = NewBookDialog(None)
    qtbot.addWidget(dialog)
    dialog.name.setText("王楼镇")
    assert dialog.place.text().endswith("王楼镇.rdb")


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("410726104000", "town", "410726000000"),
        ("410726000000", "county", ""),
        ("410726104201", "village", "410726104000"),
    ],
)
def test_a_code_tells_the_level(new: NewBookDialog, code: str, level: str, above: str) -> None:
    new.code.setText(code)
    assert (new.level.currentData(), new.parent_code.text()) == (level, above)


def test_wrong_facts_are_refused_and_stay(qtbot: QtBot, new: NewBookDialog) -> None:
    new.code.setText("4107")
    act(qtbot, new)
    assert "4107" in new.problem.text()
    assert new.code.text() == "4107"
    assert new.book_path is None


@pytest.mark.parametrize("which", ["name", "code", "parent_code"])
def test_a_refusal_leads_to_its_field(qtbot: QtBot, new: NewBookDialog, which: str) -> None:
    field: QLineEdit = getattr(new, which)
    field.setText("" if which == "name" else "4107")
    new.place.setFocus()
    act(qtbot, new)
    assert new.focusWidget() is field


def test_the_sentence_of_a_refusal_takes_no_room_from_the_fields(
    qtbot: QtBot, new: NewBookDialog
) -> None:
    qtbot.waitExposed(new)
    heights = [field.parentWidget().height() for field in (new.code, new.password)]
    new.code.setText("4107261042010000000000000000000000000000000000000000")
    act(qtbot, new)
    new.body.activate()
    assert [field.parentWidget().height() for field in (new.code, new.password)] == heights


def test_on_a_low_screen_the_body_scrolls_and_the_foot_stays(
    qtbot: QtBot, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SettingsDialog, "_most_height", lambda self: 400)
    dialog = SettingsDialog(book, None)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    assert dialog.height() <= 400
    foot = next(b for b in dialog.findChildren(Button) if b.text() == "保存设置")
    assert dialog.rect().contains(QRect(foot.mapTo(dialog, QPoint(0, 0)), foot.size()))

    for _ in range(8):
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    focus = dialog.focusWidget()
    bottom = focus.mapTo(dialog, focus.rect().bottomLeft()).y()
    assert bottom < foot.mapTo(dialog, QPoint(0, 0)).y()


def test_two_different_passwords_are_refused(qtbot: QtBot, new: NewBookDialog) -> None:
    new.password.setText("粮仓")
    new.again.setText("粮")
    act(qtbot, new)
    assert "不一致" in new.problem.text()


def test_a_book_that_is_there_already_is_not_overwritten(
    qtbot: QtBot, new: NewBookDialog, folder: Path
) -> None:
    (folder / "黄寺村.rdb").write_bytes(b"other")
    act(qtbot, new)
    assert new.problem.text()
    assert (folder / "黄寺村.rdb").read_bytes() == b"other"


def test_a_locked_book_opens_with_its_password(qtbot: QtBot, new: NewBookDialog) -> None:
    for field in (new.password, new.again):
        field.setText("粮仓 2023")
    act(qtbot, new)
    assert new.book_path is not None
    with open_book(new.book_path, password="粮仓 2023") as book:
        assert book.info.name == "黄寺村"


def test_enter_in_the_password_takes_it(qtbot: QtBot) -> None:
    dialog = PasswordDialog(None, Path("王楼镇.rdb"))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.problem.text() == "请先输入密码。"
    qtbot.keyClicks(dialog.password, "secret")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    assert dialog.result() == 1


def test_settings_are_kept_with_the_book_and_on_this_computer(
    qtbot: QtBot, book: Book, folder: Path
) -> None:
    dialog = SettingsDialog(book, None)
    qtbot.addWidget(dialog)
    dialog.operator.setText(" 陈文书 ")
    dialog.signers["审核人"].setText("周海燕")
    dialog.export_folder.line.setText(str(folder))
    dialog.text_size.setCurrentIndex(dialog.text_size.findData(125))
    dialog.act()
    assert book.settings["operator"] == "陈文书"
    assert book.settings["signer.审核人"] == "周海燕"
    assert preferences.load("export_folder") == str(folder)
    assert text_size() == 125


def test_a_folder_that_is_not_there_is_refused(qtbot: QtBot, book: Book, folder: Path) -> None:
    dialog = SettingsDialog(book, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.export_folder.line.setText(str(folder / "没有"))
    dialog.act()
    assert dialog.isVisible()
    assert "没有" in dialog.problem.text()


@pytest.mark.parametrize("key", ["backup_folder", "export_folder"])
def test_a_place_on_a_stick_that_is_away_stays_kept_when_something_else_is_changed(
    qtbot: QtBot, book: Book, folder: Path, key: str
) -> None:
    stick = folder / "U盘"
    preferences.keep(key, str(stick))
    dialog = SettingsDialog(book, None)
    qtbot.addWidget(dialog)
    dialog.operator.setText("陈文书")
    dialog.text_size.setCurrentIndex(dialog.text_size.findData(125))

    with qtbot.waitSignal(dialog.accepted):
        dialog.act()

    assert (book.settings["operator"], text_size()) == ("陈文书", 125)
    assert preferences.load(key) == str(stick)


def test_another_second_place_that_is_not_there_is_refused_and_none_is_kept(
    qtbot: QtBot, book: Book, folder: Path
) -> None:
    preferences.keep("backup_folder", str(folder / "U盘"))
    dialog = SettingsDialog(book, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.backup_folder.line.setText(str(folder / "另一个"))
    dialog.act()
    assert dialog.isVisible()
    assert "另一个" in dialog.problem.text()

    dialog.backup_folder.line.clear()
    with qtbot.waitSignal(dialog.accepted):
        dialog.act()
    assert preferences.load("backup_folder") is None


def test_a_book_that_is_only_read_keeps_its_settings(
    qtbot: QtBot, book: Book, folder: Path
) -> None:
    with Book.open(book.path, book.definitions, read_only=True) as reader:
        dialog = SettingsDialog(reader, None)
        qtbot.addWidget(dialog)
        assert dialog.operator.isReadOnly()
        dialog.export_folder.line.setText(str(folder))
        dialog.act()
    assert "operator" not in book.settings


def test_the_chosen_size_is_taken_up_at_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_SCALE_FACTOR", raising=False)
    prepare()
    preferences.keep("text_size", 150)
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    prepare()  # what the environment says goes before
    monkeypatch.delenv("QT_SCALE_FACTOR")
    prepare()
    import os

    assert os.environ["QT_SCALE_FACTOR"] == "1.5"
    preferences.keep("text_size", "huge")
    assert text_size() == 100


def test_the_licences_are_shown(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    assert "PySide6" in dialog.page.toPlainText()
