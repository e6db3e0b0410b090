"""A ledger of standing facts marks what moved since last month, and lists it with reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ruraldesk.services.months import close
from ruraldesk.store.book import Book
from ruraldesk.ui.change_list import ChangeListDialog
from ruraldesk.ui.ledger import moved
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.store.closing import MONTH, NEXT, change, closing_book
from tests.store.village import project


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book whose projects are standing facts; since the close one changed and one came."""
    with closing_book(tmp_path, today=date(2023, 12, 20)) as made:
        forms = {
            key: replace(form, lasting=key == "project")
            for key, form in made.definitions.forms.items()
        }
        made.definitions = replace(made.definitions, forms=forms)
        project(made, "路", planned=Decimal("40.00"))
        bridge = project(made, "桥", planned=Decimal("40.00"))
        close(made, MONTH)
        change(made, "project", bridge.uuid, planned=Decimal("130.00"))
        project(made, "井", planned=Decimal("40.00"))
        yield made


@pytest.fixture
def page(qtbot: QtBot, book: Book) -> Iterator[LedgerPage]:
    session = Session(book)
    session.month = NEXT
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1100, 600)
    moved.attach(page)
    with qtbot.waitSignal(page.loaded):
        page.show()
    yield page
    assert page.model.moved is not None
    page.model.moved.forget()
    page.forget()


def link(page: LedgerPage) -> moved.MovedLink:
    [found] = page.findChildren(moved.MovedLink)
    return found


def test_new_and_changed_rows_are_marked_and_say_what_they_were(
    qtbot: QtBot, page: LedgerPage
) -> None:
    found = page.model.moved
    assert found is not None
    qtbot.waitUntil(lambda: found.count() == 2)

    rows = {page.model.row(n).texts: page.model.row(n).uuid for n in range(page.model.rowCount())}
    kinds = sorted(found.kind(uuid) for uuid in rows.values())
    assert kinds == ["", "added", "changed"]
    changed = next(uuid for uuid in rows.values() if found.kind(uuid) == "changed")
    page.take_columns(["code", "name", "planned"])
    columns = page.model.columns()
    keys = [column.key for column in columns]
    assert "上月：40.00" in found.tip(changed, columns, keys.index("planned"))
    assert "40.00 → 130.00" in found.tip(changed, columns, 0).replace("元", "")
    assert link(page).isVisible()
    assert link(page).text() == "本月变动 2 条"


def test_only_what_moved_is_shown(qtbot: QtBot, page: LedgerPage) -> None:
    found = page.model.moved
    assert found is not None
    qtbot.waitUntil(lambda: found.count() == 2)

    with qtbot.waitSignal(page.loaded):
        link(page).show_moved()

    assert page.model.rowCount() == 2


def test_a_ledger_of_events_has_no_marks(qtbot: QtBot, book: Book) -> None:
    session = Session(book)
    page = LedgerPage(session, session.form("receipt"))
    qtbot.addWidget(page)
    moved.attach(page)
    assert page.model.moved is None
    page.forget()


def test_a_reason_is_typed_into_the_list(qtbot: QtBot, book: Book) -> None:
    session = Session(book)
    session.month = NEXT
    dialog = ChangeListDialog(session)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.shown):
        dialog.show()
    assert [row.kind for row in dialog.rows()] == ["changed", "added"]
    assert dialog.count.text() == "2 行；2 条记录还没有原因"

    dialog.table.setCurrentCell(0, 6)
    QTest.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("增加配套")
    with qtbot.waitSignal(dialog.shown):
        QTest.keyClick(editor, Qt.Key.Key_Return)

    assert dialog.rows()[0].reason == "增加配套"
    assert dialog.count.text() == "2 行；1 条记录还没有原因"
