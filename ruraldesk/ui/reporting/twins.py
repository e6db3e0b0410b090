"""Two records that may be the same one, side by side: each field, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.values import text_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.reporting.list_table import Cell, Column, ListTable
from ruraldesk.ui.widgets import Button, framed, label

_SKIPPED = (FieldType.FILES,)
_FIELD = 150  # pixels


class TwinsDialog(Sheet):
    """What both say; each can be opened in its ledger."""

    opened = Signal(int)  # 0 for the first record, 1 for the second

    def __init__(
        self,
        form: FormDef,
        records: tuple[Record, Record],
        units: tuple[str, str],
        parent: QWidget | None,
    ) -> None:
        super().__init__(f"{tr(form.title)} · {units[0]} / {units[1]}", parent, 640)
        self.resize(820, 560)
        rows = list(_rows(form, *records))
        alike = sum(one == other for _, one, other in rows)
        told = tr("{alike} of {count} fields say the same; what differs is red.")
        self.head = label(told.format(alike=alike, count=len(rows)), "quiet")
        half = Column(units[0], 250)
        columns = (Column(tr("Field"), _FIELD), half, Column(units[1]))
        self.table = ListTable(columns, tr("Both records"), many=False)
        self.table.show_rows(
            [(Cell(name, ink=tokens.QUIET), *_pair(one, other)) for name, one, other in rows]
        )
        self.body.addWidget(self.head)
        self.body.addWidget(framed(self.table), 1)
        buttons = []
        for place, unit in enumerate(units):
            button = Button(tr("Open that of {unit}").format(unit=unit))
            button.clicked.connect(lambda _=False, chosen=place: self._open(chosen))
            buttons.append(button)
        self.first, self.second = buttons
        self.finish(cancel_button(self, tr("Close")), *buttons, filled=True)
        self.table.setFocus()

    def act(self) -> None:
        self._open(0)

    def _open(self, place: int) -> None:
        self.accept()
        self.opened.emit(place)


def _rows(form: FormDef, one: Record, other: Record) -> Iterator[tuple[str, str, str]]:
    """Yield label and both texts of each field that says something in one of the records."""
    for field in form.asked():
        if field.type in _SKIPPED:
            continue
        texts = [
            text_of(field, record[field.key], record.names.get(field.key, ""))
            for record in (one, other)
        ]
        if any(texts):
            yield tr(field.label), texts[0], texts[1]
    for lines in form.lines:
        counts = [len(record.lines.get(lines.key, ())) for record in (one, other)]
        if any(counts):
            told = tr("{count} rows")
            yield tr(lines.title), *(told.format(count=count) for count in counts)  # type: ignore[misc]


def _pair(one: str, other: str) -> tuple[Cell, Cell]:
    ink = "" if one == other else tokens.CINNABAR_TEXT
    empty = tr("(empty)")
    return Cell(one or empty, ink=ink), Cell(other or empty, ink=ink)
