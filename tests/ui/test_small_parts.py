"""Buttons, chips, lists, the month's line, the chart: what they tell and what they do."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMainWindow, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services.home import Bar, Chart, Due, Series, Step
from ruraldesk.ui import fonts, keys, messages, tokens
from ruraldesk.ui.chart import BarChart
from ruraldesk.ui.due_list import due_item
from ruraldesk.ui.ledger.action_row import ActionRow
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.month_line import MonthLine
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.widgets import Button, ElidedLabel


def colours_of(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    return {
        QColor(image.pixel(x, y)).name()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_enter_presses_a_button_that_has_the_focus(qtbot: QtBot) -> None:
    button = Button("导入")
    qtbot.addWidget(button)

    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_ctrl_enter_is_the_windows_not_the_buttons(qtbot: QtBot) -> None:
    button = Button("文件夹…")
    qtbot.addWidget(button)

    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_focused_button_has_a_pine_frame(qtbot: QtBot) -> None:
    button = Button("导入")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    button.clearFocus()
    before = colours_of(button)
    button.setFocus()

    assert tokens.PINE.lower() in colours_of(button)
    assert tokens.PINE.lower() not in before


def test_a_long_text_ends_in_dots_and_is_whole_in_its_tip(qtbot: QtBot) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    shown.resize(80, 20)

    shown.setText("筛选：阶段 = 在建、完工，总投资 > 100")

    assert shown.text().endswith("…")
    assert shown.toolTip() == shown.whole_text()


def test_buttons_without_room_go_into_a_menu(qtbot: QtBot) -> None:
    row = ActionRow()
    qtbot.addWidget(row)
    names = ["新增", "导入", "导出 Excel", "打印", "视图", "列"]
    buttons = [row.add(Button(name)) for name in names]
    row.resize(900, tokens.BUTTON)
    with qtbot.waitExposed(row):
        row.show()
    assert all(button.isVisible() for button in buttons)

    row.resize(300, tokens.BUTTON)

    assert buttons[0].isVisible()
    assert not buttons[3].isVisible()
    assert buttons[-1].isVisible()
    assert buttons[-1].geometry().right() == row.width() - 1
    children = [one for one in row.children() if isinstance(one, Button)]
    shown = [one.geometry() for one in children if one.isVisible()]
    assert not any(a.intersects(b) for a in shown for b in shown if a is not b)


def test_a_list_opens_its_lines_by_keyboard_and_mouse(qtbot: QtBot) -> None:
    rows = RowList()
    qtbot.addWidget(rows)
    rows.resize(500, 200)
    rows.show_items([Item("今天", "wheat", f"第 {number} 件", "监委会") for number in range(30)])
    with qtbot.waitExposed(rows):
        rows.show()

    QTest.keyClick(rows, Qt.Key.Key_End)
    with qtbot.waitSignal(rows.opened) as by_key:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    QTest.keyClick(rows, Qt.Key.Key_Home)
    with qtbot.waitSignal(rows.opened) as by_mouse:
        point = QPoint(200, 2 * tokens.ROW + 9)
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=point)

    assert by_key.args == [29]
    assert by_mouse.args == [2]


@pytest.mark.parametrize(
    ("days", "chip", "tone"),
    [
        (-3, "逾期 3 天", "cinnabar"),
        (0, "今天", "wheat"),
        (1, "明天", "wheat"),
        (2, "后天", "wheat"),
        (9, "11-25", "sky"),
    ],
)
def test_a_due_thing_says_how_soon_it_is(days: int, chip: str, tone: str) -> None:
    due = Due(
        due=date(2023, 11, 25),
        days=days,
        message="项目验收",
        who="项目办",
        form="project",
        record="u",
    )

    item = due_item(due)

    assert (item.chip, item.tone, item.text, item.side) == (chip, tone, "项目验收", "项目办")


def test_a_step_of_the_month_is_reached_by_a_click(qtbot: QtBot) -> None:
    line = MonthLine()
    qtbot.addWidget(line)
    line.resize(700, 28)
    line.show_steps(
        [
            Step(key="enter", title="录入", state="done", detail="412 条"),
            Step(key="check", title="检查", state="current", detail="3 处待改"),
        ]
    )
    with qtbot.waitExposed(line):
        line.show()
    second = line._places()[1].center().toPoint()

    with qtbot.waitSignal(line.chosen) as chosen:
        QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=second)

    assert chosen.args == ["check"]
    assert line.accessibleName() == "② 检查 3 处待改 · 录入 412 条，② 检查 3 处待改"


def test_the_steps_of_the_month_are_reached_by_keyboard(qtbot: QtBot) -> None:
    line = MonthLine()
    qtbot.addWidget(line)
    line.resize(700, 28)
    line.show_steps(
        [
            Step(key="enter", title="录入", state="done"),
            Step(key="check", title="检查", state="current"),
            Step(key="export", title="导出", state="open"),
        ]
    )
    with qtbot.waitActive(line):
        line.show()
        line.activateWindow()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    chosen: list[str] = []
    line.chosen.connect(chosen.append)

    for key in (Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(line, key)
    for _ in range(5):
        QTest.keyClick(line, Qt.Key.Key_Left)
    QTest.keyClick(line, Qt.Key.Key_Space)

    assert chosen == ["check", "export", "enter"]


def test_a_dialog_does_not_speak_of_the_keys_of_what_lies_behind_it(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    keys.set_hints(page, keys.table_hints())
    dialog = QDialog(page)
    field = QLineEdit(dialog)

    assert keys.hints_for(field) == keys.dialog_hints()
    keys.set_hints(dialog, "own")
    assert keys.hints_for(field) == "own"


def chart_of(*bars: Bar) -> Chart:
    """Return a chart of one series."""
    series = (Series(label="到位", unit="万元"),)
    return Chart(key="money", title="资金", unit="万元", series=series, bars=bars)


def test_bars_are_as_long_as_their_money(qtbot: QtBot) -> None:
    chart = BarChart()
    qtbot.addWidget(chart)
    chart.resize(500, 300)
    half = Bar(label="镇级自筹", where="self", values=(Decimal(50),))
    whole = Bar(label="上级补助", where="upper", values=(Decimal(100),))
    chart.show_chart(chart_of(whole, half))
    image = chart.grab().toImage()

    def length(number: int) -> int:
        y = int(chart._pitch() * (number + 0.5)) - 4
        line = [QColor(image.pixel(x, y)).name() for x in range(image.width())]
        return line.count(tokens.PINE.lower())

    assert length(0) == pytest.approx(2 * length(1), abs=3)
    with qtbot.waitSignal(chart.opened) as opened:
        QTest.keyClick(chart, Qt.Key.Key_Down)
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == [1]


def test_a_chart_of_nothing_does_not_divide_by_it(qtbot: QtBot) -> None:
    chart = BarChart()
    qtbot.addWidget(chart)
    nothing = Bar(label="捐助", where="donation", values=(Decimal(0),))
    chart.show_chart(chart_of(nothing))
    chart.grab()
    chart.show_chart(chart_of())

    assert not chart.grab().isNull()


def test_a_list_says_that_it_is_empty_only_when_it_has_been_read(qtbot: QtBot) -> None:
    rows = RowList(empty_text="没有到期的事项。")
    qtbot.addWidget(rows)
    rows.resize(300, 100)

    def inked() -> bool:
        image = rows.grab().toImage()
        spots = [(x, y) for x in range(10, 200) for y in range(10, 50)]
        return len({image.pixel(x, y) for x, y in spots}) > 1

    assert not inked()
    rows.show_items([])
    assert inked()


def test_many_bars_on_a_low_screen_do_not_lie_on_each_other(qtbot: QtBot) -> None:
    chart, scroll = BarChart(), QScrollArea()
    qtbot.addWidget(scroll)
    scroll.setWidgetResizable(True)
    scroll.setWidget(chart)
    scroll.resize(300, 150)
    bars = tuple(Bar(label=f"来源{n}", where=str(n), values=(Decimal(n),)) for n in range(12))
    chart.show_chart(chart_of(*bars))
    scroll.show()

    assert chart._pitch() >= 24
    with qtbot.waitSignal(chart.moved) as moved:
        QTest.keyClick(chart, Qt.Key.Key_Down)
    assert moved.args == [int(chart._pitch() * 1.5)]


def test_bad_news_stays_until_it_is_clicked_away(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    with qtbot.waitExposed(window):
        window.show()

    notice = messages.tell(window, "账本正由 李会计 打开。", "cinnabar")
    again = messages.tell(window, "磁盘已满。", "cinnabar")

    assert not notice.isVisible()
    assert again.isVisible()
    assert window.rect().contains(again.geometry())
    with qtbot.waitSignal(again.destroyed):
        QTest.mouseClick(again, Qt.MouseButton.LeftButton)


def test_esc_takes_bad_news_away_before_it_closes_anything_else(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    field = QLineEdit(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    notice = messages.tell(window, "磁盘已满。", "cinnabar")

    with qtbot.waitSignal(notice.destroyed):
        QTest.keyClick(field, Qt.Key.Key_Escape)


def test_a_notice_leaves_the_entry_panel_at_the_right_free(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)

    notice = messages.tell(window, "这条记录还在被使用。" * 20, "cinnabar")

    assert notice.geometry().right() < window.width() - tokens.PANEL_WIDTH - tokens.MARGIN


def test_a_notice_stands_above_what_must_stay_in_reach(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    foot = QWidget(window)
    foot.setObjectName(messages.KEPT_CLEAR)
    foot.setGeometry(900, 670, 400, 52)
    with qtbot.waitExposed(window):
        window.show()
    notice = messages.tell(window, "已保存，有 1 条提醒", "wheat", about="entry")
    below = notice.geometry().bottom()
    assert below > foot.y()  # it is at the left of the buttons

    foot.setGeometry(232, 670, 1100, 52)
    messages.make_way(foot)

    assert notice.geometry().bottom() < foot.y()


def test_what_is_said_about_one_thing_goes_when_it_is_over(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    notice = messages.tell(window, "已保存，有 1 条提醒", "wheat", about="entry")

    messages.hush(window, "backup")
    assert not notice.isHidden()
    with qtbot.waitSignal(notice.destroyed):
        messages.hush(window, "entry")


def test_a_notice_can_offer_what_to_do_next(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 500)
    with qtbot.waitExposed(window):
        window.show()
    opened: list[str] = []

    notice = messages.tell(window, "已写出。", act=("打开", lambda: opened.append("xlsx")))
    button = next(one for one in notice.children() if isinstance(one, Button))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert opened == ["xlsx"]
    assert isinstance(notice, Notice)


def test_a_missing_font_is_noticed(tmp_path: object) -> None:
    from pathlib import Path

    before = tokens.families()
    try:
        assert not fonts.load_first(Path(str(tmp_path)))
        assert tokens.families() == fonts.SYSTEM_FAMILIES
    finally:
        tokens.use_families(before)
