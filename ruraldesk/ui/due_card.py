"""What is to do: counted by urgency, and narrowed to one of the counts by a click."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.files import preferences
from ruraldesk.services.due_groups import by_ledger
from ruraldesk.services.home import WHENS, DueGroup
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.due_list import DueList
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.widgets import Card, LinkButton, label, paint_chip
from ruraldesk.ui.wrapping import WrappingRow

_OWED = "owed"
_BY_LEDGER = "due_by_ledger"  # under which preference it is kept
_TONES = {"overdue": "cinnabar", "today": "wheat", "week": "wheat", "later": "sky", _OWED: "pine"}


class DueCard(Card):
    """The list of what is due under its counts; a pressed count leaves only what it counts."""

    calendar_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: Sequence[DueGroup] = ()
        self._titles: Mapping[str, str] = {}
        self.title = label(tr("To do"), "card")
        self.list = DueList()
        self.counts = {key: CountChip(tone, self._narrow) for key, tone in _TONES.items()}
        head = WrappingRow(6)
        head.add(self.title)
        for chip in self.counts.values():
            chip.hide()
            head.add(chip)
        self.calendar = LinkButton(tr("Calendar"))
        self.calendar.setFixedHeight(26)  # lower than the chips and their gaps: the list stays
        self.calendar.clicked.connect(self.calendar_wanted)
        self._by_ledger = preferences.load(_BY_LEDGER, False)
        self.ledgers = LinkButton("")
        self._name_grouping()
        self.ledgers.setFixedHeight(26)
        self.ledgers.hide()  # until several ledgers have something that is due
        self.ledgers.clicked.connect(self._regroup)
        head.add_right(self.ledgers, self.calendar)
        beside = QVBoxLayout()
        beside.setContentsMargins(16, 0, 16, 0)
        beside.addWidget(head)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 10, 1, 8)
        layout.setSpacing(9)
        layout.addLayout(beside)
        layout.addWidget(self.list, 1)
        self.setTabOrder(self.list, self.ledgers)
        self.setTabOrder(self.ledgers, self.calendar)
        self._name(tr("To do"))

    def show_due(self, groups: Sequence[DueGroup], titles: Mapping[str, str] | None = None) -> None:
        """Show what is due; a pressed count stays pressed while there is something to count.

        Args:
            titles: of the ledgers, by key.
        """
        self._groups, self._titles = groups, titles or {}
        self.ledgers.setVisible(len({group.things[0].form for group in groups}) > 1)
        self._name(tr("To do"))
        self.calendar.show()
        for key, text in _texts().items():
            count = sum(len(group.things) for group in groups if _counts(key, group))
            self.counts[key].show_count(text, count)
        self._show_narrowed()

    def show_instead(self, name: str, items: Sequence[Item]) -> None:
        """Show other lines under another name, without counts."""
        self._groups = ()
        self._name(name)
        for chip in self.counts.values():
            chip.show_count("", 0)
        self.calendar.hide()
        self.ledgers.hide()
        self.list.show_items(items)

    def _name(self, name: str) -> None:
        self.title.setText(name)
        self.list.setAccessibleName(name)

    def _narrow(self, pressed: CountChip) -> None:
        """Let go of the other counts."""
        for chip in self.counts.values():
            if chip is not pressed:
                chip.setChecked(False)
        self._show_narrowed()

    def _show_narrowed(self) -> None:
        pressed = next((key for key, chip in self.counts.items() if chip.isChecked()), "")
        shown = [group for group in self._groups if not pressed or _counts(pressed, group)]
        self.list.show_groups(by_ledger(shown, self._titles) if self._by_ledger else shown)

    def _regroup(self) -> None:
        self._by_ledger = not self._by_ledger
        preferences.keep(_BY_LEDGER, self._by_ledger)
        self._name_grouping()
        self._show_narrowed()

    def _name_grouping(self) -> None:
        self.ledgers.setText(tr("By urgency") if self._by_ledger else tr("By ledger"))
        self.ledgers.updateGeometry()


class CountChip(QAbstractButton):
    """A count on a quiet ground that can be pressed; nothing to count, nothing to see."""

    def __init__(self, tone: str, pressed: Callable[[CountChip], None]) -> None:
        super().__init__()
        self._tone = tokens.TONES[tone]
        self.setCheckable(True)
        self.setFont(tokens.font(tokens.LABEL, bold=True))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Show only these; once more for all"))
        self.clicked.connect(lambda: pressed(self))

    def show_count(self, text: str, count: int) -> None:
        """Show a count after its word; none is not shown, and not pressed any more."""
        self.setText(f"{text} {count}")
        self.setVisible(count > 0)
        self.setChecked(self.isChecked() and count > 0)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 18, metrics.height() + 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_chip(painter, inside, self.text(), self._tone)
        if self.isChecked() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink = self._tone.text if self.isChecked() else tokens.PINE
            painter.setPen(QPen(QColor(ink), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, inside.height() / 2, inside.height() / 2)


def _counts(key: str, group: DueGroup) -> bool:
    return group.owed if key == _OWED else group.when == key


def _texts() -> Mapping[str, str]:
    words = (tr("Overdue"), tr("Today"), tr("This week"), tr("Later"))
    return {**dict(zip(WHENS, words, strict=True)), _OWED: tr("Reports owed")}
