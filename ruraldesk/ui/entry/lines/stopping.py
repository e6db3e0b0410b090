"""At which cells of a row Tab stops, and at which of these Enter does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruraldesk.ui.entry.lines.model import LinesModel


class Stopping:
    """Looks after the way through the rows of a model: Tab goes over all cells, Enter may not."""

    def __init__(self, model: LinesModel) -> None:
        self._model = model
        self._usual: frozenset[str] | None = None  # None: Enter stops at all cells

    def show_usual(self, keys: frozenset[str] | None) -> None:
        """Let Enter stop in new rows at these fields, and where something must be filled."""
        if keys != self._usual:
            self._usual = keys
            self._model.tell_all()

    def passes(self, row: int, key: str) -> bool:
        """Say whether Enter passes over a cell: rarely filled, and nothing missing or wrong."""
        model = self._model
        if self._usual is None or key in self._usual or model.is_saved(row):
            return False
        if model.has_problem(row, key):
            return False
        return not model.is_required(row, key) or model.value(row, key) not in (None, "")

    def every(self, row: int) -> list[int]:
        """Return the columns of a row that can be filled, in order.

        A text that is no value is one also where nothing is asked: it must be mended.
        """
        model = self._model
        return [
            column
            for column, one in enumerate(model.fields)
            if model.enterable(column)
            and (model.is_asked(row, one.key) or model.has_problem(row, one.key))
        ]

    def usual(self, row: int) -> list[int]:
        """Return the columns of a row at which Enter stops; all where it would stop nowhere."""
        every, fields = self.every(row), self._model.fields
        return [one for one in every if not self.passes(row, fields[one].key)] or every
