"""What the dialogs are made of: a sheet with a foot, labelled fields, a place for a path, work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import Stopped, UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, jobs, tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.sheet import table
from ruraldesk.ui.time_left import TimeLeft
from ruraldesk.ui.widgets import Button, ElidedLabel, label

T = TypeVar("T")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MARGIN = 22
_FRAME = 36  # pixels that the system's title bar takes of the screen
_LEAST_BODY = 120


class Sheet(QDialog):
    """A dialog with a heading, a body, and its acts at the foot.

    Enter goes to the next field, Ctrl+Enter does what the dialog is for, Esc leaves. Where the
    screen is too low, the body scrolls; the foot can always be reached.
    """

    def __init__(self, title: str, parent: QWidget | None, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.setStyleSheet(table())
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(_MARGIN, 18, _MARGIN, 8)
        self.body.setSpacing(10)
        self.body.addWidget(label(title, "title"))
        self._scroll = _Scroll(inside)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(_MARGIN, 4, _MARGIN, 18)
        self._foot.setSpacing(10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addLayout(self._foot)
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()

    def say(self, text: str, role: str = "label") -> None:
        """Add a paragraph to the body."""
        words = label(text, role)
        words.setWordWrap(True)
        self.body.addWidget(words)

    def ask(self, question: str, field: QWidget, note: str = "") -> None:
        """Add a field with its question above and a note below."""
        self.body.addWidget(asked(question, field, note))

    def finish(self, *buttons: Button, filled: bool = False) -> QHBoxLayout:
        """Add the sentence about what is wrong, and the foot with `buttons`; return the foot.

        `filled` says that something in the body takes the room that is left.
        """
        if not filled:
            self.body.addStretch(1)
        self._foot.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in buttons:
            foot.addWidget(button)
        self._foot.addLayout(foot)
        return foot

    def refuse(self, sentence: str, field: QWidget | None = None) -> None:
        """Say what keeps the dialog from being done, and go to the field."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if self.isVisible():  # before that nobody knows the width, which a resize would settle
            self._make_room()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_focus()

    def _show_focus(self) -> None:
        """Scroll to the field that has the focus."""
        focus = QApplication.focusWidget()
        if focus is not None and self._scroll.isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus)

    def _make_room(self) -> None:
        """Grow to what the body and the sentence need, as far as the screen goes."""
        whole = self.layout()
        assert whole is not None
        self.body.activate()  # what was shown just now is not measured yet
        self._scroll.updateGeometry()
        whole.activate()
        width = max(self.width(), whole.totalMinimumSize().width())  # a foot is never squeezed
        height = min(whole.totalHeightForWidth(width), self._most_height())
        if width > self.width() or height > self.height():
            self.resize(width, max(height, self.height()))

    def make_room_soon(self) -> None:
        """Grow to what the body needs once it is laid out: something was shown just now."""
        QTimer.singleShot(0, self, self._make_room)

    def _most_height(self) -> int:
        return self.screen().availableGeometry().height() - _FRAME

    def setVisible(self, visible: bool) -> None:
        if visible and not self.isVisible():
            if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
                open_within(self, self.width(), self.height())
            else:
                self.resize(max(self.minimumWidth(), self.sizeHint().width()), 0)
            self._make_room()
        super().setVisible(visible)

    def act(self) -> None:
        """Do what the dialog is for."""
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.act()
            elif isinstance(QApplication.focusWidget(), QLineEdit | QComboBox | QCheckBox):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.focusNextPrevChild(not back)
                self._show_focus()
        else:
            super().keyPressEvent(event)


class _Scroll(QScrollArea):
    """As large as what is inside; smaller, and scrolling, only where there is no room."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._inside.minimumSizeHint().width(), _LEAST_BODY)

    def heightForWidth(self, width: int) -> int:
        layout = self._inside.layout()
        assert layout is not None
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return self._inside.sizeHint().height()


def asked(question: str, field: QWidget, note: str = "") -> QWidget:
    """Return `field` with its question above and a note below."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    words = label(question, "label")
    words.setBuddy(field)
    field.setAccessibleName(question)
    part: QLineEdit
    for part in field.findChildren(QLineEdit):  # where a button stands beside it
        part.setAccessibleName(question)
    layout.addWidget(words)
    layout.addWidget(field)
    if note:
        below = label(note, "hint")
        below.setWordWrap(True)
        layout.addWidget(below)
    layout.addStretch(1)
    return made


