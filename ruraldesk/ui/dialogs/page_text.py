"""Pages of text with headings, as the help and the licences are written, laid out to be read."""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from ruraldesk.ui import tokens

_MARGIN = 18  # pixels around the text
_SIZES = {1: tokens.TITLE, 2: tokens.CARD_TITLE + 1}  # of headings; further down they are smaller
_ABOVE = {1: 0, 2: 16}  # pixels
_BELOW, _BETWEEN = 6, 5
_LINE = 125  # percent of the height of a line


def show_page(place: QTextEdit, markdown: str) -> None:
    """Show a page: headings apart from what stands above them, lines with air between them."""
    place.setFont(tokens.font(tokens.TABLE))
    place.setMarkdown(markdown)
    document = place.document()
    document.setDocumentMargin(_MARGIN)
    block = document.begin()
    while block.isValid():
        _lay_out(QTextCursor(block), block)
        block = block.next()


def _lay_out(cursor: QTextCursor, block: QTextBlock) -> None:
    shape = QTextBlockFormat()
    level = block.blockFormat().headingLevel()
    if level:
        shape.setTopMargin(_ABOVE.get(level, 10))
        shape.setBottomMargin(_BELOW)
        letters = QTextCharFormat()  # in place of the one that says how much larger they are
        letters.setFont(tokens.font(_SIZES.get(level, tokens.TEXT), bold=True))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(letters)
    elif cursor.currentTable() is None:
        shape.setTopMargin(0)
        shape.setBottomMargin(_BETWEEN)
    shape.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(shape)
