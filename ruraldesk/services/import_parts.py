"""What part of a row makes a line or a record of another ledger, and what is too little for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ruraldesk.definitions.model import SUMMABLE_TYPES, FieldDef, FieldType, FormDef, Value
from ruraldesk.texts.translate import listed, tr


def one_each(form: FormDef, given: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """Yield a line for each choice where a cell names several for a field that holds one."""
    for key, value in given.items():
        if isinstance(value, tuple) and form.field(key).type is FieldType.CHOICE:
            yield from ({**given, key: one} for one in value)
            return
    yield given


def years_of(form: FormDef) -> list[str]:
    """Return the fields that say for which year a line is."""
    return [one.key for one in form.fields if one.type is FieldType.YEAR and one.required]


def of_years(form: FormDef, values: Iterable[tuple[int, str, Value]]) -> Iterator[dict[str, Value]]:
    """Yield a line for each year that columns of their own speak of."""
    dated = next(iter(years_of(form)), "")
    years: dict[int, dict[str, Value]] = {}
    for year, path, value in values:
        line, _, key = path.rpartition(".")
        if line == form.key and dated:
            years.setdefault(year, {dated: year})[key] = value
    yield from years.values()


def lacks(form: FormDef, given: Mapping[str, Value]) -> bool:
    """Say whether words alone begin a record that they cannot make: a date without its amount.

    An amount is never left out: it is refused until what it needs is there.
    """
    amounts = any(_counts(form, key, value) for key, value in given.items())
    return not says_nothing(given) and not amounts and bool(_needed(form, given))


def _counts(form: FormDef, key: str, value: Value) -> bool:
    return form.field(key).shape in SUMMABLE_TYPES and value != 0


def left_out(form: FormDef, given: Mapping[str, Value], row: int) -> str:
    """Return the sentence about words that `lacks` keeps from becoming a record."""
    needed = listed(tr(one.label) for one in _needed(form, given))
    said = listed(tr(form.field(key).label) for key in given)
    return tr("Row {row}: {said} is left out, since “{form}” needs {needed}.").format(
        row=row, said=said, form=tr(form.title), needed=needed
    )


def _needed(form: FormDef, given: Mapping[str, Value]) -> list[FieldDef]:
    """Return what must be said of a record and is not; links and places come by themselves."""
    return [
        one
        for one in form.asked()
        if one.required
        and one.default is None
        and one.key != "unit"
        and one.type not in (FieldType.REFERENCE, FieldType.SERIAL)
        and given.get(one.key) is None
    ]


def says_nothing(given: Mapping[str, Value]) -> bool:
    """Say whether a part of a row holds nothing but zeros and no: nothing was received yet."""
    return all(value is False or value == 0 for value in given.values())
