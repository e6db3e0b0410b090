"""Giving the panel the whole room, for forms with wide tables, and giving it back."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QWidget

from ruraldesk.ui import messages

_KEPT = "sizes before the panel was wide"


def toggle(panel: QWidget) -> None:
    """Fold up what stands beside the panel, or unfold it again."""
    _fold(panel)
    messages.make_way(panel)


def _fold(panel: QWidget) -> None:
    splitter, place = _splitter(panel)
    if splitter is None:
        return
    kept = splitter.property(_KEPT)
    if kept:
        splitter.setProperty(_KEPT, None)
        splitter.setSizes(kept)
        return
    sizes = splitter.sizes()
    splitter.setProperty(_KEPT, sizes)
    for other in range(splitter.count()):
        splitter.setCollapsible(other, other != place)
    splitter.setSizes([sum(sizes) if other == place else 0 for other in range(len(sizes))])


def narrow(panel: QWidget) -> None:
    """Unfold what stands beside the panel, where it is folded up."""
    splitter, _ = _splitter(panel)
    if splitter is not None and splitter.property(_KEPT):
        toggle(panel)


def _splitter(panel: QWidget) -> tuple[QSplitter | None, int]:
    """Return the splitter in which the panel stands, and the panel's place in it."""
    child, holder = panel, panel.parentWidget()
    while holder is not None and not isinstance(holder, QSplitter):
        child, holder = holder, holder.parentWidget()
    return (holder, holder.indexOf(child)) if holder is not None else (None, -1)
