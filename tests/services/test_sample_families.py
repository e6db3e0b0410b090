"""Families: how records are read from data, so that a further ledger needs a file and no code."""

from random import Random
from typing import Any

import pytest

from ruraldesk.definitions.values import BadValue
from ruraldesk.services.books import shipped_definitions
from ruraldesk.services.sample.families import Entered, Entry, Families, Fate
from ruraldesk.services.sample.sources import sources
from ruraldesk.services.sample.towns import Town

HUANGSI = "410726104201"


def read(family: dict[str, Any], number: int = 1) -> list[Entry]:
    town = Town(sources(), number)
    pools = {"village": town.villages}
    return list(Families(Entered(shipped_definitions()), town, pools, Random(1)).entries(family))


def test_a_record_gets_the_forms_defaults_and_the_towns_unit() -> None:
    (entry,) = read({"project": [{"ref": "A", "name": "修路", "estimate": 1200}]})
    assert entry.form == "project"
    assert entry.record["stage"] == "proposed"
    assert entry.record["unit"] == "410726104000"
    assert str(entry.record["estimate"]) == "1200.00"


def test_records_refer_to_each_other_by_ref_and_to_villages_by_name() -> None:
    project, gift = read(
        {
            "project": [{"ref": "A", "unit": "黄寺村"}],
            "contribution_in_kind": [{"project": "A", "quantity": "1.5"}],
        }
    )
    assert project.record["unit"] == HUANGSI
    assert gift.record["project"] == project.record.uuid


def test_records_under_a_record_refer_to_it_and_belong_to_its_unit() -> None:
    source, allocation, receipt = read(
        {
            "funding_source": [
                {
                    "ref": "F",
                    "unit": "黄寺村",
                    "allocation": [{"planned": 5, "receipt": [{"amount": 5}]}],
                }
            ]
        }
    )
    assert allocation.record["source"] == source.record.uuid
    assert receipt.record["allocation"] == allocation.record.uuid
    assert receipt.record["unit"] == HUANGSI


def test_each_makes_one_record_for_every_member_of_a_pool_with_its_words() -> None:
    entries = read(
        {"project": [{"each": "village", "ref": "{name}", "name": "{shown}（{town}）"}]}, 2
    )
    assert len(entries) == 35
    assert entries[0].record["name"] == "黄寺村（2）（王楼镇（2））"
    assert len({entry.record.uuid for entry in entries}) == 35


def test_a_text_may_tell_like_towns_apart() -> None:
    family = {"bulletin": [{"series": "延津政务快报{suffix}"}]}
    series = [entry.record["series"] for number in (1, 2) for entry in read(family, number)]
    assert series == ["延津政务快报", "延津政务快报（2）"]


def test_one_of_gives_each_record_one_of_the_tables() -> None:
    entries = read(
        {
            "project": [
                {"each": "village", "ref": "{name}", "one_of": [{"name": "甲"}, {"name": "乙"}]}
            ]
        }
    )
    assert {entry.record["name"] for entry in entries} == {"甲", "乙"}


def test_defaults_hold_for_all_records_of_the_file_that_say_nothing_else() -> None:
    one, other = read({"defaults": {"project": {"name": "甲"}}, "project": [{}, {"name": "乙"}]})
    assert (one.record["name"], other.record["name"]) == ("甲", "乙")
    assert one.record.uuid != other.record.uuid


def test_drafts_and_deleted_records_are_told_apart() -> None:
    fates = [e.fate for e in read({"project": [{"draft": True}, {"recycled": True}, {}]})]
    assert fates == [Fate.DRAFT, Fate.RECYCLED, Fate.KEPT]


@pytest.mark.parametrize(
    "family",
    [
        {"projekt": [{}]},
        {"project": [{"nmae": "修路"}]},
        {"project": [{"sites": [{"vilage": "黄寺村"}]}]},
        {"project": [{"unit": "无名村"}]},
        {"project": [{"each": "nobody"}]},
        {"project": [{"cadre": [{"name": "王䶮"}]}]},
    ],
)
def test_a_name_that_does_not_exist_is_no_silent_mistake(family: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        read(family)


def test_a_value_of_the_wrong_type_is_no_silent_mistake() -> None:
    with pytest.raises(BadValue):
        read({"project": [{"estimate": "much"}]})
