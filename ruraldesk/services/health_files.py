"""What may be wrong beside the ledgers: files, drafts, backups, room on the drive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.errors import Level
from ruraldesk.services.health import Area, Finding, Look, Mending
from ruraldesk.store import health
from ruraldesk.store.archive import backups_in
from ruraldesk.store.attachments import (
    SEALED,
    caption_of,
    digest_in,
    named_in,
    stored_content,
    stored_files,
)
from ruraldesk.store.health_repair import part_in
from ruraldesk.store.one_folder import books_of_folder
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.archive import Backup

OLD_DRAFT = 30  # days
OLD_BACKUP, VERY_OLD_BACKUP = 7, 30  # days without one, in a book that is worked in
LEAST_ROOM = 1024**3  # bytes free: below it backups begin to fail
TIMES_ROOM = 3  # what a backup and its check need, by the size of the book

_GB = 1024**3


def attachments(look: Look) -> Iterator[Finding | None]:
    """Compare the files that records name with those on the disk, every byte of them.

    A file that this book does not name may be another one's, where two have the same folder.
    """
    book = look.book
    there = {digest_in(file.name): file for file in stored_files(book.paths.attachments)}
    places: dict[str, list[health.Place]] = {}
    with book.reading() as connection:
        for part in health.parts_with_rows(book, connection):
            for place, name in health.attached(book, connection, part):
                places.setdefault(name, []).append(place)
            yield None
        named = named_in(connection) | health.remembered_files(connection)
    kept = {digest_in(name) for name in named}
    alone = not any(books_of_folder(book.path))
    backups = book.backups.list()
    for name, found in sorted(places.items()):
        if digest_in(name) not in there:
            yield _missing(name, found, backups, damaged=False)
    whose = {digest_in(name): found for name, found in places.items()}
    for digest, file in there.items():
        yield None
        if digest not in kept and not alone:
            continue
        name = file.name.removesuffix(SEALED)
        if stored_content(file, book.key) is None:
            yield _missing(name, whose.get(digest, ()), backups, damaged=True)
        elif digest not in kept:
            yield _orphan(name, file)
    yield from _leftovers(book.paths.attachments, set(there.values()))


def _missing(
    name: str, named: Sequence[health.Place], backups: Sequence[Backup], *, damaged: bool
) -> Finding:
    first = named[0] if named else None
    found = backup_with(backups, name)
    if damaged:
        words = tr("The bytes of the file “{name}” have changed since it was added.")
    else:
        words = tr("The file “{name}” is gone from the book's folder.")
    if found is not None:
        more = tr("It can be taken out of the backup of {made}.").format(
            made=f"{found.made:%Y-%m-%d %H:%M}"
        )
    else:
        more = tr("No backup beside the book has it: take it out of the record and add it again.")
    return Finding(
        area=Area.FILES,
        check="file_damaged" if damaged else "file_missing",
        level=Level.BLOCK,
        form=first.form if first else "",
        record=first.record if first else "",
        field=first.path if first else "",
        about=name,
        mending=Mending.NOTHING if found is None else Mending.RECOVER,
        message=tr("{first} {second}").format(
            first=words.format(name=shown_name(name)), second=more
        ),
    )


def _orphan(name: str, file: Path) -> Finding:
    return Finding(
        area=Area.FILES,
        check="file_unused",
        level=Level.INFORM,
        about=file.name,
        mending=Mending.SET_ASIDE,
        message=tr(
            "No record, draft or earlier state names the file “{name}” ({size} KB). It can be put "
            "aside into a folder beside the backups; it is not deleted."
        ).format(name=shown_name(name), size=-(-file.stat().st_size // 1024)),
    )


def _leftovers(folder: Path, known: set[Path]) -> Iterator[Finding]:
    """Yield what lies among the attachments and is none: half-written files, strangers."""
    files = sorted(folder.iterdir()) if folder.is_dir() else ()
    for file in files:
        if file.is_file() and file not in known:
            yield Finding(
                area=Area.FILES,
                check="file_strange",
                level=Level.INFORM,
                about=file.name,
                mending=Mending.SET_ASIDE,
                message=tr(
                    "“{name}” lies among the attachments but was not put there by RuralDesk, or "
                    "not to the end. It can be put aside; it is not deleted."
                ).format(name=file.name),
            )


def shown_name(name: str) -> str:
    """Return what an attachment was called when it was added: without the digits of its content."""
    return f"{caption_of(name)}{Path(name).suffix}"


def backup_with(backups: Sequence[Backup], name: str) -> Backup | None:
    """Return the newest backup that has an attachment."""
    return next((one for one in backups if part_in(one, name) is not None), None)


def drafts(look: Look) -> Iterator[Finding | None]:
    """Find half-filled entries that were left more than a month ago."""
    for draft in look.book.drafts.all():
        if draft.form not in look.book.definitions.forms:
            continue
        days = (datetime.now().astimezone() - datetime.fromisoformat(draft.changed)).days
        if days <= OLD_DRAFT:
            continue
        saved = draft.record.revision > 0
        title = tr(look.book.definitions.form(draft.form).title)
        yield Finding(
            area=Area.DRAFTS,
            check="old_draft",
            level=Level.INFORM,
            form=draft.form,
            record=draft.record.uuid if saved else "",
            value=draft.changed,
            about=draft.key,
            message=tr(
                "A draft in “{ledger}” was left {days} days ago. It is not counted anywhere: "
                "finish and save it, or throw it away."
            ).format(ledger=title, days=days),
        )


def backups(look: Look) -> Iterator[Finding | None]:
    """Say when the last backup is old, damaged, or missing."""
    from ruraldesk.store.archive import damaged_parts

    kept = look.book.backups.list()
    if not kept:
        yield _unsafe("no_backup", Level.BLOCK, tr("The book was never backed up. Do it now."))
        return
    newest = kept[0]
    days = (datetime.now().astimezone() - newest.made).days
    changed = health.last_change(look.book)
    if days >= OLD_BACKUP and changed is not None and changed > newest.made:
        level = Level.BLOCK if days >= VERY_OLD_BACKUP else Level.WARN
        words = tr("The last backup is {days} days old, and the book was changed since.")
        yield _unsafe("old_backup", level, words.format(days=days))
    yield None
    if damaged_parts(newest.path):
        words = tr("The newest backup {name} is damaged. Make another one now.")
        yield _unsafe("damaged_backup", Level.BLOCK, words.format(name=newest.path.name))


def second_place(look: Look) -> Iterator[Finding | None]:
    """Say when a broken disk would take the book and all its backups along."""
    folder = look.elsewhere
    if folder is None:
        words = tr(
            "All backups lie on the drive of the book: if it breaks, they go with it. Choose a "
            "second place in the settings, such as a stick, or back up to one now and then."
        )
        yield Finding(area=Area.SAFETY, check="no_second_place", level=Level.INFORM, message=words)
        return
    kept = backups_in(folder)
    own = [one for one in kept if one.manifest.book == look.book.info.id]
    days = (datetime.now().astimezone() - own[0].made).days if own else None
    if days is None or days >= VERY_OLD_BACKUP:
        words = tr(
            "In the second place {folder} there is no backup of the last {days} days. Is the stick "
            "in? Put it in, then back up now."
        )
        yield Finding(
            area=Area.SAFETY,
            check="old_second_backup",
            level=Level.WARN,
            value=str(folder),
            message=words.format(folder=folder, days=VERY_OLD_BACKUP),
        )


def _unsafe(check: str, level: Level, message: str) -> Finding:
    return Finding(
        area=Area.SAFETY, check=check, level=level, message=message, mending=Mending.BACK_UP
    )


def room(look: Look) -> Iterator[Finding | None]:
    """Say when the drive of the book is nearly full."""
    free = shutil.disk_usage(look.book.path.parent).free
    needed = max(LEAST_ROOM, TIMES_ROOM * health.size_on_disk(look.book))
    if free < needed:
        yield Finding(
            area=Area.SAFETY,
            check="room",
            level=Level.WARN,
            value=str(free // _GB),
            message=tr(
                "The drive of the book has {free} GB left; backups need about {needed} GB. Move "
                "large files that are not RuralDesk's to another drive."
            ).format(free=f"{free / _GB:.1f}", needed=f"{needed / _GB:.1f}"),
        )
