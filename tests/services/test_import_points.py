"""A village's sheets of points and redemptions, which know households by their heads only."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.forms.test_shipped_points import kept
from tests.services.office import blocking, lines, table, taken, village_book

ITEMS = [
    {"code": "A1", "item": "庭院整洁", "direction": "award", "points": "5"},
    {"code": "B1", "item": "乱堆乱放", "direction": "deduct", "points": "2"},
]
OPENED = {"kind": "living_env", "opened_on": "2023-01-01"}
ENTRIES = """
黄寺村积分登记台账
序号 | 日期 | 户主姓名 | 编号 | 加分 | 事由 | 评审人
1 | d:2023-09-12 | 张保国 | A1 | 5 | 联评 | 王秀英
2 | d:2023-09-13 | 张保国 | B1 | 2 | 抽查 | 王秀英
"""
REDEEMED = """
黄寺村积分超市兑换登记表
序号 | 日期 | 户主姓名 | 兑换物品 | 数量 | 领取人签字 | 经办人
1 | d:2023-09-20 | 张保国 | 食盐 | 3 | 张保国 | 刘翠兰
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A village with two households, and an account of one of them."""
    with village_book(tmp_path) as made:
        rule = kept(
            made,
            "points_rule",
            name="细则",
            version_no="1",
            kind="living_env",
            from_on="2023-01-01",
            items=ITEMS,
        )
        head = kept(made, "person", name="张保国", sex="male").uuid
        household = kept(made, "household", head=head).uuid
        kept(made, "points_account", **OPENED, household=household, rule=rule.uuid)
        came = [{"in_on": "2023-02-01", "source": "bought", "quantity": 9, "unit_cost": "1.50"}]
        prices = [{"from_on": "2023-01-01", "price": "1"}]
        kept(made, "points_goods", name="食盐", spec="400克", stock=came, prices=prices)
        yield made


def account(book: Book) -> Record:
    return next(one for one in book.records.find("points_account", None))


def test_points_and_redemptions_go_to_the_account_of_the_heads_household(
    book: Book, tmp_path: Path
) -> None:
    entered = taken(book, "points_entry", table(tmp_path / "记分.xlsx", lines(ENTRIES)))
    assert entered.added == 2
    assert account(book)["balance"] == Decimal("3.0")

    redeemed = taken(book, "points_redemption", table(tmp_path / "兑换.xlsx", lines(REDEEMED)))
    assert redeemed.added == 1
    assert account(book)["balance"] == 0


def test_more_than_there_is_is_refused_row_by_row(book: Book, tmp_path: Path) -> None:
    taken(book, "points_entry", table(tmp_path / "记分.xlsx", lines(ENTRIES)))
    sheet = table(tmp_path / "兑换.xlsx", lines(REDEEMED.replace("| 3 |", "| 4 |")))
    refused = importing.run(book, "points_redemption", sheet)
    assert (refused.added, refused.refused) == (0, 1)
    assert any("积分不够" in sentence for sentence in blocking(refused))
    assert account(book)["balance"] == Decimal("3.0")
