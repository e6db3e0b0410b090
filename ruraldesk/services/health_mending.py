"""Mending what a look over the book found, where that is safe; a backup is made before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ruraldesk.definitions.model import FieldDef, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.services import safety
from ruraldesk.services.entry import operator
from ruraldesk.services.figures import today
from ruraldesk.services.health import Finding, Mending
from ruraldesk.services.health_files import shown_name
from ruraldesk.store import health_repair
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

SET_ASIDE = health_repair.ASIDE  # the folder among the backups for what nobody names

_IN_A_LINE = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What mending one finding would change: which place, what is there, what will be."""

    finding: Finding
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What became of findings: mended, or left with the sentence that says why."""

    done: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]
    backup: Path | None  # made before anything was changed


def preview(book: Book, finding: Finding) -> Preview:
    """Return what mending a finding would change; nothing is written."""
    place, before, after = _preview(book, finding)
    return Preview(finding=finding, place=place, before=before, after=after)


def mend(
    book: Book,
    findings: Sequence[Finding],
    reason: str,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Mended:
    """Mend findings after a checked backup; entries that change are one act that can be undone.

    What a rule refuses stays as it is and is told; the others are mended.

    Raises:
        UserError: the backup failed: then nothing was changed.
        Stopped: `cancelled` said so during the backup; likewise.
    """
    wanted = [one for one in findings if one.mending is not Mending.NOTHING]
    made = safety.backup(
        book, reason=tr("before the health check mends"), progress=progress, cancelled=cancelled
    )
    done = [one for one in wanted if one.mending is Mending.BACK_UP]
    refused: list[tuple[Finding, str]] = []
    linking = [one for one in wanted if one.mending in (Mending.RELINK, Mending.LINK_NAME)]
    if linking:
        mended, left = _link(book, linking, reason)
        done += mended
        refused += left
    for one in wanted:
        if one in done or one in linking:
            continue
        try:
            fault = _mend_one(book, one, reason)
        except UserError as error:
            fault = str(error)
        if fault:
            refused.append((one, fault))
        else:
            done.append(one)
    return Mended(done=tuple(done), refused=tuple(refused), backup=made)


def _mend_one(book: Book, one: Finding, reason: str) -> str:
    """Mend a finding that changes no entry of a record; return why it could not be done."""
    if one.mending is Mending.RESTORE:
        form, _ = _field_of(book, one)
        target = book.records.get(form.key, one.about)
        if not target.deleted:
            return ""  # another finding of the same has brought it back
        who = operator(book)
        saved = book.records.restore(form.key, one.about, operator=who, reason=reason)
        return saved.problems[0].message if saved.refused else ""
    if one.mending is Mending.RECOVER:
        if health_repair.recover(book, one.about) is None:
            return tr("No backup has this file whole. Take it out of the record, add it again.")
    elif one.mending is Mending.SET_ASIDE:
        health_repair.set_aside(book, one.about)
    elif one.mending is Mending.REBUILD:
        book.search.rebuild()
    return ""


def _link(
    book: Book, findings: Sequence[Finding], reason: str
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Lay references over records, all in one act; a record that is refused stays as it is."""
    by_record: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        by_record.setdefault((one.form, one.record), []).append(one)
    items = [
        (form, _linked(book, book.records.get(form, uuid), group))
        for (form, uuid), group in by_record.items()
    ]
    outcome = book.records.save_all(
        items,
        operator=operator(book),
        batch="health",
        reason=reason,
        skip_bad=True,
        as_of=today(book),
    )
    faults = {one.row: one.message for one in outcome.problems if one.level == "block"}
    done: list[Finding] = []
    refused: list[tuple[Finding, str]] = []
    for row, group in enumerate(by_record.values(), start=1):
        if row in faults:
            refused += [(one, faults[row]) for one in group]
        else:
            done += group
    return done, refused


def _linked(book: Book, record: Record, findings: Sequence[Finding]) -> Record:
    for one in findings:
        form = book.definitions.form(one.form)
        match = _IN_A_LINE.fullmatch(one.field)
        if match is None:
            record = _with(record, _target(form, one.field, one), one.about)
            continue
        lines, number, key = match[1], int(match[2]), match[3]
        rows = list(record.lines[lines])
        rows[number - 1] = _with(rows[number - 1], _target(form.line(lines), key, one), one.about)
        record = replace(record, lines={**record.lines, lines: tuple(rows)})
    return record


def _target(form: FormDef, key: str, finding: Finding) -> str:
    """Return the key of the reference that is set: behind a name, the one that it keeps."""
    return form.field(key).known if finding.mending is Mending.LINK_NAME else key


def _with(record: Record, key: str, value: Value) -> Record:
    values: Mapping[str, Value] = {**record.values, key: value}
    return replace(record, values=values)


def _field_of(book: Book, one: Finding) -> tuple[FormDef, FieldDef]:
    """Return the ledger that a finding's field refers to, and the field."""
    form = book.definitions.form(one.form)
    match = _IN_A_LINE.fullmatch(one.field)
    field = form.line(match[1]).field(match[3]) if match else form.field(one.field)
    return book.definitions.form(field.form or field.names), field


def _preview(book: Book, one: Finding) -> tuple[str, str, str]:
    if one.mending in (Mending.RELINK, Mending.LINK_NAME, Mending.RESTORE):
        form, field = _field_of(book, one)
        place = tr("{place}: {sentence}").format(place=one.called, sentence=tr(field.label))
        called = name_of(form, book.records.get(form.key, one.about))
        if one.mending is Mending.LINK_NAME:
            return place, tr("{name}, not linked").format(name=called), _told(book, form, one.about)
        gone = name_of(form, book.records.get(form.key, one.value))
        before = tr("{name}, in the recycle bin").format(name=gone)
        if one.mending is Mending.RESTORE:
            return (
                place,
                before,
                tr("{name}, back in “{ledger}”").format(name=gone, ledger=tr(form.title)),
            )
        return place, before, _told(book, form, one.about)
    if one.mending is Mending.RECOVER:
        backup = _backup_name(book, one.about)
        return (
            shown_name(one.about),
            tr("damaged") if one.check == "file_damaged" else tr("missing"),
            tr("as in the backup {name}").format(name=backup),
        )
    if one.mending is Mending.SET_ASIDE:
        return shown_name(one.about), tr("among the attachments"), tr("put aside, not deleted")
    if one.mending is Mending.REBUILD:
        words = tr("{count} records are not found").format(count=one.value)
        return tr("Search index"), words, tr("built anew")
    return tr("Backup"), one.message, tr("one is made now, and checked")


def _told(book: Book, form: FormDef, uuid: str) -> str:
    """Return what tells a record from others: its name, and what the search says beside it."""
    record = book.records.get(form.key, uuid)
    unit = record.names.get("unit", "")
    name = name_of(form, record)
    return tr("{name} ({detail})").format(name=name, detail=unit) if unit else name


def _backup_name(book: Book, name: str) -> str:
    from ruraldesk.services.health_files import backup_with

    found = backup_with(book.backups.list(), name)
    return found.path.name if found else ""
