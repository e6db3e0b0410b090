"""The areas of the window that F6 goes around, and the page to which the focus comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ruraldesk.ui import messages
from ruraldesk.ui.page import Page

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage
    from ruraldesk.ui.main_window import MainWindow


def areas_of(window: MainWindow, ledger: LedgerPage | None) -> list[QWidget]:
    """Return the areas in their order; `ledger` is the page that is shown, if it is a ledger's."""
    areas: list[QWidget] = [window.navigation.pages, window.top_bar.search]
    if ledger is None:
        areas.append(window.pages.currentWidget())
    else:
        areas += [ledger.waiting, ledger.grid]
        if ledger.place.is_open():
            areas.append(ledger.place.panel())
    return [*areas, *messages.with_buttons(window)]


def return_to_page(window: MainWindow) -> None:
    """Give the focus to the page that is shown: what had it is gone."""
    page = window.pages.currentWidget()
    if isinstance(page, Page):
        page.take_focus()
    elif page is not None:
        page.setFocus(Qt.FocusReason.OtherFocusReason)
