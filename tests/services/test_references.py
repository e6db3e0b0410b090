"""What a text means: records by UUID, code or name, units by any of their names."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.values import BadValue
from ruraldesk.services.places import Places
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, TOWN, WANGLOU, add, town_book, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    "text",
    ["黄寺村", "黄寺", "黄 寺 村", "黄寺村委会", "黄寺村民委员会", "黄寺村党支部", "王楼镇黄寺村",
     "延津县王楼镇黄寺村", "王楼镇黄寺", HUANGSI],
)  # fmt: skip
def test_a_village_is_known_by_whatever_offices_call_it(book: Book, text: str) -> None:
    assert Places(book).code_of(text) == HUANGSI


@pytest.mark.parametrize("text", ["王楼镇", "王楼镇人民政府", "延津县王楼镇", TOWN, "410726104"])
def test_the_town_itself_is_known(book: Book, text: str) -> None:
    assert Places(book).code_of(text) == TOWN


def test_a_bare_name_is_the_village_where_town_and_village_share_it(book: Book) -> None:
    places = Places(book)
    assert places.code_of("王楼") == WANGLOU
    assert places.town("王楼") == TOWN
    assert places.code_of("王楼", "王楼") == WANGLOU


@pytest.mark.parametrize("text", ["黄丝村", "寺村", "村", "司寨乡黄寺村", "黄寺小学"])
def test_a_name_nobody_has_is_refused(book: Book, text: str) -> None:
    with pytest.raises(BadValue, match=text):
        Places(book).code_of(text)


def test_a_refusal_names_the_nearest_unit(book: Book) -> None:
    with pytest.raises(BadValue, match="是不是“黄寺村”"):
        Places(book).code_of("黄丝村")


def test_another_town_is_another_village(book: Book) -> None:
    places = Places(book)
    assert places.code_of("黄寺村", "王楼镇") == HUANGSI
    with pytest.raises(BadValue, match="司寨乡"):
        places.code_of("黄寺村", "司寨乡")
    add(book, "unit", code="410726105000", name="司寨乡", level="town")
    with pytest.raises(BadValue, match="“司寨乡”没有“黄寺村”"):
        Places(book).code_of("黄寺村", "司寨乡")


def test_a_village_book_knows_itself_and_takes_any_town_above_it(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        assert Places(book).code_of("黄寺", "王楼镇") == HUANGSI
        with pytest.raises(BadValue):
            Places(book).code_of("王楼村", "王楼镇")


def test_a_title_that_begins_with_a_village_speaks_for_it(book: Book) -> None:
    places = Places(book)
    assert places.leading("黄寺村2023年村干部花名册") == HUANGSI
    assert places.leading("王楼镇黄寺村花名册") == HUANGSI
    assert places.leading("王楼镇2023年花名册") == ""
    assert places.leading("") == ""


def test_of_two_records_of_one_name_that_of_the_rows_unit_is_meant(book: Book) -> None:
    for unit in (HUANGSI, WANGLOU):
        add(book, "project", name="文化广场", stage="proposed", unit=unit)
    references = References(book)
    with pytest.raises(BadValue, match="2 条记录"):
        references.uuid_of("project", "文化广场")
    found = book.records.get("project", references.uuid_of("project", "文化广场", WANGLOU))
    assert found["unit"] == WANGLOU


def test_a_record_is_found_by_the_name_that_lists_show(book: Book) -> None:
    record = add(book, "project", code="W01", name="文化广场", stage="proposed")
    references = References(book)
    for text in ("W01", "文化广场", "W01 文化广场", record.uuid):
        assert references.uuid_of("project", text) == record.uuid
    source = add(book, "funding_source", kind="linkage_fund", name="衔接资金", doc_no="豫财1号")
    assert references.uuid_of("funding_source", "财政衔接资金 衔接资金 豫财1号") == source.uuid


def test_an_account_is_found_by_the_head_of_its_household(book: Book) -> None:
    head = add(book, "person", name="张保国", sex="male")
    household = add(book, "household", head=head.uuid)
    held = {"opened_on": date(2023, 1, 1)}
    account = add(book, "points_account", kind="living_env", household=household.uuid, **held)
    assert References(book).uuid_of("points_account", "张保国") == account.uuid

    add(book, "points_account", kind="party_member", person=head.uuid, **held)
    with pytest.raises(BadValue, match="2 条"):
        References(book).uuid_of("points_account", "张保国")
