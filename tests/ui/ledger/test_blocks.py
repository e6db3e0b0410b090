"""Blocks of cells: filled, counted on, emptied, copied and pasted; each is one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ruraldesk.services import entry
from ruraldesk.store.book import Book
from ruraldesk.ui.ledger import acts, blocks
from ruraldesk.ui.ledger.change_many import ChangeMany
from ruraldesk.ui.ledger.menus import row_menu
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.ledger.refused_dialog import WHY, RefusedDialog
from ruraldesk.ui.messages import Notice
from tests.ui.ledger.hands import (
    CODE,
    CONTROL,
    NAME,
    PAID,
    PROGRESS,
    SHIFT,
    STAGE,
    TOTAL,
    UNIT,
    Key,
    at,
    keys,
    mark,
    on_clipboard,
    place,
    press,
    said,
    saved,
    text,
)  # fmt: skip

CALC = Path(__file__).parents[2] / "services" / "files"
Answer = Callable[[RefusedDialog], object]


@pytest.fixture(autouse=True)
def answer(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What the next dialogs are answered with, in turn."""
    answers: list[Answer] = []
    monkeypatch.setattr(RefusedDialog, "exec", lambda self: answers.pop(0)(self))
    return answers


def everything(book: Book) -> list[object]:
    return [(one.uuid, dict(one.values)) for one in book.records.find("project")]


def test_the_new_row_takes_and_counts_on_the_values_of_the_last_one(
    page: LedgerPage, book: Book
) -> None:
    last = page.model.rowCount() - 1
    page.go_to_new_row()
    new = place(page)[0]
    for column in (NAME, UNIT):
        at(page, new, column)
        press(Key.Key_D, held=CONTROL)
    at(page, new, TOTAL)
    press(Key.Key_D, held=CONTROL | SHIFT)
    assert text(page, new, UNIT) == text(page, last, UNIT)
    press(Key.Key_Up)  # the row is left, and saved

    newest = max(book.records.find("project"), key=lambda one: one.id)
    uuid = page.model.row(last).uuid
    above = book.records.get("project", uuid)
    assert newest["name"] == above["name"]
    assert newest["unit"] == above["unit"]
    assert newest["total"] == above["total"] + 1


def test_the_first_marked_row_is_filled_down_as_one_act(page: LedgerPage, book: Book) -> None:
    before = everything(book)
    mark(page, (1, TOTAL), (5, PAID))

    press(Key.Key_D, held=CONTROL)

    for code in ("W03", "W04", "W05", "W06"):
        assert saved(book, code)["total"] == 20_000
        assert saved(book, code)["paid"] == 10_000
    assert text(page, 5, TOTAL) == "2.00"
    assert "改了 4 行" in said(page)
    entry.undo(book)
    assert everything(book) == before
    entry.redo(book)
    assert saved(book, "W06")["total"] == 20_000


def test_in_one_cell_ctrl_d_takes_the_value_above(page: LedgerPage, book: Book) -> None:
    at(page, 4, NAME)
    press(Key.Key_D, held=CONTROL)
    assert saved(book, "W05")["name"] == saved(book, "W04")["name"]


def test_ctrl_d_in_the_first_row_says_that_nothing_is_above(page: LedgerPage) -> None:
    press(Key.Key_D, held=CONTROL)
    assert "上面没有" in said(page)


def test_ctrl_r_fills_to_the_right_what_is_alike(page: LedgerPage, book: Book) -> None:
    mark(page, (0, TOTAL), (2, PAID))
    press(Key.Key_R, held=CONTROL)
    assert [saved(book, code)["paid"] for code in ("W01", "W02", "W03")] == [10_000, 20_000, 30_000]

    mark(page, (0, NAME), (0, TOTAL))
    press(Key.Key_R, held=CONTROL)
    assert "不是同一种内容" in said(page)
    assert saved(book, "W01")["total"] == 10_000


def test_a_series_counts_on_with_the_step_of_the_first_two(page: LedgerPage, book: Book) -> None:
    mark(page, (0, PROGRESS), (1, PROGRESS))
    press(Key.Key_D, held=CONTROL)
    at(page, 1, PROGRESS)
    keys("11")
    press(Key.Key_Return)
    mark(page, (0, PROGRESS), (4, PROGRESS))

    press(Key.Key_D, held=CONTROL | SHIFT)

    found = [saved(book, f"W0{number}")["progress"] for number in range(1, 6)]
    assert found == [1, 11, 21, 31, 41]


