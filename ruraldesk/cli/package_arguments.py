"""The words of the commands about packages and keys."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ruraldesk.cli.argument_types import add_book, add_month, name_of, path_of
from ruraldesk.texts.translate import tr


def add_packages(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands package and keys; `add` makes one by name and help."""
    package = add("package", tr("the closed month in one file for the office above"))
    add_book(package)
    add_month(package)
    package.add_argument(
        "--to", type=path_of, required=True, metavar=tr("DIR"), help=tr("folder for the files")
    )
    keys = add("keys", tr("the book's own key, and those by which it knows other units"))
    add_book(keys)
    keys.add_argument(
        "--trust", default="", metavar=tr("CODE"), help=tr("know this unit by another key from now")
    )
    keys.add_argument(
        "--from",
        dest="source",
        type=path_of,
        metavar=tr("FILE"),
        help=tr("a file of that unit, which is signed with its key"),
    )
    keys.add_argument("--key", default="", metavar=tr("TEXT"), help=tr("its public key as a text"))
    keys.add_argument(
        "--renew", action="store_true", help=tr("make new own keys: somebody else has the old ones")
    )
    keys.add_argument(
        "--operator", type=name_of, default="", metavar=tr("NAME"), help=tr("who does it")
    )
