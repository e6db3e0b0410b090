"""The small parts that every page is made of: buttons, chips, cards, labels."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.ui import icons, tokens

_ROLES = {
    "text": (tokens.TEXT, False, "INK"),
    "strong": (tokens.TEXT, True, "INK"),
    "label": (tokens.LABEL, False, "QUIET"),
    "hint": (tokens.LABEL, False, "HINT"),
    "table": (tokens.TABLE, False, "INK"),
    "card": (tokens.CARD_TITLE, True, "INK"),
    "title": (tokens.TITLE, True, "INK"),
    "quiet": (tokens.TABLE, False, "QUIET"),
    "problem": (tokens.LABEL, False, "CINNABAR_TEXT"),
    "doubt": (tokens.LABEL, False, "WHEAT_TEXT"),
}  # size, bold, name of the colour


def label(text: str, role: str = "text", parent: QWidget | None = None) -> QLabel:
    """Return a label: text, strong, label, hint, table, card, title, quiet, problem or doubt."""
    size, bold, ink = _ROLES[role]
    made = QLabel(text, parent)
    made.setFont(tokens.font(size, bold=bold))
    recolour(made, tokens.named(ink))
    made.setTextFormat(Qt.TextFormat.PlainText)  # a record's text is never markup
    return made


def recolour(widget: QWidget, ink: str) -> None:
    """Give the text of `widget` the colour `ink`."""
    palette = widget.palette()
    palette.setColor(widget.foregroundRole(), QColor(ink))
    widget.setPalette(palette)


def empty(layout: QLayout) -> None:
    """Take every widget out of `layout` for good."""
    while layout.count():
        widget: QWidget | None = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class ElidedLabel(QLabel):
    """A label that ends in … where the room ends; the whole text is its tool tip."""

    def __init__(self, role: str = "quiet", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        size, bold, ink = _ROLES[role]
        self.setFont(tokens.font(size, bold=bold))
        recolour(self, tokens.named(ink))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def setText(self, text: str) -> None:
        """Show `text` as far as there is room."""
        self._whole = text
        self.updateGeometry()
        self._elide()

    def whole_text(self) -> str:
        """Return the text, elided or not."""
        return self._whole

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole), metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(0, self.width())
        )
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Button(QAbstractButton):
    """A push button; `primary` ones are pine, `hint` names the keys, `menu` adds a triangle."""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        primary: bool = False,
        hint: str = "",
        icon: str = "",
        menu: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setFont(tokens.font(tokens.TEXT, bold=primary))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._primary, self._icon, self._menu = primary, icon, menu
        self._hint = hint
        self._hint_font = tokens.font(tokens.LABEL - 1)
        if hint:
            keys = QKeySequence(hint).toString(QKeySequence.SequenceFormat.NativeText)
            self.setAccessibleDescription(keys)

    def set_primary(self, primary: bool) -> None:
        """Make the button the page's main act, or one among others."""
        self._primary = primary
        self.setFont(tokens.font(tokens.TEXT, bold=primary))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 2 * 15, tokens.BUTTON)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _widths(self) -> tuple[int, int, int, int]:
        """Return the widths of sign, text, key hint and triangle, each with its gap."""
        icon = 18 if self._icon else 0
        text = self.fontMetrics().horizontalAdvance(self.text())
        hint = 0
        if self._hint:
            hint = 6 + QFontMetrics(self._hint_font).horizontalAdvance(self._shown_hint())
        return icon, text, hint, 12 if self._menu else 0

    def _shown_hint(self) -> str:
        return self._hint.replace("+", " ").replace("Return", "↵")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            event.ignore()  # the window's: Ctrl+Enter does what its green button says
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()  # a clerk expects Enter to press what has the focus
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, line, ink = self._colours()
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(line), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(rect, tokens.RADIUS, tokens.RADIUS)
        if self.hasFocus():
            self._paint_focus(painter)
        icon, text, hint, menu = self._widths()
        x = (self.width() - icon - text - hint - menu) / 2
        height = self.height()
        if icon:
            icons.draw(painter, self._icon, QRectF(x - 1, height / 2 - 8, 16, 16), QColor(ink))
        painter.setPen(QColor(ink))
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x + icon, 0, text + 1, height), vertical, self.text())
        if hint:
            painter.setFont(self._hint_font)
            faded = QColor(ink)
            faded.setAlphaF(0.85 if self._primary else 0.75)
            painter.setPen(faded)
            box = QRectF(x + icon + text + 6, 0, hint, height)
            painter.drawText(box, vertical, self._shown_hint())
        if menu:
            box = QRectF(x + icon + text + hint + 5, height / 2 - 2, 7, 5)
            icons.draw_triangle(painter, box, QColor(ink))

    def _colours(self) -> tuple[str, str, str]:
        if not self.isEnabled():
            return tokens.STONE, tokens.LINE, tokens.HINT
        hovered = self.underMouse()
        if self._primary:
            ground = tokens.PINE_HOVER if hovered or self.isDown() else tokens.PINE
            return ground, ground, tokens.CARD
        ground = tokens.STONE if self.isDown() else tokens.FIELD if hovered else tokens.CARD
        return ground, tokens.HINT if hovered else tokens.FIELD_LINE, tokens.INK

    def _paint_focus(self, painter: QPainter) -> None:
        """A 2 px frame: pine; on pine ground one of ink with a line inside it."""
        rect = QRectF(self.rect())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._primary:
            painter.setPen(QPen(QColor(tokens.INK), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
            painter.setPen(QPen(QColor(tokens.CARD), 1))
            painter.drawRoundedRect(rect.adjusted(2.5, 2.5, -2.5, -2.5), 5, 5)
        else:
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)


class LinkButton(Button):
    """A quiet act in words, without a frame."""

    def __init__(self, text: str, parent: QWidget | None = None, *, menu: bool = False) -> None:
        super().__init__(text, parent, menu=menu)

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 2 * 8, tokens.BUTTON)

    def _colours(self) -> tuple[str, str, str]:
        hovered = self.underMouse() and self.isEnabled()
        ground = tokens.STONE if hovered else "transparent"
        ink = tokens.INK if self.isEnabled() else tokens.HINT
        return ground, ground, ink


