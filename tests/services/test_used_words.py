"""What was written into a field before is offered again where it is likely to come again."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FieldDef, Record
from ruraldesk.services.used_words import used_words
from ruraldesk.store.book import Book
from tests.services.office import add, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        yield made


def drive(book: Book, day: int, **more: str) -> None:
    values = {"stage": "village_collect", "trips": 1, "tonnes": Decimal(1), **more}
    add(book, "waste_log", logged_on=date(2023, 11, day), **values)


def field(book: Book, form: str, key: str) -> FieldDef:
    return book.definitions.form(form).field(key)


def test_what_repeats_itself_is_offered_the_latest_first(book: Book) -> None:
    for day, station in enumerate(("王楼转运站", "县焚烧厂", "王楼转运站", "东屯填埋场"), start=1):
        drive(book, day, station=station)

    words = used_words(book, "waste_log", field(book, "waste_log", "station"))

    assert words == ["东屯填埋场", "王楼转运站", "县焚烧厂"]


def test_where_each_record_has_its_own_text_only_what_came_twice_is_offered(book: Book) -> None:
    for number in range(7):
        add(book, "person", name=f"张{'一二三四五六七'[number]}", sex="male")
    add(book, "person", name="张一", sex="male", birth_date=date(1970, 1, 1))

    assert used_words(book, "person", field(book, "person", "name")) == ["张一"]


def test_codes_private_and_unique_texts_are_never_offered(book: Book) -> None:
    for day in (1, 2, 3):
        drive(book, day, station="HS-2023-001")

    assert used_words(book, "waste_log", field(book, "waste_log", "station")) == []
    for key in ("bank_card", "id_number"):
        assert used_words(book, "person", field(book, "person", key)) == []


def test_lines_offer_what_stood_in_the_lines_of_other_records(book: Book) -> None:
    terms = (Record(values={"post": "director", "term": "第十届"}),)
    for name in ("张一", "张二"):
        add_with_lines(book, name, terms)

    lines = book.definitions.form("cadre").lines
    (appointments,) = (one for one in lines if one.key == "appointments")
    assert used_words(book, "cadre", appointments.field("term")) == ["第十届"]


def add_with_lines(book: Book, name: str, lines: tuple[Record, ...]) -> None:
    values = {"unit": book.info.unit, "name": name, "sex": "male"}
    saved = book.records.save("cadre", Record(values=values, lines={"appointments": lines}))
    assert not saved.refused, saved.problems
