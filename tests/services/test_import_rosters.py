"""Rosters as offices write them: taken in whole, and unchanged when they are taken in again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import (
    DONGTUN,
    HUANGSI,
    TOWN,
    WANGLOU,
    add,
    blocking,
    codes,
    counts,
    id_number,
    lines,
    records,
    table,
    taken,
    town_book,
    village_book,
)

ZHANG = id_number(date(1975, 8, 12), 3)
LI = id_number(date(1982, 10, 5), 24)
WANG = id_number(date(1990, 1, 30), 17)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def posts(person: Record) -> list[object]:
    return [line["post"] for line in person.lines["appointments"]]


def test_a_plain_roster_with_title_fill_in_line_sums_and_signatures(
    book: Book, tmp_path: Path
) -> None:
    rows = [
        ["王楼镇村“两委”干部花名册"],
        ["填报单位（盖章）：王楼镇党委", *[None] * 9, "填报日期：2023年11月16日"],
        ["序号", "村名", "姓　名", "性别", "民族", "出生年月", "身份证号码", "文化程度", "政治面貌",
         "入党时间", "现任职务", "任现职\n时间", "联系电话", "备注"],
        [1, "黄寺村", "张 三", "男", "汉", "1975.08", ZHANG, "大学专科", "中共党员", "1996.07",
         "支部书记兼村主任", "2021年3月", 13837301234, None],
        [2, "黄寺", "李小梅", "女", "回族", 30229, LI, "高中毕业", "党员", date(2008, 7, 1),
         "村委委员、妇联主席", "2021.03.15", "１５９３７３０５６７８", "兼计生专干"],
        [3, "王楼村民委员会", "王五", "男", "汉族", "1990-01-30", WANG, "本科", "群众", "/",
         "村文书", 44200, "0373-5512345", "—"],
        [None, "合计", "3人"],
        ["填表人：赵六", *[None] * 5, "审核人：钱七", *[None] * 3, "负责人签字："],
        ["注：1.本表一式两份；2.入党时间填到月。"],
    ]  # fmt: skip
    done = taken(book, "cadre", table(tmp_path / "花名册.xlsx", rows, merged=["A1:N1", "A9:N9"]))
    assert counts(done) == (0, 3, 0, 0, 0)
    people = records(book, "cadre")
    zhang, li, wang = people["张三"], people["李小梅"], people["王五"]
    assert zhang["unit"] == li["unit"] == HUANGSI
    assert wang["unit"] == WANGLOU
    assert (zhang["sex"], zhang["ethnicity"], zhang["education"]) == ("male", "han", "college")
    assert zhang["birth_date"] == date(1975, 8, 1)
    assert zhang["id_number"] == ZHANG
    assert zhang["joined_party_on"] == date(1996, 7, 1)
    assert zhang["phone"] == "13837301234"
    assert posts(zhang) == ["dual"]
    assert zhang.lines["appointments"][0]["started_on"] == date(2021, 3, 1)
    assert li["birth_date"] == date(1982, 10, 5)
    assert li["phone"] == "15937305678"
    assert posts(li) == ["committee_member", "women_chair"]
    assert [line["is_main"] for line in li.lines["appointments"]] == [True, None]
    assert wang["joined_party_on"] is None
    assert wang["remark"] is None
    assert wang.lines["appointments"][0]["started_on"] == date(2021, 1, 4)
    assert codes(done) == {"month_only"}
    assert done.rows == 3


def test_a_roster_whose_village_cells_are_joined(book: Book, tmp_path: Path) -> None:
    rows = [
        ["2023年王楼镇村干部名册"],
        ["序号", "行政村", "姓名", "性别", "学历", "职务", "是否一肩挑", "手机号码"],
        [1, "黄寺村", "张一", "男", "初中", "党支部书记", "是", "13837300001"],
        [2, None, "张二", "男", "小学", "村委会副主任", "", "13837300002"],
        [3, None, "张四", "女", "中专", "妇女主任", "", "13837300003"],
        [4, "东屯村", "赵一", "男", "高中", "支部书记、村委会主任", "√", "13837300004"],
        [5, None, "赵二", "女", "大专", "会计", "否", "13837300005"],
    ]
    file = table(tmp_path / "a.xlsx", rows, merged=["A1:H1", "B3:B5", "B6:B7"])
    assert counts(taken(book, "cadre", file)) == (0, 5, 0, 0, 0)
    people = records(book, "cadre")
    assert [people[name]["unit"] for name in ("张一", "张二", "张四", "赵一", "赵二")] == [
        HUANGSI, HUANGSI, HUANGSI, DONGTUN, DONGTUN,
    ]  # fmt: skip
    assert people["赵一"].lines["appointments"][0]["dual_post"] is True
    assert posts(people["赵一"]) == ["dual"]
    assert people["赵二"]["education"] == "college"
    assert posts(people["赵二"]) == ["clerk"]


def test_a_roster_whose_village_is_only_written_once(book: Book, tmp_path: Path) -> None:
    rows = [
        ["村名", "姓名", "性别", "职务"],
        ["黄寺村", "张一", "男", "村支书"],
        [None, "张二", "男", "村主任"],
        ["王楼村", "王一", "女", "村支书"],
        [None, "王二", "男", "文书"],
    ]
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", rows))
    assert counts(done) == (0, 4, 0, 0, 0)
    people = records(book, "cadre")
    assert people["张二"]["unit"] == HUANGSI
    assert people["王二"]["unit"] == WANGLOU
    assert codes(done) == {"place_above"}


def test_a_roster_in_groups_with_a_subtitle_for_each_village(book: Book, tmp_path: Path) -> None:
    rows = [
        ["王楼镇村级干部一览表"],
        ["序号", "姓名", "性别", "出生年月", "现任职务", "备注"],
        [1, 2, 3, 4, 5, 6],
        ["一、黄寺村（2人）"],
        [1, "张一", "男", "197508", "党支部书记", None],
        [2, "张二", "女", "198001", "妇联主席", None],
        ["小计", "2人"],
        ["二、王楼村（1人）"],
        [1, "王一", "男", 1983.1, "村委会主任", None],
        ["三、镇直"],
        [1, "孙一", "男", 1988.02, "包村干部", None],
        ["总  计", "4人"],
    ]
    merged = ["A1:F1", "A4:F4", "A8:F8", "A10:F10"]
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", rows, merged=merged))
    assert counts(done) == (0, 4, 0, 0, 0)
    people = records(book, "cadre")
    assert [people[name]["unit"] for name in ("张一", "张二", "王一", "孙一")] == [
        HUANGSI, HUANGSI, WANGLOU, TOWN,
    ]  # fmt: skip
    assert people["张一"]["birth_date"] == date(1975, 8, 1)
    assert people["王一"]["birth_date"] == date(1983, 10, 1)  # the other month has two digits


def test_a_roster_with_three_heading_rows_starting_in_column_b(book: Book, tmp_path: Path) -> None:
    rows = lines(
        f"""


