"""The words of the command line: one parser, every sentence in the user's language."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from ruraldesk.cli.argument_types import (
    FORMATS,
    add_book,
    add_month,
    date_of,
    formats_of,
    given_of,
    month_of,
    name_of,
    path_of,
    positive_of,
)
from ruraldesk.cli.merging_arguments import add_merging
from ruraldesk.cli.pack_arguments import add_packs
from ruraldesk.cli.package_arguments import add_packages
from ruraldesk.cli.receipt_arguments import add_receipts
from ruraldesk.cli.update_arguments import add_updates
from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.errors import UserError
from ruraldesk.texts.translate import listed, tr

PASSWORD_VARIABLE = "RURALDESK_PASSWORD"

COMMANDS = {  # command → module under ruraldesk.cli, function in it
    "init": ("books", "init"),
    "sample": ("books", "sample"),
    "verify": ("books", "verify"),
    "backup": ("books", "backup"),
    "restore": ("books", "restore"),
    "forms": ("ledgers", "forms"),
    "put": ("ledgers", "put"),
    "rows": ("ledgers", "rows"),
    "import": ("tables", "import_table"),
    "export": ("tables", "export_month"),
    "check": ("results", "check"),
    "figures": ("results", "figures"),
    "summary": ("results", "summary"),
    "trace": ("results", "trace"),
    "brief": ("results", "brief"),
    "close": ("months", "close"),
    "reopen": ("months", "reopen"),
    "nil": ("months", "nil"),
    "movement": ("months", "movement"),
    "differences": ("months", "differences"),
    "package": ("packaging", "package"),
    "keys": ("packaging", "keys"),
    "merge": ("merging", "merge"),
    "unmerge": ("merging", "unmerge"),
    "status": ("merging", "status"),
    "pack": ("packs", "pack"),
    "install": ("packs", "install"),
    "uninstall": ("packs", "uninstall"),
    "packs": ("packs", "packs"),
    "receipt": ("receipts", "receipt"),
    "receive": ("receipts", "receive"),
    "comment": ("receipts", "comment"),
    "comments": ("receipts", "comments"),
    "answer": ("receipts", "answer"),
    "settle": ("receipts", "settle"),
    "update": ("updates", "update"),
}


class WrongUsage(UserError):
    """A command is not written as it must be."""

    code = "usage"


class Parser(argparse.ArgumentParser):
    """argparse with whole sentences: what was given, what is expected."""

    def error(self, message: str) -> NoReturn:
        """Raise the sentence, with how to find help."""
        hint = tr("“{program} --help” shows how the command is written.").format(program=self.prog)
        raise WrongUsage(message + hint)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Refuse a word that is none of the possible ones, naming the nearest."""
        known = [str(one) for one in action.choices or ()]
        if known and str(value) not in known:
            message = tr("“{word}” is none of the possible words: {words}.").format(
                word=value, words=listed(known)
            )
            raise argparse.ArgumentError(action, message + did_you_mean(nearest(str(value), known)))


def read_arguments(given: Sequence[str]) -> argparse.Namespace:
    """Return what the command line says.

    Raises:
        WrongUsage: it is not written as it must be.
    """
    parser = _make_parser()
    parsed, more = parser.parse_known_args(given)
    words = [word for word in more if not word.startswith("-")]
    if len(words) == len(more):  # argparse takes no words behind options for a list before them
        if parsed.command in ("figures", "summary"):
            parsed.keys += words
            return parsed
        if parsed.command in ("forms", "backup") and parsed.book is None and len(words) == 1:
            parsed.book = Path(words[0])
            return parsed
    if more:
        parser.error(tr("Not understood: %s.") % " ".join(more))
    return parsed


def _make_parser() -> Parser:
    _speak_our_language()
    parser = Parser(
        prog="ruraldesk",
        description=tr("RuralDesk: ledgers of a village, offline. Alone it opens the window."),
        allow_abbrev=False,  # scripts must not break when an option is added
    )
    commands = parser.add_subparsers(dest="command", metavar=tr("COMMAND"), required=True)
    window = commands.add_parser("open", help=tr("open the window with a book"))
    add_book(window)
    for add in (
        _add_books,
        _add_ledgers,
        _add_tables,
        _add_results,
        _add_months,
        add_merging,
        add_packages,
        add_packs,
        add_receipts,
        add_updates,
    ):
        add(lambda name, help_text: _command(commands, name, help_text))
    return parser


Adder = Callable[[str, str], argparse.ArgumentParser]


