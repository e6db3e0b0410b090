"""The first steps in a new book: where each line of the home page leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ruraldesk.definitions.model import UNIT
from ruraldesk.ui import tokens
from ruraldesk.ui.pages import PACKS, REPORTS

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.ledger.page import LedgerPage


def begin(desk: Desk, step: str) -> None:
    """Take a first step, one of the keys of `services.home.Start`."""
    acts: dict[str, Callable[[], object]] = {
        "settings": desk.acts.open_settings,
        "enter": lambda: _ask_for_ledger(desk, lambda page: page.open_blank()),
        "import": lambda: _ask_for_ledger(desk, lambda page: page.take_in.click()),
        "units": lambda: desk.ledger(UNIT).open_blank(),
        "unit_list": lambda: desk.ledger(UNIT).take_in.click(),
        "pack": lambda: desk.show(PACKS),
        "read": lambda: desk.show(REPORTS),
    }
    acts[step]()


def _ask_for_ledger(desk: Desk, then: Callable[[LedgerPage], object]) -> None:
    """Ask which ledger is meant, and go on there."""
    assert desk.session is not None
    menu = QMenu(desk.window)
    for group in desk.session.groups():
        part = menu.addMenu(group.title)
        for key, title in group.ledgers:
            part.addAction(title, lambda chosen=key: then(desk.ledger(chosen)))
    menu.popup(desk.window.pages.mapToGlobal(QPoint(tokens.MARGIN, tokens.MARGIN)))
