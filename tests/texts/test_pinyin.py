"""Chinese text is found by its pinyin and its initials, whichever way a character is read."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts import make_pinyin
from ruraldesk.texts.pinyin import initials, initials_variants, pinyin, pinyin_variants
from ruraldesk.texts.resources import resources_dir

FOLDER = resources_dir() / "pinyin"


def lines(name: str) -> list[list[str]]:
    return [line.split(" ") for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "whole", "first"),
    [
        ("黄寺", "huangsi", "hs"),
        ("王楼镇", "wanglouzhen", "wlz"),
        ("吴杏庄", "wuxingzhuang", "wxz"),
        ("长垣", "changyuan", "cy"),
        ("吕", "lv", "l"),
        ("〇", "ling", "l"),
        ("机井A３（２眼）", "jijinga32yan", "jja32y"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("𬭎", "hong", "h"),
        ("", "", ""),
        (" ，\ud800\U0010ffff", "", ""),
        ("ひら", "", ""),
    ],
)
def test_text_is_spelled(text: str, whole: str, first: str) -> None:
    assert (pinyin(text), initials(text)) == (whole, first)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        *(("单雄信", "shanxiongxin"), ("曾国藩", "zengguofan"), ("仇英", "qiuying")),
        *(
            ("解珍", "xiezhen"),
            ("区大伦", "oudalun"),
            ("朴正", "piaozheng"),
            ("查良镛", "zhaliangyong"),
        ),
        *(
            ("尉迟恭", "yuchigong"),
            ("万俟卨", "moqixie"),
            ("单于", "chanyu"),
            ("长孙无忌", "zhangsunwuji"),
        ),
        *(("盖叫天", "gejiaotian"), ("翟让", "zhairang"), ("任红", "renhong"), ("万里", "wanli")),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, whole: str) -> None:
    assert pinyin(name) == whole


def test_inside_a_text_a_character_has_its_everyday_reading() -> None:
    assert pinyin("小单") == "xiaodan"


def test_the_other_readings_are_found_too() -> None:
    assert pinyin_variants("单位") == ["shanwei", "danwei"]
    assert initials_variants("曾庄") == ["zz", "cz"]
    assert {"zqyx", "cqyh"} <= set(initials_variants("重庆银行"))
    assert pinyin_variants("，") == []


@given(st.text(st.sampled_from("单曾长重行乐解王黄寺a1 "), max_size=12))
def test_variants_begin_with_the_likeliest_and_are_few(text: str) -> None:
    for variants, likeliest in (
        (initials_variants(text), initials(text)),
        (pinyin_variants(text), pinyin(text)),
    ):
        assert variants[:1] == ([likeliest] if likeliest else [])
        assert len(variants) == len(set(variants)) <= 8


def test_a_long_note_full_of_polyphones_takes_no_longer() -> None:
    assert len(initials_variants("长重行乐" * 2000)) == 8


@given(st.text(max_size=20))
def test_pinyin_is_lower_case_letters_and_digits(text: str) -> None:
    spelled = pinyin(text)

    assert spelled == "" or (spelled.isascii() and spelled.isalnum() and spelled == spelled.lower())


def test_the_table_knows_every_character_of_the_national_standard() -> None:
    standard = [
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xD7)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA)
    ]

    assert [char for char in standard if not pinyin(char)] == []


def test_every_surname_is_listed_once_and_with_a_reason() -> None:
    everyday = {char: row[0] for row in lines("readings.txt") for char in row[1]}
    listed = lines("surnames.txt")

    assert len({row[0] for row in listed}) == len(listed)
    for name, *readings in listed:
        if len(name) == 1:
            assert everyday[name] in readings
            assert len(readings) > 1
        else:
            assert len(readings) == len(name)
            assert [everyday[char] for char in name] != readings


def test_the_shipped_tables_are_what_the_maker_makes(tmp_path: Path) -> None:
    make_pinyin.write_tables(tmp_path)

    for name in ("readings.txt", "polyphones.txt"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_program_itself_never_loads_pypinyin() -> None:
    probe = (
        "import sys; from ruraldesk.texts.pinyin import pinyin; pinyin('黄'); print(*sys.modules)"
    )
    loaded = subprocess.check_output([sys.executable, "-c", probe], text=True, encoding="utf-8")

    assert "pypinyin" not in loaded.split()
