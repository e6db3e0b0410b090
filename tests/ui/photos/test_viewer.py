"""The viewer shows photos and papers, keeps captions, and tells what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.store.attachments import caption_of
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.ui import jobs
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.photos.viewer import Viewer
from tests.definitions.builders import loaded

WELL = """
name = "{name}"
[[field]]
key = "name"
type = "text"
label = "井名"
[[field]]
key = "photos"
type = "files"
label = "照片"
"""
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)


@pytest.fixture(params=[None, "秘密 2023"], ids=["plain", "encrypted"])
def door(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Door]:
    definitions = loaded(tmp_path / "定义", ledgers={"well": WELL})
    info = BookInfo(unit="410726104201", name="黄寺村", level="village")
    path = tmp_path / "黄寺 村.rdb"
    with Book.create(path, definitions, info, password=request.param) as book:
        yield Door(book, "well")


@pytest.fixture
def names(door: Door, tmp_path: Path) -> list[str]:
    """A wide photo, a paper, a table, and a photo that is lost."""
    Image.new("RGB", (1900, 600), "red").save(tmp_path / "IMG_1.jpg")
    (tmp_path / "批复.pdf").write_bytes(PAPER)
    (tmp_path / "表.xlsx").write_bytes(b"PK")
    Image.new("RGB", (30, 30), "blue").save(tmp_path / "丢.jpg")
    files = ("IMG_1.jpg", "批复.pdf", "表.xlsx", "丢.jpg")
    made = [door.add_file(tmp_path / name) for name in files]
    next(door.book.paths.attachments.glob(f"{made[3][:12]}*")).unlink()
    return made


@pytest.fixture
def viewer(qtbot: QtBot, door: Door, names: list[str]) -> Viewer:
    made = Viewer(door, names, 0, None)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_arrows_go_through_all_files(qtbot: QtBot, viewer: Viewer) -> None:
    assert viewer.stack.currentWidget() is viewer.picture
    qtbot.keyClick(viewer.picture, Qt.Key.Key_Right)
    assert viewer.stack.currentWidget() is viewer.pages
    viewer.step(1)
    assert "XLSX" in viewer.words.text()
    assert viewer.elsewhere.isEnabled()
    viewer.step(1)
    assert "丢" in viewer.words.text()
    assert not viewer.save.isEnabled()
    viewer.step(1)
    assert viewer.place() == 3
    assert not viewer.after.isEnabled()


def test_a_picture_is_fitted_zoomed_and_turned(qtbot: QtBot, viewer: Viewer) -> None:
    view = viewer.picture
    assert view.scale_now() == pytest.approx(viewer.width() / 1900, abs=0.02)
    viewer.resize(viewer.width(), 250)  # bars above and below take some of it
    qtbot.waitUntil(lambda: view.scale_now() < 0.3)
    qtbot.keyClick(view, Qt.Key.Key_1)
    assert view.scale_now() == pytest.approx(1.0)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale_now() == pytest.approx(1.25)
    qtbot.keyClick(view, Qt.Key.Key_R)
    assert view.turned() == 90
    qtbot.keyClick(view, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.turned() == 0
    assert view.scale_now() < 0.3


def test_a_caption_is_kept_when_one_goes_on(qtbot: QtBot, viewer: Viewer, door: Door) -> None:
    viewer.focus_caption()
    viewer.caption.setText("村口 硬化/前")
    with qtbot.waitSignal(viewer.captioned) as kept:
        viewer.step(1)
    place, name = kept.args
    assert place == 0
    assert caption_of(name) == "村口 硬化_前"
    assert door.file_path(name).is_file()
    viewer.caption.clear()  # an empty caption changes nothing
    viewer.step(-1)
    assert viewer.names()[0] == name
    assert viewer.names()[1].endswith("批复.pdf")


def test_enter_in_the_caption_does_not_close(qtbot: QtBot, viewer: Viewer) -> None:
    viewer.focus_caption()
    viewer.caption.setText("村口")
    with qtbot.waitSignal(viewer.captioned):
        qtbot.keyClick(viewer.caption, Qt.Key.Key_Return)
    assert viewer.isVisible()
    assert viewer.picture.hasFocus() or not viewer.isActiveWindow()


def test_what_is_only_read_is_not_captioned(qtbot: QtBot, door: Door, names: list[str]) -> None:
    made = Viewer(door, names, 0, None, read_only=True)
    qtbot.addWidget(made)
    made.caption.setText("别的")
    with qtbot.assertNotEmitted(made.captioned):
        made.step(1)


def test_photos_are_laid_out_on_paper(
    qtbot: QtBot, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []

    def look(dialog: PaperDialog) -> int:
        with qtbot.waitSignal(dialog.shown, timeout=20_000) as pages:
            dialog.show()
        shown.extend(pages.args or [])
        dialog.reject()
        return 0

    monkeypatch.setattr(PaperDialog, "exec", look)
    viewer.print.click()
    assert shown == [1]  # the one photo that is there; papers and lost ones are left out


def test_the_paper_says_what_the_photos_are_about(
    qtbot: QtBot, door: Door, names: list[str]
) -> None:
    panel = EntryPanel(door.book, door.form, door=door)
    qtbot.addWidget(panel)
    panel.open_new(Record(values={"name": "东头机井", "photos": tuple(names)}))
    assert door.subject == "东头机井"
    target = door.book.path.parent / "照片.pdf"
    assert door.print_photos(names, target, 4) == 1
    document = PdfDocument(target)
    said = document[0].get_textpage().get_text_range()
    document.close()
    assert "东头机井照片附页" in said.replace(" ", "")
    panel.drop_draft()


def test_a_name_made_of_what_is_no_value_yet_stops_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    dated = WELL.replace('name = "{name}"', 'name = "{name} {dug}"')
    dated += '[[field]]\nkey = "dug"\ntype = "date"\nlabel = "打井日期"\n'
    info = BookInfo(unit="410726104201", name="黄寺村", level="village")
    definitions = loaded(tmp_path / "定义", ledgers={"well": dated})
    with Book.create(tmp_path / "黄寺村.rdb", definitions, info) as book:
        panel = EntryPanel(book, definitions.form("well"))
        qtbot.addWidget(panel)
        panel.open_new(Record(values={"name": "东头机井"}))
        panel.pages.page.boxes["dug"].editor.put_typed("哪天")
        panel.pages.changed.emit()
        assert panel.door.subject == "东头机井"
        panel.drop_draft()
        jobs.stop_all()  # a review reads the book
