"""A new book knows its own unit, so that villages can be registered below it at once."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ruraldesk.definitions.model import UNIT
from ruraldesk.services import entry
from ruraldesk.services.books import Book, create_book
from ruraldesk.services.home import home
from ruraldesk.services.month_steps import entered_in
from ruraldesk.services.own_unit import own_uuid
from ruraldesk.services.putting import put
from ruraldesk.services.unit_keys import key_board

TOWN, HUANGSI = "410726104000", "410726104201"
ELSEWHERE = "7a7adcb0-0000-4000-8000-000000000001"  # the town's UUID in another book


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Book]:
    """A town's book as the dialog and `init` make it."""
    path = tmp_path / "王楼镇.rdb"
    with create_book(path, unit=TOWN, name="王楼镇", level="town", begun=True) as book:
        yield book


def lines(*rows: Mapping[str, object]) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def village(upper: str) -> dict[str, object]:
    return {"code": HUANGSI, "name": "黄寺村", "level": "village", "upper": upper}


def test_a_village_can_name_the_new_books_unit_as_the_one_above(new: Book) -> None:
    done = put(new, UNIT, lines(village("王楼镇")))

    assert not done.refused, done.problems
    assert new.records.get(UNIT, done.uuids[0])["upper"] == own_uuid(new)


def test_a_new_book_counts_as_empty_until_somebody_enters_something(new: Book) -> None:
    assert entered_in(new) == 0
    put(new, UNIT, lines(village("王楼镇")))
    assert entered_in(new) == 1


def test_undoing_leaves_the_own_unit_alone(new: Book) -> None:
    assert entry.undo(new) == ""
    assert len(new.records.find(UNIT)) == 1


def test_the_own_unit_from_a_list_of_another_book_is_the_same_unit(new: Book) -> None:
    town = {"uuid": ELSEWHERE, "revision": 4, "code": TOWN, "name": "王楼镇", "level": "town"}

    done = put(new, UNIT, lines({**town, "full_name": "延津县王楼镇人民政府"}, village(ELSEWHERE)))

    assert not done.refused, done.problems
    assert (done.added, done.changed) == (1, 1)
    found = {one["code"]: one for one in new.records.find(UNIT)}
    assert found[TOWN]["full_name"] == "延津县王楼镇人民政府"
    assert found[HUANGSI]["upper"] == found[TOWN].uuid


def test_once_somebody_worked_with_it_the_own_unit_is_as_any_other(new: Book) -> None:
    own = {"uuid": own_uuid(new), "phone": "0373-5512345"}
    assert not put(new, UNIT, lines(own)).refused

    done = put(new, UNIT, lines({"code": TOWN, "name": "别的镇", "level": "town"}))

    assert done.refused
    assert [one.code for one in done.problems] == ["unique"]


def test_a_book_without_a_ledger_of_units_begins_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.services.small_program import use_small_program

    use_small_program(tmp_path / "program", monkeypatch)
    with create_book(
        tmp_path / "a.rdb", unit=HUANGSI, name="黄寺村", level="village", begun=True
    ) as book:
        assert entered_in(book) == 0


def test_the_first_steps_of_a_town_are_its_villages_a_pack_and_the_first_stick(new: Book) -> None:
    assert [(one.key, one.count) for one in home(new, "2023-12").starts] == [
        ("settings", 0), ("units", 0), ("unit_list", 0), ("pack", 0), ("read", 0),
    ]  # fmt: skip
    put(new, UNIT, lines(village("王楼镇")))
    new.settings["operator"] = "刘科员"

    assert [one.count for one in home(new, "2023-12").starts] == [1, 1, 0, 0, 0]


def test_villages_without_a_unit_above_are_the_towns_own_by_their_codes(new: Book) -> None:
    put(new, UNIT, lines({"code": HUANGSI, "name": "黄寺村", "level": "village"}))

    assert [one.count for one in home(new, "2023-12").starts if one.key == "units"] == [1]
    assert [one.name for one in key_board(new).units] == ["黄寺村"]


def test_a_town_has_begun_with_its_first_record_of_another_kind(new: Book) -> None:
    person = {"unit": TOWN, "name": "李会计", "sex": "female"}
    assert not put(new, "person", lines(person)).refused

    assert home(new, "2023-12").starts == ()


def test_the_first_step_of_a_village_is_its_first_record(tmp_path: Path) -> None:
    path = tmp_path / "黄寺村.rdb"
    with create_book(path, unit=HUANGSI, name="黄寺村", level="village", begun=True) as book:
        assert [one.key for one in home(book, "2023-12").starts] == ["settings", "enter", "import"]
