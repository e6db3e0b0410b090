"""A form that a pack brought is told to be older when the program's own was changed since."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.services import packs
from ruraldesk.services.books import open_book
from ruraldesk.services.pack_age import outdated_forms, shipped_hash
from ruraldesk.store.book import Book
from ruraldesk.store.packs import Packs, PackState
from tests.services.packing import sent, town, village
from tests.services.small_program import (
    PATROL,
    PATROL_PATH,
    WEATHER,
    WELL_PATH,
    use_small_program,
    well,
)

PUMP = '[[field]]\nkey = "pump"\ntype = "text"\nlabel = "水泵"\nsince = 3\n'
NEWER = well(PUMP).replace("version = 2", "version = 3")


@pytest.fixture(autouse=True)
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the program's forms, which an update of the program may change."""
    return use_small_program(tmp_path / "program", monkeypatch)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Book]:
    with town(tmp_path) as book:
        yield book


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Book]:
    with village(tmp_path) as book:
        yield book


def update(program: Path) -> None:
    (program / WELL_PATH).write_text(NEWER, encoding="utf-8")


def test_as_long_as_the_program_is_the_same_nothing_is_told(
    office: Book, clerk: Book, tmp_path: Path
) -> None:
    made = sent(office, tmp_path, forms={WELL_PATH: well(WEATHER), PATROL_PATH: PATROL})
    packs.install(clerk, made.path)
    assert outdated_forms(clerk) == outdated_forms(office) == []
    [kept] = packs.installed(clerk)
    assert kept.replaces == {WELL_PATH: shipped_hash(WELL_PATH)}  # the other is a new one


def test_after_an_update_both_ends_are_told_what_the_pack_hides(
    office: Book, clerk: Book, tmp_path: Path, program: Path
) -> None:
    made = sent(office, tmp_path, forms={WELL_PATH: well(WEATHER)})
    packs.install(clerk, made.path)
    clerk.close()
    update(program)

    with open_book(clerk.path) as after:
        [told] = outdated_forms(after)
        assert (told.file, told.title, told.missing) == (WELL_PATH, "机井台账", ("水泵",))
        assert "请王楼镇" in told.message
        assert "水泵" in told.message
        [own] = outdated_forms(office)
        assert "重新下发" in own.message
        assert "王楼镇" not in own.message


def test_a_pack_made_from_the_present_form_settles_it(
    office: Book, clerk: Book, tmp_path: Path, program: Path
) -> None:
    sent(office, tmp_path, forms={WELL_PATH: well(WEATHER)})
    update(program)
    newer = NEWER + WEATHER.replace('label = "天气"', 'label = "天气"\nsince = 3')
    made = sent(office, tmp_path, forms={WELL_PATH: newer})
    clerk.close()
    with open_book(clerk.path) as after:
        packs.install(after, made.path)
        assert outdated_forms(after) == outdated_forms(office) == []


def test_what_goes_along_unchanged_stays_as_old_as_it_was(
    office: Book, tmp_path: Path, program: Path
) -> None:
    sent(office, tmp_path, forms={WELL_PATH: well(WEATHER)})
    before = shipped_hash(WELL_PATH)
    update(program)
    for forms in ({PATROL_PATH: PATROL}, {WELL_PATH: well(WEATHER)}):
        sent(office, tmp_path, forms=forms)
        assert packs.made(office)[-1].replaces[WELL_PATH] == before
    assert [one.file for one in outdated_forms(office)] == [WELL_PATH]


def test_a_pack_from_before_this_was_noted_is_read_and_nothing_is_told_of_it(
    office: Book, clerk: Book, tmp_path: Path, program: Path
) -> None:
    made = sent(office, tmp_path, forms={WELL_PATH: well(WEATHER)})
    packs.install(clerk, made.path)
    [kept] = packs.installed(clerk)
    Packs(clerk).keep(replace(kept, replaces={}))
    update(program)
    assert Packs(clerk).all(PackState.INSTALLED)[0].replaces == {}
    assert outdated_forms(clerk) == []
