"""What stands around a table or a card on paper: title, unit and month, signatures, foot."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.documents import fonts
from ruraldesk.documents.letterhead import Letterhead, Use
from ruraldesk.documents.pdf_grid import (
    BOTTOM,
    FOOT_ROOM,
    LEADING,
    LINE_ROOM,
    MARGIN,
    PADDING,
    SIZE,
    TITLE_SIZE,
    TOP,
)
from ruraldesk.texts.dates import chinese_date, chinese_month
from ruraldesk.texts.translate import tr

THIN, THICK = 0.5, 1.4  # line widths; the outside is drawn double weight
SHADE = 0.955  # grey of the row 承前页 and of a card's section titles
SMALL = 8.5  # points, the foot
WORDS = 10.5  # points, the lines above and below the table
SMALLEST = 4.5  # a number shrinks down to this before it would leave its cell
PAGES_FORM = "pages"  # the PDF form that holds the number of pages, filled in at the end
PAGES_ROOM: float = 12 * mm  # “共 99 页” just fits
RISE = 0.36  # of the size: from the middle of a line of text down to its base line
TO_SIGN = ("_" * 12, "_" * 9, "_" * 6)  # the longest that leaves room between the signatures
SIGNED_APART = 3 * mm
_UNIT = {
    Use.REPORTED: "填报单位：{}（盖章）",
    Use.ISSUED: "发文单位：{}（盖章）",
    Use.OWN: "单位：{}",
}
_DAY = {Use.REPORTED: "填报日期", Use.ISSUED: "发文日期", Use.OWN: "打印日期"}


class Frame:
    """Draws what all pages of one document share, and texts in boxes."""

    def __init__(
        self,
        canvas: Canvas,
        size: tuple[float, float],
        layout: LayoutDef,
        letterhead: Letterhead,
        *,
        money: bool,
    ) -> None:
        """Take a page's width and height in points, and whether it shows amounts.

        Raises:
            MissingGlyphs: a name or title around the table cannot be printed.
        """
        self.canvas, self.width, self.height = canvas, *size
        self._layout, self._letterhead, self._money = layout, letterhead, money
        self.pages = 0
        for text in (layout.title, letterhead.unit_name, *self._signed()):
            fonts.demand(text, f"{tr(layout.title)} · {tr('Title and signatures')}")

    @property
    def left(self) -> float:
        """The left edge of the table, in points."""
        return MARGIN

    @property
    def right(self) -> float:
        """The right edge of the table, in points."""
        return self.width - MARGIN

    def begin(self, title: str, line_y: float) -> None:
        """Begin a page: its title, and the line with unit, month and unit of money."""
        self.pages += 1
        self._title(title)
        self._line_above(line_y + (LINE_ROOM - WORDS) / 2)

    def end(self, table_bottom: float) -> None:
        """Draw signatures and foot below the table, and finish the page."""
        self._signatures(table_bottom - 7 * mm)
        self._foot()
        self.canvas.showPage()

    def finish(self) -> None:
        """Fill the number of pages into all pages."""
        self.canvas.beginForm(PAGES_FORM, 0, 0, PAGES_ROOM, FOOT_ROOM)
        self.text(f"共 {self.pages} 页", 0, 2, fonts.SONG, SMALL)
        self.canvas.endForm()

    def shade(self, left: float, right: float, top: float, bottom: float) -> None:
        """Draw a grey ground."""
        self.canvas.setFillGray(SHADE)
        self.canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def box(
        self,
        lines: Sequence[str],
        left: float,
        right: float,
        top: float,
        bottom: float,
        *,
        face: str = fonts.SONG,
        aligned: str = "centre",
    ) -> None:
        """Draw lines of text into a box, in the middle of its height."""
        base = (top + bottom) / 2 + LEADING * (len(lines) - 1) / 2 - SIZE * RISE
        for line in lines:
            if aligned == "left":
                size = fitting(line, face, right - left - 2 * PADDING)
                self.text(line, left + PADDING, base, face, size)
            else:
                room = right - left - (PADDING if aligned == "centre" else 2 * PADDING)
                size = fitting(line, face, room)
                wide = fonts.width(line, face, size)
                x = (left + right - wide) / 2 if aligned == "centre" else right - PADDING - wide
                self.text(line, x, base, face, size)
            base -= LEADING

    def text(self, text: str, x: float, y: float, face: str, size: float) -> None:
        """Draw a text from a point on its base line."""
        for name, piece in fonts.runs(text, face):
            self.canvas.setFont(name, size)
            self.canvas.drawString(x, y, piece)
            x += fonts.width(piece, name, size)

    def _title(self, title: str) -> None:
        gap = TITLE_SIZE * (0.55 if len(title) <= 12 else 0.15)
        whole = fonts.width(title, fonts.HEI, TITLE_SIZE) + gap * (len(title) - 1)
        smaller = min(1, (self.right - self.left) / whole) if whole else 1
        x = (self.width - whole * smaller) / 2
        y = self.height - TOP - TITLE_SIZE
        for character in title:
            self.text(character, x, y, fonts.HEI, TITLE_SIZE * smaller)
            x += (fonts.width(character, fonts.HEI, TITLE_SIZE) + gap) * smaller

    def _line_above(self, y: float) -> None:
        head = self._letterhead
        self.text(_UNIT[head.use].format(head.unit_name), self.left, y, fonts.SONG, WORDS)
        if head.month:
            month = chinese_month(head.month)
            x = (self.width - fonts.width(month, fonts.SONG, WORDS)) / 2
            self.text(month, x, y, fonts.SONG, WORDS)
        if self._money:
            unit = f"单位：{self._layout.money_unit}"
            x = self.right - fonts.width(unit, fonts.SONG, WORDS)
            self.text(unit, x, y, fonts.SONG, WORDS)

    def _signed(self, blank: str = TO_SIGN[0]) -> list[str]:
        signers = self._letterhead.signers
        return [f"{role}：{signers.get(role) or blank}" for role in self._layout.signatures]

    def _signatures(self, y: float) -> None:
        day = f"{_DAY[self._letterhead.use]}：{chinese_date(self._letterhead.printed_on)}"
        lines = [self._spread([*self._signed(blank), day]) for blank in TO_SIGN]
        parts, gap = next((one for one in lines if one[1] >= SIGNED_APART), lines[-1])
        x = self.left
        for part in parts:
            self.text(part, x, y, fonts.SONG, WORDS)
            x += fonts.width(part, fonts.SONG, WORDS) + gap

    def _spread(self, parts: list[str]) -> tuple[list[str], float]:
        """Return the parts of a line, and the room between them when it fills the page."""
        taken = sum(fonts.width(part, fonts.SONG, WORDS) for part in parts)
        return parts, (self.right - self.left - taken) / max(len(parts) - 1, 1)

    def _foot(self) -> None:
        head = self._letterhead
        code = f"校验码 {head.check_code} · " if head.check_code else ""
        self.text(f"{code}{self._layout.title}", self.left, BOTTOM, fonts.SONG, SMALL)
        page = f"第 {self.pages} 页 "
        x = self.right - PAGES_ROOM - fonts.width(page, fonts.SONG, SMALL)
        self.text(page, x, BOTTOM, fonts.SONG, SMALL)
        self.canvas.saveState()
        self.canvas.translate(self.right - PAGES_ROOM, BOTTOM - 2)
        self.canvas.doForm(PAGES_FORM)
        self.canvas.restoreState()


def fitting(text: str, face: str, room: float) -> float:
    """Return the size at which `text` fits `room`: what is not broken is never cut."""
    wide = fonts.width(text, face, SIZE)
    return SIZE if wide <= room else max(SMALLEST, SIZE * room / wide)
