"""A town answers, a village takes the answer in, mends, and answers each comment."""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.cli import receipt_arguments
from ruraldesk.errors import Level
from ruraldesk.exchange import receipt as receipt_file
from ruraldesk.exchange.answers import LONGEST_TEXT
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.package import read_package
from ruraldesk.exchange.receipt import Receipt, read_receipt, write_receipt
from ruraldesk.exchange.refusals import DamagedPackage, ForgedPackage, NotForUs
from ruraldesk.services import months
from ruraldesk.services.answering import OPEN_COMMENT, NotToAnswer, answer, unanswered
from ruraldesk.services.checking import check
from ruraldesk.services.comments import (
    BadText,
    Comment,
    CommentLevel,
    NoSuchPlace,
    NothingReported,
    NotToSettle,
    comment,
    comments,
    place_of,
    settle,
)
from ruraldesk.services.identity import StrangeKey, identity_of, key_of_unit, renew, trust_key
from ruraldesk.services.merging import Said, merge
from ruraldesk.services.packaging import package
from ruraldesk.services.putting import UnknownForm
from ruraldesk.services.receipts import (
    NothingToMend,
    accept,
    decide,
    receipts,
    receive,
    send_back,
    waiting_receipts,
)
from ruraldesk.services.receiving import OlderReceipt, OtherUnit, UnknownPackage, WrongOffice
from ruraldesk.store.book import Book
from ruraldesk.store.comments import NoSuchComment
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.months import MonthAct, MonthState
from ruraldesk.store.receipts import ReceiptVerdict
from ruraldesk.store.stale import NoSuchRecord
from ruraldesk.store.taken import ACCEPTED, RETURNED
from ruraldesk.texts.clean import find_control
from tests.services.answers_down import COUNTY, MONTH, Between, between, book_for, copied
from tests.store.closing import closing_book, closing_definitions
from tests.store.reports import enter
from tests.store.village import HUANGSI, TOWN, WANGLOU

SAID = st.text(min_size=1, max_size=200).filter(lambda one: one.strip() and not find_control(one))


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    """Both books, before anything was reported."""
    with between(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both books, the village's November taken in; nobody writes into it."""
    folder = tmp_path_factory.mktemp("十一月")
    with between(folder) as made:
        made.report()
    return folder


@pytest.fixture
def reported(november: Path, tmp_path: Path) -> Iterator[Between]:
    """Both books, the village's November taken in."""
    with copied(november, tmp_path / "两级") as made:
        yield made


def asks(two: Between, text: str = "金额与批复不符。", **more: str) -> str:
    """Write a comment on the road's name that must be mended; return its UUID."""
    return comment(two.town, HUANGSI, MONTH, "project", two.road, "name", text, **more).uuid  # type: ignore[arg-type]


def returned(two: Between, text: str = "金额与批复不符。") -> str:
    """Return the village's month with a comment; return the comment's UUID."""
    made = asks(two, text)
    send_back(two.town, HUANGSI, MONTH)
    two.carried()
    return made


def altered(two: Between, path: Path, **other: object) -> Path:
    """Write the receipt again with other values, signed by the town."""
    receipt = read_receipt(path, [identity_of(two.village)])
    write_receipt(path, replace(receipt, **other), identity_of(two.town))  # type: ignore[arg-type]
    return path


def test_files_books_and_commands_use_the_same_words() -> None:
    assert tuple(CommentLevel) == receipt_file.LEVELS == receipt_arguments.LEVELS
    assert tuple(ReceiptVerdict) == receipt_file.VERDICTS == (ACCEPTED, RETURNED)


# What the town says


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


# Where a comment may stand


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_TEXT + 1), "a\x00b"])
def test_what_says_nothing_or_cannot_be_kept_is_refused(reported: Between, text: str) -> None:
    with pytest.raises(BadText):
        asks(reported, text)
    made = asks(reported)
    send_back(reported.town, HUANGSI, MONTH)
    reported.carried()
    with pytest.raises(BadText):
        answer(reported.village, made, text)


