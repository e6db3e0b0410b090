"""Cells in the colours that a clerk gave to values; each colour has a sign of its own, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ruraldesk.definitions.expressions import Expression
from ruraldesk.services.colours import VIEW, ColourRule, answering, colour_rules, view_of
from ruraldesk.services.ledger import Filter
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger.filters import BadFilter, understand

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

_PIECE = 64  # rows asked at a time
_SIGN = 7  # pixels of a sign
_GAP = 18  # between two entries of the legend
HEIGHT = 22


PLAIN = "stone"  # a colour that only sets rows apart, and has no sign


class Colouring(Protocol):
    """Says which cells of a row have a colour."""

    def of(self, row: int) -> Mapping[str, str]:
        """Return the colours in a row by field key; "" stands for the whole row."""


@dataclass(frozen=True, slots=True)
class _Understood:
    """A rule with what the store is asked for it."""

    rule: ColourRule
    where: tuple[Filter | Expression, ...]
    words: str
    whole_row: bool


class RowColours(QObject):
    """Knows the colours of the rows that are seen; asked again whenever the table changes."""

    changed = Signal()

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._rules: tuple[_Understood, ...] = ()
        self._found: dict[int, Mapping[str, str]] = {}
        model = page.model
        for signal in (model.modelReset, model.loaded, model.dataChanged):
            signal.connect(self._found.clear)
        self.read()

    def read(self) -> None:
        """Read the rules of the ledger anew."""
        page = self._page
        rules = colour_rules(page.session.book, page.form)
        understood = [found for rule in rules if (found := self._understood(rule)) is not None]
        self._rules = tuple(understood)
        self._found.clear()
        self.changed.emit()

    def _understood(self, rule: ColourRule) -> _Understood | None:
        """Return a rule as the store is asked for it; None where it means nothing any more."""
        form = self._page.form
        view = view_of(form, rule.field)
        if view is not None and view.where is not None:
            return _Understood(rule, (view.where,), tr(view.title), whole_row=True)
        try:
            condition = understand(form.field(rule.field), rule.typed, self._page.session.day)
        except BadFilter:
            return None  # a choice is called otherwise by now: the dialog says so
        if condition is None:
            return None
        whole = rule.whole_row
        return _Understood(rule, condition.filters, condition.words, whole_row=whole)

    def told(self) -> list[tuple[str, str]]:
        """Return colour and words of each rule, for the legend."""
        return [(one.rule.tone, one.words) for one in self._rules]

    def of(self, row: int) -> Mapping[str, str]:
        """Return the colours in a row by field key; "" stands for the whole row."""
        if not self._rules or self._page.bin:
            return {}
        record_id = self._page.model.id_at(row)
        if record_id and record_id not in self._found:
            self._ask(row)
        return self._found.get(record_id, {})

    def _ask(self, row: int) -> None:
        """Ask about the rows around one, as many as stand on a screen."""
        model, page = self._page.model, self._page
        first = row - row % _PIECE
        ids = [number for place in range(first, first + _PIECE) if (number := model.id_at(place))]
        asked = [one.where for one in self._rules]
        answers = answering(page.session.book, page.form.key, ids, asked, page.session.day)
        for record_id in ids:
            marks: dict[str, str] = {}
            for one, found in zip(self._rules, answers, strict=True):
                if record_id in found:
                    marks.setdefault("" if one.whole_row else one.rule.field, one.rule.tone)
                    if one.whole_row and not one.rule.field.startswith(VIEW):
                        marks.setdefault(one.rule.field, one.rule.tone)
            self._found[record_id] = marks


def tone_at(marks: Mapping[str, str], keys: Sequence[str], number: int) -> str:
    """Return the colour of a cell; what no column shows stands at the first one."""
    key = keys[number]
    if key in marks:
        return marks[key]
    if number == 0:
        hidden = next((tone for field, tone in marks.items() if field and field not in keys), "")
        if hidden:
            return hidden
    return marks.get("", "")


def draw_sign(painter: QPainter, tone: str, x: float, y: float) -> None:
    """Draw the sign of a colour with its middle at the height `y`: each has another shape."""
    half = _SIGN / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.TONES[tone].text))
    box = QRectF(x, y - half, _SIGN, _SIGN)
    if tone == "pine":
        painter.drawEllipse(box)
    elif tone == "sky":
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        top = QPointF(x + half, y - half)
        left, right = QPointF(x, y + half), QPointF(x + _SIGN, y + half)
        corners = [top, right, left]
        if tone == "wheat":
            corners = [top, QPointF(x + _SIGN, y), QPointF(x + half, y + half), QPointF(x, y)]
        painter.drawPolygon(QPolygonF(corners))
    painter.restore()


class Legend(QWidget):
    """One line that says what the colours mean; a click changes them."""

    clicked = Signal()

    def __init__(self, colours: RowColours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self.setFont(tokens.font(tokens.LABEL))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        colours.changed.connect(self.show_rules)
        self.show_rules()

    def show_rules(self) -> None:
        """Say what the rules are now; without any there is nothing to see."""
        told = self._colours.told()
        words = "\n".join(words for _, words in told)
        self.setAccessibleName(tr("Colours: {words}").format(words=words))
        self.setToolTip(words)
        self.setVisible(bool(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, middle = 2, self.height() / 2
        for tone, words in self._colours.told():
            wide = self.fontMetrics().horizontalAdvance(words)
            room = self.width() - x - _SIGN - 14
            if room < 40:
                break
            shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            colours = tokens.TONES[tone]
            wide = min(wide, room)
            painter.fillRect(QRectF(x, 2, _SIGN + wide + 14, HEIGHT - 4), QColor(colours.ground))
            draw_sign(painter, tone, x + 4, middle)
            painter.setPen(QColor(colours.text))
            box = QRectF(x + _SIGN + 8, 0, wide + 2, HEIGHT)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
            x += _SIGN + wide + 14 + _GAP

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
