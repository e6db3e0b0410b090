"""A double-click on a book or on a file that travels, while the window is there or is not."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.dialogs.pack import PackDialog
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.pages import MONTH, PACKS, REPORTS
from ruraldesk.ui.progress import ProgressDialog
from ruraldesk.ui.reporting.reading import ReadingDialog
from tests.services.packing import sent, town, village
from tests.services.small_program import PATROL, PATROL_PATH, use_small_program

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_small_program(tmp_path / "program", monkeypatch)
    with town(tmp_path) as office:
        return sent(office, tmp_path, forms={PATROL_PATH: PATROL}, title="巡河").path


@pytest.fixture
def village_path(tmp_path: Path, pack: Path) -> Path:
    with village(tmp_path) as book:
        return book.path


def opened(qtbot: QtBot, desk: Desk, path: Path) -> None:
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)
    with qtbot.waitSignal(desk.home().loaded):
        pass


def notice(desk: Desk) -> str:
    shown = [one for one in desk.window.children() if isinstance(one, Notice)]
    return shown[-1].text.text() if shown else ""


def dialog_after(qtbot: QtBot, act: object, *words: object) -> QWidget:
    """Do something after which a dialog opens, close it, and return it.

    That a book takes long to open is told in a dialog, too, which goes by itself.
    """
    seen: list[QWidget] = []

    def look() -> None:
        shown = QApplication.activeModalWidget()
        told = isinstance(shown, ProgressDialog)
        if isinstance(shown, QDialog) and shown.isVisible() and not told:
            timer.stop()
            seen.append(shown)
            shown.reject()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(30)
    act(*words)  # type: ignore[operator]
    qtbot.waitUntil(lambda: bool(seen))
    return seen[0]


def test_a_start_without_words_brings_the_window_back(qtbot: QtBot, desk: Desk) -> None:
    desk.start(None)
    desk.window.showMinimized()
    qtbot.waitUntil(desk.window.isMinimized)

    desk.arrivals.come(None)

    assert not desk.window.isMinimized()


def test_another_book_takes_the_place_of_the_one_that_is_open(
    qtbot: QtBot, desk: Desk, village_path: Path, tmp_path: Path
) -> None:
    opened(qtbot, desk, village_path)
    with qtbot.waitSignal(desk.book_opened):
        desk.arrivals.come(tmp_path / "王楼镇.rdb")
    assert desk.session is not None
    assert desk.session.book.info.name == "王楼镇"


def test_the_book_that_is_open_stays_as_it_is(qtbot: QtBot, desk: Desk, village_path: Path) -> None:
    opened(qtbot, desk, village_path)
    session = desk.session
    with qtbot.assertNotEmitted(desk.book_opened, wait=300):
        desk.arrivals.come(village_path)
    assert desk.session is session


def test_a_pack_is_looked_at(qtbot: QtBot, desk: Desk, village_path: Path, pack: Path) -> None:
    opened(qtbot, desk, village_path)
    assert isinstance(dialog_after(qtbot, desk.arrivals.come, pack), PackDialog)
    assert desk.shown_key() == PACKS


def test_a_pack_opens_the_last_book_first(
    qtbot: QtBot, desk: Desk, village_path: Path, pack: Path
) -> None:
    preferences.keep("recent_books", [str(village_path)])
    assert isinstance(dialog_after(qtbot, desk.start, pack), PackDialog)
    assert desk.session is not None
    assert desk.session.book.path == village_path


def test_without_any_book_it_waits_until_one_is_opened(
    qtbot: QtBot, desk: Desk, village_path: Path, pack: Path
) -> None:
    desk.start(pack)
    assert pack.name in notice(desk)
    assert isinstance(dialog_after(qtbot, desk.acts.open_book, village_path), PackDialog)


def test_a_package_is_read_by_the_office(
    qtbot: QtBot, desk: Desk, village_path: Path, tmp_path: Path
) -> None:
    package = tmp_path / "黄寺村.rdp"
    package.write_bytes(b"?")
    opened(qtbot, desk, tmp_path / "王楼镇.rdb")
    assert isinstance(dialog_after(qtbot, desk.arrivals.come, package), ReadingDialog)
    assert desk.shown_key() == REPORTS


def test_a_village_is_told_where_its_package_belongs(
    qtbot: QtBot, desk: Desk, village_path: Path, tmp_path: Path
) -> None:
    opened(qtbot, desk, village_path)
    desk.arrivals.come(tmp_path / "黄寺村.rdp")
    assert "上级" in notice(desk)


def test_a_receipt_is_taken_in_on_the_page_of_the_month(
    qtbot: QtBot, desk: Desk, village_path: Path, tmp_path: Path
) -> None:
    receipt = tmp_path / "回执.rdr"
    receipt.write_bytes(b"?")
    opened(qtbot, desk, village_path)
    desk.arrivals.come(receipt)
    assert desk.shown_key() == MONTH
    qtbot.waitUntil(lambda: receipt.name in notice(desk))  # why it is refused


def test_behind_an_open_dialog_nothing_is_opened(
    qtbot: QtBot, desk: Desk, village_path: Path, tmp_path: Path
) -> None:
    opened(qtbot, desk, village_path)
    dialog = QDialog(desk.window)
    dialog.setModal(True)
    with qtbot.waitExposed(dialog):
        dialog.show()
    with qtbot.assertNotEmitted(desk.book_opened, wait=300):
        desk.arrivals.come(tmp_path / "王楼镇.rdb")
    assert "王楼镇.rdb" in notice(desk)
    dialog.close()
