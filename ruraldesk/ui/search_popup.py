"""What the search over everything found: under its field, grouped by ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ruraldesk.services import search
from ruraldesk.services.search import Hit
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.pages import searched_pages
from ruraldesk.ui.session import Session
from ruraldesk.ui.top_bar import SearchField

PAUSE_MS = 90
_ROW, _HEADING = 30, 26
_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a heading (no form), a ledger itself (no hit), or a record."""

    text: str
    form: str = ""
    hit: Hit | None = None


class SearchPopup(QWidget):
    """A list that the search field's keys move through; it never takes the focus."""

    ledger_chosen = Signal(str)
    record_chosen = Signal(str, str, int)  # form key, UUID, id
    answered = Signal()  # the list shows what the present text finds

    def __init__(self, field: SearchField, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._field, self._session, self._window = field, session, window
        self._lines: list[Line] = []
        self._current = -1
        self._latest = Latest(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.setMouseTracking(True)
        self.hide()
        field.textEdited.connect(lambda: self._pause.start())
        field.moved.connect(self._move)
        field.left.connect(self.leave)
        field.returnPressed.connect(self._accept)

    def lines(self) -> Sequence[Line]:
        """Return what the list shows."""
        return self._lines

    def leave(self) -> None:
        """Close the list and empty the field."""
        self.close_list()
        self._field.clear()

    def close_list(self) -> None:
        """Close the list; what was typed stays."""
        self._pause.stop()
        self._latest.forget()
        self.hide()

    def detach(self) -> None:
        """Stop listening: another book is opened."""
        self.close_list()
        self._field.disconnect(self)
        self.deleteLater()

    def _ask(self) -> None:
        text = self._field.text().strip()
        if not text:
            self.close_list()
            return
        book = self._session.book
        self._latest.run(
            lambda: search.find(book, text, _LIMIT), done=lambda hits: self._show(text, hits)
        )

    def _show(self, text: str, hits: Sequence[Hit]) -> None:
        self._lines = [*self._ledgers(text), *self._pages(text)]
        by_form: dict[str, list[Hit]] = {}
        for hit in hits:
            by_form.setdefault(hit.form, []).append(hit)
        for key, found in by_form.items():
            self._lines.append(Line(tr(self._session.form(key).title)))
            self._lines.extend(Line(hit.name, key, hit) for hit in found)
        if not self._lines:
            self._lines = [Line(tr("Nothing found. Try a part of the name, or pinyin initials."))]
        self._current = next((i for i, line in enumerate(self._lines) if line.form), -1)
        self._place()
        self.show()
        self.raise_()
        self.update()
        self.answered.emit()

    def _ledgers(self, text: str) -> list[Line]:
        found = [
            Line(tr(form.title), form.key)
            for form in self._session.forms()
            if name_matches(tr(form.title), text)
        ]
        return [Line(tr("Ledgers")), *found] if found else []

    def _pages(self, text: str) -> list[Line]:
        pages = searched_pages(self._session.book.info.level)
        found = [Line(title, key) for key, title in pages if name_matches(title, text)]
        return [Line(tr("Pages")), *found] if found else []

    def _place(self) -> None:
        window = self._window
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 3))
        room = window.height() - corner.y() - tokens.STATUS_BAR - 8
        height = 9
        for number, line in enumerate(self._lines):
            height += self._height(line)
            if height > room:
                # A heading with nothing under it says nothing, so the last heading goes as well.
                last = number - 1 if not self._lines[number - 1].form else number
                height -= sum(map(self._height, self._lines[last : number + 1]))
                self._lines = self._lines[:last]
                break
        self.setGeometry(corner.x(), corner.y(), max(self._field.width(), 420), height)

    def _height(self, line: Line) -> int:
        return _ROW if line.form else _HEADING

    def _move(self, step: int) -> None:
        places = [i for i, line in enumerate(self._lines) if line.form]
        if not self.isVisible() or not places:
            return
        now = places.index(self._current) if self._current in places else -1
        self._current = places[(now + step) % len(places)]
        self.update()

    def _accept(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._ask()
        elif self.isVisible() and self._current >= 0:
            self._choose(self._lines[self._current])

    def _choose(self, line: Line) -> None:
        self.leave()
        if line.hit is not None:
            self.record_chosen.emit(line.form, line.hit.uuid, line.hit.id)
        else:
            self.ledger_chosen.emit(line.form)

    def _line_at(self, y: int) -> int:
        top = 4
        for number, line in enumerate(self._lines):
            if top <= y < top + self._height(line):
                return number if line.form else -1
            top += self._height(line)
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._line_at(event.position().toPoint().y())
        if number >= 0 and number != self._current:
            self._current = number
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._line_at(event.position().toPoint().y())
        if number >= 0:
            self._choose(self._lines[number])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.FIELD_LINE), 1))
        painter.setBrush(QColor(tokens.CARD))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, tokens.CARD_RADIUS, tokens.CARD_RADIUS)
        top = 4
        for number, line in enumerate(self._lines):
            rect = QRect(5, top, self.width() - 10, self._height(line))
            if line.form:
                self._paint_hit(painter, rect, line, number == self._current)
            else:
                painter.setFont(tokens.font(tokens.LABEL))
                painter.setPen(QColor(tokens.QUIET))
                inner = rect.adjusted(10, 2, -10, 0)
                painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, line.text)
            top += rect.height()

    def _paint_hit(self, painter: QPainter, rect: QRect, line: Line, current: bool) -> None:
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.PINE_TINT))
            painter.drawRoundedRect(rect, 5, 5)
        inner = rect.adjusted(10, 0, -10, 0)
        painter.setFont(tokens.font(tokens.TABLE))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setPen(QColor(tokens.INK))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, name)
        room = inner.width() - metrics.horizontalAdvance(name) - 16
        if line.hit is None or room < 40:
            return
        painter.setFont(tokens.font(tokens.LABEL))
        detail = painter.fontMetrics().elidedText(
            line.hit.detail, Qt.TextElideMode.ElideRight, room
        )
        painter.setPen(QColor(tokens.QUIET))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, right, detail)
