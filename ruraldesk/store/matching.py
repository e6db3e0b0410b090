"""Which record of a ledger a row of an office's table speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, bindparam, select

from ruraldesk.definitions.model import FieldType, FormDef, Value
from ruraldesk.store.columns import Raw, to_sql
from ruraldesk.store.referring import targets

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_MOST = 20  # candidates looked at; more are no identity


class Matching:
    """Finds records by the identities of their form."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._statements: dict[tuple[str, tuple[str, ...]], Select[Any]] = {}

    def uuid(self, connection: Connection, form: FormDef, values: Mapping[str, Value]) -> str:
        """Return the UUID of the one record that `values` speak of, "" when there is none."""
        stronger: list[str] = []
        for keys in form.imports.identities:
            if all(values.get(key) is not None for key in keys):
                found = self._candidates(connection, form, keys, values, stronger)
                if len(found) == 1:
                    return found[0]
                if found:
                    return ""  # it cannot be told which
            stronger += keys
        return ""

    def _candidates(
        self,
        connection: Connection,
        form: FormDef,
        keys: Sequence[str],
        values: Mapping[str, Value],
        stronger: Sequence[str],
    ) -> list[str]:
        """Return the records with these values that contradict no stronger identity."""
        told = [key for key in dict.fromkeys(stronger) if values.get(key) is not None]
        raw = {key: self._raw(connection, form, key, values[key]) for key in {*keys, *told}}
        if any(raw[key] is None for key in keys):
            return []
        statement = self._statement(form, tuple(keys))
        rows = connection.execute(statement, {f"v_{key}": raw[key] for key in keys})
        return [
            row.uuid for row in rows if all(row._mapping[key] in (None, raw[key]) for key in told)
        ]

    def _statement(self, form: FormDef, keys: tuple[str, ...]) -> Select[Any]:
        known = (form.key, keys)
        if known not in self._statements:
            table = self._book.tables[form.table]
            all_keys = dict.fromkeys(key for one in form.imports.identities for key in one)
            columns = [table.c[key] for key in all_keys if key in table.c]
            conditions = [table.c[key] == bindparam(f"v_{key}") for key in keys]
            query = select(table.c.uuid, *columns).where(table.c.deleted.is_(None), *conditions)
            self._statements[known] = query.order_by(table.c.id).limit(_MOST)
        return self._statements[known]

    def _raw(self, connection: Connection, form: FormDef, key: str, value: Value) -> Raw:
        field = form.field(key)
        if field.type is not FieldType.REFERENCE:
            return to_sql(field, value)
        target = targets(connection, self._book, [(field.form, str(value))])
        return next((one.id for one in target.values()), None)
