"""The search over everything: its list, its keys, and what it remembers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.services.search import Hit
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.search_popup import SearchPopup
from ruraldesk.ui.session import Session
from ruraldesk.ui.top_bar import SearchField
from tests.ui.books import add_project

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
Key = Qt.Key


class Bar(QWidget):
    """A window with the field and its list."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.field, self.other = SearchField(), QWidget()
        self.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other, 1)
        self.popup = SearchPopup(self.field, session, self)

    def texts(self) -> list[str]:
        return [line.text for line in self.popup.lines()]


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> Iterator[Bar]:
    for number in range(13, 60):
        add_project(session.book, number)
    made = Bar(session)
    qtbot.addWidget(made)
    made.resize(800, 420)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.field.setFocus()
    yield made
    made.popup.close_list()


def seek(qtbot: QtBot, bar: Bar, text: str) -> None:
    bar.field.clear()
    with qtbot.waitSignal(bar.popup.answered):
        QTest.keyClicks(bar.field, text)


def test_of_one_ledger_as_many_are_shown_as_help_and_all_are_one_line_away(
    qtbot: QtBot, bar: Bar, session: Session
) -> None:
    seek(qtbot, bar, "hdqy")
    names = bar.texts()
    assert names[0] == "项目台账"
    assert len(names) == 1 + 10  # every sixth project is called 河道清淤; there is room for all

    seek(qtbot, bar, "dao")
    assert len(bar.texts()) == 1 + 14 + 1
    assert bar.texts()[-1] == "在“项目台账”中找到的全部 →"
    QTest.keyClick(bar.field, Key.Key_Up)
    with qtbot.waitSignal(bar.popup.found_wanted) as told:
        QTest.keyClick(bar.field, Key.Key_Return)

    key, where, words = told.args
    page = LedgerPage(session, session.form(key))
    qtbot.addWidget(page)
    page.show_only(where, words)
    qtbot.waitUntil(lambda: page.model.complete)
    assert page.model.rowCount() == 39  # four of six names have 道 in them
    assert page.words() == "查找“dao”"
    page.forget()


def test_every_line_is_reached_by_the_arrow_keys_and_seen(qtbot: QtBot, bar: Bar) -> None:
    seek(qtbot, bar, "dao")
    popup = bar.popup
    assert popup.mapTo(bar, popup.rect().bottomLeft()).y() < bar.height() - tokens.STATUS_BAR
    seen = set()
    for _ in range(15):
        seen.add(popup._current)
        assert popup._line_at(popup._bottom_of(popup._current) - 3) == popup._current
        assert popup._bottom_of(popup._current) <= popup.height()
        QTest.keyClick(bar.field, Key.Key_Down)
    assert len(seen) == 15
    assert popup._current == 1  # around to the first one
    assert popup._top == 0  # with its heading


def test_the_wheel_scrolls_to_the_end_and_no_further(qtbot: QtBot, bar: Bar) -> None:
    seek(qtbot, bar, "dao")
    for _ in range(40):
        turn(bar.popup, -120)
    last = len(bar.texts()) - 1
    assert bar.popup._bottom_of(last) <= bar.popup.height()
    assert bar.popup._top < last
    for _ in range(40):
        turn(bar.popup, 120)
    assert bar.popup._top == 0


def turn(widget: QWidget, delta: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        middle,
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_enter_pressed_before_the_answer_opens_the_first_that_is_found(
    qtbot: QtBot, bar: Bar
) -> None:
    QTest.keyClicks(bar.field, "W07")
    with qtbot.waitSignal(bar.popup.record_chosen) as told:
        QTest.keyClick(bar.field, Key.Key_Return)

    record = bar.popup._session.book.records.get("project", told.args[1])
    assert record["code"] == "W07"


def test_enter_never_opens_what_an_earlier_text_found(qtbot: QtBot, bar: Bar) -> None:
    seek(qtbot, bar, "W0")
    QTest.keyClicks(bar.field, "9")
    with qtbot.waitSignal(bar.popup.record_chosen) as told:
        QTest.keyClick(bar.field, Key.Key_Return)

    assert bar.popup._session.book.records.get("project", told.args[1])["code"] == "W09"


def test_a_deleted_record_is_not_found(qtbot: QtBot, bar: Bar, session: Session) -> None:
    seek(qtbot, bar, "W13")
    hit = bar.popup.lines()[1].hit
    assert hit is not None
    record = session.book.records.get("project", hit.uuid)
    session.book.records.delete("project", record.uuid, record.revision)

    seek(qtbot, bar, "W13")

    assert bar.texts() == ["没有找到。可以输入名称的一部分，或拼音首字母。"]


def test_a_typed_amount_finds_the_records_that_hold_it(qtbot: QtBot, bar: Bar) -> None:
    QTest.keyClicks(bar.field, "12.00")  # as the column shows it, in 10,000 yuan
    qtbot.waitUntil(lambda: "".join(bar.texts()[-1:]).startswith("项目台账：W12"))

    assert "金额" in bar.texts()
    QTest.keyClick(bar.field, Key.Key_Up)  # around to the last one
    with qtbot.waitSignal(bar.popup.record_chosen) as told:
        QTest.keyClick(bar.field, Key.Key_Return)
    assert bar.popup._session.book.records.get("project", told.args[1])["code"] == "W12"


def test_what_was_found_is_offered_again_in_the_empty_field(qtbot: QtBot, bar: Bar) -> None:
    for text in ("W02", "hdqy"):
        seek(qtbot, bar, text)
        QTest.keyClick(bar.field, Key.Key_Return)
    assert not bar.popup.isVisible()

    bar.other.setFocus()
    bar.popup.close_list()
    bar.field.setFocus()
    assert bar.texts() == ["最近查找", "hdqy", "W02"]
    QTest.keyClick(bar.field, Key.Key_Return)  # no line is chosen yet
    assert bar.popup.isVisible()
    QTest.keyClick(bar.field, Key.Key_Down)
    QTest.keyClick(bar.field, Key.Key_Down)
    with qtbot.waitSignal(bar.popup.answered):
        QTest.keyClick(bar.field, Key.Key_Return)

    assert bar.field.text() == "W02"
    assert bar.texts()[1].startswith("W02")


def test_a_text_that_is_deleted_again_shows_no_old_hits(qtbot: QtBot, bar: Bar) -> None:
    seek(qtbot, bar, "W02")
    QTest.keyClick(bar.field, Key.Key_Return)
    seek(qtbot, bar, "W03")
    bar.field.selectAll()
    QTest.keyClick(bar.field, Key.Key_Backspace)
    qtbot.waitUntil(lambda: bar.texts() == ["最近查找", "W02"])


@pytest.mark.parametrize(
    ("text", "kept"), [("410726195001010011", False), ("13800138000", False), ("0011", True)]
)
def test_numbers_that_may_be_somebodys_are_not_remembered(
    qtbot: QtBot, bar: Bar, text: str, kept: bool
) -> None:
    hit = Hit(form="project", id=1, uuid="u", name="张三", detail="")
    bar.field.setText(text)
    bar.popup._show(text, [hit])
    QTest.keyClick(bar.field, Key.Key_Return)

    assert (text in preferences.load("searches", [])) is kept
