"""The tables of a book, made from its definitions: one for each ledger, one for each kind of lines.

Every answer may be NULL: what must be filled is told by validation, so that a new required field
never makes an old row impossible, and the tables only ever grow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, MetaData, Table, Text
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable, ExecutableDDLElement

from ruraldesk.definitions.model import UNIT, Definitions, FieldDef, FieldType, FormDef
from ruraldesk.store.bookkeeping import add_bookkeeping
from ruraldesk.store.columns import COLUMN_TYPES
from ruraldesk.store.lookups import Keys, looked_up

_MOST_KEPT = 4000
_MOST_RECENT = 2  # the program's definitions, and those of a book with packs
_STATEMENTS = "statements"  # key of a table's notes: what makes it

_T = TypeVar("_T")


class Tables(Mapping[str, Table]):
    """All tables by name: `project`, `project__outputs`, `_journal` and so on.

    Each is made when it is first asked for, with those that it refers to: the first window needs
    a few of the many. Any thread may ask.
    """

    _recent: ClassVar[tuple[Tables, ...]] = ()

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._kept: dict[Hashable, object] = {}
        self._forms = {
            part.table: part for form in definitions.forms.values() for part in tables_of(form)
        }
        self._metadata = MetaData()
        add_bookkeeping(self._metadata)
        self._made = dict(self._metadata.tables)
        self._bookkeeping = tuple(self._made)
        self._making = Lock()

    @classmethod
    def of(cls, definitions: Definitions) -> Tables:
        """Return the tables of these definitions, those made before where they are the same.

        Making a new book, opening it and looking into its backups ask for the same hundreds of
        tables, which say nothing of the book they lie in.
        """
        for one in cls._recent:
            if one.definitions is definitions:
                return one
        made = cls(definitions)
        cls._recent = (made, *cls._recent[: _MOST_RECENT - 1])
        return made

    def __getitem__(self, name: str) -> Table:
        found = self._made.get(name)
        return self._make(name) if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter((*self._bookkeeping, *self._forms))

    def __len__(self) -> int:
        return len(self._bookkeeping) + len(self._forms)

    def indexed(self, name: str) -> Table:
        """Return a table as a book has it: with the indexes that rules of any ledger need, too."""
        table = self[name]
        with self._making:
            _add_lookup_indexes(table, self._lookups.get(name, frozenset()))
        return table

    def is_looked_up(self, name: str) -> bool:
        """Return whether rules want indexes of this table besides its own."""
        return name in self._lookups

    def kept(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what follows from the definitions alone; it is made when first asked for.

        Args:
            key: names it, with the kind of thing that it is: everybody keeps his own here.
        """
        kept = self._kept
        if key in kept:
            return cast("_T", kept[key])
        if len(kept) >= _MOST_KEPT:
            self._kept = {}  # other threads may be reading the old ones
        made = self._kept[key] = make()
        return made

    @cached_property
    def _lookups(self) -> Mapping[str, frozenset[Keys]]:
        return looked_up(self.definitions)

    def _make(self, name: str) -> Table:
        """Make a table and all that references lead to from there; then others may see them."""
        with self._making:
            waiting, made = [name], dict[str, Table]()
            while waiting:
                one = waiting.pop()
                if one in self._made or one in made:
                    continue
                form = self._forms[one]
                make = _lines_table if form.parent else _ledger_table
                made[one] = make(form, self._metadata)
                waiting += [other for other in _referred(form) if other in self._forms]
            self._made |= made
            return self._made[name]


def _referred(form: FormDef) -> Iterator[str]:
    """Yield the tables that a form's table refers to."""
    if form.parent:
        yield form.parent
    for field in form.fields:
        if field.type is FieldType.REFERENCE and field.stored:
            yield field.form


def tables_of(form: FormDef) -> tuple[FormDef, ...]:
    """Return the forms that have a table of their own: the ledger, then each of its lines."""
    return (form, *form.lines)


def create_table(connection: Connection, table: Table) -> None:
    """Create one table with its indexes; references to tables that do not exist yet are allowed."""
    kept: tuple[int, list[str]] | None = table.info.get(_STATEMENTS)
    if kept is None or kept[0] != len(table.indexes):  # rules may want more of them meanwhile
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, indexes)]
        words = [str(one.compile(dialect=connection.dialect)) for one in made]
        kept = table.info[_STATEMENTS] = (len(indexes), words)
    for statement in kept[1]:
        connection.exec_driver_sql(statement)


