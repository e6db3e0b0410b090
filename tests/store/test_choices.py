"""A user's own choices stay with the book and are part of its definitions."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Choice, Definitions
from ruraldesk.store.book import Book
from ruraldesk.store.choices import BadLabel, FixedList
from tests.store.sample_forms import PERSON, PROJECT, WANGLOU, defined


def labels(book: Book) -> Sequence[str]:
    choices = book.definitions.form("project").field("category").choices
    assert choices is not None
    assert choices == book.definitions.choices["categories"]
    return [item.label for item in choices.items]


def test_an_added_choice_is_offered_at_once_and_again(book: Book, definitions: Definitions) -> None:
    added = book.choices.add("categories", "电网")
    assert labels(book) == ["道路", "水利", "电网"]
    book.close()

    with Book.open(book.path, definitions) as again:
        assert labels(again) == ["道路", "水利", "电网"]
        assert again.definitions.choices["categories"].items[-1] == added
        assert again.backups.list() == []


def test_the_same_word_is_the_same_choice_in_every_book(
    book: Book, folder: Path, definitions: Definitions
) -> None:
    with Book.create(folder / "邻村.rdb", definitions, WANGLOU) as other:
        assert book.choices.add("categories", "电网") == other.choices.add("categories", " 电网 ")


@pytest.mark.parametrize("known", ["道路", "公路"])
def test_a_word_that_is_known_adds_nothing(book: Book, known: str) -> None:
    assert book.choices.add("categories", known).code == "road"
    assert labels(book) == ["道路", "水利"]


def test_adding_twice_adds_once(book: Book) -> None:
    assert book.choices.add("categories", "电网") == book.choices.add("categories", "电网")
    assert labels(book) == ["道路", "水利", "电网"]


def test_a_fixed_list_is_not_extended(book: Book) -> None:
    with pytest.raises(FixedList, match="阶段"):
        book.choices.add("stages", "烂尾")


@pytest.mark.parametrize("label", ["", "  ", "字" * 41, "电|网", "电\n网", "电\x00网"])
def test_what_cannot_be_a_choice_is_refused(book: Book, label: str) -> None:
    with pytest.raises(BadLabel, match="40"):
        book.choices.add("categories", label)

    assert labels(book) == ["道路", "水利"]


def test_a_choice_that_the_definitions_take_up_is_there_once(book: Book) -> None:
    added = book.choices.add("categories", "电网")
    choices = book.definitions.choices["categories"]
    book.close()

    official = defined(
        *(book.definitions.form(form.key) for form in (PROJECT, PERSON)),
        choices=(choices, book.definitions.choices["stages"]),
    )
    with Book.open(book.path, official) as again:
        assert [i.code for i in again.definitions.choices["categories"].items].count(
            added.code
        ) == 1


def test_choices_of_a_list_that_is_gone_do_no_harm(book: Book) -> None:
    book.choices.add("categories", "电网")
    book.close()

    with Book.open(book.path, defined(PERSON, choices=())) as again:
        assert again.definitions.choices == {}


def test_an_own_choice_says_so_in_its_code(book: Book) -> None:
    assert book.choices.add("categories", "电网") == Choice(code="own_95feb4759b", label="电网")
