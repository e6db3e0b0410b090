"""Where the rows of a list lie whose sentences may need more than one line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from ruraldesk.ui import tokens

_WRAPPED = int(Qt.TextFlag.TextWordWrap)


class RowPlaces:
    """Every row is `tokens.ROW` pixels high, or as high as the lines of its sentence."""

    def __init__(
        self, texts: Sequence[str] = (), font: QFont | None = None, width: int = 0
    ) -> None:
        """Lay out rows of `texts` in `width` pixels; without a font each has one line."""
        heights = (_height(text, font, width) if font else tokens.ROW for text in texts)
        self._tops = list(accumulate(heights, initial=0))

    @property
    def total(self) -> int:
        """The height of all rows."""
        return self._tops[-1]

    def top(self, row: int) -> int:
        """Return where a row begins."""
        return self._tops[row]

    def height(self, row: int) -> int:
        """Return how high a row is."""
        return self._tops[row + 1] - self._tops[row]

    def row_at(self, y: int) -> int:
        """Return the row at a height, -1 where there is none."""
        return bisect_right(self._tops, y) - 1 if 0 <= y < self.total else -1


def _height(text: str, font: QFont, width: int) -> int:
    if len(text) * font.pixelSize() <= width:
        return tokens.ROW  # no character is wider than it is high: most need no measuring
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return tokens.ROW
    needed = metrics.boundingRect(QRect(0, 0, max(width, 1), 0), _WRAPPED, text).height()
    return max(tokens.ROW, needed + tokens.ROW - metrics.height())
