"""Photos on paper: so many on a page, upright, with caption and day."""

from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from ruraldesk.documents.contact_sheet import GRIDS, Photo, write_contact_sheet
from ruraldesk.documents.fonts import MissingGlyphs
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.replacing import CannotWrite

HEAD = Letterhead(unit_name="王楼村", month="", printed_on=date(2023, 11, 16))


def photo(folder: Path, number: int, size: tuple[int, int] = (800, 600)) -> Photo:
    file = folder / f"{number}.jpg"
    Image.new("RGB", size, (200, 20, 20)).save(file)
    return Photo(path=file, caption=f"第{number}段道路硬化后", taken="2023-11-01")


def texts(target: Path) -> list[str]:
    document = PdfDocument(target)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


@pytest.mark.parametrize("per_page", sorted(GRIDS))
def test_so_many_stand_on_a_page(tmp_path: Path, per_page: int) -> None:
    photos = [photo(tmp_path, number) for number in range(1, 11)]
    target = tmp_path / "照片.pdf"

    pages = write_contact_sheet("照片附页", photos, target, HEAD, per_page=per_page)

    said = texts(target)
    assert pages == len(said) == -(-10 // per_page)
    assert said[0].count("拍摄 2023-11-01") == per_page
    assert "第10段道路硬化后" in said[-1]
    assert "王楼村" in said[0]
    assert f"共 {pages} 页" in said[0].replace("  ", " ")


def test_a_photo_is_drawn_within_its_box_whatever_its_shape(tmp_path: Path) -> None:
    shapes = [(3000, 100), (100, 3000), (20, 20), (2000, 1500)]
    photos = [photo(tmp_path, number, size) for number, size in enumerate(shapes)]
    target = tmp_path / "照片.pdf"
    write_contact_sheet("照片附页", photos, target, HEAD, per_page=4)
    document = PdfDocument(target)
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    red = [
        (x, y)
        for x in range(0, picture.width, 2)
        for y in range(0, picture.height, 2)
        if picture.getpixel((x, y))[0] > 150 and picture.getpixel((x, y))[1] < 90  # type: ignore[index]
    ]
    assert red
    assert min(x for x, _ in red) > 40
    assert max(x for x, _ in red) < picture.width - 40


def test_a_title_as_long_as_a_project_s_name_stays_on_the_paper(tmp_path: Path) -> None:
    title = "王楼镇黄寺村2023年省级衔接推进乡村振兴补助资金主干道路硬化及排水配套工程照片附页"
    target = tmp_path / "照片.pdf"
    write_contact_sheet(title, [photo(tmp_path, 1)], target, HEAD)
    document = PdfDocument(target)
    page = document[0].get_textpage()
    boxes = [page.get_charbox(at) for at in range(len(title))]
    width = document[0].get_width()
    document.close()
    assert min(box[0] for box in boxes) > 20
    assert max(box[2] for box in boxes) < width - 20


def test_a_long_caption_takes_two_lines_and_no_more(tmp_path: Path) -> None:
    long = Photo(path=photo(tmp_path, 1).path, caption="很长的说明" * 40)
    target = tmp_path / "照片.pdf"
    assert write_contact_sheet("照片附页", [long], target, HEAD, per_page=9) == 1
    assert texts(target)[0].count("很长的说明") < 12


def test_what_no_font_can_print_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    bad = Photo(path=photo(tmp_path, 1).path, caption="\ue000")
    with pytest.raises(MissingGlyphs):
        write_contact_sheet("照片附页", [bad], tmp_path / "照片.pdf", HEAD)
    assert not (tmp_path / "照片.pdf").exists()


def test_a_photo_that_cannot_be_read_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "坏.jpg"
    file.write_bytes(b"no picture")
    with pytest.raises(CannotWrite):
        write_contact_sheet("照片附页", [Photo(path=file, caption="")], tmp_path / "照片.pdf", HEAD)
    assert list(tmp_path.glob("*.pdf")) == []
