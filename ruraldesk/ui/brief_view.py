"""A brief to look at: its text, in which every figure is a link to the rows behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QTextBrowser, QToolTip, QWidget

from ruraldesk.services.briefs import Piece
from ruraldesk.texts.translate import tr
from ruraldesk.ui import keys, tokens

_SCHEME = "figure"
_HEADING = re.compile("[一二三四五六七八九十]+、")  # 一、总体情况
_TABLE = '<table cellspacing="0" cellpadding="4" border="1" bordercolor="{}">'


class BriefView(QTextBrowser):
    """The text of a brief; Tab goes from figure to figure, Enter or a click opens one."""

    figure_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFont(tokens.font(tokens.TEXT))
        self.setAccessibleName(tr("What the brief says"))
        self.document().setDocumentMargin(18)
        self.anchorClicked.connect(self._on_anchor)
        self._plain = ""
        self._about: dict[str, str] = {}
        keys.set_hints(self, keys.brief_hints())

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show a brief."""
        self._plain = "".join(piece.text for piece in pieces)
        self._about = {piece.figure: piece.about for piece in pieces if piece.figure}
        self.setHtml(as_html(pieces))

    def show_reason(self, text: str) -> None:
        """Show why there is no brief to look at."""
        self._plain, self._about = "", {}
        self.setHtml(f'<p style="color:{tokens.CINNABAR_TEXT}">{escape(text)}</p>')

    def plain(self) -> str:
        """Return the text of the brief, as it is copied."""
        return self._plain

    def figures(self) -> list[str]:
        """Return the keys of the figures that the brief says."""
        return list(self._about)

    def about(self, key: str) -> str:
        """Return what the tool tip of a figure says."""
        return self._about[key]

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            key = QUrl(self.anchorAt(event.pos())).path()
            QToolTip.showText(event.globalPos(), self._about.get(key, ""), self)
            return True
        return super().event(event)

    def _on_anchor(self, url: QUrl) -> None:
        if url.scheme() == _SCHEME:
            self.figure_opened.emit(url.path())


def as_html(pieces: Sequence[Piece]) -> str:
    """Return the pieces as a page: lines with tabs that follow each other are rows of a table."""
    lines = "".join(_marked(piece) for piece in pieces).split("\n")
    blocks = [(is_row, list(block)) for is_row, block in groupby(lines, lambda one: "\t" in one)]
    return "".join(
        _table(block) if is_row and len(block) > 1 else _paragraphs(block)
        for is_row, block in blocks
    )


def _table(lines: list[str]) -> str:
    rows = ("".join(f"<td>{cell}</td>" for cell in line.split("\t")) for line in lines)
    return (
        _TABLE.format(tokens.FIELD_LINE) + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    )


def _paragraphs(lines: list[str]) -> str:
    made = []
    for line in filter(None, lines):
        text = line.replace("\t", "&emsp;&emsp;")
        if _HEADING.match(line):
            text = f"<b>{text}</b>"
        made.append(f'<p style="margin:4px 0; line-height:150%">{text}</p>')
    return "".join(made)


def _marked(piece: Piece) -> str:
    text = escape(piece.text)
    if not piece.figure:
        return text
    style = f"color:{tokens.PINE}; text-decoration:underline"
    return f'<a href="{_SCHEME}:{escape(piece.figure)}" style="{style}">{text}</a>'