def paint_chip(
    painter: QPainter, rect: QRectF, text: str, tone: tokens.Tone, *, flags: int = 0
) -> None:
    """Paint a round, flat, quiet chip with `text` in the middle of `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone.ground))
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    painter.setPen(QColor(tone.text))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter) | flags, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_ring(painter: QPainter, room: QRect) -> None:
    """Paint the frame of what has the focus just inside `room`."""
    painter.setPen(QPen(QColor(tokens.PINE), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(room.adjusted(1, 1, -1, -1))


class Chip(QWidget):
    """A state in a word on a quiet ground; a sign may stand before it."""

    def __init__(
        self,
        text: str = "",
        tone: str = "stone",
        parent: QWidget | None = None,
        *,
        bold: bool = False,
        icon: str = "",
        size: int = tokens.LABEL,
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setFont(tokens.font(size, bold=bold))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, tone: str) -> None:
        """Show another state."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the word on the chip."""
        return self._text

    def sizeHint(self) -> QSize:
        sign = 15 if self._icon else 0
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 18 + sign, metrics.height() + 3)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = tokens.TONES[self._tone]
        rect = QRectF(self.rect())
        if not self._icon:
            paint_chip(painter, rect, self._text, tone)
            return
        paint_chip(painter, rect, "", tone)
        middle = rect.height() / 2
        icons.draw(painter, self._icon, QRectF(8, middle - 6, 12, 12), QColor(tone.text))
        painter.setPen(QColor(tone.text))
        painter.drawText(rect.adjusted(23, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._text)


class Card(QFrame):
    """A white ground with a fine line and round corners."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.LINE), 1))
        painter.setBrush(QColor(tokens.CARD))
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(rect, tokens.CARD_RADIUS, tokens.CARD_RADIUS)


def framed(inside: QWidget) -> Card:
    """Return a card that holds a table or list, for one that stands on the ground of a dialog."""
    card = Card()
    room = QVBoxLayout(card)
    room.setContentsMargins(1, 1, 1, 6)  # below there is room for the round corners
    room.addWidget(inside)
    return card


def scrolling(inside: QWidget, *, sideways: bool = True) -> QScrollArea:
    """Return what scrolls `inside` where there is no room for it, without a frame; Tab passes by.

    Args:
        inside: it fills the room that there is.
        sideways: whether it may be scrolled sideways, too.
    """
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    return area


class Ground(QWidget):
    """A plain coloured area; `edge` draws a line at its top or bottom."""

    def __init__(self, token: str, parent: QWidget | None = None, *, edge: str = "") -> None:
        super().__init__(parent)
        self._token, self._edge = token, edge

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._token))
        if self._edge:
            y = 0 if self._edge == "top" else self.height() - 1
            painter.fillRect(0, y, self.width(), 1, QColor(tokens.LINE))
