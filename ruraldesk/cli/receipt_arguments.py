"""The words of the commands about receipts and comments."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ruraldesk.cli.argument_types import add_book, add_month, month_of, path_of
from ruraldesk.texts.translate import tr

LEVELS = ("mend", "look")


def add_receipts(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands; `add` makes one by name and help."""
    receipt = add(
        "receipt", tr("a receipt for each unit: returned with what must be mended, else accepted")
    )
    add_book(receipt)
    add_month(receipt)
    receipt.add_argument(
        "--to", type=path_of, required=True, metavar=tr("DIR"), help=tr("folder for the files")
    )
    receipt.add_argument(
        "--unit", nargs="+", action="extend", metavar=tr("CODE"), help=tr("only these units")
    )
    receive = add("receive", tr("take the receipt of the office above in"))
    add_book(receive)
    receive.add_argument(
        "file",
        type=path_of,
        metavar=tr("PATH"),
        help=tr("file of the receipt, or a folder of them"),
    )
    _add_comment(add)
    comments = add("comments", tr("comments on a unit's months, with their answers"))
    add_book(comments)
    comments.add_argument(
        "--month", type=month_of, metavar=tr("YYYY-MM"), help=tr("only of this month")
    )
    comments.add_argument(
        "--unit", default="", metavar=tr("CODE"), help=tr("a unit below, in place of the own one")
    )
    answer = add("answer", tr("answer a comment of the office above; it goes with the next close"))
    add_book(answer)
    _add_uuid(answer)
    _add_text(answer)
    settle = add("settle", tr("a comment of this office asks for nothing any more"))
    add_book(settle)
    _add_uuid(settle)


def _add_comment(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    comment = add("comment", tr("write a comment on what a unit reported, for its next receipt"))
    add_book(comment)
    add_month(comment)
    comment.add_argument(
        "--unit", required=True, metavar=tr("CODE"), help=tr("12-digit division code")
    )
    _add_text(comment)
    for name, meta, told in (
        ("--form", tr("FORM"), tr("key of a ledger, such as project")),
        ("--record", tr("UUID"), tr("record of the ledger")),
        ("--field", tr("KEY"), tr("field of the record or of the line")),
        ("--lines", tr("KEY"), tr("kind of lines, where a line is meant")),
        ("--line", tr("UUID"), tr("line of the record")),
    ):
        comment.add_argument(name, default="", metavar=meta, help=told)
    comment.add_argument(
        "--level",
        choices=LEVELS,
        default=LEVELS[0],
        metavar="mend|look",
        help=tr("mend: must be mended; look: please look"),
    )


def _add_uuid(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "comment", metavar=tr("UUID"), help=tr("the comment, as “comments” lists it")
    )


def _add_text(command: argparse.ArgumentParser) -> None:
    command.add_argument("--text", required=True, metavar=tr("TEXT"), help=tr("what is to be said"))
