"""Where the rows of a list lie whose sentences may need more than one line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import ceil

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from ruraldesk.ui import tokens

_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_MEASURED = 1000  # rows that are measured one by one
_LATIN = "\u2e7f"  # what comes behind it is as wide as it is high
_NARROW = 0.62  # width of other letters and digits, as a part of their height


class RowPlaces:
    """Every row is `tokens.ROW` pixels high, or as high as the lines of its sentence."""

    def __init__(
        self, texts: Sequence[str] = (), font: QFont | None = None, width: int = 0
    ) -> None:
        """Lay out rows of `texts` in `width` pixels; without a font each has one line."""
        if font is None:
            heights: Iterable[int] = (tokens.ROW for _ in texts)
        else:
            metrics, size = QFontMetrics(font), font.pixelSize()
            find = _measured if len(texts) <= _MEASURED else _reckoned
            heights = (find(text, metrics, size, width) for text in texts)
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


def _measured(text: str, metrics: QFontMetrics, size: int, width: int) -> int:
    if len(text) * size <= width:
        return tokens.ROW  # no character is wider than it is high: most need no measuring
    if metrics.horizontalAdvance(text) <= width:
        return tokens.ROW
    needed = metrics.boundingRect(QRect(0, 0, max(width, 1), 0), _WRAPPED, text).height()
    return max(tokens.ROW, needed + tokens.ROW - metrics.height())


def _reckoned(text: str, metrics: QFontMetrics, size: int, width: int) -> int:
    """Return a height that is enough, and sometimes a line too many: many rows are not measured."""
    if len(text) * size <= width:
        return tokens.ROW
    square = sum(letter > _LATIN for letter in text)
    needed = square * size + (len(text) - square) * size * _NARROW
    lines = ceil(needed / max(width - 2 * size, size))  # a line ends before a word that is cut
    return tokens.ROW + (lines - 1) * metrics.lineSpacing()
