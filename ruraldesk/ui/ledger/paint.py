"""Painting the cells of a ledger: only those that are seen, straight from the texts at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.empty_state import paint_nothing
from ruraldesk.ui.ledger.asked import corner_ink
from ruraldesk.ui.ledger.cells import Row
from ruraldesk.ui.ledger.colours import PLAIN, draw_sign, tone_at
from ruraldesk.ui.ledger.columns import PADDING, SIGN, Column, Geometry, Placed
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.ledger.moved import paint_strip
from ruraldesk.ui.ledger.selection import Selection
from ruraldesk.ui.note_sign import draw_leaf
from ruraldesk.ui.widgets import paint_chip, paint_ring

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_TONES = {Level.BLOCK: "cinnabar", Level.WARN: "wheat", Level.INFORM: "sky"}
_HEAVIEST = (Level.BLOCK, Level.WARN, Level.INFORM)


@dataclass(slots=True)
class Scene:
    """What `paint_rows` needs to know about the table."""

    model: LedgerModel
    rows: int  # with the one that begins a new record
    geometry: Geometry
    selection: Selection
    hovered: int
    focused: bool
    font: QFont
    chip_font: QFont


def paint_rows(painter: QPainter, scene: Scene, top: int, seen: QRect) -> None:
    """Paint the rows inside `seen`; `top` is how far the rows are scrolled."""
    first = max(0, (top + seen.top()) // tokens.ROW)
    last = min(scene.rows - 1, (top + seen.bottom()) // tokens.ROW)
    width = min(scene.geometry.total, scene.geometry.room)
    rows = [(number, scene.model.row(number)) for number in range(first, last + 1)]
    for number, _ in rows:
        ground = _ground(scene, number)
        painter.fillRect(0, number * tokens.ROW - top, width, tokens.ROW, QColor(ground))
    painter.setFont(scene.font)
    metrics = painter.fontMetrics()
    frozen = scene.geometry.frozen_width
    painter.setClipRect(frozen, seen.top(), width - frozen, seen.height())
    live = [one for one in rows if not scene.model.has_ended(one[0])]
    ended = [one for one in rows if scene.model.has_ended(one[0])]
    _paint_block(painter, scene, live, list(scene.geometry.scrolling()), top, metrics)
    _paint_ended(painter, scene, ended, list(scene.geometry.scrolling()), top)
    _paint_comments(painter, scene, rows, list(scene.geometry.scrolling()), top)
    _paint_notes(painter, scene, rows, list(scene.geometry.scrolling()), top)
    painter.setClipRect(0, seen.top(), frozen, seen.height())
    _paint_block(painter, scene, live, list(scene.geometry.fixed()), top, metrics)
    _paint_ended(painter, scene, ended, list(scene.geometry.fixed()), top)
    _paint_comments(painter, scene, rows, list(scene.geometry.fixed()), top)
    _paint_notes(painter, scene, rows, list(scene.geometry.fixed()), top)
    painter.setClipping(False)
    _paint_moved(painter, scene, rows, top)
    _paint_lines(painter, scene, first, last, top, width)
    _paint_cursor(painter, scene, top)


def paint_empty(painter: QPainter, box: QRect, text: str) -> None:
    """Say in `box` why there are no rows."""
    paint_nothing(painter, box, "table", text)


def _ground(scene: Scene, number: int) -> str:
    if number in scene.selection.rows:
        return tokens.PINE_TINT
    return tokens.PINE_FAINT if number == scene.hovered else tokens.CARD


def _paint_block(
    painter: QPainter,
    scene: Scene,
    rows: Sequence[tuple[int, Row]],
    placed: Sequence[Placed],
    top: int,
    metrics: QFontMetrics,
) -> None:
    ink = QColor(tokens.INK)
    columns = scene.geometry.columns
    painter.setPen(ink)
    for number, row in rows:
        y = number * tokens.ROW - top
        if not row.texts:
            if number == scene.model.rowCount() and placed and placed[0].number == 0:
                _paint_new(painter, y, metrics, here=number in scene.selection.rows)
                painter.setPen(ink)
            continue
        coloured = _paint_colours(painter, scene, number, placed, y)
        _paint_grounds(painter, scene, number, row, placed, y)
        problems = scene.model.problems(row.uuid)
        for one in placed:
            text = row.texts[one.number]
            level = problem_level(problems, columns, one.number) if problems else None
            if row.tones[one.number]:
                selected = tokens.PINE_TINT if number in scene.selection.rows else ""
                beneath = coloured.get(one.number, selected)
                end = _paint_state(painter, scene, one, y, text, row.tones[one.number], beneath)
                if level is not None:
                    _paint_sign(painter, min(end + 4, one.left + one.width - 17), y, level)
                painter.setPen(ink)
                continue
            if level is None and not text:
                continue
            room = one.width - 2 * PADDING - (SIGN if level else 0)
            if len(text) * tokens.TABLE > room:  # no character is wider than the font is high
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            where = _RIGHT if columns[one.number].right else _LEFT
            if level is not None:
                _paint_problem(painter, one, y, text, where, room, level, metrics)
                painter.setPen(ink)
            else:
                painter.drawText(one.left + PADDING, y, room, tokens.ROW - 1, where, text)


def _paint_ended(
    painter: QPainter,
    scene: Scene,
    rows: Sequence[tuple[int, Row]],
    placed: Sequence[Placed],
    top: int,
) -> None:
    """Paint the texts of records that have ended: quiet, and struck out."""
    font = QFont(scene.font)
    font.setStrikeOut(True)
    painter.setFont(font)
    painter.setPen(QColor(tokens.HINT))
    metrics = painter.fontMetrics()
    for number, row in rows:
        y = number * tokens.ROW - top
        _paint_grounds(painter, scene, number, row, placed, y)
        for one in placed if row.texts else ():
            room = one.width - 2 * PADDING
            text = metrics.elidedText(row.texts[one.number], Qt.TextElideMode.ElideRight, room)
            where = _RIGHT if scene.geometry.columns[one.number].right else _LEFT
            painter.drawText(one.left + PADDING, y, room, tokens.ROW - 1, where, text)
    painter.setFont(scene.font)


def _paint_grounds(
    painter: QPainter, scene: Scene, number: int, row: Row, placed: Sequence[Placed], y: int
) -> None:
    """Paint the grounds of cells that are marked, or not saved yet."""
    marked = scene.selection if scene.selection.is_block else None
    block = marked.columns if marked and number in marked.rows else range(0)
    for one in placed if block or row.unsaved else ():
        if one.number in block:
            painter.fillRect(one.left, y, one.width, tokens.ROW, QColor(tokens.PINE_BLOCK))
        elif one.number in row.unsaved:
            painter.fillRect(one.left, y, one.width, tokens.ROW, QColor(tokens.WHEAT_TINT))
            painter.fillRect(one.left, y, 3, tokens.ROW - 1, QColor(tokens.WHEAT))


def _paint_colours(
    painter: QPainter, scene: Scene, number: int, placed: Sequence[Placed], y: int
) -> Mapping[int, str]:
    """Paint the grounds and signs of cells that a clerk's rules colour; return these grounds."""
    grounds: dict[int, str] = {}
    marks = scene.model.colours.of(number) if scene.model.colours is not None else {}
    keys = [column.key for column in scene.geometry.columns] if marks else []
    for one in placed if marks else ():
        tone = tone_at(marks, keys, one.number)
        if tone:
            own = keys[one.number] in marks
            if own or number not in scene.selection.rows:  # where the cursor is stays to be seen
                box = QRect(one.left, y, one.width - 1, tokens.ROW - 1)
                grounds[one.number] = tokens.TONES[tone].ground
                painter.fillRect(box, QColor(grounds[one.number]))
            if tone != PLAIN and (own or one.number == 0):
                draw_sign(painter, tone, one.left + 1, y + 5)
    return grounds


