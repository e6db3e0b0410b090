"""What the values on the command line may be; each refusal is a sentence with an example.

What many commands ask for alike is added here, too.
"""

from __future__ import annotations

import argparse
import os
import re
from datetime import date
from pathlib import Path

from ruraldesk.definitions.fitting import shown
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.dates import NotADate, parse_date
from ruraldesk.texts.translate import tr

FORMATS = ("xlsx", "pdf")
YEARS = range(1900, 2101)
_LONGEST_NAME = 60


def path_of(text: str) -> Path:
    """Return the path of a file or folder.

    Raises:
        ArgumentTypeError: it is none; so do the others.
    """
    if not text.strip() or any(char < " " for char in text) or not _is_known_to_the_system(text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no path of a file or folder.").format(text=text)
        )
    return Path(text)


def given_of(text: str) -> tuple[str, str]:
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


def name_of(text: str) -> str:
    """Return the name of a person or place: empty, or a line of ordinary characters."""
    if len(text) > _LONGEST_NAME or find_control(text) is not None or "\n" in text:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no name: write one line of at most {most} characters.").format(
                text=shown(text), most=_LONGEST_NAME
            )
        )
    return text.strip()


def positive_of(text: str) -> int:
    """Return a whole number from 1."""
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a whole number from 1 to 9999999.").format(text=text)
        )
    return int(text)


def month_of(text: str) -> str:
    """Return a month as it is written: 2023-11."""
    if not re.fullmatch(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not a month. Write it as 2023-11.").format(text=text)
        )
    return text


def date_of(text: str) -> date:
    """Return a day, however it is written."""
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


def formats_of(text: str) -> tuple[str, ...]:
    """Return kinds of file, such as xlsx,pdf."""
    wanted = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    unknown = [part for part in wanted if part not in FORMATS]
    if unknown or not wanted:
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no list of formats. Possible are xlsx and pdf.").format(text=text)
        )
    return wanted


def add_book(command: argparse.ArgumentParser) -> None:
    """Let a command ask for the file of a book."""
    command.add_argument("book", type=path_of, metavar=tr("BOOK"), help=tr("file of the book"))


def add_month(command: argparse.ArgumentParser) -> None:
    """Let a command ask for a month."""
    command.add_argument(
        "--month",
        type=month_of,
        required=True,
        metavar=tr("YYYY-MM"),
        help=tr("month, such as 2023-11"),
    )
