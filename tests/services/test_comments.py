"""What an office asks stands where it belongs, and the unit's next package answers it."""

import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.errors import Level
from ruraldesk.exchange.answers import LONGEST_TEXT
from ruraldesk.exchange.package import read_package
from ruraldesk.services import months
from ruraldesk.services.answering import OPEN_COMMENT, NotToAnswer, answer, unanswered
from ruraldesk.services.checking import check
from ruraldesk.services.comments import (
    BadText,
    Comment,
    CommentLevel,
    NoSuchPlace,
    NotToSettle,
    comment,
    comments,
    settle,
)
from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import merge
from ruraldesk.services.packaging import package
from ruraldesk.services.putting import UnknownForm
from ruraldesk.services.receipts import (
    accept,
    send_back,
)
from ruraldesk.store.comments import NoSuchComment
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.stale import NoSuchRecord
from ruraldesk.texts.clean import find_control
from tests.services.answers_down import MONTH, Between, asks, returned
from tests.store.closing import closing_book
from tests.store.reports import enter
from tests.store.village import HUANGSI, TOWN, WANGLOU

SAID = st.text(min_size=1, max_size=200).filter(lambda one: one.strip() and not find_control(one))


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
    assert "金额与批复不符" in problem.message
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


def test_an_answer_stays_when_a_later_receipt_does_not_know_of_it(reported: Between) -> None:
    made = returned(reported)
    answer(reported.village, made, "已改")
    asks(reported, "又发现一处")

    done = reported.carried()

    assert (done.again, done.changed, done.to_answer) == (False, 1, 1)
    assert [one.answer for one in comments(reported.village)] == ["已改", ""]


def test_what_is_settled_is_answered_no_more(reported: Between) -> None:
    made = returned(reported)
    months.reopen(reported.village, MONTH, "按回执更正")
    answer(reported.village, made, "已改")
    reported.report()
    accept(reported.town, HUANGSI, MONTH)
    reported.carried()
    months.reopen(reported.village, MONTH, "又漏一笔")
    third = reported.report()
    with read_package(third.files[0], [identity_of(reported.town)]) as opened:
        assert (opened.manifest.sequence, opened.manifest.correction_of) == (3, 2)
        with pytest.raises(KeyError):
            opened.read("answers.json")


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
