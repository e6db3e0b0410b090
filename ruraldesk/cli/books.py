"""Commands about whole books: init, sample, verify, backup, restore."""

from __future__ import annotations

from argparse import Namespace

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.arguments import WrongUsage
from ruraldesk.cli.opening import book_of, password_of
from ruraldesk.errors import Level, Problem
from ruraldesk.services import safety
from ruraldesk.services.books import create_book
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr


def init(parsed: Namespace) -> Answer:
    """Make a new, empty book."""
    book = create_book(
        parsed.book,
        unit=parsed.unit,
        name=parsed.name,
        level=parsed.level,
        parent=parsed.parent,
        password=password_of(parsed),
        begun=True,
    )
    try:
        return Answer(
            document=_description(book),
            lines=[tr("New book of {name}: {path}").format(name=book.info.name, path=book.path)],
            problems=_doubts(parsed),
        )
    finally:
        book.close()


def _doubts(parsed: Namespace) -> list[Problem]:
    """Ask about codes that do not fit: a village's ends in 001 to 999, a county's in 000000."""
    ending = parsed.unit[6:]
    level = "county" if ending == "000000" else "town" if ending.endswith("000") else "village"
    doubts = []
    if level != parsed.level:
        doubts.append(
            tr(
                "The code {code} looks like that of another level than “{level}”. Check both."
            ).format(code=parsed.unit, level=parsed.level)
        )
    if parsed.parent == parsed.unit:
        doubts.append(
            tr("The unit above has the same code, {code}. Check it.").format(code=parsed.unit)
        )
    return [Problem(message=text, level=Level.WARN, code="code_doubtful") for text in doubts]


def sample(parsed: Namespace) -> Answer:
    """Make the book of the sample town."""
    from ruraldesk.services.sample import make_sample

    book = make_sample(parsed.book, scale=parsed.scale, password=password_of(parsed))
    try:
        from ruraldesk.services.ledger import counts

        rows = counts(book)
        lines = [tr("Sample book of {name}: {path}").format(name=book.info.name, path=book.path)]
        lines += [
            tr("{ledger}: {count} rows").format(
                ledger=book.definitions.form(key).title, count=count
            )
            for key, count in rows.items()
        ]
        return Answer(document={**_description(book), "rows": rows}, lines=lines)
    finally:
        book.close()


def verify(parsed: Namespace) -> Answer:
    """Say whether a book, a backup, a package, a receipt or a pack is whole."""
    if parsed.book is None:
        verdict = safety.verify(parsed.path, password_of(parsed))
    else:
        with book_of(parsed, writing=False) as book:
            verdict = safety.verify(parsed.path, book=book)
    outside = any(one.code == "sealed" for one in verdict.problems)
    sentence = {
        safety.Found.WHOLE: tr("{path} is whole."),
        safety.Found.DAMAGED: tr("{path} is damaged."),
        safety.Found.STRANGE: tr("{path} is none of the files that this program makes."),
        safety.Found.UNCHECKED: tr("{path} could not be checked."),
    }[verdict.found]
    if outside:
        sentence = tr("{path} is whole outside; what is in it was not looked at.")
    return Answer(
        document={"ok": verdict.ok, "kind": verdict.kind},
        lines=[sentence.format(path=parsed.path)],
        problems=verdict.problems,
        refused=not verdict.ok,
        listed=True,
    )


def backup(parsed: Namespace) -> Answer:
    """Make a checked backup of one book, or of all that are known here.

    Raises:
        WrongUsage: it is not said of which, or of both.
    """
    if (parsed.book is None) != parsed.known or (parsed.known and parsed.to):
        raise WrongUsage(tr("Give a book, and where its backup goes, or --known."))
    if parsed.known:
        return _back_up_known(parsed)
    with book_of(parsed, writing=False) as book:
        file = safety.backup(book, parsed.to)
    return Answer(
        document={"file": str(file)}, lines=[tr("Checked backup: {file}").format(file=file)]
    )


def _back_up_known(parsed: Namespace) -> Answer:
    from ruraldesk.files.recent import books_there
    from ruraldesk.services.all_books import back_up_all

    tried = back_up_all(books_there(), parsed.below)
    without = [one for one in tried if one.backup is None]
    if parsed.report is not None:
        # UTF-16 with its mark is what a setup reads, and any editor of Windows shows.
        lines = "".join(f"{one.refusal}\n" for one in without)
        parsed.report.write_text(lines, encoding="utf-16", newline="\r\n")
    return Answer(
        document={"backups": {str(one.book): str(one.backup) for one in tried if one.backup}},
        lines=[tr("Checked backup: {file}").format(file=one.backup) for one in tried if one.backup],
        problems=[
            Problem(
                message=one.refusal,
                level=Level.BLOCK if one.failed else Level.INFORM,
                code="not_backed_up" if one.failed else "locked",
            )
            for one in without
        ],
        refused=any(one.failed for one in tried),
        listed=True,
    )


def restore(parsed: Namespace) -> Answer:
    """Bring a backup back as a book, and say how many rows there were and are."""
    restored = safety.restore(
        parsed.file, parsed.to, replace=parsed.replace, password=password_of(parsed)
    )
    rows = sum(restored.after.values())
    return Answer(
        document={
            "book": str(parsed.to),
            "before": restored.before,
            "after": restored.after,
        },
        lines=[
            tr("Restored to {path}: {count} rows in all ledgers.").format(
                path=parsed.to, count=rows
            )
        ],
    )


def _description(book: Book) -> dict[str, str]:
    info = book.info
    return {
        "book": str(book.path),
        "unit": info.unit,
        "name": info.name,
        "level": info.level,
        "parent": info.parent,
    }
