"""Any tool can read a package's tables: the frictionless command says so, for every ledger."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Value
from ruraldesk.exchange.csv_cells import to_cell
from ruraldesk.exchange.package import write_package
from ruraldesk.exchange.parts import from_folder, into_folder, write_parts
from ruraldesk.exchange.schema import TYPES, columns, table_schema
from ruraldesk.services.books import shipped_definitions
from tests.definitions.every_type import STORED, values_of
from tests.exchange.months import NAME, SIGNER, TITLE, examples, manifest_of, small, written

DEFINITIONS = shipped_definitions()
EVERY_TYPE = FormDef(key="everything", title="各类字段", fields=STORED)


def judged(path: Path) -> dict[str, Any]:
    """Return what `frictionless validate` says of a data package."""
    # What it finds wrong it quotes, also where the console's code page lacks a character.
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "frictionless", "validate", "--json", path.name],
        cwd=path.parent,
        capture_output=True,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["valid"] == (done.returncode == 0)
    return said


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The verdict on each table of a package with the examples of all ledgers."""
    folder = tmp_path_factory.mktemp("all")
    parts = written(folder, examples(DEFINITIONS))
    package = folder / "all.zip"  # the command knows a package by this ending
    write_package(package, manifest_of(parts), from_folder(folder), SIGNER)
    return {task["name"]: task for task in judged(package)["tasks"]}


@pytest.mark.parametrize("form", DEFINITIONS.forms.values(), ids=lambda form: form.key)
def test_every_ledgers_example_is_valid(form: FormDef, verdicts: dict[str, Any]) -> None:
    assert form.example is not None
    filled = [line.table for line in form.lines if form.example.lines.get(line.key)]
    for table in (form.table, *filled):
        assert verdicts[table]["valid"], verdicts[table]["errors"]
        assert verdicts[table]["stats"]["rows"] >= 1


def test_records_that_leave_out_what_is_required_today_are_still_valid(tmp_path: Path) -> None:
    records = small(DEFINITIONS)
    required = {one.key for one in DEFINITIONS.form("project").fields if one.required}
    records["project"] = [
        replace(one, values={k: v for k, v in one.values.items() if k not in required})
        for one in records["project"]
    ]
    write_parts(into_folder(tmp_path), DEFINITIONS, records, name=NAME, title=TITLE)
    assert judged(tmp_path / "datapackage.json")["valid"]


def test_a_reference_to_a_record_that_is_not_reported_is_still_valid(tmp_path: Path) -> None:
    records = {key: examples(DEFINITIONS)[key] for key in ("allocation", "payment")}
    write_parts(into_folder(tmp_path), DEFINITIONS, records, name=NAME, title=TITLE)
    assert judged(tmp_path / "datapackage.json")["valid"]


def test_a_changed_table_is_invalid(tmp_path: Path) -> None:
    write_parts(into_folder(tmp_path), DEFINITIONS, small(DEFINITIONS), name=NAME, title=TITLE)
    table = tmp_path / "ledgers" / "project.csv"
    table.write_bytes(table.read_bytes().replace(b"2023-", b"2O23-"))
    said = judged(tmp_path / "datapackage.json")
    assert [task["name"] for task in said["tasks"] if not task["valid"]] == ["project"]


def test_references_inside_the_package_are_declared(tmp_path: Path) -> None:
    write_parts(into_folder(tmp_path), DEFINITIONS, examples(DEFINITIONS), name=NAME, title=TITLE)
    said = json.loads((tmp_path / "datapackage.json").read_bytes())
    keys = {
        (one["name"], *key["fields"], key["reference"]["resource"])
        for one in said["resources"]
        for key in one["schema"].get("foreignKeys", ())
    }
    assert ("project__outputs", "parent_uuid", "project") in keys
    assert len({key for key in keys if key[1] != "parent_uuid"}) > 20


def test_every_field_type_is_declared() -> None:
    assert TYPES.keys() == set(FieldType)


def test_the_schema_names_the_columns_in_their_order() -> None:
    for form in DEFINITIONS.forms.values():
        for part in (form, *form.lines):
            named = [one["name"] for one in table_schema(part)["fields"]]
            assert named == list(columns(part))


@pytest.mark.parametrize("field", STORED, ids=lambda field: field.key)
@given(data=st.data())
def test_other_tools_read_the_same_value(field: FieldDef, data: st.DataObject) -> None:
    from frictionless import Schema

    value = data.draw(values_of(field))
    reader = Schema.from_descriptor(table_schema(EVERY_TYPE)).get_field(field.key)
    read, notes = reader.read_cell(to_cell(field, value))
    assert not notes
    assert read == _as_declared(field, value)


def _as_declared(field: FieldDef, value: Value) -> object:
    if field.type is FieldType.MONTH and isinstance(value, str):
        first = date.fromisoformat(f"{value}-01")
        return first.year, first.month
    return to_cell(field, value) if isinstance(value, tuple) else value