def add_column(connection: Connection, column: Column[Any]) -> None:
    """Add one column to a table that exists; its rows have no answer there."""
    dialect = connection.dialect
    declared = str(CreateColumn(column).compile(dialect=dialect))
    for key in column.foreign_keys:
        target, _, name = key.target_fullname.partition(".")
        quote = dialect.identifier_preparer.quote
        declared += f" REFERENCES {quote(target)} ({quote(name)}) ON DELETE {key.ondelete}"
    table = dialect.identifier_preparer.format_table(column.table)
    connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {declared}")


def field_column(field: FieldDef) -> Column[Any]:
    """Return the column that holds the answers to one question."""
    sql = COLUMN_TYPES[field.type].sql
    if field.type is FieldType.REFERENCE:
        return Column(field.key, sql, ForeignKey(f"{field.form}.id", ondelete="RESTRICT"))
    return Column(field.key, sql)


def _ledger_table(form: FormDef, metadata: MetaData) -> Table:
    table = Table(
        form.table,
        metadata,
        Column("id", Integer, primary_key=True),  # for speed, never outside this book
        Column("uuid", Text, nullable=False, unique=True),  # the identity everywhere else
        Column("revision", Integer, nullable=False),  # guards against lost updates
        Column("created", Text, nullable=False),
        Column("changed", Text, nullable=False),
        Column("changed_by", Text, nullable=False),
        Column("deleted", Text),  # when the record went into the recycle bin
        *(field_column(field) for field in form.fields if field.stored),
        sqlite_strict=True,
    )
    _add_indexes(form, table)
    _add_list_indexes(form, table)
    for field in form.fields:
        if field.unique and field.stored:
            _add_unique(table, field)
    return table


def _lines_table(form: FormDef, metadata: MetaData) -> Table:
    """Lines have no unique indexes: all lines of a record are at hand when it is validated."""
    table = Table(
        form.table,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("uuid", Text, nullable=False, unique=True),
        Column(
            "parent_id",
            Integer,
            ForeignKey(f"{form.parent}.id", ondelete="CASCADE"),
            nullable=False,
        ),
        Column("position", Integer, nullable=False),
        *(field_column(field) for field in form.fields if field.stored),
        sqlite_strict=True,
    )
    Index(f"ix_{form.table}__parent_id", table.c.parent_id, table.c.position)
    _add_indexes(form, table)
    return table


def _add_indexes(form: FormDef, table: Table) -> None:
    """Index what lists are sorted by, what ties records together, and what dates them."""
    wanted = {field.key for field in form.fields if field.type is FieldType.REFERENCE}
    wanted |= {UNIT, form.dated_by} | {key for key, _ in form.sort}
    for field in form.fields:
        if field.behind:  # few rows have one, and those without are never looked for
            known = table.c[field.key]
            Index(f"ix_{form.table}__{field.key}", known, sqlite_where=known.is_not(None))
        elif field.stored and field.key in wanted:
            Index(f"ix_{form.table}__{field.key}", table.c[field.key])


def _add_list_indexes(form: FormDef, table: Table) -> None:
    """Let a ledger be listed from indexes alone: who is deleted, and the order of the form."""
    deleted = table.c.deleted
    Index(f"ix_{form.table}__deleted", deleted, sqlite_where=deleted.is_not(None))
    keys = [(key, down) for key, down in form.sort if key in table.c]
    if len(keys) > 1 and len(keys) == len(form.sort):
        mixed = len({down for _, down in keys}) > 1
        columns = [table.c[key].desc() if down and mixed else table.c[key] for key, down in keys]
        Index(f"ix_{form.table}__sort", *columns)


def _add_lookup_indexes(table: Table, lookups: Iterable[Keys]) -> None:
    """Index the fields by which rules look for other rows."""
    known = {tuple(column.name for column in index.columns) for index in table.indexes}
    for keys in sorted(lookups):
        if keys not in known:
            Index(f"lx_{table.name}__{'__'.join(keys)}", *(table.c[key] for key in keys))


def _add_unique(table: Table, field: FieldDef) -> None:
    """No two records of one unit share the answer, except in the recycle bin.

    Within the unit only: a township takes in villages that number their records alike.
    """
    scope = [table.c[UNIT]] if UNIT in table.c and field.key != UNIT else []
    Index(
        f"ux_{table.name}__{field.key}",
        *scope,
        table.c[field.key],
        unique=True,
        sqlite_where=table.c.deleted.is_(None),
    )
