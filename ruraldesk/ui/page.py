"""What every page in the middle of the window can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page. The window keeps it until the book is closed."""

    loaded = Signal()  # what the page shows has been read

    def forget(self) -> None:
        """Drop every question that is under way; the book is about to be closed."""
        raise NotImplementedError
