"""The health page tells what a look found, leads there, mends, and keeps quiet what is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services import health
from ruraldesk.services.health import Area
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.health import page as page_module
from ruraldesk.ui.health.accepted_dialog import AcceptedDialog
from ruraldesk.ui.health.mend_dialog import MendDialog
from ruraldesk.ui.health.page import HealthPage
from ruraldesk.ui.pages import HEALTH
from ruraldesk.ui.search_popup import SearchPopup
from ruraldesk.ui.session import Session
from ruraldesk.ui.top_bar import SearchField
from tests.store.village import add, project, receipt, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with a deleted head of two projects, and a day far ahead."""
    with village_book(tmp_path) as made:
        made.settings["operator"] = "张三"
        made.settings["as_of"] = "2023-11-16"
        head = add(made, "person", name="王建设")
        project(made, head=head.uuid)
        project(made, "学校广场", kind="water", head=head.uuid, finished_on=date(2095, 1, 1))
        with made.writing() as connection:
            connection.exec_driver_sql("UPDATE person SET deleted = '2023-11-01'")
        made.backups.make()
        yield made


@pytest.fixture
def page(qtbot: QtBot, book: Book) -> HealthPage:
    made = HealthPage(Session(book))
    qtbot.addWidget(made)
    made.resize(1100, 680)
    with qtbot.waitExposed(made):
        made.show()
    return made


def examine(qtbot: QtBot, page: HealthPage) -> None:
    with qtbot.waitSignal(page.examined, timeout=30_000):
        qtbot.mouseClick(page.examine, Qt.MouseButton.LeftButton)


def choose(page: HealthPage, area: Area) -> None:
    page.areas.choose(1 + list(Area).index(area))


def test_before_the_first_look_the_page_says_what_one_does(page: HealthPage) -> None:
    assert page.report is None
    assert "体检" in page.words.text()
    assert not page.paper.isEnabled()
    assert not page.go.isVisible()


def test_a_look_tells_each_area_and_its_findings(qtbot: QtBot, page: HealthPage) -> None:
    examine(qtbot, page)
    chips = {one.text: one.chip for one in page.areas.items()}
    assert chips["引用关系"] == "2"
    assert chips["可疑数值"] == "1"
    assert chips["搜索索引"] == "1"
    assert chips["数据库与日志"] == "正常"
    choose(page, Area.REFERENCES)
    assert [one.side for one in page.findings.items()] == ["项目台账", "项目台账"]
    assert "王建设" in page.words.text()
    assert page.mend_all.isVisible()
    assert "3 条记录" not in page.last.whole_text()
    assert "改动" not in page.last.whole_text()


def test_enter_goes_to_the_field(qtbot: QtBot, page: HealthPage) -> None:
    examine(qtbot, page)
    choose(page, Area.REFERENCES)
    page.findings.setFocus()
    with qtbot.waitSignal(page.place_opened) as gone:
        qtbot.keyClick(page.findings, Qt.Key.Key_Return)
    assert gone.args[0] == "project"
    assert gone.args[2] == "head"


def test_the_result_is_there_when_the_page_is_opened_again(
    qtbot: QtBot, page: HealthPage, book: Book
) -> None:
    examine(qtbot, page)
    again = HealthPage(Session(book))
    qtbot.addWidget(again)
    again.show()
    assert again.report == page.report
    add(book, "person", name="李四")
    again.show_last()
    assert "改动" in again.last.whole_text()


