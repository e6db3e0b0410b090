"""One value for all rows: what an office's table leaves out, because everybody there knows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldType, FormDef, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.documents.excel_cells_in import read_cell
from ruraldesk.documents.excel_rows import RowRead
from ruraldesk.documents.heading_targets import UUID_PATH, Target
from ruraldesk.documents.headings import ColumnMatch, Matcher
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services.references import References
from ruraldesk.texts.translate import tr

_TOLD = frozenset({FieldType.YEAR, FieldType.MONTH, FieldType.DIVISION, FieldType.SERIAL})


class BadGiven(UserError):
    """A value given for all rows cannot be one of its field, or the form has no such field."""

    code = "bad_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One value for all rows that do not say one themselves."""

    target: Target
    text: str
    value: Value


def given_of(
    form: FormDef, matcher: Matcher, references: References, texts: Mapping[str, str]
) -> tuple[Given, ...]:
    """Return the values that `texts` give, by path or label of a field, references found.

    Raises:
        BadGiven: there is no such field, or the text is no value of it.
    """
    return tuple(_given(form, matcher, references, name, text) for name, text in texts.items())


def _given(form: FormDef, matcher: Matcher, references: References, name: str, text: str) -> Given:
    target = _target(form, matcher, name)
    field = target.field
    column = ColumnMatch(index=-1, heading=field.label, field=target.path, target=target)
    try:
        value = read_cell(field, text, column)
        if value is None:
            raise BadValue(tr("It is empty."))
        if isinstance(value, str) and field.type is FieldType.DIVISION and not field.unique:
            value = references.unit_code(value)
        elif isinstance(value, str) and field.type is FieldType.REFERENCE:
            value = references.uuid_of(field.form, value)
    except BadValue as error:
        raise BadGiven(
            tr("The value given for “{label}” cannot be taken: {reason}").format(
                label=field.label, reason=error
            )
        ) from error
    return Given(target=target, text=text.strip(), value=value)


def _target(form: FormDef, matcher: Matcher, name: str) -> Target:
    targets = {path: one for path, one in matcher.targets.items() if path != UUID_PATH}
    found = targets.get(name.strip())
    if found is not None:
        return found
    labelled = [one for one in targets.values() if one.field.label == name.strip()]
    if labelled:
        return min(labelled, key=lambda one: one.rank)
    names = [*targets, *(one.field.label for one in targets.values())]
    raise BadGiven(
        tr("“{form}” has no field “{name}” that could be given.").format(form=form.title, name=name)
        + did_you_mean(nearest(name, names))
    )


def with_given(form: FormDef, row: RowRead, given: Sequence[Given]) -> RowRead:
    """Return a row with the values given for all, where it says nothing itself.

    A value of a line or of another ledger is only laid where the row speaks of such a one.
    """
    spread = {one.form for one in form.imports.spread}
    spoken = {path.rpartition(".")[0] for path in row.values}
    laid: dict[str, Value] = {}
    for one in given:
        where = one.target.path.rpartition(".")[0]
        speaks = not where or where in spoken or (where in spread and bool(spread & spoken))
        if speaks and row.values.get(one.target.path) is None:
            laid[one.target.path] = one.value
    if not laid:
        return row
    return replace(row, values={**row.values, **laid}, repeated=row.repeated | frozenset(laid))


def lacking(matcher: Matcher, filled: Collection[str]) -> Iterator[Target]:
    """Yield the fields that a new record must have and neither a column nor a default fills.

    Years, months and places are not among them: what stands around the table tells those.
    """
    for path, target in matcher.targets.items():
        field = target.field
        told = path in filled or field.default is not None or field.type in _TOLD
        if target.rank == 0 and field.required and not told:
            yield target


def lacking_problems(
    form: FormDef, missing: Sequence[Target], refused: Sequence[Problem]
) -> Iterator[Problem]:
    """Say of the fields for want of which rows were refused how all rows get a value."""
    wanted = {one.field for one in refused if one.code == "required" and one.form == form.key}
    for target in missing:
        if target.field.key not in wanted:
            continue
        message = tr(
            "No column of the table fills “{label}”, which each new record needs. Give one value "
            "for all rows: in the window below the columns, on the command line with "
            "--set {path}=…"
        ).format(label=target.field.label, path=target.path)
        yield Problem(
            message=message,
            level=Level.WARN,
            form=form.key,
            field=target.path,
            code="missing_column",
        )
