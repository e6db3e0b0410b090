"""Which questions are usually answered is learned from the records entered last."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services import entry
from ruraldesk.services.usual import LOOKED_AT, usual
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, id_number, village_book

SINCE: Mapping[str, Value] = {"post": "director", "started_on": date(2021, 3, 15)}
STUDY = {"mode": "full_time", "study_level": "senior", "school": "延津县高级中学"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        yield made


def cadre(
    book: Book, number: int, lines: Mapping[str, Mapping[str, Value]] | None = None, **more: Value
) -> None:
    values = {
        "unit": HUANGSI,
        "name": f"张{number}",
        "id_number": id_number(date(1980, 1, 1), number),
        **more,
    }
    kept = {key: (Record(values=line),) for key, line in (lines or {}).items()}
    saved = book.records.save("cadre", Record(values=values, lines=kept))
    assert not saved.refused, saved.problems


def test_an_empty_ledger_teaches_nothing(book: Book) -> None:
    assert usual(book, "cadre") is None


def test_what_a_third_of_the_last_records_has_is_usual_and_what_comes_by_itself_is_not(
    book: Book,
) -> None:
    for number in range(3):
        cadre(book, number, phone=f"1380373000{number}", ethnicity="han")
    cadre(book, 3, native_place="河南延津")

    found = usual(book, "cadre")

    assert found is not None
    assert {"name", "id_number", "phone"} <= found.fields
    assert not {"ethnicity", "native_place", "unit", "education"} & found.fields


def test_a_new_paper_list_is_learned_within_a_few_records(book: Book) -> None:
    for number in range(LOOKED_AT):
        cadre(book, number, phone=f"1380373000{number}")
    for number in range(LOOKED_AT, 2 * LOOKED_AT - 1):
        cadre(book, number, education="senior")

    found = usual(book, "cadre")

    assert found is not None
    assert "education" in found.fields
    assert "phone" not in found.fields


def test_lines_are_usual_where_most_records_have_them(book: Book) -> None:
    for number in range(3):
        cadre(book, number, lines={"appointments": SINCE})
    cadre(book, 3, lines={"studies": STUDY})

    found = usual(book, "cadre")

    assert found is not None
    assert found.lines == {"appointments": frozenset({"post", "started_on"})}


def test_records_in_the_recycle_bin_teach_nothing(book: Book) -> None:
    cadre(book, 1, phone="13803730001")
    (row,) = book.records.find("cadre")
    entry.delete(book, "cadre", row.uuid, row.revision)

    assert usual(book, "cadre") is None