def test_one_value_is_typed_into_all_marked_cells(page: LedgerPage, book: Book) -> None:
    mark(page, (0, TOTAL), (3, TOTAL))
    keys("8")
    press(Key.Key_Return, held=CONTROL)
    assert [saved(book, f"W0{number}")["total"] for number in range(1, 6)] == [
        *[80_000] * 4,
        50_000,
    ]


def test_delete_empties_cells_and_no_rows(page: LedgerPage, book: Book) -> None:
    mark(page, (0, TOTAL), (1, PROGRESS))
    press(Key.Key_Delete)
    for code in ("W01", "W02"):
        record = saved(book, code)
        assert (record["total"], record["paid"], record["progress"]) == (None, None, None)
    assert page.model.rowCount() == 12


def test_the_state_is_left_out_of_a_block_and_named(page: LedgerPage, book: Book) -> None:
    mark(page, (0, STAGE), (1, TOTAL))
    press(Key.Key_Delete)
    assert saved(book, "W01")["stage"] == "building"
    assert saved(book, "W01")["total"] is None
    assert "没有动：阶段" in said(page)


# copying and pasting


def from_calc() -> tuple[str, str]:
    """What LibreOffice Calc 7.4 put on the clipboard for a small table."""
    return tuple(  # type: ignore[return-value]  # two names
        (CALC / name).read_text(encoding="utf-8")
        for name in ("clipboard_calc.txt", "clipboard_calc.html")
    )


def test_in_a_block_of_calc_the_one_wrong_cell_is_found(
    page: LedgerPage, book: Book, answer: list[Answer]
) -> None:
    page.take_columns(["code", "name", "unit", "stage", "total", "paid", "progress", "start"])
    found: list[str] = []

    def look(dialog: RefusedDialog) -> int:
        found.extend(item.text() for n in range(4) if (item := dialog.table.item(0, n)))
        assert dialog.table.rowCount() == 1
        return 0

    answer.append(look)
    page.go_to_new_row()
    on_clipboard(*from_calc())
    press(Key.Key_V, held=CONTROL)

    assert found[:3] == ["13（新增）", "形象进度", "61.65%"]
    assert len(book.records.find("project")) == 12


def test_a_block_of_calc_is_pasted_with_its_dates_and_merged_cells(
    page: LedgerPage, book: Book
) -> None:
    page.take_columns(["code", "name", "unit", "stage", "total", "paid", "progress", "start"])
    page.go_to_new_row()
    on_clipboard(*(one.replace("61.65%", "62%") for one in from_calc()))

    press(Key.Key_V, held=CONTROL)

    first, second, third = (saved(book, code) for code in ("W21", "W22", "W23"))
    assert first["total"] == Decimal("120005000.00")
    assert first["name"] == "通村道路硬化 （第二段）"
    assert second["name"] == '“河道”清淤 "一期"'
    assert (second["unit"], third["unit"]) == ("410726104000",) * 2
    assert third["start"] == date(2024, 2, 29)
    assert "新增 3 行" in said(page)
    assert page.model.rowCount() == 15


def test_wrong_cells_are_listed_and_nothing_is_written(
    page: LedgerPage, book: Book, answer: list[Answer]
) -> None:
    before = everything(book)
    told: list[tuple[str, ...]] = []

    def look(dialog: RefusedDialog) -> int:
        for row in range(dialog.table.rowCount()):
            items = [dialog.table.item(row, column) for column in range(4)]
            told.append(tuple(item.text() if item else "" for item in items))
        return 0

    answer.append(look)
    at(page, 0, TOTAL)
    on_clipboard("7\t8\nabc\t9\n4.1E+17\t###")

    press(Key.Key_V, held=CONTROL)

    assert [(row, column, value) for row, column, value, _ in told] == [
        ("2 W02 河道清淤", "总投资", "abc"),
        ("3 W03 通村道路硬化", "总投资", "4.1E+17"),
        ("3 W03 通村道路硬化", "拨付", "###"),
    ]
    assert everything(book) == before


def test_only_the_right_rows_are_written_when_that_is_chosen(
    page: LedgerPage, book: Book, answer: list[Answer]
) -> None:
    answer.append(lambda dialog: dialog.right_ones.click() or dialog.result())
    at(page, 0, TOTAL)
    on_clipboard("7\nabc\n9")

    press(Key.Key_V, held=CONTROL)

    assert [saved(book, f"W0{number}")["total"] for number in (1, 2, 3)] == [70_000, 20_000, 90_000]
    assert "1 行没有写" in said(page)
    entry.undo(book)
    assert saved(book, "W01")["total"] == 10_000


