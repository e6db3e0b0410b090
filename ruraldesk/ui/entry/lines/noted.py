"""Which of a clerk's own notes stand on the rows and cells of a table of detail rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ruraldesk.services.notes import Note


class NotedLines:
    """Finds notes by the UUID of the line in a row, so that they go where their row goes."""

    def __init__(self, line: Callable[[int], str], fields: Sequence[str]) -> None:
        """Look into the table whose rows show `line`, in the columns of `fields`."""
        self._line, self._fields = line, fields
        self._notes: dict[str, list[Note]] = {}

    def show(self, notes: Sequence[Note]) -> None:
        """Take the open notes on the rows."""
        self._notes = {}
        for one in notes:
            self._notes.setdefault(one.line, []).append(one)

    def on(self, row: int, field: str) -> Note | None:
        """Return the newest note on a cell, or with `field` "" on the whole row."""
        found = [one for one in self._of(row) if one.field == field]
        return found[-1] if found else None

    def at(self, row: int, column: int) -> list[Note]:
        """Return the notes that a cell shows; those on the whole row stand at the first one."""
        key = self._fields[column]
        return [one for one in self._of(row) if one.field == key or (column == 0 and not one.field)]

    def _of(self, row: int) -> Sequence[Note]:
        return self._notes.get(self._line(row), ()) if self._notes else ()
