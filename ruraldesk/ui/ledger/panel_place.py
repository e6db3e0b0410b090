"""The place at the right of the table where a record is entered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ruraldesk.files import preferences
from ruraldesk.services import cells
from ruraldesk.ui import jobs, keys, tokens
from ruraldesk.ui.session import Session

if TYPE_CHECKING:
    from ruraldesk.definitions.model import Record
    from ruraldesk.services.entry import Draft
    from ruraldesk.ui.entry.panel import EntryPanel

_FOLLOW_MS = 180  # a record is read when the cursor rests on its row
_READY_MS = 1000  # after the page was made, whose own questions go first
_NEEDED = 760  # below that width the panel takes the place of the table
_GAP = 6  # between table and panel, beside the handle
_WIDTH_KEY = "panel_width"


class PanelPlace(QSplitter):
    """Table at the left, entry panel at the right; the panel alone where there is little room."""

    saved = Signal(str)  # UUID of the record
    opened = Signal()  # a record is shown where none was
    closed = Signal()
    record_wanted = Signal(str, str)  # form key, UUID of a record of another ledger
    panel_made = Signal(object)  # the EntryPanel, for whoever adds to it
    new_wanted = Signal(str, object)  # form key, Record that a new entry begins with

    def __init__(
        self, session: Session, form_key: str, table: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session, self._form_key, self._table = session, form_key, table
        self._panel: EntryPanel | None = None
        self._holder = QWidget()
        self._around = QVBoxLayout(self._holder)
        self._around.setContentsMargins(0, 16, tokens.MARGIN - 6, 16)
        keys.set_hints(self._holder, keys.panel_hints())
        self._holder.hide()
        self._wanted = ""
        self._open = ""  # the record that is shown; once more would lose the place in it
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW_MS)
        self._follow.timeout.connect(self._open_wanted)
        self._ready = QTimer(self)
        self._ready.setSingleShot(True)
        self._ready.timeout.connect(self._make_ready)
        self._ready.start(_READY_MS)
        self.setHandleWidth(8)
        self.setChildrenCollapsible(False)
        self.addWidget(table)
        self.addWidget(self._holder)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.splitterMoved.connect(self._remember_width)
        self._holder.installEventFilter(self)

    def panel(self) -> EntryPanel:
        """Return the entry panel, made when it is first needed."""
        if self._panel is None:
            from ruraldesk.ui.entry.panel import EntryPanel

            self._panel = EntryPanel(self._session.book, self._session.form(self._form_key))
            self._panel.saved.connect(self.saved)
            self._panel.saved.connect(self._on_saved)
            self._panel.closed.connect(self.close_panel)
            self._panel.record_wanted.connect(self.record_wanted)
            self._panel.new_wanted.connect(self.new_wanted)
            self._panel.other_saved.connect(self._session.note_change)
            self.panel_made.emit(self._panel)
            self._around.addWidget(self._panel)
        return self._panel

    def _make_ready(self) -> None:
        """Build in the background what opening and saving a record need the first time."""
        book, key = self._session.book, self._form_key
        jobs.run(lambda: cells.prepare(book, key), owner=self)

    def is_open(self) -> bool:
        """Say whether a record is open at the side."""
        return not self._holder.isHidden()

    def has_unsaved(self) -> bool:
        """Say whether the open record holds something that is not saved."""
        return self._panel is not None and self.is_open() and self._panel.has_unsaved()

    def shows(self, uuid: str) -> bool:
        """Say whether a saved record is open at the side."""
        panel = self._panel
        return panel is not None and self.is_open() and panel.working.base.uuid == uuid != ""

    def show_again(self, uuid: str) -> None:
        """Show a record anew where it is open: it was changed in the table."""
        if self.shows(uuid) and self._panel is not None:
            self._panel.refresh()

    def open(self, uuid: str) -> None:
        """Open a record and give the panel the focus."""
        with self._shown() as panel:
            panel.open(uuid)
        self._open = uuid

    def open_draft(self, draft: Draft) -> None:
        """Go on with a half-filled entry and give the panel the focus."""
        with self._shown() as panel:
            panel.open_draft(draft)

    def open_blank(self) -> None:
        """Open an empty entry and give the panel the focus."""
        with self._shown() as panel:
            panel.open_blank()

    def open_new(self, record: Record) -> None:
        """Open a new entry that begins with `record` and give the panel the focus."""
        with self._shown() as panel:
            panel.open_new(record)

    @contextmanager
    def _shown(self) -> Iterator[EntryPanel]:
        """Show the panel, let something be opened in it, and give it the focus."""
        self._follow.stop()
        self._open = ""
        panel = self.panel()
        self._show()
        yield panel
        panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, uuid: str) -> None:
        """Show the record under the cursor, when a record is open and nothing in it is unsaved."""
        if self.is_open() and uuid:
            self._wanted = uuid
            self._follow.start()

    def forget(self) -> None:
        """Follow the cursor no more: the book is about to be closed."""
        self._follow.stop()
        self._ready.stop()

    def close_panel(self) -> None:
        """Give the whole room to the table."""
        self._follow.stop()
        self._holder.hide()
        self._table.show()
        self._set_gap(tokens.MARGIN)
        self.closed.emit()

    def _on_saved(self) -> None:
        self._open = ""  # the panel may have begun another one

    def _open_wanted(self) -> None:
        if self.is_open() and not self.has_unsaved() and self._wanted != self._open:
            self.panel().open(self._wanted)
            self._open = self._wanted

    def _show(self) -> None:
        width = preferences.load(_WIDTH_KEY, tokens.PANEL_WIDTH + tokens.MARGIN - 6)
        self._holder.show()
        self._set_gap(_GAP)
        self._share_room()
        if not self._table.isHidden():
            self.setSizes([self.width() - width, width])
        self.opened.emit()

    def _share_room(self) -> None:
        """Show the table beside the panel where there is room for both."""
        narrow = self.width() < _NEEDED
        self._table.setVisible(not narrow)
        left = tokens.MARGIN if narrow else 0
        self._around.setContentsMargins(left, 16, tokens.MARGIN - 6, 16)

    def _set_gap(self, width: int) -> None:
        """Set what is between the table and whatever is at its right."""
        layout = self._table.layout()
        if layout is not None:
            margins = layout.contentsMargins()
            margins.setRight(width)
            layout.setContentsMargins(margins)

    def _remember_width(self) -> None:
        if not self._table.isHidden():
            preferences.keep(_WIDTH_KEY, self._holder.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.is_open():
            self._share_room()
        return False
