"""How one file looks in its field: a picture or a sheet, its caption, the cross to remove it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ruraldesk.services.entry import caption_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.entry.editors.thumbnails import Look, Thumbnail

TILE_WIDTH, TILE_HEIGHT = 84, 84
PICTURE = 58  # pixels of height
PAD = 6
CROSS = 16

_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


def shown_name(name: str) -> str:
    """Return what stands below a file: its caption, and the ending where it is no photo."""
    ending = Path(name).suffix
    caption = caption_of(name) if name[12:13] == "-" else Path(name).stem
    return caption if ending.lower() == ".jpg" else f"{caption}{ending}"


def paint_file(
    painter: QPainter, tile: QRectF, name: str, thumbnail: Thumbnail, *, removable: bool
) -> None:
    """Paint a file into its tile."""
    box = QRectF(tile.x(), tile.y() + 2, tile.width(), PICTURE)
    if thumbnail.look is Look.PICTURE and thumbnail.picture is not None:
        place = QRectF(thumbnail.picture.rect())
        place.setSize(thumbnail.picture.deviceIndependentSize())
        place.moveCenter(box.center())
        painter.drawPixmap(place.topLeft(), thumbnail.picture)
    elif thumbnail.look is Look.MISSING:
        _paint_missing(painter, box)
    else:
        suffix = Path(name).suffix if thumbnail.look is Look.PAPER else ""
        _paint_sheet(painter, box, suffix)
    lost = thumbnail.look is Look.MISSING
    _paint_word(painter, tile, shown_name(name), tokens.CINNABAR_TEXT if lost else tokens.INK)
    if removable:
        cross = cross_of(tile)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.CARD))
        painter.drawEllipse(cross)
        icons.draw(painter, "cross", cross.adjusted(2, 2, -2, -2), QColor(tokens.QUIET))


def paint_add(painter: QPainter, tile: QRectF) -> None:
    """Paint the place that adds files."""
    box = QRectF(tile.x(), tile.y() + 2, tile.width(), PICTURE)
    sign = QRectF(0, 0, 20, 20)
    sign.moveCenter(box.center())
    icons.draw(painter, "plus", sign, QColor(tokens.PINE))
    _paint_word(painter, tile, tr("Add (F4)"), tokens.PINE)


def cross_of(tile: QRectF) -> QRectF:
    """Return where the cross of a tile is."""
    return QRectF(tile.right() - CROSS - 1, tile.top() + 1, CROSS, CROSS)


def _paint_word(painter: QPainter, tile: QRectF, text: str, ink: str) -> None:
    word = QRectF(tile.x() + 2, tile.bottom() - 17, tile.width() - 4, 16)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(word.width()))
    painter.setPen(QColor(ink))
    painter.drawText(word, _MIDDLE, shown)


def _paint_sheet(painter: QPainter, box: QRectF, suffix: str) -> None:
    """Draw a sheet with the kind of the file on it."""
    sheet = QRectF(0, 0, 36, 46)
    sheet.moveCenter(box.center())
    painter.setPen(QPen(QColor(tokens.FIELD_LINE), 1))
    painter.setBrush(QColor(tokens.HEADER))
    painter.drawRoundedRect(sheet, 3, 3)
    painter.setPen(QColor(tokens.QUIET))
    painter.drawText(sheet, _MIDDLE, suffix.removeprefix(".").upper()[:4])


def _paint_missing(painter: QPainter, box: QRectF) -> None:
    sheet = QRectF(0, 0, 52, 46)
    sheet.moveCenter(box.center())
    pen = QPen(QColor(tokens.CINNABAR), 1)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(tokens.CINNABAR_FAINT))
    painter.drawRoundedRect(sheet, 3, 3)
    painter.setPen(QColor(tokens.CINNABAR_TEXT))
    painter.drawText(sheet, _MIDDLE, tr("lost"))
