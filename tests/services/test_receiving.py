"""A village takes its own receipts in, and no others; each refusal says what to do."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.package import read_package
from ruraldesk.exchange.receipt import Receipt, read_receipt, write_receipt
from ruraldesk.exchange.refusals import DamagedPackage, ForgedPackage, NotForUs
from ruraldesk.services import months
from ruraldesk.services.answering import answer
from ruraldesk.services.comments import (
    comments,
)
from ruraldesk.services.identity import StrangeKey, identity_of, key_of_unit, renew, trust_key
from ruraldesk.services.merging import Said, merge
from ruraldesk.services.packaging import package
from ruraldesk.services.receipts import (
    accept,
    receive,
    send_back,
    waiting_receipts,
)
from ruraldesk.services.receiving import OlderReceipt, OtherUnit, UnknownPackage, WrongOffice
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.months import MonthAct, MonthState
from tests.services.answers_down import MONTH, Between, altered, asks, book_for, returned
from tests.store.closing import closing_definitions
from tests.store.reports import enter
from tests.store.village import HUANGSI, TOWN, WANGLOU


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
    assert "读取过" in again.message


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

    names = [path.name for path in waiting.files]
    assert names == ["坏.rdr", "旧密钥.rdr", new.path.name]
    assert ([path.name for path in waiting.known], waiting.others) == (["旧.RDR"], 2)
    receive(reported.village, waiting.files[-1])
    after = waiting_receipts(reported.village, reported.stick)
    assert [path.name for path in after.files] == ["坏.rdr", "旧密钥.rdr"]
    assert after.known[-1] == new.path


def test_a_package_under_another_ending_is_no_receipt_that_waits(reported: Between) -> None:
    package_file = next(reported.stick.glob("*.rdp"))
    package_file.rename(package_file.with_suffix(".zip"))
    assert waiting_receipts(reported.village, reported.stick).files == ()
