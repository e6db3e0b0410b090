"""Draw the picture beside the setup's pages: `python installer/make_setup_picture.py`.

It is twice as large as a screen of 96 dpi shows it, for screens with finer pixels, and has 256
colours, since Windows' own format is not compressed.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "installer" / "windows" / "beside.bmp"
FONT = ROOT / "resources" / "fonts" / "hei-bold.ttf"
WIDTH, HEIGHT = 328, 628
PINE, PINE_DARK, NAV_TEXT, WHEAT = "#2F6B4F", "#22352C", "#DDE6E0", "#E6B450"  # of ui/tokens.py
NAME, ROW = "乡村台账", 44  # pixels from one row of the ledger to the next


def drawn() -> Image.Image:
    """Return the picture: the icon and the name on a page of a ledger."""
    from installer.make_program_icon import drawn as icon

    picture = Image.new("RGB", (WIDTH, HEIGHT), PINE_DARK)
    pen = ImageDraw.Draw(picture)
    for y in range(HEIGHT - 5 * ROW, HEIGHT, ROW):
        pen.line((0, y, WIDTH, y), PINE, 2)
    for x in (92, 236):
        pen.line((x, HEIGHT - 5 * ROW, x, HEIGHT), PINE, 2)
    sign = icon(128)
    picture.paste(sign, ((WIDTH - sign.width) // 2, 92), sign)
    pen.text((WIDTH / 2, 276), NAME, NAV_TEXT, ImageFont.truetype(FONT, 52), anchor="mm")
    pen.line((WIDTH / 2 - 36, 330, WIDTH / 2 + 36, 330), WHEAT, 6)
    return picture.quantize(256, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    drawn().save(TARGET)
