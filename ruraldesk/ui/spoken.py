"""What programs that read the screen aloud are told of widgets that are painted line by line."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget


def say(widget: QWidget, title: str, words: str, place: int = -1, count: int = 0) -> None:
    """Let `widget` be called by what the keys have come to in it, then by its own name.

    The words stand first: whoever goes from line to line hears them at once.

    Args:
        title: what the widget as a whole is called.
        words: of the line, cell or day that the keys have come to; "" where there is none.
        place: of the line, from 0, among `count` lines; left out where they are not counted.
    """
    numbered = f"{title} {place + 1}/{count}".strip() if words and count else title
    name = " · ".join(part for part in (words, numbered) if part)
    if name == widget.accessibleName():
        return
    QWidget.setAccessibleName(widget, name)  # a list's own takes the title alone
    if widget.hasFocus():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Focus))