def test_a_place_that_is_not_there_is_told(reported: Between) -> None:
    town, road = reported.town, reported.road
    with pytest.raises(UnknownForm):
        comment(town, HUANGSI, MONTH, "projekt", "", "", "?")
    with pytest.raises(NoSuchRecord):
        comment(town, HUANGSI, MONTH, "project", str(uuid.uuid4()), "", "?")
    with pytest.raises(NoSuchPlace, match="name"):
        comment(town, HUANGSI, MONTH, "project", road, "nama", "?")
    with pytest.raises(NoSuchPlace, match="outputs"):
        comment(town, HUANGSI, MONTH, "project", road, "", "?", lines="output")
    with pytest.raises(NoSuchPlace):
        comment(town, HUANGSI, MONTH, "project", road, "", "?", lines="outputs", line="nobody")
    with pytest.raises(NoSuchPlace):
        comment(town, HUANGSI, MONTH, "", road, "", "?")
    assert comments(town, HUANGSI) == []


def test_a_neighbours_record_is_not_told_to_a_village(reported: Between) -> None:
    other = enter(reported.town, "person", unit=WANGLOU, name="邻村人")
    with pytest.raises(NoSuchPlace, match=WANGLOU):
        comment(reported.town, HUANGSI, MONTH, "person", other, "", "?")


def test_only_its_office_settles_a_comment_and_only_its_unit_answers(reported: Between) -> None:
    made = returned(reported)
    with pytest.raises(NotToAnswer, match=HUANGSI):
        answer(reported.town, made, "代答")
    with pytest.raises(NotToSettle, match="王楼镇"):
        settle(reported.village, made)
    with pytest.raises(NoSuchComment):
        answer(reported.village, str(uuid.uuid4()), "答")
    settle(reported.town, made)
    reported.carried()
    with pytest.raises(NotToAnswer, match="王楼镇"):
        answer(reported.village, made, "已改")


# Mending, answering, and handing in again


def test_a_month_is_not_closed_before_what_must_be_mended_is_answered(reported: Between) -> None:
    made = returned(reported)
    months.reopen(reported.village, MONTH, "按回执更正")

    closed = months.close(reported.village, MONTH)

    assert closed.refused
    [problem] = [one for one in closed.problems if one.code == OPEN_COMMENT]
    assert (problem.level, problem.form, problem.record) == (
        Level.BLOCK,
        "project",
        reported.road,
    )
    assert problem.field == "name"
    assert made in problem.message
    answer(reported.village, made, "已改")
    assert not months.close(reported.village, MONTH).refused


def test_what_is_only_to_be_looked_at_keeps_no_month_open(reported: Between) -> None:
    line = {"lines": "outputs", "line": reported.line(1)}
    comment(
        reported.town,
        HUANGSI,
        MONTH,
        "project",
        reported.road,
        "done",
        "看看",
        **line,
        level=CommentLevel.LOOK,
    )
    send_back(reported.town, HUANGSI, MONTH)
    reported.carried()
    months.reopen(reported.village, MONTH, "更正")
    [problem] = unanswered(reported.village, MONTH)
    assert (problem.level, problem.field) == (Level.WARN, "outputs[2].done")
    assert problem in check(reported.village, MONTH)
    assert not months.close(reported.village, MONTH).refused


def test_a_resubmission_carries_each_answer_to_its_comment(reported: Between) -> None:
    first, second = asks(reported), asks(reported, "另一条")
    send_back(reported.town, HUANGSI, MONTH)
    reported.carried()
    months.reopen(reported.village, MONTH, "按回执更正")
    enter(reported.village, "project", reported.road, name="道路硬化（改）")
    answer(reported.village, first, "已按批复改正\n附“批复”。")
    answer(reported.village, second, "原数无误，见附件")

    reported.report()

    told = {one.uuid: one for one in comments(reported.town, HUANGSI, MONTH)}
    assert told[first].answer == "已按批复改正\n附“批复”。"
    assert told[first].answered_by == "黄寺村的人"
    assert told[second].answer == "原数无误，见附件"
    assert reported.town.records.get("project", reported.road)["name"] == "道路硬化（改）"

    accept(reported.town, HUANGSI, MONTH)
    done = reported.carried()
    assert (done.sequence, done.current, done.to_answer) == (2, True, 0)
    assert all(one.settled for one in comments(reported.village))
    assert reported.town.journal.verify_chain() is None


def test_the_package_with_answers_is_the_same_each_time(reported: Between, tmp_path: Path) -> None:
    made = returned(reported)
    months.reopen(reported.village, MONTH, "更正")
    answer(reported.village, made, "已改")
    reported.report()
    answer(reported.village, made, "又想了想")  # after the close: goes with the next package
    names = {package(reported.village, MONTH, tmp_path / place).sha256 for place in ("一", "二")}
    assert len(names) == 1
    assert comments(reported.town, HUANGSI)[0].answer == "已改"


