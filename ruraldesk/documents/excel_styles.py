"""The looks of the month's workbook, as named styles that Excel, WPS and LibreOffice all know."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook import Workbook

from ruraldesk.documents.excel_cells import CellKind

CELLS_FONT, HEADING_FONT = "宋体", "黑体"  # named, not embedded: every Chinese office has them

_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="FFECEAE3")
_SUM_FILL = PatternFill("solid", fgColor="FFFBF3DF")


class Styles:
    """The workbook's named styles, made once for each look."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], NamedStyle] = {}
        self._looks: dict[str, StyleArray] = {}

    def body(self, kind: CellKind) -> str:
        """Return the style of a column's cells."""
        return self._style(
            ("body", kind),
            font=Font(name=CELLS_FONT, size=10),
            alignment=Alignment(
                horizontal=kind.horizontal, vertical="center", wrap_text=kind.wrapped
            ),
            border=_BOX,
            number_format=kind.number_format,
        )

    def total(self, kind: CellKind) -> str:
        """Return the style of a total under such a column."""
        return self._style(
            ("total", kind),
            font=Font(name=CELLS_FONT, size=10, bold=True),
            alignment=Alignment(horizontal=kind.horizontal, vertical="center"),
            border=_BOX,
            number_format=kind.number_format,
            fill=_SUM_FILL,
        )

    def heading(self) -> str:
        """Return the style of headings."""
        return self._style(
            ("heading",),
            font=Font(name=HEADING_FONT, size=10),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
            border=_BOX,
            fill=_HEAD_FILL,
        )

    def title(self) -> str:
        """Return the style of the sheet's title."""
        return self._style(
            ("title",),
            font=Font(name=HEADING_FONT, size=18),
            alignment=Alignment(horizontal="center", vertical="center"),
        )

    def line(self, horizontal: str) -> str:
        """Return the style of the lines above and below the table."""
        return self._style(
            ("line", horizontal),
            font=Font(name=CELLS_FONT, size=11),
            alignment=Alignment(horizontal=horizontal, vertical="center"),
        )

    def look(self, name: str) -> StyleArray:
        """Return what a cell of a style refers to; it is shared, so nothing may be set in it."""
        return self._looks[name]

    def _style(self, key: tuple[object, ...], **looks: Any) -> str:
        if key not in self._made:
            style = NamedStyle(name=f"ruraldesk {len(self._made) + 1}", **looks)
            self._workbook.add_named_style(style)
            self._made[key] = style
            self._looks[style.name] = style.as_tuple()
        return str(self._made[key].name)
