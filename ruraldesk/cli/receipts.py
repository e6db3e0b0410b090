"""Commands about receipts and comments: receipt, receive, comment, comments, answer, settle."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.opening import book_of
from ruraldesk.exchange.refusals import FileRefused
from ruraldesk.services import answering
from ruraldesk.services import comments as commenting
from ruraldesk.services.identity import StrangeKey
from ruraldesk.store.book import Book
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import listed, tr

if TYPE_CHECKING:
    from ruraldesk.services.receipts import Received, Waiting, WrittenReceipt


def receipt(parsed: Namespace) -> Answer:
    """Decide on what nobody has decided on, and write a receipt for each unit that reported."""
    from ruraldesk.services.receipts import decide, receipts
    from ruraldesk.services.reporting_receipts import note_given

    with book_of(parsed, writing=True) as book:
        decide(book, parsed.month, parsed.unit)
        done = receipts(book, parsed.month, parsed.to, parsed.unit)
        note_given(book, done, str(parsed.to))
    lines = [_receipt_line(one) for one in done.receipts]
    if done.on_paper:
        told = tr("Without the program, so tell them yourself: {units}.")
        lines.append(told.format(units=listed(one.unit_name for one in done.on_paper)))
    if not lines:
        message = tr("No unit has reported {month}, so there is nothing to answer.")
        lines.append(message.format(month=told_month(parsed.month)))
    return Answer(
        document={
            "month": parsed.month,
            "files": [str(one.path) for one in done.receipts],
            "receipts": [_receipt_json(one) for one in done.receipts],
            "on_paper": [one.unit for one in done.on_paper],
        },
        lines=lines,
    )


def receive(parsed: Namespace) -> Answer:
    """Take a receipt in, or all that wait in a folder; exit code 1 when one was refused."""
    from ruraldesk.services.receipts import receive as take_in
    from ruraldesk.services.receipts import waiting_receipts

    with book_of(parsed, writing=True) as book:
        if not parsed.file.is_dir():
            return _received(book, take_in(book, parsed.file))
        answers, problems = [], []
        waiting = waiting_receipts(book, parsed.file)
        for file in waiting.files:
            try:
                answers.append((file, _received(book, take_in(book, file))))
            except (FileRefused, StrangeKey) as error:
                problems.append(error.problem())
    return Answer(
        document={
            "files": [{"path": str(file), **one.document} for file, one in answers],
            "passed_over": {"known": len(waiting.known), "others": waiting.others},
        },
        lines=[line for _, one in answers for line in one.lines] + _passed_over(waiting),
        problems=problems,
        refused=bool(problems),
        listed=True,
    )


def _passed_over(waiting: Waiting) -> list[str]:
    """Say which receipts in a folder were not taken in."""
    lines = []
    if not waiting.files:
        lines.append(tr("There is no new receipt for this book in the folder."))
    if waiting.known:
        told = tr("Passed over: {count} receipts that were taken in before, or are older.")
        lines.append(told.format(count=len(waiting.known)))
    if waiting.others:
        told = tr("Passed over: {count} receipts of other units; hand them to these.")
        lines.append(told.format(count=waiting.others))
    return lines


def _received(book: Book, done: Received) -> Answer:
    return Answer(
        document={
            "month": done.month,
            "sequence": done.sequence,
            "verdict": done.verdict.value,
            "state": done.status.state.value,
            "office": done.office,
            "office_name": done.office_name,
            "operator": done.operator,
            "made": done.made,
            "again": done.again,
            "current": done.current,
            "changed": done.changed,
            "to_answer": done.to_answer,
            "message": done.message,
            "comments": [
                _comment_json(book, one) for one in commenting.comments(book, month=done.month)
            ],
        },
        lines=[done.message, *_comment_lines(book, month=done.month)],
    )


def comment(parsed: Namespace) -> Answer:
    """Write a comment on what a unit reported."""
    with book_of(parsed, writing=True) as book:
        made = commenting.comment(
            book,
            parsed.unit,
            parsed.month,
            parsed.form,
            parsed.record,
            parsed.field,
            parsed.text,
            lines=parsed.lines,
            line=parsed.line,
            level=commenting.CommentLevel(parsed.level),
        )
        return _one(book, made)


def comments(parsed: Namespace) -> Answer:
    """List the comments on a unit's months."""
    with book_of(parsed, writing=False) as book:
        month = parsed.month or ""
        found = commenting.comments(book, parsed.unit, month)
        return Answer(
            document={"comments": [_comment_json(book, one) for one in found]},
            lines=_comment_lines(book, parsed.unit, month) or [tr("There are no comments.")],
        )


def answer(parsed: Namespace) -> Answer:
    """Answer a comment of the office above."""
    with book_of(parsed, writing=True) as book:
        return _one(book, answering.answer(book, parsed.comment, parsed.text))


def settle(parsed: Namespace) -> Answer:
    """Say that a comment of this office asks for nothing any more."""
    with book_of(parsed, writing=True) as book:
        return _one(book, commenting.settle(book, parsed.comment))


def _one(book: Book, about: commenting.Comment) -> Answer:
    return Answer(document=_comment_json(book, about), lines=[_comment_line(book, about)])


def _receipt_json(one: WrittenReceipt) -> dict[str, Any]:
    return asdict(one) | {"path": str(one.path), "verdict": one.verdict.value}


def _receipt_line(one: WrittenReceipt) -> str:
    told = (
        tr("{unit}, submission {sequence}: accepted, {count} comments. {file}")
        if one.verdict.value == "accepted"
        else tr("{unit}, submission {sequence}: returned, {count} comments. {file}")
    )
    return told.format(unit=one.unit_name, sequence=one.sequence, count=one.comments, file=one.path)


def _comment_json(book: Book, about: commenting.Comment) -> dict[str, Any]:
    place = commenting.place_of(book, about)
    return asdict(about) | {"level": about.level.value, "place": place, "open": about.is_open}


def _comment_lines(book: Book, unit: str = "", month: str = "") -> list[str]:
    return [_comment_line(book, one) for one in commenting.comments(book, unit, month)]


def _comment_line(book: Book, about: commenting.Comment) -> str:
    mark = (
        tr("settled comment")
        if about.settled
        else tr("Must be mended")
        if about.level is commenting.CommentLevel.MEND
        else tr("Please check")
    )
    line = f"[{mark}] {about.month} {commenting.place_of(book, about)}: {about.text}"
    if about.answer:
        line += tr(" Answered: {answer}").format(answer=about.answer)
    return f"{line} ({about.uuid})"
