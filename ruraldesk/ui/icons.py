"""Signs drawn with the pen, sharp at every scale and independent of any font."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def _lines(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _plus() -> QPainterPath:
    path = _lines((8, 3), (8, 13))
    path.addPath(_lines((3, 8), (13, 8)))
    return path


def _cross() -> QPainterPath:
    path = _lines((4, 4), (12, 12))
    path.addPath(_lines((12, 4), (4, 12)))
    return path


def _warning() -> QPainterPath:
    path = _lines((8, 2), (14.5, 13.5), (1.5, 13.5), (8, 2))
    path.addPath(_lines((8, 6), (8, 9.6)))
    path.addPath(_lines((8, 11.4), (8, 11.9)))
    return path


def _info() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(2, 2, 12, 12))
    path.addPath(_lines((8, 7.4), (8, 11.2)))
    path.addPath(_lines((8, 4.9), (8, 5.2)))
    return path


def _magnifier() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(3, 3, 7.5, 7.5))
    path.addPath(_lines((9.6, 9.6), (13, 13)))
    return path


def _stick() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5, 6, 6, 8.5), 1.2, 1.2)
    path.addRect(QRectF(6.2, 2, 3.6, 4))
    return path


_PATHS: dict[str, Callable[[], QPainterPath]] = {
    "plus": _plus,
    "cross": _cross,
    "check": lambda: _lines((3, 8.5), (6.6, 12.4), (13, 3.6)),
    "warning": _warning,
    "info": _info,
    "magnifier": _magnifier,
    "stick": _stick,
    "up": lambda: _lines((4, 10), (8, 6), (12, 10)),
    "left": lambda: _lines((10, 3.5), (5.5, 8), (10, 12.5)),
    "right": lambda: _lines((6, 3.5), (10.5, 8), (6, 12.5)),
}
_made: dict[str, QPainterPath] = {}


def draw(painter: QPainter, name: str, rect: QRectF, tint: QColor, *, weight: float = 1.4) -> None:
    """Draw the sign `name` into the square `rect`."""
    path = _made.get(name)
    if path is None:
        path = _made[name] = _PATHS[name]()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    scale = rect.width() / 16
    painter.scale(scale, scale)
    pen = QPen(tint, weight / scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


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
