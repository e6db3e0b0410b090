"""What the office above asks stands at its field, its cell or above the record, answered there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.services.comments import Comment, CommentLevel, comment, comments
from ruraldesk.services.receipts import send_back
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.asked_strip import AskedStrip
from ruraldesk.ui.entry.panel import EntryPanel
from tests.services.answers_down import MONTH, Between, between
from tests.store.village import HUANGSI
from tests.ui.entry.test_filling import shown_panel

ENTER, F7, TAB = Qt.Key.Key_Return, Qt.Key.Key_F7, Qt.Key.Key_Tab


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    """A town that took in the village's month."""
    with between(tmp_path) as made:
        made.report()
        yield made
        jobs.stop_all()


def ask(two: Between, field: str, text: str, level: CommentLevel = CommentLevel.MEND) -> None:
    comment(two.town, HUANGSI, MONTH, "project", two.road, field, text, level=level)


def ask_line(two: Between, place: int, field: str, text: str) -> None:
    where = {"lines": "outputs", "line": two.line(place)}
    comment(two.town, HUANGSI, MONTH, "project", two.road, field, text, **where)  # type: ignore[arg-type]


def carry(two: Between) -> None:
    send_back(two.town, HUANGSI, MONTH)
    two.carried()


@pytest.fixture
def panel(qtbot: QtBot, two: Between) -> Iterator[EntryPanel]:
    with shown_panel(qtbot, two.village, "project") as made:
        yield made


def at_field(panel: EntryPanel, key: str) -> AskedStrip:
    strip = panel.pages.page.boxes[key].comments
    assert strip is not None
    return strip


def kept(two: Between) -> list[Comment]:
    return comments(two.village, HUANGSI, MONTH)


def test_a_comment_stands_under_its_field_with_who_when_and_what_stood_there(
    qtbot: QtBot, two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)

    panel.open(two.road)

    strip = at_field(panel, "planned")
    qtbot.waitUntil(lambda: "当时" in strip.about.text())
    assert strip.isVisible()
    assert strip.words.text() == "须更正：与批复不符"
    day = kept(two)[0].time[:10]
    assert strip.about.text() == f"王楼镇 王楼镇的人，{day}，第1次报送 · 当时：250,000.00"
    assert strip.asked()[0].tone == "cinnabar"
    box = panel.pages.page.boxes["planned"]
    below = strip.mapTo(panel, strip.rect().topLeft()).y()
    assert below >= box.mapTo(panel, box.rect().bottomLeft()).y()
    assert panel.asking.above.isHidden()


def test_what_is_only_to_be_looked_at_is_amber(two: Between, panel: EntryPanel) -> None:
    ask(two, "planned", "请核对", CommentLevel.LOOK)
    carry(two)

    panel.open(two.road)

    assert at_field(panel, "planned").words.text() == "请核对：请核对"
    assert at_field(panel, "planned").asked()[0].tone == "wheat"