def test_findings_of_a_kind_are_mended_together(
    qtbot: QtBot, page: HealthPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine(qtbot, page)
    choose(page, Area.REFERENCES)
    seen: list[MendDialog] = []

    def mend(dialog: MendDialog) -> int:
        seen.append(dialog)
        dialog.show()
        dialog.reason.clear()
        dialog.act()
        assert dialog.problem.text()
        dialog.reason.setText("体检")
        with qtbot.waitSignal(dialog.mended, timeout=30_000):
            dialog.act()
        return 1

    monkeypatch.setattr(MendDialog, "exec", mend)
    page.mend_all.click()

    assert seen[0].table.rowCount() == 2
    before = seen[0].table.item(0, 1)
    assert before is not None
    assert "回收站" in before.text()
    assert len(book.lists.ids("person", ListQuery())) == 1
    assert page.report is not None
    assert page.report.of(Area.REFERENCES) == ()
    assert health.last_report(book) == page.report


def test_what_is_right_is_marked_with_a_reason(
    qtbot: QtBot, page: HealthPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine(qtbot, page)
    choose(page, Area.VALUES)
    monkeypatch.setattr(page_module, "ask_reason", lambda *_: "")
    page.accept.click()
    assert len(page.findings.items()) == 1
    monkeypatch.setattr(page_module, "ask_reason", lambda *_: "远期规划")
    page.accept.click()
    assert page.findings.items() == ()
    assert "1" in page.accepted.text()
    dialog = AcceptedDialog(Session(book), page)
    assert "远期规划" in dialog.list.items()[0].text
    dialog.again.click()
    assert dialog.list.items() == ()
    assert not dialog.again.isEnabled()


def test_a_look_can_be_stopped(qtbot: QtBot, page: HealthPage) -> None:
    examine(qtbot, page)
    report = page.report
    page.start()
    with qtbot.waitSignal(page.work.ended, timeout=30_000):
        page.work.cancel()
    qtbot.waitUntil(lambda: page.examine.isEnabled())
    assert page.report is not None
    assert page.report.findings == (report.findings if report else None)


def test_the_list_is_laid_out_on_pages(
    qtbot: QtBot, page: HealthPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine(qtbot, page)

    def look(dialog: QDialog) -> int:
        assert isinstance(dialog, PaperDialog)
        with qtbot.waitSignal(dialog.shown, timeout=30_000) as shown:
            dialog.show()
        assert shown.args == [1]
        dialog.save_to(tmp_path / "清单.pdf")
        dialog.reject()
        return 0

    monkeypatch.setattr(PaperDialog, "exec", look)
    page.paper.click()
    assert (tmp_path / "清单.pdf").read_bytes().startswith(b"%PDF")


def test_a_book_that_is_only_read_is_examined_and_not_mended(
    qtbot: QtBot, page: HealthPage, book: Book
) -> None:
    receipt(book, book.records.find("project", limit=1)[0], str(Decimal(100)))
    with Book.open(book.path, book.definitions) as reader:
        other = HealthPage(Session(reader))
        qtbot.addWidget(other)
        other.show()
        with qtbot.waitSignal(other.examined, timeout=30_000):
            other.start()
        choose(other, Area.REFERENCES)
        assert other.go.isVisible()
        assert not other.mend.isVisible()
        assert not other.accept.isVisible()


def test_the_search_finds_the_page_by_its_name(qtbot: QtBot, book: Book) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = SearchField(window)
    window.resize(1000, 700)
    popup = SearchPopup(field, Session(book), window)
    window.show()
    field.setText("sjtj")
    with qtbot.waitSignal(popup.answered):
        field.textEdited.emit("sjtj")
    [line] = [one for one in popup.lines() if one.text == "数据体检"]
    assert line.form == HEALTH
    with qtbot.waitSignal(popup.ledger_chosen) as chosen:
        field.returnPressed.emit()
    assert chosen.args == [HEALTH]
    popup.detach()


def test_the_keys_lead_through_the_page(qtbot: QtBot, page: HealthPage) -> None:
    page.areas.setFocus()
    with qtbot.waitSignal(page.examined, timeout=30_000):
        qtbot.keyClick(page.areas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    walked: list[QWidget | None] = [page.areas]
    for _ in range(4):
        page.focusNextChild()
        walked.append(QApplication.focusWidget())
    assert walked[1] is page.findings
    assert walked[2] in (page.go, page.mend)
