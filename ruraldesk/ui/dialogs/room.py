"""How large a dialog opens: as it would like to, but never larger than the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_FRAME = 40  # pixels that the system's title bar and borders take


def open_within(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog the size that it would like to have, as far as the screen goes."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - _FRAME), min(height, room.height() - _FRAME))
