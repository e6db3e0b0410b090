"""Making the sample book: the same each time, all of it or nothing, and as large as one likes."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid5

import pytest

from ruraldesk.files.failures import FolderMissing
from ruraldesk.services.books import open_book, shipped_definitions
from ruraldesk.services.ledger import counts
from ruraldesk.services.sample import TooManyTowns, make_sample
from ruraldesk.services.sample.towns import MOST_TOWNS, NAMESPACE, named_uuid
from ruraldesk.store.book import Book
from ruraldesk.store.failures import BookExists, WrongPassword
from ruraldesk.store.rules import Rules
from tests.services.looking import DAY, figure, rows, text

pytestmark = pytest.mark.long

TIMES = {"created", "changed", "deleted"}


def contents(book: Book) -> dict[str, set[tuple[object, ...]]]:
    """Return what the ledgers hold, but for the times of entry."""
    found = {}
    with book.reading() as connection:
        for name in (name for name in book.tables if not name.startswith("_")):
            table = book.tables[name]
            result = connection.execute(table.select())
            found[name] = {
                tuple(value for key, value in row._mapping.items() if key not in TIMES)
                for row in result
            }
    return found


def test_the_sample_is_the_same_each_time(sample_book: Book, tmp_path: Path) -> None:
    with make_sample(tmp_path / "again.rdb") as again:
        assert contents(again) == contents(sample_book)
        assert again.info == sample_book.info


def test_the_book_comes_back_open_for_writing_and_alone_in_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "王楼镇 示例.rdb"
    with make_sample(path) as book:
        assert not book.read_only
        assert book.path == path
    assert {file.name for file in tmp_path.iterdir()} <= {path.name, f"{path.name}.lock"}


def test_an_existing_file_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "王楼镇.rdb"
    path.write_text("my own", encoding="utf-8")
    with pytest.raises(BookExists):
        make_sample(path)
    assert path.read_text(encoding="utf-8") == "my own"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        make_sample(tmp_path / "nowhere" / "王楼镇.rdb")


@pytest.mark.parametrize("scale", [1, 2])
def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path, scale: int) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_sample(tmp_path / "王楼镇.rdb", scale=scale, progress=stop)
    assert not list(tmp_path.iterdir())


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make_sample(
        tmp_path / "a.rdb", progress=lambda done, total, what: told.append((done, total))
    ).close()
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 500


def test_a_password_locks_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "王楼镇.rdb"
    with make_sample(path, password="黄寺2023") as book:
        assert figure(book, "cadre_total") == 174
    with pytest.raises(WrongPassword):
        open_book(path, password="黄寺2022")


@pytest.mark.parametrize("scale", [0, -1, MOST_TOWNS + 1])
def test_a_scale_that_cannot_be_is_refused(tmp_path: Path, scale: int) -> None:
    with pytest.raises(TooManyTowns, match=str(scale)):
        make_sample(tmp_path / "a.rdb", scale=scale)
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def three_towns(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Book]:
    path = tmp_path_factory.mktemp("large") / "延津县.rdb"
    make_sample(path, scale=3).close()
    return lambda: open_book(path, read_only=True)


def test_three_times_as_large_has_three_towns_worth_of_rows(
    sample_book: Book, three_towns: Callable[[], Book]
) -> None:
    with three_towns() as large:
        above = 3  # county, city and province stand there once
        one = counts(sample_book)
        assert counts(large) == {
            key: number * 3 - 2 * above if key == "unit" else number * 3
            for key, number in one.items()
        }
        assert (large.info.level, large.info.unit) == ("county", "410726000000")
        assert figure(large, "cadre_total") == 3 * 174
        assert figure(large, "invested_total") == 3 * 13282600


def test_the_towns_differ_in_codes_names_and_persons(three_towns: Callable[[], Book]) -> None:
    with three_towns() as large:
        units = rows(large, "unit")
        assert len({text(unit, "code") for unit in units}) == len(units) == 3 * 36 + 3
        assert len({text(unit, "name") for unit in units}) == len(units)
        cadres = rows(large, "cadre")
        assert len({text(cadre, "id_number") for cadre in cadres}) == len(cadres)


def test_what_is_written_in_bulk_breaks_no_rule(three_towns: Callable[[], Book]) -> None:
    with three_towns() as large:
        rules = Rules(large)
        levels = {
            str(p.level) for form in large.definitions.forms for p in rules.check_all(form, DAY)
        }
    assert levels == {"warn", "inform"}


def test_uuids_are_those_of_the_standard() -> None:
    for name in ("unit/410726104000", "project/410726104000/W07", ""):
        assert named_uuid(name) == str(uuid5(NAMESPACE, name))


def test_every_record_has_a_uuid_of_the_sample(sample_book: Book) -> None:
    for form in shipped_definitions().forms:
        assert all(record.uuid[14] == "5" for record in rows(sample_book, form))
