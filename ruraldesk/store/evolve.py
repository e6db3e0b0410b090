"""Taking today's definitions into a book that was made from yesterday's.

Only what adds is taken in: forms, lines, fields, indexes, choices. Nothing that holds an answer is
ever dropped or changed: what vanished from the definitions keeps its column and its values, and
what would change the meaning of stored values is refused. The caller makes a backup first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.schema import CreateIndex

from ruraldesk.definitions.model import Definitions, FieldDef, FormDef
from ruraldesk.store import dialect, signature
from ruraldesk.store.failures import BookError, NewerBook
from ruraldesk.store.migrations import record
from ruraldesk.store.signature import Signature
from ruraldesk.store.tables import Tables, add_column, create_table, tables_of
from ruraldesk.texts.translate import tr

_SHOWN = 3  # faults named in one sentence


class ChangedFields(BookError):
    """Definitions give fields that are in use another type, precision or target."""

    code = "changed_fields"

    def __init__(self, path: Path, fields: Sequence[str]) -> None:
        super().__init__(
            path,
            tr(
                "The definitions do not fit {name}, which was not touched: {fields}. The kind of "
                "a field never changes once it is in use: give the new question a new key, and "
                "mark the old one as retired."
            ),
            fields=tr("; ").join(fields[:_SHOWN]),
        )


class Duplicates(BookError):
    """Definitions demand different answers where a book already has equal ones."""

    code = "duplicates"

    def __init__(self, path: Path, form: str, field: str, values: Sequence[str]) -> None:
        super().__init__(
            path,
            tr(
                "The definitions do not fit {name}, which was not touched: in “{form}” every "
                "“{field}” must now be different, but there are several records with {values}. "
                "Open the book with the earlier definitions, correct these records, then try again."
            ),
            form=form,
            field=field,
            values=tr(", ").join(values),
        )


def differs(connection: Connection, definitions: Definitions) -> bool:
    """Return whether the book's tables were made from other definitions than these."""
    known = {row.key: row.hash for row in connection.execute(text("SELECT key, hash FROM _forms"))}
    hashes = Tables.of(definitions).kept("hashes", lambda: _hashes(definitions))
    return any(known.get(key) != wanted for key, wanted in hashes.items())


def _hashes(definitions: Definitions) -> dict[str, str]:
    """Return what `_forms` keeps of each form."""
    return {
        form.key: signature.hash_of(signature.signature_of(form))
        for form in definitions.forms.values()
    }


def refuse_unfitting(
    connection: Connection,
    path: Path,
    definitions: Definitions,
    tables: Tables,
    *,
    older: bool = False,
) -> None:
    """Refuse definitions that would change the meaning of what is stored.

    Args:
        older: let forms be older than the book knows them: a book's own ones were taken away.

    Raises:
        NewerBook: the book knows a newer version of a form.
        ChangedFields: a field in use has another type, number of decimals or referenced form.
        Duplicates: a field is to be unique, and records already share a value.
    """
    known = _signatures(connection)
    changed: list[str] = []
    for form in definitions.forms.values():
        old = known.get(form.key)
        if old is None:
            continue
        if old["version"] > form.version and not older:
            raise NewerBook(
                path,
                tr("version {number} of the form “{form}”").format(
                    number=old["version"], form=tr(form.title)
                ),
            )
        changed += _changed_fields(form, old)
    if changed:
        raise ChangedFields(path, changed)
    for form in definitions.forms.values():
        _refuse_duplicates(connection, path, form, tables[form.table])


def take_in(connection: Connection, definitions: Definitions, tables: Tables) -> None:
    """Add to the book what the definitions have more, and note which definitions it knows now.

    To be called in one transaction, after `refuse_unfitting`.
    """
    known = _signatures(connection)
    done: list[str] = []
    unchanged: list[FormDef] = []
    for form in definitions.forms.values():
        new, old = signature.signature_of(form), known.get(form.key)
        if old is not None and _hash(connection, form.key) == signature.hash_of(new):
            unchanged.append(form)
            continue
        for part in tables_of(form):
            _take_in_table(connection, tables.indexed(part.table))
        done += _additions(form, old, new)
        _remember(connection, form, new, new if old is None else signature.united(old, new))
    for table in (part.table for form in unchanged for part in tables_of(form)):
        if done and tables.is_looked_up(table):  # perhaps by a rule of a form that has changed
            _take_in_table(connection, tables.indexed(table))
    if done:
        record(connection, tr("; ").join(done))


