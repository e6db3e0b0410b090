"""What no picture can be taken of here: a window of Windows itself, drawn after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from installer.guide.blocks import RISE, THIN, press_mark, title_bar
from installer.guide.lines import write
from ruraldesk.documents import fonts

ICON = Path(__file__).resolve().parents[2] / "resources" / "icons" / "ruraldesk.ico"
BLUE = (0.0, 0.36, 0.62)  # of the notice
SMALL = 8.0


@dataclass(slots=True)
class Drawing:
    """One of `DRAWINGS`, as wide as its column."""

    name: str
    room: float
    setup: str
    height: float = 0.0

    def __post_init__(self) -> None:
        self.height = DRAWINGS[self.name][0]

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw it."""
        DRAWINGS[self.name][1](canvas, (left, top, self.room), self.setup)


def _stick(canvas: Canvas, at: tuple[float, float, float], setup: str) -> None:
    """The stick's window with the setup in it."""
    left, top, room = at
    top -= 3
    title_bar(canvas, "U盘 (E:)", (left, top - 13, room, 13))
    canvas.setLineWidth(THIN)
    canvas.setStrokeGray(0.35)
    canvas.rect(left, top - 62, room, 62)
    canvas.line(left, top - 13, left + room, top - 13)
    canvas.setStrokeGray(0)
    with Image.open(ICON) as icon:  # the largest of its sizes
        image = ImageReader(icon.convert("RGBA"))
    canvas.drawImage(image, left + 12, top - 33, 14, 14, mask="auto")
    _say(canvas, setup, left + 32, top - 26, "hei", 9)
    canvas.rect(left + 14, top - 54, 10, 12)
    _say(canvas, "PDF", left + 14.6, top - 49.5, "hei", 4.6)
    _say(canvas, "安装说明.pdf", left + 32, top - 48, "hei", 9)
    press_mark(canvas, (left + 9, top - 34, fonts.width(setup, "hei", 9) + 27, 16))


def _notice(canvas: Canvas, at: tuple[float, float, float], setup: str) -> None:
    """The two states of the notice that Windows shows for a setup without a bought certificate."""
    left, top, room = at
    wide = (room - 8) / 2
    for place, first in ((left, True), (left + wide + 8, False)):
        _panel(canvas, (place, top - 3, wide), setup, first=first)


def _panel(canvas: Canvas, at: tuple[float, float, float], setup: str, *, first: bool) -> None:
    left, top, wide = at
    canvas.setFillColorRGB(*BLUE)
    canvas.rect(left, top - 92, wide, 92, stroke=0, fill=1)
    canvas.setFillGray(1)
    _say(canvas, "Windows 已保护你的电脑", left + 7, top - 13, "hei", SMALL + 0.5)
    _say(canvas, "Microsoft Defender SmartScreen", left + 7, top - 28, "hei", 6.3)
    _say(canvas, "阻止了无法识别的应用启动……", left + 7, top - 37, "hei", 6.3)
    if first:
        _say(canvas, "更多信息", left + 7, top - 51, "hei", SMALL)
        canvas.setStrokeGray(1)
        canvas.setLineWidth(THIN)
        canvas.line(left + 7, top - 56, left + 7 + 4 * SMALL, top - 56)
        canvas.setStrokeGray(0)
    else:
        _say(canvas, f"应用：{setup}", left + 7, top - 50, "hei", 6.3)
        _say(canvas, "发布者：未知发布者", left + 7, top - 59, "hei", 6.3)
    row = top - 84
    buttons = ("不运行",) if first else ("仍要运行", "不运行")
    for place, words in enumerate(reversed(buttons)):
        x = left + wide - 46 - place * 50
        canvas.setFillGray(0.86)
        canvas.rect(x, row, 40, 15, stroke=0, fill=1)
        canvas.setFillGray(0)
        centred = x + 20 - fonts.width(words, "hei", SMALL) / 2
        _say(canvas, words, centred, row + 7.5, "hei", SMALL)
    if first:
        press_mark(canvas, (left + 5, top - 57, 4 * SMALL + 4, 12))
    else:
        press_mark(canvas, (left + wide - 96, row, 40, 15))


def _say(canvas: Canvas, words: str, left: float, middle: float, face: str, size: float) -> None:
    write(canvas, [(one, face) for one in words], left, middle - size * RISE, size)


DRAWINGS: Mapping[str, tuple[float, Callable[[Canvas, tuple[float, float, float], str], None]]] = {
    "stick": (70.0, _stick),
    "notice": (102.0, _notice),
}
"""How high each is, in points, and what draws it."""
