"""The rows of a pack: from a file of JSON lines, or from what the office has in its own ledgers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import Level, Problem
from ruraldesk.exchange.described import canonical
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.json_lines import BadLine, object_of
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.services.places import Places
from ruraldesk.services.putting import form_of
from ruraldesk.services.reading import plain_record
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

Row = dict[str, Any]
_STAYING = (FieldType.FILES, FieldType.SERIAL)


def own_rows(
    book: Book, chosen: Mapping[str, Collection[str] | None], earlier: Collection[str]
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Return what this book has in ledgers as rows that another can take, and what stays behind.

    Files stay here, so do numbers that each book gives or computes by itself, and references to
    records that the receivers do not have.

    Args:
        chosen: UUIDs by ledger; None for all records of it.
        earlier: UUIDs of rows that the receivers have from earlier packs.
    """
    found: dict[str, list[Record]] = {}
    for key, uuids in chosen.items():
        form_of(book, key)  # refuses what the book does not keep
        known = None if uuids is None else book.records.by_uuids(key, uuids)
        found[key] = list(book.records.find(key) if known is None else known.values())
    there = {one.uuid for some in found.values() for one in some} | set(earlier)
    sending = _Sending(book, there)
    rows = {
        key: [sending.row(form_of(book, key), one) for one in some] for key, some in found.items()
    }
    return rows, sending.problems


class _Sending:
    """Turns records of this book into rows for others."""

    def __init__(self, book: Book, there: Collection[str]) -> None:
        self._book, self._there = book, there
        self.problems: list[Problem] = []

    def row(self, form: FormDef, record: Record) -> Row:
        """Return a record as a row; what it refers to and does not go along is told."""
        cut: list[FieldDef] = []
        row = self._sent(form, plain_record(form, record), str(record[UNIT] or ""), cut)
        message = tr(
            "“{name}”: “{field}” does not go along, since the receivers do not have that record. "
            "Choose the record, too, where they shall have it."
        )
        self.problems += [
            Problem(
                message=message.format(name=name_of(form, record), field=tr(one.label)),
                level=Level.BLOCK if one.required else Level.WARN,
                form=form.key,
                record=record.uuid,
                field=one.key,
                code="cut",
            )
            for one in {one.key: one for one in cut}.values()
        ]
        return row

    def _sent(self, form: FormDef, plain: Mapping[str, Any], unit: str, cut: list[FieldDef]) -> Row:
        row: Row = {}
        for one in form.fields:
            value = plain[one.key] if one.stored and one.type not in _STAYING else None
            if value is None:
                continue
            if one.type is FieldType.REFERENCE and not self._goes_along(one, str(value), unit):
                if not one.behind:
                    cut.append(one)
                continue
            row[one.key] = value
        lines = {
            one.key: [self._sent(one, line, unit, cut) for line in plain[one.key]]
            for one in form.lines
        }
        return {"uuid": plain["uuid"], **row, **{key: some for key, some in lines.items() if some}}

    def _goes_along(self, field: FieldDef, uuid: str, unit: str) -> bool:
        """Say whether the receivers know a record: it is sent, or it is their own report's."""
        if uuid in self._there:
            return True
        if unit in ("", self._book.info.unit):
            return False
        found = self._book.records.by_uuids(field.form, [uuid]).get(uuid)
        return found is not None and found[UNIT] == unit


def rows_in(
    book: Book, key: str, file: Path, form: FormDef | None, problems: list[Problem]
) -> Iterator[Row]:
    """Yield the rows of a file, each with its UUID and the code of its unit; see `make`.

    Raises:
        PackRefused: the file is no UTF-8 text. Lines that cannot be read go to `problems`.
    """
    if form is None:
        form = form_of(book, key)  # says what is meant, perhaps
    with drive_errors(file):
        content = file.read_bytes()
    try:
        lines = content.decode("utf-8-sig").split("\n")  # a text may hold other breaks of lines
    except UnicodeDecodeError as error:
        message = tr("{file} is not UTF-8 text. Save it as UTF-8.").format(file=file.name)
        raise PackRefused("not_utf8", message) from error
    places = Places(book)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            object_of(line)
            yield _identified(book, form, json.loads(line, parse_float=str), places)
        except (BadLine, BadValue) as error:
            message = tr("Line {line}: {reason}").format(line=number, reason=error)
            problems.append(Problem(message=message, form=key, row=number, code="json"))


def _identified(book: Book, form: FormDef, row: Row, places: Places) -> Row:
    """Return a row with a UUID that follows from what it says, and its unit as a code."""
    row.pop("revision", None)
    if form.find(UNIT) is not None and row.get(UNIT):
        row[UNIT] = places.code_of(str(row[UNIT]).strip())
    name = f"{book.info.id} {form.key} {line_of(row)}"
    row["uuid"] = str(row.get("uuid") or uuid5(NAMESPACE_OID, name)).lower()
    for key in (line.key for line in form.lines):
        found = row.get(key)
        for place, line in enumerate(found if isinstance(found, list) else ()):
            if isinstance(line, dict) and not line.get("uuid"):  # else `put` says what is wrong
                line["uuid"] = str(uuid5(NAMESPACE_OID, f"{row['uuid']} {key} {place}"))
    return row


def line_of(row: Mapping[str, Any]) -> str:
    """Return a row as the line of JSON that stands in the pack."""
    return canonical(dict(row)).decode()
