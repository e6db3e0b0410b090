"""Which attachments go along with a package: those that the office above does not have yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruraldesk.definitions.model import FieldType
from ruraldesk.errors import Level, Problem
from ruraldesk.exchange.csv_cells import from_cell
from ruraldesk.exchange.csv_files import csv_rows
from ruraldesk.exchange.package import ATTACHMENTS
from ruraldesk.exchange.parts import Part, part_of
from ruraldesk.exchange.schema import columns, csv_name
from ruraldesk.services.month_archive import Archived
from ruraldesk.store.attachments import AttachmentMissing, digest_in
from ruraldesk.store.book import Book
from ruraldesk.store.months import DoneAct
from ruraldesk.texts.translate import tr

MOST = 1 << 30  # bytes in one package: a FAT32 stick takes it, and it is written in minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The attachments of one package, and why others are not in it."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()


def named_before(act: DoneAct) -> list[str]:
    """Return the attachments that an earlier package carried, as its act tells."""
    return [str(name) for name in act.detail["attachments"]]


def known_parts(book: Book, names: Sequence[str]) -> Chosen:
    """Return the attachments that a package of this state carried already.

    Raises:
        AttachmentMissing: one of them is gone.
    """
    return Chosen(parts=tuple(_part(book, name) for name in names))


def still_to_send(book: Book, found: Archived, there: set[str]) -> Chosen:
    """Return the attachments that the closed month names, but for those that are `there`.

    The same content is sent once, whatever captions it has: the digits in names say what is meant.
    What does not fit goes along with the next package, since nobody has accepted it.
    """
    parts: list[Part] = []
    missing: list[str] = []
    later, size = 0, 0
    known = {digest_in(name) for name in there}
    wanted = {digest_in(name): name for name in sorted(set(_named(found)), reverse=True)}
    for name in sorted(name for digest, name in wanted.items() if digest not in known):
        try:
            part = _part(book, name)
        except AttachmentMissing:
            missing.append(name)
            continue
        if size + part.size > MOST:
            later += 1
        else:
            size += part.size
            parts.append(part)
    problems = [_left_out(name) for name in missing]
    return Chosen(parts=tuple(parts), problems=(*problems, *([_later(later)] if later else [])))


def _named(found: Archived) -> Iterator[str]:
    """Yield the attachments that the closed month's records name."""
    forms = found.tables().forms
    parts = {part.name for part in found.snapshot.parts}
    for table in (part for form in forms.values() for part in (form, *form.lines)):
        fields = [one for one in table.fields if one.type is FieldType.FILES]
        if not fields or csv_name(table.table) not in parts:
            continue
        places = [(columns(table).index(one.key), one) for one in fields]
        with found.read(csv_name(table.table)) as file:
            rows = csv_rows(file)
            next(rows)
            for row in rows:
                for place, field in places:
                    value = from_cell(field, row[place])
                    yield from value if isinstance(value, tuple) else ()


def _part(book: Book, name: str) -> Part:
    with book.attachments.path(name).open("rb") as file:
        return part_of(ATTACHMENTS + name, file)


def _left_out(name: str) -> Problem:
    message = tr(
        "The file “{name}” is missing or damaged and is not in the package. Restore it from a "
        "backup, or remove it from its record."
    )
    return Problem(message=message.format(name=name), level=Level.WARN, code="attachment_missing")


def _later(count: int) -> Problem:
    message = tr(
        "{count} photos and files do not fit into this package; they go along with the next one "
        "after it has been accepted."
    )
    return Problem(
        message=message.format(count=count), level=Level.INFORM, code="attachments_later"
    )
