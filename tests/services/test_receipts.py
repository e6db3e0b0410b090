"""A town says accepted or returned, and writes it down for each village."""

from pathlib import Path

import pytest

from ruraldesk.cli import receipt_arguments
from ruraldesk.exchange import receipt as receipt_file
from ruraldesk.exchange.receipt import read_receipt
from ruraldesk.services import months
from ruraldesk.services.answering import answer
from ruraldesk.services.comments import (
    CommentLevel,
    NothingReported,
    comment,
    comments,
    place_of,
    settle,
)
from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import merge
from ruraldesk.services.packaging import package
from ruraldesk.services.receipts import (
    NothingToMend,
    accept,
    decide,
    receipts,
    receive,
    send_back,
)
from ruraldesk.store.months import MonthState
from ruraldesk.store.receipts import ReceiptVerdict
from ruraldesk.store.taken import ACCEPTED, RETURNED
from tests.services.answers_down import COUNTY, MONTH, Between, asks, book_for
from tests.store.reports import enter
from tests.store.village import HUANGSI, TOWN, WANGLOU


def test_files_books_and_commands_use_the_same_words() -> None:
    assert tuple(CommentLevel) == receipt_file.LEVELS == receipt_arguments.LEVELS
    assert tuple(ReceiptVerdict) == receipt_file.VERDICTS == (ACCEPTED, RETURNED)


def test_an_accepted_month_is_accepted_at_the_village(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    assert one.path.name == "黄寺村 2023年11月 第1次 回执.rdr"
    assert (one.verdict, one.sequence, one.encrypted) == (ReceiptVerdict.ACCEPTED, 1, True)

    done = receive(reported.village, one.path)

    assert (done.verdict, done.current, done.again) == (ReceiptVerdict.ACCEPTED, True, False)
    assert done.status.state is MonthState.ACCEPTED
    assert "已接收" in done.message
    assert reported.village.journal.verify_chain() is None
    assert reported.town.journal.verify_chain() is None


def test_a_returned_month_comes_with_its_comments(reported: Between) -> None:
    made = asks(reported)
    on_line = comment(
        reported.town,
        HUANGSI,
        MONTH,
        "project",
        reported.road,
        "done",
        "请核对长度",
        lines="outputs",
        line=reported.line(1),
        level=CommentLevel.LOOK,
    )
    send_back(reported.town, HUANGSI, MONTH)

    done = reported.carried()

    assert (done.verdict, done.changed, done.to_answer) == (ReceiptVerdict.RETURNED, 2, 2)
    assert done.status.state is MonthState.RETURNED
    assert "金额与批复不符" in done.status.reason
    first, second = comments(reported.village, month=MONTH)
    assert (first.uuid, first.record, first.field) == (made, reported.road, "name")
    assert (first.office_name, first.operator) == ("王楼镇", "王楼镇的人")
    assert second == on_line
    assert place_of(reported.village, first) == "项目台账“W01 道路硬化” · 名称"
    assert place_of(reported.village, second).endswith("完成量")


def test_a_comment_may_be_about_a_ledger_or_the_whole_month(reported: Between) -> None:
    comment(reported.town, HUANGSI, MONTH, "", "", "", "封面没有签字")
    comment(reported.town, HUANGSI, MONTH, "dispute", "", "", "少报一条")
    send_back(reported.town, HUANGSI, MONTH)
    reported.carried()
    places = [place_of(reported.village, one) for one in comments(reported.village)]
    assert places == ["整月", "矛盾纠纷排查"]


def test_who_accepted_stands_in_the_journal(reported: Between) -> None:
    asks(reported)
    accept(reported.town, HUANGSI, MONTH)
    with reported.town.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT operator, form, record, after FROM _journal ORDER BY id DESC LIMIT 2"
        ).all()
    assert [(row.operator, row.form) for row in rows] == [
        ("王楼镇的人", "_taken"),
        ("王楼镇的人", "_comments"),
    ]
    assert rows[0].record == HUANGSI
    assert "accepted" in rows[0].after
    assert reported.town.journal.verify_chain() is None


def test_nothing_is_returned_without_saying_why(reported: Between) -> None:
    with pytest.raises(NothingToMend, match="黄寺村"):
        send_back(reported.town, HUANGSI, MONTH)
    settle(reported.town, asks(reported))
    with pytest.raises(NothingToMend):
        send_back(reported.town, HUANGSI, MONTH)


