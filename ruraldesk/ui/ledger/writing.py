"""What a table asks of whoever writes into its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ruraldesk.definitions.model import Value

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ruraldesk.ui.entry.editors import Editor


@dataclass(frozen=True, slots=True)
class Entered:
    """What an editor holds: a value, what the record it means is called, whom a name means."""

    value: Value
    name: str = ""
    known: str | None = None


class Writing(Protocol):
    """Who knows what may be written into the cells of a table, and writes it."""

    def takes_new(self) -> bool:
        """Say whether a row to begin a new record in stands last."""

    def why_fixed(self, row: int, column: int) -> str:
        """Return why nothing is typed into a cell; "" where something is."""

    def editor(self, column: int, parent: QWidget) -> Editor:
        """Return a new editor for a column."""

    def begin(self, row: int, column: int) -> Entered | str:
        """Return what a cell holds, to be edited; or the sentence why it cannot be."""

    def put(self, row: int, column: int, entered: Entered) -> str:
        """Write into a cell; return the sentence why it cannot stay, "" where it may."""

    def note_typed(self, row: int, column: int, typed: Value) -> None:
        """Keep what is being typed, should the power go."""

    def forget_typed(self, row: int) -> None:
        """What was typed is given up: no draft of it is needed."""

    def leave(self, row: int) -> bool:
        """The cursor leaves a row; return False where what was entered there is not saved."""

    def same_into_all(self, entered: Entered) -> None:
        """Write one value into all marked cells."""
