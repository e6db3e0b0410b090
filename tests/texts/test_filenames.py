"""File names that Windows, FAT32 sticks and Linux all take."""

import pytest

from ruraldesk.texts.filenames import LONGEST, legal_name


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("王楼镇_2023-11_台账.xlsx", "王楼镇_2023-11_台账.xlsx"),
        ('a<b>c:d"e/f\\g|h?i*j.pdf', "a_b_c_d_e_f_g_h_i_j.pdf"),
        ("上\n下\t.txt", "上_下_.txt"),
        ("  前后 .", "前后"),
        ("", "_"),
        ("...", "_"),
        ("con.txt", "_con.txt"),
        ("COM1", "_COM1"),
        ("lpt9.xlsx", "_lpt9.xlsx"),
        ("console.txt", "console.txt"),
        ("台账", "台账"),
        ("𠮷野〇号.pdf", "𠮷野〇号.pdf"),
    ],
)
def test_a_name_becomes_legal_and_stays_readable(name: str, legal: str) -> None:
    assert legal_name(name) == legal


@pytest.mark.parametrize("ending", ["", ".xlsx", ".pdf"])
def test_a_long_name_is_cut_and_keeps_its_ending(ending: str) -> None:
    made = legal_name("长" * 400 + ending)
    assert len(made) <= LONGEST
    assert made.endswith(ending)


@pytest.mark.parametrize(
    "name", ["长" * 119 + ".", "长" * 130 + " .xlsx", "x" * 300 + ".y" * 100, "名" * 118 + "  a"]
)
def test_what_is_cut_off_leaves_a_legal_end(name: str) -> None:
    made = legal_name(name)
    assert 0 < len(made) <= LONGEST
    assert made == made.strip(" .")
    assert legal_name(made) == made


def test_a_name_fits_file_systems_that_count_bytes() -> None:
    assert len(legal_name("𠮷" * 300 + ".xlsx").encode("utf-8")) <= 255