def _command(
    commands: argparse._SubParsersAction[Parser], name: str, help_text: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
    command.add_argument("--json", action="store_true", help=tr("one JSON document as the answer"))
    command.add_argument(
        "--password-file",
        type=path_of,
        metavar=tr("FILE"),
        help=tr("file whose first line is the book's password (or the variable {name})").format(
            name=PASSWORD_VARIABLE
        ),
    )
    return command


def _add_form(command: argparse.ArgumentParser) -> None:
    command.add_argument("form", metavar=tr("FORM"), help=tr("key of a ledger, such as project"))


def _add_day(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as-of", type=date_of, metavar=tr("DATE"), help=tr("as of which day, such as 2023-11-16")
    )


def _add_reason(command: argparse.ArgumentParser, *, required: bool = True) -> None:
    told = tr("why") if required else tr("why, where money of a closed month is corrected")
    command.add_argument("--reason", required=required, default="", metavar=tr("TEXT"), help=told)


def _add_books(add: Adder) -> None:
    init = add("init", tr("make a new, empty book"))
    add_book(init)
    init.add_argument(
        "--unit", required=True, metavar=tr("CODE"), help=tr("12-digit division code")
    )
    init.add_argument(
        "--name",
        type=name_of,
        required=True,
        metavar=tr("NAME"),
        help=tr("name of the village, town or county"),
    )
    init.add_argument(
        "--level",
        required=True,
        choices=("village", "town", "county"),
        metavar=tr("LEVEL"),
        help=tr("of the office: village, town or county"),
    )
    init.add_argument("--parent", default="", metavar=tr("CODE"), help=tr("code of the unit above"))
    sample = add("sample", tr("make the book of the sample town"))
    add_book(sample)
    sample.add_argument(
        "--scale", type=positive_of, default=1, metavar=tr("N"), help=tr("N times as large")
    )
    verify = add("verify", tr("say whether a book, a backup or a file from a stick is whole"))
    verify.add_argument("path", type=path_of, metavar=tr("PATH"), help=tr("the file"))
    verify.add_argument(
        "--book",
        type=path_of,
        metavar=tr("BOOK"),
        help=tr("of the office that the file is for: looks into encrypted files, too"),
    )
    _add_backup(add)
    restore = add("restore", tr("bring a backup back as a book"))
    restore.add_argument("file", type=path_of, metavar=tr("FILE"), help=tr("file of the backup"))
    restore.add_argument(
        "--to", type=path_of, required=True, metavar=tr("BOOK"), help=tr("file of the book to make")
    )
    restore.add_argument(
        "--replace",
        action="store_true",
        help=tr("keep the book that is there aside, then replace it"),
    )


def _add_backup(add: Adder) -> None:
    backup = add("backup", tr("make a checked backup"))
    backup.add_argument(
        "book", type=path_of, nargs="?", metavar=tr("BOOK"), help=tr("file of the book")
    )
    backup.add_argument("--to", type=path_of, metavar=tr("DIR"), help=tr("folder for the backup"))
    backup.add_argument(
        "--known",
        action="store_true",
        help=tr("of each book that was opened last here, beside it, as the setup asks"),
    )
    backup.add_argument(
        "--below",
        type=path_of,
        action="append",
        default=[],
        metavar=tr("DIR"),
        help=tr("with --known: and of each book in this folder (may be repeated)"),
    )
    backup.add_argument(
        "--report",
        type=path_of,
        metavar=tr("FILE"),
        help=tr("with --known: write there what was not backed up, and why"),
    )


def _add_ledgers(add: Adder) -> None:
    forms = add("forms", tr("forms in use with their fields, or the faults of a folder of forms"))
    forms.add_argument(
        "book", type=path_of, nargs="?", metavar=tr("BOOK"), help=tr("file of the book")
    )
    forms.add_argument(
        "--check", type=path_of, metavar=tr("DIR"), help=tr("folder of forms to look through")
    )
    put = add("put", tr("save records, one JSON object a line on standard input, all or nothing"))
    add_book(put)
    _add_form(put)
    put.add_argument(
        "--operator",
        type=name_of,
        default="",
        metavar=tr("NAME"),
        help=tr("who enters the records"),
    )
    _add_reason(put, required=False)
    rows = add("rows", tr("records of a ledger"))
    add_book(rows)
    _add_form(rows)
    rows.add_argument(
        "--where", metavar=tr("EXPR"), help=tr("a condition, such as: stage == 'completed'")
    )
    rows.add_argument("--limit", type=positive_of, metavar=tr("N"), help=tr("at most so many"))
    _add_day(rows)


def _add_tables(add: Adder) -> None:
    taken = add("import", tr("take in rows of an office's Excel table"))
    add_book(taken)
    _add_form(taken)
    taken.add_argument("file", type=path_of, metavar=tr("FILE"), help=tr("Excel file"))
    taken.add_argument("--sheet", metavar=tr("NAME"), help=tr("name of the worksheet"))
    taken.add_argument("--map", type=path_of, metavar=tr("FILE"), help=tr("JSON: heading to field"))
    taken.add_argument(
        "--set",
        type=given_of,
        action="append",
        default=[],
        metavar=tr("FIELD=VALUE"),
        help=tr("one value for all rows, for what the table leaves out; may be repeated"),
    )
    taken.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    taken.add_argument("--skip-bad", action="store_true", help=tr("take the good rows in"))
    taken.add_argument(
        "--operator", type=name_of, default="", metavar=tr("NAME"), help=tr("who takes the rows in")
    )
    _add_reason(taken, required=False)
    export = add("export", tr("the month's Excel workbook and PDF ledgers"))
    add_book(export)
    add_month(export)
    export.add_argument(
        "--to", type=path_of, required=True, metavar=tr("DIR"), help=tr("folder for the files")
    )
    export.add_argument(
        "--form", nargs="+", action="extend", metavar=tr("KEY"), help=tr("only these ledgers")
    )
    export.add_argument(
        "--format",
        type=formats_of,
        default=FORMATS,
        metavar="xlsx,pdf",
        help=tr("only these kinds of file"),
    )


def _add_results(add: Adder) -> None:
    check = add("check", tr("all problems of the month"))
    add_book(check)
    add_month(check)
    figures = add("figures", tr("figures with value, unit, wording and number of rows"))
    add_book(figures)
    figures.add_argument("keys", nargs="*", metavar=tr("KEY"), help=tr("key of a figure"))
    _add_day(figures)
    figures.add_argument("--by", metavar=tr("FIELD"), help=tr("broken down by this field"))
    summary = add("summary", tr("an office's summary tables: what each unit below has"))
    add_book(summary)
    summary.add_argument("keys", nargs="*", metavar=tr("KEY"), help=tr("key of a summary table"))
    _add_day(summary)
    brief = add("brief", tr("a brief with its figures filled in"))
    add_book(brief)
    brief.add_argument("name", metavar=tr("NAME"), help=tr("key or title of the brief"))
    _add_day(brief)
    brief.add_argument(
        "--to", type=path_of, required=True, metavar=tr("FILE"), help=tr("file, .docx or .txt")
    )
    trace = add("trace", tr("the rows behind a figure"))
    add_book(trace)
    trace.add_argument("key", metavar=tr("KEY"), help=tr("key of a figure"))
    _add_day(trace)


def _add_months(add: Adder) -> None:
    close = add("close", tr("close the month: check it, keep it in the archive, lock its money"))
    add_book(close)
    add_month(close)
    reopen = add("reopen", tr("open a closed month again; the next close is a correction"))
    add_book(reopen)
    add_month(reopen)
    _add_reason(reopen)
    nil = add("nil", tr("report that nothing happened in a ledger's month"))
    add_book(nil)
    _add_form(nil)
    add_month(nil)
    _add_reason(nil)
    nil.add_argument(
        "--not-kept", action="store_true", help=tr("say so of every month: it is not kept here")
    )
    moved = add("movement", tr("what moved in a closed month: opening, added, removed, closing"))
    add_book(moved)
    add_month(moved)
    moved.add_argument(
        "--form", nargs="+", action="extend", metavar=tr("KEY"), help=tr("of these ledgers")
    )
    differing = add("differences", tr("the records that differ between two closed months"))
    add_book(differing)
    add_month(differing)
    differing.add_argument(
        "--with",
        dest="other",
        type=month_of,
        required=True,
        metavar=tr("YYYY-MM"),
        help=tr("the other month, such as 2023-12"),
    )
    differing.add_argument("--form", metavar=tr("KEY"), help=tr("only this ledger"))


def _speak_our_language() -> None:
    """Hand argparse our sentences: it asks a function `_` of its module for each of its own."""
    sentences = {
        "usage: ": tr("Usage: "),
        "options": tr("Options"),
        "positional arguments": tr("What to give"),
        "show this help message and exit": tr("show this help"),
        "the following arguments are required: %s": tr("Not given, but needed: %s."),
        "argument %(argument_name)s: %(message)s": tr("%(argument_name)s: %(message)s"),
        "invalid %(type)s value: %(value)r": tr("%(value)r cannot be read."),
        "expected one argument": tr("one value is needed after it."),
        "expected at least one argument": tr("at least one value is needed after it."),
        "ignored explicit argument %r": tr("it takes no value, but %r was given."),
    }
    setattr(argparse, "_", lambda text: sentences.get(text, text))  # noqa: B010
