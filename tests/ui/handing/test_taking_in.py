"""A pack is looked at, taken in, and the window shows the new ledger."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.exchange.keys import new_identity
from ruraldesk.services import packs
from ruraldesk.services.books import open_book
from ruraldesk.services.identity import trust_key
from ruraldesk.services.unit_keys import Known
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.dialogs.pack import PackDialog
from ruraldesk.ui.handing.keys_page import KeysPage
from ruraldesk.ui.handing.taking_in import look_at_pack, take_back
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.pages import KEYS, PACKS, REPORTS
from tests.services.office import TOWN
from tests.services.packing import sent, town, village
from tests.services.small_program import PATROL, PATROL_PATH, WEATHER, use_small_program


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack with a ledger."""
    use_small_program(tmp_path / "program", monkeypatch)
    with town(tmp_path) as office:
        return sent(office, tmp_path, forms={PATROL_PATH: PATROL}, title="巡河").path


@pytest.fixture
def desk(qtbot: QtBot, desk: Desk, tmp_path: Path, pack: Path) -> Desk:
    """The window with a village's book, the home page read."""
    with village(tmp_path) as book:
        pass
    with qtbot.waitSignal(desk.book_opened):
        desk.start(book.path)
    with qtbot.waitSignal(desk.home().loaded):
        pass
    return desk


def dialog() -> PackDialog | None:
    shown = QApplication.activeModalWidget()
    return shown if isinstance(shown, PackDialog) else None


def notice(desk: Desk) -> str:
    shown = [one for one in desk.window.children() if isinstance(one, Notice)]
    return shown[-1].text.text() if shown else ""


def answer(qtbot: QtBot, seen: list[str], *, take: bool) -> None:
    """Wait for the dialog, note what it says, and leave it."""
    qtbot.waitUntil(lambda: dialog() is not None)
    shown = dialog()
    assert shown is not None
    seen += [shown.windowTitle(), shown.changes.toPlainText(), shown.doubts.text()]
    if take:
        shown.act()
    else:
        shown.reject()


def look(qtbot: QtBot, desk: Desk, pack: Path, *, take: bool) -> list[str]:
    """Look at a pack and answer the dialog, whose loop runs inside of the waiting."""
    seen: list[str] = []
    timer = QTimer()
    timer.setInterval(50)

    def tick() -> None:
        if dialog() is not None:
            timer.stop()
            answer(qtbot, seen, take=take)

    timer.timeout.connect(tick)
    timer.start()
    look_at_pack(desk, pack)
    qtbot.waitUntil(lambda: bool(seen))
    return seen


def test_a_pack_that_is_taken_in_shows_its_ledger_in_the_navigation(
    qtbot: QtBot, desk: Desk, pack: Path
) -> None:
    title, changes, doubts = look(qtbot, desk, pack, take=True)

    assert title == "王楼镇第 1 号下发包“巡河”"
    assert "新增台账“巡河记录”" in changes
    assert "核对一次对方密钥" in doubts
    qtbot.waitUntil(lambda: "已装入" in notice(desk))
    assert desk.session is not None
    assert [form.key for form in desk.session.forms()] == ["river_patrol", "unit", "well"]
    desk.show("river_patrol")
    assert desk.window.windowTitle().startswith("黄寺村")


def test_a_pack_that_is_only_looked_at_changes_nothing(
    qtbot: QtBot, desk: Desk, pack: Path
) -> None:
    look(qtbot, desk, pack, take=False)

    assert desk.session is not None
    assert packs.installed(desk.session.book) == []
    assert "river_patrol" not in desk.session.book.definitions.forms


def test_what_is_no_pack_is_told(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "别的.rdk"
    file.write_bytes(b"?")

    look_at_pack(desk, file)

    qtbot.waitUntil(lambda: "不是乡村台账生成的文件" in notice(desk))


def test_a_book_whose_forms_have_faults_says_why_and_is_mended_by_the_next_pack(
    qtbot: QtBot, desk: Desk, pack: Path, tmp_path: Path
) -> None:
    assert desk.session is not None
    path = desk.session.book.path
    desk.leave_book()
    with open_book(path) as book:
        packs.install(book, pack)
        (book.paths.forms / PATROL_PATH).write_text("key =", encoding="utf-8")

    with qtbot.waitSignal(desk.book_opened):
        desk.acts.open_book(path)

    assert "只能查看" in notice(desk)
    assert PATROL_PATH in notice(desk)

    with open_book(tmp_path / "王楼镇.rdb") as office:
        mended = sent(office, tmp_path, forms={PATROL_PATH: PATROL + WEATHER}).path
    with qtbot.waitSignal(desk.book_opened):
        look_at_pack(desk, mended)

    assert desk.session is not None
    assert not desk.session.book.read_only
    assert desk.session.form("river_patrol").find("weather") is not None


def test_another_key_of_the_office_leads_to_the_page_on_which_it_is_decided(
    qtbot: QtBot, desk: Desk, pack: Path
) -> None:
    assert desk.session is not None
    trust_key(desk.session.book, TOWN, new_identity().public)

    look_at_pack(desk, pack)
    qtbot.waitUntil(lambda: "单位密钥" in notice(desk))
    desk.show(KEYS)
    page = desk.window.pages.currentWidget()
    assert isinstance(page, KeysPage)
    qtbot.waitUntil(lambda: page.board() is not None)

    shown = page.shown()
    assert shown is not None
    assert (shown.unit, shown.known) == (TOWN, Known.STRANGE)


def test_a_pack_is_taken_back_after_it_was_told_what_that_does(
    qtbot: QtBot, desk: Desk, pack: Path
) -> None:
    look(qtbot, desk, pack, take=True)
    qtbot.waitUntil(lambda: "已装入" in notice(desk))
    seen: list[str] = []
    timer = QTimer()
    timer.setInterval(50)

    def tick() -> None:
        if dialog() is not None:
            timer.stop()
            answer(qtbot, seen, take=True)

    timer.timeout.connect(tick)
    timer.start()

    take_back(desk, 1, TOWN)

    qtbot.waitUntil(lambda: "已撤回" in notice(desk))
    assert "巡河记录" in seen[1]
    assert desk.session is not None
    assert "river_patrol" not in desk.session.book.definitions.forms


def test_first_steps_lead_to_the_pages_of_packs_and_reports(desk: Desk) -> None:
    for step, key in (("pack", PACKS), ("read", REPORTS)):
        desk.begin(step)
        assert desk.is_shown(key)
