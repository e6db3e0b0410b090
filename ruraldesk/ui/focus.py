"""Where the keys go: around the areas of the window, and back when what they stood on is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


def can_take(widget: QWidget | None) -> bool:
    """Say whether a widget is there to be typed into."""
    return widget is not None and isValid(widget) and widget.isVisible() and widget.isEnabled()


def first_in(area: QWidget) -> QWidget | None:
    """Return what Tab comes to first in an area; None where nothing takes the focus."""
    own = area
    while (proxy := own.focusProxy()) is not None:
        own = proxy
    if own is not area and can_take(own):
        return own
    one = area
    while True:
        tabbed = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        if tabbed and can_take(one) and (one is area or area.isAncestorOf(one)):
            return one
        following = one.nextInFocusChain()
        if following is None or following is area:
            return None
        one = following


def focus_next(areas: Sequence[QWidget]) -> None:
    """Give the focus to the visible area after the one that has it."""
    shown = [area for area in areas if can_take(area)]
    focus = QApplication.focusWidget()
    inside = (
        place
        for place, area in enumerate(shown)
        if focus is not None and (focus is area or area.isAncestorOf(focus))
    )
    following = shown[(next(inside, -1) + 1) % len(shown)]
    (first_in(following) or following).setFocus(Qt.FocusReason.TabFocusReason)


class FocusKeeper(QObject):
    """Brings the focus back to the page when what had it is hidden, disabled or deleted.

    Qt then goes on to the next in the order of Tab, which is often the field that finds a
    ledger: nobody meant to go there. It may happen behind a dialog, too.
    """

    def __init__(self, parent: QObject, back: Callable[[], object]) -> None:
        super().__init__(parent)
        self._back = back
        self._beside: list[QWidget] = []
        self._reason = Qt.FocusReason.NoFocusReason  # why what stands beside the pages got it
        self._last: QWidget | None = None  # that had the focus in the window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._on_window)

    def watch(self, *beside: QWidget) -> None:
        """Watch what stands beside the pages; it is made anew in another language."""
        self._beside = list(beside)
        for area in beside:
            for one in cast("list[QWidget]", area.findChildren(QWidget)):
                one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self._reason = event.reason()
        return False

    def on_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Hear that the focus has moved."""
        last = self._last
        if new is not None and new.window() is self._beside[0].window():
            self._last = new
        if new is None:
            strayed = last is not None and not can_take(last)
        else:
            by_itself = {
                Qt.FocusReason.TabFocusReason: old is not None and not can_take(old),
                Qt.FocusReason.ActiveWindowFocusReason: last is not new,
            }
            strayed = self._is_beside(new) and by_itself.get(self._reason, False)
        if strayed:
            QTimer.singleShot(0, self, self._look)

    def _on_window(self, window: QWindow | None) -> None:
        """Hear that a window is in front now; at a slow start that comes after the first page.

        What was to have the focus then was not on the screen yet, and nothing got it.
        """
        if window is not None:
            QTimer.singleShot(0, self, self._give)

    def _give(self) -> None:
        own = bool(self._beside) and QApplication.activeWindow() is self._beside[0].window()
        if own and QApplication.focusWidget() is None:
            self._look()

    def _look(self) -> None:
        focus = QApplication.focusWidget()
        busy = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if busy or (focus is not None and not self._is_beside(focus)):
            return
        kept = self._beside[0].window().focusWidget()
        if focus is None and can_take(kept) and not self._is_beside(kept):
            kept.setFocus(Qt.FocusReason.OtherFocusReason)  # a dialog has just given it back
        else:
            self._back()

    def _is_beside(self, widget: QWidget | None) -> bool:
        return widget is not None and any(area.isAncestorOf(widget) for area in self._beside)
