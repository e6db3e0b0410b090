"""The page of a town tells which village has reported what, and what a report changed."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import Merged, merge
from ruraldesk.services.receipts import accept, comment, send_back
from ruraldesk.services.reporting_board import board, counts, unit_report
from ruraldesk.services.reporting_status import note_report
from ruraldesk.store.book import Book
from ruraldesk.ui.pages import REPORTS, counts_beside, reporting_group
from ruraldesk.ui.reporting.page import ReportingPage
from ruraldesk.ui.session import Session
from tests.services.answers_down import MONTH
from tests.store.reports import enter
from tests.store.village import HUANGSI, WANGLOU
from tests.ui.reporting.conftest import Village, focus_order


def again(qtbot: QtBot, page: ReportingPage, session: Session) -> None:
    """Let the page read what was done elsewhere."""
    with qtbot.waitSignal(page.report_shown):
        session.note_change()


def choose(qtbot: QtBot, page: ReportingPage, unit: str, month: str = "") -> None:
    if page.matrix.current() != (unit, month or MONTH):
        with qtbot.waitSignal(page.report_shown):
            page.matrix.choose(unit, month)


def test_a_village_has_no_such_page_and_offices_above_have() -> None:
    assert REPORTS not in [key for key, _ in reporting_group("village").ledgers]
    town = [title for _, title in reporting_group("town").ledgers]
    assert town[:3] == ["各村报送", "合并与核对", "回执"]
    assert town[-1] == "本月报送"
    assert reporting_group("county").ledgers[0] == (REPORTS, "各镇报送")


def test_nothing_came_in_yet(page: ReportingPage) -> None:
    assert page.matrix.chips(HUANGSI) == ["", "", "", "", "", "未报"]
    assert page.matrix.texts(HUANGSI) == ["黄寺村", "—", "", ""]
    assert page.count.whole_text() == (
        "2023年11月 · 应报 2 个，已报 0，按时 0，退回 0，未报 2 · 2023年12月5日前报送"
    )
    assert page.detail.acts() == ("remind", "note")


def test_a_report_in_time_is_told_with_its_rows_and_its_code(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book
) -> None:
    [verdict] = taken.files
    shown = page.board()
    assert shown is not None
    assert counts(town, MONTH) == (shown.reported, 2) == (1, 2)
    assert page.matrix.chips(HUANGSI)[-1] in ("按时", "迟报")  # the clock of this machine decides
    name, _, rows, agrees = page.matrix.texts(HUANGSI)
    assert (name, rows, agrees) == ("黄寺村", "2", "合计相符 ✓")
    choose(qtbot, page, HUANGSI)
    assert verdict.check_code in page.detail.about.text()
    assert str(verdict.path) in page.detail.about.text()
    assert ["项目台账", "0", "1", "0", "0", "1"] in page.detail.table.texts()
    assert page.detail.acts() == ("accept", "comment", "changes")


def test_a_correction_is_compared_with_what_came_before_it(
    qtbot: QtBot, taken: Merged, page: ReportingPage, session: Session, town: Book, village: Village
) -> None:
    enter(village.book, "project", village.road, name="道路拓宽")
    enter(village.book, "person", name="张三")
    done = merge(town, [village.pack(sequence=2, after=village.manifest)])
    assert done.batch, done.files
    again(qtbot, page, session)
    choose(qtbot, page, HUANGSI)
    assert page.matrix.chips(HUANGSI)[-1] == "更正"
    table = page.detail.table
    assert table.horizontalHeaderItem(1).text() == "上次"
    assert ["项目台账", "1", "0", "1", "0", "1"] in table.texts()
    assert ["人员", "0", "1", "0", "0", "1"] in table.texts()


def test_an_earlier_month_is_told_as_it_was_left(
    qtbot: QtBot, page: ReportingPage, session: Session, town: Book, village: Village
) -> None:
    merge(town, [village.pack("2023-10")])
    enter(village.book, "person", name="张三")
    merge(town, [village.pack(after=village.manifest)])
    again(qtbot, page, session)
    choose(qtbot, page, HUANGSI, "2023-10")
    report = page.detail.report()
    assert report is not None
    assert report.month == "2023-10"
    assert ["项目台账", "0", "1", "0", "0", "1"] in page.detail.table.texts()
    assert "人员" not in [line[0] for line in page.detail.table.texts()]
    choose(qtbot, page, HUANGSI)
    assert ["人员", "0", "1", "0", "0", "1"] in page.detail.table.texts()
    assert ["项目台账", "1", "0", "0", "0", "1"] in page.detail.table.texts()


def test_a_returned_report_shows_why(
    qtbot: QtBot, taken: Merged, page: ReportingPage, session: Session, town: Book, village: Village
) -> None:
    comment(town, HUANGSI, MONTH, "project", village.road, "planned", "与批复不符，请核实。")
    send_back(town, HUANGSI, MONTH)
    again(qtbot, page, session)
    choose(qtbot, page, HUANGSI)
    assert page.matrix.chips(HUANGSI)[-1] == "退回"
    assert page.matrix.texts(HUANGSI)[-1] == "合计相符 ✓ · 1 处意见"
    assert [one.text for one in page.detail.comments.comments()] == ["与批复不符，请核实。"]
    assert page.detail.chip.text() == "退回"
    assert page.detail.acts() == ("receipt", "accept", "comment", "changes")


def test_an_accepted_report_says_so_at_the_right(
    qtbot: QtBot, taken: Merged, page: ReportingPage, session: Session, town: Book
) -> None:
    accept(town, HUANGSI, MONTH)
    again(qtbot, page, session)
    choose(qtbot, page, HUANGSI)
    assert page.detail.chip.text() == "已接收"


def test_a_village_without_the_program_counts_as_reported(
    qtbot: QtBot, page: ReportingPage, session: Session, town: Book
) -> None:
    note_report(town, WANGLOU, MONTH)
    again(qtbot, page, session)
    choose(qtbot, page, WANGLOU)
    assert page.matrix.texts(WANGLOU)[2:] == ["", "以表格报送"]
    assert "表格" in page.detail.about.text()
    assert page.detail.table.isHidden()
    assert "receipt" not in page.detail.acts()


def test_the_arrows_choose_unit_and_month(qtbot: QtBot, taken: Merged, page: ReportingPage) -> None:
    page.matrix.setFocus()
    with qtbot.waitSignal(page.report_shown):
        QTest.keyClick(page.matrix, Qt.Key.Key_Down)
    assert page.matrix.current() == (WANGLOU, MONTH)
    with qtbot.waitSignal(page.report_shown):
        QTest.keyClick(page.matrix, Qt.Key.Key_Left)
    assert page.matrix.current() == (WANGLOU, "2023-10")


def test_enter_goes_on_to_what_can_be_done_and_the_counts_follow(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book
) -> None:
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.matrix.hasFocus)
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    accept_button = page.detail.button("accept")
    assert accept_button.hasFocus()
    comment(town, HUANGSI, MONTH, "", "", "", "请核实")
    report = page.detail.report()
    assert report is not None
    with qtbot.waitSignal(page.report_shown):
        page.deciding.send_back(report)
    assert "退回 1" in page.count.whole_text()
    report = page.detail.report()
    assert report is not None
    with qtbot.waitSignal(page.report_shown):
        page.deciding.accept(report)
    assert "退回 0" in page.count.whole_text()


def test_tab_goes_from_the_matrix_to_the_buttons_above_it(
    qtbot: QtBot, taken: Merged, page: ReportingPage
) -> None:
    order = focus_order(page)
    assert order.index(page.matrix) < order.index(page.read_stick) < order.index(page.span)


def test_no_column_is_out_of_sight(taken: Merged, page: ReportingPage) -> None:
    assert not page.matrix.horizontalScrollBar().isVisible()


def shown_columns(page: ReportingPage) -> list[str]:
    model = page.matrix.model()
    return [
        str(model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole))
        for column in range(model.columnCount())
        if not page.matrix.isColumnHidden(column)
    ]


def test_a_small_window_leaves_out_what_stands_at_the_right_and_never_a_month(
    qtbot: QtBot, taken: Merged, page: ReportingPage
) -> None:
    months = ["6月", "7月", "8月", "9月", "10月", "11月"]
    assert shown_columns(page) == ["单位", *months, "报送时间", "记录", "核对"]
    page.resize(680, 430)
    qtbot.waitUntil(lambda: shown_columns(page) == ["单位", *months])
    with qtbot.waitSignal(page.report_shown):
        page.show_months(12)
    assert len(shown_columns(page)) == 13
    qtbot.waitUntil(page.matrix._names.isVisible)  # while the months scroll under them
    page.resize(1154, 688)
    qtbot.waitUntil(lambda: len(shown_columns(page)) == 16)
    assert not page.matrix._names.isVisible()


def test_twelve_months_are_shown_and_remembered(
    qtbot: QtBot, taken: Merged, page: ReportingPage
) -> None:
    with qtbot.waitSignal(page.report_shown):
        page.show_months(12)
    assert len(page.matrix.chips(HUANGSI)) == 12
    assert preferences.load("reporting_months") == 12
    assert page.span.text() == "近 12 个月"
    assert not page.matrix.horizontalScrollBar().isVisible()


def test_months_before_the_first_report_are_no_ones_fault(town: Book, village: Village) -> None:
    identity_of(town)
    merge(town, [village.pack("2023-10")])
    shown = board(town, MONTH)
    assert shown.began == "2023-10"


def test_the_navigation_says_how_many_have_reported(taken: Merged, town: Book) -> None:
    assert counts_beside(town, MONTH)[REPORTS] == "1/2"
    assert counts_beside(town, MONTH)["project"] == 1


def test_the_cursor_is_never_under_the_names_that_stay(
    qtbot: QtBot, taken: Merged, page: ReportingPage
) -> None:
    page.resize(680, 430)
    with qtbot.waitSignal(page.report_shown):
        page.show_months(12)
    qtbot.waitUntil(page.matrix._names.isVisible)
    assert page.matrix.visualRect(page.matrix.currentIndex()).right() <= page.matrix.width()
    page.matrix.setFocus()
    for _ in range(11):
        QTest.keyClick(page.matrix, Qt.Key.Key_Left)
        place = page.matrix.visualRect(page.matrix.currentIndex())
        assert place.x() >= page.matrix._names.width() - 1
    assert page.matrix.current()[1] == "2022-12"


def test_a_unit_that_does_not_report_here_has_no_report(town: Book) -> None:
    assert unit_report(town, "410726104299", MONTH) is None
