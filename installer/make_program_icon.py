"""Draw the program's icon, a ledger with its ribbon: `python installer/make_program_icon.py`.

It is drawn here and not taken from the icon set, so that it stays clear down to 16 pixels: small
sizes have fewer and thicker rows.
"""

from pathlib import Path

from PIL import Image, ImageDraw

TARGET = Path(__file__).resolve().parent.parent / "resources" / "icons" / "ruraldesk.ico"
SIZES = (256, 128, 64, 48, 40, 32, 24, 20, 16)
FINE = 8  # drawn larger and shrunk, so that the edges are smooth

PINE, PINE_DARK, WHEAT, PAPER = "#2F6B4F", "#22352C", "#E6B450", "#FFFFFF"  # of ui/tokens.py


def drawn(size: int) -> Image.Image:
    """Return the icon, `size` pixels wide and high."""
    side = size * FINE
    picture = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(picture)

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        return left * side, top * side, right * side - 1, bottom * side - 1

    pen.rounded_rectangle(box(0, 0, 1, 1), 0.2 * side, PINE)
    pen.rounded_rectangle(box(0.2, 0.14, 0.8, 0.86), 0.06 * side, PAPER)
    pen.rounded_rectangle(box(0.2, 0.14, 0.33, 0.86), 0.06 * side, PINE_DARK)
    pen.rectangle(box(0.28, 0.14, 0.33, 0.86), PINE_DARK)
    rows, height = (5, 0.05) if size >= 48 else (3, 0.075)
    for row in range(rows):
        middle = 0.28 + row * 0.44 / (rows - 1)
        right = 0.58 if middle < 0.45 else 0.73  # beside the ribbon
        pen.rectangle(box(0.4, middle - height / 2, right, middle + height / 2), PINE)
    ribbon = [(0.63, 0.14), (0.75, 0.14), (0.75, 0.44), (0.69, 0.37), (0.63, 0.44)]
    pen.polygon([(x * side, y * side) for x, y in ribbon], WHEAT)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    largest, *others = map(drawn, SIZES)
    largest.save(TARGET, format="ICO", sizes=[(n, n) for n in SIZES], append_images=others)
