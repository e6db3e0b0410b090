"""Each number that the source documents state is answered by one figure, in the same words."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.book import Book
from tests.services.statements import answer, folders, make_book, places, statements

Books = Callable[[str], Book]
MEASURED = ("元", "米", "平方米", "亩", "%", "年")  # what is counted may be 人 or 名


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Books of test data by folder, each made when first asked for."""
    made: dict[str, Book] = {}
    with ExitStack() as open_ones:

        def book_of(folder: str) -> Book:
            if folder not in made:
                target = tmp_path_factory.mktemp(folder) / "账本.rdb"
                made[folder] = open_ones.enter_context(make_book(folder, target))
            return made[folder]

        yield book_of


def answering(statement: str) -> list[str]:
    """Return the keys of the figures that say they answer a statement."""
    known = shipped_definitions().figures
    return [key for key, figure in known.items() if statement in figure.answers]


@pytest.mark.parametrize("folder", folders())
def test_a_book_of_test_data_is_taken_in_without_a_doubt(books: Books, folder: str) -> None:
    assert books(folder).info.name


@pytest.mark.parametrize("name", [name for name, one in statements().items() if one.words])
def test_the_words_of_a_statement_stand_in_its_quote(name: str) -> None:
    one = statements()[name]
    assert one.words is not None
    assert one.words in one.quote.replace(" ", "")


def test_every_statement_of_the_documents_is_answered() -> None:
    assert set(statements()) == set(places())
    assert len(statements()) == 162


@pytest.mark.parametrize("name", sorted(places()))
def test_one_figure_answers_a_statement_in_its_words(books: Books, name: str) -> None:
    statement, place = statements()[name], places()[name]
    keys = answering(name)
    assert len(keys) == 1, f"{name} {statement.quote}: {keys}"
    told = answer(books(place.folder), keys[0], place)
    assert told.value is not None, f"{statement.quote}: {keys[0]} says nothing"
    assert statement.holds(told.value), f"{statement.quote}: {keys[0]} is {told.value}"
    if statement.unit in MEASURED:
        assert told.unit == statement.unit
    if statement.words:
        assert statement.words in told.text, f"{statement.quote}: {told.text}"
