"""Pictures made small enough to keep by the thousand, and rid of what the camera noted."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.store.failures import BookError
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from PIL import Image

JPEG = ".jpg"
PICTURES = frozenset(
    {JPEG, ".jpeg", ".jpe", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic", ".heif"}
)
LONGEST_SIDE = 2000  # pixels: the small print of an A4 page can still be read
QUALITY = 85
WHOLE_QUALITY = 92  # of a picture that keeps all its pixels
MOST_PIXELS = 200_000_000  # beyond it decoding would take the memory of a small computer

_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")  # brands, ISO 23008-12
_TAKEN, _CHANGED, _CAMERA = 0x9003, 0x0132, 0x8769  # EXIF: DateTimeOriginal, DateTime, its part


class UnreadablePicture(BookError):
    """The file's name ends like a picture's, but it cannot be decoded."""

    code = "unreadable_picture"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "{name} cannot be read as a picture: it is damaged, or of a kind that only the "
                "phone knows. Open it on the phone or computer, save it as JPEG, then add it again."
            ),
        )


class PhonePicture(BookError):
    """The picture is of the kind that iPhones make, which nothing here reads."""

    code = "phone_picture"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "{name} is a HEIC photo, which only phones read. Send it from the phone as JPEG, "
                "or set the camera to JPEG for good (iPhone: Settings, Camera, Formats, Most "
                "Compatible), then add it again."
            ),
        )


class HugePicture(BookError):
    """The picture has more pixels than a small computer can hold."""

    code = "huge_picture"

    def __init__(self, path: Path, width: int, height: int) -> None:
        super().__init__(
            path,
            tr("{name} is too large ({width} × {height} pixels). Make it smaller, then add it."),
            width=width,
            height=height,
        )


def shrunk(file: Path, *, whole: bool = False) -> bytes | None:
    """Return the picture as a JPEG that is upright and small; None when it has several pages.

    A `whole` one keeps all its pixels; it is upright and rid of notes as well.

    Several pages are a scanned document, of which nothing may be lost: it is kept as it is.

    Raises:
        UnreadablePicture, PhonePicture, HugePicture.
        OSError: the file cannot be read at all.
    """
    from PIL import Image, ImageOps  # only when a picture is added

    Image.MAX_IMAGE_PIXELS = None  # told below, in words, before anything is decoded
    data = io.BytesIO(file.read_bytes())
    try:
        with Image.open(data) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise HugePicture(file, picture.width, picture.height)
            if getattr(picture, "n_frames", 1) > 1:
                return None
            notes = _date_only(picture.getexif())
            if not whole:
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            if not whole:
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            target = io.BytesIO()
            quality = WHOLE_QUALITY if whole else QUALITY
            _flat(upright).save(target, "JPEG", quality=quality, optimize=True, exif=notes)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # Pillow's ways of saying that it cannot decode something.
        raise _refused(file) from error
    return target.getvalue()


def taken_on(file: Path) -> str:
    """Return the day on which a kept photo was taken as ISO text, "" where it does not say."""
    from PIL import Image

    try:
        with Image.open(file) as picture:
            noted = picture.getexif().get(_CHANGED)
    except (OSError, SyntaxError, ValueError):
        return ""
    day = str(noted or "")[:10].replace(":", "-")
    return day if _DAY.fullmatch(day) else ""


def _refused(file: Path) -> BookError:
    start = file.read_bytes()[:12]
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC:
        return PhonePicture(file)
    return UnreadablePicture(file)


def _date_only(noted: Image.Exif) -> Image.Exif:
    """Return EXIF that says only when the picture was taken."""
    from PIL import Image

    taken = noted.get_ifd(_CAMERA).get(_TAKEN) or noted.get(_CHANGED)
    kept = Image.Exif()
    if isinstance(taken, str):
        kept[_CHANGED] = taken
    return kept


def _flat(picture: Image.Image) -> Image.Image:
    """Return the picture in colours that JPEG knows, transparent parts white as on paper."""
    from PIL import Image

    if picture.mode in ("RGB", "L"):
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture.convert("RGBA"))
    return white.convert("RGB")
