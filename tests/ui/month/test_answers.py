"""The answer of the office above comes in from the stick, and its comments are answered here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from ruraldesk.services import carrying
from ruraldesk.services.carrying import Stick
from ruraldesk.services.comments import comment, comments
from ruraldesk.services.month_papers import stick_at
from ruraldesk.services.receipts import accept, send_back
from ruraldesk.ui import jobs
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.month.page import MonthPage
from ruraldesk.ui.session import Session
from tests.services.answers_down import MONTH, Between, between
from tests.store.village import HUANGSI


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    """A town that took in the village's month."""
    with between(tmp_path) as made:
        made.report()
        yield made


@pytest.fixture
def sticks(monkeypatch: pytest.MonkeyPatch) -> list[Stick]:
    found: list[Stick] = []
    monkeypatch.setattr(carrying, "sticks", lambda: list(found))
    return found


@pytest.fixture
def page(qtbot: QtBot, two: Between) -> Iterator[MonthPage]:
    """The month's page of the village, in a window."""
    session = Session(two.village)
    session.month = MONTH
    window = QMainWindow()
    qtbot.addWidget(window)
    made = MonthPage(session)
    window.setCentralWidget(made)
    window.resize(1154, 688)
    with qtbot.waitSignal(made.loaded):
        window.show()
    yield made
    made.forget()
    jobs.stop_all()


def said(page: MonthPage) -> str:
    shown = [one for one in page.window().children() if isinstance(one, Notice)]
    return shown[-1].text.text() if shown else ""


def carried(two: Between, sticks: list[Stick]) -> None:
    """Let the town's receipt lie on a stick that is plugged in."""
    [one] = two.written().receipts
    sticks.append(stick_at(one.path.parent))


def test_the_receipt_on_the_stick_is_found_and_the_month_is_accepted(
    qtbot: QtBot, page: MonthPage, two: Between, sticks: list[Stick]
) -> None:
    accept(two.town, HUANGSI, MONTH)
    carried(two, sticks)

    with qtbot.waitSignal(page.receipts.taken):
        page.read_receipt.click()

    qtbot.waitUntil(lambda: page.state.text() == "已接收")
    assert "已接收" in said(page)
    assert page.comments.isHidden()


def test_comments_stand_on_the_page_and_are_answered_there(
    qtbot: QtBot, page: MonthPage, two: Between, sticks: list[Stick]
) -> None:
    comment(two.town, HUANGSI, MONTH, "project", two.road, "name", "与批复不符")
    send_back(two.town, HUANGSI, MONTH)
    carried(two, sticks)
    with qtbot.waitSignal(page.receipts.taken):
        page.read_receipt.click()
    qtbot.waitUntil(lambda: page.comments.isVisible())
    assert page.state.text() == "已退回"
    assert page.comments.count.text() == "1 条待答复"
    [line] = page.comments.list.items()
    assert (line.chip, line.text) == ("要改", "项目台账“W01 道路硬化” · 名称：与批复不符")

    dialog = page.open_comment(page.comments.comments[0])
    QTest.keyClick(dialog.answer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()  # nothing is written yet
    assert dialog.problem.text()
    QTest.keyClicks(dialog.answer, "done")
    QTest.keyClick(dialog.answer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    [kept] = comments(two.village, HUANGSI, MONTH)
    assert kept.answer == "done"
    qtbot.waitUntil(lambda: page.comments.count.text() == "都已答复")


def test_esc_keeps_an_answer_that_was_begun(
    qtbot: QtBot, page: MonthPage, two: Between, sticks: list[Stick]
) -> None:
    comment(two.town, HUANGSI, MONTH, "project", two.road, "name", "与批复不符")
    send_back(two.town, HUANGSI, MONTH)
    two.carried()
    [about] = comments(two.village, HUANGSI, MONTH)
    dialog = page.open_comment(about)
    QTest.keyClicks(dialog.answer, "half")

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert comments(two.village, HUANGSI, MONTH)[0].answer == "half"


def test_from_a_comment_one_goes_to_its_field(qtbot: QtBot, page: MonthPage, two: Between) -> None:
    comment(two.town, HUANGSI, MONTH, "project", two.road, "name", "与批复不符")
    send_back(two.town, HUANGSI, MONTH)
    two.carried()
    dialog = page.open_comment(comments(two.village, HUANGSI, MONTH)[0])

    with qtbot.waitSignal(page.place_opened) as wanted:
        dialog.go.click()

    assert wanted.args == ["project", two.road, "name"]


def test_a_receipt_for_another_unit_is_refused_in_words(
    qtbot: QtBot, page: MonthPage, tmp_path: Path
) -> None:
    wrong = tmp_path / "别的.rdr"
    wrong.write_bytes(b"no receipt")

    page.receipts.take(wrong)

    qtbot.waitUntil(lambda: "别的.rdr" in said(page))