def test_an_answer_after_the_close_goes_up_with_the_next_month(reported: Between) -> None:
    comment(reported.town, HUANGSI, MONTH, "", "", "", "看看", level=CommentLevel.LOOK)
    accept(reported.town, HUANGSI, MONTH)
    reported.carried()
    [one] = comments(reported.village)
    answer(reported.village, one.uuid, "看过了")
    for book in (reported.village, reported.town):
        book.settings["as_of"] = "2024-01-03"
    reported.report("2023-12")
    assert comments(reported.town, HUANGSI, MONTH)[0].answer == "看过了"


def test_a_dry_run_and_a_package_that_is_refused_bring_no_answer(reported: Between) -> None:
    made = returned(reported)
    months.reopen(reported.village, MONTH, "更正")
    answer(reported.village, made, "已改")
    months.close(reported.village, MONTH)
    file = package(reported.village, MONTH, reported.stick).files[0]
    merge(reported.town, [file], dry_run=True)
    assert comments(reported.town, HUANGSI)[0].answer == ""
    merge(reported.town, [file])
    assert comments(reported.town, HUANGSI)[0].answer == "已改"


def test_a_village_answers_no_comment_on_its_neighbour(reported: Between) -> None:
    asks(reported)
    [kept] = comments(reported.town, HUANGSI)
    about_the_neighbour = replace(kept, uuid=str(uuid.uuid4()), unit=WANGLOU)
    reported.town.comments.keep([about_the_neighbour], Act())
    forged = replace(about_the_neighbour, unit=HUANGSI, answer="与我村无关")
    reported.village.comments.keep([forged, replace(kept, answer="已改")], Act())
    months.reopen(reported.village, MONTH, "更正")
    reported.report()
    assert comments(reported.town, WANGLOU) == [about_the_neighbour]
    assert [one.answer for one in comments(reported.town, HUANGSI)] == ["已改"]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=SAID, said=SAID)
def test_any_text_goes_down_and_any_answer_comes_up_unchanged(
    reported: Between, text: str, said: str
) -> None:
    made = returned(reported, text)
    [down] = [one for one in comments(reported.village) if one.uuid == made]
    assert down.text == text
    months.reopen(reported.village, MONTH, "更正")
    answer(reported.village, made, said)
    reported.report()
    [up] = [one for one in comments(reported.town, HUANGSI) if one.uuid == made]
    assert (up.text, up.answer) == (text, said)


# A month that is reopened after it was accepted


def test_a_month_reopened_after_acceptance_stays_open_whatever_its_receipt_says(
    reported: Between,
) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    receive(reported.village, one.path)
    months.reopen(reported.village, MONTH, "漏报一笔")

    again = receive(reported.village, one.path)

    assert (again.again, again.current, again.changed) == (True, False, 0)
    assert again.status.state is MonthState.OPEN
    assert "接收过" in again.message