def cancel_button(dialog: QDialog, text: str = "") -> Button:
    """Return the button that leaves `dialog`."""
    made = Button(text or tr("Cancel"), hint="Esc")
    made.clicked.connect(dialog.reject)
    return made


class Combo(QComboBox):
    """A box to choose from, with the triangle of all boxes in the window."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRectF(self.width() - 19, self.height() / 2 - 2, 7, 5)
        icons.draw_triangle(QPainter(self), box, QColor(tokens.HINT))


class FolderField(QWidget):
    """A folder: typed, or chosen."""

    changed = Signal()

    def __init__(self, folder: Path | None, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._first = title, folder
        self.line = QLineEdit("" if folder is None else str(folder))
        self.line.setAccessibleName(title)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        self.choose = Button(tr("Choose…"))
        self.choose.clicked.connect(self._choose)
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.choose)

    def path(self) -> Path | None:
        """Return the folder; None where the field is empty."""
        text = self.line.text().strip()
        return Path(text) if text else None

    def differs(self) -> bool:
        """Say whether another folder stands here than at first."""
        return self.path() != self._first

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), self._title, self.line.text())
        if chosen:
            self.line.setText(str(Path(chosen)))


class WorkStrip(QWidget):
    """Long work inside a dialog: how far it is, and a way to stop it."""

    ended = Signal()  # whatever came of it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.what = ElidedLabel("label")
        self.stop = Button(tr("Stop"))
        self.stop.clicked.connect(self.cancel)
        self._job: Job | None = None
        self._time = TimeLeft()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        column = QVBoxLayout()
        column.setSpacing(4)
        self.left = label("", "label")  # how long it still takes: never cut, as the words may be
        words = QHBoxLayout()
        words.addWidget(self.what, 1)
        words.addWidget(self.left)
        column.addWidget(self.bar)
        column.addLayout(words)
        layout.addLayout(column, 1)
        layout.addWidget(self.stop)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window()
        if isinstance(window, Sheet):  # or the strip would stand below what can be seen
            window.make_room_soon()

    def is_working(self) -> bool:
        """Say whether the work is still under way."""
        return self._job is not None

    def start(
        self,
        act: Callable[[Job], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[UserError], object],
        stopped: Callable[[], object],
        patience_ms: int = 0,
    ) -> None:
        """Do `act` in another thread; exactly one of the three others is called in the end.

        Args:
            patience_ms: how long the work may take before the strip appears.
        """

        def stoppable(job: Job) -> tuple[bool, T | None]:
            try:
                return True, act(job)
            except Stopped:
                return False, None

        def tell(outcome: tuple[bool, T | None]) -> None:
            self._end()
            complete, result = outcome
            if complete:
                done(result)  # type: ignore[arg-type]  # complete: it is what act returned
            else:
                stopped()

        def refuse(error: UserError) -> None:
            self._end()
            failed(error)

        self.bar.setRange(0, 0)
        self.what.setText("")
        self.left.clear()
        self.stop.setEnabled(True)
        self._time = TimeLeft()
        if patience_ms:
            self._patience.start(patience_ms)
        else:
            self.show()
        self._job = jobs.run_long(
            stoppable, done=tell, failed=refuse, progress=self._show, owner=self
        )
        self._job.ended.connect(self._end)

    def cancel(self) -> None:
        """Ask the work to stop."""
        if self._job is not None:
            self._job.cancel()
            self.stop.setEnabled(False)
            self.what.setText(tr("Stopping…"))
            self.left.clear()

    def _show(self, done: int, total: int, what: str) -> None:
        if not self.stop.isEnabled():  # what is stopping says so to its end
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.what.setText(f"{what}  {done} / {total}" if total else what)
        self.left.setText(self._time.note(done, total))

    def _end(self) -> None:
        if self._job is not None:
            self._job = None
            self._patience.stop()
            self.hide()
            self.ended.emit()


def folder_refusal(folder: Path) -> str:
    """Make `folder` where it is missing; return the sentence why it cannot be, "" when it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = tr("The folder {path} cannot be made: {error}. Choose another place.")
        return text.format(path=folder, error=error.strerror)
    return ""