|村（社区）“两委”成员信息采集表
|序号|乡镇（街道）|村（社区）|基本情况||||任职情况|||政治情况||联系方式
||||姓名|性别|出生||职务|时间|任职文号|政治面貌|入党时间
||||||年月|身份证号
|1|王楼镇|黄寺村|张三|男|'1975.8|'{ZHANG}|书记|'2021.3|王发〔2021〕5号|中共党员\\
|'1996.7|'13837301234
|2|王楼镇|王楼村|李小梅|女|'1982.10|'{LI}|妇联主席|'2021.3||群众||'13837301235
"""
    )
    merged = ["B3:N3", "B4:B6", "C4:C6", "D4:D6", "E4:H4", "I4:K4", "L4:M4", "N4:N6", "E5:E6",
              "F5:F6", "G5:H5", "I5:I6", "J5:J6", "K5:K6", "L5:L6", "M5:M6"]  # fmt: skip
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", rows, merged=merged))
    assert counts(done) == (0, 2, 0, 0, 0)
    zhang = records(book, "cadre")["张三"]
    line = zhang.lines["appointments"][0]
    assert zhang["birth_date"] == date(1975, 8, 1)
    assert zhang["joined_party_on"] == date(1996, 7, 1)
    assert (line["post"], line["started_on"], line["appointing_doc"]) == (
        "secretary", date(2021, 3, 1), "王发〔2021〕5号",
    )  # fmt: skip
    assert records(book, "cadre")["李小梅"]["unit"] == WANGLOU


def test_two_rows_of_one_person_are_one_person_with_two_posts(book: Book, tmp_path: Path) -> None:
    rows = [
        ["村", "姓名", "身份证号", "职务", "任职时间"],
        ["黄寺村", "张三", ZHANG, "党支部书记", "2018-06-01"],
        ["黄寺村", "张三", ZHANG, "村委会主任", "2021-03-01"],
        ["黄寺村", "李小梅", LI, "妇联主席", "2021-03-01"],
        [None, None, None, "村文书", "2021-03-01"],
    ]
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", rows))
    assert counts(done) == (0, 2, 0, 0, 0)
    assert done.rows == 4
    people = records(book, "cadre")
    assert posts(people["张三"]) == ["secretary", "director"]
    assert posts(people["李小梅"]) == ["women_chair", "clerk"]


def test_two_persons_of_one_name_are_told_by_their_birth_date(book: Book, tmp_path: Path) -> None:
    rows = [
        ["村", "姓名", "性别", "出生日期", "职务"],
        ["黄寺村", "张伟", "男", "1975-08-12", "党支部书记"],
        ["黄寺村", "张伟", "男", "1990-01-30", "村文书"],
        ["王楼村", "张伟", "男", "1980-01-01", "村文书"],
    ]
    assert counts(taken(book, "cadre", table(tmp_path / "a.xlsx", rows))) == (0, 3, 0, 0, 0)
    assert len(book.records.find("cadre")) == 3


def test_a_name_that_is_twice_with_different_phones_is_refused_with_both_rows(
    book: Book, tmp_path: Path
) -> None:
    rows = [
        ["村", "姓名", "性别", "职务", "电话"],
        ["黄寺村", "张伟", "男", "党支部书记", "13837300001"],
        ["黄寺村", "张伟", "男", "村文书", "13837300002"],
    ]
    done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", rows))
    assert counts(done) == (0, 0, 0, 0, 1)
    [reason] = blocking(done)
    assert "第 3 行" in reason
    assert "第 2 行" in reason
    assert "13837300001" in reason
    assert book.records.find("cadre") == []


def test_a_village_takes_its_own_roster_in_without_knowing_any_unit(tmp_path: Path) -> None:
    rows = [
        ["黄寺村村干部基本情况表"],
        ["序号", "乡镇", "所在村", "姓名", "性别", "职务"],
        [1, "王楼镇", "黄寺", "张一", "男", "村支书"],
        [2, "〃", "〃", "张二", "女", "同上"],
    ]
    with village_book(tmp_path) as book:
        file = table(tmp_path / "a.xlsx", rows, merged=["A1:F1"])
        assert counts(taken(book, "cadre", file)) == (0, 2, 0, 0, 0)
        people = records(book, "cadre")
        assert {one["unit"] for one in people.values()} == {HUANGSI}
        assert posts(people["张二"]) == ["secretary"]


def test_a_list_of_one_village_belongs_to_it_by_its_fill_in_line_or_title(
    book: Book, tmp_path: Path
) -> None:
    said = table(
        tmp_path / "a.xlsx",
        [
            ["村干部花名册"],
            ["单位：黄寺村委会"],
            ["姓名", "性别", "职务"],
            ["张一", "男", "村支书"],
        ],
    )
    titled = table(
        tmp_path / "b.xlsx",
        [["王楼村村干部花名册"], ["姓名", "性别", "职务"], ["王一", "男", "主任"]],
    )
    by_sheet = table(
        tmp_path / "c.xlsx", [["姓名", "性别", "职务"], ["赵一", "男", "主任"]], sheet="东屯村"
    )
    for file in (said, titled, by_sheet):
        assert counts(taken(book, "cadre", file))[1] == 1
    people = records(book, "cadre")
    assert [people[name]["unit"] for name in ("张一", "王一", "赵一")] == [
        HUANGSI,
        WANGLOU,
        DONGTUN,
    ]


def test_a_village_nobody_knows_is_refused_with_its_row_and_the_nearest_name(
    book: Book, tmp_path: Path
) -> None:
    rows = [["村名", "姓名", "性别"], ["黄寺村", "张一", "男"], ["黄丝村", "李一", "男"]]
    done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", rows))
    assert counts(done) == (0, 0, 0, 0, 1)
    [reason] = blocking(done)
    assert all(word in reason for word in ("第 3 行", "所属单位", "黄丝村", "“黄寺村”"))


def test_villages_of_one_name_are_told_by_their_town(tmp_path: Path) -> None:
    with town_book(tmp_path) as book:
        add(book, "unit", code="410726105000", name="司寨乡", level="town")
        add(book, "unit", code="410726105201", name="黄寺村", level="village")
        rows = [
            ["乡镇", "村", "姓名", "性别"],
            ["王楼镇", "黄寺村", "张一", "男"],
            ["司寨乡", "黄寺村", "司一", "男"],
            ["司寨乡", None, "司二", "女"],
        ]
        file = table(tmp_path / "a.xlsx", rows)
        done = taken(book, "cadre", file)
        assert counts(done) == (0, 3, 0, 0, 0)
        people = records(book, "cadre")
        assert people["司二"]["unit"] == "410726105000"
        assert people["张一"]["unit"] == HUANGSI
        assert people["司一"]["unit"] == "410726105201"
        bare = importing.run(
            book, "cadre", table(tmp_path / "b.xlsx", [["村", "姓名"], ["黄寺村", "某某"]])
        )
        assert "2 个单位" in blocking(bare)[0]


def test_numbers_that_excel_ruined_are_refused_and_others_taken_when_bad_rows_are_skipped(
    book: Book, tmp_path: Path
) -> None:
    rows = [
        ["村", "姓名", "身份证号", "银行卡号", "职务"],
        ["黄寺村", "张三", ZHANG, "6228480012345678901", "村支书"],
        ["黄寺村", "李四", 410726198210050000, "6228480012345678902", "文书"],
        ["黄寺村", "王五", "4.10726E+17", None, "委员"],
        ["黄寺村", "赵六", "410726750812003", None, "委员"],
        ["黄寺村", "孙七", WANG, 6228480012345678901, "委员"],
    ]
    file = table(tmp_path / "a.xlsx", rows)
    assert counts(importing.run(book, "cadre", file)) == (0, 0, 0, 0, 4)
    done = importing.run(book, "cadre", file, skip_bad=True)
    assert counts(done) == (0, 1, 0, 0, 4)
    assert list(records(book, "cadre")) == ["张三"]
    assert sum("末尾几位已经丢失" in reason for reason in blocking(done)) == 3
    assert done.error_file is not None
