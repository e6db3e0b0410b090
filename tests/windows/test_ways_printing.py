"""Windows' own dialogs: a ledger is printed, and saved as a PDF into the folder of documents.

Printers of the real kind, their drivers and their margins cannot be seen here: Wine's printer takes
PostScript. What goes there through Windows' GDI is compared with the PDF that the program writes.
A lost line of single dots is too fine for that: look at the pictures, `printed 1.png` and on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdfium2 import PdfDocument

from tests.endtoend.screen import Screen, wait_for
from tests.windows.printer import Printer
from tests.windows.wine import FOLDERS, LONGEST_S, Wine

DOTS = 200  # per inch
MOVED = 1  # dots that a line may lie elsewhere
MOST_LOST = 0.15  # of a strip: edges of letters that are drawn with other greys
DARK, FAINT = 128, 216  # grey
STRIP, LITTLE = 6, 100  # dots: high; of ink in a strip that count as none


@pytest.fixture(scope="module")
def book(windows: Wine, installed: Path, documents: Path) -> Path:
    path = documents / "打印" / "王楼镇.rdb"
    path.parent.mkdir()
    windows.run("wine", installed / "RuralDesk.com", "sample", windows.path(path))
    return path


@pytest.fixture
def moved_documents(windows: Wine) -> Iterator[Path]:
    """The folder of documents, moved to another disk as the properties of Windows' folder do."""
    folder = windows.folder / "drive_d" / "我的文档"
    folder.mkdir(parents=True)
    (windows.folder / "dosdevices" / "d:").symlink_to(folder.parent)
    windows.set(FOLDERS, "Personal", "D:\\我的文档")
    yield folder
    windows.set(FOLDERS, "Personal", windows.path(windows.home / "Documents"))


def test_a_ledger_is_printed_and_saved_through_the_dialogs_of_windows(
    windows: Wine,
    installed: Path,
    book: Path,
    moved_documents: Path,
    screen: Screen,
    printer: Printer,
    pictures: Path,
) -> None:
    program = installed / "RuralDesk.exe"
    with windows.started("wine", program, "open", windows.path(book)):
        screen.wait_for_title("王楼镇 ·", LONGEST_S)
        screen.wait_until_still(20)
        screen.press("ctrl+l")
        screen.type("xmtz")
        screen.press("Return", "ctrl+p")
        screen.wait_for_title("打印 项目台账")
        screen.wait_until_still(20)

        screen.press("ctrl+s")
        screen.wait_for_title("存为 PDF")
        screen.picture().save(pictures / "printing 1 saving.png")
        screen.press("Return")
        saved = wait_for("a PDF in the documents", lambda: list(moved_documents.glob("*.pdf")))[0]
        screen.bring_up("打印 项目台账")  # Wine gives the focus to nobody after this dialog
        before = saved.stat().st_mtime_ns
        screen.press("ctrl+s")
        screen.wait_for_title("存为 PDF")
        screen.press("ctrl+a")
        screen.paste("项目 㐀𠮷")
        screen.press("Return")  # the ending is added
        named = moved_documents / "项目 㐀𠮷.pdf"
        wait_for("a PDF of that name", named.exists)
        screen.bring_up("打印 项目台账")
        screen.press("ctrl+s")
        screen.wait_for_title("存为 PDF")
        screen.press("ctrl+a")
        screen.paste("项目 㐀𠮷.pdf")
        screen.press("Return")  # asks whether it is to be replaced
        screen.picture().save(pictures / "printing 2 replacing.png")
        screen.press("Escape", "Escape")
        screen.bring_up("打印 项目台账")
        assert saved.stat().st_mtime_ns == before

        screen.press("ctrl+p")
        screen.picture().save(pictures / "printing 3 the printer.png")
        screen.press("Return")
        printer.wait_for_print()
        screen.bring_up("打印 项目台账")
        screen.picture().save(pictures / "printing 4 printed.png")
        screen.call("xdotool", "key", "Escape")
        screen.bring_up("王楼镇 ·")
        screen.call("xdotool", "key", "alt+F4")

    seen, printed = pages(saved), pages(printer.as_pdf(pictures / "printed.pdf"))
    assert len(seen) == len(printed)
    for number, (one, other) in enumerate(zip(seen, printed, strict=True)):
        other.save(pictures / f"printed {number + 1}.png")
        assert lost(one, other) < MOST_LOST, f"page {number + 1}"
        assert lost(other, one) < MOST_LOST, f"page {number + 1}"


def pages(file: Path) -> list[Image.Image]:
    document = PdfDocument(file.read_bytes())
    return [page.render(scale=DOTS / 72, grayscale=True).to_pil() for page in document]


def lost(one: Image.Image, other: Image.Image) -> float:
    """Return which part of the ink of a page's worst strip the other page has not, nor nearby."""
    ink = one.point(lambda grey: 255 if grey < DARK else 0)
    near = Image.new("L", one.size, 255)
    near.paste(other.crop((0, 0, *one.size)))
    near = near.point(lambda grey: 255 if grey < FAINT else 0)
    left = ink
    for across in range(-MOVED, MOVED + 1):
        for down in range(-MOVED, MOVED + 1):
            left = ImageChops.subtract(left, ImageChops.offset(near, across, down))
    return max(
        left.crop(strip).histogram()[255] / max(LITTLE, ink.crop(strip).histogram()[255])
        for strip in ((0, top, one.width, top + STRIP) for top in range(0, one.height, STRIP))
    )
