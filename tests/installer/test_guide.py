"""The printed guide: one sheet that a clerk holds in his hands while he installs the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from installer.guide.drawings import DRAWINGS
from installer.guide.lines import lines_of, width
from installer.guide.make import facts_of, main, write_guide
from installer.guide.words import PICTURES, Guide, Part, read
from installer.machine import SetupError

A4_POINTS = (595.28, 841.89)
MOST_BYTES = 1_000_000
SMALLEST = 10.5  # points, of words that are read; pictures of windows hold smaller ones
VERSION = "12.34.56"  # as long as one may get


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dist") / f"RuralDesk-{VERSION}-setup.exe"
    path.write_bytes(b"setup" * 1_000_000)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("RuralDesk")
    (path / "python").mkdir()
    (path / "python" / "a.dll").write_bytes(bytes(12_000_000))
    return path


@pytest.fixture(scope="module")
def facts(setup: Path, folder: Path) -> Mapping[str, str]:
    return facts_of(setup, folder)


@pytest.fixture(scope="module")
def guide(facts: Mapping[str, str]) -> Guide:
    return read(facts)


@pytest.fixture(scope="module")
def sheet(guide: Guide, facts: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guide") / "安装说明.pdf"
    write_guide(guide, path, facts)
    return path


def parts(guide: Guide) -> list[Part]:
    return [part for page in guide.pages for part in page]


def text_of(sheet: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(sheet).pages).replace("\n", "")


def test_it_is_one_small_sheet_of_a4(sheet: Path) -> None:
    pages = PdfReader(sheet).pages
    assert len(pages) == 2
    for page in pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            A4_POINTS, abs=0.1
        )
    assert sheet.stat().st_size <= MOST_BYTES


def test_every_face_is_in_the_file(sheet: Path) -> None:
    for page in PdfReader(sheet).pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        assert fonts
        assert all("/FontFile2" in font["/FontDescriptor"].get_object() for font in fonts)


def test_every_heading_is_printed_and_the_steps_are_numbered(guide: Guide, sheet: Path) -> None:
    told = text_of(sheet)
    for part in parts(guide):
        assert part.heading in told
    steps = [part.step for part in guide.pages[0] if part.step]
    assert steps == list(range(1, len(steps) + 1))


def test_what_the_build_knows_stands_in_it(facts: Mapping[str, str], sheet: Path) -> None:
    told = text_of(sheet)
    assert facts["setup"] in told
    assert facts["digest"] in told
    assert f"C 盘至少空 {facts['free']} MB" in told


def test_room_is_told_for_the_setup_and_for_what_it_unpacks(facts: Mapping[str, str]) -> None:
    # 12 MB of program, 5 MB of setup: 17 MB stay, and 12 MB more lie there for a while.
    assert (facts["tree"], facts["taken"], facts["free"]) == ("20", "20", "100")


def test_every_picture_is_there_and_what_is_pressed_lies_in_it(guide: Guide, sheet: Path) -> None:
    named = {part.picture for part in parts(guide) if part.picture} - set(DRAWINGS)
    assert named == {path.name for path in PICTURES.glob("*.png")}
    assert sum(len(page.images) for page in PdfReader(sheet).pages) >= len(named)
    for part in parts(guide):
        if part.mark is not None:
            left, top, wide, high = part.mark
            with Image.open(PICTURES / part.picture) as picture:
                assert left + wide <= picture.width
                assert top + high <= picture.height


def test_the_same_setup_makes_the_same_bytes(
    setup: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    made = [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    for path in made:
        main([str(path), "--setup", str(setup), "--folder", str(folder)])
    assert made[0].read_bytes() == made[1].read_bytes()
    assert b"D:20231114" in made[0].read_bytes()


def test_words_that_do_not_fit_are_refused_with_their_heading(
    guide: Guide, facts: Mapping[str, str], tmp_path: Path
) -> None:
    long = Part(place="left", heading="太长的一段", text=("装" * 2000,))
    crowded = Guide(title="说明", lead="", pages=((long,),))
    with pytest.raises(SetupError, match="太长的一段"):
        write_guide(crowded, tmp_path / "a.pdf", facts)


def test_a_key_that_no_part_has_is_refused(facts: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "guide.toml"
    path.write_text(
        'title = "a"\nlead = "b"\n[[page]]\n'
        '[[page.part]]\nplace = "top"\nheading = "c"\nstep_ = 1\n',
        encoding="utf-8",
    )
    with pytest.raises(SetupError, match="step_"):
        read(facts, path)


def test_lines_keep_to_their_room_and_never_begin_with_a_space_or_a_closing_mark() -> None:
    text = (
        "先点**更多信息**，再点**仍要运行**。没有 SmartScreen 的提示，就输入 **%Temp%**，按回车。"
        * 3
    )
    for room in range(70, 250, 7):
        for line in lines_of(text, SMALLEST, room):
            assert width(line, SMALLEST) <= room
            assert line[0][0] not in "，。 "
