"""The page about receipts tells which went down and which are still to be written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services import carrying
from ruraldesk.services.carrying import Stick
from ruraldesk.services.handing_down import hand_down
from ruraldesk.services.merging import Merged
from ruraldesk.services.month_papers import stick_at
from ruraldesk.services.receipts import accept
from ruraldesk.services.reporting_status import note_report
from ruraldesk.store.book import Book
from ruraldesk.ui.reporting.receipts_dialog import ReceiptsDialog
from ruraldesk.ui.reporting.receipts_page import ReceiptsPage
from ruraldesk.ui.session import Session
from tests.services.answers_down import MONTH
from tests.store.village import HUANGSI, WANGLOU
from tests.ui.reporting.conftest import focus_order


@pytest.fixture
def answers(qtbot: QtBot, taken: Merged, town: Book, session: Session) -> Iterator[ReceiptsPage]:
    note_report(town, WANGLOU, MONTH)
    made = ReceiptsPage(session)
    qtbot.addWidget(made)
    made.resize(1154, 688)
    with qtbot.waitSignal(made.loaded):
        made.show()
    yield made
    made.forget()


def states(page: ReceiptsPage) -> list[str]:
    return [row[4] for row in page.table.texts()]


def test_each_report_says_how_far_its_answer_is(
    qtbot: QtBot, answers: ReceiptsPage, town: Book, session: Session, tmp_path: Path
) -> None:
    assert states(answers) == ["未写", "口头告知"]
    assert "要写 1 份" in answers.count.whole_text()
    accept(town, HUANGSI, MONTH)
    with qtbot.waitSignal(answers.loaded):
        session.note_change()
    assert states(answers) == ["要写", "口头告知"]
    hand_down(town, MONTH, tmp_path)
    with qtbot.waitSignal(answers.loaded):
        session.note_change()
    assert states(answers) == ["已写出 ✓", "口头告知"]
    assert answers.table.texts()[0][5] == str(tmp_path)
    answers.only.setChecked(True)
    assert answers.table.texts() == []
    assert not answers.nothing.isHidden()


def test_only_the_marked_ones_are_written(qtbot: QtBot, answers: ReceiptsPage) -> None:
    answers.table.selectRow(1)  # on paper: nothing to write
    assert answers.some.isHidden()
    answers.table.selectRow(0)
    assert answers.some.text() == "只写选中的 1 份"
    with qtbot.waitSignal(answers.unit_wanted) as told:
        answers.show_unit.click()
    assert told.args == [HUANGSI, MONTH]


def test_after_writing_the_stick_can_be_ejected(
    qtbot: QtBot,
    answers: ReceiptsPage,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "E 盘"
    folder.mkdir()
    stick = stick_at(folder)
    let_go: list[Stick] = []
    monkeypatch.setattr(carrying, "sticks", lambda: [stick])
    monkeypatch.setattr(carrying, "eject", let_go.append)
    dialog = ReceiptsDialog(session, MONTH, None, units=None)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.read):
        dialog.show()
    assert dialog.eject.isHidden()
    with qtbot.waitSignal(dialog.written):
        dialog.act()
    assert not dialog.eject.isHidden()
    dialog.eject.click()
    qtbot.waitUntil(lambda: "可以安全拔出" in dialog.outcome.text())
    assert let_go == [stick]
    dialog.reject()


def test_tab_goes_from_the_table_to_the_buttons_above_it(
    qtbot: QtBot, answers: ReceiptsPage
) -> None:
    order = focus_order(answers)
    assert order.index(answers.table) < order.index(answers.write) < order.index(answers.month)
