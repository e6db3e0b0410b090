"""Icons of one set, and small signs, drawn with the pen: sharp at every scale, in any colour."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ruraldesk.texts.resources import resources_dir

_SQUARE = 24  # the side of the square that the set is drawn on
_WEIGHT = 1.4  # pixels of a line
_made: dict[str, QPainterPath] = {}


def draw(
    painter: QPainter, name: str, rect: QRectF, tint: QColor, *, weight: float = _WEIGHT
) -> None:
    """Draw the icon `name` into the square `rect`."""
    path = _made.get(name)
    if path is None:
        path = _made[name] = _path(_drawings()[name])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    scale = rect.width() / _SQUARE
    painter.scale(scale, scale)
    pen = QPen(tint, weight / scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def names() -> frozenset[str]:
    """Return the names of all icons."""
    return frozenset(_drawings())


@cache
def _drawings() -> dict[str, str]:
    """Return what each icon draws; `installer/make_icons.py` wrote it."""
    text = (resources_dir() / "icons" / "paths.txt").read_text(encoding="utf-8")
    return dict(line.split(": ") for line in text.splitlines())


def _path(drawing: str) -> QPainterPath:
    path = QPainterPath()
    acts: dict[str, Callable[..., None]] = {
        "M": path.moveTo,
        "L": path.lineTo,
        "C": path.cubicTo,
        "Z": path.closeSubpath,
    }
    numbers = {"M": 2, "L": 2, "C": 6, "Z": 0}
    words = iter(drawing.split())
    for letter in words:
        acts[letter](*(float(next(words)) for _ in range(numbers[letter])))
    return path


def draw_triangle(painter: QPainter, rect: QRectF, tint: QColor, *, pointing: str = "down") -> None:
    """Draw a small filled triangle: the sign of a menu, of sorting, of a folded group."""
    corners = {
        "down": ((0.0, 0.0), (1.0, 0.0), (0.5, 1.0)),
        "up": ((0.0, 1.0), (1.0, 1.0), (0.5, 0.0)),
        "right": ((0.0, 0.0), (1.0, 0.5), (0.0, 1.0)),
    }[pointing]
    points = [
        QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in corners
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawPolygon(points)
    painter.restore()


def draw_corner(painter: QPainter, cell: QRectF, tint: QColor, size: float = 7) -> None:
    """Draw a filled corner at the top right of a cell, as Excel marks a remark."""
    right, top = cell.right(), cell.top()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawPolygon(
        [QPointF(right - size, top), QPointF(right, top), QPointF(right, top + size)]
    )
    painter.restore()
