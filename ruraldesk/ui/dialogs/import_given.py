"""One value for all rows: what the table leaves out, entered below its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FieldType
from ruraldesk.services.import_columns import Target
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.widgets import label

MOST = 3  # fields that may be given; what needs more belongs into the table
_FIELD_WIDTH = 240  # pixels
_ANSWERS = {FieldType.YES_NO: ("是", "否")}


class GivenRow(QWidget):
    """A field to choose, and its value for all rows."""

    def __init__(self, targets: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = Combo()
        self.field.setFont(tokens.font(tokens.TABLE))
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.setAccessibleName(tr("Field"))
        self.field.setMaxVisibleItems(14)
        self.field.addItem(tr("(choose a field)"), "")
        for path, words in targets.items():
            self.field.addItem(words, path)
        self.value = Combo()
        self.value.setFont(tokens.font(tokens.TABLE))
        self.value.setEditable(True)
        self.value.setAccessibleName(tr("Value"))
        self.line().setAccessibleName(tr("Value"))
        self.value.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(label("=", "label"))
        layout.addWidget(self.value, 1)

    def line(self) -> QLineEdit:
        """Return where the value is typed."""
        line = self.value.lineEdit()
        assert line is not None  # an editable box has one
        return line


class GivenValues(QWidget):
    """The fields that are to hold the same value in all rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        title = label(tr("The same for all rows, if the table leaves it out"), "label")
        self._layout.addWidget(title)
        self._rows: list[GivenRow] = []
        self._targets: dict[str, Target] = {}
        self._words: dict[str, str] = {}

    def show_targets(
        self, targets: Mapping[str, Target], words: Mapping[str, str], needed: Iterable[str]
    ) -> None:
        """Offer the fields that no column fills; those that each new record needs stand ready."""
        self._targets, self._words = dict(targets), dict(words)
        for row in self._rows:
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows = []
        self._add_row()
        for path in list(needed)[: MOST - 1]:
            row = self._rows[-1]
            row.field.setCurrentIndex(row.field.findData(path))

    def values(self) -> dict[str, str]:
        """Return what is to hold for all rows, by the field's path."""
        return {
            str(row.field.currentData()): text
            for row in self._rows
            if row.field.currentData() and (text := row.value.currentText().strip())
        }

    def rows(self) -> list[GivenRow]:
        """Return the rows shown."""
        return self._rows

    def _add_row(self) -> GivenRow:
        row = GivenRow(self._words)
        row.field.currentIndexChanged.connect(lambda _: self._on_field(row))
        self._rows.append(row)
        self._layout.addWidget(row)
        return row

    def _on_field(self, row: GivenRow) -> None:
        """Offer what the field may hold, and room for another field below the last one."""
        target = self._targets.get(str(row.field.currentData()))
        row.value.clear()
        if target is not None:
            choices = target.field.choices
            labels = [one.label for one in choices.items] if choices else ()
            row.value.addItems(list(labels or _ANSWERS.get(target.field.type, ())))
            row.value.setCurrentIndex(-1)
            hint = tr("needed for new records") if target.field.required else ""
            row.line().setPlaceholderText(hint)
        if row is self._rows[-1] and target is not None and len(self._rows) < MOST:
            self._add_row()
