"""What a reference may fill: fields on both sides, of the same kind."""

from pathlib import Path

import pytest

from ruraldesk.definitions import compiled
from ruraldesk.definitions.filling import filling, identifying, taken, told
from ruraldesk.definitions.model import Definitions, Record
from tests.definitions.builders import faults_in, loaded

PERSON = """
[[field]]
key = "name"
type = "text"
label = "姓名"
max_length = 30
[[field]]
key = "id_number"
type = "person_id"
label = "身份证号"
[[field]]
key = "schooling"
type = "choice"
choices = "schooling"
label = "学历"
[[field]]
key = "weight"
type = "decimal"
places = 1
label = "体重"
[[field]]
key = "twice"
type = "computed"
result = "decimal"
places = 1
label = "两倍"
expression = "weight * 2"
[import]
identities = [["id_number"], ["name", "unit"]]
"""
STAFF = """
[[field]]
key = "person"
type = "reference"
form = "person"
label = "人员"
fills = { name = "name", number = "id_number", schooling = "schooling" }
[[field]]
key = "name"
type = "text"
label = "姓名"
max_length = 30
[[field]]
key = "number"
type = "person_id"
label = "身份证号"
[[field]]
key = "schooling"
type = "choice"
choices = "schooling"
label = "学历"
[[field]]
key = "weight"
type = "decimal"
places = 2
label = "体重"
[[field]]
key = "short"
type = "text"
label = "简称"
max_length = 10
"""
CHOICES = """
[[list]]
key = "schooling"
title = "学历"
[[list.item]]
code = "junior"
label = "初中"
"""
OLD = 'fills = { name = "name", number = "id_number", schooling = "schooling" }'


def both(folder: Path) -> Definitions:
    return loaded(folder, ledgers={"person": PERSON, "staff": STAFF}, choices=CHOICES)


def faults_with(folder: Path, fills: str, staff: str = STAFF) -> list[str]:
    ledgers = {"person": PERSON, "staff": staff.replace(OLD, fills)}
    return [str(one) for one in faults_in(folder, ledgers=ledgers, choices=CHOICES)]


def test_a_reference_names_the_fields_that_it_fills(tmp_path: Path) -> None:
    (person,) = filling(both(tmp_path).form("staff"))
    assert person.fills == (
        ("name", "name"),
        ("number", "id_number"),
        ("schooling", "schooling"),
    )


def test_what_a_reference_fills_is_kept_in_compiled_definitions(tmp_path: Path) -> None:
    definitions = both(tmp_path)
    assert compiled.from_bytes(compiled.to_bytes(definitions)) == definitions


@pytest.mark.parametrize(
    ("fills", "told_of"),
    [
        ('fills = { nam = "name" }', "name"),
        ('fills = { name = "nam" }', "name"),
        ('fills = { weight = "twice" }', "twice"),
        ('fills = { person = "name" }', "person"),
        ('fills = { number = "name" }', "number"),
        ('fills = { weight = "weight" }', "weight"),
        ('fills = { short = "name" }', "short"),
        ("fills = { name = 3 }", "name"),
    ],
)
def test_a_field_that_is_missing_or_of_another_kind_is_a_fault(
    tmp_path: Path, fills: str, told_of: str
) -> None:
    (fault,) = faults_with(tmp_path, fills)
    assert "staff.toml" in fault
    assert told_of in fault


def test_an_unknown_field_names_the_nearest_one(tmp_path: Path) -> None:
    ledgers = {"person": PERSON, "staff": STAFF.replace(OLD, 'fills = { nam = "name" }')}
    (fault,) = faults_in(tmp_path, ledgers=ledgers, choices=CHOICES)
    assert fault.nearest == "name"


def test_only_what_means_a_record_fills(tmp_path: Path) -> None:
    text = STAFF.replace(OLD, "").replace(
        'label = "简称"', 'label = "简称"\nfills = { name = "name" }'
    )
    (fault,) = faults_with(tmp_path, "", text)
    assert "fills" in fault


