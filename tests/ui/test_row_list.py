"""Lists of sentences: none is cut, and rows of several heights are met as those of one are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.ui import tokens
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.row_places import RowPlaces


def test_a_long_sentence_of_a_list_can_be_read_to_its_end(qtbot: QtBot) -> None:
    long = "这一条说得很长，" * 12 + "最后才说怎么改。"
    rows = RowList()
    qtbot.addWidget(rows)
    rows.resize(400, 240)
    rows.show_items([Item("有误", "cinnabar", text, "资金拨付") for text in ("短", long, "也短")])
    with qtbot.waitExposed(rows):
        rows.show()
    heights = [rows.rect_of(number).height() for number in range(3)]
    assert heights[0] == heights[2] == tokens.ROW
    lines = -(-QFontMetrics(tokens.font(tokens.TABLE)).horizontalAdvance(long) // 260)
    assert heights[1] >= lines * 17

    rows.resize(2400, 240)

    assert [rows.rect_of(number).height() for number in range(3)] == 3 * [tokens.ROW]


def test_rows_of_several_heights_are_met_by_mouse_and_scrolled_to(qtbot: QtBot) -> None:
    rows = RowList()
    qtbot.addWidget(rows)
    rows.resize(400, 150)
    texts = ["一句长得一行写不下的话，" * (1 + number % 5) for number in range(20)]
    rows.show_items([Item("存疑", "wheat", text) for text in texts])
    with qtbot.waitExposed(rows):
        rows.show()
    for number in range(20):
        assert rows.current() == number
        box = rows.rect_of(number)
        assert rows.viewport().rect().contains(box.adjusted(0, 0, 0, -1))
        with qtbot.waitSignal(rows.opened) as opened:
            place = QPoint(200, box.bottom() - 2)
            QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert opened.args == [number]
        QTest.keyClick(rows, Qt.Key.Key_Down)


def test_many_rows_are_as_high_as_their_sentences_need_without_being_measured() -> None:
    font = tokens.font(tokens.TABLE)
    texts = [
        "身份证号 410726197604060144 在另一个村也有登记。请核对是否已经迁移。" * (1 + number % 4)
        for number in range(1200)
    ] + ["No project category is chosen, so statistics by category would miss this project."]
    few = [RowPlaces([text], font, 300).height(0) for text in (*texts[:4], texts[-1])]
    many = RowPlaces(texts, font, 300)
    for height, row in zip(few, (0, 1, 2, 3, 1200), strict=True):
        assert height <= many.height(row) <= height + 2 * 19
    assert many.row_at(many.top(700)) == 700
