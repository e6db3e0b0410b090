"""Nil reports: a ledger in which nothing happened in a month says so, with its reason.

Which ledgers must say so their forms tell with `monthly`: an empty one could as well be forgotten.
An office that does not keep such a ledger at all says so once; every month then reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

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
_STANDING = "standing"  # in the detail of an act: whether a ledger is not kept, from then on
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


class InUse(UserError):
    """A ledger is said not to be kept that has records."""

    code = "in_use"

    def __init__(self, form: FormDef) -> None:
        super().__init__(
            tr(
                "“{form}” has records, so that it is kept here. For a month without any, report "
                "that nothing happened in it."
            ).format(form=tr(form.title))
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
    _say(book, form, month, told, {})


def not_kept(book: Book, form_key: str, month: str, reason: str) -> None:
    """Say of a monthly ledger that this office does not keep it: each month reports it so.

    It is said in a month that is open, and holds as long as the ledger has no record at all.

    Raises:
        UnknownForm: the book has no such ledger.
        NoReason, NotByMonth: it cannot be said.
        InUse: the ledger has records.
        WrongState: the month is closed.
    """
    form = form_of(book, form_key)
    told = reason_of(reason)
    if not form.monthly:
        raise NotByMonth(form)
    if is_begun(book, form):
        raise InUse(form)
    _say(book, form, month, told, {_STANDING: True})


def kept_again(book: Book, form_key: str, month: str) -> None:
    """Take back that a ledger is not kept: each month asks for it again.

    Raises:
        UnknownForm: the book has no such ledger.
        WrongState: the month is closed.
    """
    _say(book, form_of(book, form_key), month, "", {_STANDING: False})


def _say(book: Book, form: FormDef, month: str, reason: str, more: Mapping[str, bool]) -> None:
    book.months.do(
        month,
        MonthAct.NIL,
        operator=setting(book, "operator"),
        reason=reason,
        detail={"form": form.key, **more},
    )


def standing(book: Book) -> dict[str, str]:
    """Return by ledger why this office does not keep it; one that was begun since is left out."""
    said = {
        one.detail["form"]: one.reason if one.detail[_STANDING] else ""
        for one in book.months.acts()
        if one.act is MonthAct.NIL and _STANDING in one.detail
    }
    return {
        form.key: said[form.key]
        for form in _monthly(book)
        if said.get(form.key) and not is_begun(book, form)
    }


def nil_reports(book: Book, month: str) -> dict[str, str]:
    """Return by ledger the reasons why it is empty; one that was filled since is left out."""
    said = {
        one.detail["form"]: one.reason
        for one in book.months.acts(month)
        if one.act is MonthAct.NIL and _STANDING not in one.detail
    }
    forms = book.definitions.forms
    own = {
        key: reason
        for key, reason in said.items()
        if key in forms and not is_entered(book, forms[key], month)
    }
    return dict(sorted({**standing(book), **own}.items()))


def lacking(book: Book, month: str) -> list[Problem]:
    """Return the monthly ledgers that neither hold a record of the month nor say why.

    A month cannot be closed so: nobody above could tell an empty ledger from a forgotten one. What
    never held anything is only mentioned, see `at_close`.
    """
    return [_problem(book, form, month) for form in _silent(book, month)]


def at_close(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return what a check found as the window's wizard puts it: no silent ledger passes unasked.

    Scripts close a book that never held a monthly ledger without saying so of each.
    """
    return tuple(replace(one, level=Level.BLOCK) if one.code == CODE else one for one in problems)


def never_begun(book: Book, month: str) -> list[str]:
    """Return the monthly ledgers that say nothing and never held anything: maybe not kept here."""
    return [form.key for form in _silent(book, month) if not is_begun(book, form)]


def _silent(book: Book, month: str) -> list[FormDef]:
    said = nil_reports(book, month)
    return [
        form
        for form in _monthly(book)
        if form.key not in said and not is_entered(book, form, month)
    ]


def _monthly(book: Book) -> list[FormDef]:
    level = book.info.level
    return [
        form for form in book.definitions.forms.values() if form.monthly and level in form.levels
    ]


def _lies_in_months(form: FormDef) -> bool:
    dated = form.find(form.dated_by)
    return dated is not None and dated.type in _BY_MONTH


def _problem(book: Book, form: FormDef, month: str) -> Problem:
    message = tr(
        "“{form}” has no record of {month}. Enter what happened, or report that nothing did, with "
        "the reason."
    )
    used = is_begun(book, form)
    if not used:
        message = tr(
            "“{form}” has no record of {month}, and never had any. Enter what happened, or report "
            "that nothing did or that this ledger is not kept here, with the reason."
        )
    return Problem(
        message=message.format(form=tr(form.title), month=told_month(month)),
        level=Level.BLOCK if used else Level.WARN,
        form=form.key,
        code=CODE,
    )
