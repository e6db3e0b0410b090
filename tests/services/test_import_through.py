"""Rosters that describe the people they name: these are found, or made together with the rows."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import (
    HUANGSI,
    WANGLOU,
    add,
    blocking,
    id_number,
    lines,
    only,
    records,
    table,
    taken,
    town_book,
)

ZHANG = id_number(date(1975, 8, 12), 3)
LI = id_number(date(1982, 10, 5), 24)
WANG = id_number(date(1990, 1, 30), 17)
OLD = id_number(date(1950, 3, 2), 11)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def _branch(book: Book) -> Record:
    return add(book, "party_branch", name="黄寺村党支部", kind="branch", state="active")


ROSTER = f"""
黄寺村党员花名册
序号 | 姓名 | 性别 | 身份证号 | 出生日期 | 学历 | 所在党支部 | 党员类别 | 入党时间 | 联系电话
1 | 张建国 | 男 | '{ZHANG} | 1975-08-12 | 高中 | 黄寺村党支部 | 正式党员 | 2001-07-01 | 13803730001
2 | 李秀英 | 女 | '{LI} | 1982-10-05 | 大专 | 黄寺村党支部 | 正式党员 | 2008-07-01 | 13803730002
"""


def test_a_roster_of_party_members_brings_the_persons(book: Book, tmp_path: Path) -> None:
    _branch(book)
    done = taken(book, "party_member", table(tmp_path / "党员.xlsx", lines(ROSTER)))
    assert (done.added, done.forms["person"].added) == (2, 2)
    told = [one.message for one in done.problems if one.code == "made_besides"]
    assert told == ["“人员台账”另新建 2 条，补全 0 条，都是表中各行写明的。"]
    persons = {one["name"]: one for one in records(book, "person").values()}
    zhang = persons["张建国"]
    assert (zhang["id_number"], zhang["sex"], zhang["education"]) == (ZHANG, "male", "senior")
    assert (zhang["unit"], zhang["phone"]) == (HUANGSI, "13803730001")
    assert {one["person"] for one in book.records.find("party_member")} == {
        one.uuid for one in persons.values()
    }


def test_a_person_the_book_has_is_found_and_only_completed(book: Book, tmp_path: Path) -> None:
    _branch(book)
    add(book, "person", name="张建国", id_number=ZHANG, phone="13900000009")
    add(book, "person", name="李秀英", sex="female")
    done = importing.run(book, "party_member", table(tmp_path / "党员.xlsx", lines(ROSTER)))
    assert not blocking(done), blocking(done)
    assert (done.forms["person"].added, done.forms["person"].changed) == (0, 2)
    persons = {one["name"]: one for one in records(book, "person").values()}
    assert persons["张建国"]["phone"] == "13900000009"
    assert persons["李秀英"]["id_number"] == LI
    assert "kept" in {one.code for one in done.problems}


def test_a_number_that_belongs_to_somebody_else_refuses_the_row(book: Book, tmp_path: Path) -> None:
    _branch(book)
    add(book, "person", name="王大力", id_number=ZHANG)
    done = importing.run(
        book, "party_member", table(tmp_path / "党员.xlsx", lines(ROSTER)), skip_bad=True
    )
    assert (done.added, done.refused) == (1, 1)
    assert "王大力" in blocking(done)[0]
    assert "张建国" in blocking(done)[0]


def test_people_of_one_name_in_two_villages_stay_two(book: Book, tmp_path: Path) -> None:
    _branch(book)
    other = add(book, "person", name="张建国", sex="male", unit=WANGLOU)
    done = taken(book, "party_member", table(tmp_path / "党员.xlsx", lines(ROSTER)))
    assert done.forms["person"].added == 2
    assert len(records(book, "person")) == 3
    assert book.records.get("person", other.uuid)["id_number"] is None


def test_monitored_households_bring_the_household_and_its_head(book: Book, tmp_path: Path) -> None:
    rows = f"""
    黄寺村监测对象台账
    户主姓名 | 身份证号 | 性别 | 村民组 | 监测对象类别 | 风险类型 | 识别时间
    张建国 | '{ZHANG} | 男 | 三组 | 突发严重困难户 | 因病 | 2024-03-01
    """
    done = taken(book, "monitoring_household", table(tmp_path / "监测.xlsx", lines(rows)))
    assert {key: one.added for key, one in done.forms.items()} == {
        "monitoring_household": 1,
        "household": 1,
        "person": 1,
    }
    household, person = only(book, "household"), only(book, "person")
    assert (household["head"], household["group_name"]) == (person.uuid, "三组")
    assert person["id_number"] == ZHANG
    assert only(book, "monitoring_household")["household"] == household.uuid


def test_a_roster_of_households_brings_their_people(book: Book, tmp_path: Path) -> None:
    rows = f"""
    黄寺村农户花名册
    户主姓名 | 村民组 | 姓名 | 身份证号 | 性别 | 与户主关系 | 联系电话
    张建国 | 一组 | 张建国 | '{ZHANG} | 男 | 户主 | 13803730001
    张建国 | 一组 | 李秀英 | '{LI} | 女 | 配偶 | 13803730002
    王磊 | 二组 | 王磊 | '{WANG} | 男 | 户主 | 13803730003
    """
    done = taken(book, "household", table(tmp_path / "农户.xlsx", lines(rows)))
    assert (done.added, done.forms["person"].added) == (2, 3)
    persons = {one["name"]: one.uuid for one in records(book, "person").values()}
    heads = {one["head"]: one for one in records(book, "household").values()}
    assert set(heads) == {persons["张建国"], persons["王磊"]}
    members = heads[persons["张建国"]].lines["members"]
    assert [one["person"] for one in members] == [persons["张建国"], persons["李秀英"]]
    assert book.records.get("person", persons["李秀英"])["phone"] == "13803730002"


def test_payees_of_a_subsidy_become_persons(book: Book, tmp_path: Path) -> None:
    add(
        book,
        "subsidy_scheme",
        name="高龄津贴",
        kind="elder",
        holder="person",
        measure="person_month",
        standard=Decimal(50),
        effective_on=date(2023, 1, 1),
    )
    rows = f"""
    黄寺村高龄津贴发放表
    补贴名称 | 批次 | 期间起 | 期间止 | 姓名 | 身份证号 | 性别 | 银行卡号 | 金额（元）
    高龄津贴 | 2026年1月 | 2026-01-01 | 2026-01-31 | 赵玉兰 | '{OLD} | 男 | '6228480000000001 | 50
    高龄津贴 | 2026年1月 | 2026-01-01 | 2026-01-31 | 张建国 | '{ZHANG} | 男 | '6228480000000002 | 50
    """
    done = taken(book, "subsidy_payment", table(tmp_path / "发放.xlsx", lines(rows)))
    assert (done.added, done.forms["person"].added) == (1, 2)
    persons = {one["name"]: one for one in records(book, "person").values()}
    assert persons["赵玉兰"]["bank_card"] == "6228480000000001"
    payees = only(book, "subsidy_payment").lines["payees"]
    assert [one["person"] for one in payees] == [persons["赵玉兰"].uuid, persons["张建国"].uuid]


def test_a_column_of_one_year_joins_what_the_table_says_of_that_year(
    book: Book, tmp_path: Path
) -> None:
    rows = """
    王楼镇各村基本情况一览表（2025年）
    村名 | 总户数 | 党员人数 | 2025年集体经济收入（万元）
    黄寺村 | 412 | 58 | 32.6
    """
    done = importing.run(book, "unit", table(tmp_path / "各村.xlsx", lines(rows)))
    assert not blocking(done), blocking(done)
    village = next(one for one in records(book, "unit").values() if one["code"] == HUANGSI)
    (profile,) = village.lines["profiles"]
    assert (profile["year"], profile["household_count"]) == (2025, 412)
    assert profile["income_collective"] == Decimal(326000)


def test_words_in_place_of_a_share_are_taken_and_told(book: Book, tmp_path: Path) -> None:
    rows = """
    项目进度表
    项目名称 | 所在村 | 项目类别 | 总投资（万元） | 工程形象进度
    冷库建设 | 黄寺村 | 产业 | 80 | 未开工
    道路硬化 | 黄寺村 | 基础设施 | 60 | 已完工
    """
    done = importing.run(book, "project", table(tmp_path / "项目.xlsx", lines(rows)))
    assert not blocking(done), blocking(done)
    assert [one.code for one in done.problems].count("approximate") == 2
