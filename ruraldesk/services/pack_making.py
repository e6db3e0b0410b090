"""Making a pack: forms, records, settings and the office's keys in one signed file.

What every receiver would refuse is refused here already, with all of its faults. A pack brings the
forms and settings of the office's earlier packs along; records it brings only its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ruraldesk import __version__
from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.model import Definitions, FormDef
from ruraldesk.errors import Level, Problem
from ruraldesk.exchange.keys import code_letters
from ruraldesk.exchange.pack import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    SUFFIX,
    PackManifest,
    described,
    parts_of,
    read_pack,
    write_pack,
)
from ruraldesk.services.books import definitions_of, definitions_over
from ruraldesk.services.identity import identity_of, known_keys
from ruraldesk.services.pack_age import replaced_files
from ruraldesk.services.pack_changes import Change, definition_changes, setting_change
from ruraldesk.services.pack_checks import PackRefused, lost_choices
from ruraldesk.services.pack_forms import FormFiles, files_in, news_of
from ruraldesk.services.pack_records import in_order
from ruraldesk.services.pack_rows import Row, line_of, own_rows, rows_in
from ruraldesk.services.packs import kept_of
from ruraldesk.services.putting import put
from ruraldesk.store.adopting import becoming
from ruraldesk.store.book import Book
from ruraldesk.store.evolve import ChangedFields, Duplicates
from ruraldesk.store.known_keys import KeyState
from ruraldesk.store.own_forms import lay_ready, own_files, settle
from ruraldesk.store.packs import KeptPack, Packs, PackState, folded
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

__all__ = ["LONGEST_NOTE", "LONGEST_TITLE"]

_ONLY_HERE = frozenset({"unique", "no_unit", "final"})
"""Refusals of a trial in the office's book that say nothing about the books below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePack:
    """A pack as it was written; `changes` is what it brings that this book has not.

    `uuids` are those of its rows by ledger, in their order: a row that is sent again with the same
    one changes it.
    """

    path: Path
    pack: KeptPack
    check_code: str
    uuids: Mapping[str, tuple[str, ...]]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]  # what should be known; none refuses it


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a pack is to hold, looked through: nothing in it would be refused.

    `news` is what the receivers see change, who have all earlier packs of this office; `changes` is
    what this book has not yet.
    """

    number: int
    title: str
    note: str
    forms: Mapping[str, bytes]  # those of earlier packs, too
    rows: Mapping[str, Sequence[Row]]
    settings: Mapping[str, str]  # those of earlier packs, too
    news: tuple[Change, ...]
    changes: tuple[Change, ...]
    definitions: Definitions
    problems: tuple[Problem, ...]


class _Trial(Exception):
    """Takes back what was only tried."""


def make(
    book: Book,
    target: Path,
    *,
    folder: Path | None = None,
    records: Mapping[str, Path | None] | None = None,
    settings: Mapping[str, str] | None = None,
    title: str = "",
    note: str = "",
    operator: str = "",
) -> MadePack:
    """Write a pack for the units below, signed with the book's keys, and remember it.

    Args:
        target: the file, or a folder in which it gets its name.
        folder: definitions, laid out as those of the program: `ledgers/GROUP/KEY.toml` …
        records: a file with one JSON object a line for each ledger, in the shape of `put`, or None
            for what this book has in the ledger. A row with the `unit` of another office is for
            that one alone, any other for every receiver.
        settings: such as `due_day`.

    Raises:
        PackRefused: the office has nobody below, or forms, records or texts have faults.
        FileError: a file cannot be read or written.
        ReadOnlyBook: the number of the pack cannot be kept.
    """
    given = records or {}
    content = compose(
        book,
        forms=FormFiles() if folder is None else files_in(folder),
        files={key: file for key, file in given.items() if file is not None},
        chosen={key: None for key, file in given.items() if file is None},
        settings=settings,
        title=title,
        note=note,
    )
    return write(book, content, target, operator=operator)


def compose(
    book: Book,
    *,
    forms: FormFiles | None = None,
    files: Mapping[str, Path] | None = None,
    chosen: Mapping[str, Collection[str] | None] | None = None,
    settings: Mapping[str, str] | None = None,
    title: str = "",
    note: str = "",
) -> Content:
    """Return what a pack would hold and change, without writing it.

    Args:
        files: rows by ledger, as `records` of `make`.
        chosen: UUIDs by ledger of records of this book; None for all of them.

    Raises:
        As `make`.
    """
    _refuse_wrong(book, title, note)
    forms = forms or FormFiles()
    earlier = Packs(book).all(PackState.MADE)
    folded_forms = {**folded(earlier), **forms.files}
    definitions = _checked(book, folded_forms)
    rows, doubts = _rows_of(book, definitions, files or {}, chosen or {}, earlier)
    before = {key: value for one in earlier for key, value in one.settings.items()}
    said = {**before, **(settings or {})}
    number = Packs(book).last_made() + 1
    changes = definition_changes(definitions_of(book.path), definitions)
    return Content(
        number=number,
        title=title.strip() or _title(number),
        note=note.strip(),
        forms=folded_forms,
        rows=rows,
        settings=said,
        news=(
            *news_of(earlier, forms.files),
            *(setting_change(key, said[key]) for key in said if before.get(key) != said[key]),
        ),
        changes=tuple(changes),
        definitions=definitions,
        problems=(*forms.problems, *doubts),
    )


def write(book: Book, content: Content, target: Path, *, operator: str = "") -> MadePack:
    """Write a pack as a file, signed with the book's keys, and remember it; see `make`."""
    lines = {form: [line_of(row) for row in some] for form, some in content.rows.items()}
    parts = parts_of(content.forms, lines, content.settings, _keys(book))
    replaces = replaced_files(content.forms, Packs(book).all(PackState.MADE))
    manifest = _manifest(book, parts, content, replaces)
    path = _place(target, manifest)
    write_pack(path, manifest, parts, identity_of(book))
    kept = kept_of(read_pack(path), PackState.MADE, operator)
    Packs(book).keep(kept)
    return MadePack(
        path=path,
        pack=kept,
        check_code=_check_code(manifest),
        uuids={form: tuple(row["uuid"] for row in some) for form, some in content.rows.items()},
        changes=content.changes,
        problems=(*content.problems, *_advice(content.changes)),
    )


