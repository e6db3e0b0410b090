"""Pasted rubbish goes, and the characters of a name stay what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.clean import clean_name, clean_text, find_control, fold_width, private_use

# Every code point, broken surrogates too, with the troublesome ones made frequent.
UGLY = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "\ud842\udfb7\u200b\u3000\u00a0\r\n\t\x00\u0301Ａe 张三·.\uf9d1\u202e\ufeff"
        ),
    ),
    max_size=20,
)

# Basic and extension A, the compatibility ideographs, and the planes of rare characters.
IDEOGRAPHS = st.one_of(
    [
        st.characters(min_codepoint=first, max_codepoint=last, categories=["Lo"])
        for first, last in ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("　王楼镇\u00a0 黄寺村 ", "王楼镇 黄寺村"),
        ("Ｗ０１，（一期）", "W01，（一期）"),  # Chinese punctuation stays
        ("\ufeff黄\u200b寺\u00ad", "黄寺"),
        ("黄\x00寺\x07", "黄寺"),
        ("一\u3164二\u2800三", "一 二 三"),  # blanks that count as letters
        ("e\u0301", "é"),
        ("Ａ\u030a", "Å"),
        ("二〇二三", "二〇二三"),
        ("\uf9d1\u2f00㎡①", "\uf9d1\u2f00㎡①"),  # nothing is exchanged for a look-alike
        ("\ud842\udfb7野", "𠮷野"),  # a pair that came in two halves
        ("黄\ud800寺", "黄\ufffd寺"),  # half a pair: the damage shows
        ("葛\U000e0100", "葛\U000e0100"),  # the variant that a person's name asks for
        ("一\ufffe二", "一二"),
        ("上\r\n下\t右", "上 下 右"),
    ],
)
def test_text_is_cleaned(text: str, expected: str) -> None:
    assert clean_text(text) == expected


def test_notes_keep_their_lines() -> None:
    text = "\r\n　　一、道路。 \r\n\r\n二、\v机井。\r三\u2028四\n"

    assert clean_text(text, multiline=True) == "一、道路。\n\n二、\n机井。\n三\n四"


@given(UGLY, st.booleans())
def test_clean_text_is_clean(text: str, multiline: bool) -> None:
    clean = clean_text(text, multiline=multiline)

    assert clean_text(clean, multiline=multiline) == clean
    assert find_control(clean) is None
    assert clean == clean.strip()
    assert "  " not in clean
    assert multiline or "\n" not in clean
    clean.encode()  # can be stored


@given(st.text(IDEOGRAPHS, max_size=10))
def test_no_chinese_character_is_exchanged(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张　三", "张三"),
        ("张 三 丰", "张三丰"),
        ("张三 李四", "张三 李四"),  # two people
        ("欧阳 锋", "欧阳 锋"),
        ("𠮷 三", "𠮷三"),
        ("买买提·艾力", "买买提·艾力"),
        *((f"买买提{dot}艾力", "买买提·艾力") for dot in "•‧∙⋅・･.．"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("\u0387", "·"),
        ("J. Smith", "J. Smith"),
        ("A.B", "A.B"),
        ("ＪＯＨＮ", "JOHN"),
    ],
)
def test_a_name_is_written_in_one_way(text: str, expected: str) -> None:
    assert clean_name(text) == expected


@given(UGLY)
def test_a_clean_name_stays_as_it_is(text: str) -> None:
    name = clean_name(text)

    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("正常\t文字\r\n", None),
        ("a\x07b\x00", "U+0007"),
        ("\x7f", "U+007F"),
        ("\x9b", "U+009B"),
        ("表\u202e格", "U+202E"),
        ("\ud800", "U+D800"),
        ("\uffff", "U+FFFF"),
    ],
)
def test_the_first_forbidden_character_is_named(text: str, found: str | None) -> None:
    assert find_control(text) == found


def test_home_made_characters_are_listed_once_each() -> None:
    assert private_use("\ue863张\U000f0001\ue863三") == ["\ue863", "\U000f0001"]
    assert private_use("张三𠮷") == []


def test_all_full_width_signs_are_folded_for_reading() -> None:
    assert fold_width("（Ａ－１．５）　！～") == "(A-1.5) !~"
