"""Records of a ledger as plain data, for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, Expression, Kind
from ruraldesk.definitions.fitting import shown
from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.plain import to_plain
from ruraldesk.errors import UserError
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

LONGEST_REASON = 120  # characters


class BadCondition(UserError):
    """A condition that was typed cannot be understood."""

    code = "bad_condition"

    def __init__(self, source: str, error: object) -> None:
        reason = str(error)
        if len(reason) > LONGEST_REASON:
            reason = f"{reason[:LONGEST_REASON]}…"
        super().__init__(
            tr("The condition “{source}” cannot be used: {reason}").format(
                source=shown(source), reason=reason
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Records of one ledger in the shape that `put` takes, and what they are called."""

    count: int
    rows: list[dict[str, Any]]
    names: list[str]


def rows(
    book: Book,
    form_key: str,
    *,
    where: str | None = None,
    limit: int | None = None,
    as_of: date | None = None,
) -> Rows:
    """Return the records for which the expression `where` holds, with their lines."""
    form = form_of(book, form_key)
    condition = condition_of(book, form, where) if where is not None else None
    found = book.records.find(form_key, condition, limit=limit, as_of=as_of)
    return Rows(
        count=len(found),
        rows=[plain_record(form, record) for record in found],
        names=[name_of(form, record) for record in found],
    )


def condition_of(book: Book, form: FormDef, source: str) -> Expression:
    """Return the typed condition as an expression over `form`; BadCondition says what is wrong."""
    try:
        expression = parse_expression(source, form, book.definitions.forms)
    except BadExpression as error:
        raise BadCondition(source, error) from error
    if expression.kind is not Kind.TRUTH:
        raise BadCondition(
            source, tr("it is no question. Compare something, such as: stage == 'completed'.")
        )
    return expression


def plain_record(form: FormDef, record: Record) -> dict[str, Any]:
    """Return a record as JSON data: fields by key, lines as lists."""
    plain: dict[str, Any] = {"uuid": record.uuid}
    if not form.parent:
        plain["revision"] = record.revision
    plain |= {field.key: to_plain(field, record[field.key]) for field in form.fields}
    plain |= {
        line.key: [plain_record(line, one) for one in record.lines.get(line.key, ())]
        for line in form.lines
    }
    return plain
