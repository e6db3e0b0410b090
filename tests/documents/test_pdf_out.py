"""Printed ledgers, read back as a reader of PDF reads them."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.documents import fonts
from ruraldesk.documents.fonts import MissingGlyphs
from ruraldesk.documents.pdf_grid import MARGIN, SIZE, grid_of
from ruraldesk.documents.pdf_out import Printed, write_ledger
from ruraldesk.documents.replacing import CannotWrite
from ruraldesk.errors import Stopped
from tests.documents.samples import HEAD, well, well_form, wells


@pytest.fixture
def form(tmp_path: Path) -> FormDef:
    return well_form(tmp_path)


def printed(form: FormDef, records: Iterable[Record], target: Path) -> tuple[Printed, list[str]]:
    done = write_ledger(form, form.prints[0], records, target, HEAD)
    with closing(PdfDocument(target)) as document:
        return done, [page.get_textpage().get_text_range() for page in document]


def test_a_page_says_whose_ledger_it_is_and_who_signs(form: FormDef, tmp_path: Path) -> None:
    _, (page,) = printed(form, wells(3), tmp_path / "机井.pdf")
    assert "填报单位：王楼镇人民政府（盖章）" in page
    assert "2023年11月" in page
    assert "单位：万元" in page
    assert "审核人：陈文书" in page
    assert "填表人：____" in page
    assert "填报日期：2023年11月21日" in page
    assert "校验码 7K4-M2Q" in page


@pytest.mark.parametrize(
    ("signers", "blank"),
    [
        (("户主", "填表人"), 12),
        (("住户", "安全网格员", "村党支部书记"), 9),
        (("申请户", "村民委员会（盖章）", "乡镇人民政府审批人"), 6),
    ],
)
def test_signatures_that_crowd_a_line_get_shorter_lines_to_sign_on(
    form: FormDef, tmp_path: Path, signers: tuple[str, ...], blank: int
) -> None:
    layout = replace(form.prints[0], orientation="portrait", signatures=signers)
    _, (page,) = printed(replace(form, prints=(layout,)), wells(1), tmp_path / "a.pdf")
    assert page.count("_") == blank * len(signers)
    assert f"{signers[-1]}：{'_' * blank}" in page


def test_every_page_repeats_the_heading_and_counts_itself(form: FormDef, tmp_path: Path) -> None:
    done, pages = printed(form, wells(100), tmp_path / "a.pdf")
    assert done.rows == 100
    assert done.pages == len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "井深（米）" in page
        assert f"第 {number} 页" in page
        assert f"共 {len(pages)} 页" in page


def test_page_sums_are_carried_from_page_to_page(form: FormDef, tmp_path: Path) -> None:
    _, pages = printed(form, wells(100), tmp_path / "a.pdf")
    assert "承前页" not in pages[0].replace(" ", "")
    assert "承前页" in pages[1].replace(" ", "")
    assert "过次页" in pages[0]
    assert "本页小计" in pages[0].replace(" ", "")
    assert "过次页" not in pages[-1]
    assert "合计" in pages[-1].replace(" ", "")
    assert "100.00" in pages[-1]  # 100 wells at 1 万元


def test_without_sums_of_pages_the_ledger_still_ends_with_its_own(
    form: FormDef, tmp_path: Path
) -> None:
    layout = replace(form.prints[0], page_subtotal=False)
    _, pages = printed(replace(form, prints=(layout,)), wells(100), tmp_path / "a.pdf")
    assert not [page for page in pages if "过次页" in page or "承前页" in page.replace(" ", "")]
    with_sum = [number for number, page in enumerate(pages) if "合计" in page.replace(" ", "")]
    assert with_sum == [len(pages) - 1]
    assert "100.00" in pages[-1]


def test_amounts_are_summed_exactly_and_shown_in_the_layouts_unit(
    form: FormDef, tmp_path: Path
) -> None:
    records = [well(1, cost=Decimal("0.01")), well(2, cost=Decimal("9999999999999.99"))]
    _, (page,) = printed(form, records, tmp_path / "a.pdf")
    assert page.count("1,000,000,000.00") >= 2


def test_private_numbers_are_masked_on_paper(form: FormDef, tmp_path: Path) -> None:
    _, (page,) = printed(form, wells(1), tmp_path / "a.pdf")
    assert "410726********1234" in page
    assert "410726197003081234" not in page


@pytest.mark.parametrize("name", ["王䶮", "李𡋾", "𠮷田", "㛃", "𫍽", "𬭚", "祎昇喆堃"])
def test_rare_names_are_printed_and_copied_right(form: FormDef, tmp_path: Path, name: str) -> None:
    _, (page,) = printed(form, [well(name=name)], tmp_path / "a.pdf")
    assert name in page


def test_a_character_that_no_font_holds_is_named_and_nothing_is_printed(
    form: FormDef, tmp_path: Path
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"yesterday's")
    with pytest.raises(MissingGlyphs) as refused:
        write_ledger(form, form.prints[0], [well(name="张\ue000")], target, HEAD)
    assert "U+E000" in str(refused.value)
    assert "名称" in str(refused.value)
    assert target.read_bytes() == b"yesterday's"
    assert list(tmp_path.glob(".*")) == []


def test_all_fonts_are_embedded(form: FormDef, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    printed(form, [well(name="李𡋾")], target)
    embedded = PdfReader(target).pages[0]["/Resources"]["/Font"].get_object().values()  # type: ignore[index]
    assert len(list(embedded)) >= 3
    for font in embedded:
        assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()


def test_a_long_note_wraps_and_goes_on_over_pages(form: FormDef, tmp_path: Path) -> None:
    note = "".join(f"第{number}处漏水已修复，" for number in range(400))
    done, pages = printed(form, [well(remark=note), well(2)], tmp_path / "a.pdf")
    assert done.pages > 1
    together = "".join("".join(pages).split())
    for number in (0, 7, 250, 399):
        assert f"第{number}处" in together


def test_a_note_in_two_paragraphs_takes_two_lines(form: FormDef, tmp_path: Path) -> None:
    _, (page,) = printed(form, [well(remark="井房漏雨\n配电箱已换")], tmp_path / "a.pdf")
    assert "井房漏雨" in page
    assert "配电箱已换" in page


def test_a_text_a_little_too_wide_is_set_smaller_instead_of_leaving_one_character_below(
    form: FormDef, tmp_path: Path
) -> None:
    room = grid_of(form, form.prints[0]).room(2)
    name = "井" * int(room / SIZE + 1)
    assert room < fonts.width(name, fonts.SONG, SIZE) < room * 1.12
    _, (page,) = printed(form, [well(name=name)], tmp_path / "a.pdf")
    assert name in page
    _, (page,) = printed(form, [well(name=name * 2)], tmp_path / "a.pdf")
    assert name not in page  # far too wide: several lines


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_dates_and_numbers_of_persons_are_never_broken(
    form: FormDef, tmp_path: Path, paper: str
) -> None:
    narrow = {"dug_on": 5, "owner_id": 5}
    columns = tuple(replace(one, width=narrow.get(one.field, 40)) for one in form.prints[0].columns)
    layout = replace(form.prints[0], columns=columns, masked=False, paper=paper)
    grid = grid_of(form, layout)
    assert grid.edges[-1] == pytest.approx(grid.width - MARGIN)
    write_ledger(form, layout, wells(1), tmp_path / "a.pdf", HEAD)
    with closing(PdfDocument(tmp_path / "a.pdf")) as document:
        page = document[0].get_textpage().get_text_range()
    assert "2023-05-06" in page
    assert "410726197003081234" in page


def test_the_unit_of_money_is_said_only_where_there_is_money(form: FormDef, tmp_path: Path) -> None:
    columns = tuple(one for one in form.prints[0].columns if one.field != "cost")
    layout = replace(form.prints[0], columns=columns)
    write_ledger(form, layout, wells(1), tmp_path / "a.pdf", HEAD)
    with closing(PdfDocument(tmp_path / "a.pdf")) as document:
        assert "单位：万元" not in document[0].get_textpage().get_text_range()


def test_a_wide_number_shrinks_into_its_cell_instead_of_leaving_it(
    form: FormDef, tmp_path: Path
) -> None:
    _, (page,) = printed(form, [well(depth=Decimal("123456789012.5"))], tmp_path / "a.pdf")
    assert "123,456,789,012.5" in page


def test_a_ledger_without_rows_is_a_page_to_fill_in_by_hand(form: FormDef, tmp_path: Path) -> None:
    done, pages = printed(form, [], tmp_path / "a.pdf")
    assert done == Printed(pages=1, rows=0)
    assert "机井台账" in pages[0].replace(" ", "")


def test_portrait_and_a3_pages_have_their_size(form: FormDef, tmp_path: Path) -> None:
    layout = replace(form.prints[0], paper="A3", orientation="portrait")
    write_ledger(form, layout, wells(1), tmp_path / "a.pdf", HEAD)
    box = PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 1191)


def test_a_stopped_print_leaves_yesterdays_file(form: FormDef, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"yesterday's")
    with pytest.raises(Stopped):
        write_ledger(form, form.prints[0], wells(9), target, HEAD, cancelled=lambda: True)
    assert target.read_bytes() == b"yesterday's"


def test_a_folder_that_is_gone_is_said_in_a_sentence(form: FormDef, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"a\.pdf"):
        write_ledger(form, form.prints[0], wells(1), tmp_path / "no" / "a.pdf", HEAD)
