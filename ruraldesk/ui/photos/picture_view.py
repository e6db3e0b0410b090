"""One picture: fitted to the window or as large as it is, moved by hand, turned."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens

_STEP = 1.25
_SMALLEST, _LARGEST = 0.05, 8.0


class PictureView(QGraphicsView):
    """Plus and minus zoom, 0 fits, 1 shows real size, R turns; the wheel zooms with Ctrl."""

    zoomed = Signal(int)  # percent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Photo"))
        self._scene = QGraphicsScene(self)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.addItem(self._item)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundBrush(QColor(tokens.STONE))
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self._fitted = True
        self._turned = 0

    def show_picture(self, picture: QPixmap) -> None:
        """Show another picture, fitted to the window and upright."""
        self._item.setPixmap(picture)
        self._scene.setSceneRect(QRectF(picture.rect()))
        self._turned = 0
        self.fit()

    def fit(self) -> None:
        """Show all of it; a small picture is not blown up."""
        self._fitted = True
        self._lay_out(self._fitting())

    def real_size(self) -> None:
        """Show a dot for a dot."""
        self._fitted = False
        self._lay_out(1.0)

    def zoom(self, factor: float) -> None:
        """Show it larger or smaller by a factor."""
        self._fitted = False
        self._lay_out(max(_SMALLEST, min(_LARGEST, self.scale_now() * factor)))

    def turn(self, degrees: int) -> None:
        """Turn it; the file stays as it is."""
        self._turned = (self._turned + degrees) % 360
        self._lay_out(self._fitting() if self._fitted else self.scale_now())

    def scale_now(self) -> float:
        """Return the scale, 1.0 being a dot for a dot."""
        matrix = self.transform()
        return float((matrix.m11() ** 2 + matrix.m12() ** 2) ** 0.5)

    def turned(self) -> int:
        """Return by how many degrees it is turned."""
        return self._turned

    def _fitting(self) -> float:
        size = self._item.pixmap().size()
        if size.isEmpty():
            return 1.0
        room = self.viewport().size()
        wide, high = size.width(), size.height()
        if self._turned % 180:
            wide, high = high, wide
        return float(min(1.0, room.width() / wide, room.height() / high))

    def _lay_out(self, scale: float) -> None:
        self.resetTransform()
        self.rotate(self._turned)
        self.scale(scale, scale)
        self.zoomed.emit(round(scale * 100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1:
            self.real_size()
        elif key == Qt.Key.Key_R:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.turn(-90 if back else 90)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()  # the next one, or the one before
        else:
            super().keyPressEvent(event)
