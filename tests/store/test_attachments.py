"""Photos and files are kept once, small, rid of where they were taken, and never overwritten."""

import io
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import insert

from ruraldesk.files.failures import FileMissing
from ruraldesk.store import attachments
from ruraldesk.store.attachments import (
    AttachmentMissing,
    EmptyFile,
    TooLargeFile,
    caption_of,
    captioned,
    is_name,
    stored_content,
)
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.pictures import HugePicture, PhonePicture, UnreadablePicture, shrunk
from tests.store.sample_forms import put

TAKEN = "2023:11:16 08:03:00"


def photo(path: Path, size: tuple[int, int] = (4000, 3000), orientation: int = 1) -> Path:
    """A photo as phones take them: large, with the time and the place in it; red at the top."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0], size[1] // 4))
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x0132] = TAKEN
    notes.get_ifd(0x8825)[2] = (35.0, 20.0, 12.3)  # where it was taken
    picture.save(path, exif=notes)
    return path


def test_a_photo_is_shrunk(book: Book, tmp_path: Path) -> None:
    name = book.attachments.add(photo(tmp_path / "王楼 桥.jpg"))

    file = book.attachments.path(name)
    assert is_name(name)
    assert name.endswith("-王楼 桥.jpg")
    with Image.open(file) as picture:
        assert picture.size == (2000, 1500)
        assert picture.format == "JPEG"
    assert file.stat().st_size < 100_000


def test_a_plan_may_keep_all_its_pixels_and_still_forgets_the_place(
    book: Book, tmp_path: Path
) -> None:
    name = book.attachments.add(photo(tmp_path / "图.jpg", orientation=6), whole=True)

    with Image.open(book.attachments.path(name)) as picture:
        assert picture.size == (3000, 4000)
        assert dict(picture.getexif()) == {0x0132: TAKEN}


def test_the_small_print_of_a_scan_stays_readable(book: Book, tmp_path: Path) -> None:
    lines = Image.new("L", (2480, 3508), "white")  # A4 at 300 dots per inch
    for top in range(100, 3400, 12):
        lines.paste(0, (200, top, 2200, top + 6))  # strokes half a millimetre thick
    file = tmp_path / "合同.png"
    lines.save(file)

    with Image.open(book.attachments.path(book.attachments.add(file))) as kept:
        assert max(kept.size) == 2000
        column = [kept.convert("L").getpixel((700, y)) for y in range(60, 1900)]
    turns = sum(1 for a, b in pairwise(column) if (a < 128) != (b < 128))  # type: ignore[operator]
    assert turns > 500  # nearly all of the 550 edges


def test_a_photo_as_iphones_keep_it_is_told_as_such(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.HEIC"
    file.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 200)

    with pytest.raises(PhonePicture, match="HEIC"):
        book.attachments.add(file)


def test_a_record_captions_a_photo_without_another_file(book: Book, tmp_path: Path) -> None:
    name = book.attachments.add(photo(tmp_path / "IMG_2.jpg", (300, 200)))

    other = captioned(name, ' 村口/道路  "硬化" 前 ')

    assert is_name(other)
    assert caption_of(other) == "村口_道路 _硬化_ 前"
    assert caption_of(name) == "IMG_2"
    assert book.attachments.path(other) == book.attachments.path(name)
    assert not book.attachments.take_in(other, b"x")
    assert book.attachments.take_in(other, book.attachments.path(name).read_bytes())
    assert book.attachments.names() == [name]
    put(book, photos=f'["{other}"]')
    assert book.attachments.unused() == []
    assert is_name(captioned(name, ""))
    assert is_name(captioned(name, "长" * 200))


def test_a_caption_does_not_lose_a_secret_photo(secret_book: Book, tmp_path: Path) -> None:
    file = tmp_path / "低保.txt"
    file.write_text("张三低保", encoding="utf-8")
    other = captioned(secret_book.attachments.add(file), "公示")
    assert secret_book.attachments.path(other).read_text(encoding="utf-8") == "张三低保"


def test_where_it_was_taken_is_forgotten_and_when_is_not(book: Book, tmp_path: Path) -> None:
    name = book.attachments.add(photo(tmp_path / "桥.jpg"))

    with Image.open(book.attachments.path(name)) as picture:
        assert dict(picture.getexif()) == {0x0132: TAKEN}
        assert not picture.getexif().get_ifd(0x8825)


def test_a_picture_lying_on_its_side_is_turned_upright(book: Book, tmp_path: Path) -> None:
    name = book.attachments.add(photo(tmp_path / "桥.jpg", (800, 400), orientation=6))

    with Image.open(book.attachments.path(name)) as picture:
        assert picture.size == (400, 800)
        red, _, blue = picture.convert("RGB").getpixel((390, 400))  # type: ignore[misc]
        assert red > blue


def test_a_small_picture_is_not_blown_up(book: Book, tmp_path: Path) -> None:
    name = book.attachments.add(photo(tmp_path / "印.jpg", (300, 200)))

    with Image.open(book.attachments.path(name)) as picture:
        assert picture.size == (300, 200)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "L", "CMYK", "PA"])
def test_pictures_of_every_colour_kind_become_jpeg(tmp_path: Path, mode: str) -> None:
    file = tmp_path / ("图.tif" if mode in ("CMYK", "PA", "I;16", "LA") else "图.png")
    picture = Image.new("RGBA", (20, 10), (0, 0, 0, 0)).convert("PA" if mode == "PA" else "RGBA")
    if mode not in ("RGBA", "PA"):
        picture = Image.new(mode, (20, 10))
    try:
        picture.save(file)
    except OSError:
        file = file.with_suffix(".png")
        picture.save(file)

    content = shrunk(file)

    assert content is not None
    with Image.open(io.BytesIO(content)) as found:
        assert (found.format, found.size) == ("JPEG", (20, 10))


def test_what_was_transparent_is_white_as_on_paper(tmp_path: Path) -> None:
    file = tmp_path / "章.png"
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(file)

    content = shrunk(file)

    assert content is not None
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_a_scan_of_several_pages_loses_none(book: Book, tmp_path: Path) -> None:
    pages = [Image.new("L", (50, 70), shade) for shade in (0, 100, 200)]
    file = tmp_path / "合同.tif"
    pages[0].save(file, save_all=True, append_images=pages[1:])

    name = book.attachments.add(file)

    assert name.endswith("-合同.tif")
    assert book.attachments.path(name).read_bytes() == file.read_bytes()


def test_other_files_stay_as_they_are(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "纪要.PDF"
    file.write_bytes(b"%PDF-1.7 ...")

    name = book.attachments.add(file)

    assert name.endswith("-纪要.pdf")
    assert book.attachments.path(name).read_bytes() == b"%PDF-1.7 ..."


def test_the_same_content_is_kept_once(book: Book, tmp_path: Path) -> None:
    names = set()
    for stem in ("甲", "乙"):
        file = tmp_path / f"{stem}.txt"
        file.write_text("同", encoding="utf-8")
        names.add(book.attachments.add(file))

    assert len(names) == 1
    assert book.attachments.names() == list(names)


NO_NAME_ON_WINDOWS = pytest.param(
    "CON.txt", marks=pytest.mark.skipif(sys.platform == "win32", reason="there it is the console")
)


@pytest.mark.parametrize(
    "original", [NO_NAME_ON_WINDOWS, "a" * 200 + ".txt", ". 点 .txt", "无后缀", "😀 𡋾.txt"]
)
def test_any_name_becomes_one_that_windows_takes(book: Book, tmp_path: Path, original: str) -> None:
    file = tmp_path / original
    file.write_text(original, encoding="utf-8")

    name = book.attachments.add(file)

    assert is_name(name)
    assert len(name) < 90
    assert book.attachments.path(name).read_text(encoding="utf-8") == original


def test_a_file_that_is_not_there_is_named(book: Book, tmp_path: Path) -> None:
    for path in (tmp_path / "没有.jpg", tmp_path):
        with pytest.raises(FileMissing, match=path.name):
            book.attachments.add(path)


@pytest.mark.parametrize("content", [b"no picture", b"\xff\xd8\xff\xe0 cut off", b"\x89PNG\r\n"])
def test_a_picture_that_cannot_be_read_is_refused(
    book: Book, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "坏.jpg"
    file.write_bytes(content)

    with pytest.raises(UnreadablePicture, match="JPEG"):
        book.attachments.add(file)

    assert book.attachments.names() == []


def test_a_picture_cut_off_in_the_middle_is_refused(book: Book, tmp_path: Path) -> None:
    file = photo(tmp_path / "半.jpg")
    file.write_bytes(file.read_bytes()[:-20000])

    with pytest.raises(UnreadablePicture):
        book.attachments.add(file)


def test_a_picture_of_gigantic_size_is_refused(book: Book, tmp_path: Path) -> None:
    file = tmp_path / "大.png"
    Image.new("1", (20000, 10001)).save(file)

    with pytest.raises(HugePicture, match="20000"):
        book.attachments.add(file)


def test_large_and_empty_files_are_refused(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "录像.mp4"
    file.touch()
    with pytest.raises(EmptyFile):
        book.attachments.add(file)

    monkeypatch.setattr(attachments, "LARGEST", 1024 * 1024)
    file.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(TooLargeFile, match="2 MB"):
        book.attachments.add(file)


def test_a_book_that_is_read_only_takes_none(
    book: Book, definitions: object, tmp_path: Path
) -> None:
    with (
        Book.open(book.path, book.definitions) as reader,
        pytest.raises(ReadOnlyBook),
    ):
        reader.attachments.add(photo(tmp_path / "桥.jpg"))


@pytest.mark.parametrize(
    "name", ["000000000000-没有.jpg", "../王楼镇.rdb", "", "aaaaaaaaaaaa-../../x", "桥.jpg"]
)
def test_a_name_that_is_none_is_told(book: Book, name: str) -> None:
    with pytest.raises(AttachmentMissing):
        book.attachments.path(name)


def test_what_nothing_names_is_unused(book: Book, tmp_path: Path) -> None:
    names = []
    for number in range(4):
        file = tmp_path / f"{number}.txt"
        file.write_text(f"{number}", encoding="utf-8")
        names.append(book.attachments.add(file))
    put(book, photos=f'["{names[0]}"]', deleted="2023-11-16T08:00:00+08:00")
    with book.writing() as connection:
        connection.execute(
            insert(book.tables["_drafts"]).values(
                form="project", key="new", record=f'{{"photos": ["{names[1]}"]}}', changed=""
            )
        )
        entry = dict.fromkeys(book.tables["_journal"].c.keys(), "") | {
            "id": 1,
            "revision": 1,
            "before": f'{{"photos": ["{names[2]}"]}}',
        }
        connection.execute(insert(book.tables["_journal"]).values(entry))

    assert book.attachments.unused() == [names[3]]


def test_in_a_secret_book_they_are_encrypted(secret_book: Book, tmp_path: Path) -> None:
    file = tmp_path / "低保.txt"
    file.write_text("张三低保" * 100, encoding="utf-8")

    name = secret_book.attachments.add(file)

    stored = secret_book.paths.attachments / f"{name}.sealed"
    assert "张三".encode() not in stored.read_bytes()
    assert b"SQLite" not in stored.read_bytes()
    assert secret_book.attachments.names() == [name]
    opened = secret_book.attachments.path(name)
    assert opened.read_text(encoding="utf-8") == "张三低保" * 100
    assert secret_book.attachments.path(name) == opened
    secret_book.close()
    assert not opened.exists()


def test_a_damaged_secret_attachment_is_told(secret_book: Book, tmp_path: Path) -> None:
    file = tmp_path / "低保.txt"
    file.write_text("张三低保", encoding="utf-8")
    name = secret_book.attachments.add(file)
    stored = secret_book.paths.attachments / f"{name}.sealed"
    stored.write_bytes(stored.read_bytes()[:4000] + b"\0" * 96 + stored.read_bytes()[4096:])

    assert stored_content(stored, secret_book.key) is None
    with pytest.raises(AttachmentMissing, match="损坏"):
        secret_book.attachments.path(name)