def _refuse_wrong(book: Book, title: str, note: str) -> None:
    if book.info.level == "village":
        raise PackRefused(
            "no_units_below",
            tr("A village has no units below it. Packs are made in the book of a town or county."),
        )
    for text, most in ((title, LONGEST_TITLE), (note, LONGEST_NOTE)):
        if len(text) > most:
            message = tr("“{text}…” is longer than {most} characters. Shorten it.")
            raise PackRefused("too_long", message.format(text=text[:20], most=most))


def _checked(book: Book, forms: Mapping[str, bytes]) -> Definitions:
    """Return what would hold in this book with the pack's forms.

    Raises:
        PackRefused: there are faults, or fields in use would change their kind.
    """
    try:
        definitions = definitions_over(lay_ready(book.paths, {**own_files(book.paths), **forms}))
        _tried(book, definitions, {})
    except BadDefinitions as error:
        problems = [
            Problem(message=str(one), form=one.file, field=one.place, code="definition")
            for one in error.faults
        ]
        message = tr("The forms hold {count} faults; mend them and make the pack again.")
        raise PackRefused("faulty_forms", message.format(count=len(problems)), problems) from error
    except (ChangedFields, Duplicates) as error:
        raise PackRefused(error.code, str(error)) from error
    finally:
        settle(book.paths)
    if lost := lost_choices(definitions_of(book.path), definitions):
        raise PackRefused("lost_choices", lost)
    return definitions


def _rows_of(
    book: Book,
    definitions: Definitions,
    files: Mapping[str, Path],
    chosen: Mapping[str, Collection[str] | None],
    earlier: Sequence[KeptPack],
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """Return the rows of all ledgers, each with its UUID and the code of its unit, and doubts.

    Raises:
        PackRefused: with every row that cannot be taken.
    """
    sent = {
        row["uuid"]
        for pack in earlier
        for some in pack.records.values()
        for row in map(json.loads, some)
    }
    rows, doubts = own_rows(book, chosen, sent)
    problems = [one for one in doubts if one.level is Level.BLOCK]
    for key, file in files.items():
        read = rows_in(book, key, file, definitions.forms.get(key), problems)
        rows[key] = [*rows.get(key, ()), *read]
    problems = problems or _tried(book, definitions, rows)
    if problems:
        message = tr("{count} rows cannot be sent down; mend them and make the pack again.")
        raise PackRefused("records", message.format(count=len(problems)), problems)
    return rows, doubts


def _tried(
    book: Book, definitions: Definitions, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[Problem]:
    """Save the rows here for a moment; return what no other book would take either."""
    problems: list[Problem] = []
    try:
        with becoming(book, definitions) as new:
            for key in in_order(definitions, rows):
                result = put(new, key, [line_of(row) for row in rows[key]])
                rules = _rules(definitions.form(key))
                problems += [
                    one
                    for one in result.problems
                    if one.level is Level.BLOCK and one.code not in rules | _ONLY_HERE
                ]
            raise _Trial
    except _Trial:
        return problems


def _rules(form: FormDef) -> frozenset[str]:
    """Return the keys of all rules of a form: what they look at is another book's business."""
    states = form.states.states if form.states else ()
    of_states = (rule.key for state in states for rule in state.rules)
    own = (rule.key for part in (form, *form.lines) for rule in part.rules)
    return frozenset((*own, *of_states))


def _keys(book: Book) -> dict[str, str]:
    """Return the public keys that the units below may need: this office's and those above."""
    found = {
        one.unit: one.public
        for one in known_keys(book)
        if one.state is KeyState.TRUSTED and one.unit == book.info.parent
    }
    return {**found, book.info.unit: identity_of(book).public.text}


def _manifest(
    book: Book, parts: Mapping[str, bytes], content: Content, replaces: Mapping[str, str]
) -> PackManifest:
    return PackManifest(
        unit=book.info.unit,
        unit_name=book.info.name,
        level=book.info.level,
        book=book.info.id,
        key=identity_of(book).public.text,
        number=content.number,
        title=content.title,
        note=content.note,
        made=datetime.now().astimezone().isoformat(timespec="seconds"),
        program=__version__,
        needs=".".join(__version__.split(".")[:2]),
        parts=described(parts),
        replaces=replaces,
    )


def _place(target: Path, manifest: PackManifest) -> Path:
    if target.suffix.lower() == SUFFIX:
        return target
    title = "下发包" if manifest.title == _title(manifest.number) else manifest.title
    return target / legal_name(f"{manifest.unit_name} 第{manifest.number}号 {title}{SUFFIX}")


def _title(number: int) -> str:
    """Return what a pack is called that was given no title."""
    return tr("Pack {number}").format(number=number)


def _advice(changes: Sequence[Change]) -> list[Problem]:
    if not changes:
        return []
    message = tr(
        "Install the pack in this book, too, so that what the units report fits its forms."
    )
    return [Problem(message=message, level=Level.INFORM, code="install_here")]


def _check_code(manifest: PackManifest) -> str:
    letters = code_letters(manifest.content(), 6)
    return f"{letters[:3]}-{letters[3:]}"
