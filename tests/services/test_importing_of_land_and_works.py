"""Tables of villages on land, works, toilets and checks are taken in as offices head them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import add, blocking, only, table, taken, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def household(book: Book, head: str) -> str:
    """Keep a household with its head; return its UUID."""
    person = add(book, "person", name=head, sex="male").uuid
    return add(book, "household", head=person).uuid


def test_a_term_in_one_cell_and_a_day_of_signing_make_a_signed_transfer(
    book: Book, tmp_path: Path
) -> None:
    house = household(book, "黄满仓")
    head = [
        "流出户",
        "流入方",
        "流转面积（亩）",
        "亩租金（元）",
        "流转期限",
        "用途",
        "合同签订时间",
    ]
    row = ["黄满仓", "王老板", 6.8, 1000, "2023.10.1-2028.9.30", "种植蔬菜", "2023.9.20"]
    taken(book, "land_transfer", table(tmp_path / "流转.xlsx", [["土地流转台账"], head, row]))
    made = only(book, "land_transfer")
    assert (made["giver_household"], made["receiver_name"]) == (house, "王老板")
    assert (made["transfer_from"], made["transfer_until"]) == (date(2023, 10, 1), date(2028, 9, 30))
    assert (made["use"], made["status"]) == ("vegetable", "signed")


def test_works_are_measured_as_their_item_is_or_refused(book: Book, tmp_path: Path) -> None:
    head = ["村", "项目", "单位", "完成量", "地点", "完成时间"]
    road = ["黄寺村", "整修入村路", "米", 1200, "村东", "2023-10-12"]
    trees = ["黄寺村", "植树", "万棵", 12, "路旁", "2023-03-12"]
    title = ["农村人居环境整治工程量统计表"]
    taken(book, "env_work", table(tmp_path / "一.xlsx", [title, head, road]))
    made = only(book, "env_work")
    assert (made["item"], made["quantity"]) == ("entry_road", Decimal(1200))
    done = importing.run(book, "env_work", table(tmp_path / "二.xlsx", [title, head, trees]))
    assert done.added == 0
    assert any("表中的单位是“万棵”" in one for one in blocking(done))


def test_a_certificate_that_was_issued_is_certified(book: Book, tmp_path: Path) -> None:
    head = ["产品名称", "认证类型", "证书编号", "获证单位", "获证时间", "有效期至"]
    row = ["黄寺大蒜", "绿色食品", "LB-15-2205", "大蒜合作社", "2022.5.1", "2035.4.30"]
    taken(book, "product_cert", table(tmp_path / "认证.xlsx", [["农产品认证台账"], head, row]))
    made = only(book, "product_cert")
    assert (made["state"], made["holder_name"]) == ("certified", "大蒜合作社")
    assert made["issued_on"] == date(2022, 5, 1)


def test_storeys_and_leases_are_read_as_villages_write_them(book: Book, tmp_path: Path) -> None:
    household(book, "张秀英")
    head = ["户主", "房屋位置", "房屋类型", "建成年代", "结构", "鉴定等级", "鉴定时间"]
    row = ["张秀英", "二组8号", "二层", "2008年", "砖混", "A", "2023.5.1"]
    taken(book, "house", table(tmp_path / "住房.xlsx", [["农村住房安全台账"], head, row]))
    assert (only(book, "house")["height"], only(book, "house")["built_year"]) == ("low", 2008)
    head = ["资产名称", "类别", "现状", "盘活方式", "盘活日期", "承租方", "租期"]
    row = ["旧村部", "房屋", "已出租", "出租", "2022.1.1", "王老板", "2022.1.1-2036.12.31"]
    taken(book, "collective_asset", table(tmp_path / "资产.xlsx", [["集体资产台账"], head, row]))
    made = only(book, "collective_asset")
    assert (made["state"], made["contract_until"]) == ("revived", date(2036, 12, 31))


def test_what_is_met_is_told_as_met_and_as_unmet(book: Book, tmp_path: Path) -> None:
    household(book, "周二妮")
    needs = ["吃", "穿", "义务教育", "基本医疗", "住房安全", "饮水安全"]
    head = ["户主", "排查时间", "排查人", *needs, "存在问题", "整改时限", "责任人"]
    row = ["周二妮", "2023.10.21", "黄国富", *["达标"] * 4, "不达标", "达标"]
    row += ["北墙外倾", "2023.12.31", "刘翠兰"]
    rows = [["“两不愁三保障”排查台账"], head, row]
    taken(book, "monitoring_check", table(tmp_path / "排查.xlsx", rows))
    made = only(book, "monitoring_check")
    assert [made[key] for key in ("food", "clothes", "housing", "water")] == [
        True,
        True,
        False,
        True,
    ]
