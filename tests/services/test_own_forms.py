"""A book's own definitions, sent down by the office above, lie over those of the program."""

from datetime import date
from pathlib import Path

import pytest

from ruraldesk.services import safety
from ruraldesk.services.books import FaultyForms, create_book, open_book
from ruraldesk.services.briefs import briefs
from ruraldesk.store.book import Book
from ruraldesk.store.own_forms import exchanged, lay_ready, own_files
from ruraldesk.store.paths import BookPaths
from tests.services.office import HUANGSI, TOWN, add
from tests.services.small_program import (
    PATROL,
    PATROL_PATH,
    WEATHER,
    WELL_PATH,
    lay,
    use_small_program,
    well,
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The book of a village, closed."""
    use_small_program(tmp_path / "program", monkeypatch)
    path = tmp_path / "黄寺 账本" / "黄寺村.rdb"
    path.parent.mkdir()
    create_book(path, unit=HUANGSI, name="黄寺村", level="village", parent=TOWN).close()
    return path


def add_patrols(book: Book) -> None:
    for river in ("西柳青河", "大沙河"):
        add(book, "river_patrol", river=river, patrolled_on=date(2023, 11, 2))


def test_a_ledger_of_the_books_own_is_kept_like_any_other(path: Path) -> None:
    lay(path, **{PATROL_PATH: PATROL})

    with open_book(path) as book:
        add_patrols(book)
        assert "well" in book.definitions.forms
    with open_book(path) as again:
        assert len(again.records.find("river_patrol")) == 2
        assert len(again.backups.list()) == 1  # made before the ledger was taken in, once


def test_a_later_version_adds_its_field_and_keeps_the_rows(path: Path) -> None:
    lay(path, **{PATROL_PATH: PATROL})
    with open_book(path) as book:
        add_patrols(book)

    lay(path, **{PATROL_PATH: PATROL + WEATHER})

    with open_book(path) as book:
        assert [row["weather"] for row in book.records.find("river_patrol")] == [None, None]


def test_an_empty_folder_changes_nothing(path: Path) -> None:
    BookPaths(path).forms.mkdir(parents=True)

    with open_book(path) as book:
        assert list(book.definitions.forms) == ["unit", "well"]
        assert not book.read_only


def test_faults_are_told_with_file_and_place_and_the_book_can_still_be_read(path: Path) -> None:
    lay(path, **{PATROL_PATH: PATROL})
    with open_book(path) as book:
        add_patrols(book)
        add(book, "well", name="东井")
    lay(path, **{PATROL_PATH: PATROL + WEATHER.replace('"text"', '"txt"')})

    with open_book(path) as book:
        assert book.read_only
        assert isinstance(book.because, FaultyForms)
        assert PATROL_PATH in str(book.because)
        assert "weather" in str(book.because)
        assert [row["name"] for row in book.records.find("well")] == ["东井"]
        with pytest.raises(FaultyForms):
            add(book, "well", name="西井")

    lay(path, **{PATROL_PATH: PATROL + WEATHER})  # mended
    with open_book(path) as book:
        assert not book.read_only
        assert len(book.records.find("river_patrol")) == 2


def test_a_form_of_a_higher_version_may_be_lost_for_a_while(path: Path) -> None:
    newer = well(WEATHER).replace("version = 2", "version = 9")
    lay(path, **{WELL_PATH: newer})
    with open_book(path) as book:
        add(book, "well", name="东井", weather="晴")
    lay(path, **{WELL_PATH: newer, PATROL_PATH: "key ="})

    with open_book(path) as book:
        assert book.because is not None
        assert book.records.find("well")[0]["name"] == "东井"

    lay(path, **{WELL_PATH: newer})
    with open_book(path) as book:
        assert book.records.find("well")[0]["weather"] == "晴"


def test_a_power_cut_between_two_folders_leaves_the_old_one(path: Path) -> None:
    lay(path, **{PATROL_PATH: PATROL})
    open_book(path).close()
    paths = BookPaths(path)
    lay_ready(paths, {PATROL_PATH: (PATROL + WEATHER).encode()})
    paths.forms.rename(paths.forms.with_name("forms.before"))  # and here the current failed

    with open_book(path) as book:
        assert book.definitions.form("river_patrol").find("weather") is None

    assert own_files(paths) == {PATROL_PATH: PATROL.encode()}


def test_a_power_cut_before_a_pack_is_taken_back_in_the_book_is_settled(path: Path) -> None:
    lay(path, **{WELL_PATH: well().replace("version = 2", "version = 9")})
    open_book(path).close()

    lay(path)  # the files are gone, and the book knows version 9

    with open_book(path) as book:
        add(book, "well", name="东井")
    assert sorted(one.name for one in BookPaths(path).folder.glob("forms*")) == ["forms"]
    open_book(path).close()


def test_an_exchange_whose_act_fails_is_taken_back(path: Path) -> None:
    lay(path, **{PATROL_PATH: PATROL})
    paths = BookPaths(path)
    lay_ready(paths, {})

    with pytest.raises(OSError, match="disk"), exchanged(paths):
        raise OSError("disk")

    assert own_files(paths) == {PATROL_PATH: PATROL.encode()}


def test_a_backup_brings_the_own_definitions_along(path: Path, tmp_path: Path) -> None:
    lay(path, **{PATROL_PATH: PATROL})
    with open_book(path) as book:
        add_patrols(book)
        file = safety.backup(book, tmp_path)
    other = tmp_path / "另一台"
    other.mkdir()

    restored = safety.restore(file, other / "黄寺村.rdb")

    assert restored.after["river_patrol"] == 2
    with open_book(restored.path) as book:
        assert len(book.records.find("river_patrol")) == 2
        assert book.backups.list() == []  # nothing had to be brought up to date


def test_restoring_puts_back_the_definitions_of_that_day(path: Path, tmp_path: Path) -> None:
    with open_book(path) as book:
        before = safety.backup(book, tmp_path)
    lay(path, **{PATROL_PATH: PATROL})
    open_book(path).close()

    safety.restore(before, path, replace=True)

    with open_book(path) as book:
        assert "river_patrol" not in book.definitions.forms
    assert own_files(BookPaths(path)) == {}


def test_a_brief_that_was_sent_down_is_offered_with_its_template(path: Path) -> None:
    files = {
        "briefs/patrol.toml": '[[brief]]\nkey = "patrol"\ntitle = "巡河简报"\n',
        "briefs/patrol.txt": "{{ unit }}，{{ year }} 年。",
    }
    lay(path, **files)

    with open_book(path) as book:
        [brief] = briefs(book)

    assert brief.templates == {".txt": book.paths.forms / "briefs" / "patrol.txt"}
    assert not brief.own
