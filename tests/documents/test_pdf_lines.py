"""Printed lines of records, and cards: read back as a reader of PDF reads them."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.documents.fonts import MissingGlyphs
from ruraldesk.documents.pdf_out import Printed, write_ledger
from tests.definitions.builders import loaded
from tests.documents.samples import HEAD, STAGES, WELL, well

LINE_FIELD = """
[[lines.field]]
key = "mended"
type = "yes_no"
label = "修好"
"""
PRINTS = """
[[print]]
key = "checks"
title = "检修明细"
money_unit = "元"
lines = "checks"
only = "mended"
column = [
  { field = "parent.code" }, { field = "parent.name" }, { field = "found" },
  { field = "spent", total = true },
]
[[print]]
key = "card"
title = "机井卡片"
kind = "card"
masked = true
columns = ["code", "name", "owner_id", "cost", "remark"]
[[print.table]]
lines = "checks"
column = [{ field = "found" }, { field = "spent", total = true }]
"""

WELLS = WELL.replace("[excel]", LINE_FIELD + "[excel]") + PRINTS


@pytest.fixture
def form(tmp_path: Path) -> FormDef:
    return loaded(tmp_path, ledgers={"well": WELLS}, choices=STAGES).form("well")


def checked(number: int, *found: str, mended: bool = True, **values: object) -> Record:
    """Return a well with a check for each thing found, at 100.50 yuan."""
    lines = tuple(
        Record(values={"found": one, "spent": Decimal("100.50"), "mended": mended}) for one in found
    )
    return replace(well(number, **values), lines={"checks": lines})


def printed(
    form: FormDef, key: str, records: Iterable[Record], target: Path
) -> tuple[Printed, list[str]]:
    layout = next(one for one in form.prints if one.key == key)
    done = write_ledger(form, layout, records, target, HEAD)
    with closing(PdfDocument(target)) as document:
        return done, [page.get_textpage().get_text_range() for page in document]


def test_each_line_has_a_row_and_its_record_stands_once_beside_them(
    form: FormDef, tmp_path: Path
) -> None:
    records = [checked(1, "换泵", "换电缆", "清淤"), checked(2, "换闸阀")]
    done, (page,) = printed(form, "checks", records, tmp_path / "a.pdf")
    assert done.rows == 4
    assert (page.count("J001"), page.count("J002")) == (1, 1)
    assert all(word in page for word in ("换泵", "换电缆", "清淤", "换闸阀"))
    assert "402.00" in page  # four checks


def test_a_record_is_told_again_where_its_lines_go_on_over_the_page(
    form: FormDef, tmp_path: Path
) -> None:
    records = [checked(1, *(f"第{number}次" for number in range(60)))]
    _, pages = printed(form, "checks", records, tmp_path / "a.pdf")
    assert len(pages) > 1
    assert [page.count("J001") for page in pages] == [1] * len(pages)


def test_a_long_name_stands_beside_its_lines_and_makes_no_row_taller(
    form: FormDef, tmp_path: Path
) -> None:
    name = "黄寺村东南片区高标准农田灌溉机井" * 5
    few, _ = printed(form, "checks", [checked(n, "换泵", name=name) for n in range(1, 20)],
                     tmp_path / "few.pdf")  # fmt: skip
    many, _ = printed(
        form, "checks", [checked(1, *["换泵"] * 19, name=name)], tmp_path / "many.pdf"
    )
    assert few.pages > many.pages == 1


def test_only_the_lines_that_are_asked_for_are_printed(form: FormDef, tmp_path: Path) -> None:
    records = [checked(1, "换泵", mended=False), checked(2, "清淤")]
    done, (page,) = printed(form, "checks", records, tmp_path / "a.pdf")
    assert done.rows == 1
    assert "换泵" not in page
    assert "J001" not in page


def test_every_record_has_a_card_of_its_own(form: FormDef, tmp_path: Path) -> None:
    records = [checked(1, "换泵", "清淤"), checked(2)]
    done, (first, second) = printed(form, "card", records, tmp_path / "a.pdf")
    assert (done.pages, done.rows) == (2, 2)
    assert "J001" in first
    assert "J002" not in first
    assert "201.00" in first
    assert "检修" in second  # to be filled in by hand
    assert "审核人：陈文书" in second
    with closing(PdfDocument(tmp_path / "a.pdf")) as document:
        assert document[0].get_width() < document[0].get_height()


def test_a_card_masks_what_is_private(form: FormDef, tmp_path: Path) -> None:
    _, (page,) = printed(form, "card", [checked(1)], tmp_path / "a.pdf")
    assert "410726********1234" in page
    assert "410726197003081234" not in page


def test_a_card_goes_on_over_pages_and_says_whose_it_is(form: FormDef, tmp_path: Path) -> None:
    note = "".join(f"第{number}处漏水已修复，" for number in range(500))
    record = checked(1, *(f"第{number}次检修" for number in range(80)), remark=note)
    done, pages = printed(form, "card", [record], tmp_path / "a.pdf")
    assert done.pages == len(pages) > 3
    assert all("J001" in page for page in pages)
    assert all("（续）" in page for page in pages[1:])
    assert pages[-1].count("情况") == 1  # the table's heading is told again
    together = "".join("".join(pages).split())
    assert all(f"第{number}处" in together for number in (0, 250, 499))
    assert all(f"第{number}次检修" in together for number in (0, 40, 79))


def test_an_empty_ledger_gives_an_empty_card_and_an_empty_list(
    form: FormDef, tmp_path: Path
) -> None:
    for key in ("card", "checks"):
        done, (page,) = printed(form, key, [], tmp_path / f"{key}.pdf")
        assert (done.pages, done.rows) == (1, 0)
        assert "情况" in page


@pytest.mark.parametrize("name", ["𠮷田", "㛃", "王䶮", "𬭼"])
def test_rare_names_are_copied_right_from_lines_and_cards(
    form: FormDef, tmp_path: Path, name: str
) -> None:
    for key in ("card", "checks"):
        _, (page,) = printed(form, key, [checked(1, name, name=name)], tmp_path / f"{key}.pdf")
        assert page.count(name) == 2


@pytest.mark.parametrize("key", ["card", "checks"])
def test_a_character_that_no_font_holds_is_named(form: FormDef, tmp_path: Path, key: str) -> None:
    with pytest.raises(MissingGlyphs, match=r"情况.*U\+E000"):
        printed(form, key, [checked(1, "换\ue000")], tmp_path / "a.pdf")
    with pytest.raises(MissingGlyphs, match=r"名称.*U\+E000"):
        printed(form, key, [checked(1, "换", name="\ue000")], tmp_path / "a.pdf")


def test_a_name_around_the_table_that_cannot_be_printed_is_named(
    form: FormDef, tmp_path: Path
) -> None:
    head = replace(HEAD, signers={"审核人": "陈\ue000"})
    for layout in form.prints:
        with pytest.raises(MissingGlyphs, match=r"U\+E000"):
            write_ledger(form, layout, [], tmp_path / "a.pdf", head)
