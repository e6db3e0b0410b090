"""Every field type goes from a village into a file and out of it again, and nothing changes."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.model import (
    SUMMABLE_TYPES,
    Definitions,
    FieldDef,
    FieldType,
    FormDef,
    Record,
    Value,
)
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.csv_cells import from_cell
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.package import OpenedPackage, read_package, write_package
from ruraldesk.exchange.parts import from_folder, into_folder, write_parts
from tests.definitions.every_type import FIELDS, STORED, values_of
from tests.exchange.months import NAME, SIGNER, TITLE, TOWN, manifest_of

DETAILS = FormDef(key="details", title="明细", parent="everything", fields=STORED)
FORM = FormDef(
    key="everything",
    title="各类字段",
    fields=(*STORED, FIELDS[FieldType.COMPUTED]),
    lines=(DETAILS,),
)
DEFINITIONS = Definitions(forms={FORM.key: FORM}, choices={}, figures={}, groups=())
READER = new_identity()

VALUES = st.fixed_dictionaries({field.key: values_of(field) for field in STORED})
LINES = st.lists(st.builds(Record, values=VALUES, uuid=st.uuids().map(str)), max_size=3)
RECORDS = st.lists(
    st.builds(
        lambda values, lines, uuid, revision: Record(
            values=values, lines={"details": tuple(lines)}, uuid=uuid, revision=revision
        ),
        VALUES,
        LINES,
        st.uuids().map(str),
        st.integers(1, 99),
    ),
    max_size=5,
    unique_by=lambda record: record.uuid,
)


def travelled(folder: Path, records: list[Record], *, sealed: bool) -> OpenedPackage:
    parts = write_parts(
        into_folder(folder), DEFINITIONS, {"everything": records}, name=NAME, title=TITLE
    )
    target = folder / "x.rdp"
    to = Envelope(to=TOWN, key=READER.public) if sealed else None
    write_package(target, manifest_of(parts, nil={}), from_folder(folder), SIGNER, envelope=to)
    return read_package(target, [READER])


def read(package: OpenedPackage, form: FormDef) -> list[tuple[dict[str, str], dict[str, Value]]]:
    """Return the rows of a table: the record's own columns, and the values of its fields."""
    found = []
    for row in package.rows(form.table):
        cells = dict(zip(package.columns(form.table), row, strict=True))
        values = {one.key: from_cell(one, cells.pop(one.key)) for one in form.fields if one.stored}
        found.append((cells, values))
    return found


def exactly(values: Mapping[str, Value]) -> dict[str, tuple[type, str]]:
    """Return values so that 1.5 and 1.50 differ, and 1 and True."""
    return {key: (type(value), str(value)) for key, value in values.items()}


@settings(deadline=None, max_examples=60)
@given(records=RECORDS, sealed=st.booleans())
def test_every_field_type_travels_unchanged(records: list[Record], sealed: bool) -> None:
    records = sorted(records, key=lambda one: one.uuid)
    with tempfile.TemporaryDirectory() as made:
        with travelled(Path(made), records, sealed=sealed) as package:
            found = read(package, FORM)
            details = read(package, DETAILS)
            totals = package.manifest.totals
            described = dict(package.forms)
        _same(records, found, details)
        _sums(totals, records)
        assert bool(described) == bool(records)


def _same(records: list[Record], found: list[Any], details: list[Any]) -> None:
    assert len(found) == len(records)
    for (own, values), record in zip(found, records, strict=True):
        assert own["uuid"] == record.uuid
        assert own["revision"] == str(record.revision)
        assert exactly(values) == exactly(record.values)
    wanted = [
        (record.uuid, str(place), line)
        for record in records
        for place, line in enumerate(record.lines["details"], start=1)
    ]
    assert len(details) == len(wanted)
    for (own, values), (parent, position, line) in zip(details, wanted, strict=True):
        assert (own["parent_uuid"], own["position"]) == (parent, position)
        assert exactly(values) == exactly(line.values)


def _sums(totals: Mapping[str, Mapping[str, str]], records: list[Record]) -> None:
    if not records:
        assert totals == {}
        return
    for field in STORED:
        if field.type in SUMMABLE_TYPES:
            values = (record[field.key] for record in records)
            exact = sum((Decimal(str(one)) for one in values if one is not None), Decimal(0))
            assert Decimal(totals["everything"][field.key]) == exact


def test_the_package_says_itself_how_its_cells_are_read(tmp_path: Path) -> None:
    values: dict[str, Value] = {"money": Decimal("13282600.00"), "choices": ("proposed",)}
    record = Record(values=values, uuid="0" * 8 + "-0000-4000-8000-" + "0" * 12, revision=1)
    with travelled(tmp_path, [record], sealed=False) as package:
        [(_, found)] = read(package, package.forms["everything"])
    assert {key: value for key, value in found.items() if value is not None} == values


def test_what_an_older_program_calls_otherwise_is_still_read(tmp_path: Path) -> None:
    retired = FieldDef(key="old", type=FieldType.MONEY, label="旧字段", places=2, retired=True)
    form = replace(FORM, fields=(*FORM.fields, retired), lines=())
    definitions = replace(DEFINITIONS, forms={form.key: form})
    record = Record(values={"old": Decimal("0.01")}, uuid="a", revision=1)
    parts = write_parts(
        into_folder(tmp_path), definitions, {form.key: [record]}, name=NAME, title=TITLE
    )
    write_package(tmp_path / "x.rdp", manifest_of(parts, nil={}), from_folder(tmp_path), SIGNER)
    with read_package(tmp_path / "x.rdp") as package:
        [(_, found)] = read(package, package.forms["everything"])
    assert found["old"] == Decimal("0.01")
    assert parts.totals["everything"]["old"] == "0.01"
