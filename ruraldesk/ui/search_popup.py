"""The search over everything found: under its field, grouped by ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.files import preferences
from ruraldesk.services import search
from ruraldesk.services.ledger import Filter
from ruraldesk.services.search import Hit
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.pages import searched_pages
from ruraldesk.ui.session import Session
from ruraldesk.ui.spoken import say
from ruraldesk.ui.top_bar import SearchField

PAUSE_MS = 90
_ROW, _HEADING = 30, 26
_LIMIT = 30
_EDGE = 4  # pixels above the first line and below the last one
_OF_EACH = {1: 14, 2: 7, 3: 5}  # hits shown of a ledger, by how many ledgers have any
_OF_MANY = 3
_RECENT = "searches"  # key of what was found and opened lately
_MOST_RECENT = 8
_LONGEST_NUMBER = 10  # digits of what may be remembered: no ID, phone or card number


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a heading (no form and no text to look for), or what can be opened.

    Without a hit it is a ledger itself, with `more` all that was found in it; `sought` is an
    earlier search.
    """

    text: str
    form: str = ""
    hit: Hit | None = None
    more: bool = False
    sought: str = ""

    @property
    def can_be_chosen(self) -> bool:
        """Whether the cursor stops at it."""
        return bool(self.form or self.sought)


class SearchPopup(QWidget):
    """A list that the search field's keys move through; it never takes the focus."""

    ledger_chosen = Signal(str)
    record_chosen = Signal(str, str, int)  # form key, UUID, id
    found_wanted = Signal(str, tuple, str)  # form key, conditions, words
    answered = Signal()  # the list shows what the present text finds

    def __init__(self, field: SearchField, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._field, self._session, self._window = field, session, window
        self._lines: list[Line] = []
        self._current = -1
        self._top = 0  # number of the first line that is seen
        self._shown = ""  # the text that the lines answer
        self._of_amounts: tuple[str, Sequence[Hit]] = ("", ())  # what was found of a typed amount
        self._waiting = False  # Enter was pressed before the answer was there
        self._latest, self._amounts = Latest(self), Latest(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.setMouseTracking(True)
        self.hide()
        field.textEdited.connect(self._edited)
        field.moved.connect(self._move)
        field.left.connect(self.leave)
        field.returnPressed.connect(self._accept)
        field.installEventFilter(self)

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
        self._amounts.forget()
        self._waiting = False
        self.hide()
        say(self._field, tr("Search everything"), "")

    def detach(self) -> None:
        """Stop listening: another book is opened."""
        self.close_list()
        self._field.removeEventFilter(self)
        self._field.disconnect(self)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """An empty field that is gone into offers what was looked for lately."""
        if event.type() is QEvent.Type.FocusIn and not self._field.text().strip():
            self._show_recent()
        return False

    def _edited(self) -> None:
        self._waiting = False
        self._pause.start()

    def _ask(self) -> None:
        text = self._field.text().strip()
        if not text:
            self.close_list()
            self._show_recent()
            return
        book = self._session.book
        self._amounts.forget()
        self._latest.run(
            lambda: search.find(book, text, _LIMIT), done=lambda hits: self._show(text, hits)
        )
        if search.is_amount(text):
            self._amounts.run(
                lambda: search.find_amounts(book, text, _LIMIT),
                done=lambda hits: self._show_amounts(text, hits),
            )

    def _show(self, text: str, hits: Sequence[Hit]) -> None:
        self._shown = text
        lines = [*self._ledgers(text), *self._pages(text)]
        by_form: dict[str, list[Hit]] = {}
        for hit in hits:
            by_form.setdefault(hit.form, []).append(hit)
        most = _OF_EACH.get(len(by_form), _OF_MANY)
        for key, found in by_form.items():
            title = tr(self._session.form(key).title)
            lines.append(Line(title))
            lines.extend(Line(hit.name, key, hit) for hit in found[:most])
            if len(found) > most or (len(hits) >= _LIMIT and len(found) >= _OF_MANY):
                lines.append(
                    Line(tr("All found in “{ledger}”").format(ledger=title), key, more=True)
                )
        if not lines:
            lines = [Line(tr("Nothing found. Try a part of the name, or pinyin initials."))]
        if self._of_amounts[0] == text:  # they may be found sooner
            lines = self._with_amounts(lines, self._of_amounts[1])
        self._show_lines(lines)
        self.answered.emit()
        if self._waiting:
            self._waiting = False
            self._open_current()

    def _show_amounts(self, text: str, hits: Sequence[Hit]) -> None:
        """Add the records that hold the typed amount, under those that are called so."""
        self._of_amounts = text, hits
        if self._shown == text and self.isVisible() and hits:
            chosen = self._current if self._current >= 0 else None
            self._show_lines(self._with_amounts(self._lines, hits), chosen)

    def _with_amounts(self, lines: list[Line], hits: Sequence[Hit]) -> list[Line]:
        known = {line.hit.uuid for line in lines if line.hit is not None}
        new = [hit for hit in hits if hit.uuid not in known]
        if not new:
            return lines
        titles = {hit.form: tr(self._session.form(hit.form).title) for hit in new}
        kept = lines if any(line.can_be_chosen for line in lines) else []
        told = tr("{place}: {sentence}")
        return [
            *kept,
            Line(tr("Amounts")),
            *(
                Line(told.format(place=titles[hit.form], sentence=hit.name), hit.form, hit)
                for hit in new
            ),
        ]

    def _show_recent(self) -> None:
        recent = [one for one in preferences.load(_RECENT, []) if isinstance(one, str)]
        if recent:
            self._shown = ""
            heading = Line(tr("Looked for lately"))
            self._show_lines([heading, *(Line(one, sought=one) for one in recent)], current=-1)

    def _show_lines(self, lines: list[Line], current: int | None = None) -> None:
        self._lines, self._top = lines, 0
        first = next((i for i, line in enumerate(lines) if line.can_be_chosen), -1)
        self._current = first if current is None else current
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._speak()

    def _speak(self) -> None:
        """Let the field, which keeps the focus, be called by the line under the cursor."""
        found = [line for line in self._lines if line.can_be_chosen]
        if found and not 0 <= self._current < len(self._lines):
            say(self._field, tr("Search everything"), "")
            return
        one = self._lines[max(0, self._current)]
        ledger = tr(self._session.form(one.form).title) if one.hit is not None else ""
        words = " ".join(part for part in (one.text, ledger) if part)
        place = found.index(one) if one in found else -1
        say(self._field, tr("Search everything"), words, place, len(found))

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
        """Take the room that the lines need, as far as the window goes; the others are scrolled."""
        window = self._window
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 3))
        room = window.height() - corner.y() - tokens.STATUS_BAR - 8
        height = min(room, sum(map(self._height, self._lines)) + 2 * _EDGE + 1)
        self.setGeometry(corner.x(), corner.y(), max(self._field.width(), 460), height)

    def _height(self, line: Line) -> int:
        return _ROW if line.can_be_chosen else _HEADING

    def _move(self, step: int) -> None:
        places = [i for i, line in enumerate(self._lines) if line.can_be_chosen]
        if not self.isVisible() or not places:
            return
        if self._current in places:
            self._current = places[(places.index(self._current) + step) % len(places)]
        else:
            self._current = places[0 if step > 0 else -1]
        self._bring_into_sight()
        self.update()
        self._speak()

    def _bring_into_sight(self) -> None:
        """Scroll as little as needed to see the line under the cursor, with its heading."""
        first = self._current
        if first > 0 and not self._lines[first - 1].can_be_chosen:
            first -= 1
        self._top = min(self._top, first)
        while self._top < first and self._bottom_of(self._current) > self.height() - _EDGE:
            self._top += 1

    def _bottom_of(self, number: int) -> int:
        return _EDGE + sum(map(self._height, self._lines[self._top : number + 1]))

    def _furthest(self) -> int:
        """Return the first line of the last ones that fill the list."""
        room, number = self.height() - 2 * _EDGE, len(self._lines)
        while number > 0 and room >= self._height(self._lines[number - 1]):
            number -= 1
            room -= self._height(self._lines[number])
        return number

    def wheelEvent(self, event: QWheelEvent) -> None:
        step = -1 if event.angleDelta().y() > 0 else 1
        self._top = max(0, min(self._top + step, self._furthest()))
        self.update()

    def _accept(self) -> None:
        """Open the line under the cursor; what is still being looked for is waited for."""
        if self._pause.isActive() or self._field.text().strip() != self._shown:
            self._pause.stop()
            self._waiting = bool(self._field.text().strip())
            self._ask()
        elif self.isVisible():
            self._open_current()

    def _open_current(self) -> None:
        if 0 <= self._current < len(self._lines):
            self._choose(self._lines[self._current])

    def _choose(self, line: Line) -> None:
        if line.sought:
            self._field.setText(line.sought)
            self._ask()
            return
        sought = self._shown
        _remember(sought)
        self.leave()
        if line.hit is not None:
            self.record_chosen.emit(line.form, line.hit.uuid, line.hit.id)
        elif line.more:
            words = tr("found “{text}”").format(text=sought)
            self.found_wanted.emit(line.form, (Filter("", "found", sought),), words)
        else:
            self.ledger_chosen.emit(line.form)

    def _line_at(self, y: int) -> int:
        top = _EDGE
        for number in range(self._top, len(self._lines)):
            line = self._lines[number]
            if top <= y < top + self._height(line):
                return number if line.can_be_chosen else -1
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
        painter.setClipRect(self.rect().adjusted(1, _EDGE, -1, -_EDGE))
        top = _EDGE
        for number in range(self._top, len(self._lines)):
            line = self._lines[number]
            rect = QRect(5, top, self.width() - 10, self._height(line))
            if line.can_be_chosen:
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
        painter.setPen(QColor(tokens.PINE if line.more else tokens.INK))
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


def _remember(text: str) -> None:
    """Keep what was looked for, the latest first; no long numbers, which may be somebody's."""
    if sum(char.isdigit() for char in text) > _LONGEST_NUMBER or not text:
        return
    kept = [one for one in preferences.load(_RECENT, []) if isinstance(one, str) and one != text]
    preferences.keep(_RECENT, [text, *kept][:_MOST_RECENT])
