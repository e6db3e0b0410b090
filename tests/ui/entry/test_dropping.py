"""Files that are dropped anywhere on the form reach its field for files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.ui.entry.editors import FilesEditor
from ruraldesk.ui.entry.form_page import FormPage
from tests.ui.entry.fakes import FakeSources

NOTE = FieldDef(key="note", type=FieldType.NOTE, label="备注")
NAME = FieldDef(key="name", type=FieldType.TEXT, label="名称")
PHOTOS = FieldDef(key="photos", type=FieldType.FILES, label="照片")
FORM = FormDef(key="well", title="机井", fields=(NAME, PHOTOS))


def data(*paths: Path) -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return made


def dropped(page: FormPage, held: QMimeData) -> tuple[bool, bool]:
    """Drop something between the fields; return whether it was taken on entering, on dropping."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, held, left, none)
    enter.ignore()
    QApplication.sendEvent(page.viewport(), enter)
    drop = QDropEvent(QPointF(5, 5), copy, held, left, none)
    drop.ignore()
    QApplication.sendEvent(page.viewport(), drop)
    return enter.isAccepted(), drop.isAccepted()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "桥.pdf"
    file.write_bytes(b"%PDF")
    return file


def shown(qtbot: QtBot, form: FormDef) -> FormPage:
    page = FormPage(form, FakeSources())
    qtbot.addWidget(page)
    page.resize(420, 500)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_a_file_dropped_beside_the_fields_is_added(qtbot: QtBot, photo: Path) -> None:
    page = shown(qtbot, FORM)
    with qtbot.waitSignal(page.changed):
        assert dropped(page, data(photo)) == (True, True)
    editor = page.boxes["photos"].editor
    assert isinstance(editor, FilesEditor)
    assert editor.value() == ("桥.pdf",)


def test_what_is_only_read_takes_nothing(qtbot: QtBot, photo: Path) -> None:
    page = shown(qtbot, FORM)
    page.boxes["photos"].set_read_only(True)
    assert dropped(page, data(photo)) == (False, False)


def test_a_form_without_files_takes_nothing(qtbot: QtBot, photo: Path) -> None:
    page = shown(qtbot, replace(FORM, fields=(NAME,)))
    assert dropped(page, data(photo)) == (False, False)


def test_dropped_words_are_no_files(qtbot: QtBot) -> None:
    held = QMimeData()
    held.setText("一段文字")
    assert dropped(shown(qtbot, FORM), held)[0] is False


@pytest.mark.parametrize("key", ["name", "note"])
def test_a_file_dropped_on_a_field_for_words_goes_to_the_form(qtbot: QtBot, key: str) -> None:
    page = shown(qtbot, replace(FORM, fields=(NAME, NOTE, PHOTOS)))
    words = page.boxes[key].editor
    target = words.viewport() if isinstance(words, QPlainTextEdit) else words
    assert not target.acceptDrops()  # then Qt offers it to what lies below
    assert page.viewport().acceptDrops()
    assert page.boxes["photos"].editor.acceptDrops()