def test_a_wrong_cell_is_gone_to(page: LedgerPage, answer: list[Answer]) -> None:
    answer.append(lambda dialog: dialog._go(0) or 0)
    at(page, 0, TOTAL)
    on_clipboard("7\t8\n9\tabc")
    press(Key.Key_V, held=CONTROL)
    assert place(page) == (1, PAID)
    assert page.grid.hasFocus()


def test_a_shortened_identity_number_is_refused_with_what_to_do(
    page: LedgerPage, answer: list[Answer]
) -> None:
    why: list[str] = []

    def look(dialog: RefusedDialog) -> int:
        item = dialog.table.item(0, WHY)
        why.append(item.text() if item else "")
        return 0

    answer.append(look)
    at(page, 0, CODE)
    on_clipboard("4.10726E+17")
    press(Key.Key_V, held=CONTROL)
    assert "设为文本" in why[0]


def test_one_copied_cell_fills_all_marked_ones(page: LedgerPage, book: Book) -> None:
    mark(page, (0, TOTAL), (2, PAID))
    on_clipboard("6")
    press(Key.Key_V, held=CONTROL)
    assert all(saved(book, f"W0{n}")[key] == 60_000 for n in (1, 2, 3) for key in ("total", "paid"))


def test_more_rows_than_the_clipboard_takes_are_not_copied_but_told(
    qtbot: QtBot, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MOST_COPIED", 2)
    page.grid.selection.all(3, 1)

    with qtbot.assertNotEmitted(page.copied, wait=50):
        acts.copy_marked(page)

    assert any("一次最多复制 2 行" in one.text.text() for one in page.findChildren(Notice))


def test_more_rows_than_one_act_writes_are_refused_before_they_are_read(
    page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MOST_ROWS", 2)
    page.grid.selection.all(3, 2)
    before = [page.model.row(number).texts for number in range(3)]

    for act in (blocks.fill_down, blocks.fill_series, blocks.fill_right, blocks.clear_marked):
        act(page)

    assert [page.model.row(number).texts for number in range(3)] == before
    assert blocks.count_marked(page) == 3
    assert page.grid.rows() == page.model.rowCount() + 1
    assert not page.entering.is_waiting(page.model.rowCount())


def test_what_is_copied_comes_back_the_same(qtbot: QtBot, page: LedgerPage, book: Book) -> None:
    mark(page, (0, NAME), (2, PROGRESS))
    with qtbot.waitSignal(page.copied):
        press(Key.Key_C, held=CONTROL)
    held = QGuiApplication.clipboard().mimeData()
    assert held.hasHtml()
    assert "mso-number-format" in held.html()
    at(page, 3, NAME)

    press(Key.Key_V, held=CONTROL)

    for source, target in (("W01", "W04"), ("W02", "W05"), ("W03", "W06")):
        one, other = saved(book, source), saved(book, target)
        assert {k: one[k] for k in ("name", "unit", "total", "paid", "progress")} == {
            k: other[k] for k in ("name", "unit", "total", "paid", "progress")
        }


def test_pasting_a_thousand_rows_is_a_job_and_one_act(
    qtbot: QtBot, page: LedgerPage, book: Book
) -> None:
    rows = "\n".join(f"P{number}\t道路{number}" for number in range(1000))
    page.go_to_new_row()
    on_clipboard(rows)

    with qtbot.waitSignal(page.session.changed, timeout=60_000):
        press(Key.Key_V, held=CONTROL)

    assert page.model.rowCount() == 1012
    entry.undo(book)
    assert len(book.records.find("project")) == 12


def test_an_empty_clipboard_is_said(page: LedgerPage) -> None:
    on_clipboard("  ")
    press(Key.Key_V, held=CONTROL)
    assert "剪贴板里没有" in said(page)


def test_one_field_of_all_marked_rows_is_changed(
    page: LedgerPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: ChangeMany) -> int:
        assert dialog.field().key == "total"
        assert dialog.windowTitle() == "改所选 3 条"
        dialog.value.put_typed("x")
        dialog.act()
        assert "1.5万元" in dialog.problem.text()
        dialog.value.put_typed("2.5")
        dialog.act()
        return 1

    monkeypatch.setattr(ChangeMany, "exec", fill)
    mark(page, (1, TOTAL), (3, TOTAL))

    press(Key.Key_E, held=CONTROL)

    assert [saved(book, f"W0{n}")["total"] for n in range(1, 6)] == [
        *(10_000, 25_000, 25_000, 25_000, 50_000)
    ]


def test_the_menu_of_a_row_says_what_the_keys_do(page: LedgerPage) -> None:
    menu = row_menu(page)
    assert menu is not None
    texts = [act.text() for act in menu.actions()]
    assert "修改单元格" in texts
    assert "填充与修改" in texts
