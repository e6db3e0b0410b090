"""The month-end wizard: check, close, print and sign, onto the stick; it goes on where it stopped.

What is done is kept in the book at once, so that leaving the wizard loses nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.services import month_steps
from ruraldesk.services.month_steps import MonthView
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, messages, sheet, tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.month.check_part import CheckPart
from ruraldesk.ui.month.close_part import ClosePart
from ruraldesk.ui.month.papers_part import PapersPart
from ruraldesk.ui.month.part import Part
from ruraldesk.ui.month.stick_part import StickPart
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Ground, LinkButton, scrolling

STEPS = ("check", "close", "print", "stick")
_RAIL = 188
_SIGN, _STEP = 22, 44


class MonthEnd(QDialog):
    """Four steps in their order; each is begun where the book says that it stands."""

    record_wanted = Signal(str, str, str)  # form key, UUID, field
    empty_wanted = Signal(str)  # a ledger that must say why it is empty
    month_wanted = Signal(str)
    reopen_wanted = Signal()
    shown = Signal(str)  # key of the step that is on the screen, ready

    def __init__(self, session: Session, step: str, parent: QWidget | None = None) -> None:
        """Open at `step`, one of STEPS."""
        super().__init__(parent)
        self._session, self._step = session, step
        self._latest = Latest(self)
        self.setWindowTitle(tr("Month end: {month}").format(month=told_month(session.month)))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setStyleSheet(sheet.table())
        open_within(self, 900, 600)
        self._scrolls: dict[Part, QScrollArea] = {}
        self.check, self.close_part = CheckPart(session), ClosePart(session)
        self.papers, self.stick = PapersPart(session), StickPart(session)
        self.parts: dict[str, Part] = dict(
            zip(STEPS, (self.check, self.close_part, self.papers, self.stick), strict=True)
        )
        self._connect()
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # also from a list, whose Enter opens a line
            QShortcut(QKeySequence(keys), self).activated.connect(self.act)
        self._begin()

    def _connect(self) -> None:
        for part in self.parts.values():
            part.changed.connect(self._show_buttons)
            part.done.connect(self._go_on)
            part.moved.connect(self._refresh)
        self.check.record_wanted.connect(self._leave_for_record)
        self.check.empty_wanted.connect(self.empty_wanted)
        self.close_part.check_wanted.connect(lambda: self.go_to("check"))
        self.close_part.month_wanted.connect(self._leave_for_month)
        self.close_part.reopen_wanted.connect(self.reopen_wanted)
        self.stick.left.connect(self.accept)

    def _lay_out(self) -> None:
        self.rail = _Rail()
        self.stack = QStackedWidget()
        for part in self.parts.values():
            self._scrolls[part] = scroll = scrolling(part)
            self.stack.addWidget(scroll)
        self.back = LinkButton(tr("Back"))
        self.back.clicked.connect(self._go_back)
        self.leave = Button(tr("Close"), hint="Esc")
        self.leave.clicked.connect(self.reject)
        self.main = Button("", primary=True, hint="Ctrl+Return")
        self.main.clicked.connect(self.act)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 24, 16)
        foot.setSpacing(8)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        foot.addWidget(self.main)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addLayout(foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(right, 1)

    # steps

    @property
    def step(self) -> str:
        """The key of the step on the screen."""
        return self._step

    @property
    def part(self) -> Part:
        """The step on the screen."""
        return self.parts[self._step]

    def go_to(self, step: str) -> None:
        """Show another step."""
        self.part.leave()
        self._step = step
        self._begin()

    def act(self) -> None:
        """Do what the main button says."""
        if self.main.isVisible() and self.main.isEnabled():
            self.part.act()

    def again(self) -> None:
        """Begin the present step anew: something was done outside of the wizard."""
        self.part.leave()
        self._begin()

    def _begin(self) -> None:
        if self._step == "stick":
            self.stick.papers = self.papers.papers
        self.stack.setCurrentWidget(self._scrolls[self.part])
        self._read(self._show)

    def _refresh(self) -> None:
        self._read(self._show_states)

    def _read(self, done: object) -> None:
        assert callable(done)
        book, month = self._session.book, self._session.month
        self._latest.run(
            lambda: month_steps.month_view(book, month),
            done=done,
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show(self, view: MonthView) -> None:
        self._show_states(view)
        self.part.begin(view)
        self._focus()
        self.shown.emit(self._step)

    def _focus(self) -> None:
        """Give the focus to what comes first in the step, else to the main button."""
        focus = self.part.first_stop()
        if focus is None:
            focus = self.leave if self.main.isHidden() else self.main
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_states(self, view: MonthView) -> None:
        self.part.view = view
        known = {step.key: (tr(step.title), step.state) for step in view.steps}
        self.rail.show_steps([known[key] for key in STEPS], STEPS.index(self._step))
        self._show_buttons()

    def _show_buttons(self) -> None:
        words = self.part.words()
        appears = bool(words) and self.main.isHidden()
        self.main.setVisible(bool(words))
        if words and words != self.main.text():
            self.main.setText(words)
            self.main.updateGeometry()
        working = self.part.holds()
        self.back.setVisible(self._step != STEPS[0] and not working)
        self.leave.setVisible(not working)
        found = appears or self.part.first_stop() is not None
        if found and (self.leave.hasFocus() or self.focusWidget() is None):
            self._focus()

    def _go_on(self) -> None:
        self.go_to(STEPS[STEPS.index(self._step) + 1])

    def _go_back(self) -> None:
        self.go_to(STEPS[STEPS.index(self._step) - 1])

    # leaving

    def _leave_for_record(self, form: str, uuid: str, field: str) -> None:
        self.accept()
        self.record_wanted.emit(form, uuid, field)

    def _leave_for_month(self, month: str) -> None:
        self.accept()
        self.month_wanted.emit(month)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Leave; while something is being done, only that is stopped."""
        if self.part.holds():
            self.part.work.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close; what is still being read is dropped."""
        self.part.leave()
        self._latest.forget()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.part.holds():
            self.part.work.cancel()
            event.ignore()
        else:
            super().closeEvent(event)


class _Rail(Ground):
    """The steps one under the other: what is done, where one is."""

    def __init__(self) -> None:
        super().__init__(tokens.STONE)
        self.setFixedWidth(_RAIL)
        self._steps: list[tuple[str, str]] = []
        self._at = 0

    def show_steps(self, steps: list[tuple[str, str]], at: int) -> None:
        """Show (name, state) of each step; the one on the screen is number `at`."""
        self._steps, self._at = steps, at
        self.setAccessibleName(steps[at][0])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (name, state) in enumerate(self._steps):
            self._paint_step(painter, number, name, done=state == "done")

    def _paint_step(self, painter: QPainter, number: int, name: str, *, done: bool) -> None:
        top, here = 18 + number * _STEP, number == self._at
        if here:
            painter.fillRect(0, top, _RAIL, _STEP - 8, QColor(tokens.CARD))
            painter.fillRect(0, top, 4, _STEP - 8, QColor(tokens.PINE))
        sign = QRectF(18, top + (_STEP - 8 - _SIGN) / 2, _SIGN, _SIGN)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = tokens.PINE if done else tokens.WHEAT_TINT if here else tokens.LINE
        painter.setBrush(QColor(ground))
        painter.drawEllipse(sign)
        if done:
            icons.draw(painter, "check", sign.adjusted(5, 5, -5, -5), QColor(tokens.CARD))
        else:
            painter.setFont(tokens.font(tokens.LABEL, bold=here))
            painter.setPen(QColor(tokens.WHEAT_TEXT if here else tokens.STONE_TEXT))
            painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, str(number + 1))
        painter.setFont(tokens.font(tokens.TEXT, bold=here))
        painter.setPen(QColor(tokens.INK if here or done else tokens.QUIET))
        box = QRectF(52, top, _RAIL - 60, _STEP - 8)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
