"""What the window asks of a book beside its records: rules of rows, names, traces, backups."""

from collections import Counter

from ruraldesk.services import checking, ledger, safety, tracing
from ruraldesk.services.book_settings import keep_settings, setting
from ruraldesk.services.figures import figures, today
from ruraldesk.services.home import home, overdue
from ruraldesk.services.ledger import ListQuery
from ruraldesk.store.book import Book


def test_the_rules_of_a_page_are_those_of_the_month(sample_book: Book) -> None:
    ids = ledger.ids(sample_book, "project", ListQuery())
    day = today(sample_book)
    told = checking.RowCheck(sample_book).problems("project", ids, day)
    whole = [one for one in checking.check(sample_book, f"{day:%Y-%m}") if one.form == "project"]
    assert {(one.record, one.code) for one in told} == {(one.record, one.code) for one in whole}


def test_no_rows_have_no_problems(sample_book: Book) -> None:
    check = checking.RowCheck(sample_book)
    assert check.problems("project", [], today(sample_book)) == []


def test_records_are_called_by_their_names(sample_book: Book) -> None:
    ids = ledger.first_ids(sample_book, "project", ListQuery(sort=(("code", False),)), 2)
    uuids = [one.uuid for one in ledger.rows(sample_book, "project", ids)]
    names = checking.names_of(sample_book, {"project": [*uuids, uuids[0]]})
    assert set(names) == set(uuids)
    assert "水毁道路修复" in names[uuids[0]]


def test_ages_of_a_page_are_those_of_a_day(sample_book: Book) -> None:
    ids = ledger.first_ids(sample_book, "cadre", ListQuery(), 20)
    day = today(sample_book)
    now = ledger.rows(sample_book, "cadre", ids, ["age"], day)
    before = ledger.rows(sample_book, "cadre", ids, ["age"], day.replace(year=day.year - 1))
    ages = [
        (one["age"], other["age"]) for one, other in zip(now, before, strict=True) if one["age"]
    ]
    assert ages
    assert all(isinstance(a, int) and isinstance(b, int) and a == b + 1 for a, b in ages)


def test_what_is_overdue_is_what_the_home_page_says(sample_book: Book) -> None:
    day = today(sample_book)
    due = [one for group in home(sample_book, f"{day:%Y-%m}").due for one in group.things]
    assert overdue(sample_book, day) == Counter(one.form for one in due if one.days < 0)


def test_the_rows_of_a_figure_are_traced_up_to_a_limit(sample_book: Book) -> None:
    day = today(sample_book)
    [result] = figures(sample_book, day, ["bulletin_no"])
    again, trace = tracing.trace(sample_book, result.definition.key, day, 5)
    assert again.value == result.value
    assert trace.as_of == day
    assert trace.condition


def test_the_last_backup_is_the_newest(sample_copy: Book) -> None:
    assert safety.last_backup(sample_copy) is None
    safety.backup(sample_copy)
    first = safety.last_backup(sample_copy)
    assert first is not None
    safety.backup(sample_copy)
    second = safety.last_backup(sample_copy)
    assert second is not None
    assert second >= first


def test_settings_of_a_book_are_kept_and_those_of_a_book_that_is_only_read_stay(
    sample_copy: Book, sample_book: Book
) -> None:
    keep_settings(sample_copy, {"operator": "李会计", "signer.审核人": "周海燕"})
    assert (setting(sample_copy, "operator"), setting(sample_copy, "signer.审核人")) == (
        "李会计", "周海燕",
    )  # fmt: skip
    before = setting(sample_book, "operator")
    keep_settings(sample_book, {"operator": "李会计"})
    assert setting(sample_book, "operator") == before
    assert setting(sample_book, "nothing") == ""
