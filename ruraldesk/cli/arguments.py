"""The words of the command line: one parser, every sentence in the user's language."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.fitting import shown
from ruraldesk.errors import UserError
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.dates import NotADate, parse_date
from ruraldesk.texts.translate import listed, tr

PASSWORD_VARIABLE = "RURALDESK_PASSWORD"
FORMATS = ("xlsx", "pdf")
YEARS = range(1900, 2101)
_LONGEST_NAME = 60

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
    "trace": ("results", "trace"),
    "brief": ("results", "brief"),
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
        if parsed.command == "figures":
            parsed.keys += words
            return parsed
        if parsed.command == "forms" and parsed.book is None and len(words) == 1:
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
    _add_book(window)
    for add in (_add_books, _add_ledgers, _add_tables, _add_results):
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
        type=_path,
        metavar=tr("FILE"),
        help=tr("file whose first line is the book's password (or the variable {name})").format(
            name=PASSWORD_VARIABLE
        ),
    )
    return command


def _add_book(command: argparse.ArgumentParser) -> None:
    command.add_argument("book", type=_path, metavar=tr("BOOK"), help=tr("file of the book"))


def _add_form(command: argparse.ArgumentParser) -> None:
    command.add_argument("form", metavar=tr("FORM"), help=tr("key of a ledger, such as project"))


def _add_month(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--month",
        type=_month,
        required=True,
        metavar=tr("YYYY-MM"),
        help=tr("month, such as 2023-11"),
    )


def _add_day(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--as-of", type=_date, metavar=tr("DATE"), help=tr("as of which day, such as 2023-11-16")
    )


def _add_books(add: Adder) -> None:
    init = add("init", tr("make a new, empty book"))
    _add_book(init)
    init.add_argument(
        "--unit", required=True, metavar=tr("CODE"), help=tr("12-digit division code")
    )
    init.add_argument(
        "--name",
        type=_name,
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
    _add_book(sample)
    sample.add_argument(
        "--scale", type=_positive, default=1, metavar=tr("N"), help=tr("N times as large")
    )
    verify = add("verify", tr("say whether a book or a backup is whole"))
    verify.add_argument(
        "path", type=_path, metavar=tr("PATH"), help=tr("file of a book or a backup")
    )
    backup = add("backup", tr("make a checked backup"))
    _add_book(backup)
    backup.add_argument("--to", type=_path, metavar=tr("DIR"), help=tr("folder for the backup"))
    restore = add("restore", tr("bring a backup back as a book"))
    restore.add_argument("file", type=_path, metavar=tr("FILE"), help=tr("file of the backup"))
    restore.add_argument(
        "--to", type=_path, required=True, metavar=tr("BOOK"), help=tr("file of the book to make")
    )
    restore.add_argument(
        "--replace",
        action="store_true",
        help=tr("keep the book that is there aside, then replace it"),
    )


def _add_ledgers(add: Adder) -> None:
    forms = add("forms", tr("forms in use with their fields, or the faults of a folder of forms"))
    forms.add_argument(
        "book", type=_path, nargs="?", metavar=tr("BOOK"), help=tr("file of the book")
    )
    forms.add_argument(
        "--check", type=_path, metavar=tr("DIR"), help=tr("folder of forms to look through")
    )
    put = add("put", tr("save records, one JSON object a line on standard input, all or nothing"))
    _add_book(put)
    _add_form(put)
    put.add_argument(
        "--operator", type=_name, default="", metavar=tr("NAME"), help=tr("who enters the records")
    )
    rows = add("rows", tr("records of a ledger"))
    _add_book(rows)
    _add_form(rows)
    rows.add_argument(
        "--where", metavar=tr("EXPR"), help=tr("a condition, such as: stage == 'completed'")
    )
    rows.add_argument("--limit", type=_positive, metavar=tr("N"), help=tr("at most so many"))
    _add_day(rows)


def _add_tables(add: Adder) -> None:
    taken = add("import", tr("take in rows of an office's Excel table"))
    _add_book(taken)
    _add_form(taken)
    taken.add_argument("file", type=_path, metavar=tr("FILE"), help=tr("Excel file"))
    taken.add_argument("--sheet", metavar=tr("NAME"), help=tr("name of the worksheet"))
    taken.add_argument("--map", type=_path, metavar=tr("FILE"), help=tr("JSON: heading to field"))
    taken.add_argument(
        "--set",
        type=_given,
        action="append",
        default=[],
        metavar=tr("FIELD=VALUE"),
        help=tr("one value for all rows, for what the table leaves out; may be repeated"),
    )
    taken.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    taken.add_argument("--skip-bad", action="store_true", help=tr("take the good rows in"))
    taken.add_argument(
        "--operator", type=_name, default="", metavar=tr("NAME"), help=tr("who takes the rows in")
    )
    export = add("export", tr("the month's Excel workbook and PDF ledgers"))
    _add_book(export)
    _add_month(export)
    export.add_argument(
        "--to", type=_path, required=True, metavar=tr("DIR"), help=tr("folder for the files")
    )
    export.add_argument(
        "--form", nargs="+", action="extend", metavar=tr("KEY"), help=tr("only these ledgers")
    )
    export.add_argument(
        "--format",
        type=_formats,
        default=FORMATS,
        metavar="xlsx,pdf",
        help=tr("only these kinds of file"),
    )


def _add_results(add: Adder) -> None:
    check = add("check", tr("all problems of the month"))
    _add_book(check)
    _add_month(check)
    figures = add("figures", tr("figures with value, unit, wording and number of rows"))
    _add_book(figures)
    figures.add_argument("keys", nargs="*", metavar=tr("KEY"), help=tr("key of a figure"))
    _add_day(figures)
    figures.add_argument("--by", metavar=tr("FIELD"), help=tr("broken down by this field"))
    brief = add("brief", tr("a brief with its figures filled in"))
    _add_book(brief)
    brief.add_argument("name", metavar=tr("NAME"), help=tr("key or title of the brief"))
    _add_day(brief)
    brief.add_argument(
        "--to", type=_path, required=True, metavar=tr("FILE"), help=tr("file, .docx or .txt")
    )
    trace = add("trace", tr("the rows behind a figure"))
    _add_book(trace)
    trace.add_argument("key", metavar=tr("KEY"), help=tr("key of a figure"))
    _add_day(trace)


def _path(text: str) -> Path:
    if not text.strip() or any(char < " " for char in text) or not _is_known_to_the_system(text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no path of a file or folder.").format(text=text)
        )
    return Path(text)


def _given(text: str) -> tuple[str, str]:
    """Return field and value of FIELD=VALUE."""
    name, mark, value = text.partition("=")
    if not (mark and name.strip() and value.strip()):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not written like FIELD=VALUE.").format(text=text)
        )
    return name.strip(), value.strip()


def _is_known_to_the_system(text: str) -> bool:
    """Tell a name that the system itself handed over from one with half a character in it."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _name(text: str) -> str:
    """Return the name of a person or place: empty, or a line of ordinary characters."""
    if len(text) > _LONGEST_NAME or find_control(text) is not None or "\n" in text:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no name: write one line of at most {most} characters.").format(
                text=shown(text), most=_LONGEST_NAME
            )
        )
    return text.strip()


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a whole number from 1 to 9999999.").format(text=text)
        )
    return int(text)


def _month(text: str) -> str:
    if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a month. Write it as 2023-11.").format(text=text)
        )
    return text


def _date(text: str) -> date:
    try:
        day = parse_date(text)
    except NotADate:
        day = None
    if day is None or day.year not in YEARS or re.fullmatch("[0-9]{5}", text.strip()):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a date from 1900 to 2100. Write it as 2023-11-16.").format(
                text=text
            )
        )
    return day


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no list of formats. Possible are xlsx and pdf.").format(text=text)
        )
    return wanted


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
