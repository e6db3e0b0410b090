"""Records that a row refers to and describes as well: a roster names the person and his number.

The person is found by what tells people apart, else by name within the village; where there is
none, he is made together with the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

from ruraldesk.definitions.model import UNIT, FieldType, FormDef, Value
from ruraldesk.definitions.through import named_by, root_of, through_of
from ruraldesk.definitions.values import text_of
from ruraldesk.errors import Level, Problem
from ruraldesk.services.import_values import Row
from ruraldesk.services.known_records import Ambiguous, KnownRecords, folded
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """What a row says of a record that it refers to: a new one, or what a known one lacks."""

    form: FormDef
    uuid: str
    fresh: bool
    given: dict[str, Value]


@dataclass(slots=True)
class Masters:
    """Finds, or makes, the records that rows of a form's table refer to and describe."""

    book: Book
    form: FormDef
    references: References
    records: Callable[[FormDef], KnownRecords]
    _paths: dict[str, FormDef] = field(init=False)

    def __post_init__(self) -> None:
        """Put the records first that others refer to."""
        paths = dict(through_of(self.form, self.book.definitions.forms))
        deepest = sorted(paths, key=lambda path: path.count("."), reverse=True)
        self._paths = {path: paths[path] for path in deepest}

    def of(self, row: Row, problems: list[Problem]) -> tuple[Row, list[Master]]:
        """Return the row with these references found, and what it says of their records."""
        values = dict(row.values)
        made: dict[str, Master] = {}
        for path, form in self._paths.items():
            root = root_of(path, self.form.imports.through)
            text = row.values.get(root)
            if root not in row.described or not isinstance(text, str):
                continue
            try:
                made[path] = self._master(path, form, text, replace(row, values=values), made)
            except Ambiguous as error:
                problems.append(_several(form, text, error.count, row, path))
                return row, []
            values[path] = made[path].uuid
        masters = []
        for path, one in made.items():
            told = one if one.fresh else self._lacking(one, path, row, problems)
            if told.fresh or told.given:
                masters.append(told)
        return replace(row, values=values), masters

    def _master(
        self, path: str, form: FormDef, text: str, row: Row, made: dict[str, Master]
    ) -> Master:
        """Return the record that the row means by `text` and describes."""
        given = row.part(path)
        naming = named_by(form)
        owner = made.get(f"{path}.{naming.key}") if naming else None
        if naming is not None and naming.type is FieldType.TEXT:
            given[naming.key] = text
        uuid = self._known(form, given, row)
        if not uuid and (owner is None or owner.fresh):
            uuid = self._beside(form, text, made) or self._called(form, text, given, row)
            if uuid and owner is not None and naming is not None:  # called by its own code
                del made[f"{path}.{naming.key}"], given[naming.key]
        fresh = not uuid or any(one.uuid == uuid and one.fresh for one in made.values())
        return Master(form=form, uuid=uuid or str(uuid4()), fresh=fresh, given=given)

    def _beside(self, form: FormDef, text: str, made: Mapping[str, Master]) -> str:
        """Return the record that the same row names in another place: the head is a member too."""
        naming = named_by(form)
        same = (one for one in made.values() if one.form.key == form.key and naming is not None)
        return next((one.uuid for one in same if naming and one.given.get(naming.key) == text), "")

    def _known(self, form: FormDef, given: Mapping[str, Value], row: Row) -> str:
        """Return the record that what is said of it tells, such as the number of a person."""
        known = self.records(form)
        found = known.find({**given, UNIT: row.place})
        return found if found or row.place_said else known.find(given)

    def _called(self, form: FormDef, text: str, given: Mapping[str, Value], row: Row) -> str:
        """Return the one record called so that nothing in the row contradicts.

        Raises:
            Ambiguous: several are called so.
        """
        known = self.records(form)
        place = {UNIT: row.place} if row.place_said else {}
        naming = named_by(form)
        told = {**given, **place}
        if naming is not None and naming.type is FieldType.REFERENCE:
            told.pop(naming.key, None)
        found = [uuid for uuid in self.references.told(form, text) if known.allows(uuid, told)]
        if len(found) > 1:
            raise Ambiguous((naming.key if naming else UNIT,), len(found))
        return found[0] if found else ""

    def _lacking(self, one: Master, path: str, row: Row, problems: list[Problem]) -> Master:
        """Return only what the book lacks of a known record; doubt what it knows otherwise."""
        stored = self.book.records.peek(one.form.key, one.uuid)
        if stored is None:  # the table brings it: its rows are compared with each other
            return one
        naming = named_by(one.form)
        lacking: dict[str, Value] = {}
        for key, value in one.given.items():
            before, asked = stored[key], one.form.field(key)
            if before is None:
                lacking[key] = value
            elif folded(before) != folded(value) and asked.type is not FieldType.REFERENCE:
                other = naming is not None and naming.key == key
                problems.append(
                    Problem(
                        message=(_other_name() if other else _kept()).format(
                            row=row.number,
                            label=tr(asked.label),
                            form=tr(one.form.title),
                            before=text_of(asked, before),
                            after=text_of(asked, value),
                        ),
                        level=Level.BLOCK if other else Level.WARN,
                        form=self.form.key,
                        row=row.number,
                        field=path if other else f"{path}.{key}",
                        code="other_name" if other else "kept",
                    )
                )
        return replace(one, given=lacking)


def _kept() -> str:
    return tr(
        "Row {row}, “{label}”: “{form}” has “{before}”, the table says “{after}”; what “{form}” "
        "has is kept. If the table is right, correct it there."
    )


def _other_name() -> str:
    return tr(
        "Row {row}, “{label}”: by its number this is “{before}” of “{form}”, the table says "
        "“{after}”. Correct the number or the name."
    )


def _several(form: FormDef, text: str, count: int, row: Row, path: str) -> Problem:
    message = tr(
        "Row {row}: {count} records of “{form}” are called “{text}”; which one is meant cannot be "
        "told. Fill in what tells them apart, such as the number."
    ).format(row=row.number, count=count, form=tr(form.title), text=text)
    return Problem(
        message=message,
        level=Level.BLOCK,
        form=row.form,
        row=row.number,
        field=path,
        code="ambiguous",
    )
