"""People of the master fill the rosters: chosen, or told by their number; nothing typed is lost."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.services import filling, importing
from ruraldesk.services.putting import Put, put
from ruraldesk.store.book import Book
from tests.services.office import (
    HUANGSI,
    WANGLOU,
    add,
    id_number,
    lines,
    only,
    records,
    table,
    taken,
    town_book,
)

ZHANG = id_number(date(1975, 8, 12), 3)
LI = id_number(date(1982, 10, 5), 24)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def zhang(book: Book, **values: Any) -> Record:
    """Enter 张建国 in the ledger of persons."""
    told = {
        "name": "张建国",
        "id_number": ZHANG,
        "sex": "male",
        "birth_date": date(1975, 8, 12),
        "ethnicity": "hui",
        "phone": "13803730001",
        "education": "senior",
    }
    return add(book, "person", **{**told, **values})


def sent(book: Book, *objects: dict[str, Any]) -> Put:
    return put(book, "cadre", [json.dumps(one) for one in objects])


def doubts(done: Put) -> set[str]:
    return {one.code for one in done.problems if one.code.endswith("_as_person")}


def test_a_person_who_is_chosen_fills_what_is_not_said(book: Book) -> None:
    person = zhang(book)
    done = sent(book, {"person": person.uuid, "phone": "13803739999"})
    cadre = only(book, "cadre")
    assert (done.added, done.refused) == (1, False)
    assert (cadre["name"], cadre["id_number"], cadre["education"]) == ("张建国", ZHANG, "senior")
    assert (cadre["ethnicity"], cadre["unit"]) == ("hui", HUANGSI)
    assert cadre["phone"] == "13803739999"
    assert doubts(done) == {"phone_as_person"}


def test_a_person_is_chosen_by_name_too(book: Book) -> None:
    zhang(book)
    assert sent(book, {"person": "张建国"}).added == 1
    assert only(book, "cadre")["id_number"] == ZHANG


def test_a_number_tells_the_person(book: Book) -> None:
    person = zhang(book)
    sent(book, {"name": "张建国", "id_number": ZHANG, "unit": WANGLOU})
    cadre = only(book, "cadre")
    assert (cadre["person"], cadre["phone"], cadre["unit"]) == (person.uuid, "13803730001", WANGLOU)


def test_a_name_tells_the_person_with_birth_and_village_only(book: Book) -> None:
    person = zhang(book, id_number=None)
    born = {"name": "张建国", "sex": "male", "birth_date": "1975-08-12"}
    done = sent(
        book,
        {**born, "unit": WANGLOU},
        {"name": "张建国", "sex": "male", "unit": HUANGSI},
        {**born, "unit": HUANGSI},
    )
    told = [book.records.get("cadre", uuid)["person"] for uuid in done.uuids]
    assert told == [None, None, person.uuid]


def test_the_same_number_of_two_living_people_tells_nobody(book: Book) -> None:
    zhang(book)
    zhang(book, unit=WANGLOU)
    sent(book, {"name": "张建国", "id_number": ZHANG})
    assert only(book, "cadre")["person"] is None


def test_somebody_in_the_recycle_bin_fills_nothing(book: Book) -> None:
    person = zhang(book)
    book.records.delete("person", person.uuid, person.revision)
    sent(book, {"name": "张建国", "id_number": ZHANG})
    cadre = only(book, "cadre")
    assert (cadre["person"], cadre["phone"]) == (None, None)


def test_what_is_said_to_be_nothing_stays_nothing(book: Book) -> None:
    zhang(book)
    sent(book, {"name": "张建国", "id_number": ZHANG, "person": None})
    assert only(book, "cadre")["person"] is None
    [uuid] = sent(
        book, {"name": "张建国", "id_number": ZHANG, "unit": WANGLOU, "phone": None}
    ).uuids
    assert book.records.get("cadre", uuid)["phone"] is None


def test_an_update_that_tells_nobody_fills_nothing(book: Book) -> None:
    [uuid] = sent(book, {"name": "张建国", "id_number": ZHANG}).uuids
    person = zhang(book)
    sent(book, {"uuid": uuid, "duties": "党建"})
    assert book.records.get("cadre", uuid)["person"] is None
    done = sent(book, {"uuid": uuid, "id_number": ZHANG})
    cadre = book.records.get("cadre", uuid)
    assert (done.changed, cadre["person"], cadre["phone"]) == (1, person.uuid, "13803730001")
    assert cadre["ethnicity"] == "han"  # it was saved so; the doubt says what the master has
    assert doubts(done) == {"ethnicity_as_person"}


def test_a_reference_that_stays_the_same_brings_nothing_back(book: Book) -> None:
    person = zhang(book)
    [uuid] = sent(book, {"person": person.uuid}).uuids
    sent(book, {"uuid": uuid, "phone": None})
    done = sent(book, {"uuid": uuid, "person": person.uuid})
    assert (done.changed, book.records.get("cadre", uuid)["phone"]) == (0, None)


def test_the_head_of_a_household_brings_his_number(book: Book) -> None:
    person = zhang(book)
    done = put(book, "household", [json.dumps({"head": person.uuid})])
    assert not done.refused, done.problems
    assert only(book, "household")["phone"] == "13803730001"


ROSTER = f"""
黄寺村村干部花名册
序号 | 姓名 | 身份证号 | 职务 | 联系电话
1 | 张建国 | '{ZHANG} | 支部书记 | 13803738888
2 | 李秀英 | '{LI} | 妇联主席 | 13803730002
"""


def test_a_roster_finds_the_people_that_the_book_has(book: Book, tmp_path: Path) -> None:
    person = zhang(book)
    done = taken(book, "cadre", table(tmp_path / "花名册.xlsx", lines(ROSTER)))
    cadres = {one["name"]: one for one in records(book, "cadre").values()}
    assert cadres["张建国"]["person"] == person.uuid
    assert (cadres["张建国"]["education"], cadres["张建国"]["ethnicity"]) == ("senior", "hui")
    assert cadres["张建国"]["phone"] == "13803738888"
    assert (cadres["李秀英"]["person"], cadres["李秀英"]["ethnicity"]) == (None, "han")
    told = {one.code: one.message for one in done.problems}
    assert told["filled"] == "有 1 行在“人员台账”中已有登记，已自动关联，表中没填的内容从那里带出。"
    assert "13803730001" in told["phone_as_person"]


def test_a_column_called_person_is_the_name_of_whom_the_master_does_not_have(
    book: Book, tmp_path: Path
) -> None:
    person = zhang(book)
    taken(book, "cadre", table(tmp_path / "花名册.xlsx", lines(ROSTER.replace("姓名", "人员"))))
    cadres = records(book, "cadre").values()
    assert {one["name"]: one["person"] for one in cadres} == {
        "张建国": person.uuid,
        "李秀英": None,
    }


def test_who_is_named_by_the_master_alone_is_found_again(book: Book, tmp_path: Path) -> None:
    zhang(book)
    rows = "黄寺村村干部花名册\n序号 | 人员 | 职务\n1 | 张建国 | 支部书记"
    taken(book, "cadre", table(tmp_path / "花名册.xlsx", lines(rows)))
    assert only(book, "cadre")["id_number"] == ZHANG


def test_the_village_that_the_table_comes_from_is_the_cadres(book: Book, tmp_path: Path) -> None:
    zhang(book, unit=WANGLOU)
    taken(book, "cadre", table(tmp_path / "花名册.xlsx", lines(ROSTER)))
    assert {one["unit"] for one in records(book, "cadre").values()} == {HUANGSI}


def test_a_roster_taken_in_before_the_people_is_tied_to_them_when_it_comes_again(
    book: Book, tmp_path: Path
) -> None:
    file = table(tmp_path / "花名册.xlsx", lines(ROSTER))
    taken(book, "cadre", file)
    person = zhang(book)
    done = importing.run(book, "cadre", file)
    assert (done.added, done.changed, done.refused) == (0, 1, 0)
    assert person.uuid in {one["person"] for one in records(book, "cadre").values()}


def test_who_is_in_the_master_but_not_tied_to_it_is_told(book: Book) -> None:
    sent(book, {"name": "张建国", "id_number": ZHANG})
    zhang(book)
    cadre = only(book, "cadre")
    saved = book.records.save(
        "cadre", Record(values={"duties": "党建"}, uuid=cadre.uuid, revision=cadre.revision)
    )
    assert [one.level for one in saved.problems if one.code == "person_known"] == [Level.INFORM]


def test_what_a_person_brings_is_told_before_anything_is_saved(book: Book) -> None:
    person = zhang(book)
    form = book.definitions.form("cadre")
    field = form.field("person")
    brought = filling.chosen(book, form, field, person.uuid)
    assert brought is not None
    assert (brought.name, brought.values["phone"]) == ("张建国", "13803730001")
    assert brought.names == {"unit": "黄寺村"}
    by_number = filling.meant(book, form, field, {"id_number": ZHANG, "unit": WANGLOU})
    assert by_number == brought
    assert filling.meant(book, form, field, {"name": "张建国", "unit": HUANGSI}) is None
    assert filling.meant(book, form, field, {"id_number": LI}) is None


def test_a_cadre_who_is_named_is_found_in_the_roster_of_the_village(book: Book) -> None:
    cadre = add(book, "cadre", name="张建国", id_number=ZHANG)
    flood = {"name": "7·20 洪涝", "kind": "flood", "level": "four", "started_on": "2021-07-20"}
    [event] = put(book, "disaster_event", [json.dumps(flood)]).uuids
    told = {
        "event": event,
        "unit": HUANGSI,
        "people": 3,
        "moved_on": "2021-07-21",
        "from_place": "一组",
        "to_place": "小学",
        "contact": "张建国",
    }
    done = put(book, "evacuation", [json.dumps(told)])
    assert not done.refused, done.problems
    assert only(book, "evacuation")["contact_cadre"] == cadre.uuid
