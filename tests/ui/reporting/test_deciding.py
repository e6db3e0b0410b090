"""Beside the matrix a report is accepted, returned, commented on, and looked through."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services.comments import CommentLevel
from ruraldesk.services.merging import Merged, merge
from ruraldesk.services.receipts import comment, comments, send_back
from ruraldesk.services.reporting_board import ReportState, row_changes, unit_report
from ruraldesk.services.reporting_status import status
from ruraldesk.store.book import Book
from ruraldesk.ui import messages
from ruraldesk.ui.reporting.changes_dialog import ChangesDialog
from ruraldesk.ui.reporting.comment_dialog import CommentDialog
from ruraldesk.ui.reporting.page import ReportingPage
from tests.services.answers_down import MONTH
from tests.store.reports import enter
from tests.store.village import HUANGSI, WANGLOU
from tests.ui.reporting.conftest import Village


def state(town: Book, unit: str = HUANGSI) -> ReportState:
    [one] = [one for one in status(town, MONTH).units if one.unit == unit]
    return one.state


def press(qtbot: QtBot, page: ReportingPage, key: str) -> None:
    """Press one of the buttons at the right and wait until the page shows what came of it."""
    with qtbot.waitSignal(page.report_shown):
        page.detail.button(key).click()


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, CommentLevel], None]:
    """Let the comment dialog be filled in and agreed to."""

    def answer(text: str, level: CommentLevel) -> None:
        def fill(self: CommentDialog) -> bool:
            self.words.setPlainText(text)
            self.level.setCurrentIndex(self.level.findData(level))
            self.act()
            return bool(self.result())

        monkeypatch.setattr(CommentDialog, "exec", fill)

    return answer


def test_a_report_is_accepted(qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book) -> None:
    press(qtbot, page, "accept")
    assert state(town) is ReportState.ACCEPTED
    assert page.detail.chip.text() == "已接收"
    assert page.detail.acts()[0] == "receipt"


def test_after_a_decision_the_keys_are_at_the_next_act(
    qtbot: QtBot, taken: Merged, page: ReportingPage
) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    page.detail.button("accept").setFocus()

    press(qtbot, page, "accept")

    qtbot.waitUntil(lambda: page.detail.button("receipt").hasFocus())


def test_nothing_is_sent_back_without_a_word(taken: Merged, page: ReportingPage) -> None:
    assert "return" not in page.detail.acts()


def test_a_comment_on_the_month_leads_to_sending_it_back(
    qtbot: QtBot,
    taken: Merged,
    page: ReportingPage,
    town: Book,
    answered: Callable[[str, CommentLevel], None],
) -> None:
    answered("合计与上月差得太多", CommentLevel.MEND)
    press(qtbot, page, "comment")
    [said] = comments(town, HUANGSI, MONTH)
    assert (said.text, said.level, said.form) == ("合计与上月差得太多", CommentLevel.MEND, "")
    assert page.detail.acts()[0] == "return"
    press(qtbot, page, "return")
    assert state(town) is ReportState.RETURNED


def test_an_empty_comment_is_not_kept(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book
) -> None:
    dialog = CommentDialog("黄寺村", [], None)
    qtbot.addWidget(dialog)
    dialog.act()
    assert not dialog.result()
    assert dialog.problem.text()


def test_a_comment_can_be_settled(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book, village: Village
) -> None:
    said = comment(town, HUANGSI, MONTH, "project", village.road, "planned", "请核实")
    send_back(town, HUANGSI, MONTH)
    with qtbot.waitSignal(page.report_shown):
        page.detail.settled.emit(said.uuid)
    assert comments(town, HUANGSI, MONTH)[0].settled


def test_all_changes_are_listed_with_what_became_of_them_and_open_their_record(
    qtbot: QtBot, taken: Merged, page: ReportingPage, town: Book, village: Village
) -> None:
    enter(village.book, "project", village.road, name="道路拓宽")
    enter(village.book, "person", name="张三")
    merge(town, [village.pack(sequence=2, after=village.manifest)])
    found = row_changes(town, HUANGSI, MONTH)
    assert [(one.form, one.kind) for one in found] == [("person", "added"), ("project", "changed")]
    report = page.detail.report()
    assert report is not None
    dialog = page.deciding.open_changes(report, found)
    cells = [
        [str(dialog.table.model().index(row, column).data()) for column in range(4)]
        for row in range(2)
    ]
    assert cells[0][:3] == ["人员", "新增", "张三"]
    assert cells[1][:2] == ["项目台账", "改动"]
    assert "道路硬化 → 道路拓宽" in cells[1][3]
    assert "张三" in dialog.whole.text()  # of what is new, all that it says
    dialog.table.selectRow(1)
    with qtbot.waitSignal(page.record_opened) as opened:
        dialog.open_record()
    assert opened.args == ["project", village.road]


def test_a_changed_record_is_commented_on_at_the_field_that_changed(
    qtbot: QtBot,
    taken: Merged,
    page: ReportingPage,
    town: Book,
    village: Village,
    answered: Callable[[str, CommentLevel], None],
) -> None:
    enter(village.book, "project", village.road, name="道路拓宽")
    merge(town, [village.pack(sequence=2, after=village.manifest)])
    report = page.detail.report()
    assert report is not None
    dialog: ChangesDialog = page.deciding.open_changes(report, row_changes(town, HUANGSI, MONTH))
    answered("为什么改名？", CommentLevel.LOOK)
    with qtbot.waitSignal(page.report_shown):
        dialog.write.click()
    [said] = comments(town, HUANGSI, MONTH)
    assert (said.form, said.record, said.field) == ("project", village.road, "name")
    dialog.reject()


def test_a_village_with_tables_is_noted_after_a_question(
    qtbot: QtBot, page: ReportingPage, town: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(page.report_shown):
        page.matrix.choose(WANGLOU)
    monkeypatch.setattr(messages, "ask", lambda *_, **__: False)
    page.detail.button("note").click()
    assert state(town, WANGLOU) is ReportState.MISSING
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    press(qtbot, page, "note")
    assert state(town, WANGLOU) is ReportState.REPORTED


def test_what_came_in_goes_back_after_a_question_that_names_the_whole_batch(
    qtbot: QtBot,
    taken: Merged,
    page: ReportingPage,
    town: Book,
    village: Village,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(village.book, "person", name="张三")
    november = village.manifest
    december = village.pack("2023-12", after=november)
    january = village.pack("2024-01", after=village.manifest)
    merge(town, [december, january])
    report = unit_report(town, HUANGSI, "2024-01")
    assert report is not None
    asked: list[str] = []

    def agree(*_: object, detail: str = "", **__: object) -> bool:
        asked.append(detail)
        return True

    monkeypatch.setattr(messages, "ask", agree)
    with qtbot.waitSignal(page.report_shown):
        page.deciding.take_back(report)
    assert asked == ["这一批共 2 个报送，会一起撤销：黄寺村、黄寺村"]
    assert [one.month for one in town.taking.taken(unit=HUANGSI)] == [MONTH]
    with qtbot.waitSignal(page.report_shown):
        page.detail.back.click()
    assert asked[1] == ""
    assert town.taking.taken(unit=HUANGSI) == []
    assert page.detail.back.isHidden()
