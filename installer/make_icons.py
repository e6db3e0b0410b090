"""Make the icons in resources/icons from the published set; needed only when an icon is added.

    python installer/make_icons.py SOURCES

SOURCES is the unpacked npm package that resources/LICENCES.md names, a folder with `icons/` in it.
The drawings named in `ICONS` are copied unchanged, and what they draw is written to `paths.txt` as
lines of absolute moves, lines and curves on the set's square of 24: so the window draws them with
its own pen, sharp at every scale, without an SVG library in its way when it starts.
"""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib import SVGPath
from PIL import Image, ImageDraw

TARGET = Path(__file__).resolve().parent.parent / "resources" / "icons"

# The name in the program: the name in the set.
ICONS: Mapping[str, str] = {
    "backup": "database-backup",
    "briefs": "file-text",
    "check": "check",
    "cross": "x",
    "disclosure": "megaphone",
    "emergency": "siren",
    "enterprises": "building-2",
    "environment": "trees",
    "evaluation": "award",
    "export": "file-spreadsheet",
    "grid": "map",
    "health": "heart-pulse",
    "home": "house",
    "import": "file-input",
    "industry": "wheat",
    "info": "info",
    "land": "house-plus",
    "left": "chevron-left",
    "month": "calendar-check",
    "organisation": "network",
    "packs": "package-open",
    "party": "flag",
    "places": "map-pin",
    "plus": "plus",
    "points": "star",
    "print": "printer",
    "projects": "hand-coins",
    "receipts": "mail-check",
    "right": "chevron-right",
    "reporting": "send",
    "services": "school",
    "stick": "usb",
    "supervision": "clipboard-list",
    "table": "table-2",
    "team": "users",
    "up": "chevron-up",
    "warning": "triangle-alert",
    "welfare": "hand-heart",
}

_LETTERS = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "qCurveTo": "C", "closePath": "Z"}
Point = tuple[float, float]


def drawn(svg: Path) -> str:
    """Return what a drawing draws, as letters (M, L, C, Z) and coordinates on a square of 24."""
    pen = RecordingPen()
    SVGPath(str(svg)).draw(pen)
    words: list[str] = []
    at: Point = (0, 0)
    for act, points in pen.value:
        if act not in _LETTERS:
            continue  # the end of an open line
        if act == "qCurveTo":
            points = _cubic(at, *points)
        words.append(_LETTERS[act])
        words.extend(f"{round(number, 2):g}" for point in points for number in point)
        at = points[-1] if points else at
    return " ".join(words)


def _cubic(start: Point, middle: Point, end: Point) -> tuple[Point, Point, Point]:
    """Return the cubic curve that a curve of second degree is."""

    def towards(point: Point) -> Point:
        return (point[0] + 2 * middle[0]) / 3, (point[1] + 2 * middle[1]) / 3

    return towards(start), towards(end), end


def draw_ticks() -> None:
    """Draw the tick of boxes in white and black: style sheets take a picture, not a pen."""
    tick = [(3, 8.5), (6.6, 12), (13, 4)]
    for name, shade in (("white", 255), ("black", 0)):
        for scale, ending in ((1, ""), (2, "@2x")):
            fine = 8 * scale  # drawn larger and shrunk, so that the edges are smooth
            mask = Image.new("L", (16 * fine, 16 * fine))
            pen = ImageDraw.Draw(mask)
            pen.line([(x * fine, y * fine) for x, y in tick], 255, round(2 * fine), "curve")
            small = mask.resize((16 * scale, 16 * scale), Image.Resampling.LANCZOS)
            picture = Image.new("LA", small.size, (shade, 0))
            picture.putalpha(small)
            picture.save(TARGET / f"check-{name}{ending}.png", optimize=True)


def main(sources: Path) -> None:
    """Copy the drawings and write down what they draw."""
    TARGET.mkdir(exist_ok=True)
    shutil.copyfile(sources / "LICENSE", TARGET / "LUCIDE.txt")
    lines = []
    for name, drawing in ICONS.items():
        svg = sources / "icons" / f"{drawing}.svg"
        shutil.copyfile(svg, TARGET / svg.name)
        lines.append(f"{name}: {drawn(svg)}\n")
    (TARGET / "paths.txt").write_text("".join(lines), encoding="utf-8", newline="\n")
    draw_ticks()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
