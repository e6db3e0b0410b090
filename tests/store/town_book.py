"""The town of `expression_forms` in a real SQLite database, without the rest of a book."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert
from sqlalchemy.pool import StaticPool

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.store.columns import to_sql
from ruraldesk.store.sql_functions import register
from ruraldesk.store.tables import Tables, create_table
from tests.definitions.expression_forms import town, town_definitions

TABLES = Tables(town_definitions())


def memory_engine() -> Engine:
    """Return a database in memory with our functions, and no tables yet."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, _: register(connection))
    return engine


def create_town(connection: Connection) -> None:
    for form in town().values():
        for one in (form, *form.lines):
            create_table(connection, TABLES[one.table])


def fill(connection: Connection, records: Mapping[str, Sequence[Record]]) -> None:
    """Write records as a book would; the ids of lines are those they bring."""
    ids = {record.uuid: record.id for ledger in records.values() for record in ledger}
    for key, ledger in records.items():
        form = town()[key]
        for record in ledger:
            row = {
                "revision": 1,
                "created": "",
                "changed": "",
                "changed_by": "",
                "deleted": "2023-01-01T00:00:00" if record.deleted else None,
            }
            _insert(connection, form, record, ids, row)
            for line_form in form.lines:
                for place, line in enumerate(record.lines.get(line_form.key, ())):
                    above = {"parent_id": record.id, "position": place}
                    _insert(connection, line_form, line, ids, above)


def _insert(
    connection: Connection,
    form: FormDef,
    record: Record,
    ids: Mapping[str, int],
    row: Mapping[str, Any],
) -> None:
    values: dict[str, Any] = {"id": record.id, "uuid": record.uuid, **row}
    for field in form.fields:
        if field.stored:
            value = record[field.key]
            if field.type is FieldType.REFERENCE and value is not None:
                value = ids[str(value)]
            values[field.key] = to_sql(field, value)
    connection.execute(insert(TABLES[form.table]), values)
