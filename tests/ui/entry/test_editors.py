"""Every field type has its editor, and what goes in comes out."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.ui.entry.editors import EDITORS, Editor, LineEditor, editor
from ruraldesk.ui.entry.editors.dates import DateEditor, MonthEditor
from tests.definitions.every_type import FIELDS, STORED, filled_values_of
from tests.ui.entry.fakes import UNITS, FakeSources

ENTER = Qt.Key.Key_Return


def shown(field: FieldDef, sources: FakeSources, window: QWidget) -> Editor:
    made = editor(field, sources, window)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    made.show()
    return made


def line(kind: FieldType, sources: FakeSources, window: QWidget) -> LineEditor:
    made = shown(FIELDS[kind], sources, window)
    assert isinstance(made, LineEditor)
    return made


def leave(made: Editor) -> None:
    made.clearFocus()


def test_every_field_type_has_an_editor() -> None:
    assert EDITORS.keys() == set(FieldType)


@pytest.mark.parametrize("field", STORED, ids=lambda one: one.key)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_value_that_is_shown_is_the_value_that_is_read(
    qtbot: QtBot, field: FieldDef, data: st.DataObject
) -> None:
    made = editor(field, FakeSources())
    qtbot.addWidget(made)
    value = data.draw(filled_values_of(field))
    made.show_value(value, "某处")
    assert made.value() == value
    made.settle()
    assert made.value() == value
    made.show_value(None)
    assert made.value() is None


@pytest.mark.parametrize("field", STORED, ids=lambda one: one.key)
def test_an_untouched_editor_holds_nothing(qtbot: QtBot, field: FieldDef) -> None:
    made = editor(field, FakeSources())
    qtbot.addWidget(made)
    assert made.value() is None
    assert made.entered() is None


@pytest.mark.parametrize(
    ("kind", "text", "resting", "value"),
    [
        (FieldType.INTEGER, "1234", "1,234", 1234),
        (FieldType.DATE, "20231116", "2023-11-16", date(2023, 11, 16)),
        (FieldType.MONTH, "202311", "2023-11", "2023-11"),
        (FieldType.PHONE, "13800001234", "138 0000 1234", "13800001234"),
        (FieldType.PERSON_ID, "11010519491231002x", "110105 19491231 002X", "11010519491231002X"),
    ],
)
def test_typed_text_is_shown_as_tables_show_it_once_the_field_is_left(
    qtbot: QtBot,
    sources: FakeSources,
    window: QWidget,
    kind: FieldType,
    text: str,
    resting: str,
    value: Value,
) -> None:
    made = line(kind, sources, window)
    made.setFocus()
    qtbot.keyClicks(made, text)
    assert made.text() == text

    leave(made)
    assert made.text() == resting
    assert made.value() == value

    made.setFocus(Qt.FocusReason.TabFocusReason)
    assert made.text() == made.typed()
    assert made.selectedText() == made.text()


def test_money_is_entered_in_the_unit_that_stands_in_the_field(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.MONEY, sources, window)
    made.setFocus()
    qtbot.keyClicks(made, "1188.86")
    leave(made)
    assert str(made.value()) == "11888600.00"
    assert made.text() == "1,188.86"


def test_unreadable_text_stays_and_a_draft_keeps_it(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.DATE, sources, window)
    made.setFocus()
    qtbot.keyClicks(made, "2023-13-1")
    leave(made)
    assert made.text() == "2023-13-1"
    with pytest.raises(BadValue):
        made.value()
    assert made.entered() == "2023-13-1"

    again = line(FieldType.DATE, sources, window)
    again.show_value(made.entered())
    assert again.text() == "2023-13-1"


def test_enter_moves_on_and_shift_enter_moves_back(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.TEXT, sources, window)
    with qtbot.waitSignal(made.stepped) as onward:
        qtbot.keyClick(made, ENTER)
    with qtbot.waitSignal(made.stepped) as back:
        qtbot.keyClick(made, ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert (onward.args, back.args) == ([1], [-1])


def test_enter_makes_a_new_line_in_a_note_and_tab_moves_on(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    note = shown(FIELDS[FieldType.NOTE], sources, window)
    following = line(FieldType.TEXT, sources, window)
    note.setFocus()
    qtbot.keyClicks(note, "a")
    qtbot.keyClick(note, ENTER)
    qtbot.keyClicks(note, "b")
    assert note.value() == "a\nb"
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert following.hasFocus()


def test_enter_passes_an_empty_note(qtbot: QtBot, sources: FakeSources, window: QWidget) -> None:
    note = shown(FIELDS[FieldType.NOTE], sources, window)
    with qtbot.waitSignal(note.stepped):
        qtbot.keyClick(note, ENTER)
    assert note.value() is None


def test_a_note_grows_with_its_text(sources: FakeSources, window: QWidget) -> None:
    note = shown(FIELDS[FieldType.NOTE], sources, window)
    low = note.height()
    note.show_value("\n".join("一二三四五六"))
    assert note.height() > low


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (FieldType.DATE, "5", date(2023, 11, 5)),
        (FieldType.DATE, "11.5", date(2023, 11, 5)),
        (FieldType.DATE, "2023.11.5", date(2023, 11, 5)),
        (FieldType.DATE, "去年3月", date(2022, 3, 1)),
        (FieldType.MONTH, "去年3月", "2022-03"),
        (FieldType.MONTH, "11", "2023-11"),
    ],
)
def test_a_short_date_is_seen_from_the_day_of_the_book(
    sources: FakeSources, window: QWidget, kind: FieldType, typed: str, meant: object
) -> None:
    made = line(kind, sources, window)
    made.put_typed(typed)
    assert made.value() == meant
    assert made.text() == str(meant)  # seen at once as it was understood


def test_the_calendar_takes_a_day_by_arrows(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.DATE, sources, window)
    assert isinstance(made, DateEditor)
    made.show_value(date(2023, 11, 30))
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_F4)
    assert made.is_open()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        qtbot.keyClick(made, key)
    with qtbot.waitSignal(made.changed):
        qtbot.keyClick(made, ENTER)
    assert not made.is_open()
    assert made.value() == date(2023, 11, 8)


def test_escape_closes_the_calendar_and_nothing_else(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.DATE, sources, window)
    made.show_value(date(2023, 11, 30))
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert isinstance(made, DateEditor)
    assert made.is_open()
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.is_open()
    assert made.value() == date(2023, 11, 30)


def test_typing_closes_the_calendar_and_is_taken(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.DATE, sources, window)
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_F4)
    qtbot.keyClicks(made, "20231201")
    assert isinstance(made, DateEditor)
    assert not made.is_open()
    assert made.value() == date(2023, 12, 1)


def test_a_click_in_the_calendar_takes_the_day(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.DATE, sources, window)
    assert isinstance(made, DateEditor)
    made.show_value(date(2023, 11, 1))
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_F4)
    page = made.page()
    assert page is not None
    cell = next(one for one in page._cells() if one.day == date(2023, 11, 16))
    qtbot.mouseClick(page, Qt.MouseButton.LeftButton, pos=cell.box.center().toPoint())
    assert made.value() == date(2023, 11, 16)
    assert made.hasFocus()


def test_a_month_is_taken_from_a_page_of_months(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.MONTH, sources, window)
    assert isinstance(made, MonthEditor)
    made.show_value("2023-11")
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_F4)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, ENTER):
        qtbot.keyClick(made, key)
    assert made.value() == "2024-01"


def test_a_person_id_says_sex_and_birth_at_once(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.PERSON_ID, sources, window)
    hints: list[str] = []
    made.hint_changed.connect(hints.append)
    made.setFocus()
    qtbot.keyClicks(made, "11010519491231002")
    assert hints[-1] == "17/18 位"
    qtbot.keyClicks(made, "X")
    assert hints[-1].startswith("女")
    assert "1949-12-31" in hints[-1]


def test_a_serial_number_may_be_typed_but_enter_passes_it_by(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.SERIAL, sources, window)
    assert not made.stops
    assert made.placeholderText() == "保存时编号"
    qtbot.keyClicks(made, "2023-0007")
    assert made.value() == "2023-0007"


def test_a_computed_value_can_be_read_and_not_typed(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.COMPUTED, sources, window)
    made.show_value(None)
    qtbot.keyClicks(made, "5")
    assert made.text() == ""


def test_a_unit_is_found_by_its_initials(
    qtbot: QtBot, sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.DIVISION, sources, window)
    made.setFocus()
    qtbot.keyClicks(made, "hs")
    with qtbot.waitSignal(made.stepped):
        qtbot.keyClick(made, ENTER)
    assert made.text() == "黄寺村"
    assert made.value() == "410726104201"


def test_a_unit_is_taken_by_its_code_or_its_name(sources: FakeSources, window: QWidget) -> None:
    made = line(FieldType.DIVISION, sources, window)
    for text in ("410726104202", "吴杏庄", "黄寺"):
        made.put_typed(text)
        assert made.value() in dict(UNITS)
    made.put_typed("张庄")
    with pytest.raises(BadValue, match="张庄"):
        made.value()


def test_a_person_id_says_no_age_that_could_contradict_the_day_of_the_book(
    sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.PERSON_ID, sources, window)
    made.show_value("11010519491231002X")
    assert made.hint() == "女 · 1949-12-31 生"


def test_a_long_text_is_read_from_its_beginning_once_it_is_left(
    sources: FakeSources, window: QWidget
) -> None:
    made = line(FieldType.TEXT, sources, window)
    made.setFocus()
    made.setText("W09 生活污水治理二期镇自筹资金" * 4)
    made.textEdited.emit(made.text())
    assert made.cursorPosition() > 0
    leave(made)
    assert made.cursorPosition() == 0
