"""Migrations run in order, each whole or not at all, after a backup, and are written down."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import migrations
from ruraldesk.store.book import Book
from ruraldesk.store.failures import NewerBook, OldReadOnlyBook
from ruraldesk.store.lock import BookLock
from ruraldesk.store.migrations import Migration, migration
from ruraldesk.store.paths import BookPaths
from tests.store.sample_forms import WANGLOU, put, rows


@pytest.fixture
def old(book: Book) -> Path:
    """A book of the first release, with one record, closed."""
    put(book)
    book.close()
    return book.path


OWN = tuple(migrations._known)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> list[Migration]:
    """The migrations that the program knows: none, until the test adds some."""
    known: list[Migration] = []
    monkeypatch.setattr(migrations, "_known", known)
    return known


def noted(book: Book) -> list[tuple[int | None, str]]:
    with book.reading() as connection:
        found = connection.execute(text("SELECT number, description FROM _migrations ORDER BY id"))
        return [(row.number, row.description) for row in found]


def made_before(book: Book, number: int, *dropped: str) -> Path:
    """Turn a book into one from before migration `number`, without the tables that it makes."""
    with book.writing() as connection:
        for table in dropped:
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text(f"PRAGMA user_version = {number - 1}"))
    book.close()
    return book.path


def tables_like(book: Book, pattern: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the columns and indexes of the tables whose names match, as SQLite tells them."""
    with book.reading() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE :pattern"),
            {"pattern": pattern},
        )
        return {
            name: [
                tuple(row)
                for what in ("table_xinfo", "index_list", "table_list")
                for row in connection.execute(text(f"PRAGMA {what}({name})"))
            ]
            for name in names.scalars()
        }


def schema(book: Book) -> int:
    with book.reading() as connection:
        return int(connection.execute(text("PRAGMA user_version")).scalar_one())