def _take_in_table(connection: Connection, table: Table) -> None:
    """Create the table, or give it the columns and indexes that it lacks."""
    existing = dialect.columns_of(connection, table.name)
    if not existing:
        create_table(connection, table)
        return
    for column in table.columns:
        if column.name not in existing:
            add_column(connection, column)
    old = dialect.indexes_of(connection, table.name)
    wanted = {
        str(index.name): str(CreateIndex(index).compile(dialect=connection.dialect)).strip()
        for index in table.indexes
    }
    for name in old.keys() - wanted.keys() | {n for n in wanted if old.get(n, "") != wanted[n]}:
        if name in old:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
        if name in wanted:
            connection.exec_driver_sql(wanted[name])


def _signatures(connection: Connection) -> dict[str, Signature]:
    rows = connection.execute(text("SELECT key, definition FROM _forms"))
    return {key: signature.from_text(definition) for key, definition in rows}


def _hash(connection: Connection, key: str) -> str | None:
    found: str | None = connection.execute(
        text("SELECT hash FROM _forms WHERE key = :key"), {"key": key}
    ).scalar_one_or_none()
    return found


def _remember(connection: Connection, form: FormDef, new: Signature, kept: Signature) -> None:
    connection.execute(
        text("INSERT OR REPLACE INTO _forms VALUES (:key, :version, :definition, :hash)"),
        {
            "key": form.key,
            "version": form.version,
            "definition": signature.as_text(kept),
            "hash": signature.hash_of(new),
        },
    )


def _changed_fields(form: FormDef, old: Signature) -> Iterator[str]:
    for part in tables_of(form):
        was = old["tables"].get(part.table, {"fields": {}})["fields"]
        for field in part.fields:
            before = was.get(field.key)
            if field.stored and before and not signature.may_become(before, field):
                yield tr("“{field}” of “{form}” was {before} and is now {after}").format(
                    field=tr(field.label),
                    form=tr(part.title),
                    before=signature.nature_in(before),
                    after=signature.nature(field),
                )


def _refuse_duplicates(connection: Connection, path: Path, form: FormDef, table: Table) -> None:
    """Look for shared values wherever a unique index is still to be made."""
    existing = dialect.columns_of(connection, table.name)
    indexes = dialect.indexes_of(connection, table.name)
    for index in table.indexes:
        keys = [column.name for column in index.columns]
        if not index.unique or index.name in indexes or not existing.issuperset(keys):
            continue
        field = form.field(keys[-1])
        shared = list(_shared(connection, table, keys))
        if shared:
            raise Duplicates(path, tr(form.title), tr(field.label), shared)


def _shared(connection: Connection, table: Table, keys: Sequence[str]) -> Iterator[str]:
    columns = [table.c[key] for key in keys]
    query = (
        select(columns[-1])
        .where(table.c.deleted.is_(None), columns[-1].is_not(None))
        .group_by(*columns)
        .having(func.count() > 1)
        .limit(_SHOWN)
    )
    return (f"“{value}”" for value in connection.execute(query).scalars())


def _additions(form: FormDef, old: Signature | None, new: Signature) -> Iterator[str]:
    """Yield in words what the new definition of a form has more than the old one."""
    if old is None:
        yield tr("new ledger “{form}”").format(form=tr(form.title))
        return
    yield tr("“{form}” version {number}").format(form=tr(form.title), number=form.version)
    for part in tables_of(form):
        was = old["tables"].get(part.table)
        if was is None:
            yield tr("new lines “{lines}”").format(lines=part.title)
            continue
        for field in part.fields:
            if field.stored:
                yield from _field_additions(field, was["fields"].get(field.key), new, part.table)


def _field_additions(
    field: FieldDef, was: Signature | None, new: Signature, table: str
) -> Iterator[str]:
    now = new["tables"][table]["fields"][field.key]
    if was is None:
        yield tr("new field “{field}”").format(field=tr(field.label))
    elif now.get("retired") and not was.get("retired"):
        yield tr("“{field}” is no longer asked").format(field=tr(field.label))
    elif now.get("choices") != was.get("choices"):
        yield tr("other choices for “{field}”").format(field=tr(field.label))
