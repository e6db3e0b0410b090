"""What is printed is seen before, page by page, and goes on where the printer stopped."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from ruraldesk.services.ledger import ListQuery
from ruraldesk.store.book import Book
from ruraldesk.ui.dialogs.pages_view import Pages
from ruraldesk.ui.dialogs.paper import (
    Sides,
    choose_printer,
    lonely_sheet,
    make_printer,
    pages_to_print,
)
from ruraldesk.ui.dialogs.printing import PrintDialog
from ruraldesk.ui.progress import ProgressDialog
from tests.ui.dialogs.conftest import well


@pytest.fixture
def dialog(qtbot: QtBot, book: Book) -> PrintDialog:
    for number in range(60):
        well(book, f"W{number:02}", "机井" * 10)
    made = PrintDialog(book, book.definitions.form("well"), ListQuery(), None)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=20_000)
    return made


def count(dialog: PrintDialog) -> int:
    assert dialog.pages is not None
    return len(dialog.pages)


def test_the_pages_are_shown(dialog: PrintDialog) -> None:
    assert count(dialog) > 1
    assert dialog.place.text() == f"第 1 页，共 {count(dialog)} 页"
    picture = dialog.pages.picture(0, 50) if dialog.pages is not None else None
    assert picture is not None
    colours = {picture.pixelColor(x, y).name() for x in range(0, 400, 3) for y in range(0, 300, 3)}
    assert len(colours) > 1
    dialog.view.go_to(1)
    assert dialog.place.text().startswith("第 2 页")


def test_cards_are_offered_for_the_marked_rows_first(qtbot: QtBot, book: Book) -> None:
    for number in range(5):
        well(book, f"W{number:02}", "机井")
    form = book.definitions.form("well")
    card = replace(form.prints[0], key="card", kind="card", title="机井卡片")
    marked = list(book.lists.ids("well", ListQuery()))[:2]
    both = replace(form, prints=(*form.prints, card))
    made = PrintDialog(book, both, ListQuery(), None, marked)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.pages is not None and not made.work.is_working(), timeout=20_000)
    assert (count(made), made.rows_box.currentText()) == (1, "屏幕上的列表")
    made.layout_box.setCurrentIndex(1)
    made.layout_box.activated.emit(1)
    assert made.rows_box.currentText() == "选中的 2 行"
    qtbot.waitUntil(lambda: count(made) == 2, timeout=20_000)


def test_zooming_keeps_the_page(dialog: PrintDialog) -> None:
    dialog.view.go_to(1)
    dialog.view.zoom_to(2.0)
    assert dialog.view.zoom() == 2.0
    assert dialog.view.current() == 1
    dialog.view.fit_width()
    assert dialog.view.zoom() < 2.0


def test_a_zoom_between_those_offered_is_shown_as_it_is(dialog: PrintDialog) -> None:
    box = dialog.zoom_box
    assert box.currentText() == "适合宽度"
    dialog.view.zoom_to(1.15)
    assert (box.currentIndex(), box.placeholderText()) == (-1, "115%")
    dialog.view.zoom_to(1.0)
    assert box.currentText() == "100%"


def test_the_pages_are_saved_as_a_pdf(dialog: PrintDialog, folder: Path) -> None:
    target = folder / "台 账.pdf"
    dialog.save_to(target)
    assert len(PdfReader(target).pages) == count(dialog)


def test_a_place_that_cannot_be_written_is_told(dialog: PrintDialog, folder: Path) -> None:
    dialog.save_to(folder / "没有" / "a.pdf")
    assert "没有文件夹" in dialog.problem.text()


def test_a_name_that_windows_writes_into_nothing_is_refused(
    dialog: PrintDialog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    dialog.save_to(folder / "nul.pdf")
    assert "不允许用“nul.pdf”" in dialog.problem.text()


def into_a_file(dialog: PrintDialog, target: Path) -> QPrinter:
    """Return a printer that writes a PDF."""
    assert dialog.pages is not None
    printer = make_printer(dialog.pages)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    return printer


def test_pages_go_to_the_printer_in_the_size_of_the_paper(
    qtbot: QtBot, dialog: PrintDialog, folder: Path
) -> None:
    assert dialog.pages is not None
    with qtbot.waitSignal(dialog.printed, timeout=20_000) as told:
        dialog.print_to(into_a_file(dialog, folder / "printed.pdf"))
    assert told.args == [count(dialog)]
    printed = PdfReader(folder / "printed.pdf")
    assert len(printed.pages) == count(dialog)
    box, paper = printed.pages[0].mediabox, dialog.pages.sizes[0]
    assert (float(box.width), float(box.height)) == pytest.approx(paper, abs=2)


def test_pages_that_were_chosen_in_the_systems_dialog_are_printed_alone(
    qtbot: QtBot, dialog: PrintDialog, folder: Path
) -> None:
    printer = into_a_file(dialog, folder / "second.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 2)
    with qtbot.waitSignal(dialog.printed, timeout=20_000):
        dialog.print_to(printer)
    assert len(PdfReader(folder / "second.pdf").pages) == 1


def test_printing_can_be_stopped_between_two_pages(
    qtbot: QtBot, dialog: PrintDialog, folder: Path
) -> None:
    dialog.print_to(into_a_file(dialog, folder / "stopped.pdf"))
    shown = dialog.findChild(ProgressDialog)
    assert shown is not None
    shown.cancel()
    qtbot.waitUntil(lambda: "打印已停止" in dialog.problem.text(), timeout=20_000)


def test_a_page_that_is_larger_than_the_sheet_is_made_smaller(
    qtbot: QtBot, dialog: PrintDialog, folder: Path
) -> None:
    printer = into_a_file(dialog, folder / "small.pdf")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    with qtbot.waitSignal(dialog.printed, timeout=20_000):
        dialog.print_to(printer)
    small = Pages(folder / "small.pdf").picture(0, 50)
    margin = small.width() // 40
    edge = {small.pixelColor(small.width() - x, y).lightness() > 240
            for x in range(1, margin) for y in range(0, small.height(), 3)}  # fmt: skip
    assert edge == {True}  # the right margin of the page is there


def test_after_the_front_sides_the_back_sides_are_offered(
    qtbot: QtBot, dialog: PrintDialog, folder: Path
) -> None:
    dialog.sides_box.setCurrentIndex(dialog.sides_box.findData(Sides.ODD))
    with qtbot.waitSignal(dialog.printed, timeout=20_000) as told:
        dialog.print_to(into_a_file(dialog, folder / "fronts.pdf"))
    assert told.args == [(count(dialog) + 1) // 2]
    assert dialog.sides_box.currentData() == Sides.EVEN
    assert dialog.hint.text()


@pytest.mark.parametrize(
    ("sides", "first", "numbers"),
    [
        (Sides.ALL, 1, [0, 1, 2, 3, 4]),
        (Sides.ALL, 4, [3, 4]),
        (Sides.ODD, 1, [0, 2, 4]),
        (Sides.EVEN, 1, [1, 3]),
        (Sides.ODD, 2, [2, 4]),
        (Sides.ALL, 9, []),
    ],
)
def test_pages_are_chosen_by_side_and_by_the_first_one(
    sides: Sides, first: int, numbers: list[int]
) -> None:
    assert pages_to_print(5, sides, first) == numbers


def test_an_odd_number_of_pages_leaves_a_sheet_without_a_back() -> None:
    assert lonely_sheet(5)
    assert not lonely_sheet(4)


def test_the_temporary_file_goes_with_the_dialog(dialog: PrintDialog) -> None:
    folder = Path(dialog._folder.name)
    assert folder.exists()
    dialog.reject()
    assert not folder.exists()


def test_the_next_time_is_as_the_last_one_was(
    qtbot: QtBot, book: Book, dialog: PrintDialog, folder: Path
) -> None:
    dialog.rows_box.setCurrentText("整本台账")
    dialog.sides_box.setCurrentIndex(dialog.sides_box.findData(Sides.ODD))
    dialog.save_to(folder / "台账.pdf")

    again = PrintDialog(book, book.definitions.form("well"), ListQuery(), None)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: not again.work.is_working(), timeout=20_000)
    assert again.rows_box.currentText() == "整本台账"
    assert again.sides_box.currentData() == Sides.ODD
    again.reject()

    marked = list(book.lists.ids("well", ListQuery()))[:1]
    one = PrintDialog(book, book.definitions.form("well"), None, None, marked)
    qtbot.addWidget(one)
    qtbot.waitUntil(lambda: not one.work.is_working(), timeout=20_000)
    assert one.rows_box.currentText() != "整本台账"  # rows are marked for this once
    one.reject()


def test_a_printer_that_is_gone_is_not_asked_for(dialog: PrintDialog) -> None:
    assert dialog.pages is not None
    printer = make_printer(dialog.pages)
    before = printer.printerName()
    assert not choose_printer(printer, "别人的打印机")
    assert not choose_printer(printer, "")
    assert printer.printerName() == before
