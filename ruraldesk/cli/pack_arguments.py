"""The words of the commands about packs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ruraldesk.cli.argument_types import add_book, given_of, name_of, path_of, positive_of
from ruraldesk.texts.translate import tr


def add_packs(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands pack, install, uninstall and packs; `add` makes one by name and help."""
    _add_pack(
        add("pack", tr("forms, tasks, targets and settings for the units below, in one file"))
    )
    install = add("install", tr("take in what the office above sent down, after a backup"))
    add_book(install)
    install.add_argument("file", type=path_of, metavar=tr("FILE"), help=tr("the pack, .rdk"))
    uninstall = add("uninstall", tr("take an installed pack back, after a backup"))
    add_book(uninstall)
    uninstall.add_argument(
        "number", type=positive_of, metavar=tr("NUMBER"), help=tr("number of the pack")
    )
    uninstall.add_argument(
        "--unit", default="", metavar=tr("CODE"), help=tr("office that sent it, where several did")
    )
    for command in (install, uninstall):
        command.add_argument(
            "--dry-run", action="store_true", help=tr("only say what would be done")
        )
        _add_operator(command)
    add_book(add("packs", tr("packs that are installed, and those that were sent down")))


def _add_pack(pack: argparse.ArgumentParser) -> None:
    add_book(pack)
    pack.add_argument(
        "--to",
        type=path_of,
        required=True,
        metavar=tr("FILE"),
        help=tr("file of the pack, .rdk, or a folder for it"),
    )
    pack.add_argument(
        "--folder",
        type=path_of,
        metavar=tr("DIR"),
        help=tr("folder of forms, laid out as those of the program"),
    )
    pack.add_argument(
        "--records",
        type=_records_of,
        action="append",
        default=[],
        metavar=tr("FORM=FILE"),
        help=tr(
            "records of a ledger, one JSON object a line, or FORM alone for what this book has in "
            "it; may be repeated"
        ),
    )
    pack.add_argument(
        "--set",
        type=given_of,
        action="append",
        default=[],
        metavar=tr("KEY=VALUE"),
        help=tr("a setting, such as due_day=8; may be repeated"),
    )
    pack.add_argument("--title", default="", metavar=tr("TEXT"), help=tr("what it is about"))
    pack.add_argument("--note", default="", metavar=tr("TEXT"), help=tr("word to the clerks below"))
    _add_operator(pack)


def _records_of(text: str) -> tuple[str, Path | None]:
    """Return ledger and file of FORM=FILE, or no file where there is only FORM."""
    if "=" not in text:
        return text.strip(), None
    form, file = given_of(text)
    return form, path_of(file)


def _add_operator(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--operator", type=name_of, default="", metavar=tr("NAME"), help=tr("who does it")
    )
