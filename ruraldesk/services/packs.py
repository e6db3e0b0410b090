"""Packs that offices above send down: what one would change, taking it in, taking it back.

A pack is taken in after a backup, in one go or not at all: definitions, records, settings and keys.
Its files go into the folder of the book's own definitions, where of several packs the nearest
office's and newest one counts. Each pack brings the definitions of its office's earlier ones along,
so that a village three packs behind needs only the last for them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.layers import DEFINITIONS
from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Level, Problem
from ruraldesk.exchange.keys import BadKey, public_key
from ruraldesk.exchange.pack import Pack, read_pack
from ruraldesk.services.books import definitions_of, definitions_over
from ruraldesk.services.identity import KeySource, Standing, noting_strange, standing, trust_key
from ruraldesk.services.months import DUE_DAY as USUAL_DUE_DAY
from ruraldesk.services.pack_changes import (
    DUE_DAY,
    Change,
    binned_changes,
    definition_changes,
    setting_change,
)
from ruraldesk.services.pack_checks import (
    PackRefused,
    doubts_about_order,
    faulty,
    lost_choices,
    not_taken,
    refuse_older_forms,
    refuse_stranger,
)
from ruraldesk.services.pack_records import Counted, Receiver, Taken, is_above, take_back
from ruraldesk.services.unit_names import name_of
from ruraldesk.store.adopting import becoming
from ruraldesk.store.book import Book
from ruraldesk.store.evolve import ChangedFields, Duplicates
from ruraldesk.store.own_forms import exchanged, lay_ready, own_files, settle
from ruraldesk.store.packs import KeptPack, PackDone, Packs, PackState, folded
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import listed, tr

__all__ = [
    "Change",
    "PackRefused",
    "PackResult",
    "install",
    "installed",
    "made",
    "preview",
    "told",
    "uninstall",
]

_DAYS = re.compile("[1-9]|1[0-9]|2[0-8]")  # every month has them
_OF_BRIEFS = "brief."  # what such settings hold only briefs read


@dataclass(frozen=True, slots=True, kw_only=True)
class PackResult:
    """What became of a pack, or would: `changes` of definitions and settings, rows by ledger."""

    pack: KeptPack
    changes: tuple[Change, ...] = ()
    records: Mapping[str, Counted] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)  # of the ledgers of these rows
    problems: tuple[Problem, ...] = ()  # what does not refuse it, but should be known
    already: bool = False  # it was installed before: nothing was to be done
    backup: Path | None = None


def told(result: PackResult) -> list[str]:
    """Return in words what became of a pack, or would: a sentence for each thing."""
    counts = tr("{form}: {added} added, {changed} changed, {unchanged} unchanged, {left} left out")
    return [change.message for change in result.changes] + [
        counts.format(
            form=tr(result.titles[key]),
            added=one.added,
            changed=one.changed,
            unchanged=one.unchanged,
            left=one.left_out,
        )
        for key, one in result.records.items()
    ]


class _Trial(Exception):
    """Takes back what was only tried."""


def preview(book: Book, file: Path) -> PackResult:
    """Return what installing a pack would change; everything is tried, and nothing stays.

    Raises:
        As `install`.
    """
    return _install(book, file, operator="", dry_run=True)


def install(book: Book, file: Path, *, operator: str = "") -> PackResult:
    """Take a pack in, after a backup; a second time nothing changes.

    The book has the new definitions when this returns; whoever shows it must look at them anew.
    What the pack does with records counts as done by its office, not by the operator, whose own
    undoing leaves it alone.

    Raises:
        FileRefused: it is damaged, forged, of another format, or something else.
        StrangeKey: the office is known by another key.
        PackRefused: another office's, for a newer program, with faulty definitions, not fitting
            the book, or with records that the rules refuse.
        ReadOnlyBook, BackupRefused, DiskFull …: the book cannot be written.
    """
    return _install(book, file, operator=operator, dry_run=False)


def uninstall(
    book: Book, number: int, *, unit: str = "", operator: str = "", dry_run: bool = False
) -> PackResult:
    """Take an installed pack back, after a backup: definitions, settings, records nobody touched.

    Fields keep their columns and ledgers their records, so that installing it again brings them
    back. Keys stay.

    Args:
        number: of the pack.
        unit: code of the office that sent it, where several did.

    Raises:
        PackRefused: it is not installed.
        ReadOnlyBook, BackupRefused, DiskFull …: the book cannot be written.
    """
    present = installed(book)
    pack = _installed_one(present, number, unit)
    remaining = [one for one in present if one.id != pack.id]
    files = _files_after(book, present, remaining)
    before, after = _definitions(book), _planned(book, pack, files, ())
    backup = None if dry_run else book.backups.make(reason=tr("before a pack was taken back"))
    reason = tr("Pack {number} was taken back").format(number=pack.number)
    with _changed(book, after, files, older=True, dry_run=dry_run) as new:
        left, problems = take_back(new, pack.done, pack.unit_name, reason)
        changes = _take_settings_back(new, pack)
        Packs(new).keep(replace(pack, state=PackState.REMOVED, done=left, operator=operator))
    return PackResult(
        pack=pack,
        changes=(*definition_changes(before, after), *changes, *binned_changes(pack, left, after)),
        problems=tuple(problems),
        backup=backup,
    )


def installed(book: Book) -> list[KeptPack]:
    """Return the packs that hold, in the order in which they were installed."""
    return Packs(book).all(PackState.INSTALLED)


def made(book: Book) -> list[KeptPack]:
    """Return the packs that this office sent down, in their order."""
    return Packs(book).all(PackState.MADE)


def kept_of(pack: Pack, state: PackState, operator: str) -> KeptPack:
    """Return what a book remembers of a pack."""
    said = pack.manifest
    return KeptPack(
        unit=said.unit,
        unit_name=said.unit_name,
        level=said.level,
        number=said.number,
        sha256=pack.sha256,
        title=said.title,
        note=said.note,
        made=said.made,
        forms={name: base64.b64encode(one).decode() for name, one in pack.forms.items()},
        records={form: list(lines) for form, lines in pack.records.items()},
        settings=pack.settings,
        replaces=said.replaces,
        state=state,
        operator=operator,
    )


def _install(book: Book, file: Path, *, operator: str, dry_run: bool) -> PackResult:
    pack = read_pack(file)
    with noting_strange(book):
        problems = refuse_stranger(book, pack)
    present, gone = installed(book), Packs(book).all(PackState.REMOVED)
    kept = kept_of(pack, PackState.INSTALLED, operator)
    if any(one.sha256 == kept.sha256 for one in present):
        return PackResult(pack=kept, already=True)
    kept = replace(kept, id=next((one.id for one in gone if one.sha256 == kept.sha256), 0))
    problems += doubts_about_order(kept, [one for one in present if one.unit == kept.unit])
    files = _files_after(book, present, [*present, kept])
    before, after = _definitions(book), _planned(book, kept, files, problems)
    refuse_older_forms(kept, before, after)
    if lost := lost_choices(before, after):
        raise not_taken(kept, "lost_choices", lost, problems)
    changes = [*definition_changes(before, after), *_templates(book, files)]
    _refuse_unknown_ledgers(kept, after, problems)
    backup = None if dry_run else book.backups.make(reason=tr("before a pack was installed"))
    try:
        with _changed(book, after, files, dry_run=dry_run) as new:
            known = [one for one in (*present, *gone) if one.unit == kept.unit]
            taken = Receiver(new, kept, known).take(kept.unit_name)
            if taken.refused:
                raise _refused_records(kept, taken, problems)
            changes += _take_keys(new, pack, operator, problems)
            done, set_so = _take_settings(new, kept, problems)
            Packs(new).keep(replace(kept, done=replace(done, records=taken.done)))
    except (ChangedFields, Duplicates) as error:
        raise not_taken(kept, error.code, str(error)) from error
    return PackResult(
        pack=kept,
        changes=(*changes, *set_so),
        records=taken.counted,
        titles={key: after.form(key).title for key in taken.counted},
        problems=(*problems, *taken.problems),
        backup=backup,
    )


@contextmanager
def _changed(
    book: Book,
    definitions: Definitions,
    files: Mapping[str, bytes] | None,
    *,
    older: bool = False,
    dry_run: bool,
) -> Iterator[Book]:
    """Yield the book as it will be; what lies ready on disk takes its place with the commit."""
    try:
        with ExitStack() as stack, becoming(book, definitions, older=older) as new:
            yield new
            if dry_run:
                raise _Trial
            if files is not None:
                stack.enter_context(exchanged(book.paths))
    except _Trial:
        pass
    finally:
        settle(book.paths)


def _files_after(
    book: Book, before: Sequence[KeptPack], after: Sequence[KeptPack]
) -> dict[str, bytes] | None:
    """Return the own definitions once other packs hold; None where nothing becomes different.

    What lies in the folder and is from no pack stays.
    """
    present, old, new = own_files(book.paths), folded(before), folded(after)
    files = dict(present)
    for name in old.keys() | new.keys():
        if name not in new:
            files.pop(name, None)
        elif old.get(name) != new[name]:
            files[name] = new[name]
    return None if files == present else files


def _definitions(book: Book) -> Definitions:
    try:
        return definitions_of(book.path)
    except BadDefinitions:
        return definitions_over(None)  # the book was opened to be mended


def _planned(
    book: Book, pack: KeptPack, files: Mapping[str, bytes] | None, doubts: Sequence[Problem]
) -> Definitions:
    """Return what will hold; new files are written beside those that hold now.

    Raises:
        PackRefused: they have faults.
    """
    try:
        if files is None:
            return definitions_of(book.path)
        return definitions_over(lay_ready(book.paths, files))
    except BadDefinitions as error:
        settle(book.paths)
        raise faulty(pack, error, doubts) from error


def _templates(book: Book, files: Mapping[str, bytes] | None) -> list[Change]:
    """Return which templates of briefs are new or different."""
    present = own_files(book.paths) if files else {}
    message = tr("The template {name} of a brief is new or another one.")
    return [
        Change(kind="brief", field=Path(name).stem, message=message.format(name=Path(name).name))
        for name, content in (files or {}).items()
        if not name.endswith(DEFINITIONS[1:]) and present.get(name) != content
    ]


def _refuse_unknown_ledgers(
    pack: KeptPack, definitions: Definitions, doubts: Sequence[Problem]
) -> None:
    unknown = sorted(pack.records.keys() - definitions.forms.keys())
    if unknown:
        reason = tr("It brings records of ledgers that are not kept here: {keys}.")
        raise not_taken(pack, "unknown_form", reason.format(keys=listed(unknown)), doubts)


def _refused_records(pack: KeptPack, taken: Taken, doubts: Sequence[Problem]) -> PackRefused:
    blocking = [one for one in taken.problems if one.level is Level.BLOCK]
    reason = tr("{count} of its records are refused, for example: {problem}")
    told = reason.format(count=len(blocking), problem=blocking[0].message)
    return not_taken(pack, "records", told, (*taken.problems, *doubts))


def _take_keys(book: Book, pack: Pack, operator: str, problems: list[Problem]) -> list[Change]:
    """Know the sender and the offices above it by the keys that the pack brings."""
    sender = pack.manifest.unit
    known = {sender: pack.manifest.key, **pack.keys}
    changes = []
    for unit, text in known.items():
        if unit == book.info.unit or not (unit == sender or is_above(unit, book.info)):
            continue
        try:
            key = public_key(text)
        except BadKey as error:
            problems.append(Problem(message=str(error), level=Level.WARN, code=error.code))
            continue
        if standing(book, unit, key) is not Standing.KNOWN:
            source = KeySource.FIRST if key == pack.key else KeySource.PACK
            trust_key(book, unit, key, source=source, operator=operator)
            message = tr("{unit} is known by the key {fingerprint} from now on.")
            name = pack.manifest.unit_name if unit == sender else name_of(book, unit)
            told = message.format(unit=told_unit(unit, name), fingerprint=key.fingerprint)
            changes.append(Change(kind="key", field=unit, message=told))
    return changes


def _take_settings(
    book: Book, pack: KeptPack, problems: list[Problem]
) -> tuple[PackDone, list[Change]]:
    before: dict[str, str | None] = {}
    changes = []
    for key, value in pack.settings.items():
        if not (key.startswith(_OF_BRIEFS) or (key == DUE_DAY and _DAYS.fullmatch(value))):
            message = tr("The setting {key} = {value} of the pack is not known here; it was left.")
            told = message.format(key=key, value=value)
            problems.append(Problem(message=told, level=Level.WARN, code="setting", field=key))
        elif book.settings.get(key) != value:
            held = before[key] = book.settings.get(key)
            book.settings[key] = value
            if key == DUE_DAY:
                held = held or str(USUAL_DUE_DAY)
            changes.append(setting_change(key, value, held or ""))
    return PackDone(settings=before), changes


def _take_settings_back(book: Book, pack: KeptPack) -> list[Change]:
    changes = []
    for key, value in pack.done.settings.items():
        if book.settings.get(key) != pack.settings[key]:
            continue  # somebody changed it since
        if value is None:
            del book.settings[key]
        else:
            book.settings[key] = value
        changes.append(setting_change(key, value))
    return changes


def _installed_one(packs: Sequence[KeptPack], number: int, unit: str) -> KeptPack:
    found = [one for one in packs if one.number == number and unit in ("", one.unit)]
    if len(found) == 1:
        return found[0]
    known = listed(
        tr("{number} of {unit} ({code})").format(
            number=one.number, unit=one.unit_name, code=one.unit
        )
        for one in found or packs
    )
    if found:
        message = tr("Several packs have the number {number}: {packs}. Say the office's code, too.")
        raise PackRefused("several_packs", message.format(number=number, packs=known))
    message = tr("No pack {number} is installed here. Installed are: {packs}.")
    raise PackRefused("unknown_pack", message.format(number=number, packs=known or tr("none")))