def test_the_answer_given_at_the_field_is_the_one_that_goes_up(
    qtbot: QtBot, two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    strip = at_field(panel, "planned")

    strip.start()
    assert QApplication.focusWidget() is strip.answer
    strip.answer.setText("批复后追加过")
    strip.answer.textEdited.emit("批复后追加过")
    with qtbot.waitSignal(panel.other_saved) as told:
        QTest.keyClick(strip.answer, ENTER)

    assert told.args == ["project"]
    assert kept(two)[0].answer == "批复后追加过"
    assert strip.answer.isHidden()
    assert "已答复：批复后追加过" in strip.about.text()
    assert strip.asked()[0].tone == "pine"


def test_mended_saves_what_was_put_right_and_says_so(two: Between, panel: EntryPanel) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    panel.pages.page.focus("planned")
    QTest.keyClicks(panel.pages.page.boxes["planned"].editor, "260000")

    at_field(panel, "planned").mend.click()

    assert str(two.village.records.get("project", two.road)["planned"]) == "260000.00"
    assert kept(two)[0].answer == "已改"


def test_nothing_is_mended_as_long_as_the_field_is_as_it_was_reported(
    two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    strip = at_field(panel, "planned")

    strip.mend.click()

    assert kept(two)[0].answer == ""
    assert strip.about.text().startswith("还和报送时一样")
    strip.explain.click()
    assert strip.about.text() == "请用几个字写明为什么没有错。"


def test_who_mended_another_field_is_told_which_and_may_say_so_in_words(
    two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    panel.pages.page.focus("name")
    name = panel.pages.page.boxes["name"].editor
    label = panel.door.form.field("name").label
    QTest.keyClicks(name, " B")
    strip = at_field(panel, "planned")

    strip.mend.click()
    assert kept(two)[0].answer == ""
    assert "还和报送时一样，改过的是：" in strip.about.text()
    assert label in strip.about.text()

    strip.answer.setText("名称写错了")
    strip.mend.click()
    assert kept(two)[0].answer == "已改：名称写错了"


def test_a_comment_on_a_cell_is_marked_in_the_table_and_named_under_it(
    two: Between, panel: EntryPanel
) -> None:
    ask_line(two, 1, "done", "请附照片")
    carry(two)

    panel.open(two.road)

    page = panel.pages.lines["outputs"]
    assert page.comments is not None
    assert page.comments.words.text().startswith("第 2 行 · ")
    column = [one.key for one in page.model.fields].index("done")
    marked = page.model.comment_at(1, column)
    assert marked is not None
    assert marked.text == "请附照片"
    assert page.model.comment_at(0, column) is None
    assert "请附照片" in page.model.data(page.model.index(1, column), Qt.ItemDataRole.ToolTipRole)


def test_a_comment_on_the_whole_record_stands_above_it(two: Between, panel: EntryPanel) -> None:
    ask(two, "", "重复填报？")
    carry(two)

    panel.open(two.road)

    assert panel.asking.above.isVisible()
    assert panel.asking.above.words.text() == "须更正：重复填报？"


def test_f7_goes_from_one_comment_to_the_next(two: Between, panel: EntryPanel) -> None:
    ask(two, "planned", "一")
    ask_line(two, 0, "done", "二")
    ask(two, "", "三")
    carry(two)
    panel.open(two.road)
    lines = panel.pages.lines["outputs"].comments
    assert lines is not None

    reached = []
    for _ in range(3):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, F7)
        reached.append(QApplication.focusWidget())

    assert reached == [
        panel.asking.above.answer, at_field(panel, "planned").answer, lines.answer
    ]  # fmt: skip
    assert panel.pages.tabs.current() == 1


def test_tab_reaches_the_answer_after_its_field(two: Between, panel: EntryPanel) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    panel.pages.page.focus("planned")

    QTest.keyClick(panel.pages.page.boxes["planned"].editor, TAB)

    strip = at_field(panel, "planned")
    for stop in (strip.answer, strip.mend, strip.explain):
        assert QApplication.focusWidget() is stop
        QTest.keyClick(stop, TAB)
    assert QApplication.focusWidget() is not strip.answer


def test_several_comments_on_one_field_are_seen_one_after_the_other(
    two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "一")
    ask(two, "planned", "二")
    carry(two)
    panel.open(two.road)
    strip = at_field(panel, "planned")
    assert strip.next.text() == "1/2，下一条"

    strip.next.click()

    assert strip.words.text() == "须更正：二"


def test_an_answer_that_was_begun_is_kept_when_one_goes_to_another_record(
    two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    strip = at_field(panel, "planned")
    strip.answer.setText("按追加批复")
    strip.answer.textEdited.emit("按追加批复")

    panel.open_blank()

    assert kept(two)[0].answer == "按追加批复"
    assert strip.isHidden()


def test_an_answer_can_be_changed_until_the_month_is_accepted(
    two: Between, panel: EntryPanel
) -> None:
    ask(two, "planned", "与批复不符")
    carry(two)
    panel.open(two.road)
    strip = at_field(panel, "planned")
    strip.answer.setText("写错了")
    strip.explain.click()

    strip.change.click()
    assert strip.answer.text() == "写错了"
    strip.answer.setText("按追加批复")
    strip.explain.click()

    assert kept(two)[0].answer == "按追加批复"
