"""A book's keys stay with it; another unit is known by the key it came with first."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.exchange.keys import new_identity
from ruraldesk.services.books import open_book
from ruraldesk.services.briefs import write
from ruraldesk.services.identity import (
    KeySource,
    Standing,
    StrangeKey,
    identity_of,
    key_of_unit,
    known_keys,
    refuse_strange_key,
    renew,
    standing,
    trust_key,
)
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.known_keys import keep_own_secret
from tests.services.office import HUANGSI, TOWN, village_book


def test_the_keys_are_made_with_the_book_and_stay(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        mine = identity_of(book)
    with open_book(tmp_path / "黄寺村.rdb") as book:
        assert identity_of(book) == mine
        assert key_of_unit(book, HUANGSI) == mine.public


def test_a_copied_book_signs_as_the_first_one_does(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        mine = identity_of(book)
    copy = tmp_path / "副本.rdb"
    shutil.copyfile(tmp_path / "黄寺村.rdb", copy)
    with open_book(copy) as book:
        assert identity_of(book) == mine


def test_a_book_from_before_keys_gets_them_at_first_need(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        keep_own_secret(book, "")
    with open_book(tmp_path / "黄寺村.rdb", read_only=True) as book, pytest.raises(ReadOnlyBook):
        identity_of(book)
    with open_book(tmp_path / "黄寺村.rdb") as book:
        assert identity_of(book) == identity_of(book)


def test_no_setting_tells_the_secret(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        secret = identity_of(book).secret_text
        assert "secret.keys" not in book.settings
        assert secret not in [book.settings[key] for key in book.settings]
        assert book.settings.get("secret.keys", "") == ""
        with pytest.raises(ValueError, match="identity"):
            book.settings["secret.keys"] = "mine"
        brief = tmp_path / "黄寺村.files" / "briefs" / "偷看.txt"
        brief.parent.mkdir(parents=True, exist_ok=True)
        brief.write_text("[{{ setting('secret.keys') }}]", encoding="utf-8")
        write(book, "偷看", date(2023, 11, 16), tmp_path / "出.txt")
    assert (tmp_path / "出.txt").read_text(encoding="utf-8-sig").strip() == "[]"


def test_new_keys_are_others(tmp_path: Path) -> None:
    with village_book(tmp_path) as book:
        before = identity_of(book)
        assert renew(book) != before
        assert identity_of(book) != before


def test_the_first_key_of_a_unit_is_taken_and_another_one_is_noticed(tmp_path: Path) -> None:
    town, other = new_identity().public, new_identity().public
    with village_book(tmp_path) as book:
        assert standing(book, TOWN, town) is Standing.NEW
        trust_key(book, TOWN, town, source=KeySource.FIRST)
        assert standing(book, TOWN, town) is Standing.KNOWN
        assert refuse_strange_key(book, TOWN, town) is Standing.KNOWN
        assert standing(book, TOWN, other) is Standing.OTHER
        with pytest.raises(StrangeKey, match=other.fingerprint):
            refuse_strange_key(book, TOWN, other)
        trust_key(book, TOWN, other, operator="李会计")
        assert key_of_unit(book, TOWN) == other
        assert standing(book, TOWN, town) is Standing.OTHER
        assert [key.fingerprint for key in known_keys(book)] == [
            town.fingerprint,
            other.fingerprint,
        ]
