"""The command update: an office hands a newer program down, a unit below installs it."""

from __future__ import annotations

from argparse import Namespace

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.opening import book_of
from ruraldesk.services import updates
from ruraldesk.texts.translate import tr


def update(parsed: Namespace) -> Answer:
    """Make an update from a setup, or unpack the newest one that lies on a stick."""
    return _unpack(parsed) if parsed.setup is None else _make(parsed)


def _make(parsed: Namespace) -> Answer:
    with book_of(parsed, writing=True) as book:
        changes = parsed.changes.read_text(encoding="utf-8-sig").strip() if parsed.changes else ""
        path = updates.make(book, parsed.setup, parsed.to, changes=changes)
    return Answer(document={"file": str(path)}, lines=[tr("Update: {file}").format(file=path)])


def _unpack(parsed: Namespace) -> Answer:
    with book_of(parsed, writing=False) as book:
        found = updates.newest(book, [parsed.source])
        if found is None:
            told = tr("There is no newer RuralDesk in {folder}.").format(folder=parsed.source)
            return Answer(document={"version": None, "file": None}, lines=[told])
        setup = updates.unpack(found, parsed.to)
    said = found.update
    return Answer(
        document={"version": said.version, "changes": said.changes, "file": str(setup)},
        lines=[
            tr("RuralDesk {version}, handed down by {unit}:").format(
                version=said.version, unit=said.unit_name
            ),
            *said.changes.splitlines(),
            tr("Close the program, then start {file}.").format(file=setup),
        ],
    )
