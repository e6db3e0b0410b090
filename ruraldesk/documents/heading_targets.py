"""Where columns of an office's table may go: fields, lines, and the ledgers rows spread into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.definitions.names import name_fields
from ruraldesk.definitions.through import root_of, through_of

_NOT_THROUGH = frozenset({FieldType.REFERENCE, FieldType.NOTE, FieldType.FILES, FieldType.YES_NO})
NOT_ASKED = frozenset({FieldType.COMPUTED})
UNIT_FORM, UNIT_FIELD, UPPER = "unit", "unit", "upper"
UUID_PATH, UUID_HEADING = "uuid", "记录标识"  # the hidden column of this program's own workbooks

_UUID_FIELD = FieldDef(key=UUID_PATH, type=FieldType.TEXT, label=UUID_HEADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a column may go: `path` is "field", "lines.field" or "form.field".

    "unit.upper" is the town of a row's village: it only tells which village is meant.
    """

    path: str
    field: FieldDef
    rank: (
        int  # 0 the form itself, 1 its lines, 2 another ledger the row tells of, 3 the unit's town
    )
    # Of the pivot, the fields and codes of the record that the column makes of its own.
    member: tuple[tuple[str, str], ...] = ()
    year: int = 0  # for which the column speaks: a line of its own
    until: str = ""  # the path of the second date, where a cell holds two
    # The reference by which the record is reached: only where a column fills it, this one counts.
    root: str = ""

    @property
    def key(self) -> str:
        """What no two columns of a table may both be."""
        if self.member:
            return f"{self.path}={self.member}"
        if self.year:
            return f"{self.path}@{self.year}"
        return self.path


def targets_of(
    form: FormDef, forms: Mapping[str, FormDef]
) -> Iterator[tuple[Target, Sequence[str]]]:
    """Yield every target with the words by which it is known."""
    yield Target(path=UUID_PATH, field=_UUID_FIELD, rank=0), (UUID_HEADING,)
    yield from _fields(form, "", 0)
    for one in form.imports.ranges:
        yield (
            Target(path=one.start, field=form.field(one.start), rank=0, until=one.end),
            one.headings,
        )
    for key in form.imports.lines:
        yield from _fields(form.line(key), f"{key}.", 1)
    for spread in form.imports.spread:
        for target, words in _fields(forms[spread.form], f"{spread.form}.", 2):
            if target.field.key not in (spread.link, UNIT_FIELD):
                yield target, words
    yield from _through(form, forms)
    units = forms.get(UNIT_FORM)
    upper = units.find(UPPER) if units is not None and form.find(UNIT_FIELD) else None
    if upper is not None:
        target = Target(path=f"{UNIT_FIELD}.{UPPER}", field=upper, rank=3)
        yield (
            target,
            [word for word in upper.headings if word not in form.field(UNIT_FIELD).headings],
        )


def _through(form: FormDef, forms: Mapping[str, FormDef]) -> Iterator[tuple[Target, Sequence[str]]]:
    """Yield what a row may say of records that it refers to; their names stand in the reference."""
    for path, other in through_of(form, forms):
        root = root_of(path, form.imports.through)
        naming = {UNIT_FIELD, other.dated_by, *name_fields(other)}
        for target, words in _fields(other, f"{path}.", 2):
            if target.field.key not in naming and target.field.type not in _NOT_THROUGH:
                yield replace(target, root=root), words


def _fields(form: FormDef, prefix: str, rank: int) -> Iterator[tuple[Target, Sequence[str]]]:
    for field in form.asked():
        if field.type not in NOT_ASKED:
            target = Target(path=f"{prefix}{field.key}", field=field, rank=rank)
            words = [field.label, *field.headings]
            if field.unit:
                words.append(f"{field.label}（{field.unit}）")
            yield target, words