def test_a_receipt_that_comes_after_the_month_was_reopened_is_kept_and_moves_nothing(
    reported: Between,
) -> None:
    made = asks(reported)
    send_back(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    months.reopen(reported.village, MONTH, "自己发现了错误")

    done = receive(reported.village, one.path)

    assert (done.again, done.current, done.changed) == (False, False, 1)
    assert done.status.state is MonthState.OPEN
    assert "状态不变" in done.message
    assert months.close(reported.village, MONTH).refused  # the comment is there to be answered
    answer(reported.village, made, "已改")
    closed = months.close(reported.village, MONTH)
    assert (closed.refused, closed.sequence) == (False, 2)
    again = receive(reported.village, one.path)
    assert again.status.state is MonthState.CLOSED


def test_at_the_town_a_correction_after_acceptance_waits_for_a_new_answer(
    reported: Between,
) -> None:
    accept(reported.town, HUANGSI, MONTH)
    first = shutil.copy(reported.written().receipts[0].path, reported.stick / "旧.rdr")
    receive(reported.village, Path(first))
    months.reopen(reported.village, MONTH, "漏报一笔")
    enter(reported.village, "person", name="漏报的人")
    reported.report()

    assert [one.sequence for one in reported.written().waiting] == [2]
    assert receive(reported.village, Path(first)).status.state is MonthState.CLOSED
    accept(reported.town, HUANGSI, MONTH)
    assert reported.carried().status.state is MonthState.ACCEPTED
    acts = [one.act for one in reported.village.months.acts(MONTH)]
    assert acts.count(MonthAct.ACCEPT) == 2


# What waits on a stick


def test_a_stick_holds_new_receipts_old_ones_and_those_of_others(
    reported: Between, tmp_path: Path
) -> None:
    returned(reported)
    old = Path(shutil.copy(next(reported.stick.glob("*回执.rdr")), reported.stick / "旧.RDR"))
    accept(reported.town, HUANGSI, MONTH)
    [new] = reported.written().receipts
    broken = reported.stick / "坏.rdr"
    broken.write_bytes(old.read_bytes()[:-1])
    receipt = read_receipt(new.path, [identity_of(reported.village)])
    neighbour = replace(receipt, unit=WANGLOU, unit_name="王楼村")
    for name, envelope in (
        ("邻村", None),
        ("邻村密", Envelope(to=WANGLOU, key=new_identity().public)),
        ("旧密钥", Envelope(to=HUANGSI, key=new_identity().public)),
    ):
        about = neighbour if "邻" in name else receipt
        path = reported.stick / "镇里" / f"{name}.rdr"
        write_receipt(path, about, identity_of(reported.town), envelope)

    waiting = waiting_receipts(reported.village, reported.stick)

    assert [path.name for path in waiting] == ["坏.rdr", "旧密钥.rdr", new.path.name]
    receive(reported.village, waiting[-1])
    assert [path.name for path in waiting_receipts(reported.village, reported.stick)] == [
        "坏.rdr",
        "旧密钥.rdr",
    ]


def test_answers_lie_in_the_archive_of_a_book_with_a_password_and_nobody_else_reads_them(
    tmp_path: Path,
) -> None:
    said = "只有镇里该看到的答复"
    with closing_book(tmp_path, password="粮仓 2023", today=date(2023, 12, 3)) as book:
        about = Comment(
            uuid=str(uuid.uuid4()),
            unit=HUANGSI,
            month=MONTH,
            sequence=1,
            level=CommentLevel.MEND,
            text="？",
            time="2023-12-01T09:00:00+08:00",
            operator="",
            office=TOWN,
            office_name="王楼镇",
        )
        book.comments.keep([about], Act())
        answer(book, about.uuid, said)
        assert not months.close(book, MONTH).refused
        files = [path for path in book.paths.archive.rglob("*") if path.is_file()]
        assert not any(said.encode() in path.read_bytes() for path in files)
        made = package(book, MONTH, tmp_path / "U 盘").files[0]
    with read_package(made) as opened:
        assert said.encode() in opened.read("answers.json")


# Between town and county


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


# What is no receipt for this book


def test_the_same_receipt_again_changes_nothing(reported: Between) -> None:
    made = returned(reported)
    answer(reported.village, made, "已改")
    head = reported.village.journal.head()
    done = reported.carried()
    assert (done.again, done.current, done.changed) == (True, True, 0)
    assert reported.village.journal.head() == head
    assert comments(reported.village)[0].answer == "已改"


def test_a_receipt_that_a_power_cut_left_half_taken_in_is_finished(
    reported: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts

    class PowerCut(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(months, "accepted", cut)
        with pytest.raises(PowerCut):
            receive(reported.village, one.path)
    assert receive(reported.village, one.path).status.state is MonthState.ACCEPTED


def test_an_older_receipt_after_a_newer_one_is_refused(reported: Between) -> None:
    returned(reported)
    old = Path(shutil.copy(next(reported.stick.glob("*回执.rdr")), reported.stick / "旧.rdr"))
    elder = altered(reported, old, made="2001-01-01T00:00:00+08:00")
    accept(reported.town, HUANGSI, MONTH)
    reported.carried()

    with pytest.raises(OlderReceipt, match="2001-01-01"):
        receive(reported.village, elder)
    assert months.state(reported.village, MONTH).state is MonthState.ACCEPTED


def test_the_office_may_change_its_mind(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    reported.carried()
    asks(reported)
    send_back(reported.town, HUANGSI, MONTH)
    assert reported.carried().status.state is MonthState.RETURNED
    accept(reported.town, HUANGSI, MONTH)
    assert reported.carried().status.state is MonthState.ACCEPTED


def test_a_receipt_for_another_unit_is_refused(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    with pytest.raises(OtherUnit, match="王楼村"):
        receive(reported.village, altered(reported, one.path, unit=WANGLOU, unit_name="王楼村"))


def test_an_encrypted_receipt_for_another_unit_is_refused(
    reported: Between, tmp_path: Path
) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    folder = tmp_path / "邻村"
    folder.mkdir()
    with (
        book_for(folder, WANGLOU, "王楼村", "village", TOWN) as other,
        pytest.raises(NotForUs, match=HUANGSI),
    ):
        receive(other, one.path)


def test_a_receipt_of_another_office_is_refused(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    with pytest.raises(WrongOffice, match="邻镇"):
        receive(
            reported.village,
            altered(reported, one.path, office="410726105000", office_name="邻镇"),
        )


def test_a_receipt_for_a_package_that_this_book_never_made_is_refused(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    for other in ({"package": "ab" * 32}, {"sequence": 2}, {"month": "2023-10"}):
        path = Path(shutil.copy(one.path, reported.stick / "别的.rdr"))
        with pytest.raises(UnknownPackage):
            receive(reported.village, altered(reported, path, **other))
    assert key_of_unit(reported.village, TOWN) is None
    assert reported.village.receipts.of(HUANGSI) == []


def test_a_second_copy_of_the_book_does_not_take_the_others_receipt(
    two: Between, tmp_path: Path
) -> None:
    copy = tmp_path / "副本.rdb"
    two.village.close()
    shutil.copyfile(two.village.path, copy)
    with Book.open(two.village.path, closing_definitions()) as first:
        Between(two.town, first, two.stick, two.road).report()
    accept(two.town, HUANGSI, MONTH)
    [one] = two.written().receipts
    with Book.open(copy, closing_definitions()) as second:
        enter(second, "person", name="只在副本里的人")
        months.close(second, MONTH)
        package(second, MONTH, tmp_path / "副本")
        with pytest.raises(UnknownPackage, match="另一份账本"):
            receive(second, one.path)


def test_the_first_key_is_kept_and_another_one_refused_until_it_is_taken_in(
    reported: Between,
) -> None:
    returned(reported)
    assert key_of_unit(reported.village, TOWN) == identity_of(reported.town).public
    new = renew(reported.town)
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    with pytest.raises(StrangeKey, match=TOWN):
        receive(reported.village, one.path)
    assert months.state(reported.village, MONTH).state is MonthState.RETURNED
    trust_key(reported.village, TOWN, new.public)
    assert receive(reported.village, one.path).status.state is MonthState.ACCEPTED


def test_a_key_that_came_with_a_pack_is_the_one_that_counts(reported: Between) -> None:
    trust_key(reported.village, TOWN, new_identity().public)
    accept(reported.town, HUANGSI, MONTH)
    with pytest.raises(StrangeKey):
        reported.carried()


def test_a_receipt_that_somebody_changed_is_forged(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    receipt: Receipt = read_receipt(one.path, [identity_of(reported.village)])
    write_receipt(one.path, receipt, new_identity())
    with pytest.raises(ForgedPackage):
        receive(reported.village, one.path)


def test_a_damaged_receipt_changes_nothing(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    whole = bytearray(one.path.read_bytes())
    whole[len(whole) // 2] ^= 1
    one.path.write_bytes(whole)
    head = reported.village.journal.head()
    with pytest.raises(DamagedPackage):
        receive(reported.village, one.path)
    assert reported.village.journal.head() == head


def test_a_comment_of_another_office_is_not_overwritten_by_a_receipt(reported: Between) -> None:
    asks(reported)
    send_back(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    [kept] = comments(reported.town, HUANGSI)
    mine = replace(kept, office="410726105000", text="别的单位的意见")
    reported.village.comments.keep([mine], Act())
    with pytest.raises(DamagedPackage):
        receive(reported.village, one.path)
    assert comments(reported.village) == [mine]


def test_a_book_that_is_open_elsewhere_takes_no_receipt(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    [one] = reported.written().receipts
    reported.village.close()
    with (
        Book.open(reported.village.path, closing_definitions(), read_only=True) as reader,
        pytest.raises(ReadOnlyBook),
    ):
        receive(reader, one.path)


def test_the_next_package_is_encrypted_for_the_office_that_answered(reported: Between) -> None:
    accept(reported.town, HUANGSI, MONTH)
    reported.carried()
    months.reopen(reported.village, MONTH, "更正")
    made = reported.report()
    assert made.encrypted
    with pytest.raises(NotForUs, match=TOWN):
        read_package(made.files[0], [identity_of(reported.village)])


def test_a_correction_of_a_package_brought_no_second_copy(reported: Between) -> None:
    returned(reported)
    [verdict] = merge(reported.town, [next(reported.stick.glob("*.rdp"))]).files
    assert verdict.verdict is Said.SAME
