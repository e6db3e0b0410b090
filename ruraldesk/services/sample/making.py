"""Making the sample book: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain
from pathlib import Path
from random import Random

from ruraldesk.definitions.model import Definitions, FieldType
from ruraldesk.errors import Level, Progress, UserError
from ruraldesk.files.writing import unfinished_name
from ruraldesk.services.books import shipped_definitions
from ruraldesk.services.nil_reports import never_begun, not_kept
from ruraldesk.services.sample.cadres import Cadres, serving
from ruraldesk.services.sample.families import Entered, Entry, Families, Fate
from ruraldesk.services.sample.people import Numbers, People
from ruraldesk.services.sample.sources import Sources, sources
from ruraldesk.services.sample.towns import MOST_TOWNS, UNIT, Town, named_uuid
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.creating import put_in_place, refuse_existing, remove_database
from ruraldesk.store.paths import BookPaths
from ruraldesk.texts.translate import tr

BATCH = 20  # towns written together where there are many


class TooManyTowns(UserError):
    """The sample is asked for larger than there are division codes, or not at all."""

    code = "too_many_towns"

    def __init__(self, scale: int) -> None:
        super().__init__(
            tr(
                "The sample cannot be {scale} times as large. Choose a number from 1 to {most}."
            ).format(scale=scale, most=MOST_TOWNS)
        )


def make_sample(
    path: Path, *, scale: int = 1, password: str | None = None, progress: Progress | None = None
) -> Book:
    """Make the book of the sample town at `path`, or one `scale` times as large, and open it.

    The town is that of the source bulletin as of 2023-11-16; its figures come out as printed there.
    The book is the same each time, but for the times of entry. A larger one holds as many like
    towns of the county, is written in bulk, and its figures are not the bulletin's.

    Raises:
        TooManyTowns: `scale` is not from 1 to `MOST_TOWNS`.
        BookExists, FolderMissing, …: as `Book.create`; nothing is left behind.
    """
    if not 1 <= scale <= MOST_TOWNS:
        raise TooManyTowns(scale)
    path = path.absolute()
    refuse_existing(path)
    unfinished = unfinished_name(path)
    definitions = shipped_definitions()
    try:
        with Book.create(unfinished, definitions, _info(scale), password=password) as book:
            _fill(book, sources(), scale, progress)
            _leave_out(book, sources())
        refuse_existing(path)
        put_in_place(unfinished, path)
    finally:
        _tidy(unfinished)
    return Book.open(path, definitions, password=password)


def _leave_out(book: Book, data: Sources) -> None:
    """Say of the monthly ledgers of which the bulletin tells nothing that they are not kept."""
    month = f"{data.as_of:%Y-%m}"
    for form in never_begun(book, month):
        not_kept(book, form, month, "样例资料中没有这一本")


def town_entries(data: Sources, entered: Entered, number: int, numbers: Numbers) -> Iterator[Entry]:
    """Yield the records of one town; of each ledger in the order of the data."""
    town = Town(data, number)
    chance = Random(f"{data.town['code']}/{number}")  # the same each time
    people = People(data.names, numbers, chance)
    cadres = Cadres(data, town, people, chance).rows()
    this_month = data.as_of.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    pools = {"village": town.villages, "cadre": serving(cadres, last_month, this_month)}
    families = Families(entered, town, pools, chance)
    for family in ({"cadre": cadres}, *data.families):
        yield from families.entries(family)


def _info(scale: int) -> BookInfo:
    """Whose book it is: the town's own, or the county's where there are many towns."""
    town = sources().town
    above = [*town["above"], town]
    own, parent = (above[-1], above[-2]) if scale == 1 else (above[-2], above[-3])
    return BookInfo(
        unit=own["code"],
        name=own["name"],
        level="town" if scale == 1 else "county",
        parent=parent["code"],
        id=named_uuid(f"book/{scale}"),
    )


def _fill(book: Book, data: Sources, scale: int, progress: Progress | None) -> None:
    for key, value in data.settings.items():
        book.settings[key] = value
    numbers = Numbers(data.town["code"][:6])
    if scale == 1:
        entries = list(town_entries(data, Entered(book.definitions), 1, numbers))
        _enter(book, entries, data, progress)
    else:
        _pour(book, data, scale, numbers, progress)


def _enter(book: Book, entries: Sequence[Entry], data: Sources, progress: Progress | None) -> None:
    """Save records as a person's are saved: every rule is checked."""
    place = {form: number for number, form in enumerate(_order(book.definitions))}
    items = [
        (one.form, one.record)
        for one in sorted(entries, key=lambda one: place[one.form])
        if one.fate is not Fate.DRAFT
    ]

    def told(done: int) -> None:
        if progress:
            progress(done, len(items), tr("Filling the sample book"))

    saved = book.records.save_all(items, operator=data.operator, as_of=data.as_of, progress=told)
    if saved.refused:
        wrong = [problem for problem in saved.problems if problem.level is Level.BLOCK]
        raise ValueError(f"the sample's own data are refused: {wrong[:20]}")
    for one in entries:
        if one.fate is Fate.DRAFT:
            book.drafts.keep(one.form, one.record.uuid, one.record)
        elif one.fate is Fate.RECYCLED:
            book.records.delete(one.form, one.record.uuid, 1, operator=data.operator)


def _pour(
    book: Book, data: Sources, scale: int, numbers: Numbers, progress: Progress | None
) -> None:
    """Write many towns in bulk; half-filled and deleted entries are left out."""
    order = _order(book.definitions)
    entered = Entered(book.definitions)
    above: set[str] = set()
    for first in range(1, scale + 1, BATCH):
        if progress:
            progress(first - 1, scale, tr("Filling the sample book"))
        by_form: dict[str, list[Entry]] = {form: [] for form in order}
        for number in range(first, min(first + BATCH, scale + 1)):
            for one in town_entries(data, entered, number, numbers):
                if one.fate is Fate.KEPT and _first_time(one, above):
                    by_form[one.form].append(one)
        for form, entries in by_form.items():
            book.records.insert_many(form, (one.record for one in entries), operator=data.operator)


def _first_time(one: Entry, met: set[str]) -> bool:
    """Say whether it is to be written: what stands above the towns is met again and again."""
    if one.form != UNIT or one.record["level"] == "village":
        return True
    if one.record.uuid in met:
        return False
    met.add(one.record.uuid)
    return True


def _order(definitions: Definitions) -> list[str]:
    """Return the ledgers, each behind those to which its records refer."""
    order: dict[str, None] = {UNIT: None}

    def visit(key: str) -> None:
        if key in order:
            return
        form = definitions.form(key)
        for field in chain(form.fields, *(line.fields for line in form.lines)):
            if field.type is FieldType.REFERENCE and field.form != key and not field.behind:
                visit(field.form)
        order[key] = None

    for key in definitions.forms:
        visit(key)
    return list(order)


def _tidy(unfinished: Path) -> None:
    """Remove what is left of a book that has its name now, or never will."""
    remove_database(unfinished)
    paths = BookPaths(unfinished)
    paths.lock.unlink(missing_ok=True)
    paths.holder.unlink(missing_ok=True)
