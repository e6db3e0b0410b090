"""Reminders say on paper who, which month, due when, what to bring."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ruraldesk.definitions.model import Record
from ruraldesk.services.books import create_book
from ruraldesk.services.merging import merge
from ruraldesk.services.receipts import comment, send_back
from ruraldesk.services.reminder_notices import contact_of, missing_reports, write_notices
from ruraldesk.store.book import Book
from tests.services.answers_down import COUNTY, MONTH, book_for
from tests.services.packages import package_of
from tests.store.reports import book_of, enter
from tests.store.village import HUANGSI, TOWN, WANGLOU, add


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with book_for(tmp_path, TOWN, "王楼镇", "town", COUNTY) as book:
        for code, name in ((HUANGSI, "黄寺村"), (WANGLOU, "王楼村")):
            add(book, "unit", code=code, name=name)
        book.settings["as_of"] = "2023-12-08"
        yield book


def pages(file: Path) -> list[str]:
    """Return the words of each page; the letters of a title stand apart."""
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


def test_each_unit_that_lacks_has_a_page_of_its_own(town: Book, tmp_path: Path) -> None:
    target = tmp_path / "催报单.pdf"
    assert write_notices(town, MONTH, target) == 2
    first, second = pages(target)
    assert "黄寺村" in first
    assert "王楼村" in second
    for word in (
        "月度台账催报单",
        "2023年11月",
        "2023年12月5日",
        "已逾期3天",
        "U盘",
        "封面",
        "零报告",
    ):
        assert word in first


def test_one_unit_alone(town: Book, tmp_path: Path) -> None:
    target = tmp_path / "催报单.pdf"
    assert write_notices(town, MONTH, target, units=[WANGLOU]) == 1
    [page] = pages(target)
    assert "黄寺村" not in page


def test_one_list_of_all(town: Book, tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    assert write_notices(town, MONTH, target, as_list=True) == 2
    [page] = pages(target)
    assert "黄寺村未报送已逾期3天没有报送过" in page
    assert "王楼村" in page


def test_before_the_day_the_days_left_are_told(town: Book, tmp_path: Path) -> None:
    town.settings["as_of"] = "2023-12-03"
    target = tmp_path / "催报单.pdf"
    write_notices(town, MONTH, target)
    assert "还有2天" in pages(target)[0]


def test_what_was_returned_is_reminded_of_until_it_comes_again(town: Book, tmp_path: Path) -> None:
    with book_of(tmp_path) as village:
        enter(village, "person", name="张三")
        path, manifest = package_of(village, tmp_path, MONTH)
        merge(town, [path])
        assert [one.unit for one in missing_reports(town, MONTH)] == [WANGLOU]
        comment(town, HUANGSI, MONTH, "", "", "", "请补身份证号")
        send_back(town, HUANGSI, MONTH)
        [returned, _] = missing_reports(town, MONTH)
        assert (returned.unit, returned.returned, returned.asked) == (HUANGSI, True, 1)
        target = tmp_path / "催报单.pdf"
        write_notices(town, MONTH, target)
        assert "已退回，有1处意见待改" in pages(target)[0]
        enter(village, "person", name="李四")
        again, _ = package_of(village, tmp_path, MONTH, 2, after=manifest)
        merge(town, [again])
        assert [one.unit for one in missing_reports(town, MONTH)] == [WANGLOU]


def test_a_notice_says_who_issues_it_and_leaves_room_for_a_contact_that_nobody_knows(
    town: Book, tmp_path: Path
) -> None:
    town.settings["operator"] = "刘科员"
    target = tmp_path / "催报单.pdf"
    write_notices(town, MONTH, target)
    page = pages(target)[0]
    assert "发文单位：王楼镇" in page
    assert "发文日期" in page
    assert "填报" not in page
    assert "承办人：刘科员" in page
    assert "联系人＿" in page


def test_the_contact_is_the_unit_s_clerk_or_its_telephone(tmp_path: Path) -> None:
    with create_book(tmp_path / "镇.rdb", unit=TOWN, name="王楼镇", level="town") as book:
        for code, name, phone in ((HUANGSI, "黄寺村", "0373-5512345"), (WANGLOU, "王楼村", None)):
            add(
                book,
                "unit",
                code=code,
                name=name,
                level="village",
                village_type="cluster_upgrade",
                **({"phone": phone} if phone else {}),
            )
        assert contact_of(book, HUANGSI) == "值班电话 0373-5512345"
        assert contact_of(book, WANGLOU) == ""
        term = Record(values={"post": "clerk", "is_main": True, "started_on": date(2021, 1, 1)})
        saved = book.records.save(
            "cadre",
            Record(
                values={
                    "unit": HUANGSI,
                    "name": "王文书",
                    "sex": "male",
                    "phone": "13800000000",
                },
                lines={"appointments": (term,)},
            ),
        )
        assert not saved.refused, saved.problems
        assert contact_of(book, HUANGSI) == "王文书 13800000000"
