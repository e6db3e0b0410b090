"""Nil reports: a ledger in which nothing happened in a month says so, with its reason.

Which ledgers must say so their forms tell with `monthly`: an empty one could as well be forgotten.
"""

from __future__ import annotations

from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services.book_settings import setting
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.month_rows import is_begun, is_entered
from ruraldesk.store.months import MonthAct
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

CODE = "nil_missing"
_BY_MONTH = (FieldType.DATE, FieldType.MONTH)


class NoReason(UserError):
    """Something is asked for that the office above wants to know the reason of."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__(tr("No reason is given. Write in a few words why."))


class NotByMonth(UserError):
    """A ledger whose records do not lie in months has nothing to say about one."""

    code = "not_by_month"

    def __init__(self, form: FormDef) -> None:
        super().__init__(
            tr(
                "The records of “{form}” do not belong to months, so that it needs no nil report."
            ).format(form=tr(form.title))
        )


class NotEmpty(UserError):
    """A ledger is said to be empty that has records of the month."""

    code = "not_empty"

    def __init__(self, form: FormDef, month: str) -> None:
        super().__init__(
            tr(
                "“{form}” has records of {month}, so that it is no nil report. Delete them first "
                "if they are wrong."
            ).format(form=tr(form.title), month=told_month(month))
        )


def reason_of(text: str) -> str:
    """Return a reason as it is kept.

    Raises:
        NoReason: nothing is written.
    """
    reason = text.strip()
    if not reason:
        raise NoReason
    return reason


def nil_report(book: Book, form_key: str, month: str, reason: str) -> None:
    """Say that nothing happened in a month that a ledger would have to hold.

    Raises:
        UnknownForm: the book has no such ledger.
        NoReason, NotByMonth, NotEmpty: it cannot be said.
        WrongState: the month is closed.
    """
    form = form_of(book, form_key)
    told = reason_of(reason)
    if not _lies_in_months(form):
        raise NotByMonth(form)
    if is_entered(book, form, month):
        raise NotEmpty(form, month)
    book.months.do(
        month,
        MonthAct.NIL,
        operator=setting(book, "operator"),
        reason=told,
        detail={"form": form.key},
    )


def nil_reports(book: Book, month: str) -> dict[str, str]:
    """Return by ledger the reasons why it is empty; one that was filled since is left out."""
    said = {
        one.detail["form"]: one.reason for one in book.months.acts(month) if one.act is MonthAct.NIL
    }
    forms = book.definitions.forms
    return {
        key: reason
        for key, reason in sorted(said.items())
        if key in forms and not is_entered(book, forms[key], month)
    }


def lacking(book: Book, month: str) -> list[Problem]:
    """Return the monthly ledgers in use that neither hold a record of the month nor say why.

    A month cannot be closed so: nobody above could tell an empty ledger from a forgotten one.
    """
    return [_problem(form, month, Level.BLOCK) for form in _silent(book, month, begun=True)]


def never_begun(book: Book, month: str) -> list[Problem]:
    """Return the monthly ledgers that were never used and say nothing: told when it is closed."""
    return [_problem(form, month, Level.WARN) for form in _silent(book, month, begun=False)]


def _silent(book: Book, month: str, *, begun: bool) -> list[FormDef]:
    said = nil_reports(book, month)
    return [
        form
        for form in book.definitions.forms.values()
        if form.monthly
        and book.info.level in form.levels
        and form.key not in said
        and not is_entered(book, form, month)
        and is_begun(book, form) is begun
    ]


def _lies_in_months(form: FormDef) -> bool:
    dated = form.find(form.dated_by)
    return dated is not None and dated.type in _BY_MONTH


def _problem(form: FormDef, month: str, level: Level) -> Problem:
    message = tr(
        "“{form}” has no record of {month}. Enter what happened, or report that nothing did, with "
        "the reason."
    ).format(form=tr(form.title), month=told_month(month))
    return Problem(message=message, level=level, form=form.key, code=CODE)
