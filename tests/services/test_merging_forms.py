"""A package made with older or newer forms is taken in field by field, every difference told."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.definitions.model import (
    Choice,
    ChoiceList,
    Definitions,
    FieldDef,
    FieldType,
    FormDef,
    Record,
    Value,
)
from ruraldesk.services.merging import Said, Verdict, merge, unmerge
from ruraldesk.store.book import Book, BookInfo
from tests.services.packages import package_of
from tests.store.reports import state
from tests.store.sample_forms import CATEGORIES, OUTPUTS, PERSON, PROJECT, STAGES, UNIT, defined

TOWN, VILLAGE = "410726104000", "410726104201"
UNITS = FormDef(
    key="unit",
    title="区划与村情",
    name="{name}",
    fields=(
        FieldDef(key="code", type=FieldType.DIVISION, label="区划代码", unique=True),
        FieldDef(key="name", type=FieldType.TEXT, label="名称"),
        FieldDef(key="area", type=FieldType.TEXT, label="片区"),
        FieldDef(key="upper", type=FieldType.REFERENCE, label="上级", form="unit"),
    ),
)
ROAD: dict[str, Value] = {"unit": VILLAGE, "name": "主街硬化", "category": "road"}


def with_fields(form: FormDef, *fields: FieldDef, version: int = 1) -> FormDef:
    return replace(form, fields=fields, version=version)


def open_book(path: Path, definitions: Definitions, unit: str, name: str, level: str) -> Book:
    info = BookInfo(unit=unit, name=name, level=level, parent=TOWN if level == "village" else "")
    return Book.create(path, definitions, info)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "合 并"
    made.mkdir()
    return made


@pytest.fixture
def town(folder: Path) -> Iterator[Book]:
    with open_book(folder / "镇.rdb", forms(), TOWN, "王楼镇", "town") as book:
        put(book, "unit", code=VILLAGE, name="黄寺村", area="东片")
        yield book


def forms(*others: FormDef, choices: ChoiceList = CATEGORIES) -> Definitions:
    """Return the definitions of a book: the others take the place of what has their key."""
    by_key = {form.key: form for form in (UNITS, PERSON, PROJECT, *others)}
    return defined(*by_key.values(), choices=(STAGES, choices))


def put(book: Book, form: str, outputs: tuple[str, ...] = (), **values: Value) -> str:
    """Write a record of which nothing is checked."""
    lines = {"outputs": tuple(Record(values={"item": item}) for item in outputs)}
    made = Record(values=values, lines=lines if outputs else {})
    before = {one.uuid for one in book.records.find(form)}
    book.records.insert_many(form, [made])
    [uuid] = {one.uuid for one in book.records.find(form)} - before
    return uuid


def merged(town: Book, folder: Path, definitions: Definitions, **road: Any) -> Verdict:
    """Merge the package of a village that has other forms and one project."""
    name = f"{len(list(folder.glob('*.rdb')))}.rdb"
    with open_book(folder / name, definitions, VILLAGE, "黄寺村", "village") as village:
        put(village, "project", **(ROAD | road))
        path, _ = package_of(village, folder)
    [verdict] = merge(town, [path]).files
    return verdict


def project(town: Book) -> Record:
    [found] = town.records.find("project")
    return found


def test_a_column_that_we_do_not_have_is_told_and_read_once_we_have_it(
    town: Book, folder: Path
) -> None:
    width = FieldDef(key="width", type=FieldType.TEXT, label="路宽")
    newer = with_fields(PROJECT, *PROJECT.fields, width, version=2)
    verdict = merged(town, folder, forms(newer), width="4.5米")
    assert verdict.verdict is Said.NEW
    assert "路宽" in verdict.message
    assert project(town)["name"] == "主街硬化"

    town.close()
    with Book.open(town.path, forms(newer)) as updated:
        done = merge(updated, [folder / verdict.path.name])
        [again] = done.files
        assert done.batch
        assert (again.verdict, again.changed) == (Said.SAME, 1)
        assert project(updated)["width"] == "4.5米"
        [third] = merge(updated, [folder / verdict.path.name]).files
        assert (third.verdict, third.changed, third.unchanged) == (Said.SAME, 0, 0)


def test_a_column_that_it_does_not_have_stays_empty(town: Book, folder: Path) -> None:
    kept = [one for one in PROJECT.fields if one.key != "code"]
    older = replace(with_fields(PROJECT, *kept), name="{name}", sort=(), search=("name",))
    verdict = merged(town, folder, forms(older))
    assert verdict.verdict is Said.NEW
    assert "编号" in verdict.message
    assert project(town)["code"] is None


def test_a_ledger_that_we_do_not_have_is_told(town: Book, folder: Path) -> None:
    patrol = FormDef(
        key="patrol",
        title="巡查台账",
        name="{place}",
        fields=(UNIT, FieldDef(key="place", type=FieldType.TEXT, label="地点")),
    )
    with open_book(folder / "v.rdb", forms(patrol), VILLAGE, "黄寺村", "village") as village:
        put(village, "patrol", unit=VILLAGE, place="村东坑塘")
        path, _ = package_of(village, folder)
    [verdict] = merge(town, [path]).files
    assert verdict.verdict is Said.NEW
    assert "巡查台账" in verdict.message


def test_lines_that_we_do_not_have_are_told(town: Book, folder: Path) -> None:
    visits = FormDef(
        key="visits",
        title="走访",
        parent="project",
        fields=(FieldDef(key="who", type=FieldType.TEXT, label="走访人"),),
    )
    newer = replace(PROJECT, lines=(*PROJECT.lines, visits))
    with open_book(folder / "v.rdb", forms(newer), VILLAGE, "黄寺村", "village") as village:
        made = Record(values=ROAD, lines={"visits": (Record(values={"who": "李四"}),)})
        village.records.insert_many("project", [made])
        path, _ = package_of(village, folder)
    [verdict] = merge(town, [path]).files
    assert verdict.verdict is Said.NEW
    assert "走访" in verdict.message


def test_a_choice_of_its_own_comes_along(town: Book, folder: Path) -> None:
    with open_book(folder / "v.rdb", forms(), VILLAGE, "黄寺村", "village") as village:
        lamp = village.choices.add("categories", "路灯")
        put(village, "project", unit=VILLAGE, name="路灯", category=lamp.code)
        path, _ = package_of(village, folder)
    [verdict] = merge(town, [path]).files
    assert "路灯" in verdict.message
    assert project(town)["category"] == lamp.code
    assert town.definitions.choices["categories"].label(lamp.code) == "路灯"


def test_the_same_choice_under_another_code_is_ours(town: Book, folder: Path) -> None:
    other = replace(CATEGORIES, items=(Choice(code="lane", label="公路"),))
    road = replace(PROJECT.field("category"), choices=other)
    theirs = with_fields(
        PROJECT, *(road if one.key == "category" else one for one in PROJECT.fields)
    )
    verdict = merged(town, folder, forms(theirs, choices=other), category="lane")
    assert verdict.verdict is Said.NEW
    assert project(town)["category"] == "road"


def test_a_choice_of_a_fixed_list_that_we_do_not_have_is_left_empty_and_told(
    town: Book, folder: Path
) -> None:
    stages = replace(STAGES, items=(*STAGES.items, Choice(code="audited", label="已审计")))
    stage = replace(PROJECT.field("stage"), choices=stages)
    newer = with_fields(PROJECT, *(stage if one.key == "stage" else one for one in PROJECT.fields))
    definitions = replace(forms(newer), choices={"stages": stages, "categories": CATEGORIES})
    verdict = merged(town, folder, definitions, stage="audited")
    assert verdict.verdict is Said.NEW
    assert "阶段" in verdict.message
    assert project(town)["stage"] is None


def test_the_villages_own_words_about_itself_do_not_change_what_it_is(
    town: Book, folder: Path
) -> None:
    with open_book(folder / "v.rdb", forms(), VILLAGE, "黄寺村", "village") as village:
        own = put(village, "unit", code=VILLAGE, name="黄寺", area="西片")
        group = put(village, "unit", code="410726104601", name="一组", upper=own)
        put(village, "unit", code=TOWN, name="王楼镇")
        put(village, "person", unit="410726104601", name="组里人")
        path, _ = package_of(village, folder)

    [verdict] = merge(town, [path]).files

    assert verdict.verdict is Said.NEW
    units = {one["code"]: one for one in town.records.find("unit")}
    assert units.keys() == {VILLAGE, "410726104601"}
    assert (units[VILLAGE]["name"], units[VILLAGE]["area"]) == ("黄寺村", "西片")
    assert units["410726104601"].uuid == group
    assert units["410726104601"]["upper"] == units[VILLAGE].uuid
    assert len(state(town, "person", "410726104601")) == 1


def test_outputs_are_lines_of_their_records(town: Book, folder: Path) -> None:
    assert OUTPUTS in PROJECT.lines
    verdict = merged(town, folder, forms(), outputs=("主街", "南巷"))
    assert verdict.verdict is Said.NEW
    assert [line["item"] for line in project(town).lines["outputs"]] == ["主街", "南巷"]


def test_a_reference_to_a_unit_means_ours_and_is_taken_back_as_ours(
    town: Book, folder: Path
) -> None:
    patrol = FormDef(
        key="patrol",
        title="巡查台账",
        name="{place}",
        fields=(
            UNIT,
            FieldDef(key="place", type=FieldType.TEXT, label="地点"),
            FieldDef(key="village", type=FieldType.REFERENCE, label="村", form="unit"),
        ),
    )
    town.close()
    with (
        Book.open(town.path, forms(patrol)) as county,
        open_book(folder / "v.rdb", forms(patrol), VILLAGE, "黄寺村", "village") as village,
    ):
        own = put(village, "unit", code=VILLAGE, name="黄寺村")
        put(village, "patrol", unit=VILLAGE, place="村东坑塘", village=own)
        path, first = package_of(village, folder)
        merge(county, [path])
        [ours] = [one.uuid for one in county.records.find("unit")]
        assert ours != own
        [taken] = county.records.find("patrol")
        assert taken["village"] == ours

        [theirs] = village.records.find("patrol")
        changed = replace(theirs, values={"place": "村西坑塘"})
        assert not village.records.save("patrol", changed).refused
        path, _ = package_of(village, folder, "2023-12", after=first)
        done = merge(county, [path])
        assert done.files[0].changed == 1
        unmerge(county, done.batch)
        [back] = county.records.find("patrol")
        assert (back["place"], back["village"]) == ("村东坑塘", ours)


def test_an_amount_with_more_decimals_than_ours_is_not_rounded(town: Book, folder: Path) -> None:
    finer = replace(PROJECT.field("total"), type=FieldType.DECIMAL, places=4)
    theirs = with_fields(PROJECT, *(finer if one.key == "total" else one for one in PROJECT.fields))
    verdict = merged(town, folder, forms(theirs), total=Decimal("12.3456"))
    assert verdict.verdict is Said.TOTALS_DIFFER
    assert "总投资" in verdict.message
    assert town.records.find("project") == []


def test_a_row_that_is_nobody_is_no_row_of_ours(town: Book, folder: Path) -> None:
    with open_book(folder / "v.rdb", forms(), VILLAGE, "黄寺村", "village") as village:
        odd = Record(values=ROAD, uuid="谁也不是")
        village.records.insert_many("project", [odd])
        path, _ = package_of(village, folder)
    [verdict] = merge(town, [path]).files
    assert verdict.verdict is Said.DAMAGED
    assert "台账数据" in verdict.message
