"""All steps of the month are seen, however little room there is; messages stay in the window."""

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from ruraldesk.services.month_steps import Step
from ruraldesk.ui import messages
from ruraldesk.ui.month_line import MonthLine

STEPS = (
    Step(key="enter", title="Entries", state="done", detail="1,204 条"),
    Step(key="check", title="Check", state="current", detail="3 处要改"),
    Step(key="close", title="Close the books", state="open"),
    Step(key="print", title="Print and sign", state="open"),
    Step(key="stick", title="Onto the stick", state="open"),
    Step(key="receipt", title="Answer from above", state="open"),
)


@pytest.mark.parametrize("width", [900, 600, 340])
def test_every_step_lies_inside_the_line_and_the_one_that_is_on_has_words(
    qtbot: QtBot, width: int
) -> None:
    line = MonthLine()
    qtbot.addWidget(line)
    line.resize(width, 28)
    line.show_steps(STEPS)

    places = line._places()

    assert len(places) == len(STEPS)
    assert places[-1].right() <= width
    assert line._shown(1, line._shortness()).startswith("② 检查")


def test_a_long_message_with_an_act_stays_inside_a_narrow_window(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(910, 512)
    window.show()

    notice = messages.tell(window, "改好并保存后，接着办月末报送。" * 8, "wheat", act=("继续", str))

    assert notice.geometry().right() <= window.width()
    window.resize(700, 512)
    assert notice.geometry().right() <= window.width()
