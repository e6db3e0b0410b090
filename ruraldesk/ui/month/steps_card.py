"""The month's steps side by side: where it stands, what each lacks, and the act that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.services.month_steps import Step
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.widgets import Button, Card, label, recolour

_SIGN, _GAP = 24, 8
_TONES = {"done": "pine", "current": "wheat", "wrong": "cinnabar", "open": "stone"}
_HEIGHT = 136


@dataclass(frozen=True, slots=True)
class Act:
    """What a step's button says; `primary` for the one thing that comes next."""

    words: str
    primary: bool = False


class StepsCard(Card):
    """All steps of a month; each says its state in words, the next one has the main button."""

    chosen = Signal(str)  # key of the step whose button was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(18, 16, 10, 12)
        self._row.setSpacing(0)
        self._cells: dict[str, _Cell] = {}

    def show_steps(
        self, steps: Sequence[Step], notes: Mapping[str, str], acts: Mapping[str, Act]
    ) -> None:
        """Show the steps, under each its note, and the acts that can be done now."""
        if list(self._cells) != [step.key for step in steps]:
            self._make(steps)
        focus = self.window().focusWidget()
        held = next((one.button for one in self._cells.values() if one.button is focus), None)
        said = held.text() if held is not None else ""
        for step in steps:
            self._cells[step.key].show_step(step, notes.get(step.key, ""), acts.get(step.key))
        if held is not None and (held.isHidden() or held.text() != said):
            self._focus_next(acts)

    def _focus_next(self, acts: Mapping[str, Act]) -> None:
        """Give the focus to what comes next: the button that had it is gone, or does otherwise.

        What opens the month again is never where Enter falls by itself.
        """
        order = sorted(acts, key=lambda key: (not acts[key].primary, key == "close"))
        if order:
            self._cells[order[0]].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def button(self, key: str) -> Button:
        """Return a step's button; hidden where nothing can be done there."""
        return self._cells[key].button

    def note(self, key: str) -> str:
        """Return what stands under a step."""
        return self._cells[key].note.text()

    def _make(self, steps: Sequence[Step]) -> None:
        for number, step in enumerate(steps):
            cell = _Cell(number, last=number + 1 == len(steps))
            cell.button.clicked.connect(lambda _=False, key=step.key: self.chosen.emit(key))
            self._cells[step.key] = cell
            self._row.addWidget(cell, 1)


class _Cell(QWidget):
    """A sign and a line to the next one, the step's name, a note, and its act."""

    def __init__(self, number: int, *, last: bool) -> None:
        super().__init__()
        self._number, self._last, self._state = number, last, "open"
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.title, self.note = label("", "strong"), label("", "label")
        for words in (self.title, self.note):
            words.setWordWrap(True)
        self.button = Button("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, _SIGN + 6, 10, 0)
        layout.setSpacing(1)
        layout.addWidget(self.title)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addWidget(self.button)

    def show_step(self, step: Step, note: str, act: Act | None) -> None:
        self._state = step.state
        self.title.setText(tr(step.title))
        strong = step.state != "open"
        recolour(self.title, tokens.INK if strong else tokens.QUIET)
        self.note.setText(note)
        quiet = step.state in ("done", "open")
        recolour(self.note, tokens.QUIET if quiet else tokens.TONES[_TONES[step.state]].text)
        self.button.setVisible(act is not None)
        if act is not None:
            self.button.setText(act.words)
            self.button.set_primary(act.primary)
            self.button.setAccessibleName(f"{tr(step.title)} {act.words}")
        self.setAccessibleName(f"{tr(step.title)} {note}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, _HEIGHT - 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = tokens.TONES[_TONES[self._state]]
        sign = QRectF(0.5, 0.5, _SIGN - 1, _SIGN - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.PINE if self._state == "done" else tone.ground))
        painter.drawEllipse(sign)
        if self._state == "done":
            box = QRectF(sign.x() + 5.5, sign.y() + 5.5, 12, 12)
            icons.draw(painter, "check", box, QColor(tokens.CARD), weight=1.8)
        else:
            painter.setFont(tokens.font(tokens.TABLE, bold=self._state != "open"))
            painter.setPen(QColor(tone.text))
            word = "!" if self._state == "wrong" else str(self._number + 1)
            painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, word)
        if not self._last:
            self._paint_line(painter)

    def _paint_line(self, painter: QPainter) -> None:
        done = self._state == "done"
        pen = QPen(QColor(tokens.PINE_LINE if done else tokens.FIELD_LINE), 2)
        if not done:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        y = _SIGN / 2
        painter.drawLine(int(_SIGN + _GAP), int(y), self.width() - _GAP, int(y))
