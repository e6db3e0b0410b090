"""The quiet panel at the side: the tasks, the present one explained, what is done ticked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.guide.tasks import Task
from ruraldesk.ui.widgets import Ground, LinkButton, empty, label

WIDTH = 264
_SIGN = 18


class GuidePanel(Ground):
    """Shows the tasks; whoever made it says which are done."""

    left = Signal()
    again_wanted = Signal()

    def __init__(self, tasks: Sequence[Task]) -> None:
        super().__init__(tokens.CARD)
        self._tasks = tasks
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(tr("Learn it on the sample"))
        self.progress = label("", "label")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.leave = LinkButton(tr("Leave; go on later"))
        self.leave.clicked.connect(self.left)
        self.again = LinkButton(tr("From the beginning"))
        self.again.clicked.connect(self.again_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 16, 12)
        layout.setSpacing(6)
        layout.addWidget(label(tr("Learn it on the sample"), "card"))
        layout.addWidget(self.progress)
        layout.addSpacing(10)
        layout.addLayout(self._lines)
        layout.addStretch(1)
        note = label(
            tr("This is a copy for practising; nothing here touches your own book."), "hint"
        )
        note.setWordWrap(True)
        layout.addWidget(note)
        for button in (self.leave, self.again):
            layout.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, 1, self.height(), QColor(tokens.LINE))

    def show_done(self, done: Collection[str]) -> None:
        """Tick these tasks and explain the first that is not among them."""
        empty(self._lines)
        count = sum(task.key in done for task in self._tasks)
        if count == len(self._tasks):
            self.progress.setText(tr("All done. Well done!"))
        else:
            text = tr("{done} of {count} done")
            self.progress.setText(text.format(done=count, count=len(self._tasks)))
        present = next((task for task in self._tasks if task.key not in done), None)
        for number, task in enumerate(self._tasks, start=1):
            self._lines.addWidget(_Line(number, task, task.key in done, task is present))
        if present is None:
            words = label(
                tr(
                    "That is a clerk's month. For your own book choose “New book” on the page that "
                    "the program begins with. F1 helps everywhere."
                ),
                "text",
            )
            words.setWordWrap(True)
            self._lines.addWidget(words)


class _Line(QWidget):
    """A task: its sign and title, and how it is done while it is the present one."""

    def __init__(self, number: int, task: Task, done: bool, present: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(_Sign(number, done, present), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        title = label(task.title, "strong" if present else "quiet" if done else "text")
        title.setWordWrap(True)
        words.addWidget(title)
        if present:
            how = label(task.how, "text")
            how.setWordWrap(True)
            words.addWidget(how)
        row.addLayout(words, 1)
        self.setAccessibleName(task.title)
        self.setAccessibleDescription(tr("done") if done else task.how if present else "")


class _Sign(QWidget):
    """A number in a ring; a tick once the task is done."""

    def __init__(self, number: int, done: bool, present: bool) -> None:
        super().__init__()
        self._number, self._done, self._present = number, done, present
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(_SIGN + 2, _SIGN + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF(1, 1, _SIGN, _SIGN)
        ground = tokens.PINE if self._done else tokens.WHEAT_TINT if self._present else tokens.STONE
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(ring)
        if self._done:
            icons.draw(painter, "check", ring.adjusted(4, 4, -4, -4), QColor(tokens.CARD))
            return
        painter.setFont(tokens.font(tokens.LABEL, bold=self._present))
        painter.setPen(QColor(tokens.WHEAT_TEXT if self._present else tokens.STONE_TEXT))
        painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(self._number))
