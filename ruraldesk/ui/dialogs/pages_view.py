"""The pages of a PDF, one under the other, drawn when they come into view."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.spoken import say
from ruraldesk.ui.widgets import paint_ring

_GAP = 14
_KEPT = 8  # drawn pages that are remembered
_POINTS = 72  # a PDF's units to the inch
_SCREEN = 96  # pixels to the inch at 100 %
_SMALLEST, _LARGEST = 0.25, 4.0


_PDFIUM = threading.Lock()


class Pages:
    """A PDF's pages as pictures; drawn by pdfium, which one thread may use at a time.

    So a page that is looked at waits until one that is being printed is drawn, a tenth of a second.
    """

    def __init__(self, path: Path) -> None:
        from pypdfium2 import PdfDocument

        content = path.read_bytes()
        with _PDFIUM:
            self._document: Any = PdfDocument(content)
            self.sizes: list[tuple[float, float]] = [
                self._document.get_page_size(number) for number in range(len(self._document))
            ]

    def __len__(self) -> int:
        return len(self.sizes)

    def picture(self, number: int, dots_per_inch: float) -> QImage:
        """Return page `number` (from 0) as it is printed, at a resolution."""
        with _PDFIUM:
            page = self._document[number]
            scale = dots_per_inch / _POINTS
            bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
            size, form = (bitmap.width, bitmap.height), QImage.Format.Format_RGBX8888
            # the buffer goes with the bitmap
            image = QImage(bitmap.buffer, *size, bitmap.stride, form).copy()
            bitmap.close()
            page.close()
        return image

    def close(self) -> None:
        """Let go of the document."""
        with _PDFIUM:
            self._document.close()


class PagesView(QAbstractScrollArea):
    """Scrolls and zooms; tells which page is in the middle."""

    page_changed = Signal(int)  # from 0
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Pages as they will be printed"))
        self._pages: Pages | None = None
        self._zoom = 1.0
        self._fit = True
        self._current = -1
        self._pictures: dict[tuple[int, int], QImage] = {}
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._on_scrolled())
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    def show_pages(self, pages: Pages | None) -> None:
        """Show other pages, the first one on top."""
        self._pages = pages
        self._pictures.clear()
        self._current = -1
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._on_scrolled()

    def zoom(self) -> float:
        """Return the zoom; 1.0 is the size of the paper."""
        return self._zoom

    def zoom_to(self, zoom: float) -> None:
        """Show the pages at another size, the present page staying in place."""
        self._fit = False
        self._set_zoom(zoom)

    def fit_width(self) -> None:
        """Let the pages be as wide as the view."""
        self._fit = True
        self._lay_out()

    def fits_width(self) -> bool:
        """Say whether the pages are as wide as the view, however wide that is."""
        return self._fit

    def current(self) -> int:
        """Return the number of the page in the middle, from 0."""
        return max(0, self._current)

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        boxes = self._boxes()
        if 0 <= number < len(boxes):
            self.verticalScrollBar().setValue(boxes[number].top() - _GAP)

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(_SMALLEST, min(_LARGEST, zoom))
        if zoom == self._zoom:
            return
        bar = self.verticalScrollBar()
        place = bar.value() / max(1, bar.maximum() + bar.pageStep())
        self._zoom = zoom
        self._pictures.clear()
        self._set_bars()
        bar.setValue(round(place * (bar.maximum() + bar.pageStep())))
        self.zoom_changed.emit(zoom)
        self.viewport().update()

    def _lay_out(self) -> None:
        if self._fit and self._pages is not None and len(self._pages):
            widest = max(width for width, _ in self._pages.sizes) / _POINTS * _SCREEN
            self._set_zoom((self.viewport().width() - 2 * _GAP) / widest)
        self._set_bars()
        self.viewport().update()

    def _boxes(self) -> list[QRect]:
        """Return where each page stands, from the top of the first."""
        boxes, top = [], _GAP
        wide = max(self.viewport().width(), self._widest() + 2 * _GAP)
        for size in self._sizes():
            boxes.append(QRect((wide - size.width()) // 2, top, size.width(), size.height()))
            top += size.height() + _GAP
        return boxes

    def _sizes(self) -> list[QSize]:
        scale = self._zoom * _SCREEN / _POINTS
        pages = self._pages.sizes if self._pages is not None else []
        return [QSize(round(width * scale), round(height * scale)) for width, height in pages]

    def _widest(self) -> int:
        return max((size.width() for size in self._sizes()), default=0)

    def _set_bars(self) -> None:
        boxes = self._boxes()
        height = boxes[-1].bottom() + _GAP if boxes else 0
        room = self.viewport().size()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(room.height())
        down.setSingleStep(40)
        down.setRange(0, max(0, height - room.height()))
        across.setPageStep(room.width())
        across.setRange(0, max(0, self._widest() + 2 * _GAP - room.width()))

    def _on_scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        boxes = self._boxes()
        current = next((n for n, box in enumerate(boxes) if box.bottom() + _GAP > middle), 0)
        if boxes and current != self._current:
            self._current = current
            title = tr("Pages as they will be printed")
            said = tr("Page {number} of {count}").format(number=current + 1, count=len(boxes))
            say(self, title, said)
            self.page_changed.emit(current)
        self.viewport().update()

    def _picture(self, number: int) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (number, round(self._zoom * 1000 * ratio))
        if key not in self._pictures:
            assert self._pages is not None
            image = self._pages.picture(number, _SCREEN * self._zoom * ratio)
            image.setDevicePixelRatio(ratio)
            self._pictures[key] = image
            while len(self._pictures) > _KEPT:
                del self._pictures[next(iter(self._pictures))]
        return self._pictures[key]

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tokens.STONE))
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for number, box in enumerate(self._boxes()):
            seen = box.translated(-left, -top)
            if seen.intersects(self.viewport().rect()):
                painter.fillRect(seen.adjusted(-1, -1, 1, 1), QColor(tokens.FIELD_LINE))
                painter.fillRect(seen, QColor(tokens.SHEET))
                painter.drawImage(seen.topLeft(), self._picture(number))
        if self.hasFocus():
            paint_ring(painter, self.viewport().rect())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self._zoom * (1.15 if event.angleDelta().y() > 0 else 1 / 1.15))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {
            Qt.Key.Key_PageDown: lambda: self.go_to(self.current() + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(max(0, self.current() - 1)),
            Qt.Key.Key_Home: lambda: bar.setValue(0),
            Qt.Key.Key_End: lambda: bar.setValue(bar.maximum()),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + bar.singleStep()),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - bar.singleStep()),
            Qt.Key.Key_Plus: lambda: self.zoom_to(self._zoom * 1.15),
            Qt.Key.Key_Minus: lambda: self.zoom_to(self._zoom / 1.15),
        }
        act = steps.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
