"""The month's documents: what is in them, where they go, and that paper and file agree."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from ruraldesk.definitions.model import Record
from ruraldesk.documents.replacing import CannotWrite
from ruraldesk.errors import Stopped
from ruraldesk.services import exporting
from ruraldesk.services.books import open_book
from ruraldesk.services.exporting import check_code, export_list, export_month, print_ledger
from ruraldesk.services.putting import UnknownForm
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from tests.services.office import HUANGSI, WANGLOU, add, town_book

pytestmark = pytest.mark.long

MONTH = "2023-11"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A town with three projects, of which one is proposed after the month."""
    with town_book(tmp_path) as made:
        for name, day, unit in (
            ("十月的路", date(2023, 10, 2), HUANGSI),
            ("没有日期的桥", None, WANGLOU),
            ("十二月的井", date(2023, 12, 1), HUANGSI),
        ):
            add(made, "project", name=name, proposed_on=day, stage="proposed", unit=unit,
                estimate=Decimal("1234567.89"))  # fmt: skip
        yield made


def texts_of(file: Path) -> str:
    with closing(PdfDocument(file)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def cells_of(file: Path, sheet: str) -> list[object]:
    workbook = load_workbook(file)
    return [cell.value for row in workbook[sheet].iter_rows() for cell in row if cell.value]


def test_the_month_holds_what_is_dated_up_to_its_last_day(book: Book, tmp_path: Path) -> None:
    done = export_month(book, MONTH, tmp_path / "十一 月", forms=["project"])
    workbook = next(file for file in done.files if file.suffix == ".xlsx")
    names = cells_of(workbook, "项目台账")
    assert "十月的路" in names
    assert "没有日期的桥" in names
    assert "十二月的井" not in names
    assert done.rows["project"] == 2
    papers = [file for file in done.files if file.suffix == ".pdf"]
    assert papers
    assert all("十二月的井" not in texts_of(file) for file in papers)


def test_file_names_say_whose_ledgers_they_are(book: Book, tmp_path: Path) -> None:
    done = export_month(book, MONTH, tmp_path / "out", forms=["project"])
    assert (tmp_path / "out" / f"王楼镇_{MONTH}_台账.xlsx") in done.files
    assert all(file.name.startswith(f"王楼镇_{MONTH}_") for file in done.files)
    assert all(file.is_file() for file in done.files)


def test_ledgers_without_rows_stand_in_the_workbook_but_need_no_paper(
    book: Book, tmp_path: Path
) -> None:
    done = export_month(book, MONTH, tmp_path / "out")
    workbook = load_workbook(done.files[0])
    kept = {form.title for form in book.definitions.forms.values() if "town" in form.levels}
    assert kept <= set(workbook.sheetnames)
    papers = [file.name for file in done.files if file.suffix == ".pdf"]
    assert not any("花名册" in name for name in papers)


def test_forms_and_formats_are_chosen(book: Book, tmp_path: Path) -> None:
    only = export_month(book, MONTH, tmp_path / "a", forms=["unit"], formats=("xlsx",))
    assert [file.suffix for file in only.files] == [".xlsx"]
    assert load_workbook(only.files[0]).sheetnames[0] == "区划与村情"
    paper = export_month(book, MONTH, tmp_path / "b", forms=["project"], formats=("pdf",))
    assert {file.suffix for file in paper.files} == {".pdf"}
    with pytest.raises(UnknownForm, match="project"):
        export_month(book, MONTH, tmp_path / "c", forms=["projcet"])
    assert not (tmp_path / "c").exists()


def test_paper_and_file_carry_one_code_that_changes_with_the_book(
    book: Book, tmp_path: Path
) -> None:
    done = export_month(book, MONTH, tmp_path / "out", forms=["project"])
    again = export_month(book, MONTH, tmp_path / "again", forms=["project"])
    assert done.check_code == again.check_code == check_code(book, MONTH)
    assert done.check_code != check_code(book, "2023-10")
    footer = load_workbook(done.files[0])["项目台账"].oddFooter.left.text
    assert done.check_code in str(footer)
    for file in done.files[1:]:
        assert done.check_code in texts_of(file)
    add(book, "project", name="新的", stage="proposed")
    assert check_code(book, MONTH) != done.check_code


def test_a_whole_export_is_remembered_where_the_book_lets_it(book: Book, tmp_path: Path) -> None:
    export_month(book, MONTH, tmp_path / "part", forms=["unit"], formats=("xlsx",))
    assert f"exported.{MONTH}" not in book.settings
    export_month(book, MONTH, tmp_path / "all", formats=("xlsx",))
    assert book.settings[f"exported.{MONTH}"]
    path = book.path
    with open_book(path, read_only=True) as reading:
        export_month(reading, "2023-10", tmp_path / "read", formats=("xlsx",))
    assert "exported.2023-10" not in book.settings


def test_a_folder_that_cannot_be_written_is_refused_and_named(book: Book, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CannotWrite, match=r"file|below"):
            export_month(book, MONTH, place, forms=["project"])
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_that_is_open_elsewhere_is_named_and_the_old_one_survives(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = export_month(book, MONTH, tmp_path / "out", forms=["project"], formats=("xlsx",))
    before = done.files[0].read_bytes()

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(Path, "replace", held)
    add(book, "project", name="新的", stage="proposed")
    with pytest.raises(CannotWrite, match="关闭"):
        export_month(book, MONTH, tmp_path / "out", forms=["project"], formats=("xlsx",))
    assert done.files[0].read_bytes() == before
    assert [file.name for file in (tmp_path / "out").iterdir()] == [done.files[0].name]


def test_stopping_leaves_no_half_file(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        export_month(book, MONTH, tmp_path / "out", cancelled=lambda: True)
    assert list((tmp_path / "out").iterdir()) == []


def test_progress_names_the_ledgers(book: Book, tmp_path: Path) -> None:
    told: list[str] = []
    export_month(
        book, MONTH, tmp_path / "out", forms=["project", "unit"],
        progress=lambda done, total, what: told.append(what),
    )  # fmt: skip
    assert any("项目台账" in what for what in told)


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_progress_counts_the_rows_of_all_ledgers_so_that_the_end_is_known(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("ruraldesk.documents.excel_out.TOLD_EVERY", 1)
    monkeypatch.setattr("ruraldesk.documents.pdf_out.TOLD_EVERY", 1)
    told: list[tuple[int, int]] = []
    export_month(
        book, MONTH, tmp_path / "out", formats=[kind],
        progress=lambda done, total, what: told.append((done, total)),
    )  # fmt: skip

    [total] = {total for _, total in told}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][0] == 0
    assert 0 < told[-1][0] < total


def test_a_list_goes_to_excel_as_the_screen_shows_it(book: Book, tmp_path: Path) -> None:
    query = ListQuery(where=(Filter("unit", "equals", HUANGSI),))
    count = export_list(book, "project", query, tmp_path / "清 单.xlsx")
    assert count == 2
    assert "没有日期的桥" not in cells_of(tmp_path / "清 单.xlsx", "项目台账")


def test_a_ledger_is_printed_for_looking_at(book: Book, tmp_path: Path) -> None:
    library = book.definitions.form("project").prints[1]
    pages = print_ledger(book, "project", tmp_path / "看.pdf", month=MONTH, layout=library)
    assert pages >= 1
    assert "十月的路" in texts_of(tmp_path / "看.pdf")
    everything = print_ledger(
        book, "project", tmp_path / "全.pdf", query=ListQuery(), layout=library
    )
    assert everything >= 1
    assert "十二月的井" in texts_of(tmp_path / "全.pdf")


def test_the_marked_records_are_printed_whatever_the_layout_asks_for(
    book: Book, tmp_path: Path
) -> None:
    card = next(one for one in book.definitions.form("project").prints if one.kind == "card")
    (one,) = book.lists.ids("project", ListQuery(where=(Filter("name", "equals", "十二月的井"),)))
    pages = print_ledger(
        book, "project", tmp_path / "卡.pdf", month=MONTH, layout=card, marked=[one]
    )
    text = texts_of(tmp_path / "卡.pdf")
    assert pages >= 1
    assert "十二月的井" in text
    assert "十月的路" not in text


def test_cards_are_made_only_of_ledgers_that_are_named(book: Book, tmp_path: Path) -> None:
    whole = export_month(book, MONTH, tmp_path / "whole", formats=("pdf",))
    named = export_month(book, MONTH, tmp_path / "named", forms=["project"], formats=("pdf",))
    assert not [file for file in whole.files if "卡片" in file.name]
    assert [file for file in named.files if "卡片" in file.name]
    assert named.rows == {"project": 2}


def test_a_print_of_lines_that_are_not_there_is_left_out(book: Book, tmp_path: Path) -> None:
    done = export_month(book, MONTH, tmp_path / "none", forms=["project"], formats=("pdf",))
    assert not [file for file in done.files if "产出清单" in file.name]
    road = {"name": "有产出的路", "stage": "proposed", "unit": HUANGSI}
    line = Record(values={"item": "road_hardening", "planned_qty": Decimal(3)})
    saved = book.records.save("project", Record(values=road, lines={"outputs": (line,)}))
    assert not saved.refused, saved.problems
    done = export_month(book, MONTH, tmp_path / "some", forms=["project"], formats=("pdf",))
    (paper,) = [file for file in done.files if "产出清单" in file.name]
    assert "有产出的路" in texts_of(paper)


def test_a_town_prints_whose_each_row_is_where_its_villages_differ(
    book: Book, tmp_path: Path
) -> None:
    def printed(title: str) -> str:
        done = export_month(book, MONTH, tmp_path / title, forms=["party_branch"], formats=("pdf",))
        (paper,) = [file for file in done.files if title in file.name]
        return texts_of(paper)

    branch = {"kind": "branch", "state": "active"}
    add(book, "party_branch", name="黄寺村党支部", **branch)
    assert "所属单位" not in printed("党组织名录")
    add(book, "party_branch", name="王楼村党支部", unit=WANGLOU, **branch)
    text = printed("党组织名录")
    assert "所属单位" in text
    assert {"黄寺村", "王楼村"} <= set(text.split())


def test_signers_stand_behind_their_roles(book: Book, tmp_path: Path) -> None:
    book.settings["signer.审核人"] = "周海燕"
    export_month(book, MONTH, tmp_path / "out", forms=["project"])
    paper = next((tmp_path / "out").glob("*.pdf"))
    assert "审核人：周海燕" in texts_of(paper)
    assert exporting.letterhead(book, MONTH).signers["填表人"] == ""
