"""Enter goes over the usual fields of a new record only; Tab reaches every field."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level, Problem
from ruraldesk.services.usual import Usual
from ruraldesk.ui.entry.panel import EntryPanel
from tests.ui.entry.fakes import FakeDoor
from tests.ui.entry.forms import PROJECT

ENTER, TAB, F12 = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F12
D, HELD = Qt.Key.Key_D, Qt.KeyboardModifier
ROAD = Record(values={"item": "road", "planned": 120, "done_on": date(2023, 10, 31)})


@pytest.fixture
def door() -> FakeDoor:
    made = FakeDoor(PROJECT)
    made.is_usual = Usual(frozenset({"stage", "note"}), {"outputs": frozenset({"planned"})})
    return made


@pytest.fixture
def panel(qtbot: QtBot, door: FakeDoor) -> Iterator[EntryPanel]:
    window = QWidget()
    layout = QVBoxLayout(window)
    window.resize(520, 640)
    qtbot.addWidget(window)
    made = EntryPanel(None, PROJECT, window, door=door)  # type: ignore[arg-type]
    layout.addWidget(made)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.open_blank()
    made.pages.start(empty=True)
    yield made
    window.hide()


def press(key: Qt.Key, held: Qt.KeyboardModifier = HELD.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)


def type_here(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def at(panel: EntryPanel) -> str:
    return panel.pages.page.focused()


def cell(panel: EntryPanel) -> tuple[int, str]:
    table = panel.pages.lines["outputs"].table
    index = table.currentIndex()
    return index.row(), panel.pages.lines["outputs"].model.fields[index.column()].key


def test_enter_stops_at_usual_fields_and_at_what_must_be_filled(panel: EntryPanel) -> None:
    assert at(panel) == "name"  # required, though no record of the last ones has it
    press(ENTER)
    assert at(panel) == "stage"
    press(ENTER)
    assert at(panel) == "note"


def test_shift_enter_goes_back_over_the_same_fields(panel: EntryPanel) -> None:
    panel.pages.page.focus("note")
    panel.pages.page._step("note", -1)
    assert at(panel) == "stage"


def test_tab_reaches_every_field_and_enter_goes_on_from_there(panel: EntryPanel) -> None:
    panel.pages.page.focus("stage")
    press(TAB)
    assert at(panel) == "kinds"
    press(ENTER)
    assert at(panel) == "note"


def test_what_is_wrong_is_never_passed_over(door: FakeDoor, panel: EntryPanel) -> None:
    door.judge = lambda record: (Problem(level=Level.BLOCK, message="…", field="start"),)
    panel.pages.page.boxes["start"].visited = True
    panel.reviewer.now()
    panel.pages.page.focus("stage")
    press(ENTER)
    assert at(panel) == "start"


def test_a_field_that_is_passed_over_is_drawn_fainter_until_it_holds_something(
    panel: EntryPanel,
) -> None:
    boxes = panel.pages.page.boxes
    assert boxes["start"].passed
    assert not boxes["paid"].passed  # computed: nothing is entered there
    assert not boxes["name"].passed
    assert not boxes["stage"].passed

    boxes["start"].editor.put_typed("2023-11-5")
    panel.reviewer.now()

    assert not boxes["start"].passed


def test_f12_lets_enter_stop_everywhere_and_this_is_remembered(panel: EntryPanel) -> None:
    tick = panel.head.findChild(QCheckBox)
    assert tick is not None
    assert tick.isVisible()
    assert tick.isChecked()
    press(F12)
    assert not tick.isChecked()
    assert not panel.pages.page.boxes["start"].passed
    panel.pages.page.focus("stage")
    press(ENTER)
    assert at(panel) == "kinds"

    panel.open_blank()
    panel.pages.page.focus("stage")
    press(ENTER)
    assert at(panel) == "kinds"


def test_in_an_empty_ledger_enter_stops_everywhere(door: FakeDoor, panel: EntryPanel) -> None:
    door.is_usual = None
    panel.open_blank()
    panel.pages.page.focus("stage")
    press(ENTER)
    assert at(panel) == "kinds"


def test_a_saved_record_is_gone_through_field_by_field(door: FakeDoor, panel: EntryPanel) -> None:
    saved = door.put(Record(values={"unit": "410726104000", "name": "巷道硬化"}))
    panel.open(saved.uuid)
    tick = panel.head.findChild(QCheckBox)
    assert tick is not None
    assert tick.isHidden()
    panel.pages.page.focus("stage")
    press(ENTER)
    assert at(panel) == "kinds"


def test_after_the_last_usual_field_enter_goes_on_in_the_usual_lines(panel: EntryPanel) -> None:
    panel.pages.page._step("note", 1)
    assert panel.pages.tabs.current() == 1
    assert cell(panel) == (0, "item")  # required
    type_here("qh")
    press(ENTER)
    assert cell(panel) == (0, "planned")
    type_here("12")
    press(ENTER)
    assert cell(panel) == (1, "item")  # done_on and remark are passed over
    press(ENTER)
    assert panel.foot.save_next.hasFocus()


def test_the_lines_begin_at_their_first_usual_cell(door: FakeDoor, panel: EntryPanel) -> None:
    door.is_usual = Usual(frozenset(), {"outputs": frozenset({"planned"})})
    panel.open_blank()
    panel.pages.lines["outputs"].model.put(0, "item", "road")
    panel.pages.go_to_tab(1)
    assert cell(panel) == (0, "planned")


def test_tab_stops_at_every_cell_of_a_row(panel: EntryPanel) -> None:
    panel.pages.go_to_tab(1)
    press(TAB)
    press(TAB)
    assert cell(panel) == (0, "done_on")


def test_the_first_row_may_begin_with_an_empty_cell(door: FakeDoor, panel: EntryPanel) -> None:
    door.is_usual = None
    panel.open_blank()
    panel.pages.go_to_tab(1)
    press(ENTER)
    assert cell(panel) == (0, "planned")
    press(ENTER)
    press(ENTER)
    press(TAB)
    assert panel.foot.save_next.hasFocus()  # nothing was entered in the whole row


def test_over_the_first_row_stand_the_lines_of_the_record_before(
    door: FakeDoor, panel: EntryPanel
) -> None:
    values = {"unit": "410726104000", "name": "巷道硬化"}
    door.put(Record(values=values, lines={"outputs": (ROAD,)}))
    panel.open_blank()
    panel.pages.go_to_tab(1)
    press(D, HELD.ControlModifier)
    press(TAB)
    press(D, HELD.ControlModifier | HELD.ShiftModifier)
    press(TAB)
    press(D, HELD.ControlModifier | HELD.ShiftModifier)
    panel.pages.settle()

    (line,) = panel.entered().lines["outputs"]
    assert dict(line.values) == {"item": "road", "planned": 121, "done_on": date(2023, 11, 1)}


def test_rows_count_on_by_the_step_between_the_two_above(panel: EntryPanel) -> None:
    page = panel.pages.lines["outputs"]
    for row, planned in enumerate((100, 150)):
        page.model.put(row, "planned", planned)
    panel.pages.go_to_tab(1)
    page.table.go_to(2, 1)
    press(D, HELD.ControlModifier | HELD.ShiftModifier)
    panel.pages.settle()
    assert page.model.value(2, "planned") == 200


def test_a_field_counts_on_from_the_record_before(door: FakeDoor, panel: EntryPanel) -> None:
    door.put(Record(values={"name": "第9号井", "start": date(2023, 11, 30)}))
    panel.open_blank()
    for key in ("name", "start"):
        panel.pages.page.focus(key)
        press(D, HELD.ControlModifier | HELD.ShiftModifier)
    assert panel.entered()["name"] == "第10号井"
    assert panel.entered()["start"] == date(2023, 12, 1)


def test_a_name_made_of_a_date_that_is_still_being_typed_does_no_harm(panel: EntryPanel) -> None:
    panel.pages.page.focus("start")  # the ledger's records are called by it
    type_here("11.")
    assert panel.entered()["start"] == "11."
    assert panel.head.name.whole_text().startswith("新增")


def test_what_an_answer_makes_needless_is_not_stopped_at(door: FakeDoor, panel: EntryPanel) -> None:
    door.is_usual = Usual(frozenset({"kinds", "start"}))
    door.hidden = lambda record: {"kinds"} if record["stage"] is not None else set()
    panel.open_blank()
    panel.pages.page.focus("stage")
    type_here("zj")
    press(ENTER)
    assert at(panel) == "start"  # not at what only follows the needless field
