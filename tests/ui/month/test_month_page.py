"""The month's page tells where the month stands, what it lacks, and leads to the next act."""

from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services import months
from ruraldesk.services.checking import check
from ruraldesk.services.month_steps import MonthState
from ruraldesk.services.nil_reports import kept_again, nil_reports, standing
from ruraldesk.store.book import Book
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.reason import ReasonDialog
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.month import page as page_module
from ruraldesk.ui.month.page import MonthPage
from ruraldesk.ui.month.wizard import MonthEnd
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import LinkButton
from tests.store.closing import MONTH, change, payment
from tests.store.village import add


def again(qtbot: QtBot, page: MonthPage, session: Session) -> None:
    """Let the page read what was done elsewhere."""
    with qtbot.waitSignal(page.loaded):
        session.note_change()


def states(page: MonthPage) -> list[str]:
    view = page.view()
    assert view is not None
    return [step.state for step in view.steps]


def primary(page: MonthPage) -> list[str]:
    """Return the steps whose button is shown as the main one."""
    view = page.view()
    assert view is not None
    shown = [one.key for one in view.steps if not page.steps.button(one.key).isHidden()]
    return [key for key in shown if page.steps.button(key)._primary]


def remarks(page: MonthPage) -> dict[str, str]:
    return {row.form: row.note for row in page.table.rows()}


def test_an_open_month_says_what_comes_first_and_when_it_is_due(page: MonthPage) -> None:
    assert states(page) == ["done", "current", "open", "open", "open", "open"]
    assert primary(page) == ["check"]
    assert page.month.text() == "2023年11月"
    assert page.state.text() == "未结账"
    assert page.due.whole_text() == "2023年12月5日前报送"
    assert "<b>2</b>" in page.left.text()
    assert page.steps.note("check") == "改动后还没检查"


