"""What is due is put off, or not told of again, until it is due on another day."""

from datetime import date

from ruraldesk.services.due_groups import by_ledger, grouped
from ruraldesk.services.due_later import (
    may_be_put_off,
    not_put_off,
    put_off,
    put_off_count,
    tell_again,
    tell_all_again,
)
from ruraldesk.services.home import home, overdue
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import Due, due_things

TODAY = date(2023, 11, 16)


def of_records(book: Book) -> list[Due]:
    return [one for one in due_things(book, TODAY) if may_be_put_off(one)]


def test_what_is_put_off_comes_again_on_its_day(sample_copy: Book) -> None:
    book = sample_copy
    some = of_records(book)[0]

    put_off(book, some, date(2023, 11, 23))

    everything = due_things(book, TODAY)
    assert some not in not_put_off(book, everything, TODAY)
    assert some not in not_put_off(book, everything, date(2023, 11, 22))
    assert some in not_put_off(book, everything, date(2023, 11, 23))


def test_what_is_not_to_be_told_again_is_told_when_it_is_due_on_another_day(
    sample_copy: Book,
) -> None:
    book = sample_copy
    some = of_records(book)[0]
    put_off(book, some, None)
    other = Due(
        form=some.form,
        record=some.record,
        due=date(2024, 5, 1),
        message=some.message,
        who="",
        days=0,
        reminder=some.reminder,
    )

    assert not_put_off(book, [some, other], date(2030, 1, 1)) == [other]


def test_a_report_that_a_unit_owes_cannot_be_put_off(sample_copy: Book) -> None:
    book = sample_copy
    owed = next(one for one in due_things(book, TODAY) if one.owed_by)

    assert not may_be_put_off(owed)
    put_off(book, owed, None)
    assert not_put_off(book, [owed], TODAY) == [owed]


def test_the_first_page_and_the_red_counts_follow(sample_copy: Book) -> None:
    book = sample_copy
    late = next(one for one in of_records(book) if one.days < 0)
    before = overdue(book, TODAY)[late.form]

    put_off(book, late, None)

    found = home(book, "2023-11")
    assert late not in [one for group in found.due for one in group.things]
    assert found.put_off == 1
    assert overdue(book, TODAY)[late.form] == before - 1

    tell_again(book, late)
    assert home(book, "2023-11").put_off == 0


def test_everything_is_told_again_at_once(sample_copy: Book) -> None:
    book = sample_copy
    for one in of_records(book)[:3]:
        put_off(book, one, None)
    everything = due_things(book, TODAY)
    assert put_off_count(book, everything, TODAY) == 3

    tell_all_again(book)

    assert not_put_off(book, everything, TODAY) == everything


def test_things_are_grouped_by_ledger_the_most_urgent_first(sample_book: Book) -> None:
    things = due_things(sample_book, TODAY)
    titles = {key: form.title for key, form in sample_book.definitions.forms.items()}

    groups = by_ledger(grouped(sample_book, things), titles)

    assert [group.things[0].due for group in groups] == sorted(
        group.things[0].due for group in groups
    )
    assert sum(len(group.things) for group in groups) == len(things)
    assert all(len({one.form for one in group.things}) == 1 for group in groups)
    assert groups[0].message == f"{titles[groups[0].things[0].form]}：{len(groups[0].things)} 项"