def _paint_new(painter: QPainter, y: int, metrics: QFontMetrics, *, here: bool) -> None:
    """Paint the row in which a new record is begun; where the cursor is, only its sign."""
    painter.setPen(QColor(tokens.HINT))
    words = "＊" if here else tr("＊ type here for a new row")
    width = metrics.horizontalAdvance(words) + 4
    painter.setClipping(False)
    painter.drawText(PADDING, y, width, tokens.ROW - 1, _LEFT, words)


def _paint_comments(
    painter: QPainter,
    scene: Scene,
    rows: Sequence[tuple[int, Row]],
    placed: Sequence[Placed],
    top: int,
) -> None:
    """Mark the cells about which the office above asks something; its words are in the tip."""
    asked = scene.model.asked
    if asked is None or not asked.count():
        return
    for number, row in rows:
        for one in placed if asked.of(row.uuid) else ():
            found = asked.at(row.uuid, scene.geometry.columns, one.number)
            if found:
                cell = QRectF(one.left, number * tokens.ROW - top, one.width, tokens.ROW)
                icons.draw_corner(painter, cell, QColor(corner_ink(found)))


def _paint_notes(
    painter: QPainter,
    scene: Scene,
    rows: Sequence[tuple[int, Row]],
    placed: Sequence[Placed],
    top: int,
) -> None:
    """Mark the cells on which the clerk noted something: a leaf at the lower right corner."""
    asked = scene.model.asked
    if asked is None or not asked.has_notes():
        return
    for number, row in rows:
        for one in placed:
            found = asked.notes_at(row.uuid, scene.geometry.columns, one.number)
            if found:
                cell = QRectF(one.left, number * tokens.ROW - top, one.width, tokens.ROW)
                draw_leaf(painter, cell, QColor(tokens.SKY), any(n.follow_up for n in found))


