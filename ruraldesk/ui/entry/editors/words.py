"""The editor of a text: what was written there before is offered by its first letters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FieldDef
from ruraldesk.ui.entry.editors.line import LineEditor
from ruraldesk.ui.entry.editors.options import Option, matching
from ruraldesk.ui.entry.editors.picking import PickEditor
from ruraldesk.ui.entry.source import Sources

_MOST = 8  # words in the list


class WordEditor(PickEditor):
    """A text as it is written; Enter takes a word of before where letters of its pinyin found it.

    What is written out is never replaced: then the list only shows what there is.
    """

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        self._words: Sequence[str] = ()
        super().__init__(field, parent)
        self._sources = sources

    def options_for(self, text: str) -> Sequence[Option]:
        """Return the words that `text` finds, but not the very same; all for an empty text."""
        found = matching([Option(word, word) for word in self._words], text)
        return [one for one in found if one.label != text.strip()][:_MOST]

    def take(self, option: Option) -> None:
        """Take a word."""
        self.put_typed(option.label)
        self.selectAll()
        self.changed.emit()

    def open_choices(self) -> bool:
        """Show the words; return False where there are none."""
        return bool(self._words) and super().open_choices()

    def narrow(self) -> None:
        """Show what answers to the typed text, or nothing."""
        text = self.typed().strip()
        options = self.options_for(text) if text else []
        if options:
            self.show_options(options, current=0 if text.isascii() and text.isalpha() else -1)
        else:
            self.close_choices()

    def settle(self) -> None:
        """Take what is written as it is."""
        LineEditor.settle(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.isReadOnly():
            self._words = self._sources.used(self.field)

    def side_width(self) -> int:
        """Return the pixels of the side word; a text has no triangle."""
        return LineEditor.side_width(self)

    def side_edge(self) -> int:
        """Return the pixels between the side word and the field's edge."""
        return LineEditor.side_edge(self)

    def opens_at(self, x: float) -> bool:
        """Return False: there is no triangle to click."""
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        LineEditor.paintEvent(self, event)
        self.paint_found()