def test_migrations_run_in_order_and_are_written_down(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Projects say who checked them")
    def add_checker(db: Connection) -> None:
        db.execute(text("ALTER TABLE project ADD COLUMN checked_by TEXT"))

    @migration(3, "Earlier ones count as checked by their author")
    def fill_checker(db: Connection) -> None:
        db.execute(text("UPDATE project SET checked_by = changed_by"))

    with Book.open(old, definitions) as book:
        assert schema(book) == 3
        assert noted(book)[-2:] == [(2, known[0].why), (3, known[1].why)]
        with book.reading() as connection:
            checked = connection.execute(text("SELECT checked_by FROM project"))
            assert checked.scalars().all() == ["张三"]

    with Book.open(old, definitions) as again:
        assert len(again.backups.list()) == 1


def test_a_backup_of_the_old_state_precedes_them(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Codes are forgotten")
    def forget(db: Connection) -> None:
        db.execute(text("UPDATE project SET code = NULL"))

    with Book.open(old, definitions) as book:
        (backup,) = book.backups.list()
        assert backup.manifest.counts["project"] == 1
        assert "升级" in backup.manifest.reason
        assert book.backups.newest_good() == backup.path


def test_a_failing_migration_leaves_book_and_backup_intact(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Fails after it has changed the table")
    def fail(db: Connection) -> None:
        db.execute(text("ALTER TABLE project ADD COLUMN checked_by TEXT"))
        db.execute(text("DELETE FROM project"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Book.open(old, definitions)
    known.clear()

    with Book.open(old, definitions) as book:
        assert schema(book) == 1
        assert [row["code"] for row in rows(book)] == ["W01"]
        assert len(noted(book)) == 1
        assert book.backups.newest_good() is not None
        with book.reading() as connection:
            sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name='project'"))
            assert "checked_by" not in sql.scalar_one()


def test_those_that_ran_before_a_failing_one_stay(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Runs")
    def run(db: Connection) -> None:
        db.execute(text("ALTER TABLE project ADD COLUMN checked_by TEXT"))

    @migration(3, "Fails")
    def fail(db: Connection) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Book.open(old, definitions)
    known.pop()

    with Book.open(old, definitions) as book:
        assert schema(book) == 2


def test_a_table_can_be_rebuilt_though_others_refer_to_it(
    book: Book, definitions: Definitions, known: list[Migration]
) -> None:
    put(book, "person", uuid="p1", name="张三")
    put(book, head=1)
    book.close()

    @migration(2, "Persons are kept in a new table")
    def rebuild(db: Connection) -> None:
        sql = db.execute(text("SELECT sql FROM sqlite_master WHERE name = 'person'")).scalar_one()
        db.execute(text(sql.replace("person", "person_new", 1)))
        db.execute(text("INSERT INTO person_new SELECT * FROM person"))
        db.execute(text("DROP TABLE person"))
        db.execute(text("ALTER TABLE person_new RENAME TO person"))

    with Book.open(book.path, definitions) as again:
        assert [row["head"] for row in rows(again)] == [1]
        assert len(rows(again, "person")) == 1


def test_a_migration_that_breaks_references_is_rolled_back(
    book: Book, definitions: Definitions, known: list[Migration]
) -> None:
    put(book, "person", uuid="p1", name="张三")
    put(book, head=1)
    book.close()

    @migration(2, "Persons are lost")
    def lose(db: Connection) -> None:
        db.execute(text("DELETE FROM person"))

    with pytest.raises(RuntimeError, match="project → person"):
        Book.open(book.path, definitions)
    known.clear()

    with Book.open(book.path, definitions) as again:
        assert len(rows(again, "person")) == 1


def test_references_are_enforced_again_afterwards(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Nothing")
    def nothing(db: Connection) -> None:
        pass

    with Book.open(old, definitions) as book, book.reading() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_book_from_the_future_is_refused_and_not_touched(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Of a later program")
    def later(db: Connection) -> None:
        pass

    Book.open(old, definitions).close()
    known.clear()
    content = old.read_bytes()

    with pytest.raises(NewerBook, match="第 2 版"):
        Book.open(old, definitions)

    assert old.read_bytes() == content


def test_an_old_book_that_cannot_be_written_says_so(
    old: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Nothing")
    def nothing(db: Connection) -> None:
        pass

    elsewhere = BookLock(BookPaths(old))
    with pytest.raises(OldReadOnlyBook, match="升级"):
        Book.open(old, definitions)
    elsewhere.release()


def test_a_new_book_needs_no_migration(
    folder: Path, definitions: Definitions, known: list[Migration]
) -> None:
    @migration(2, "Nothing")
    def nothing(db: Connection) -> None:
        raise AssertionError

    with Book.create(folder / "新.rdb", definitions, WANGLOU) as book:
        assert schema(book) == 2


@pytest.mark.parametrize("number", [1, 3, 0])
def test_numbers_follow_one_another(known: list[Migration], number: int) -> None:
    with pytest.raises(ValueError, match="follow"):
        migration(number, "Out of order")


def test_the_programs_own_migrations_are_numbered_without_gaps() -> None:
    numbers = [step.number for step in OWN]

    assert numbers == list(range(2, len(numbers) + 2))


def test_a_book_from_before_months_gets_their_tables(
    book: Book, definitions: Definitions, known: list[Migration]
) -> None:
    new = tables_like(book, "_month%")
    assert len(new) == 2
    put(book)
    old = made_before(book, 2, "_months", "_month_acts")
    known += OWN[:1]

    with Book.open(old, definitions) as again:
        assert tables_like(again, "_month%") == new
        assert len(rows(again)) == 1
        assert noted(again)[-1] == (2, OWN[0].why)


def test_a_book_from_before_packs_gets_their_table(
    book: Book, definitions: Definitions, known: list[Migration]
) -> None:
    new = tables_like(book, "_packs")
    old = made_before(book, 5, "_packs")
    known += OWN[:4]

    with Book.open(old, definitions) as again:
        assert tables_like(again, "_packs") == new
        assert noted(again)[-1] == (5, OWN[3].why)
