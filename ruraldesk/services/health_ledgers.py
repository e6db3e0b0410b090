"""What may be wrong in the database, in the ledgers and between them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ruraldesk.definitions.model import FieldDef, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import text_of
from ruraldesk.errors import Level
from ruraldesk.services.health import Area, Finding, Look, Mending
from ruraldesk.store import health, health_values
from ruraldesk.store.columns import from_sql
from ruraldesk.store.health import Part
from ruraldesk.store.rules import Rules
from ruraldesk.texts.translate import listed, tr, with_unit


def database(look: Look) -> Iterator[Finding | None]:
    """Ask SQLite to check every page, row and index; then the months that were closed."""
    for fault in health.database_faults(look.book):
        yield Finding(
            area=Area.DATABASE,
            check="database",
            level=Level.BLOCK,
            value=fault,
            message=tr(
                "The book's file is damaged ({detail}). Restore the newest good backup under "
                "another name and compare; do not delete this file."
            ).format(detail=fault),
        )
    yield None
    for problem in health.archive_faults(look.book):
        yield Finding(
            area=Area.DATABASE,
            check="archive",
            level=Level.BLOCK,
            message=problem.message,
            value=problem.message,
        )


def journal(look: Look) -> Iterator[Finding | None]:
    """Compute the chain of the journal anew, from the first entry to the last."""
    broken = look.book.journal.verify_chain()
    if broken is not None:
        yield Finding(
            area=Area.DATABASE,
            check="journal",
            level=Level.BLOCK,
            value=str(broken.number),
            message=tr(
                "The journal was altered outside RuralDesk: entry {number} ({time}, {operator}) "
                "does not follow from the one before it. Compare the book with its last backup."
            ).format(number=broken.number, time=broken.time, operator=broken.operator),
        )


def references(look: Look, part: Part) -> Iterator[Finding | None]:
    """Find references that lead into the recycle bin, or nowhere, and units nobody knows."""
    with look.book.reading() as connection:
        lost = list(health.lost_references(look.book, connection, part))
        strange = list(health.unknown_units(look.book, connection, part))
    for one in lost:
        yield _lost(look, part, one)
    for place, code in strange:
        yield Finding(
            area=Area.REFERENCES,
            check="unknown_unit",
            form=place.form,
            record=place.record,
            field=place.path,
            value=code,
            message=tr(
                "“{field}” says {code}, a unit that the ledger of units does not have. Choose the "
                "right unit, or enter it there first."
            ).format(field=tr(place.field.label), code=code),
        )


def _lost(look: Look, part: Part, one: health.Lost) -> Finding:
    book, field = look.book, one.place.field
    form = book.definitions.form(field.form)
    if not one.target:
        return Finding(
            area=Area.REFERENCES,
            check="reference_nowhere",
            level=Level.BLOCK,
            form=one.place.form,
            record=one.place.record,
            field=one.place.path,
            message=tr(
                "A record of “{ledger}” refers under “{field}” to one that is not in the book. "
                "The file was changed outside RuralDesk: restore the newest good backup."
            ).format(ledger=tr(part.form.title), field=tr(field.label)),
        )
    gone = book.records.get(form.key, one.target)
    called = name_of(form, gone)
    same = list(_living(look, form, called, gone))
    if len(same) == 1:
        words = tr(
            "“{field}” refers to “{name}” in the recycle bin; there is exactly one other of that "
            "name in “{ledger}”. It can be put in its place."
        )
    else:
        words = tr(
            "“{field}” refers to “{name}”, which lies in the recycle bin of “{ledger}”. Take it "
            "out of there, or choose another one."
        )
    return Finding(
        area=Area.REFERENCES,
        check="reference_deleted",
        level=Level.BLOCK,
        form=one.place.form,
        record=one.place.record,
        field=one.place.path,
        value=one.target,
        mending=Mending.RELINK if len(same) == 1 else Mending.RESTORE,
        about=same[0] if len(same) == 1 else one.target,
        message=words.format(field=tr(field.label), name=called, ledger=tr(form.title)),
    )


def _living(look: Look, form: FormDef, called: str, gone: Record) -> Iterator[str]:
    """Yield the records of the same unit that are called like a deleted one, and are not."""
    for hit in look.book.search.find(called, form=form.key, limit=20):
        other = look.book.records.get(form.key, hit.uuid)
        if hit.name == called and not other.deleted and other["unit"] == gone["unit"]:
            yield hit.uuid


def names(look: Look, part: Part) -> Iterator[Finding | None]:
    """Find names that exactly one person of the unit bears, but that were never linked to them."""
    with look.book.reading() as connection:
        found = list(health.unlinked_names(look.book, connection, part))
    for place, uuid in found:
        title = tr(look.book.definitions.form(place.field.names).title)
        yield Finding(
            area=Area.REFERENCES,
            check="unlinked_name",
            level=Level.INFORM,
            form=place.form,
            record=place.record,
            field=place.path,
            value=uuid,
            mending=Mending.LINK_NAME,
            about=uuid,
            message=tr(
                "The name under “{field}” is not linked to “{ledger}”, though exactly one there is "
                "called so in the same unit."
            ).format(field=tr(place.field.label), ledger=title),
        )


def rules(look: Look, form: FormDef) -> Iterator[Finding | None]:
    """Check every rule of a ledger over all its records."""
    for _, problems in Rules(look.book).check_in_pieces(form.key, look.today):
        yield None
        for problem in problems:
            yield Finding(
                area=Area.RULES,
                check=f"rule.{problem.code}",
                level=problem.level,
                form=problem.form,
                record=problem.record,
                field=problem.field,
                value=problem.message,
                message=problem.message,
            )


def values(look: Look, part: Part) -> Iterator[Finding | None]:
    """Find amounts, dates, ages and phones that do not fit those around them."""
    with look.book.reading() as connection:
        book = look.book
        amounts = list(health_values.unusual_amounts(book, connection, part))
        dates = list(health_values.unlikely_dates(book, connection, part, look.today))
        ages = list(health_values.very_old(book, connection, part, look.today))
        phones = list(health_values.shared_phones(book, connection, part))
    for amount in amounts:
        yield _doubt(
            amount.place,
            "amount",
            str(amount.value),
            tr(
                "“{field}” is {amount}; usual in this ledger is about {usual}. Check the zeros, "
                "and whether yuan or ten thousand yuan are meant."
            ).format(
                field=tr(amount.place.field.label),
                amount=_money(amount.place.field, amount.value),
                usual=_money(amount.place.field, amount.usual),
            ),
        )
    for place, day in dates:
        words = tr("“{field}” is {day}. Check the year.")
        yield _doubt(place, "date", day, words.format(field=tr(place.field.label), day=day))
    for place, age in ages:
        words = tr(
            "By the number under “{field}” this person is {age} years old. Check the number; enter "
            "the day of leaving for who has died."
        )
        yield _doubt(place, "age", str(age), words.format(field=tr(place.field.label), age=age))
    for place, phone, count in phones:
        words = tr(
            "The number ending in {tail} under “{field}” is given to {count} records. Ask for "
            "their own numbers; leave the field empty where there is none."
        )
        said = words.format(tail=phone[-4:], field=tr(place.field.label), count=count)
        yield _doubt(place, "phone", f"{phone} {count}", said)


def _doubt(place: health.Place, check: str, value: str, message: str) -> Finding:
    return Finding(
        area=Area.VALUES,
        check=f"value.{check}",
        form=place.form,
        record=place.record,
        field=place.path,
        value=value,
        message=message,
    )


def _money(field: FieldDef, stored: int) -> str:
    value = from_sql(field, stored)
    assert isinstance(value, Decimal)
    return with_unit(text_of(field, value), field.shown_in or field.unit)


def doubles(look: Look, part: Part) -> Iterator[Finding | None]:
    """Find people and projects that were probably entered twice."""
    with look.book.reading() as connection:
        people = list(health_values.same_people(look.book, connection, part))
        alike = list(health_values.similar_names(look.book, connection, part))
    for pair in people:
        words = tr(
            "“{name}” stands twice in this unit with the same birth date, once without an identity "
            "number. Keep the fuller record and delete the other."
        )
        yield _double(part, pair, "double.person", words.format(name=pair.common))
    for pair in alike:
        words = tr(
            "Two records of one unit are called almost the same: {names}. If they are one, keep "
            "the fuller record and delete the other."
        )
        yield _double(part, pair, "double.name", words.format(names=pair.common))


def _double(part: Part, pair: health_values.Pair, check: str, message: str) -> Finding:
    return Finding(
        area=Area.DOUBLES,
        check=check,
        form=part.form.key,
        record=pair.second,
        value=f"{pair.first} {pair.common}",
        message=message,
    )


def index(look: Look) -> Iterator[Finding | None]:
    """Compare what the search knows with what is in the ledgers."""
    with look.book.reading() as connection:
        faults = health.index_faults(look.book, connection)
    if faults:
        titles = [tr(look.book.definitions.form(key).title) for key in faults]
        yield Finding(
            area=Area.SEARCH,
            check="search",
            value=str(sum(faults.values())),
            mending=Mending.REBUILD,
            message=tr(
                "The search does not find {count} records as they are ({ledgers}). Build the index "
                "anew; no record is changed by that."
            ).format(count=sum(faults.values()), ledgers=listed(titles)),
        )


def own_choices(look: Look) -> Iterator[Finding | None]:
    """Find choices that somebody added and no record has."""
    with look.book.reading() as connection:
        unused = health.unused_choices(look.book, connection)
    for title, label in unused:
        yield Finding(
            area=Area.CHOICES,
            check="unused_choice",
            level=Level.INFORM,
            value=f"{title} {label}",
            message=tr(
                "“{label}” was added to the list “{title}” and no record has it. If it was "
                "mistyped, the right one is chosen instead; it does no harm otherwise."
            ).format(label=label, title=tr(title)),
        )
