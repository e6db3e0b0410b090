"""An office's table is looked at, tried and taken in; the counts are honest."""

import threading
from pathlib import Path

import pytest
from openpyxl import Workbook
from pytestqt.qtbot import QtBot

from ruraldesk.errors import Cancelled, Progress, Stopped
from ruraldesk.services.ledger import ListQuery
from ruraldesk.store.book import Book
from ruraldesk.ui.dialogs.importing import COLUMNS, DONE, FILE, TRIED, ImportDialog
from tests.ui.dialogs.conftest import well


@pytest.fixture
def dialog(qtbot: QtBot, book: Book) -> ImportDialog:
    made = ImportDialog(book, book.definitions.form("well"), None)
    qtbot.addWidget(made)
    made.show()
    return made


def table(folder: Path, *rows: tuple[object, ...]) -> Path:
    """An Excel file with a title, a heading and rows."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["机井一览表"])
    sheet.append(["序号", "编号", "名称", "总投资(万元)", "电话"])
    for row in rows:
        sheet.append(row)
    path = folder / "机井 表.xlsx"
    workbook.save(path)
    return path


def look_at(qtbot: QtBot, dialog: ImportDialog, file: Path) -> None:
    dialog.open_file(file)
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == COLUMNS)


def step_to(qtbot: QtBot, dialog: ImportDialog, step: int) -> None:
    dialog.act()
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == step, timeout=10_000)


def count(book: Book) -> int:
    return book.lists.count("well", ListQuery())


def test_what_was_understood_is_shown(qtbot: QtBot, dialog: ImportDialog, folder: Path) -> None:
    look_at(qtbot, dialog, table(folder, (1, "W01", "机井", 12.5, "")))
    assert dialog.columns.mapping() == {
        "序号": "",
        "编号": "code",
        "名称": "name",
        "总投资(万元)": "total",
        "电话": "",
    }
    assert "第 2 行" in dialog.about.text()


def test_columns_left_out_are_counted_in_one_line(
    qtbot: QtBot, dialog: ImportDialog, folder: Path
) -> None:
    look_at(qtbot, dialog, table(folder, (1, "W01", "机井", 12.5, "13800001111")))
    assert dialog.doubts.text() == "有 1 列没有导入；如应导入，请在下面指定。"


def test_a_try_changes_nothing_and_the_import_does(
    qtbot: QtBot, dialog: ImportDialog, book: Book, folder: Path
) -> None:
    well(book, "W01", "机井")
    file = table(folder, (1, "W01", "深井", 12.5, ""), (2, "W02", "浅井", 3, ""))
    look_at(qtbot, dialog, file)
    step_to(qtbot, dialog, TRIED)
    told = {"before": "1", "added": "1", "changed": "1", "unchanged": "0", "refused": "0"}
    assert dialog.tried.counts.texts() == told
    assert count(book) == 1
    step_to(qtbot, dialog, DONE)
    assert dialog.done_page.counts.texts() == told
    assert count(book) == 2


def test_refused_rows_are_told_and_the_good_ones_can_be_taken(
    qtbot: QtBot, dialog: ImportDialog, book: Book, folder: Path
) -> None:
    file = table(
        folder, (1, "W01", "", 12.5, ""), (2, "W02", "浅井", "many", ""), (3, "W03", "深井")
    )
    look_at(qtbot, dialog, file)
    step_to(qtbot, dialog, TRIED)
    assert dialog.tried.counts.texts()["refused"] == "2"
    assert not dialog.errors.isHidden()
    assert dialog.next.isHidden()
    shown = dialog.tried.problems
    first, sentence = shown.item(0, 0), shown.item(1, 2)
    assert first is not None
    assert sentence is not None
    assert first.text() == "3"
    assert "many" in sentence.text()
    dialog.skip.click()
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == DONE, timeout=10_000)
    assert count(book) == 1
    assert "未导入 2 条" in dialog.done_page.head.text()
    dialog.reject()
    assert dialog.has_taken_in()  # the ledger behind has to be read again


def test_where_nothing_new_could_be_taken_in_it_is_not_offered(
    qtbot: QtBot, dialog: ImportDialog, book: Book, folder: Path
) -> None:
    good = (1, "W01", "机井", 12.5, "")
    look_at(qtbot, dialog, table(folder, good))
    step_to(qtbot, dialog, TRIED)
    assert not dialog.has_taken_in()
    dialog.act()
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == DONE, timeout=10_000)

    look_at(qtbot, dialog, table(folder, good, (2, "W02", "浅井", "many", "")))
    step_to(qtbot, dialog, TRIED)

    assert dialog.tried.counts.texts()["unchanged"] == "1"
    assert dialog.skip.isHidden()
    assert dialog.next.isHidden()


def test_a_column_can_be_corrected(qtbot: QtBot, dialog: ImportDialog, folder: Path) -> None:
    look_at(qtbot, dialog, table(folder, (1, "W01", "机井", 12.5, "138")))
    phone = dialog.columns.boxes()[4]
    phone.setCurrentIndex(phone.findData("name"))
    phone.activated.emit(phone.currentIndex())
    assert dialog.columns.mapping()["名称"] == ""
    assert dialog.columns.mapping()["电话"] == "name"


def test_a_file_that_is_no_table_is_refused_in_words(
    qtbot: QtBot, dialog: ImportDialog, folder: Path
) -> None:
    file = folder / "说明.xlsx"
    file.write_text("no workbook", encoding="utf-8")
    dialog.open_file(file)
    qtbot.waitUntil(lambda: not dialog.problem.isHidden())
    assert dialog.problem.text()
    assert dialog.steps.currentIndex() == FILE


def test_reading_a_long_workbook_tells_how_far_it_is_and_can_be_stopped(
    qtbot: QtBot, dialog: ImportDialog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def understand(*_: object, progress: Progress, cancelled: Cancelled, **__: object) -> None:
        progress(250, 1000, "花名册")
        while not cancelled():
            threading.Event().wait(0.005)
        raise Stopped

    monkeypatch.setattr("ruraldesk.services.importing.understand", understand)
    monkeypatch.setattr("ruraldesk.ui.dialogs.importing.PATIENCE_MS", 1)
    dialog.show()
    dialog.open_file(folder / "花名册.xlsx")
    qtbot.waitUntil(lambda: dialog.work.isVisible() and dialog.work.bar.value() == 250)
    assert not dialog.choose.isEnabled()

    dialog.work.stop.click()

    qtbot.waitUntil(lambda: dialog.problem.text() == "已停止，没有读完这个文件。")
    assert dialog.choose.isEnabled()
    assert dialog.steps.currentIndex() == FILE


def test_without_a_column_there_is_nothing_to_try(
    qtbot: QtBot, dialog: ImportDialog, folder: Path
) -> None:
    look_at(qtbot, dialog, table(folder, (1, "W01", "机井", 12.5, "")))
    for box in dialog.columns.boxes():
        box.setCurrentIndex(0)
    dialog.act()
    assert dialog.steps.currentIndex() == COLUMNS
    assert "请至少为一列" in dialog.problem.text()


def test_what_was_understood_is_not_said_again(
    qtbot: QtBot, dialog: ImportDialog, folder: Path
) -> None:
    look_at(qtbot, dialog, table(folder, (1, "W01", "机井", 12.5, "")))
    assert dialog.columns.corrections() == {}


def test_one_value_for_all_rows_is_entered_below_the_columns(
    qtbot: QtBot, dialog: ImportDialog, folder: Path, book: Book
) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for cells in (["编号", "名称"], ["W01", "机井"], ["W02", "深井"]):
        sheet.append(cells)
    workbook.save(folder / "a.xlsx")
    look_at(qtbot, dialog, folder / "a.xlsx")
    [row] = dialog.given.rows()
    offered = [row.field.itemData(place) for place in range(row.field.count())]
    assert "name" not in offered
    row.field.setCurrentIndex(row.field.findData("total"))
    row.line().setText("2万元")
    assert dialog.given.values() == {"total": "2万元"}
    assert len(dialog.given.rows()) == 2  # room for another field
    step_to(qtbot, dialog, TRIED)
    dialog.act()
    qtbot.waitUntil(lambda: dialog.steps.currentIndex() == DONE, timeout=10_000)
    assert {str(one["total"]) for one in book.records.find("well")} == {"20000.00"}
