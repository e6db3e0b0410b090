"""Making a pack: forms, records, settings and the office's keys in one signed file.

What every receiver would refuse is refused here already, with all of its faults. A pack brings the
forms and settings of the office's earlier packs along; records it brings only its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from ruraldesk import __version__
from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.layers import is_definition_path, layered
from ruraldesk.definitions.model import UNIT, Definitions, FieldType, FormDef
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import Level, Problem
from ruraldesk.exchange.described import canonical
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
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.books import definitions_of, definitions_over
from ruraldesk.services.identity import identity_of, known_keys
from ruraldesk.services.json_lines import BadLine, object_of
from ruraldesk.services.pack_changes import Change, definition_changes
from ruraldesk.services.pack_checks import PackRefused, lost_choices
from ruraldesk.services.pack_records import in_order
from ruraldesk.services.packs import kept_of
from ruraldesk.services.places import Places
from ruraldesk.services.putting import form_of, put
from ruraldesk.services.reading import plain_record
from ruraldesk.store.adopting import becoming
from ruraldesk.store.book import Book
from ruraldesk.store.evolve import ChangedFields, Duplicates
from ruraldesk.store.known_keys import KeyState
from ruraldesk.store.own_forms import lay_ready, own_files, settle
from ruraldesk.store.packs import KeptPack, Packs, PackState, folded
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

_ONLY_HERE = frozenset({"unique", "no_unit", "final"})
"""Refusals of a trial in the office's book that say nothing about the books below."""


_STAYING = (FieldType.FILES, FieldType.SERIAL)


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
    _refuse_wrong(book, title, note)
    earlier = Packs(book).all(PackState.MADE)
    own, strange = _files_in(folder)
    forms = folded(earlier) | own
    definitions = _checked(book, forms)
    rows = _rows_of(book, definitions, records or {})
    said = {key: value for one in earlier for key, value in one.settings.items()}
    lines = {form: [_line(row) for row in some] for form, some in rows.items()}
    parts = parts_of(forms, lines, {**said, **(settings or {})}, _keys(book))
    manifest = _manifest(book, parts, title, note)
    path = _place(target, manifest)
    write_pack(path, manifest, parts, identity_of(book))
    kept = kept_of(read_pack(path), PackState.MADE, operator)
    Packs(book).keep(kept)
    changes = tuple(definition_changes(definitions_of(book.path), definitions))
    return MadePack(
        path=path,
        pack=kept,
        check_code=_check_code(manifest),
        uuids={form: tuple(row["uuid"] for row in some) for form, some in rows.items()},
        changes=changes,
        problems=(*strange, *_advice(changes)),
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


def _files_in(folder: Path | None) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the definitions in a folder, and a note on each file that is none."""
    if folder is None:
        return {}, []
    if not folder.is_dir():
        message = tr("There is no folder {folder}.").format(folder=folder)
        raise PackRefused("no_folder", message)
    found: dict[str, bytes] = {}
    strange = []
    with drive_errors(folder):
        for name, file in layered(folder, None, "*").items():
            if is_definition_path(name):
                found[name] = file.read_bytes()
            elif file.is_file():
                message = tr("{file} is no definition and does not go along.").format(file=name)
                strange.append(Problem(message=message, level=Level.WARN, code="left_out"))
    if not found:
        message = tr("There is no definition in {folder}: its ledgers lie in “ledgers/GROUP/”.")
        raise PackRefused("no_definitions", message.format(folder=folder))
    return found, strange


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
    book: Book, definitions: Definitions, records: Mapping[str, Path | None]
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of all ledgers, each with its UUID and the code of its unit.

    Raises:
        PackRefused: with every row that cannot be taken.
    """
    problems: list[Problem] = []
    rows = {
        key: _own_rows(book, key)
        if file is None
        else list(_rows(book, key, file, definitions.forms.get(key), problems))
        for key, file in records.items()
    }
    problems = problems or _tried(book, definitions, rows)
    if problems:
        message = tr("{count} rows cannot be sent down; mend them and make the pack again.")
        raise PackRefused("records", message.format(count=len(problems)), problems)
    return rows


def _own_rows(book: Book, key: str) -> list[dict[str, Any]]:
    """Return what this book has in a ledger as rows that another can take.

    Files stay here, and so do numbers that each book gives or computes by itself.
    """
    form = form_of(book, key)
    return [_sent(form, plain_record(form, one)) for one in book.records.find(key)]


def _sent(form: FormDef, plain: Mapping[str, Any]) -> dict[str, Any]:
    row = {
        one.key: plain[one.key]
        for one in form.fields
        if one.stored and one.type not in _STAYING and plain[one.key] is not None
    }
    lines = {one.key: [_sent(one, line) for line in plain[one.key]] for one in form.lines}
    return {"uuid": plain["uuid"], **row, **{key: some for key, some in lines.items() if some}}


def _rows(
    book: Book, key: str, file: Path, form: FormDef | None, problems: list[Problem]
) -> Iterator[dict[str, Any]]:
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


def _identified(book: Book, form: FormDef, row: dict[str, Any], places: Places) -> dict[str, Any]:
    """Return a row with a UUID that follows from what it says, and its unit as a code."""
    row.pop("revision", None)
    if form.find(UNIT) is not None and row.get(UNIT):
        row[UNIT] = places.code_of(str(row[UNIT]).strip())
    name = f"{book.info.id} {form.key} {_line(row)}"
    row["uuid"] = str(row.get("uuid") or uuid5(NAMESPACE_OID, name)).lower()
    for key in (line.key for line in form.lines):
        found = row.get(key)
        for place, line in enumerate(found if isinstance(found, list) else ()):
            if isinstance(line, dict) and not line.get("uuid"):  # else `put` says what is wrong
                line["uuid"] = str(uuid5(NAMESPACE_OID, f"{row['uuid']} {key} {place}"))
    return row


def _tried(
    book: Book, definitions: Definitions, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[Problem]:
    """Save the rows here for a moment; return what no other book would take either."""
    problems: list[Problem] = []
    try:
        with becoming(book, definitions) as new:
            for key in in_order(definitions, rows):
                result = put(new, key, [_line(row) for row in rows[key]])
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


def _manifest(book: Book, parts: Mapping[str, bytes], title: str, note: str) -> PackManifest:
    number = Packs(book).last_made() + 1
    return PackManifest(
        unit=book.info.unit,
        unit_name=book.info.name,
        level=book.info.level,
        book=book.info.id,
        key=identity_of(book).public.text,
        number=number,
        title=title.strip() or _title(number),
        note=note.strip(),
        made=datetime.now().astimezone().isoformat(timespec="seconds"),
        program=__version__,
        needs=".".join(__version__.split(".")[:2]),
        parts=described(parts),
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


def _line(row: Mapping[str, Any]) -> str:
    return canonical(dict(row)).decode()


def _check_code(manifest: PackManifest) -> str:
    letters = code_letters(manifest.content(), 6)
    return f"{letters[:3]}-{letters[3:]}"
