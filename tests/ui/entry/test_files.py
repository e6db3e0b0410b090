"""Photos and files come in by dialog, by drop and by paste."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.errors import UserError
from ruraldesk.ui import crash
from ruraldesk.ui.entry.editors.files import FilesEditor
from tests.ui.entry.fakes import FakeSources

PHOTOS = FieldDef(key="photos", type=FieldType.FILES, label="照片")


@pytest.fixture
def files(qtbot: QtBot, window: QWidget, sources: FakeSources) -> FilesEditor:
    made = FilesEditor(PHOTOS, sources)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    made.show()
    made.setFocus()
    return made


def picture(folder: Path, name: str = "施工中 一.png") -> Path:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    path = folder / name
    assert image.save(str(path))
    return path


def dropped(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_dropped_files_are_taken_in(qtbot: QtBot, files: FilesEditor, tmp_path: Path) -> None:
    with qtbot.waitSignal(files.changed):
        assert files.paste(dropped(picture(tmp_path), picture(tmp_path, "b.png")))
    assert files.value() == ("施工中 一.png", "b.png")
    files.grab()  # the small pictures are drawn


def test_the_same_file_is_there_once(files: FilesEditor, tmp_path: Path) -> None:
    for _ in range(2):
        files.paste(dropped(picture(tmp_path)))
    assert files.value() == ("施工中 一.png",)


def test_a_pasted_picture_becomes_a_file(files: FilesEditor) -> None:
    image = QImage(30, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setImageData(image)
    assert files.paste(data)
    value = files.value()
    assert isinstance(value, tuple)
    assert value[0].startswith("粘贴")


def test_pasted_text_is_no_file(files: FilesEditor) -> None:
    data = QMimeData()
    data.setText("一段文字")
    assert not files.paste(data)
    assert files.value() is None


def test_a_refused_file_is_told_and_the_others_stay(
    files: FilesEditor, sources: FakeSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(crash, "tell", told.append)
    files.paste(dropped(picture(tmp_path)))
    sources.refusal = UserError("文件过大。")
    files.paste(dropped(picture(tmp_path, "大.png")))
    assert told == ["文件过大。"]
    assert files.value() == ("施工中 一.png",)


def test_delete_takes_the_chosen_file_out(qtbot: QtBot, files: FilesEditor, tmp_path: Path) -> None:
    files.paste(dropped(picture(tmp_path), picture(tmp_path, "b.png")))
    qtbot.keyClick(files, Qt.Key.Key_Left)
    qtbot.keyClick(files, Qt.Key.Key_Delete)
    assert files.value() == ("施工中 一.png",)


def test_enter_moves_on(qtbot: QtBot, files: FilesEditor) -> None:
    with qtbot.waitSignal(files.stepped) as step:
        qtbot.keyClick(files, Qt.Key.Key_Return)
    assert step.args == [1]


def test_nothing_can_be_added_to_what_is_only_read(
    qtbot: QtBot, files: FilesEditor, tmp_path: Path
) -> None:
    files.paste(dropped(picture(tmp_path)))
    files.set_read_only(True)
    qtbot.keyClick(files, Qt.Key.Key_Left)
    qtbot.keyClick(files, Qt.Key.Key_Delete)
    assert files.value() == ("施工中 一.png",)
    assert not files.open_choices()
