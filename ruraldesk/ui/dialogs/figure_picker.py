"""All figures by group, to be searched; the chosen one's placeholder goes to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.services.briefs import FigureChoice
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.widgets import Button, label

_PLACE = Qt.ItemDataRole.UserRole


class FigurePicker(QDialog):
    """Type a part of a figure's name, Enter copies what is typed in the template for it.

    Args:
        told: says what a figure is today, by its key; asked in the background.
    """

    value_told = Signal()  # what the chosen figure is today stands below the list

    def __init__(
        self,
        choices: Sequence[FigureChoice],
        told: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._told, self._latest = told, Latest(self)
        self.setWindowTitle(tr("Figures for a template"))
        open_within(self, 760, 560)
        self._choices = tuple(choices)
        self._places: list[int] = []  # of the figures that are shown
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Find a figure: its name, pinyin or initials"))
        self.search.setPlaceholderText(tr("Find a figure: its name, pinyin or initials"))
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Figures"))
        self.tree.setHeaderLabels([tr("Figure"), tr("Placeholder")])
        self.tree.setColumnWidth(0, 380)
        self.tree.itemActivated.connect(lambda item, _: self._copy(item))
        self.note = label("", "label")
        self.note.setWordWrap(True)
        self.tree.currentItemChanged.connect(lambda item, _: self._tell_note(item))
        self.copy = Button(tr("Copy the placeholder"), primary=True, hint="Return")
        self.copy.clicked.connect(lambda: self._copy(self.tree.currentItem()))
        close = Button(tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(close)
        foot.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 14)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addLayout(foot)
        self._narrow("")

    def shown(self) -> list[str]:
        """Return the keys of the figures that are shown."""
        return [self._choices[place].key for place in self._places]

    def _narrow(self, text: str) -> None:
        wanted = text.strip()
        self.tree.clear()
        self._places.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for place, one in enumerate(self._choices):
            if wanted and wanted not in one.key and not name_matches(one.label, wanted):
                continue
            if one.group not in groups:
                groups[one.group] = QTreeWidgetItem(self.tree, [one.group or tr("Other")])
            item = QTreeWidgetItem(groups[one.group], [one.label, one.placeholder])
            item.setData(0, _PLACE, place)
            self._places.append(place)
            item.setToolTip(0, one.note)
        if wanted:
            self.tree.expandAll()
        first = next(iter(groups.values()), None)
        if first is not None:
            self.tree.setCurrentItem(first.child(0) if wanted else first)

    def _chosen(self, item: QTreeWidgetItem | None) -> FigureChoice | None:
        place = item.data(0, _PLACE) if item is not None else None
        return None if place is None else self._choices[place]

    def _tell_note(self, item: QTreeWidgetItem | None) -> None:
        chosen = self._chosen(item)
        self.note.setText(chosen.note if chosen else "")
        self.copy.setEnabled(chosen is not None)
        self._latest.forget()
        if chosen is not None:
            told, key, note = self._told, chosen.key, chosen.note
            self._latest.run(lambda: told(key), done=lambda said: self._tell_value(note, said))

    def _tell_value(self, note: str, said: str) -> None:
        self.note.setText(f"{note}\n{said}" if note else said)
        self.value_told.emit()

    def _copy(self, item: QTreeWidgetItem | None) -> None:
        chosen = self._chosen(item)
        if chosen is not None:
            QGuiApplication.clipboard().setText(chosen.placeholder)
            text = tr("Copied {placeholder}. Paste it into the template in Word or WPS.")
            messages.tell(self, text.format(placeholder=chosen.placeholder))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._copy(self.tree.currentItem())
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.search.hasFocus():
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
            self.tree.keyPressEvent(event)
        else:
            super().keyPressEvent(event)
