"""What the rows of a ledger, or their lines, can be grouped by, and what can be summed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruraldesk.definitions.expression_nodes import Aggregate
from ruraldesk.definitions.expressions import walk
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.texts.translate import on_paper, tr

FUNCTIONS = ("count", "sum", "average", "least", "greatest")
"""What is told of the rows of a cell; all but `count` need a number."""

_PLAIN = frozenset(
    {
        *(FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.YEAR),
        *(FieldType.REFERENCE, FieldType.DIVISION, FieldType.MONTH, FieldType.INTEGER),
        *(FieldType.DATE, FieldType.SERIAL),
    }
)
_THROUGH = _PLAIN - {FieldType.TEXT, FieldType.INTEGER, FieldType.SERIAL}
_NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT})
_SPANS = (
    ("year({})", "{field} (year)"),
    ("quarter_start({})", "{field} (quarter)"),
    ("month({})", "{field} (month)"),
    ("{}", "{field} (day)"),
)
_HOPS = 2  # references followed one after another
BETWEEN = " · "  # the names of a record and of a question about it
_RECORD = "parent"  # the record of a line, in expressions


@dataclass(frozen=True, slots=True)
class Axis:
    """A question by which rows are grouped: an expression about a row, and what it is called.

    `label` is in the window's language, `paper` what a workbook says. `more` are questions about
    the record that a reference leads to, or the spans of a date; `source` is "" where only those
    can be asked.
    """

    source: str
    label: str
    paper: str
    more: tuple[Axis, ...] = ()

    def all(self) -> Iterator[Axis]:
        """Yield every question that can be asked, this one first."""
        if self.source:
            yield self
        for one in self.more:
            yield from one.all()


def counted(form: FormDef, lines: str = "") -> FormDef:
    """Return what a table of groups counts: the records of a ledger, or one kind of their lines."""
    return next((one for one in form.lines if one.key == lines), form)


def axes(form: FormDef, forms: Mapping[str, FormDef], lines: str = "") -> tuple[Axis, ...]:
    """Return the questions by which the rows of a ledger can be grouped, in the form's order.

    Args:
        lines: the key of the lines that are counted in place of the records; they can be grouped
            by what their record says, too.
    """
    rows = counted(form, lines)
    own = tuple(_axes(rows, forms, "", ("", ""), _HOPS, _PLAIN))
    if rows is form:
        return own
    inside = f"{tr(form.title)}{BETWEEN}", f"{form.title}{BETWEEN}"
    more = tuple(_axes(form, forms, f"{_RECORD}.", inside, _HOPS - 1, _PLAIN))
    return (*own, Axis(_RECORD, tr(form.title), form.title, more))


def values(form: FormDef, lines: str = "") -> tuple[FieldDef, ...]:
    """Return the numbers that can be summed, averaged and compared.

    Of lines those of their own: what their record says would be summed once for each of them.
    """
    asked = counted(form, lines).asked()
    return tuple(field for field in asked if field.shape in _NUMBERS and not field.private)


def functions_of(field: FieldDef) -> tuple[str, ...]:
    """Return what can be told of a number: shares are averaged, but never summed."""
    return FUNCTIONS[2:] if field.shape is FieldType.PERCENT else FUNCTIONS[1:]


def _axes(
    form: FormDef,
    forms: Mapping[str, FormDef],
    before: str,
    named: tuple[str, str],
    hops: int,
    shapes: frozenset[FieldType],
) -> Iterator[Axis]:
    for field in form.asked():
        if field.shape not in shapes or field.private or (before and _is_long_way(field)):
            continue
        source = f"{before}{field.key}"
        label, paper = f"{named[0]}{tr(field.label)}", f"{named[1]}{field.label}"
        if field.shape is FieldType.DATE:
            yield Axis("", label, paper, tuple(_spans(source, label, paper)))
            continue
        target = _target(field, forms)
        more: tuple[Axis, ...] = ()
        if target is not None and hops:
            inside = f"{label}{BETWEEN}", f"{paper}{BETWEEN}"
            more = tuple(_axes(target, forms, f"{source}.", inside, hops - 1, _THROUGH))
        yield Axis(source, label, paper, more)


def _is_long_way(field: FieldDef) -> bool:
    """Say whether a field is computed over ledgers: too much to ask of each row's reference."""
    if field.expression is None:
        return False
    return any(isinstance(node, Aggregate) for node in walk(field.expression.tree))


def _spans(source: str, label: str, paper: str) -> Iterator[Axis]:
    for pattern, words in _SPANS:
        yield Axis(
            pattern.format(source),
            tr(words).format(field=label),
            on_paper(words).format(field=paper),
        )


def _target(field: FieldDef, forms: Mapping[str, FormDef]) -> FormDef | None:
    """Return the form whose record a field leads to."""
    if field.shape is FieldType.DIVISION:
        return forms.get("unit")
    return forms.get(field.form) if field.type is FieldType.REFERENCE else None
