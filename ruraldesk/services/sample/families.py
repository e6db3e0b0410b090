"""Records from data: one way for every ledger.

A family is a TOML file (or what code has made in the same shape) with a table for each record,
under the key of its ledger: `[[project]]`. Fields and lines stand under their keys in the form of
`put`, dates as TOML dates, references by the `ref` of the other record, divisions by name. Besides:

- `ref`: what other records of the town call this one; without it, it is numbered;
- the key of another ledger: records that refer to this one, such as the allocations of a source;
  they belong to the same unit unless they say otherwise;
- `each = "village"`: one record for each member of a pool; texts may say `{name}`, what the member
  has under that key, or `{town}`, `{county}` and `{suffix}`, which tells like towns apart;
- `one_of`: a list of tables, of which each record takes one by chance;
- `draft` and `recycled`: not a saved record, but a half-filled entry, or one in the recycle bin.

`[defaults.LEDGER]` holds what the file's records of a ledger say unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from itertools import chain, count
from random import Random
from typing import Any

from ruraldesk.definitions.model import Definitions, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.plain import from_plain
from ruraldesk.services.sample.sources import Raw, rows_of
from ruraldesk.services.sample.towns import Town

_REMEMBERED = 1 << 15  # values that are not read twice
_WORDS = frozenset({"ref", "each", "one_of", "draft", "recycled"})


class Fate(Enum):
    """Where a record ends."""

    KEPT = auto()
    DRAFT = auto()
    RECYCLED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record of the sample, under the name by which the data know it."""

    form: str
    ref: str
    record: Record
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    """What a record takes from the one under which it stands."""

    ref: str
    form: str
    unit: str


class Entered:
    """What the data enter into fields, as values; they enter the same again and again."""

    def __init__(self, definitions: Definitions) -> None:
        """Read for the ledgers of `definitions`."""
        self.forms = definitions.forms
        self.lines = {
            form.key: {line.key: line for line in form.lines} for form in definitions.forms.values()
        }
        tables = [*self.forms.values(), *chain(*(form.lines for form in self.forms.values()))]
        self.fields = {form.table: {one.key: one for one in form.fields} for form in tables}
        self.defaults = {
            form.table: {one.key: one.default for one in form.fields if one.default is not None}
            for form in tables
        }
        self.value = lru_cache(_REMEMBERED)(self._value)

    def _value(self, table: str, key: str, plain: str | int | bool) -> Value:
        return from_plain(self.fields[table][key], plain)


class Families:
    """Makes the records of one town from families."""

    def __init__(
        self, entered: Entered, town: Town, pools: Mapping[str, Sequence[Raw]], chance: Random
    ) -> None:
        """Take what `each` may name from `pools`."""
        self._entered = entered
        self._town = town
        self._pools = pools
        self._chance = chance

    def entries(self, family: Raw) -> Iterator[Entry]:
        """Yield the records of a family, each before those that stand under it.

        Raises:
            KeyError: the data name a ledger, field, reference or pool that does not exist.
            BadValue: a value is none of its field's type.
        """
        defaults: Mapping[str, Raw] = family.get("defaults", {})
        for key in family:
            if key != "defaults":
                yield from self._ledger(key, rows_of(family, key), defaults, None, {})

    def _ledger(
        self,
        key: str,
        rows: Sequence[Raw],
        defaults: Mapping[str, Raw],
        above: _Above | None,
        member: Raw,
    ) -> Iterator[Entry]:
        """Yield the records of one ledger: those of a family, or those under one record."""
        form = self._entered.forms[key]
        numbers = count(1)
        for row in rows:
            for one in self._pools[row["each"]] if "each" in row else (member,):
                raw = {**defaults.get(key, {}), **row}
                if "one_of" in row:
                    raw |= self._chance.choice(row["one_of"])
                number = f"{above.ref}/{next(numbers)}" if above else str(next(numbers))
                yield from self._one(form, raw, defaults, above, one, number)

    def _one(
        self,
        form: FormDef,
        raw: Raw,
        defaults: Mapping[str, Raw],
        above: _Above | None,
        member: Raw,
        number: str,
    ) -> Iterator[Entry]:
        words = {**self._town.words, **member}
        ref = str(raw.get("ref", number)).format_map(words)
        values: dict[str, Value] = {**self._entered.defaults[form.table]}
        fields, line_forms = self._entered.fields[form.table], self._entered.lines[form.key]
        if "unit" in fields:
            values["unit"] = above.unit if above else self._town.code
        if above:
            values[_link(form, above.form)] = self._town.uuid_of(above.form, above.ref)
        lines: dict[str, tuple[Record, ...]] = {}
        below: dict[str, Sequence[Raw]] = {}
        for key, plain in raw.items():
            if key in fields:
                values[key] = self._value(fields[key], form.table, plain, words)
            elif key in line_forms:
                lines[key] = self._lines(line_forms[key], plain, words, ref)
            elif key in self._entered.forms:
                below[key] = plain
            elif key not in _WORDS:
                raise KeyError(f"{form.key} has no field {key}")
        uuid = self._town.uuid_of(form.key, ref)
        record = Record(values=values, lines=lines, uuid=uuid)
        yield Entry(form=form.key, ref=ref, record=record, fate=_fate(raw))
        here = _Above(ref=ref, form=form.key, unit=str(values.get("unit") or self._town.code))
        for key, rows in below.items():
            yield from self._ledger(key, rows, defaults, here, member)

    def _lines(
        self, form: FormDef, rows: Sequence[Raw], words: Raw, parent: str
    ) -> tuple[Record, ...]:
        table = form.table
        fields, defaults = self._entered.fields[table], self._entered.defaults[table]
        return tuple(
            Record(
                values={
                    **defaults,
                    **{key: self._value(fields[key], table, row[key], words) for key in row},
                },
                uuid=self._town.line_uuid(table, parent, number),
            )
            for number, row in enumerate(rows, start=1)
        )

    def _value(self, field: FieldDef, table: str, plain: Any, words: Raw) -> Value:
        if isinstance(plain, str):
            if "{" in plain:
                plain = plain.format_map(words)
            if field.type is FieldType.REFERENCE:
                return self._town.uuid_of(field.form, plain)
            if field.type is FieldType.DIVISION:
                return self._town.codes[plain]
        elif isinstance(plain, date):
            return plain
        elif isinstance(plain, list):
            return from_plain(field, plain)
        return self._entered.value(table, field.key, plain)


def _link(form: FormDef, above: str) -> str:
    """Return the field by which records of `form` refer to the ledger `above`."""
    for field in form.fields:
        if field.type is FieldType.REFERENCE and field.form == above and not field.behind:
            return field.key
    raise KeyError(f"{form.key} has no reference to {above}")


def _fate(raw: Raw) -> Fate:
    if raw.get("draft"):
        return Fate.DRAFT
    return Fate.RECYCLED if raw.get("recycled") else Fate.KEPT
