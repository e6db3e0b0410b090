"""The page about merging: what waits, what was read, whose totals differ, and acting on it."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.services.merging import Merged, merge
from ruraldesk.services.reporting_points import Kind, points, waiting
from ruraldesk.store.book import Book
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.reason import ReasonDialog
from ruraldesk.ui.pages import MERGING, RECEIPTS, badges_beside, counts_beside
from ruraldesk.ui.reporting.merging_page import BATCHES, TOTALS, MergingPage
from ruraldesk.ui.reporting.reading import ReadingDialog
from ruraldesk.ui.reporting.twins import TwinsDialog
from ruraldesk.ui.session import Session
from tests.services.answers_down import MONTH
from tests.store.village import HUANGSI, WANGLOU, add
from tests.ui.reporting.conftest import Village


@pytest.fixture
def merging(qtbot: QtBot, town: Book, village: Village, session: Session) -> Iterator[MergingPage]:
    """A damaged file was refused, a good one taken in, and another unit has the same project."""
    good = village.pack()
    bad = village.stick / "王楼村 2023-11 第1次.rdp"
    bad.write_bytes(good.read_bytes()[:900])
    merge(town, [village.stick], operator="刘科员")
    add(town, "project", unit=WANGLOU, name="道路硬化工程二期", planned=Decimal("1.00"))
    add(town, "project", unit=HUANGSI, name="道路硬化二期项目", planned=Decimal("2.00"))
    made = MergingPage(session)
    qtbot.addWidget(made)
    made.resize(1154, 688)
    with qtbot.waitSignal(made.loaded):
        made.show()
    yield made
    made.forget()


def dialog_of(kind: type) -> object | None:
    shown = QApplication.topLevelWidgets()
    return next((one for one in shown if isinstance(one, kind) and one.isVisible()), None)


def test_what_waits_stands_in_a_row_each_and_in_red_in_the_navigation(
    merging: MergingPage, town: Book, session: Session
) -> None:
    assert [one.kind for one in merging.points.shown()] == [Kind.REFUSED, Kind.DOUBLE]
    rows = merging.points.table.texts()
    assert rows[0][:2] == ["拒收文件", "王楼村 2023-11 第1次.rdp"]
    assert rows[1][:3] == [
        "疑似重复",
        "黄寺村 / 王楼村",
        "项目台账：道路硬化二期项目 / 道路硬化工程二期",
    ]
    assert merging.tabs.words()[0] == "要处理 2"
    assert badges_beside(town, session.day)[MERGING] == 2
    assert counts_beside(town, MONTH)[RECEIPTS] == 1


def test_what_was_looked_at_goes_with_its_reason_and_can_be_shown(
    qtbot: QtBot, merging: MergingPage, town: Book
) -> None:
    def answer() -> None:
        dialog = dialog_of(ReasonDialog)
        assert isinstance(dialog, ReasonDialog)
        dialog.reason.setPlainText("两村各修一段")
        dialog.act()

    merging.points.table.selectRow(1)
    QTimer.singleShot(0, answer)
    with qtbot.waitSignal(merging.loaded):
        merging.points.looked.click()
    assert [one.kind for one in merging.points.shown()] == [Kind.REFUSED]
    assert waiting(town) == 1
    merging.points.also.setChecked(True)
    merging.points.table.selectRow(1)
    assert "两村各修一段" in merging.points.whole.text()
    assert len(points(town)) == 2


def test_both_records_stand_side_by_side_and_each_opens(qtbot: QtBot, merging: MergingPage) -> None:
    seen: list[list[list[str]]] = []

    def choose() -> None:
        dialog = dialog_of(TwinsDialog)
        if not isinstance(dialog, TwinsDialog):
            QTimer.singleShot(50, choose)
            return
        seen.append(dialog.table.texts())
        dialog.second.click()

    merging.points.table.selectRow(1)
    QTimer.singleShot(0, choose)
    double = merging.points.shown()[1].double
    assert double is not None
    with qtbot.waitSignal(merging.record_opened) as told:
        QTest.keyClick(merging.points.table, Qt.Key.Key_Return)
    assert told.args == ["project", double.other_uuid]
    [rows] = seen
    assert any("道路硬化二期项目" in row and "道路硬化工程二期" in row for row in rows)


def test_a_reading_shows_its_files_and_is_taken_back(
    qtbot: QtBot, merging: MergingPage, town: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = merging.batches
    merging.show_tab(BATCHES)
    qtbot.waitUntil(lambda: len(part.files.verdicts()) == 2)
    [row] = part.table.texts()
    assert (row[2:4], row[5:]) == (["1", "1"], ["刘科员", "有效"])
    asked: list[str] = []

    def agree(*args: object, **how: object) -> bool:
        asked.append(str(how["detail"]))
        return True

    monkeypatch.setattr(messages, "ask", agree)
    with qtbot.waitSignal(merging.loaded):
        part.take_back()
    assert "黄寺村" in asked[0]
    assert part.table.texts()[0][-1] == "已撤销"
    assert part.back.isHidden()
    assert town.taking.taken() == []


def test_totals_lead_from_the_ledger_over_the_unit_to_its_rows(
    qtbot: QtBot, merging: MergingPage
) -> None:
    part = merging.totals
    merging.show_tab(TOTALS)
    assert [row[0] for row in part.ledgers.texts()] == ["项目台账"]
    rows = part.units.texts()
    assert rows[0][:2] == ["全部合计", "3"]
    assert (rows[1][0], rows[1][-1]) == ("黄寺村", "不符")
    assert (rows[2][0], rows[2][-1]) == ("王楼村", "—")
    part.units.selectRow(1)
    assert "报送包 1，这里 2" in part.sentence.text()
    with qtbot.waitSignal(merging.rows_wanted) as told:
        QTest.keyClick(part.units, Qt.Key.Key_Return)
    assert told.args == ["project", (HUANGSI,), "黄寺村"]


def test_nothing_waits_in_a_town_where_all_is_well(
    qtbot: QtBot, taken: Merged, session: Session
) -> None:
    page = MergingPage(session)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.loaded):
        page.show()
    assert page.points.table.isHidden()
    assert "没有要处理的" in page.points.nothing.text()
    assert "都相符" in page.count.whole_text()
    page.forget()


def test_a_stick_with_a_damaged_file_alone_leaves_a_point(
    qtbot: QtBot, town: Book, village: Village, session: Session
) -> None:
    bad = village.pack()
    bad.write_bytes(bad.read_bytes()[:900])
    with qtbot.waitSignal(session.changed):
        dialog = ReadingDialog(session, [village.stick], None)
        qtbot.addWidget(dialog)
    assert waiting(town) == 1
    dialog.reject()
