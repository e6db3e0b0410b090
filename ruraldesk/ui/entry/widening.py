"""Giving the panel the whole room, for forms with wide tables, and giving it back."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QWidget


def toggle(panel: QWidget) -> None:
    """Hide what stands beside the panel, or show it again."""
    beside = _beside(panel)
    wide = bool(beside) and all(one.isHidden() for one in beside)
    for one in beside:
        one.setVisible(wide)


def narrow(panel: QWidget) -> None:
    """Show what stands beside the panel."""
    for one in _beside(panel):
        one.show()


def _beside(panel: QWidget) -> list[QWidget]:
    """Return the other parts of the splitter in which the panel stands."""
    child, holder = panel, panel.parentWidget()
    while holder is not None and not isinstance(holder, QSplitter):
        child, holder = holder, holder.parentWidget()
    if holder is None:
        return []
    return [
        holder.widget(place) for place in range(holder.count()) if holder.widget(place) != child
    ]
