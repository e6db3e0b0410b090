"""Photos and files come in by dialog, by drop and by paste."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.errors import UserError
from ruraldesk.files import crash
from ruraldesk.ui.entry.editors.files import FilesEditor
from ruraldesk.ui.photos.viewer import Viewer
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


def add(qtbot: QtBot, files: FilesEditor, *paths: Path) -> None:
    with qtbot.waitSignal(files.changed):
        files.paste(dropped(*paths))


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


def test_files_that_are_refused_for_one_reason_are_told_together(
    qtbot: QtBot,
    files: FilesEditor,
    sources: FakeSources,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(crash, "tell", told.append)
    sources.refusal = UserError("这是手机专用格式。")
    files.paste(dropped(*(picture(tmp_path, f"{number}.png") for number in range(12))))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [
        "这是手机专用格式。 另有 11 个也是这样："
        "1.png、2.png、3.png、4.png、5.png、6.png、7.png、8.png…"
    ]


def test_a_field_that_grows_is_seen_whole(
    qtbot: QtBot, window: QWidget, sources: FakeSources, tmp_path: Path
) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    above = QWidget()
    above.setFixedHeight(400)
    made = FilesEditor(PHOTOS, sources)
    column.addWidget(above)
    column.addWidget(made)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.setFixedSize(330, 380)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(area)
    qtbot.waitExposed(area)
    add(qtbot, made, *(picture(tmp_path, f"{number}.png") for number in range(6)))

    def lowest() -> int:
        return made.mapTo(area.viewport(), made.rect().bottomLeft()).y()

    qtbot.waitUntil(lambda: 0 < lowest() <= area.viewport().height())


def test_the_folder_of_photos_is_remembered(
    files: FilesEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def choose(parent: QWidget, title: str, folder: str, kinds: str) -> tuple[list[str], str]:
        begun.append(folder)
        return [str(picture(tmp_path))], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    files.open_choices()
    files.open_choices()
    assert begun[1] == str(tmp_path)


def test_delete_takes_the_chosen_file_out(qtbot: QtBot, files: FilesEditor, tmp_path: Path) -> None:
    add(qtbot, files, picture(tmp_path), picture(tmp_path, "b.png"))
    qtbot.keyClick(files, Qt.Key.Key_Left)
    qtbot.keyClick(files, Qt.Key.Key_Delete)
    assert files.value() == ("施工中 一.png",)


def test_a_dropped_folder_stands_for_its_files(
    qtbot: QtBot, files: FilesEditor, tmp_path: Path
) -> None:
    folder = tmp_path / "照片"
    folder.mkdir()
    picture(folder, "2.png")
    picture(folder, "1.png")
    (folder / ".hidden").write_bytes(b"x")
    add(qtbot, files, folder)
    assert files.value() == ("1.png", "2.png")


def test_control_and_an_arrow_moves_a_file(
    qtbot: QtBot, files: FilesEditor, tmp_path: Path
) -> None:
    add(qtbot, files, picture(tmp_path, "a.png"), picture(tmp_path, "b.png"))
    held = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(files, Qt.Key.Key_Left)
    qtbot.keyClick(files, Qt.Key.Key_Left, held)
    assert files.value() == ("b.png", "a.png")
    qtbot.keyClick(files, Qt.Key.Key_Left, held)  # it is the first one already
    assert files.value() == ("b.png", "a.png")
    qtbot.keyClick(files, Qt.Key.Key_Right, held)
    assert files.value() == ("a.png", "b.png")


def test_enter_looks_at_the_chosen_file(
    qtbot: QtBot, files: FilesEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(qtbot, files, picture(tmp_path, "a.png"), picture(tmp_path, "b.png"))
    seen: list[int] = []
    monkeypatch.setattr(Viewer, "exec", lambda viewer: seen.append(viewer.place()))
    qtbot.keyClick(files, Qt.Key.Key_Left)
    qtbot.keyClick(files, Qt.Key.Key_Return)
    qtbot.keyClick(files, Qt.Key.Key_Left)
    qtbot.keyClick(files, Qt.Key.Key_F2)
    assert seen == [1, 0]


def test_a_file_that_is_lost_is_told_and_crashes_nothing(
    qtbot: QtBot, files: FilesEditor, tmp_path: Path
) -> None:
    add(qtbot, files, picture(tmp_path, "a.png"), picture(tmp_path, "b.png"))
    with qtbot.waitSignal(files.hint_changed, check_params_cb=lambda hint: "缺失" in hint):
        files.show_value(("a.png", "000000000000-没有.jpg"))
        files.grab()
    files.grab()
    assert "1" in files.hint()


def test_the_menu_of_a_file_offers_what_can_be_done(
    qtbot: QtBot, files: FilesEditor, tmp_path: Path
) -> None:
    add(qtbot, files, picture(tmp_path, "a.png"))
    offered = [one.text().partition("\t")[0] for one in files.menu(0).actions()]
    assert offered[:3] == ["查看", "说明…", "前移"]
    assert len(files.menu(-1).actions()) == 2
    files.set_read_only(True)
    assert [one.text() for one in files.menu(0).actions()] == ["查看"]
    assert files.menu(-1).isEmpty()


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
