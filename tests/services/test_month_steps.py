"""A month as its page shows it: what each step still lacks, and what moved in the ledgers."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.services import month_ledgers, months
from ruraldesk.services.checking import check
from ruraldesk.services.month_ledgers import LedgerMonth, ledgers
from ruraldesk.services.month_papers import make_papers, needed, papers_folder
from ruraldesk.services.month_steps import keep_printed, month_view, past_months
from ruraldesk.services.nil_reports import kept_again, nil_report
from ruraldesk.store.book import Book
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.snapshots import SnapshotDamaged
from tests.store.closing import MONTH, NEXT, change, closing_book, payment
from tests.store.village import add, project, receipt

LAST = date(2023, 11, 30)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path, today=date(2023, 12, 3)) as made:
        road = project(made)
        receipt(made, road, "1000.00", LAST)
        payment(made, road, "300.00", LAST)
        yield made


def steps(book: Book, month: str = MONTH) -> dict[str, str]:
    return {one.key: one.state for one in month_view(book, month).steps}


def test_each_step_waits_for_the_one_before(book: Book) -> None:
    assert month_view(book, MONTH).current == "check"
    check(book, MONTH)
    assert month_view(book, MONTH).current == "close"
    months.close(book, MONTH)
    assert month_view(book, MONTH).current == "print"
    keep_printed(book, MONTH)
    assert month_view(book, MONTH).current == "stick"
    months.submitted(book, MONTH)
    assert month_view(book, MONTH).current == "receipt"
    months.accepted(book, MONTH, 1)
    assert month_view(book, MONTH).current == ""


def test_a_check_is_not_done_while_a_ledger_has_never_said_anything(book: Book) -> None:
    kept_again(book, "dispute", MONTH)
    check(book, MONTH)
    [step] = [one for one in month_view(book, MONTH).steps if one.key == "check"]
    assert (step.state, step.detail) == ("current", "1 处待改")

    nil_report(book, "dispute", MONTH, "没有纠纷")
    check(book, MONTH)

    assert month_view(book, MONTH).current == "close"


def test_what_was_printed_of_an_earlier_submission_does_not_count(book: Book) -> None:
    months.close(book, MONTH)
    keep_printed(book, MONTH)
    months.reopen(book, MONTH, "漏了一笔")
    months.close(book, MONTH)

    assert steps(book)["print"] == "current"


def test_a_returned_month_says_so_at_its_last_step(book: Book) -> None:
    months.close(book, MONTH)
    months.submitted(book, MONTH)
    months.returned(book, MONTH, 1, "付款日期")

    view = month_view(book, MONTH)
    assert (view.current, steps(book)["receipt"]) == ("receipt", "wrong")


def test_an_empty_ledger_is_owed_until_it_is_explained(book: Book) -> None:
    assert month_view(book, MONTH).owed == ()  # it was never in use
    add(book, "dispute", screened_on=date(2023, 10, 8), found=1)
    assert month_view(book, MONTH).owed == ("dispute",)

    nil_report(book, "dispute", MONTH, "没有纠纷")

    view = month_view(book, MONTH)
    assert (view.owed, view.nil) == ((), {"dispute": "没有纠纷"})


def test_corrections_are_counted_by_ledger_since_the_last_close(book: Book) -> None:
    months.close(book, MONTH)
    [paid] = book.records.find("payment")
    change(book, "payment", paid.uuid, "抄错", amount=paid["amount"] - 1)  # type: ignore[operator]
    assert month_view(book, MONTH).corrected == {"payment": 1}

    months.reopen(book, MONTH, "更正")
    months.close(book, MONTH)
    assert month_view(book, MONTH).corrected == {}


def test_the_month_before_is_named_while_it_can_still_be_in_time(book: Book) -> None:
    assert month_view(book, NEXT).waiting == MONTH
    assert month_view(book, MONTH).waiting == ""
    book.settings["as_of"] = "2023-12-20"
    assert month_view(book, NEXT).waiting == ""  # it may never have been kept in this book

    months.close(book, "2023-10")
    assert month_view(book, NEXT).waiting == "2023-10"


def test_closed_months_are_listed_with_their_dates_the_newest_first(book: Book) -> None:
    months.close(book, "2023-10")
    months.submitted(book, "2023-10")
    months.accepted(book, "2023-10", 1)
    months.close(book, MONTH)

    newest, oldest = past_months(book)
    assert (newest.status.month, oldest.status.month) == (MONTH, "2023-10")
    assert (newest.submitted_at, newest.answered_at) == ("", "")
    assert oldest.submitted_at <= oldest.answered_at
    assert oldest.answered_at


def test_an_open_month_is_compared_with_what_was_closed_before_it(book: Book) -> None:
    months.close(book, MONTH)
    road = book.records.find("project")[0]
    payment(book, road, "5.00", date(2023, 12, 2))
    change(book, "project", road.uuid, name="改名")

    found = {one.form: one for one in ledgers(book, NEXT)}

    assert found["payment"] == LedgerMonth(
        form="payment", before=1, added=1, changed=0, removed=0, now=2
    )
    assert (found["project"].changed, found["dispute"].now) == (1, 0)
    assert {one.form: one for one in ledgers(book, MONTH)}["payment"].now == 1


def test_in_the_first_month_everything_is_added(book: Book) -> None:
    first = LedgerMonth(form="payment", before=0, added=1, changed=0, removed=0, now=1)
    found = {one.form: one for one in ledgers(book, MONTH)}
    assert found["payment"] == first
    months.close(book, MONTH)
    assert {one.form: one for one in ledgers(book, MONTH)}["payment"] == first


def test_a_damaged_archive_is_told(book: Book) -> None:
    months.close(book, MONTH)
    table = book.snapshots.folder(MONTH, 1) / "ledgers" / "payment.csv"
    table.write_text("nonsense\n", encoding="utf-8")

    with pytest.raises(SnapshotDamaged):
        ledgers(book, NEXT)


def test_papers_are_the_package_its_cover_and_the_ledgers(book: Book) -> None:
    months.close(book, MONTH)

    papers = make_papers(book, MONTH)

    assert papers.folder == papers_folder(book, MONTH)
    assert papers.to_print[0] == papers.cover
    assert all(path.suffix == ".pdf" and path.is_file() for path in papers.to_print)
    assert needed(papers) == sum(path.stat().st_size for path in papers.packaged.files)


def test_ledgers_that_changed_since_the_close_are_not_printed_as_closed(book: Book) -> None:
    months.close(book, MONTH)
    project(book, "桥")

    papers = make_papers(book, MONTH)

    assert papers.to_print == (papers.cover,)
    assert "no_copies" in {one.code for one in papers.packaged.problems}


def test_only_what_was_changed_since_the_close_is_compared_and_nothing_is_missed(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    road, other = book.records.find("project")[0], project(book, "W02")
    ahead = payment(book, road, "7.00", date(2023, 12, 1))
    gone, back = project(book, "W03"), project(book, "W04")
    book.records.delete("project", back.uuid, back.revision)
    months.close(book, MONTH)
    assert ledgers(book, NEXT) == compared_whole(book, monkeypatch)

    change(book, "project", other.uuid, name="改名")
    change(book, "project", road.uuid, name="又改")
    change(book, "project", road.uuid, name=road["name"])  # and back again
    book.records.delete("project", gone.uuid, gone.revision)
    book.records.restore("project", back.uuid, operator="张三")
    receipt(book, road, "1.00", date(2023, 12, 2))
    change(book, "payment", ahead.uuid, amount=Decimal("8.00"))
    assert book.journal.undo("张三")

    found = ledgers(book, NEXT)
    read: set[str] = set()
    states = RecordReader.states

    def noted(
        reader: RecordReader, connection: Connection, form: FormDef, uuids: Iterable[str]
    ) -> dict[str, Record]:
        wanted = list(uuids)
        read.update(wanted)
        return states(reader, connection, form, wanted)

    monkeypatch.setattr(RecordReader, "states", noted)
    assert ledgers(book, NEXT) == found
    assert read == {one.uuid for one in (other, road)}
    monkeypatch.undo()
    assert found == compared_whole(book, monkeypatch)
    projects = next(one for one in found if one.form == "project")
    assert (projects.before, projects.added, projects.changed, projects.removed) == (3, 1, 1, 1)


def compared_whole(book: Book, monkeypatch: pytest.MonkeyPatch) -> list[LedgerMonth]:
    """Return the ledgers as they are told where the journal does not know what was changed."""
    with monkeypatch.context() as patched:
        patched.setattr(month_ledgers, "changed_since", lambda *_: None)
        return ledgers(book, NEXT)


def test_a_month_that_came_back_waits_as_well(book: Book) -> None:
    months.close(book, MONTH)
    months.submitted(book, MONTH)
    assert month_view(book, NEXT).waiting == ""

    months.returned(book, MONTH, 1, "金额不符")

    assert month_view(book, NEXT).waiting == MONTH