def test_only_what_was_reported_is_answered(reported: Between) -> None:
    for act in (accept, send_back):
        with pytest.raises(NothingReported, match="王楼村"):
            act(reported.town, WANGLOU, MONTH)
    with pytest.raises(NothingReported):
        comment(reported.town, HUANGSI, "2023-12", "", "", "", "早了")
    with pytest.raises(NothingReported):
        receipts(reported.town, MONTH, reported.stick, [WANGLOU])


def test_reports_that_nobody_decided_on_get_no_receipt(reported: Between) -> None:
    done = reported.written()
    assert done.receipts == ()
    assert [one.unit for one in done.waiting] == [HUANGSI]
    assert not list(reported.stick.glob("*.rdr"))


def test_undecided_reports_are_returned_where_something_must_be_mended(reported: Between) -> None:
    asks(reported)
    assert [one.answer for one in decide(reported.town, MONTH)] == ["returned"]
    assert decide(reported.town, MONTH) == []


def test_undecided_reports_are_accepted_where_one_is_only_asked_to_look(reported: Between) -> None:
    comment(reported.town, HUANGSI, MONTH, "", "", "", "看看", level=CommentLevel.LOOK)
    assert [one.answer for one in decide(reported.town, MONTH)] == ["accepted"]
    done = reported.carried()
    assert done.to_answer == 1
    assert "请你核对" in done.message


def test_the_same_answer_makes_the_same_receipt(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    keys = [identity_of(reported.village)]
    [first] = reported.written().receipts
    before = read_receipt(first.path, keys)
    [again] = reported.written().receipts
    assert read_receipt(again.path, keys) == before
    assert len(reported.town.receipts.of(HUANGSI)) == 1


def test_each_later_receipt_is_later_though_the_clock_was_set_back(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    reported.carried()
    with reported.town.writing() as connection:
        connection.exec_driver_sql("UPDATE _receipts SET made = '2099-01-01T00:00:00+08:00'")
    asks(reported)
    send_back(reported.town, HUANGSI, MONTH)
    [later] = reported.written().receipts
    assert read_receipt(later.path, [identity_of(reported.village)]).made > "2099"


def test_villages_of_the_same_name_get_files_of_their_own(two: Between, tmp_path: Path) -> None:
    [unit] = [one for one in two.town.records.find("unit") if one["code"] == WANGLOU]
    enter(two.town, "unit", unit.uuid, name="黄寺村")
    two.report()
    folder = tmp_path / "另一村"
    folder.mkdir()
    with book_for(folder, WANGLOU, "黄寺村", "village", TOWN) as other:
        enter(other, "person", name="李四")
        assert not months.close(other, MONTH).refused
        made = package(other, MONTH, folder)
        merge(two.town, [made.files[0]])
        decide(two.town, MONTH)
        told: list[tuple[int, int, str]] = []
        written = receipts(
            two.town, MONTH, two.stick, progress=lambda *said: told.append(said)
        ).receipts
        assert told == [(0, 2, "黄寺村"), (1, 2, "黄寺村")]
        assert len({one.path for one in written}) == 2
        for book, one in zip((two.village, other), written, strict=True):
            assert receive(book, one.path).current


def test_a_county_answers_a_town_as_a_town_answers_a_village(
    reported: Between, tmp_path: Path
) -> None:
    town, folder = reported.town, tmp_path / "县"
    folder.mkdir()
    with book_for(folder, COUNTY, "延津县", "county", "410700000000") as county:
        enter(county, "unit", code=TOWN, name="王楼镇")
        above = Between(county, town, reported.stick, reported.road)
        above.report()
        made = comment(county, TOWN, MONTH, "project", reported.road, "name", "村里的项目名称不全")
        with pytest.raises(NothingReported):
            comment(county, HUANGSI, MONTH, "", "", "", "不归县里直接管")
        send_back(county, TOWN, MONTH)

        done = above.carried()

        assert (done.verdict, done.current) == (ReceiptVerdict.RETURNED, True)
        assert comments(town) == [made]
        months.reopen(town, MONTH, "按县里意见更正")
        assert months.close(town, MONTH).refused
        answer(town, made.uuid, "已请黄寺村补全")
        above.report()
        [told] = comments(county, TOWN)
        assert told.answer == "已请黄寺村补全"
        accept(county, TOWN, MONTH)
        assert above.carried().current
        assert comments(reported.village) == []  # the town writes to its villages itself
