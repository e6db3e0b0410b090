"""A row that is too narrow goes on in the next line; nothing in it is squeezed or covered."""

from PySide6.QtWidgets import QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.ui.plain_table import HEAD, dress
from ruraldesk.ui.widgets import Button
from ruraldesk.ui.wrapping import WrappingRow


def row_of(qtbot: QtBot, width: int) -> tuple[QWidget, list[Button]]:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = WrappingRow()
    buttons = [Button(text) for text in ("写入回执", "只写选中的 12 份", "看该单位报送", "列")]
    row.add(*buttons[:3])
    row.add_right(buttons[3])
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(row)
    column.addStretch(1)
    holder.resize(width, 200)
    with qtbot.waitExposed(holder):
        holder.show()
    return holder, buttons


def test_what_has_room_stands_in_one_row_and_the_last_at_its_end(qtbot: QtBot) -> None:
    holder, buttons = row_of(qtbot, 900)
    assert {one.y() for one in buttons} == {0}
    assert buttons[3].geometry().right() == holder.width() - 1


def test_what_has_no_room_goes_on_below(qtbot: QtBot) -> None:
    holder, buttons = row_of(qtbot, 240)
    boxes = [one.geometry() for one in buttons]
    assert len({box.y() for box in boxes}) > 1
    assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
    assert all(box.right() < holder.width() for box in boxes)
    assert all(one.size() == one.sizeHint() for one in buttons)


def test_what_stands_at_the_right_stays_together_on_a_line_of_its_own(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = WrappingRow(parent=holder)
    left, right = [Button("一个长些的按钮"), Button("第二个")], [Button("日历"), Button("按台账")]
    row.add(*left)
    row.add_right(*right)
    row.resize(240, 100)
    with qtbot.waitExposed(holder):
        holder.show()
    assert left[0].y() == left[1].y() < right[0].y() == right[1].y()
    assert right[1].geometry().right() == row.width() - 1


def test_a_lower_button_stands_in_the_middle_of_its_line(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = WrappingRow(parent=holder)
    high, low = Button("高的"), Button("低的")
    low.setFixedHeight(20)
    row.add(high)
    row.add_right(low)
    row.resize(300, 40)
    with qtbot.waitExposed(holder):
        holder.show()
    assert low.geometry().center().y() == high.geometry().center().y()


def test_what_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    _, buttons = row_of(qtbot, 900)
    place = buttons[1].x()
    buttons[0].hide()
    qtbot.waitUntil(lambda: buttons[1].x() < place)
    assert buttons[1].x() == 0


def test_a_heading_that_wraps_is_seen_whole_above_the_rows(qtbot: QtBot) -> None:
    table = QTableWidget(3, 2)
    qtbot.addWidget(table)
    table.setHorizontalHeaderLabels(["Fingerprint of its key", "State"])
    dress(table, "Keys")
    table.setColumnWidth(0, 300)
    table.resize(400, 200)
    with qtbot.waitExposed(table):
        table.show()
    one_line = table.viewport().y()
    assert one_line == HEAD
    table.setColumnWidth(0, 80)
    qtbot.waitUntil(lambda: table.viewport().y() > one_line)
    assert table.horizontalHeader().height() == table.viewport().y()
    table.setColumnWidth(0, 300)
    qtbot.waitUntil(lambda: table.viewport().y() == one_line)


def test_a_part_that_is_gone_leaves_its_place_to_the_others(qtbot: QtBot) -> None:
    holder, buttons = row_of(qtbot, 900)
    gone, second = buttons[:2]
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    holder.resize(800, 200)
    qtbot.waitUntil(lambda: second.x() == 0)
