"""The words of the commands of an office about its units' packages."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ruraldesk.cli.argument_types import add_book, month_of, name_of, path_of
from ruraldesk.texts.translate import tr


def add_merging(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands merge, unmerge and status; `add` makes one by name and help."""
    merge = add("merge", tr("take the packages of the units below in"))
    add_book(merge)
    merge.add_argument(
        "paths",
        type=path_of,
        nargs="+",
        metavar=tr("PATH"),
        help=tr("packages, or folders with packages"),
    )
    merge.add_argument("--dry-run", action="store_true", help=tr("only say what would be done"))
    merge.add_argument(
        "--anyway",
        action="store_true",
        help=tr("after asking the unit: also packages of a book that was restored from a backup"),
    )
    unmerge = add("unmerge", tr("take back what one merge took in"))
    add_book(unmerge)
    unmerge.add_argument(
        "batch",
        nargs="?",
        default="",
        metavar=tr("BATCH"),
        help=tr("batch that “merge” has named; without it all batches are listed"),
    )
    unmerge.add_argument("--reason", default="", metavar=tr("TEXT"), help=tr("why"))
    status = add("status", tr("who has reported the month, late, corrected or not at all"))
    add_book(status)
    status.add_argument(
        "--month",
        type=month_of,
        metavar=tr("YYYY-MM"),
        help=tr("month, such as 2023-11; without it the batches that were taken in are listed"),
    )
    status.add_argument(
        "--mark",
        action="append",
        default=[],
        metavar=tr("UNIT"),
        help=tr("note first that this unit has reported by tables that were imported here"),
    )
    for command in (merge, unmerge, status):
        command.add_argument(
            "--operator", type=name_of, default="", metavar=tr("NAME"), help=tr("who does it")
        )