def test_in_lines_a_reference_fills_fields_of_the_line(tmp_path: Path) -> None:
    lines = STAFF.replace(OLD, "") + '[[lines]]\nkey = "visits"\ntitle = "走访"\n'
    lines += '[[lines.field]]\nkey = "host"\ntype = "reference"\nform = "person"\nlabel = "户主"\n'
    lines += 'fills = { weight = "weight" }\n'
    (fault,) = faults_with(tmp_path, "", lines)
    assert "weight" in fault
    lines += '[[lines.field]]\nkey = "weight"\ntype = "decimal"\nplaces = 1\nlabel = "体重"\n'
    ledgers = {"person": PERSON, "staff": lines}
    made = loaded(tmp_path / "good", ledgers=ledgers, choices=CHOICES).form("staff")
    assert filling(made.line("visits"))[0].fills == (("weight", "weight"),)


def test_a_name_fills_through_the_reference_behind_it(tmp_path: Path) -> None:
    text = f'{TASK}fills = {{ weight = "weight" }}\n[[field]]\nkey = "weight"\ntype = "decimal"\n'
    text += 'places = 1\nlabel = "体重"\n'
    task = loaded(tmp_path, ledgers={"person": PERSON, "task": text}, choices=CHOICES).form("task")
    assert [(one.key, one.fills) for one in filling(task)] == [
        ("known_keeper", (("weight", "weight"),))
    ]


def test_a_person_is_told_by_an_identity_that_is_filled_whole(tmp_path: Path) -> None:
    forms = both(tmp_path).forms
    staff, person = forms["staff"], forms["person"]
    (field,) = filling(staff)
    assert identifying(staff, field, person) == {"name", "number", "unit"}
    assert told(staff, field, person, {"name": "李四"}) == {}
    assert told(staff, field, person, {"name": "李四", "unit": "410726104201"}) == {
        "name": "李四",
        "unit": "410726104201",
    }
    number = "410726196305120018"
    assert told(staff, field, person, {"number": number}) == {"id_number": number}


def test_only_what_is_not_answered_is_taken(tmp_path: Path) -> None:
    (field,) = filling(both(tmp_path).form("staff"))
    record = Record(values={"name": "李四", "schooling": "junior"})
    assert taken(field, record, {"name"}) == {"schooling": "junior"}


TASK = """
[[field]]
key = "keeper"
type = "text"
label = "责任人"
names = "person"
"""


def test_a_text_that_names_a_record_has_the_reference_behind_it(tmp_path: Path) -> None:
    task = loaded(tmp_path, ledgers={"person": PERSON, "task": TASK}, choices=CHOICES).form("task")
    behind = task.field("known_keeper")

    assert (behind.type, behind.form, behind.behind) == ("reference", "person", "keeper")
    assert [one.key for one in task.asked()] == ["unit", "keeper"]


@pytest.mark.parametrize(
    ("task", "told_of"),
    [
        (TASK.replace('"person"', '"persn"'), "persn"),
        (TASK.replace('"text"', '"note"'), "names"),
        (f'{TASK}[[field]]\nkey = "known_keeper"\ntype = "text"\nlabel = "熟人"\n', "known_keeper"),
    ],
)
def test_a_name_of_no_ledger_or_beside_another_field_is_a_fault(
    tmp_path: Path, task: str, told_of: str
) -> None:
    (fault,) = faults_in(tmp_path, ledgers={"person": PERSON, "task": task}, choices=CHOICES)
    assert told_of in str(fault)


def test_a_step_takes_the_person_along_with_the_name(tmp_path: Path) -> None:
    step = """
[[action]]
key = "again"
title = "再来一次"
form = "task"
[action.values]
keeper = "keeper"
"""
    task = loaded(tmp_path, ledgers={"person": PERSON, "task": TASK + step}, choices=CHOICES).form(
        "task"
    )

    assert {key: made.source for key, made in task.actions[0].values} == {
        "keeper": "keeper",
        "known_keeper": "known_keeper",
    }
