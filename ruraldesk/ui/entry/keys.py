"""The keys of the panel, wherever in it the focus is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

Key, Held = Qt.Key, Qt.KeyboardModifier

SAVE_NEXT, SAVE, ABOVE, COUNT_ON, CLOSE, WIDE, MENU, NEXT_TAB, LAST_TAB = (
    *("save_next", "save", "above", "count_on", "close"),
    *("wide", "menu", "next_tab", "last_tab"),
)
COMMENT, NOTE, PIN, USUAL = "comment", "note", "pin", "usual"
_KEYS: Mapping[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Key.Key_Return, Held.ControlModifier): SAVE_NEXT,
    (Key.Key_Enter, Held.ControlModifier): SAVE_NEXT,
    (Key.Key_S, Held.ControlModifier): SAVE,
    (Key.Key_D, Held.ControlModifier): ABOVE,
    (Key.Key_D, Held.ControlModifier | Held.ShiftModifier): COUNT_ON,
    (Key.Key_PageDown, Held.ControlModifier): NEXT_TAB,
    (Key.Key_PageUp, Held.ControlModifier): LAST_TAB,
    (Key.Key_Tab, Held.ControlModifier): NEXT_TAB,
    (Key.Key_Backtab, Held.ControlModifier | Held.ShiftModifier): LAST_TAB,
    (Key.Key_Escape, Held.NoModifier): CLOSE,
    (Key.Key_F7, Held.NoModifier): COMMENT,
    (Key.Key_F8, Held.NoModifier): NOTE,
    (Key.Key_F9, Held.NoModifier): PIN,
    (Key.Key_F10, Held.NoModifier): MENU,
    (Key.Key_F11, Held.NoModifier): WIDE,
    (Key.Key_F12, Held.NoModifier): USUAL,
}


def act_of(event: QKeyEvent) -> str:
    """Return what a key asks of the panel; "" for nothing. Alt+2 is "tab 1"."""
    held = event.modifiers() & ~Held.KeypadModifier
    act = _KEYS.get((Key(event.key()), held))
    if act is not None:
        return act
    if held == Held.AltModifier and Key.Key_1 <= event.key() <= Key.Key_9:
        return f"tab {event.key() - Key.Key_1}"
    return ""


def perform(event: QKeyEvent, acts: Mapping[str, Callable[[], object]]) -> bool:
    """Do what the key asks for; return False where it asks for nothing here."""
    act = acts.get(act_of(event))
    if act is None:
        return False
    act()
    return True


def acts_of(panel: EntryPanel) -> Mapping[str, Callable[[], object]]:
    """Return what the keys do in a panel."""
    acts: dict[str, Callable[[], object]] = {
        SAVE_NEXT: lambda: panel.save(following=True),
        SAVE: lambda: panel.save(following=False),
        ABOVE: panel.take_above,
        COUNT_ON: lambda: panel.take_above(counted=True),
        CLOSE: panel.close_panel,
        WIDE: panel.head.wide_wanted.emit,
        MENU: panel.head.open_menu,
        NEXT_TAB: lambda: panel.pages.turn(1),
        LAST_TAB: lambda: panel.pages.turn(-1),
        COMMENT: panel.asking.go_next,
        NOTE: panel.noting.open_here,
        PIN: panel.pins.toggle,
        USUAL: panel.usual.toggle,
    }
    for place in range(panel.pages.count()):
        acts[f"tab {place}"] = partial(panel.pages.go_to_tab, place)
    return acts
