"""A county's book tells the parts that its report names: by item, department, grade, indicator."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ruraldesk.errors import Level
from ruraldesk.services.books import create_book
from ruraldesk.services.figures import figures
from ruraldesk.services.putting import put
from ruraldesk.store.book import Book

COUNTY, TOWN = "220722000000", "220722100000"
VILLAGE, OTHER = "220722100201", "220722100202"
DAY = date(2023, 7, 20)
ROADS, RELIEF, FOR_ROADS, FOR_VILLAGE = (
    f"0c0a6f0e-52a1-4a3e-9b55-2f7c6ad2000{number}" for number in range(1, 5)
)

RECORDS: dict[str, list[dict[str, Any]]] = {
    "unit": [
        {"code": COUNTY, "name": "长岭县", "level": "county"},
        {"code": TOWN, "name": "太平川镇", "level": "town", "upper": "长岭县"},
        {"code": VILLAGE, "name": "五十三村", "level": "village", "upper": "太平川镇"},
        {"code": OTHER, "name": "六十号村", "level": "village", "upper": "太平川镇"},
    ],
    "env_work": [
        {"unit": VILLAGE, "item": "tree_planting", "quantity": "3192", "done_on": "2022-04-20"},
        {"unit": VILLAGE, "item": "haystack", "quantity": "29", "done_on": "2023-05-23"},
        {"unit": OTHER, "item": "haystack", "quantity": "31", "done_on": "2023-05-23"},
        {"unit": OTHER, "item": "mess_spot", "quantity": "13", "done_on": "2023-05-20"},
        {"unit": OTHER, "item": "haystack", "quantity": "99", "done_on": "2023-07-21"},
    ],
    "talent": [
        {
            "unit": VILLAGE,
            "kind": "double_innovation",
            "name": "刘国富",
            "speciality": "养牛",
            "certified_on": "2022-01-01",
            "direction": "village_cadre",
            "raised_on": "2023-03-28",
        }
    ],
    "contest": [
        {
            "unit": COUNTY,
            "held_on": "2023-05-20",
            "name": "“千村比武”擂台赛",
            "kind": "thousand",
            "level": "municipal",
            "entries": [{"entry_unit": VILLAGE, "score": "97.5", "given_rank": 2}],
        }
    ],
    "funding_source": [
        {"uuid": ROADS, "unit": COUNTY, "kind": "upper_fund", "issued_by": "县交通局"},
        {"uuid": RELIEF, "unit": COUNTY, "kind": "poverty_asset_income"},
    ],
    "allocation": [
        {
            "uuid": FOR_ROADS,
            "unit": COUNTY,
            "source": ROADS,
            "matter": "修路",
            "planned": "92000000.00",
        },
        {
            "uuid": FOR_VILLAGE,
            "unit": VILLAGE,
            "source": RELIEF,
            "matter": "示范村",
            "planned": "50000.00",
        },
    ],
    "receipt": [
        {
            "unit": COUNTY,
            "received_on": "2022-05-01",
            "allocation": FOR_ROADS,
            "amount": "92000000.00",
        },
        {
            "unit": VILLAGE,
            "received_on": "2022-05-01",
            "allocation": FOR_VILLAGE,
            "amount": "50000.00",
        },
    ],
    "indicator": [
        {"unit": COUNTY, "name": "道德银行参与农户", "measure": "户", "kind": "governance"},
        {"unit": COUNTY, "name": "积分制覆盖农户", "measure": "户", "kind": "governance"},
    ],
    "indicator_value": [
        {
            "unit": COUNTY,
            "indicator": "道德银行参与农户",
            "year": 2023,
            "period": "m06",
            "actual": "23400",
        },
        {
            "unit": COUNTY,
            "indicator": "积分制覆盖农户",
            "year": 2023,
            "period": "m06",
            "actual": "5",
        },
    ],
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    target = tmp_path_factory.mktemp("county") / "账本.rdb"
    with create_book(target, unit=COUNTY, name="长岭县", level="county") as book:
        for form, records in RECORDS.items():
            lines = [json.dumps(one) for one in records]
            blocked = [
                one.message for one in put(book, form, lines).problems if one.level is Level.BLOCK
            ]
            assert not blocked, f"{form}: {blocked}"
        yield book


@pytest.mark.parametrize(
    ("key", "by", "part", "said"),
    [
        ("env_places", "item", "清理柴草垛", "60处"),
        ("env_item_villages", "item", "植树", "1个"),
        ("talents_raised", "direction", "培养成村干部", "1名"),
        ("contest_best_rank", "kind", "千村比武", "第二名"),
        ("invested_total", "source_department", "县交通局", "9200万元"),
        ("received_per_village", "source_kind", "扶贫收益资金", "5万元"),
        ("indicator_latest_households", "indicator", "道德银行参与农户", "23400户"),
    ],
)
def test_a_part_is_told_as_the_report_names_it(
    county: Book, key: str, by: str, part: str, said: str
) -> None:
    (result,) = figures(county, DAY, [key], by)
    assert {one.label: one.text for one in result.by}[part] == said
