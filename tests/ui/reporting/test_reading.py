"""Packages are tried first, taken in on demand, and a batch can be taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services.carrying import Stick
from ruraldesk.services.identity import identity_of, key_of_unit, renew
from ruraldesk.services.merging import Merged, Said
from ruraldesk.services.reporting_board import counts
from ruraldesk.services.unit_keys import tell_fingerprint
from ruraldesk.store.book import Book
from ruraldesk.ui import messages
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.reporting import places, reading
from ruraldesk.ui.reporting.key_dialog import KeyDialog
from ruraldesk.ui.reporting.page import ReportingPage
from ruraldesk.ui.reporting.reading import BACK, DONE, TRIED, ReadingDialog
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button
from tests.services.answers_down import MONTH
from tests.services.packages import flipped, package_of
from tests.store.reports import book_of, enter
from tests.store.village import HUANGSI
from tests.ui.reporting.conftest import Village

Opened = Callable[..., ReadingDialog]


@pytest.fixture
def opened(qtbot: QtBot, session: Session) -> Opened:
    """Open the dialog on some paths; it has tried them."""

    def open_on(*paths: Path) -> ReadingDialog:
        dialog = ReadingDialog(session, paths, None)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.state() == TRIED, timeout=10_000)
        return dialog

    return open_on


def verdicts(dialog: ReadingDialog) -> list[Said]:
    return [one.verdict for one in dialog.table.verdicts()]


def offered(dialog: ReadingDialog) -> list[Button]:
    every = (dialog.take, dialog.back, dialog.anyway, dialog.key)
    return [one for one in every if one.isVisibleTo(dialog)]


def test_a_try_changes_nothing_and_says_what_would_become_of_each_file(
    opened: Opened, town: Book, village: Village
) -> None:
    flipped(village.pack("2023-10"))
    village.pack()
    dialog = opened(village.stick)
    assert verdicts(dialog) == [Said.DAMAGED, Said.NEW]
    assert dialog.head.text() == (
        "可收入 1 个，不能收入 1 个，以前收过 0 个。现在还没有改动任何数据。"
    )
    assert dialog.take.text() == "收入 1 个"
    assert counts(town, MONTH) == (0, 2)
    assert dialog.sentence.text() == dialog.table.verdicts()[0].message


def test_the_first_package_of_a_unit_shows_the_fingerprint_to_compare_with_its_cover(
    qtbot: QtBot, opened: Opened, town: Book, village: Village
) -> None:
    village.pack()
    fingerprint = identity_of(village.book).public.fingerprint
    dialog = opened(village.stick)
    qtbot.waitUntil(dialog.first.isVisible)
    assert f"封面上应印着 {fingerprint}" in dialog.first.text()
    tell_fingerprint(town, HUANGSI, fingerprint)
    dialog.try_them()

    qtbot.waitUntil(lambda: not dialog.work.is_working() and not dialog.first.isVisible())
    assert verdicts(dialog) == [Said.NEW]


def test_a_key_to_be_compared_is_told_also_on_the_rows_of_other_files(
    qtbot: QtBot, opened: Opened, village: Village
) -> None:
    village.pack()
    (village.stick / "坏.rdp").write_bytes(b"no package")
    dialog = opened(village.stick)
    qtbot.waitUntil(dialog.first.isVisible)
    said = []
    for row in range(2):
        dialog.table.setCurrentCell(row, 0)
        said.append(dialog.first.text())
    assert ["还没有核对的密钥：1 个（黄寺村）" in one for one in said].count(True) == 1
    assert ["封面上应印着" in one for one in said].count(True) == 1


def test_what_is_good_is_taken_in_and_can_go_back(
    qtbot: QtBot,
    opened: Opened,
    town: Book,
    village: Village,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(village.pack())
    with (
        qtbot.waitSignal(session.changed),
        qtbot.waitSignal(dialog.shown, check_params_cb=lambda state: state == DONE),
    ):
        dialog.act()
    assert counts(town, MONTH) == (1, 2)
    assert dialog.head.text() == "已收入 1 个，新增 1 条，改动 0 条，移入回收站 0 条，拒收 0 个"
    assert offered(dialog) == [dialog.back]
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    with qtbot.waitSignal(dialog.shown, check_params_cb=lambda state: state == BACK):
        dialog.back.click()
    assert counts(town, MONTH) == (0, 2)
    assert "1 条移入回收站" in dialog.head.text()
    assert offered(dialog) == []


def test_the_same_again_offers_nothing(opened: Opened, taken: Merged) -> None:
    dialog = opened(taken.files[0].path)
    assert verdicts(dialog) == [Said.SAME]
    assert offered(dialog) == []


def test_an_empty_place_says_where_to_look(opened: Opened, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    dialog = opened(empty)
    assert ".rdp" in dialog.head.text()
    assert dialog.frame.isHidden()


def test_a_changed_key_shows_both_fingerprints_and_is_taken_in_only_on_purpose(
    qtbot: QtBot,
    opened: Opened,
    taken: Merged,
    town: Book,
    village: Village,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = key_of_unit(town, HUANGSI)
    assert known is not None
    new = renew(village.book).public
    path = village.pack(sequence=2, after=village.manifest)
    dialog = opened(path)
    assert verdicts(dialog) == [Said.FORGED]
    qtbot.waitUntil(lambda: dialog.key.isVisibleTo(dialog))
    assert dialog.take not in offered(dialog)
    seen: list[str] = []

    def look(self: KeyDialog) -> bool:
        seen.extend((self.known.text(), self.found.text()))
        self.act()
        assert not self.agree.isEnabled()
        assert self.problem.text()
        self.asked.setChecked(True)
        return bool(self.agree.isEnabled())

    monkeypatch.setattr(KeyDialog, "exec", look)
    with qtbot.waitSignal(dialog.shown):
        dialog.key.click()
    assert seen == [known.fingerprint, new.fingerprint]
    assert key_of_unit(town, HUANGSI) == new
    assert verdicts(dialog) == [Said.CORRECTION]
    assert dialog.take in offered(dialog)


def test_a_false_signature_offers_no_key(
    qtbot: QtBot, opened: Opened, taken: Merged, tmp_path: Path, village: Village
) -> None:
    path = village.pack(sequence=2, after=village.manifest, key="age1" + "q" * 20)
    dialog = opened(path)
    assert verdicts(dialog)[0] in (Said.FORGED, Said.DAMAGED)
    assert not dialog.table.verdicts()[0].unit or dialog.key not in offered(dialog)
    assert dialog.take not in offered(dialog)


def test_a_second_copy_is_taken_in_only_after_a_question(
    qtbot: QtBot,
    opened: Opened,
    taken: Merged,
    town: Book,
    village: Village,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(village.book, "person", name="张三")
    path = village.pack("2023-12")  # it knows nothing of the one before
    dialog = opened(path)
    assert verdicts(dialog) == [Said.OLDER]
    assert offered(dialog) == [dialog.anyway]
    asked: list[str] = []

    def agree(*_: object, detail: str = "", **__: object) -> bool:
        asked.append(detail)
        return True

    monkeypatch.setattr(messages, "ask", agree)
    with qtbot.waitSignal(dialog.shown, check_params_cb=lambda state: state == DONE):
        dialog.anyway.click()
    assert "备份" in asked[0]
    assert counts(town, "2023-12") == (1, 2)


def test_another_offices_village_is_told_where_to_go(
    opened: Opened, tmp_path: Path, village: Village
) -> None:
    with book_of(tmp_path, "410727104201", "别镇村") as other:
        path, _ = package_of(other, village.stick, MONTH, parent="410727104000")
    dialog = opened(path)
    assert verdicts(dialog) == [Said.WRONG_OFFICE]
    assert "别镇村" in dialog.sentence.text()


def test_the_page_reads_the_stick_that_is_plugged_in(
    qtbot: QtBot, page: ReportingPage, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    village.pack()
    stick = Stick(
        root=village.stick,
        label="报送",
        letter="E:",
        file_system="exfat",
        write_protected=False,
        identity="",
        free=1,
        total=1,
    )
    monkeypatch.setattr(places.carrying, "sticks", lambda: [stick])
    opened: list[ReadingDialog] = []
    real = reading.ReadingDialog.open

    def note(self: ReadingDialog) -> None:
        opened.append(self)
        real(self)

    monkeypatch.setattr(reading.ReadingDialog, "open", note)
    page.read_stick.click()
    qtbot.waitUntil(lambda: bool(opened) and opened[0].state() == TRIED, timeout=10_000)
    assert verdicts(opened[0]) == [Said.NEW]
    opened[0].reject()


def test_without_a_stick_the_page_says_so(
    qtbot: QtBot, page: ReportingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places.carrying, "sticks", list)
    page.read_stick.click()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(messages.Notice)))
    [notice] = page.window().findChildren(messages.Notice)
    assert "没有插U盘" in notice.text.text()
    notice.close()


def test_a_try_that_was_stopped_does_not_say_that_nothing_is_there(
    qtbot: QtBot, session: Session, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = village.pack()
    monkeypatch.setattr(Job, "cancelled", lambda self: True)
    dialog = ReadingDialog(session, [path], None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.state() == TRIED, timeout=10_000)
    assert dialog.head.text() == "已停止，没有读完所有文件。"
    assert offered(dialog) == []