def test_a_clean_check_leads_to_the_close_and_the_close_to_the_papers(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    check(book, MONTH)
    again(qtbot, page, session)
    assert states(page)[:3] == ["done", "done", "current"]
    assert primary(page) == ["close"]
    months.close(book, MONTH)
    again(qtbot, page, session)
    assert states(page) == ["done", "done", "done", "current", "open", "open"]
    assert primary(page) == ["print"]
    assert page.steps.note("close").startswith("第1次")
    assert [one.chip for one in page.past.items()] == ["已结账"]


def test_the_button_of_a_step_opens_the_wizard_there(
    qtbot: QtBot, page: MonthPage, session: Session
) -> None:
    wizard = page.open_wizard("check")
    with qtbot.waitSignal(wizard.shown):
        pass
    assert wizard.step == "check"
    with qtbot.waitSignal(page.loaded):  # the page tells what the check found
        qtbot.waitUntil(lambda: primary(page) == ["close"])
    wizard.reject()


def test_from_what_was_mended_one_comes_back_to_the_check(
    qtbot: QtBot, page: MonthPage, session: Session
) -> None:
    wizard = page.open_wizard("check")
    with qtbot.waitSignal(wizard.shown):
        pass
    with qtbot.waitSignal(page.place_opened) as opened:
        wizard.record_wanted.emit("payment", "some", "amount")
    assert opened.args == ["payment", "some", "amount"]
    [notice] = [one for one in page.window().children() if isinstance(one, Notice)]
    wizard.reject()

    with qtbot.waitSignal(page.wanted):
        cast("LinkButton", notice.findChild(LinkButton)).click()

    wizards = [one for one in page.window().children() if isinstance(one, MonthEnd)]
    assert any(one.isVisible() for one in wizards)
    for one in wizards:
        one.reject()


def test_an_answer_from_above_is_the_last_step(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    months.close(book, MONTH)
    months.submitted(book, MONTH)
    again(qtbot, page, session)
    assert states(page)[-2:] == ["done", "current"]
    assert page.left.isHidden()
    assert not page.steps.button("receipt").isHidden()
    assert page.read_receipt.isHidden()  # the step says the same

    months.returned(book, MONTH, 1, "付款日期请核实")
    again(qtbot, page, session)
    assert states(page)[-1] == "wrong"
    assert "退回：付款日期请核实" in page.due.whole_text()
    assert primary(page) == ["receipt"]

    months.accepted(book, MONTH, 1)
    again(qtbot, page, session)
    assert states(page) == ["done"] * 6
    assert page.state.text() == "已接收"
    assert not page.read_receipt.isHidden()


def test_who_reopens_an_accepted_month_is_told_that_it_was_accepted(
    qtbot: QtBot,
    page: MonthPage,
    session: Session,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def leave(*words: object) -> str:
        asked.append(str(words[2]))
        return ""

    monkeypatch.setattr(page_module, "ask_reason", leave)
    months.close(book, MONTH)
    again(qtbot, page, session)
    page.steps.button("close").click()
    months.submitted(book, MONTH)
    months.accepted(book, MONTH, 1)
    again(qtbot, page, session)
    page.steps.button("close").click()
    assert ["上级已经通过" in one for one in asked] == [False, True]


def test_the_keys_do_not_stay_where_the_month_would_be_opened_again(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    check(book, MONTH)
    again(qtbot, page, session)
    button = page.steps.button("close")
    button.setFocus()
    months.close(book, MONTH)
    again(qtbot, page, session)
    assert button.text() == "重新打开…"
    assert page.window().focusWidget() is page.steps.button("print")


def test_an_empty_ledger_that_must_speak_is_explained_from_its_line(
    qtbot: QtBot,
    page: MonthPage,
    session: Session,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(book, "dispute", screened_on=date(2023, 10, 8), found=1)
    again(qtbot, page, session)
    assert remarks(page)["dispute"] == "空表要说明"
    assert page.table.rows()[0].form == "dispute"  # what is owed comes first
    page.table.selectRow(0)
    assert page.steps.note("enter") == "5 条 · 1 个空表要说明"
    monkeypatch.setattr(ReasonDialog, "exec", lambda _: True)
    monkeypatch.setattr(ReasonDialog, "text", lambda _: "本月没有纠纷")

    with qtbot.waitSignal(session.changed):
        QTest.keyClick(page.table, Qt.Key.Key_Return)

    assert nil_reports(book, MONTH) == {"dispute": "本月没有纠纷"}
    qtbot.waitUntil(lambda: remarks(page)["dispute"] == "零报告：本月没有纠纷")


def test_enter_on_another_ledger_opens_it(qtbot: QtBot, page: MonthPage) -> None:
    with qtbot.waitSignal(page.ledger_opened) as opened:
        QTest.keyClick(page.table, Qt.Key.Key_Return)

    assert opened.args == ["payment"]


def test_a_correction_stands_beside_its_ledger(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    months.close(book, MONTH)
    [paid] = book.records.find("payment")
    assert not change(book, "payment", paid.uuid, "金额抄错", amount=paid["amount"] - 1).refused  # type: ignore[operator]
    again(qtbot, page, session)

    assert remarks(page)["payment"] == "更正 1 条"
    assert "结账后更正了 1 条" in page.due.whole_text()


def test_what_moved_since_the_month_before_stands_beside_each_ledger(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    assert {row.form: row.numbers for row in page.table.rows()}["payment"] == (
        0, 1, 0, 0, 1,
    )  # fmt: skip
    months.close(book, MONTH)
    session.month = "2023-12"
    [paid] = book.records.find("payment")
    [road] = book.records.find("project")
    change(book, "payment", paid.uuid, "抄错", amount=paid["amount"] - 1)  # type: ignore[operator]
    payment(book, road, "5.00", date(2023, 12, 2))
    again(qtbot, page, session)

    numbers = {row.form: row.numbers for row in page.table.rows()}
    assert numbers["payment"] == (1, 1, 1, 0, 2)
    assert numbers["receipt"] == (1, 0, 0, 0, 1)
    assert page.table.rows()[0].form == "payment"  # what moved comes first
    assert page.count.text() == "4 个在用，1 个本月有变动"


def test_reopening_asks_for_the_reason_and_keeps_it(
    qtbot: QtBot,
    page: MonthPage,
    session: Session,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    months.close(book, MONTH)
    again(qtbot, page, session)
    reasons = iter(["", "漏了一笔"])
    monkeypatch.setattr(page_module, "ask_reason", lambda *_: next(reasons))

    page.steps.button("close").click()
    assert book.months.get(MONTH).state is MonthState.CLOSED
    with qtbot.waitSignal(session.changed):
        page.steps.button("close").click()

    assert (book.months.get(MONTH).state, book.months.get(MONTH).reason) == (
        MonthState.OPEN,
        "漏了一笔",
    )


def test_a_reason_must_be_written(qtbot: QtBot) -> None:
    dialog = ReasonDialog("重新打开", "说明", "重新打开", None)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert dialog.problem.text() == "没有写理由。请用几个字写明原因。"

    QTest.keyClicks(dialog.reason, "a reason ")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert dialog.text() == "a reason"


def test_an_earlier_month_that_waits_is_offered(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    assert page.waiting.isHidden()
    session.month = "2023-12"
    again(qtbot, page, session)
    assert page.waiting.text.text() == "2023年11月还没有办完：没有报送，或被退回。"

    with qtbot.waitSignal(page.month_chosen) as chosen:
        page.waiting.button.click()
    assert chosen.args == [MONTH]

    months.close(book, MONTH)
    months.submitted(book, MONTH)
    again(qtbot, page, session)
    assert page.waiting.isHidden()


def test_all_of_the_page_is_reached_by_tab(qtbot: QtBot, page: MonthPage) -> None:
    inside = cast("list[QWidget]", page.findChildren(QWidget))
    stops = [
        one for one in inside if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert page.steps.button("check") in stops
    assert page.table in stops
    assert page.past in stops


def test_a_ledger_that_is_not_kept_is_said_so_once_and_can_be_kept_again(
    qtbot: QtBot,
    page: MonthPage,
    session: Session,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept_again(book, "dispute", MONTH)
    seen: list[str] = []

    def answered(dialog: ReasonDialog) -> bool:
        seen.append(dialog.tick.text())
        dialog.tick.setChecked(True)
        dialog.reason.setPlainText("由镇里统一排查")
        return True

    monkeypatch.setattr(ReasonDialog, "exec", answered)
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    again(qtbot, page, session)

    page.explain_empty("dispute")

    qtbot.waitUntil(lambda: standing(book) == {"dispute": "由镇里统一排查"})
    assert seen == ["本单位不填这一本，以后各月都这样报"]
    qtbot.waitUntil(lambda: "不填：由镇里统一排查" in [one.note for one in page.table.rows()])
    page.table.opened.emit("dispute")
    qtbot.waitUntil(lambda: standing(book) == {})


def test_the_focus_stays_with_the_steps_when_its_button_is_gone(
    qtbot: QtBot, page: MonthPage, session: Session, book: Book
) -> None:
    page.steps.button("check").setFocus()
    check(book, MONTH)
    months.close(book, MONTH)

    again(qtbot, page, session)

    assert page.steps.button("check").isHidden()
    assert page.window().focusWidget() is page.steps.button("print")
