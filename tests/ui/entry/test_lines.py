"""Detail rows are filled like a sheet: cell after cell, row after row, or pasted as a block."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Problem
from ruraldesk.ui.entry.lines.model import LinesModel
from ruraldesk.ui.entry.lines.page import LinesPage
from ruraldesk.ui.entry.lines.paste_preview import PastePreview
from ruraldesk.ui.entry.lines.pasting import read_block
from tests.ui.entry.fakes import FakeSources
from tests.ui.entry.forms import OUTPUTS

KEY, HELD = Qt.Key, Qt.KeyboardModifier
ROAD = Record(values={"item": "road", "planned": 100}, uuid="line-1")
WELL = Record(values={"item": "well", "planned": 20}, uuid="line-2")


@pytest.fixture
def page(qtbot: QtBot, window: QWidget, sources: FakeSources) -> LinesPage:
    made = LinesPage(OUTPUTS, sources)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    made.show_lines([ROAD, WELL])
    made.show()
    made.table.setFocus()
    return made


def press(key: Qt.Key, held: Qt.KeyboardModifier = HELD.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)


def type_here(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def values(page: LinesPage) -> list[dict[str, object]]:
    return [dict(record.values) for record in page.records(readable=False)]


def at(page: LinesPage) -> tuple[int, int]:
    index = page.table.currentIndex()
    return index.row(), index.column()


def test_the_model_keeps_its_promises(qtmodeltester: ModelTester, sources: FakeSources) -> None:
    model = LinesModel(OUTPUTS, sources)
    model.show_lines([ROAD, WELL])
    qtmodeltester.check(model)


def test_the_first_cell_is_open_at_once(page: LinesPage) -> None:
    assert at(page) == (0, 0)
    assert page.table.open_editor() is not None


def test_enter_goes_from_cell_to_cell_and_passes_computed_ones(page: LinesPage) -> None:
    seen = []
    for _ in range(4):
        press(KEY.Key_Return)
        seen.append(at(page))
    assert seen == [(0, 1), (0, 2), (0, 4), (1, 0)]


def test_shift_enter_and_tab_move_too(page: LinesPage) -> None:
    press(KEY.Key_Tab)
    assert at(page) == (0, 1)
    press(KEY.Key_Return, HELD.ShiftModifier)
    assert at(page) == (0, 0)
    press(KEY.Key_Down)
    assert at(page) == (1, 0)


def test_after_the_last_cell_a_new_row_begins(page: LinesPage) -> None:
    page.table.go_to(1, 4)
    press(KEY.Key_Return)
    assert at(page) == (2, 0)
    type_here("qh")
    press(KEY.Key_Return)
    type_here("3")
    press(KEY.Key_Return)
    assert values(page)[2] == {"item": "bridge", "planned": 3}
    assert page.model.rowCount() == 4


def test_what_is_typed_replaces_what_was_in_the_cell(page: LinesPage) -> None:
    press(KEY.Key_Return)
    type_here("5705")
    assert values(page)[0]["planned"] == 5705  # before Enter: nothing typed is ever lost
    assert page.totals.sums() == {"planned": "5,725"}


def test_enter_in_the_empty_last_row_leaves_the_table(qtbot: QtBot, page: LinesPage) -> None:
    page.table.go_to(2, 0)
    with qtbot.waitSignal(page.finished) as left:
        press(KEY.Key_Return)
    assert left.args == [1]
    assert len(values(page)) == 2


def test_the_value_above_is_taken(page: LinesPage) -> None:
    page.table.go_to(2, 0)
    assert page.take_above()
    assert values(page)[2] == {"item": "well"}
    page.table.go_to(0, 0)
    assert not page.take_above()


def test_a_dropped_row_can_be_brought_back(page: LinesPage) -> None:
    press(KEY.Key_Delete, HELD.ControlModifier)
    assert [one["item"] for one in values(page)] == ["well"]
    assert page.totals.sums() == {"planned": "20"}
    press(KEY.Key_Z, HELD.ControlModifier)
    assert [one["item"] for one in values(page)] == ["road", "well"]
    assert page.records(readable=True)[0].uuid == "line-1"


def test_the_empty_last_row_cannot_be_dropped(page: LinesPage) -> None:
    page.table.go_to(2, 0)
    press(KEY.Key_Delete, HELD.ControlModifier)
    assert len(values(page)) == 2


def test_unreadable_text_stays_in_its_cell_and_is_explained(page: LinesPage) -> None:
    press(KEY.Key_Return)
    type_here("many")
    press(KEY.Key_Return)
    page.show_review((), (), (), ())
    assert values(page)[0]["planned"] == "many"
    assert "planned" not in page.records(readable=True)[0].values
    assert page.blocked() == (0, 1)
    assert "many" in page.problem.sentences()[0]


def test_what_is_wrong_in_a_cell_is_told_once_it_is_left_and_says_where(page: LinesPage) -> None:
    press(KEY.Key_Return)
    type_here("many")
    page.show_review((), (), (), ())
    assert page.problem.sentences() == []  # it is still being typed
    press(KEY.Key_Return)
    [sentence] = page.problem.sentences()
    assert sentence.startswith("工程产出第 1 行，计划数量：")
    page.go_to_blocked()
    assert page.problem.sentences() == [sentence]


def test_problems_stand_at_their_cells(page: LinesPage) -> None:
    problem = Problem(
        message="第2行：完成日期早于开工。", form="project", field="outputs[2].done_on"
    )
    page.show_review((), (), [(1, "done_on", problem)], ())
    assert page.blocked() == (1, 2)
    assert page.problem.sentences() == ["第2行：完成日期早于开工。"]
    page.go_to_blocked()
    assert at(page) == (1, 2)


def missing(row: int, key: str) -> tuple[int, str, Problem]:
    return (
        row,
        key,
        Problem(message=f"请填写{key}。", field=f"outputs[{row + 1}].{key}", code="required"),
    )


def test_a_missing_cell_is_no_mistake_until_the_focus_has_passed_it(page: LinesPage) -> None:
    page.table.go_to(1, 0)
    page.show_review((), (), [missing(1, "planned")], ())
    assert page.blocked() is None  # the row is being filled
    press(KEY.Key_Return)
    assert page.blocked() is None
    press(KEY.Key_Return)
    assert page.blocked() == (1, 1)


def test_a_missing_cell_of_another_row_is_told_at_once(page: LinesPage) -> None:
    page.table.go_to(1, 0)
    page.show_review((), (), [missing(0, "planned")], ())
    assert page.blocked() == (0, 1)


def test_a_refused_save_tells_every_missing_cell(page: LinesPage) -> None:
    page.table.go_to(1, 0)
    page.show_review((), (), [missing(1, "planned")], (), refused=True)
    assert page.blocked() == (1, 1)


def test_alt_enter_makes_a_line_in_a_note(page: LinesPage) -> None:
    page.table.go_to(0, 4)
    type_here("a")
    press(KEY.Key_Return, HELD.AltModifier)
    type_here("b")
    press(KEY.Key_Return)
    assert values(page)[0]["remark"] == "a\nb"
    assert at(page) == (1, 0)


def test_rows_that_hold_nothing_are_not_saved(page: LinesPage) -> None:
    page.table.go_to(2, 1)
    type_here("7")
    press(KEY.Key_Backspace)
    press(KEY.Key_Return)
    assert len(values(page)) == 2


def test_a_block_is_read_by_position(sources: FakeSources) -> None:
    fields = [one for one in OUTPUTS.fields if one.stored]
    block = read_block("道路硬化\t1,200\t2023年11月16日\n机井\t3眼\t\n", fields, sources)
    assert [[cell.value for cell in row] for row in block.rows] == [
        ["road", 1200, date(2023, 11, 16)],
        ["well", "3眼", None],
    ]
    [(row, field, cell)] = block.faults()
    assert (row, field.key) == (1, "planned")
    assert "3眼" in cell.fault


def test_a_heading_row_is_left_out_and_lines_in_quotes_are_one_cell(
    sources: FakeSources,
) -> None:
    fields = [one for one in OUTPUTS.fields if one.stored]
    text = '名称\t计划数量(米)\t完成日期\t备注\t多余\r\n桥涵\t1\t\t"一\n二"\tx\r\n'
    block = read_block(text, fields, sources)
    assert block.heading_dropped
    assert block.columns_dropped == 1
    assert [cell.value for cell in block.rows[0]] == ["bridge", 1, None, "一\n二"]


def test_in_lines_too_a_date_keeps_its_year_and_a_shortened_number_is_refused(
    sources: FakeSources,
) -> None:
    fields = [one for one in OUTPUTS.fields if one.stored]
    html = (
        '<table><tr><td>桥涵</td><td sdval="1">1</td>'
        '<td sdval="45351" sdnum="1033;0;M&quot;月&quot;D&quot;日&quot;">2月29日</td>'
        "<td>4.10726E+17</td></tr></table>"
    )
    [row] = read_block("桥涵\t1\t2月29日\t4.10726E+17", fields, sources, html).rows
    assert [cell.value for cell in row[:3]] == ["bridge", 1, date(2024, 2, 29)]
    assert "科学计数" in row[3].fault


@pytest.mark.parametrize("text", ["", "\t\t\n", '"unclosed\t1\n2', "\x00\t1", "a" * 200_000])
def test_a_strange_clipboard_does_no_harm(sources: FakeSources, text: str) -> None:
    read_block(text, OUTPUTS.fields, sources)


def test_a_block_is_looked_at_and_then_pasted(
    qtbot: QtBot, page: LinesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[PastePreview] = []

    def agree(dialog: PastePreview) -> int:
        seen.append(dialog)
        return 1

    monkeypatch.setattr(PastePreview, "exec", agree)
    QGuiApplication.clipboard().setText("桥涵\t1\n机井\tfew\n")
    page.table.go_to(1, 0)
    press(KEY.Key_V, HELD.ControlModifier)
    assert len(seen) == 1
    assert [(one["item"], one.get("planned")) for one in values(page)] == [
        ("road", 100),
        ("bridge", 1),
        ("well", "few"),
    ]


def test_one_pasted_word_goes_into_the_cell(page: LinesPage) -> None:
    QGuiApplication.clipboard().setText("77")
    press(KEY.Key_Return)
    press(KEY.Key_V, HELD.ControlModifier)
    assert values(page)[0]["planned"] == 77


def test_a_row_is_put_in_above_another(page: LinesPage) -> None:
    page.table.go_to(1, 0)
    press(KEY.Key_N, HELD.ControlModifier | HELD.ShiftModifier)
    assert at(page) == (1, page.table.first_column(1))
    assert len(values(page)) == 2  # an empty row is none
    page.model.put(1, "item", "road")
    page.model.put(1, "planned", 7)
    assert [one.get("planned") for one in values(page)] == [100, 7, 20]
    assert [record.uuid for record in page.records(readable=True)] == ["line-1", "", "line-2"]


def test_above_the_row_that_begins_a_new_one_nothing_is_put_in(page: LinesPage) -> None:
    page.table.go_to(2, 0)
    press(KEY.Key_N, HELD.ControlModifier | HELD.ShiftModifier)
    assert page.model.rowCount() == 3


def test_a_cell_that_keeps_the_record_from_being_saved_says_why_though_one_stands_in_it(
    page: LinesPage,
) -> None:
    page.table.go_to(2, 2)
    type_here("2021.2.30")
    assert page.problem.sentences() == []  # it is still being typed
    page.settle()
    page.show_review([{}, {}, {}], [], [], [], refused=True)
    page.go_to_blocked()
    assert "2021.2.30" in " ".join(page.problem.sentences())
