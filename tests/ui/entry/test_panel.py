"""A clerk enters, corrects and leaves records with the keyboard alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.actions import ActionDef
from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level, Problem
from ruraldesk.services.follow_ups import FollowUp
from ruraldesk.store.book import Book
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import LineEditor
from ruraldesk.ui.entry.notices import draft_menu
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.keys import hints_for
from tests.ui.entry.fakes import WANG, FakeDoor
from tests.ui.entry.forms import PROJECT

KEY, HELD = Qt.Key, Qt.KeyboardModifier
ALLEY = Record(
    values={
        "unit": "410726104201",
        "code": "W07",
        "name": "alley",
        "stage": "building",
        "total": Decimal("2282000.00"),
        "head": WANG.uuid,
    },
    names={"unit": "黄寺村", "head": "王建设"},
)


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor(PROJECT)


@pytest.fixture
def panel(qtbot: QtBot, door: FakeDoor) -> Iterator[EntryPanel]:
    """The panel beside a table, in an active window."""
    window = QSplitter()
    table = QWidget()
    table.setObjectName("table")
    made = EntryPanel(cast("Book", None), PROJECT, door=cast("Door", door))
    window.addWidget(table)
    window.addWidget(made)
    window.resize(1100, 720)
    window.setSizes([690, 404])
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    window.hide()


def field(panel: EntryPanel, key: str) -> LineEditor:
    made = panel.pages.page.boxes[key].editor
    assert isinstance(made, LineEditor)
    return made


def sentences(panel: EntryPanel, key: str) -> list[str]:
    return panel.pages.page.boxes[key].sentences()


def type_here(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def press(key: Qt.Key, held: Qt.KeyboardModifier = HELD.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)


def focused_key(panel: EntryPanel) -> str:
    return panel.pages.page.focused()


def test_a_new_record_is_entered_from_the_first_key_to_the_last(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    panel.open_blank()
    panel.setFocus()
    assert focused_key(panel) == "name"  # the unit is the book's own, the number comes by itself
    type_here("alley")
    press(KEY.Key_Return)
    type_here("zj")
    press(KEY.Key_Return)
    type_here("dl")
    press(KEY.Key_Return)
    press(KEY.Key_Return)
    type_here("wj")
    press(KEY.Key_Return)
    qtbot.waitUntil(lambda: focused_key(panel) == "start")
    type_here("20230312")
    press(KEY.Key_Return)
    type_here("228.2")
    with qtbot.waitSignal(panel.saved):
        press(KEY.Key_Return, HELD.ControlModifier)

    saved = next(iter(door.records.values()))
    assert saved.values == {
        "unit": "410726104000",
        "name": "alley",
        "stage": "building",
        "kinds": ("road",),
        "head": WANG.uuid,
        "start": date(2023, 3, 12),
        "total": Decimal("2282000.00"),
    }
    assert panel.working.is_new
    assert field(panel, "name").text() == ""
    assert focused_key(panel) == "name"


def test_enter_after_the_last_field_leads_to_saving(panel: EntryPanel, door: FakeDoor) -> None:
    panel.open_blank()
    panel.setFocus()
    type_here("alley")
    panel.pages.page.focus("note")
    press(KEY.Key_Tab)
    panel.pages.page.focus("accepted_on")
    press(KEY.Key_Return)
    assert focused_key(panel) == "note"
    panel.pages.page.finished.emit(1)
    assert panel.foot.save_next.hasFocus()
    press(KEY.Key_Return)
    assert len(door.records) == 1


def test_shift_enter_goes_back_from_the_button(panel: EntryPanel) -> None:
    panel.open_blank()
    panel.setFocus()
    panel.pages.page.finished.emit(1)
    press(KEY.Key_Return, HELD.ShiftModifier)
    assert focused_key(panel) == "note"


def test_a_refused_save_keeps_everything_and_goes_to_the_first_problem(
    panel: EntryPanel, door: FakeDoor
) -> None:
    panel.open_blank()
    panel.pages.page.focus("start")
    type_here("2023-13-45")
    panel.pages.page.focus("total")
    type_here("12")
    press(KEY.Key_S, HELD.ControlModifier)
    assert door.records == {}
    assert focused_key(panel) == "name"
    assert sentences(panel, "name") == ["请填写。"]
    assert "2023-13-45" in sentences(panel, "start")[0]
    assert field(panel, "start").text() == "2023-13-45"
    assert field(panel, "total").typed() == "12"
    assert panel.foot.words.whole_text() == "未保存：有 2 处要改"


def test_what_is_missing_is_said_once_the_field_was_left_empty(panel: EntryPanel) -> None:
    panel.open_blank()
    panel.setFocus()
    assert sentences(panel, "name") == []
    press(KEY.Key_Return)
    assert sentences(panel, "name") == ["请填写。"]


def test_text_that_is_still_being_typed_is_no_mistake_yet(qtbot: QtBot, panel: EntryPanel) -> None:
    panel.open_blank()
    panel.pages.page.focus("start")
    type_here("2023-")
    panel.reviewer.now()
    assert sentences(panel, "start") == []
    press(KEY.Key_Return)
    assert "2023-" in sentences(panel, "start")[0]


def test_problems_come_while_typing_and_go_again(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    door.judge = lambda record: (
        [Problem(message="总投资偏大，请核对。", level=Level.WARN, form="project", field="total")]
        if cast("Decimal", record["total"] or 0) > 10_000_000
        else []
    )
    panel.open_blank()
    panel.pages.page.focus("total")
    type_here("5000")
    qtbot.waitUntil(lambda: sentences(panel, "total") == ["总投资偏大，请核对。"])
    assert field(panel, "total").property("problem") == "warn"
    press(KEY.Key_Backspace)
    qtbot.waitUntil(lambda: sentences(panel, "total") == [])


def test_a_hint_about_a_field_not_reached_yet_waits(panel: EntryPanel, door: FakeDoor) -> None:
    door.judge = lambda record: (
        []
        if record["kinds"]
        else [Problem(message="没有选类别。", level=Level.WARN, form="project", field="kinds")]
    )
    panel.open_blank()
    assert sentences(panel, "kinds") == []
    panel.pages.page.focus("kinds")
    press(KEY.Key_Return)
    assert sentences(panel, "kinds") == ["没有选类别。"]
    kept = door.put(ALLEY)
    panel.open(kept.uuid)  # a saved record shows all at once
    assert sentences(panel, "kinds") == ["没有选类别。"]


def test_a_problem_of_another_record_leads_to_it(panel: EntryPanel, door: FakeDoor) -> None:
    other = Problem(
        message="已拨付多于已到位。", form="payment", record="uuid-3", field="paid", code="paid"
    )
    door.judge = lambda record: [other]
    panel.open_blank()
    panel.reviewer.now()
    wanted: list[tuple[str, str]] = []
    panel.record_wanted.connect(lambda form, uuid: wanted.append((form, uuid)))
    text = panel.pages.problem
    assert "查看这一条" in text.text()
    text.linkActivated.emit("payment/uuid-3")
    assert wanted == [("payment", "uuid-3")]


def test_a_warning_does_not_keep_from_saving_and_is_told(panel: EntryPanel, door: FakeDoor) -> None:
    door.judge = lambda record: [
        Problem(message="没有选类别。", level=Level.WARN, form="project", field="kinds")
    ]
    panel.open_blank()
    panel.setFocus()
    type_here("alley")
    press(KEY.Key_S, HELD.ControlModifier)
    assert len(door.records) == 1
    assert "1 条提醒" in panel.foot.words.whole_text()


def test_fields_appear_when_they_are_asked_for(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    door.hidden = lambda record: set() if record["stage"] == "accepted" else {"accepted_on"}
    panel.open_blank()
    box = panel.pages.page.boxes["accepted_on"]
    assert box.isHidden()
    panel.pages.page.focus("stage")
    type_here("ys")
    press(KEY.Key_Return)  # at once, not a moment later: the next field may be the new one
    assert not box.isHidden()


def test_computed_values_follow_what_is_typed(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    door.computed = lambda record: {"paid": record["total"]}
    panel.open_blank()
    panel.pages.page.focus("total")
    type_here("228.2")
    press(KEY.Key_Return)
    assert field(panel, "paid").text() == "228.20"


def test_the_record_before_gives_its_value(panel: EntryPanel, door: FakeDoor) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    panel.open_blank()
    panel.pages.page.focus("total")
    press(KEY.Key_D, HELD.ControlModifier)
    assert field(panel, "total").value() == Decimal("2282000.00")
    panel.pages.page.focus("head")
    press(KEY.Key_D, HELD.ControlModifier)
    assert field(panel, "head").value() == WANG.uuid
    assert field(panel, "head").text() == "王建设"


def test_there_may_be_no_value_above(panel: EntryPanel) -> None:
    panel.open_blank()
    panel.pages.page.focus("total")
    press(KEY.Key_D, HELD.ControlModifier)
    assert field(panel, "total").typed() == ""
    assert panel.foot.words.whole_text() == "上一条没有填这一项"


def test_changes_are_marked_and_the_dot_says_so(panel: EntryPanel, door: FakeDoor) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    assert not panel.head.is_marked_unsaved()
    panel.pages.page.focus("name")
    type_here("road")
    box = panel.pages.page.boxes["name"]
    assert box.changed
    assert box.toolTip() == "原值：alley"
    assert panel.head.is_marked_unsaved()
    assert panel.head.name.whole_text() == "W07 road"
    field(panel, "name").selectAll()
    type_here("alley")
    assert not box.changed
    assert not panel.has_unsaved()


def test_escape_closes_and_keeps_a_draft(qtbot: QtBot, panel: EntryPanel, door: FakeDoor) -> None:
    panel.open_blank()
    panel.pages.page.focus("start")
    type_here("2023-1")
    with qtbot.waitSignal(panel.closed):
        press(KEY.Key_Escape)
    [draft] = door.drafts()
    assert draft.record["start"] == "2023-1"

    panel.open_blank()
    assert field(panel, "start").typed() == ""
    assert panel.notice.text() == "有 1 条未完成的草稿"
    panel.notice.buttons()[0].click()
    assert field(panel, "start").text() == "2023-1"
    assert "草稿" in panel.notice.text()


def test_escape_without_a_change_keeps_nothing(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    panel.setFocus()
    with qtbot.waitSignal(panel.closed):
        press(KEY.Key_Escape)
    assert door.drafts() == []


def test_escape_first_closes_an_open_list(panel: EntryPanel, door: FakeDoor) -> None:
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    panel.open_blank()
    panel.pages.page.focus("stage")
    press(KEY.Key_F4)
    press(KEY.Key_Escape)
    assert closed == []
    press(KEY.Key_Escape)
    assert closed == [True]


def test_going_to_another_record_keeps_a_draft_that_comes_back(
    panel: EntryPanel, door: FakeDoor
) -> None:
    first, second = door.put(ALLEY), door.put(replace(ALLEY, values={"name": "other"}))
    panel.open(first.uuid)
    panel.pages.page.focus("name")
    type_here("road")
    panel.open(second.uuid)
    assert field(panel, "name").text() == "other"
    panel.open(first.uuid)
    assert field(panel, "name").text() == "road"
    assert panel.has_unsaved()
    panel.notice.buttons()[0].click()
    assert field(panel, "name").text() == "alley"
    assert door.drafts() == []


def test_a_hidden_panel_loses_nothing(panel: EntryPanel, door: FakeDoor) -> None:
    panel.open_blank()
    panel.setFocus()
    type_here("alley")
    panel.window().hide()
    assert [draft.record["name"] for draft in door.drafts()] == ["alley"]


def test_what_is_typed_is_kept_a_moment_later_without_leaving_the_field(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    panel.open_blank()
    panel.pages.page.focus("start")
    type_here("2023-1")
    assert door.drafts() == []

    qtbot.waitUntil(lambda: len(door.drafts()) == 1)

    assert door.drafts()[0].record["start"] == "2023-1"
    assert field(panel, "start").typed() == "2023-1"
    assert panel.isVisible()
    type_here("1")
    qtbot.waitUntil(lambda: [one.record["start"] for one in door.drafts()] == ["2023-11"])


def test_a_draft_of_what_was_changed_back_goes(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    panel.pages.page.focus("name")
    type_here("road")
    qtbot.waitUntil(lambda: len(door.drafts()) == 1)

    field(panel, "name").selectAll()
    type_here("alley")

    qtbot.waitUntil(lambda: door.drafts() == [])
    assert not panel.keep_draft()


def test_saving_drops_the_draft(panel: EntryPanel, door: FakeDoor) -> None:
    panel.open_blank()
    panel.setFocus()
    type_here("alley")
    panel.keep_draft()
    assert len(door.drafts()) == 1
    press(KEY.Key_S, HELD.ControlModifier)
    assert door.drafts() == []


def test_a_copy_begins_a_new_record(panel: EntryPanel, door: FakeDoor) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    panel.open_copy()
    assert panel.working.is_new
    assert field(panel, "code").typed() == ""
    assert field(panel, "name").typed() == "alley"
    assert panel.has_unsaved()


def test_control_tab_turns_the_tabs_also_from_within_rows_and_notes(panel: EntryPanel) -> None:
    panel.open_blank()
    panel.setFocus()
    panel.pages.page.focus("note")
    press(KEY.Key_Tab, HELD.ControlModifier)
    assert panel.pages.tabs.current() == 1
    press(KEY.Key_Tab, HELD.ControlModifier)
    assert panel.pages.tabs.current() == 0
    press(KEY.Key_Backtab, HELD.ControlModifier | HELD.ShiftModifier)
    assert panel.pages.tabs.current() == 1
    assert "\t" not in panel.pages.page.boxes["note"].editor.typed()


def test_what_waits_above_the_fields_is_reached_by_shift_tab(
    panel: EntryPanel, door: FakeDoor
) -> None:
    door.keep_draft("new-1", Record(values={"name": "half a road"}))
    panel.open_blank()
    panel.pages.page.focus("unit")
    press(KEY.Key_Tab, HELD.ShiftModifier)
    assert QApplication.focusWidget() is panel.notice.buttons()[0]
    press(KEY.Key_Space)
    assert field(panel, "name").typed() == "half a road"
    assert panel.pages.holds_focus()


def test_what_an_answer_makes_asked_further_down_is_announced(
    panel: EntryPanel, door: FakeDoor
) -> None:
    door.hidden = lambda record: set() if record["stage"] == "accepted" else {"accepted_on"}
    panel.open_blank()
    assert panel.foot.words.whole_text() == ""
    panel.pages.page.focus("stage")
    type_here("ys")
    press(KEY.Key_Return)
    assert "验收日期" in panel.foot.words.whole_text()
    assert panel.keep_draft()
    assert "验收日期" in panel.foot.words.whole_text()  # that a draft is kept goes without saying
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    assert panel.foot.words.whole_text() == ""


def test_the_state_stands_in_the_head(panel: EntryPanel, door: FakeDoor) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    assert panel.head.chip.text() == "在建"
    panel.pages.page.focus("stage")
    type_here("ys")
    press(KEY.Key_Return)
    assert panel.head.chip.text() == "验收"


def test_tabs_are_turned_by_keys(panel: EntryPanel) -> None:
    panel.open_blank()
    panel.setFocus()
    press(KEY.Key_PageDown, HELD.ControlModifier)
    assert panel.pages.tabs.current() == 1
    assert panel.pages.lines["outputs"].table.open_editor() is not None
    press(KEY.Key_PageUp, HELD.ControlModifier)
    assert panel.pages.tabs.current() == 0
    press(KEY.Key_2, HELD.AltModifier)
    assert panel.pages.tabs.current() == 1
    press(KEY.Key_1, HELD.AltModifier)
    assert panel.pages.tabs.current() == 0


def test_f11_gives_the_panel_the_whole_room_and_escape_gives_it_back(panel: EntryPanel) -> None:
    table = panel.window().findChild(QWidget, "table")
    panel.open_blank()
    panel.setFocus()
    press(KEY.Key_F11)
    assert table.width() == 0
    press(KEY.Key_F11)
    assert table.width() > 300
    press(KEY.Key_F11)
    press(KEY.Key_Escape)
    assert table.width() > 300


def test_in_the_whole_room_a_sentence_stands_under_its_own_field(panel: EntryPanel) -> None:
    panel.open_blank()
    panel.setFocus()
    press(KEY.Key_F11)
    name = panel.pages.page.boxes["name"]
    panel.pages.page.focus("start")
    type_here("2023-11-16")
    panel.save(following=False)
    QApplication.processEvents()
    assert name.problem is not None
    assert name.problem.sentences()
    assert name.x() > 200  # it stands at the right of the first fields
    assert name.problem.x() == name.x()
    assert name.problem.y() >= name.geometry().bottom()


def test_saving_twice_does_not_find_fault_with_the_empty_entry_that_follows(
    panel: EntryPanel, door: FakeDoor
) -> None:
    panel.open_blank()
    panel.setFocus()
    panel.pages.page.focus("name")
    type_here("alley")
    press(KEY.Key_Return, HELD.ControlModifier)
    press(KEY.Key_Return, HELD.ControlModifier)
    assert len(door.records) == 1
    assert panel.foot.words.whole_text() == "还没有填写内容"
    assert not any(box.sentences() for box in panel.pages.page.boxes.values())


def test_the_question_before_deleting_names_the_record(
    panel: EntryPanel, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "ruraldesk.ui.messages.ask", lambda _, question, **__: asked.append(question)
    )
    panel.open(door.put(ALLEY).uuid)
    panel.delete()
    assert asked == ["把“W07 alley”移入回收站？"]


def test_f10_offers_what_can_be_done_with_the_record(
    panel: EntryPanel, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[list[str]] = []
    monkeypatch.setattr(
        QMenu, "popup", lambda menu, *_: offered.append([one.text() for one in menu.actions()])
    )
    panel.open_blank()
    panel.setFocus()
    press(KEY.Key_F10)
    panel.open(door.put(ALLEY).uuid)
    press(KEY.Key_F10)
    carry = "新增时沿用这一栏\tF9"
    note = "给整条记录写批注…"
    assert offered == [
        ["全宽显示\tF11", carry, "Enter 只走常填的项\tF12"],
        ["全宽显示\tF11", "修改历史", note, carry, "复制为新的一条", "", "移入回收站"],
    ]


def test_what_the_record_and_its_lines_can_be_made_into_is_in_the_menu(
    panel: EntryPanel, door: FakeDoor
) -> None:
    step = ActionDef(key="rectify", title="转为整改", form="rectification")
    of_line = ActionDef(key="mend", title="扣分转为整改", form="rectification", lines="outputs")
    door.steps = [
        FollowUp(action=step),
        FollowUp(action=of_line, line=0, name="1 垃圾"),
        FollowUp(action=of_line, line=1, name="2 杂物"),
    ]
    panel.open(door.put(ALLEY).uuid)
    menu = panel.head.menu()
    offered = {one.text(): one for one in menu.actions()}
    below = offered["扣分转为整改"].menu()
    assert isinstance(below, QMenu)
    assert [one.text() for one in below.actions()] == ["1 垃圾", "2 杂物"]
    wanted: list[tuple[str, Record]] = []
    panel.new_wanted.connect(lambda form, record: wanted.append((form, record)))
    below.actions()[1].trigger()
    ((form, record),) = wanted
    assert form == "rectification"
    assert str(record["name"]).endswith("2 杂物")


def test_nothing_is_made_of_a_record_that_is_not_saved(panel: EntryPanel, door: FakeDoor) -> None:
    door.steps = [FollowUp(action=ActionDef(key="mend", title="转为整改", form="rectification"))]
    panel.open(door.put(ALLEY).uuid)
    panel.pages.page.focus("name")
    type_here("x")
    wanted: list[str] = []
    panel.new_wanted.connect(lambda form, record: wanted.append(form))
    next(one for one in panel.head.menu().actions() if one.text() == "转为整改").trigger()
    assert wanted == []
    assert "先保存" in panel.foot.words.whole_text()


def test_a_read_only_book_lets_nothing_be_entered(qtbot: QtBot, door: FakeDoor) -> None:
    door.read_only = True
    kept = door.put(ALLEY)
    panel = EntryPanel(cast("Book", None), PROJECT, door=cast("Door", door))
    qtbot.addWidget(panel)
    panel.open(kept.uuid)
    assert field(panel, "name").isReadOnly()
    assert panel.foot.save.isHidden()
    assert "只能查看" in panel.notice.text()
    assert not panel.save(following=False)


def test_the_detail_rows_are_saved_with_the_record(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    panel.open_blank()
    panel.setFocus()
    type_here("alley")
    press(KEY.Key_2, HELD.AltModifier)
    type_here("dl")
    press(KEY.Key_Return)
    type_here("5705")
    press(KEY.Key_S, HELD.ControlModifier)
    [saved] = door.records.values()
    [line] = saved.lines["outputs"]
    assert line.values == {"item": "road", "planned": 5705}
    assert panel.pages.tabs.words() == ["基本", "工程产出 1"]


def test_a_name_made_of_a_half_typed_date_does_no_harm(panel: EntryPanel, door: FakeDoor) -> None:
    for text in ("2023-1", "2023-2"):
        panel.open_blank()
        panel.pages.page.focus("start")
        type_here(text)
        assert panel.head.name.whole_text() == "新增 · 项目台账"
    panel.open_blank()
    assert panel.notice.text() == "有 2 条未完成的草稿"
    first, _ = draft_menu(panel, panel.new_drafts()).actions()
    assert first.text().endswith("项目台账")
    first.trigger()
    assert field(panel, "start").text() == "2023-1"


def test_after_saving_the_work_goes_on_where_it_was(panel: EntryPanel, door: FakeDoor) -> None:
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    panel.pages.page.focus("total")
    press(KEY.Key_S, HELD.ControlModifier)
    assert focused_key(panel) == "total"
    press(KEY.Key_2, HELD.AltModifier)
    type_here("dl")
    press(KEY.Key_Return)
    type_here("5")
    press(KEY.Key_S, HELD.ControlModifier)
    table = panel.pages.lines["outputs"].table
    assert panel.pages.tabs.current() == 1
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)
    assert table.open_editor() is not None


def test_each_field_says_which_keys_work(panel: EntryPanel) -> None:
    boxes = panel.pages.page.boxes
    assert "Enter 换行" in hints_for(boxes["note"].editor)
    assert "Enter 下一项" in hints_for(boxes["name"].editor)
    assert "Enter 下一格" in hints_for(panel.pages.lines["outputs"].table.viewport())


def test_saving_takes_what_was_being_looked_for(panel: EntryPanel, door: FakeDoor) -> None:
    panel.open_blank()
    panel.setFocus()
    type_here("alley")
    press(KEY.Key_Return)
    type_here("zj")
    press(KEY.Key_S, HELD.ControlModifier)
    [saved] = door.records.values()
    assert saved["stage"] == "building"


def test_the_field_with_the_focus_is_always_seen(qtbot: QtBot, panel: EntryPanel) -> None:
    panel.window().resize(1100, 360)
    panel.open_blank()
    panel.setFocus()
    page = panel.pages.page
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() == 0)
    for key in ("note", "name", "accepted_on"):
        page.focus(key)

        def seen(key: str = key) -> bool:
            box = page.boxes[key]
            top = box.mapTo(page.viewport(), box.rect().topLeft()).y()
            return top >= 0 and top + box.height() <= page.viewport().height()

        qtbot.waitUntil(seen)


def test_what_only_saving_finds_stays_until_something_is_changed(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    too_much = Problem(message="资金来源已超支。", form="source", record="uuid-9", field="paid")
    wrong = Problem(message="项目名称已有。", form="project", field="name")
    door.judge_on_saving = lambda record: [wrong, too_much]
    panel.open_blank()
    panel.pages.page.focus("name")
    type_here("alley")
    panel.pages.page.focus("total")
    press(KEY.Key_S, HELD.ControlModifier)
    assert focused_key(panel) == "name"
    assert sentences(panel, "name") == ["项目名称已有。"]
    press(KEY.Key_Tab)
    assert sentences(panel, "name") == ["项目名称已有。"]
    assert panel.pages.problem.sentences() == ["资金来源已超支。"]
    assert panel.foot.words.whole_text() == "未保存：有 2 处要改"
    panel.pages.page.focus("name")
    type_here("b")
    qtbot.waitUntil(lambda: sentences(panel, "name") == [])


def test_the_first_entry_of_the_day_takes_from_the_last_one_of_yesterday(
    panel: EntryPanel, door: FakeDoor
) -> None:
    door.put(ALLEY)
    panel.open_blank()
    panel.pages.page.focus("total")
    press(KEY.Key_D, HELD.ControlModifier)
    assert field(panel, "total").value() == Decimal("2282000.00")


def test_a_record_that_was_undone_is_shown_as_it_is_when_one_comes_back(
    panel: EntryPanel, door: FakeDoor
) -> None:
    table = panel.window().findChild(QWidget, "table")
    table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    kept = door.put(ALLEY)
    panel.open(kept.uuid)
    table.setFocus()
    door.put(replace(door.records[kept.uuid], values={"name": "undone"}))
    panel.pages.page.focus("name")
    assert field(panel, "name").typed() == "undone"
    type_here("mine")
    table.setFocus()
    door.put(replace(door.records[kept.uuid], values={"name": "theirs"}))
    panel.pages.page.focus("name")
    assert field(panel, "name").typed() == "mine"  # unsaved work is not touched
