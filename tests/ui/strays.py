"""Parts of the window that are shown before they have their place, as small windows of their own.

A part without a parent is a window: shown for a moment, it flashes up and takes the keys. Only what
the program shows is looked at; what a test makes by itself (`qtbot.addWidget`) may be a window.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

import ruraldesk.ui
from ruraldesk.ui.main_window import MainWindow

_PROGRAM = str(Path(ruraldesk.ui.__file__).parent)
_WINDOWS = (Qt.WindowType.Widget, Qt.WindowType.Window)


class Strays:
    """What the program has shown as a window and is none, told by class and place."""

    def __init__(self) -> None:
        """Begin with none, of no test."""
        self.found: list[str] = []
        self.test: pytest.Item | None = None

    def look(self, part: QWidget, file: str, line: int) -> None:
        """Take note of a part that was just shown from a line of the program."""
        if not part.isWindow() or isinstance(part, (QDialog, MainWindow)):
            return
        if part.windowType() in _WINDOWS and not self._is_the_test_s(part):
            place = Path(file).relative_to(Path(_PROGRAM).parent.parent)
            self.found.append(f"{type(part).__name__} is shown in {place}:{line} without a parent")

    def _is_the_test_s(self, part: QWidget) -> bool:
        own = getattr(self.test, "qt_widgets", ())
        return any(known() is part for known, _ in own)


@contextmanager
def watched() -> Iterator[Strays]:
    """Watch what is shown; on the side of Python, since a filter of all events slows tests down."""
    strays = Strays()
    show, set_visible = QWidget.show, QWidget.setVisible

    @wraps(show)
    def shown(self: QWidget) -> None:
        show(self)
        caller = sys._getframe(1)
        if caller.f_code.co_filename.startswith(_PROGRAM):
            strays.look(self, caller.f_code.co_filename, caller.f_lineno)

    @wraps(set_visible)
    def visible(self: QWidget, wanted: Any) -> None:
        set_visible(self, wanted)
        caller = sys._getframe(1)
        if wanted and caller.f_code.co_filename.startswith(_PROGRAM):
            strays.look(self, caller.f_code.co_filename, caller.f_lineno)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QWidget, "show", shown)
        patch.setattr(QWidget, "setVisible", visible)
        yield strays
