"""The page of the briefs over a real book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import QDate, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ruraldesk.services import briefs
from ruraldesk.services.briefs import Piece
from ruraldesk.store.book import Book
from ruraldesk.ui.brief_view import as_html
from ruraldesk.ui.briefs_page import BriefsPage
from ruraldesk.ui.dialogs.figure_picker import FigurePicker
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.session import Session

DAY = date(2023, 11, 16)
SOURCE = "截至{{ as_of }}，投资{{ f.invested }}，硬化{{ f.hardened }}。\n名称\t数\n甲\t1\n"


pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support raise", extend=True)


def template(folder: Path, name: str = "月报.txt", source: str = SOURCE) -> Path:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


@pytest.fixture
def page(qtbot: QtBot, session: Session, tmp_path: Path) -> Iterator[BriefsPage]:
    briefs.add_own(session.book, template(tmp_path))
    page = BriefsPage(session)
    qtbot.addWidget(page)
    page.resize(1000, 640)
    with qtbot.waitSignal(page.shown), qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    page.forget()


def said(page: BriefsPage) -> str:
    shown = [one for one in page.window().children() if isinstance(one, Notice)]
    return shown[-1].text.text() if shown else ""


def test_a_brief_is_shown_with_its_figures_as_links(page: BriefsPage) -> None:
    assert page.list.item(0).text() == "月报（自有）"
    assert "截至2023年11月16日，投资70余万元，硬化36米" in page.view.toPlainText()
    assert page.view.figures() == ["invested", "hardened"]
    assert 'href="figure:invested"' in page.view.toHtml()
    assert page.view.about("invested") == "累计投入资金 · 截至2023年11月16日 · 12 条"


def test_another_day_is_shown_as_of_that_day(qtbot: QtBot, page: BriefsPage) -> None:
    with qtbot.waitSignal(page.shown):
        page.day.setDate(QDate(2022, 1, 31))
    assert "截至2022年1月31日" in page.view.toPlainText()


def test_enter_on_a_figure_opens_its_rows_of_that_day(qtbot: QtBot, page: BriefsPage) -> None:
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(page.figure_opened) as opened:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert opened.args == ["invested", DAY]


def test_a_figure_says_what_it_is_under_the_pointer(qtbot: QtBot, page: BriefsPage) -> None:
    view = page.view
    cursor = view.document().find("70余万元")
    cursor.setPosition(cursor.selectionStart() + 1)
    point = view.cursorRect(cursor).center()
    QApplication.sendEvent(
        view.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point))
    )
    assert QToolTip.text() == view.about("invested")
    far = QPoint(view.width() - 30, view.height() - 30)
    QApplication.sendEvent(
        view.viewport(), QHelpEvent(QEvent.Type.ToolTip, far, view.mapToGlobal(far))
    )


def test_the_text_is_copied_without_markup(page: BriefsPage) -> None:
    page.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("截至2023年11月16日，投资70余万元")
    assert "甲\t1" in copied
    assert "复制" in said(page)


def test_a_brief_is_written_where_it_was_asked(
    qtbot: QtBot, page: BriefsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "写 好"
    monkeypatch.setattr(
        "ruraldesk.ui.briefs_page.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    assert not page.word.isEnabled()  # this one has no Word template
    with qtbot.waitSignal(page.written):
        page.text.click()
    assert "投资70余万元" in (tmp_path / "写 好.txt").read_text(encoding="utf-8")
    assert "2 个指标" in said(page)


def test_a_word_template_is_added_and_shown(
    qtbot: QtBot, page: BriefsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = Document()
    word.add_paragraph("共{{ f.invested }}")
    word.save(str(tmp_path / "汇报.docx"))
    monkeypatch.setattr(
        "ruraldesk.ui.briefs_page.QFileDialog.getOpenFileName",
        lambda *_: (str(tmp_path / "汇报.docx"), ""),
    )
    with qtbot.waitSignal(page.shown):
        page.add.click()
    assert page.title.text() == "汇报"
    assert "共70余万元" in page.view.toPlainText()
    with qtbot.waitSignal(page.written):
        page.write_to(tmp_path / "出.docx")
    assert [one.text for one in Document(str(tmp_path / "出.docx")).paragraphs] == ["共70余万元"]


def test_a_template_with_a_wrong_figure_names_the_nearest(
    qtbot: QtBot, page: BriefsPage, tmp_path: Path
) -> None:
    page.add_template(template(tmp_path, "错.txt", "{{ f.investd }}"))
    qtbot.waitUntil(lambda: "invested" in said(page))
    assert page.list.count() == 1


def test_a_template_that_broke_later_says_so_in_the_place_of_the_brief(
    qtbot: QtBot, page: BriefsPage, book: Book
) -> None:
    template(briefs.own_folder(book), "月报.txt", "{{ f.nothing }}")
    with qtbot.waitSignal(page.shown):
        page.refresh()
    assert "nothing" in page.view.toPlainText()
    assert not page.text.isEnabled()


def test_a_book_without_briefs_offers_to_add_one(qtbot: QtBot, session: Session) -> None:
    page = BriefsPage(session)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    assert page.list.count() == 0
    assert not page.word.isEnabled()
    assert page.add.isEnabled()
    page.folder.click()
    assert "还没有" in said(page)


def test_signs_of_markup_in_a_brief_stay_signs() -> None:
    made = as_html([Piece("a<b>\n"), Piece("1&2", "x"), Piece("\ty\nu\tv\nz")])
    assert "a&lt;b&gt;" in made
    assert "<td>v</td></tr></table>" in made
    assert ">1&amp;2</a></td><td>y</td>" in made


def test_a_single_line_with_a_tab_is_no_table_and_headings_are_bold() -> None:
    made = as_html([Piece("县政府\t2023年11月16日\n一、总体情况\n一是好")])
    assert "<table" not in made
    assert "县政府&emsp;&emsp;2023年11月16日" in made
    assert "<b>一、总体情况</b>" in made
    assert "<b>一是" not in made


def test_a_figure_is_found_by_pinyin_and_its_placeholder_copied(
    qtbot: QtBot, session: Session
) -> None:
    picker = FigurePicker(briefs.figure_choices(session.book), lambda key: key)
    qtbot.addWidget(picker)
    with qtbot.waitActive(picker):
        picker.show()
        picker.activateWindow()
    assert picker.shown() == ["invested", "hardened"]
    assert picker.tree.topLevelItem(0).text(0) == "项目与资金"  # type: ignore[union-attr]
    QTest.keyClicks(picker.search, "yhdl")
    assert picker.shown() == ["hardened"]
    QTest.keyClick(picker, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "{{ f.hardened }}"
    picker.search.setText("没有这个")
    assert picker.shown() == []


def test_a_chosen_figure_says_what_it_is_today_and_how_else_it_may_be_said(
    qtbot: QtBot, session: Session
) -> None:
    told = partial(briefs.figure_told, session.book, as_of=session.day)
    picker = FigurePicker(briefs.figure_choices(session.book), told)
    qtbot.addWidget(picker)
    picker.show()
    with qtbot.waitSignal(picker.value_told):
        picker.search.setText("invested")
    first, value = picker.note.text().split("\n")
    assert first == "全部项目的总投资。"
    assert value.startswith("截至")
    assert "还可以说成：" in value
