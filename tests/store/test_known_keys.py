"""A unit is known by one key; the ones before it are remembered and count no more."""

import pytest
from sqlalchemy import text

from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Stopped
from ruraldesk.store import migrations
from ruraldesk.store.book import Book
from ruraldesk.store.known_keys import KeySource, KeyState, KnownKeys
from tests.store.sample_forms import put, rows
from tests.store.test_migrations import OWN, made_before, noted, tables_like

HUANGSI, WANGLOU = "410726104201", "410726104202"


def test_a_unit_nobody_heard_of_has_no_key(book: Book) -> None:
    keys = KnownKeys(book)
    assert keys.trusted(HUANGSI) is None
    assert keys.all() == []


def test_a_new_key_replaces_the_one_before_it_and_that_one_is_remembered(book: Book) -> None:
    keys = KnownKeys(book)
    keys.trust(HUANGSI, "old", "AAAA", source=KeySource.FIRST)
    keys.trust(WANGLOU, "other", "CCCC", source=KeySource.FIRST)
    new = keys.trust(HUANGSI, "new", "BBBB", source=KeySource.TYPED, operator="王镇长")
    assert (new.public, new.operator, new.source) == ("new", "王镇长", KeySource.TYPED)
    assert keys.trusted(HUANGSI) == new
    assert [(key.public, key.state) for key in keys.all() if key.unit == HUANGSI] == [
        ("old", KeyState.REPLACED),
        ("new", KeyState.TRUSTED),
    ]
    assert keys.trusted(WANGLOU) is not None


def test_an_earlier_key_can_be_taken_back_and_keeps_the_day_it_was_first_seen(book: Book) -> None:
    keys = KnownKeys(book)
    first = keys.trust(HUANGSI, "old", "AAAA", source=KeySource.FIRST)
    keys.trust(HUANGSI, "new", "BBBB", source=KeySource.TYPED)
    again = keys.trust(HUANGSI, "old", "AAAA", source=KeySource.TYPED)
    assert again.first_seen == first.first_seen
    assert keys.trusted(HUANGSI) == again
    assert len(keys.all()) == 2


def test_a_key_is_taken_in_with_the_transaction_that_it_is_part_of(book: Book) -> None:
    keys = KnownKeys(book)

    def fail_later() -> None:
        with book.writing() as connection:
            keys.trust(HUANGSI, "new", "BBBB", source=KeySource.FIRST, connection=connection)
            assert keys.trusted(HUANGSI, connection) is not None
            raise Stopped

    with pytest.raises(Stopped):
        fail_later()
    assert keys.trusted(HUANGSI) is None


def test_a_book_from_before_keys_gets_their_table(
    book: Book, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tables_like(book, "_keys")
    assert len(new) == 1
    put(book)
    number = next(step.number for step in OWN if "keys" in step.why)
    old = made_before(book, number, "_keys")
    monkeypatch.setattr(migrations, "_known", list(OWN[: number - 1]))
    with Book.open(old, definitions) as again:
        assert tables_like(again, "_keys") == new
        assert len(rows(again)) == 1
        assert noted(again)[-1][0] == number
        with again.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM _keys")).scalar_one() == 0
