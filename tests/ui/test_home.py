"""The first page over a real book."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.services.due_later import not_put_off
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import Due
from ruraldesk.ui import tokens
from ruraldesk.ui.home import FigureCard, HomePage
from ruraldesk.ui.problems_page import ProblemsPage
from ruraldesk.ui.session import Session
from tests.ui.books import add_project, small_book


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[HomePage]:
    page = HomePage(session)
    qtbot.addWidget(page)
    page.resize(1150, 688)
    with qtbot.waitSignal(page.loaded):
        page.show()
    yield page
    page.forget()


def cards(page: HomePage) -> list[FigureCard]:
    return [one for one in page.findChildren(FigureCard) if one.isVisible()]


def names(page: HomePage) -> list[str]:
    return [card.accessibleName() for card in cards(page)]


def test_the_main_figures_are_cards_that_say_their_value(qtbot: QtBot, page: HomePage) -> None:
    qtbot.waitUntil(lambda: names(page) == ["累计投入资金 78 万元"])


def test_enter_on_a_card_opens_its_figure(qtbot: QtBot, page: HomePage) -> None:
    qtbot.waitUntil(lambda: bool(cards(page)))
    card = cards(page)[0]
    card.setFocus()

    with qtbot.waitSignal(page.figure_opened) as opened:
        QTest.keyClick(card, Qt.Key.Key_Return)

    assert opened.args == ["invested"]


def test_the_month_is_a_line_of_steps_up_to_the_answer_from_above(page: HomePage) -> None:
    found = page.home()

    assert found is not None
    keys = [step.key for step in found.steps]
    assert keys == ["enter", "check", "close", "print", "stick", "receipt"]
    assert page.line.accessibleName().startswith("② 检查 · 录入 12 条，")


def test_what_is_saved_changes_the_figures(
    qtbot: QtBot, page: HomePage, session: Session, book: Book
) -> None:
    add_project(book, 22)

    with qtbot.waitSignal(page.loaded):
        session.note_change("project")

    qtbot.waitUntil(lambda: names(page) == ["累计投入资金 100 万元"])


def test_a_page_that_is_not_seen_reads_when_it_is_seen_again(
    qtbot: QtBot, page: HomePage, session: Session
) -> None:
    page.hide()
    with qtbot.assertNotEmitted(page.loaded):
        session.note_change("project")

    with qtbot.waitSignal(page.loaded):
        page.show()


def test_continue_goes_to_the_step_that_is_on(qtbot: QtBot, page: HomePage) -> None:
    assert page.go_on.isVisible()

    with qtbot.waitSignal(page.step_chosen) as chosen:
        QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)

    assert chosen.args == ["check"]


def test_the_check_of_a_clean_book_says_so(qtbot: QtBot, session: Session) -> None:
    checks = ProblemsPage(session)
    qtbot.addWidget(checks)

    with qtbot.waitSignal(checks.checked):
        checks.show()

    assert checks.problems() == ()
    assert checks.count.text() == "2023年11月：共 0 处，其中 0 处必须改正"
    checks.forget()


def test_a_clean_check_leads_on_to_closing(qtbot: QtBot, session: Session, page: HomePage) -> None:
    page.hide()
    checks = ProblemsPage(session)
    qtbot.addWidget(checks)
    with qtbot.waitSignal(checks.checked):
        checks.show()
    checks.forget()

    with qtbot.waitSignal(page.loaded):
        page.show()
    with qtbot.waitSignal(page.step_chosen) as chosen:
        QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)

    assert chosen.args == ["close"]


@pytest.fixture
def new_page(qtbot: QtBot, tmp_path: Path) -> Iterator[HomePage]:
    """The first page of a book in which nothing is entered."""
    book = small_book(tmp_path / "新 账.rdb", 0)
    page = HomePage(Session(book))
    qtbot.addWidget(page)
    page.resize(1150, 688)
    with qtbot.waitSignal(page.loaded):
        page.show()
    yield page
    page.forget()
    book.close()


def test_an_empty_book_shows_the_first_steps_instead_of_empty_cards(
    qtbot: QtBot, new_page: HomePage
) -> None:
    assert new_page.due_card.title.text() == "从这里开始"
    new_page.resize(1154, 688)
    card, shown = new_page.due_card, new_page.due_card.list
    assert card.height() - shown.height() < 2 * tokens.ROW  # its head stands just above the lines
    assert [(one.chip, one.side) for one in new_page.due.items()] == [
        ("✓", "设置"),  # the book says who keeps it
        ("②", "Ctrl+N"),
        ("③", "导入"),
    ]
    assert not new_page.chart.isVisible()

    QTest.keyClick(new_page.due, Qt.Key.Key_Down)
    with qtbot.waitSignal(new_page.start_chosen) as chosen:
        QTest.keyClick(new_page.due, Qt.Key.Key_Return)

    assert chosen.args == ["enter"]


def test_with_the_first_record_the_first_steps_give_way(qtbot: QtBot, new_page: HomePage) -> None:
    add_project(new_page._session.book, 1)

    with qtbot.waitSignal(new_page.loaded):
        new_page._session.note_change("project")

    assert new_page.due_card.title.text() == "待办"
    assert list(new_page.due.items()) == []


def test_tab_goes_from_the_months_steps_over_the_figures_to_what_is_due(
    qtbot: QtBot, page: HomePage
) -> None:
    qtbot.waitUntil(lambda: bool(cards(page)))
    with qtbot.waitActive(page):
        page.activateWindow()
    page.line.setFocus()
    reached: list[object] = []

    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())

    assert reached == [page.go_on, cards(page)[0], page.due]


def test_an_arrow_shows_the_next_chart_and_it_is_remembered(
    qtbot: QtBot, page: HomePage, session: Session
) -> None:
    assert page.chart_head.title.text() == "投资构成"
    assert page.chart_head.place.text() == "1 / 2"

    QTest.mouseClick(page.chart_head.after, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.chart_head.title.text() == "各村投资")

    again = HomePage(session)
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.loaded):
        again.show()
    assert again.chart_head.title.text() == "各村投资"
    again.forget()


def test_left_and_right_in_the_chart_turn_to_the_others(qtbot: QtBot, page: HomePage) -> None:
    page.chart.setFocus()

    QTest.keyClick(page.chart, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: page.chart_head.place.text() == "2 / 2")
    QTest.keyClick(page.chart, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: page.chart_head.place.text() == "1 / 2")


def test_the_menu_of_charts_names_them_all(qtbot: QtBot, page: HomePage) -> None:
    acts = page.chart_head.menu().actions()

    assert [(act.text(), act.isChecked()) for act in acts] == [
        ("投资构成", True),
        ("各村投资", False),
    ]
    acts[1].trigger()
    qtbot.waitUntil(lambda: page.chart_head.title.text() == "各村投资")


def test_a_chart_says_in_words_what_its_bars_show(page: HomePage) -> None:
    said = page.chart.accessibleDescription()

    assert said.splitlines()[0] == "储备：投入 24万元"
    assert page.chart.accessibleName() == "储备：投入 24万元 · 投资构成 1/4"

    QTest.keyClick(page.chart, Qt.Key.Key_Down)

    assert page.chart.accessibleName() == "验收：投入 21万元 · 投资构成 2/4"


def test_what_is_due_is_put_off_in_its_menu_and_told_of_again(
    qtbot: QtBot, page: HomePage, book: Book
) -> None:
    thing = Due(
        form="project",
        record="7" * 32,
        due=date(2023, 11, 1),
        message="“桥”应验收。",
        who="",
        days=-15,
        reminder="acceptance",
    )
    acts = {act.text(): act for act in page.due_menu(thing).actions() if act.text()}
    assert next(iter(acts)) == "去完成：打开记录"
    with qtbot.waitSignal(page.record_opened) as opened:
        acts["去完成：打开记录"].trigger()
    assert opened.args == ["project", thing.record]

    with qtbot.waitSignal(page.loaded):
        acts["不再提醒"].trigger()
    assert not_put_off(book, [thing], thing.due) == []


def test_a_report_that_others_owe_can_only_be_opened(page: HomePage) -> None:
    owed = Due(
        form="project", record="", due=date(2023, 11, 1), message="没有报。", who="", days=-15,
        reminder="monthly", owed_by="黄寺村",
    )  # fmt: skip

    able = [act.text() for act in page.due_menu(owed).actions() if act.text() and act.isEnabled()]

    assert able == ["去完成：打开记录"]


def test_the_calendar_is_beside_what_is_to_do(qtbot: QtBot, page: HomePage) -> None:
    with qtbot.waitSignal(page.calendar_wanted):
        QTest.mouseClick(page.due_card.calendar, Qt.MouseButton.LeftButton)


def test_a_narrow_page_shows_its_chart_below_and_scrolls_rather_than_cut(
    qtbot: QtBot, page: HomePage
) -> None:
    qtbot.waitUntil(lambda: bool(cards(page)))
    assert page._chart_holder.y() == page.due_card.y()

    page.resize(640, 400)

    qtbot.waitUntil(lambda: page._chart_holder.y() > page.due_card.geometry().bottom())
    assert page.due_card.height() >= 250
    assert page.due_card.width() == page._chart_holder.width()
    page.resize(1150, 688)
    qtbot.waitUntil(lambda: page._chart_holder.y() == page.due_card.y())


def test_a_narrow_card_says_all_of_its_figure_in_more_lines(page: HomePage) -> None:
    found = page.home()
    assert found is not None
    card = FigureCard(replace(found.figures[0], note="到位率 93.6% · 支付率 90.0% · 逾期 2"))
    assert card.heightForWidth(150) > card.heightForWidth(400)
    card.deleteLater()
