"""What the window says to its user: a line that goes by itself, a refusal, a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QMessageBox, QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.widgets import LinkButton

SHOWN_MS = 6000
KEPT_CLEAR = "kept clear"  # object name of what no message may cover
_WIDEST, _NARROWEST = 620, 160
_SIDES = 72  # pixels of a message beside its words: its sign and its cross
_ICONS = {"pine": "check", "cinnabar": "warning", "wheat": "warning", "sky": "check"}


def tell(
    widget: QWidget,
    text: str,
    tone: str = "pine",
    *,
    act: tuple[str, Callable[[], object]] | None = None,
    about: str = "",
) -> Notice:
    """Show a line at the foot of the window of `widget`; bad news stays until it is clicked away.

    `tone` is one of tokens.TONES; `act` is offered as a button: its words, and what it does;
    `about` is a word for what it speaks of, by which `hush` takes it away.
    """
    for old in _notices(widget):
        if act is None and old.stays and old.text.text() == text:
            old.about = about or old.about
            return old  # said again with each key, as when a drive is gone
        old.close()
    window = widget.window()
    notice = Notice(window, text, tone)
    notice.about = about
    if act is not None:
        notice.offer(*act)
    return notice


def hush(widget: QWidget, about: str) -> None:
    """Take away what the window of `widget` says about something: it is no longer so."""
    for old in _notices(widget):
        if old.about == about:
            old.close()


def with_buttons(widget: QWidget) -> list[Notice]:
    """Return what the window says and offers to do: the keys go there, too."""
    return [one for one in _notices(widget) if one.focusProxy() is not None]


def make_way(widget: QWidget) -> None:
    """Let what the window says stand beside the buttons that must be reached, which have moved."""
    for one in _notices(widget):
        one.place()


def _notices(widget: QWidget) -> list[Notice]:
    return [one for one in widget.window().children() if isinstance(one, Notice)]


def tell_error(widget: QWidget, error: UserError) -> Notice:
    """Show why an act was refused."""
    return tell(widget, str(error), "cinnabar")


def ask(
    parent: QWidget,
    question: str,
    *,
    yes: str,
    no: str = "",
    detail: str = "",
    loses: bool = False,
) -> bool:
    """Ask a question that is answered by `yes` (what is going to happen) or by leaving it.

    Where `yes` loses something, Enter leaves it.
    """
    box = QMessageBox(parent)
    box.setWindowTitle(tr("RuralDesk"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(detail)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton(no or tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leave if loses else agree)
    box.setEscapeButton(leave)
    box.exec()
    return box.clickedButton() is agree


class Notice(QFrame):
    """One message over the foot of the window."""

    def __init__(self, window: QWidget, text: str, tone: str) -> None:
        super().__init__(window)
        self.about = ""
        self._window = window
        self._tone = tokens.TONES[tone]
        self._icon = _ICONS.get(tone, "check")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QLabel(text, self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setFont(tokens.font(tokens.TABLE))
        palette = self.text.palette()
        palette.setColor(self.text.foregroundRole(), QColor(self._tone.text))
        self.text.setPalette(palette)
        self._button: LinkButton | None = None
        self._fit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(38, 10, 34, 10)
        layout.addWidget(self.text)
        self.setAccessibleName(text)
        window.installEventFilter(self)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.stays = tone not in ("pine", "sky")
        """Whether it must be clicked away."""
        if not self.stays:
            QTimer.singleShot(SHOWN_MS, self, self.close)
        else:
            QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)

    def offer(self, words: str, act: Callable[[], object]) -> None:
        """Add a button for what one may want to do next."""
        button = LinkButton(words, self)
        button.setAccessibleDescription(self.text.text())
        button.clicked.connect(act)
        button.clicked.connect(self.close)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)
        button.show()
        self._button = button
        self.setFocusProxy(button)
        self._fit()
        self.adjustSize()
        self.place()

    def _fit(self) -> None:
        """Give the words a width that leaves room for the button inside the window."""
        taken = self._beside() + 2 * tokens.MARGIN + _SIDES
        if self._button is not None:
            taken += self._button.sizeHint().width() + 8
        width = self.text.fontMetrics().horizontalAdvance(self.text.text()) + 4
        room = max(_NARROWEST, self._window.width() - taken)
        self.text.setFixedWidth(min(width, _WIDEST, room))

    def _beside(self) -> int:
        """Return the width of what stands at the left of the pages."""
        return tokens.NAV_WIDTH if isinstance(self._window, QMainWindow) else 0

    def place(self) -> None:
        """Stand over the table, and above buttons that must stay in reach (`KEPT_CLEAR`)."""
        window = self._window
        self.move(
            self._beside() + tokens.MARGIN,
            window.height() - self.height() - tokens.STATUS_BAR - 16,
        )
        for kept in cast("list[QWidget]", window.findChildren(QWidget, KEPT_CLEAR)):
            corner = kept.mapTo(window, QPoint(0, 0))
            if kept.isVisible() and QRect(corner, kept.size()).intersects(self.geometry()):
                self.move(self.x(), corner.y() - self.height() - 8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
            self.adjustSize()
            self.place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._tone.text), 1))
        painter.setBrush(QColor(self._tone.ground))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, tokens.CARD_RADIUS, tokens.CARD_RADIUS)
        ink = QColor(self._tone.text)
        icons.draw(painter, self._icon, QRectF(14, 11, 16, 16), ink)
        icons.draw(painter, "cross", QRectF(self.width() - 24, 12, 13, 13), ink, weight=1.2)
