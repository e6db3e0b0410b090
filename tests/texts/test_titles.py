"""Names of projects are compared as people read them."""

import pytest

from ruraldesk.texts.titles import are_alike, bare_title, parts_of

PLACE = "黄寺村"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黄寺村文化广场建设项目（一期）", "文化广场 1期"),
        ("主街道路硬化工程", "黄寺村主街 道路硬化"),
        ("主街道路硬化工程", "主街道硬化工程"),
        ("太阳能路灯安装", "太阳能路灯按装"),
    ],
)
def test_what_people_read_alike_is_alike(one: str, other: str) -> None:
    assert are_alike(bare_title(one, PLACE), bare_title(other, PLACE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("文化广场一期", "文化广场二期"),
        ("东巷道路硬化", "西巷道路硬化"),
        ("广场", "广场"),  # too short to tell anything
        ("机井配套", "机井维修"),
    ],
)
def test_what_tells_two_things_apart_does_so(one: str, other: str) -> None:
    assert not are_alike(bare_title(one, PLACE), bare_title(other, PLACE))


def test_parts_hold_no_numbers_and_a_slip_leaves_one_of_them_whole() -> None:
    assert parts_of("文化广场1期") == ("文化", "广场")
    assert any(part in "太阳能路灯按装" for part in parts_of("太阳能路灯安装"))
