"""Going to the very place that a problem or a comment is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ruraldesk.ui.entry.pages import Place

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

_AROUND = 90  # pixels that are seen around a field
_PATH = re.compile(r"(?P<lines>\w+)\[(?P<number>\d+)\](\.(?P<field>\w+))?")  # as problems say it


def go_to(panel: EntryPanel, path: str) -> None:
    """Give the focus to a field, or to a cell of the lines ("outputs[2].quantity").

    What is not on the screen, such as a field that is not asked, leaves the focus where it is.
    """
    pages = panel.pages
    match = _PATH.fullmatch(path)
    key = match["lines"] if match is not None else path
    if key in pages.lines:
        page = pages.lines[key]
        keys = [one.key for one in page.model.fields]
        row = int(match["number"]) - 1 if match is not None else 0
        field = match["field"] if match is not None else ""
        column = keys.index(field) if field in keys else page.table.first_column(row)
        tab = list(pages.lines).index(key) + 1
        pages.return_to(Place(tab, "", row, column))
    elif key in pages.page.boxes and pages.page.boxes[key].asked:
        pages.show_tab(0)
        pages.page.focus(key)
        box = pages.page.boxes[key]
        # Once the layout has settled; a computed field, which takes no focus, is shown as well.
        QTimer.singleShot(0, box, lambda: pages.page.ensureWidgetVisible(box, 0, _AROUND))
