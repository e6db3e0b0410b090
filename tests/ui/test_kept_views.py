"""Views of one's own in a ledger's page: kept, shown, renamed, deleted, opened with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services.ledger import Filter
from ruraldesk.services.pivot import PivotSpec
from ruraldesk.services.views import kept_views, usual_view
from ruraldesk.ui import messages
from ruraldesk.ui.ledger import kept_views as own
from ruraldesk.ui.ledger import menus, pivoting
from ruraldesk.ui.ledger.kept_views import TitleDialog
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.ledger.pivot.dialog import PivotDialog
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.session import Session

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[LedgerPage]:
    made = opened(qtbot, session)
    yield made
    made.forget()


def opened(qtbot: QtBot, session: Session) -> LedgerPage:
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    qtbot.waitUntil(lambda: page.model.complete)
    return page


def codes(page: LedgerPage) -> list[str]:
    place = [column.key for column in page.model.columns()].index("code")
    return [page.model.row(number).texts[place] for number in range(page.model.rowCount())]


def choose(page: LedgerPage, *texts: str) -> None:
    """Choose an entry of the menu of views; the first texts lead into menus inside it."""
    menu = menus.views_menu(page)
    for text in texts[:-1]:
        inner = [one for one in menu.children() if isinstance(one, QMenu)]
        menu = next(one for one in inner if one.title() == text)
    next(act for act in menu.actions() if act.text() == texts[-1]).trigger()


def dialogs_of(parent: QWidget) -> list[TitleDialog]:
    return [one for one in parent.children() if isinstance(one, TitleDialog)]


def keep(page: LedgerPage, title: str) -> None:
    choose(page, "存为视图…")
    dialog = dialogs_of(page)[-1]
    dialog.field.setText(title)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)


def entries(page: LedgerPage) -> list[str]:
    return [act.text() for act in menus.views_menu(page).actions() if act.text()]


def test_filters_order_and_columns_come_back_by_name(qtbot: QtBot, page: LedgerPage) -> None:
    page.choose_filter("stage", ["done", "building"])
    page.type_filter("people", ">2")
    page.sort_exactly("total", descending=True)
    page.take_columns(["code", "total", "stage"])
    with qtbot.waitSignal(page.model.loaded):
        keep(page, "在建与完工")
    wanted = codes(page)
    assert wanted == ["W10", "W09", "W06", "W05"]

    page.take_columns([])
    with qtbot.waitSignal(page.model.loaded):
        choose(page, "全部记录")
    assert len(codes(page)) == 12
    with qtbot.waitSignal(page.model.loaded):
        choose(page, "在建与完工")

    assert codes(page) == wanted
    assert [column.key for column in page.model.columns()] == ["code", "total", "stage"]
    assert page.words().startswith("在建与完工")
    assert "阶段 = 在建、完工" in page.words()


def test_a_name_that_is_taken_is_refused_in_the_dialog(qtbot: QtBot, page: LedgerPage) -> None:
    keep(page, "甲")
    choose(page, "存为视图…")
    dialog = dialogs_of(page)[-1]
    dialog.field.setText("甲")
    dialog.confirm.click()

    assert dialog.isVisible()
    assert dialog.problem.text() == "已有视图“甲”，请换个名字。"
    dialog.reject()
    assert [one.title for one in kept_views(page.session.book, page.form)] == ["甲"]


def test_a_view_is_renamed_kept_anew_and_deleted(
    qtbot: QtBot, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(page, "甲")
    choose(page, "“甲”", "改名…")
    dialog = dialogs_of(page)[-1]
    dialog.field.setText("乙")
    dialog.confirm.click()
    assert page.words() == "乙"

    page.type_filter("code", "W1")
    choose(page, "“乙”", "按现在的样子保存")
    [view] = kept_views(page.session.book, page.form)
    assert (view.title, view.typed) == ("乙", {"code": "W1"})

    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    with qtbot.waitSignal(page.model.loaded):
        choose(page, "“乙”", "删除…")
    assert kept_views(page.session.book, page.form) == ()
    assert len(codes(page)) == 12
    assert page.words() == ""


def test_the_ledger_opens_with_the_view_that_was_chosen_for_that(
    qtbot: QtBot, session: Session, page: LedgerPage
) -> None:
    page.choose_filter("stage", ["done"])
    keep(page, "完工的")
    choose(page, "“完工的”", "设为默认")
    assert usual_view(session.book, page.form) is not None
    assert "完工的　★" in entries(page)

    other = opened(qtbot, session)
    assert codes(other) == ["W02", "W06", "W10"]
    assert other.words() == "完工的，阶段 = 完工"
    choose(other, "“完工的”", "不再作为默认")
    other.forget()

    third = opened(qtbot, session)
    assert len(codes(third)) == 12
    third.forget()


def test_a_view_with_groups_opens_them(qtbot: QtBot, page: LedgerPage) -> None:
    spec = PivotSpec(rows=("stage",), function="sum", value="total")
    page.type_filter("people", "<5")
    dialog = pivoting.open_pivot(page, spec)
    qtbot.waitUntil(lambda: dialog.grid is not None)
    dialog.keep.click()
    asked = dialogs_of(dialog)[-1]
    asked.field.setText("分阶段投资")
    asked.confirm.click()
    dialog.close()
    with qtbot.waitSignal(page.model.loaded):
        choose(page, "全部记录")
    page.clear_filters()

    choose(page, "分阶段投资")

    [shown] = [one for one in page.children() if isinstance(one, PivotDialog) and one.isVisible()]
    assert shown.spec == spec
    qtbot.waitUntil(lambda: shown.grid is not None and shown.grid.model.complete)
    assert "受益人数" in shown.count.whole_text()
    shown.close()


def test_rows_opened_from_a_number_are_not_kept_and_the_clerk_is_told(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.show_only((Filter("stage", "equals", "done"),), "完工")

    choose(page, "存为视图…")

    assert not dialogs_of(page)
    notice = next(one for one in page.window().children() if isinstance(one, Notice))
    assert "请先清除筛选" in notice.text.text()


def test_nothing_is_left_of_a_kept_filter_when_all_records_are_asked_for(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.choose_filter("stage", ["done"])
    keep(page, "完工的")
    with qtbot.waitSignal(page.model.loaded):
        own.leave(page, None, in_bin=True)
    assert page.bin
    assert page.filters.words() == ""


def test_a_kept_view_whose_filter_was_cleared_is_not_named_as_one(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.choose_filter("stage", ["done"])
    keep(page, "完工的")
    assert page.words().startswith("完工的")
    with qtbot.waitSignal(page.model.loaded):
        page.clear_filters()
    assert page.words() == ""
    assert "完工的" not in page.count.whole_text()


def test_esc_leaves_the_recycle_bin(qtbot: QtBot, page: LedgerPage) -> None:
    with qtbot.waitSignal(page.model.loaded):
        own.leave(page, None, in_bin=True)
    assert "回收站" in page.count.whole_text()
    page.grid.setFocus()
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(page.grid, Qt.Key.Key_Escape)
    assert not page.bin
    assert len(codes(page)) == 12
