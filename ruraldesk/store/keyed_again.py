"""What was typed a second time, without seeing what stood there: one entry for each record.

An entry keeps of each field what stood there then and what was typed. Whether the two agree, and
whether what stood there has changed since, follows from it and the record as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.definitions.model import FormDef
from ruraldesk.store.journal_entries import Act, Action, Entry, append

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

JOURNAL_FORM = "_keyed_again"  # under which they stand in the journal; no ledger is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """One field, both times, as text; `decided` names who chose where the two differed."""

    stood: str
    typed: str
    decided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """What was typed again of a record, by field, when and by whom."""

    form: str
    record: str  # UUID
    typed: Mapping[str, Twice]
    time: str  # ISO time
    operator: str


class KeyedAgain:
    """The entries of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_keyed_again"]

    def all(self, form: str, records: Iterable[str] | None = None) -> dict[str, Keyed]:
        """Return by UUID what was typed again of a ledger's records, of all or of some."""
        table = self._table
        query = select(table).where(table.c.form == form).order_by(table.c.time, table.c.record)
        if records is not None:
            query = query.where(table.c.record.in_(list(records)))
        with self._book.reading() as connection:
            return {
                row.record: Keyed(
                    form=row.form,
                    record=row.record,
                    typed={key: Twice(**one) for key, one in json.loads(row.typed).items()},
                    time=row.time,
                    operator=row.operator,
                )
                for row in connection.execute(query)
            }

    def in_month(self, form: FormDef, month: str) -> list[str]:
        """Return the UUIDs of records that were entered or changed in a month, or are dated so.

        Args:
            month: such as "2023-11".
        """
        table = self._book.tables[form.table]
        begin, end = f"{month}-01", f"{month}-99"
        ways = [table.c.changed.between(begin, end)]
        if form.dated_by and form.dated_by in table.c:
            ways.append(table.c[form.dated_by].between(month, end))
        query = select(table.c.uuid).where(table.c.deleted.is_(None), or_(*ways))
        with self._book.reading() as connection:
            return list(connection.execute(query.order_by(table.c.id)).scalars())

    def keep(self, keyed: Keyed, act: Act) -> None:
        """Keep what was typed again of a record, in place of what was known.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        typed = {key: asdict(one) for key, one in keyed.typed.items()}
        values = {
            "form": keyed.form,
            "record": keyed.record,
            "typed": json.dumps(typed, ensure_ascii=False),
            "time": keyed.time,
            "operator": keyed.operator,
        }
        entry = Entry(
            action=Action.MONTH,
            form=JOURNAL_FORM,
            record=keyed.record,
            revision=0,
            before={},
            after={**values, "typed": typed},
        )
        with self._book.writing() as connection:
            statement = insert(self._table).values(values)
            where = ["form", "record"]
            connection.execute(statement.on_conflict_do_update(index_elements=where, set_=values))
            append(connection, self._book.tables["_journal"], act, [entry])
