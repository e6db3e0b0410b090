"""Files that are dropped anywhere on a form go into its field for files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ruraldesk.ui.entry.editors import FilesEditor

if TYPE_CHECKING:
    from ruraldesk.ui.entry.form_page import FormPage


class Dropping(QObject):
    """Listens to what is dropped on the page of a form, between its fields and on them."""

    def __init__(self, page: FormPage) -> None:
        super().__init__(page)
        self._page = page
        if any(isinstance(box.editor, FilesEditor) for box in page.boxes.values()):
            target = page.viewport()
            target.setAcceptDrops(True)
            target.installEventFilter(self)

    def field(self) -> str:
        """Return the key of the first field that takes files now, "" for none."""
        return next(
            (
                key
                for key, box in self._page.boxes.items()
                if isinstance(box.editor, FilesEditor)
                and box.editor.acceptDrops()
                and box.isVisibleTo(self._page)
            ),
            "",
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.type() is QEvent.Type.DragEnter:
            data = event.mimeData()
            if (data.hasUrls() or data.hasImage()) and self.field():
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            return self._take(event)
        return False

    def _take(self, event: QDropEvent) -> bool:
        key = self.field()
        if not key:
            return False
        editor = self._page.boxes[key].editor
        assert isinstance(editor, FilesEditor)
        if editor.paste(event.mimeData()):
            event.acceptProposedAction()
            self._page.focus(key)
        return True
