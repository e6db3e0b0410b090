"""The words of the command update."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ruraldesk.cli.argument_types import add_book, path_of
from ruraldesk.texts.translate import tr


def add_updates(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the command update; `add` makes it by name and help."""
    update = add("update", tr("a newer program: sign a setup for the units below, or unpack one"))
    add_book(update)
    what = update.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--setup",
        type=path_of,
        metavar=tr("FILE"),
        help=tr("the setup to hand down, RuralDesk-VERSION-setup.exe"),
    )
    what.add_argument(
        "--from",
        dest="source",
        type=path_of,
        metavar=tr("DIR"),
        help=tr("stick on which an update may lie"),
    )
    update.add_argument(
        "--changes",
        type=path_of,
        metavar=tr("FILE"),
        help=tr("text that tells what is new, for --setup"),
    )
    update.add_argument(
        "--to",
        type=path_of,
        required=True,
        metavar=tr("DIR"),
        help=tr("folder for the update, or for the setup that was in it"),
    )
