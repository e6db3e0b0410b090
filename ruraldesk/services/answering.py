"""What the unit answers to comments: it goes up with the next package, and is shown beside them."""

from __future__ import annotations

from dataclasses import replace

from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.exchange.answers import (
    ANSWERS,
    LONGEST_TEXT,
    Answer,
    BadAnswers,
    answers_content,
    read_answers,
)
from ruraldesk.exchange.package import OpenedPackage
from ruraldesk.exchange.refusals import DamagedPackage
from ruraldesk.services.book_settings import setting
from ruraldesk.services.comments import comments, refuse_text
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.comments import Comment, CommentLevel
from ruraldesk.store.journal_entries import Act
from ruraldesk.texts.translate import tr

__all__ = ["LONGEST_TEXT"]

OPEN_COMMENT = "comment_open"
"""The code of the problem that a comment is as long as it has no answer."""

_QUOTED = 120  # characters of a comment that a problem repeats


MENDED = "已改"
"""What stands first in the answer of who has mended it; the office above reads Chinese."""


class NotToAnswer(UserError):
    """A comment is not this book's to answer, or needs no answer any more."""

    code = "not_to_answer"


def answer(book: Book, uuid: str, text: str) -> Comment:
    """Answer a comment on the book's own month; it goes up with the next package.

    Raises:
        NoSuchComment: there is none with this UUID.
        NotToAnswer: it is about another unit, or settled.
        BadText: as `comment`.
        ReadOnlyBook: the book cannot be written.
    """
    refuse_text(text)
    found = book.comments.get(uuid)
    if found.unit != book.info.unit:
        raise NotToAnswer(
            tr("This comment is for {unit}, which answers it in its own book.").format(
                unit=found.unit
            )
        )
    if found.settled:
        raise NotToAnswer(
            tr("{office} settled this comment on {day}: it needs no answer any more.").format(
                office=found.office_name, day=found.settled[:10]
            )
        )
    operator = setting(book, "operator")
    said = replace(found, answer=text, answered=now(), answered_by=operator)
    book.comments.keep([said], Act(operator=operator))
    return said


def mended(said: str = "") -> str:
    """Return the answer that something is put right, with what is said besides."""
    return f"{MENDED}：{said}" if said and said != MENDED else MENDED


def unanswered(book: Book, month: str) -> list[Problem]:
    """Return the comments on the book's own month that have no answer, as problems.

    What must be mended keeps the month from being closed until it is answered: the office above
    would only ask again. What is to be looked at is mentioned.
    """
    return [_problem(book, one) for one in comments(book, "", month) if one.is_open]


def answers_part(book: Book) -> bytes | None:
    """Return the part of a package that carries this book's answers; None without any.

    Every answer is in it as long as its comment is not settled: it may have been given after the
    month's package was made.
    """
    said = [
        Answer(comment=one.uuid, text=one.answer, time=one.answered, operator=one.answered_by)
        for one in comments(book)
        if one.answer and not one.settled
    ]
    return answers_content(said) if said else None


def answered(book: Book, package: OpenedPackage) -> list[Comment]:
    """Return our comments on the unit of a package as that package answers them.

    Raises:
        DamagedPackage: the part with the answers is none that a program of ours wrote.
    """
    try:
        said = {one.comment: one for one in read_answers(package.read(ANSWERS))}
    except KeyError:
        return []
    except BadAnswers as error:
        raise DamagedPackage(package.path, (ANSWERS,)) from error
    return [
        replace(
            one,
            answer=said[one.uuid].text,
            answered=said[one.uuid].time,
            answered_by=said[one.uuid].operator,
        )
        for one in book.comments.of(package.manifest.unit)
        if one.uuid in said
    ]


def _problem(book: Book, about: Comment) -> Problem:
    mend = about.level is CommentLevel.MEND
    message = (
        tr(
            "{office} returned it: “{text}” Mend it, or say why it is right, and answer the "
            "comment."
        )
        if mend
        else tr("{office} asks you to look: “{text}” Answer the comment.")
    )
    text = " ".join(about.text.split())
    quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return Problem(
        message=message.format(office=about.office_name, text=quoted),
        level=Level.BLOCK if mend else Level.WARN,
        form=about.form,
        record=about.record,
        field=_field_path(book, about),
        code=OPEN_COMMENT,
    )


def _field_path(book: Book, about: Comment) -> str:
    """Return the field as problems name it: that of a line with the line's present place."""
    if not about.line or about.form not in book.definitions.forms:
        return about.field
    record = book.records.peek(about.form, about.record)
    lines = record.lines.get(about.lines, ()) if record is not None else ()
    for place, line in enumerate(lines, start=1):
        if line.uuid == about.line:
            return f"{about.lines}[{place}].{about.field}".rstrip(".")
    return ""
