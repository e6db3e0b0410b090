"""Whether what was closed of each month is still as the book says it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from ruraldesk.errors import Problem
from ruraldesk.store import dialect
from ruraldesk.store.attachments import SEALED
from ruraldesk.store.cipher import Key
from ruraldesk.store.months import MonthAct
from ruraldesk.store.sealed import unseal
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

CODE = "archive"
CONTENTS = "snapshot.json"  # lists the other files with their hashes


@dataclass(frozen=True, slots=True)
class Close:
    """A close as the book keeps it: its list of contents has the hash `sha256`."""

    month: str
    sequence: int
    sha256: str


def closes_in(connection: Connection) -> list[Close]:
    """Return what was closed; of a sequence that came twice, since a backup was restored, the last.

    A book from before there were months has closed none.
    """
    if not dialect.columns_of(connection, "_month_acts"):
        return []
    rows = connection.execute(
        text("SELECT month, sequence, detail FROM _month_acts WHERE act = :act ORDER BY id"),
        {"act": MonthAct.CLOSE.value},
    )
    found = {
        (row.month, row.sequence): Close(
            row.month, row.sequence, str(json.loads(row.detail).get("snapshot", ""))
        )
        for row in rows
    }
    return [one for one in found.values() if one.sha256]


def archive_problems(closes: list[Close], folder: Path, key: Key | None) -> Iterator[Problem]:
    """Yield a problem for each close that has a file which is missing or was altered."""
    for one in closes:
        place = folder / one.month / str(one.sequence)
        damaged = next(_damaged(one, place, key), None)
        if damaged is not None:
            message = tr(
                "What was closed of {month} (submission {sequence}) is damaged or missing: {name} "
                "in {folder}. Restore that folder from a backup, or reopen the month with a "
                "reason and close it anew."
            )
            yield Problem(
                code=CODE,
                message=message.format(
                    month=told_month(one.month), sequence=one.sequence, name=damaged, folder=place
                ),
            )


def _damaged(close: Close, place: Path, key: Key | None) -> Iterator[str]:
    content = _content(place, CONTENTS, key)
    if content is None or hashlib.sha256(content).hexdigest() != close.sha256:
        yield CONTENTS
        return
    for part in json.loads(content)["parts"]:
        found = _content(place, part["name"], key)
        if found is None or hashlib.sha256(found).hexdigest() != part["sha256"]:
            yield part["name"]


def _content(place: Path, name: str, key: Key | None) -> bytes | None:
    """Return the content of a file; None when it is missing or cannot be decrypted."""
    file = place.joinpath(*name.split("/"))
    try:
        if key is None:
            return file.read_bytes()
        sealed = file.with_name(f"{file.name}{SEALED}")
        return unseal(sealed, key) if sealed.is_file() else None
    except (OSError, dialect.driver(encrypted=True).DatabaseError):
        return None