def _paint_moved(
    painter: QPainter, scene: Scene, rows: Sequence[tuple[int, Row]], top: int
) -> None:
    """Mark the rows that are new, changed or ended since last month at their left edge."""
    moved = scene.model.moved
    if moved is not None and moved.count():
        for number, row in rows:
            paint_strip(painter, moved.kind(row.uuid), number * tokens.ROW - top)


def problem_level(
    problems: Sequence[Problem], columns: Sequence[Column], number: int
) -> Level | None:
    """Return the heaviest level among the problems to be marked in a column, None without any.

    A problem whose field is not shown is marked in the first column.
    """
    key = columns[number].key
    shown = {column.key for column in columns}
    levels = {
        problem.level
        for problem in problems
        if problem.field == key or (number == 0 and problem.field not in shown)
    }
    return next((level for level in _HEAVIEST if level in levels), None)


def _paint_state(
    painter: QPainter, scene: Scene, one: Placed, y: int, text: str, tone: str, beneath: str
) -> int:
    """Paint a state or a light as a chip on the ground `beneath`; return where it ends."""
    painter.setFont(scene.chip_font)
    width = painter.fontMetrics().horizontalAdvance(text) + 18
    room = one.width - 2 * PADDING
    if width > room:
        width = room
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room - 10)
    rect = QRectF(one.left + PADDING, y + 4, width, 20)
    colours = tokens.TONES[tone]
    if colours.ground == beneath:  # else it would vanish in its row
        ground = tokens.PINE_BLOCK if beneath == tokens.PINE_TINT else tokens.CARD
        colours = tokens.Tone(ground, colours.text)
    paint_chip(painter, rect, text, colours)
    painter.setFont(scene.font)
    return one.left + PADDING + width


def _paint_problem(
    painter: QPainter,
    one: Placed,
    y: int,
    text: str,
    where: int,
    room: int,
    level: Level,
    metrics: QFontMetrics,
) -> None:
    ink = QColor(tokens.TONES[_TONES[level]].text)
    painter.setPen(ink)
    left = one.left + PADDING
    painter.drawText(left, y, room, tokens.ROW - 1, where, text)
    x = left + room + 4 if where == _RIGHT else left + metrics.horizontalAdvance(text) + 5
    _paint_sign(painter, x, y, level)


def _paint_sign(painter: QPainter, x: int, y: int, level: Level) -> None:
    """Paint the sign of a problem, whose words are in the tip and in the entry."""
    sign = "info" if level is Level.INFORM else "warning"
    icons.draw(
        painter,
        sign,
        QRectF(x, y + 7, 14, 14),
        QColor(tokens.TONES[_TONES[level]].text),
        weight=1.2,
    )


def _paint_lines(
    painter: QPainter, scene: Scene, first: int, last: int, top: int, width: int
) -> None:
    if last < first:
        return
    painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
    for number in range(first, last + 1):
        y = (number + 1) * tokens.ROW - top - 1
        painter.drawLine(0, y, width - 1, y)
    high, low = first * tokens.ROW - top, (last + 1) * tokens.ROW - top - 1
    frozen = scene.geometry.frozen_width
    for one in (*scene.geometry.fixed(), *scene.geometry.scrolling()):
        x = one.left + one.width - 1
        if one.number < scene.geometry.frozen or x >= frozen:
            painter.drawLine(x, high, x, low)
    if scene.geometry.offset and frozen:
        painter.setPen(QPen(QColor(tokens.FIELD_LINE), 0))
        painter.drawLine(frozen - 1, high, frozen - 1, low)


def _paint_cursor(painter: QPainter, scene: Scene, top: int) -> None:
    chosen = scene.selection
    if scene.focused and not scene.rows:
        paint_ring(painter, painter.viewport())
    if not scene.focused or chosen.row < 0 or not scene.geometry.columns:
        return
    geometry = scene.geometry
    left = geometry.left(chosen.column)
    hidden = geometry.frozen_width if chosen.column >= geometry.frozen else 0
    right = min(left + geometry.widths[chosen.column], geometry.room)
    left = max(left, hidden)
    if right - left < 4:
        return
    painter.setPen(QPen(QColor(tokens.PINE), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    y = chosen.row * tokens.ROW - top
    painter.drawRect(QRect(left + 1, y + 1, right - left - 3, tokens.ROW - 3))
