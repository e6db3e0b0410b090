"""What lies on a stick in place of a package is told by what it is, with the way out."""

import io
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ruraldesk.exchange.containers import Envelope, in_memory, write_container
from ruraldesk.exchange.finding import files_below
from ruraldesk.exchange.pack import read_pack
from ruraldesk.exchange.package import SUFFIX, read_package, write_package
from ruraldesk.exchange.receipt import read_receipt
from ruraldesk.exchange.refusals import DamagedPackage, FileRefused, NotAPackage
from ruraldesk.exchange.strange_files import (
    EmptyFile,
    PackedFiles,
    Repacked,
    Shortcut,
    Unfinished,
    WornOut,
    names_in_zip,
)
from tests.exchange.months import READ, SIGNER, TOWN, manifest_of, written

NAME = "黄寺村 2023年11月 第1次.rdp"
SHORTCUT = bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(300)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a photo; nobody changes it."""
    folder = tmp_path_factory.mktemp("包")
    manifest = manifest_of(written(folder))
    return write_package(folder / NAME, manifest, READ(folder), SIGNER).path


@pytest.fixture
def sealed(whole: Path, tmp_path: Path) -> Path:
    """The same package, encrypted."""
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts.pop("manifest.json")
    parts.pop("manifest.sig")
    target = tmp_path / "密.rdp"
    opened = {name: in_memory(part) for name, part in parts.items()}
    write_container(target, content, opened, SIGNER, Envelope(to=TOWN, key=SIGNER.public))
    return target


def refusal(path: Path) -> FileRefused:
    """Return how every reader refuses a file: all of them in the same words."""
    said = []
    for read in (read_package, read_receipt, read_pack):
        with pytest.raises(FileRefused) as caught:
            read(path)
        said.append(caught.value)
    assert len({str(one) for one in said}) == 1
    assert path.name in str(said[0])
    assert str(said[0]).endswith("。")
    return said[0]


def made(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def as_windows_packs(source: Path, folder: str = "", flags: int = 0) -> bytes:
    """Return a zip of the parts as Explorer makes it: backslashes, its own system, folders."""
    file = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        if folder:
            new.writestr(zipfile.ZipInfo(f"{folder}/", (2023, 12, 3, 9, 30, 2)), b"")
        for name in old.namelist():
            entry = zipfile.ZipInfo(f"{folder}/{name}" if folder else name, (2023, 12, 3, 9, 30, 2))
            entry.create_system, entry.external_attr = 0, 0x20
            entry.flag_bits |= flags
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()


@pytest.mark.parametrize("folder", ["", "黄寺村 2023年11月 第1次", "a"])
def test_a_package_that_was_packed_again_says_so(whole: Path, tmp_path: Path, folder: str) -> None:
    found = refusal(made(tmp_path / NAME, as_windows_packs(whole, folder)))
    assert isinstance(found, Repacked)
    assert "解压" in str(found)
    assert "原文件" in str(found)


def test_an_encrypted_package_that_was_packed_again_says_so(sealed: Path, tmp_path: Path) -> None:
    assert isinstance(refusal(made(tmp_path / NAME, as_windows_packs(sealed))), Repacked)


def test_a_package_packed_again_as_a_stream_says_so(whole: Path, tmp_path: Path) -> None:
    """With data descriptors, as tools write that cannot go back in the file."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: object) -> int:
            self.content += bytes(piece)  # type: ignore[call-overload]
            return len(bytes(piece))  # type: ignore[call-overload]

    stream = Stream()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert isinstance(refusal(made(tmp_path / NAME, stream.content)), Repacked)


NO_NAME_ON_WINDOWS = pytest.param(
    "CON.RDP", marks=pytest.mark.skipif(sys.platform == "win32", reason="there it is the console")
)


@pytest.mark.parametrize(
    "name", ["黄寺村.zip", "U盘 copy (1).rdp", f"{NAME}.zip", NO_NAME_ON_WINDOWS, "无"]
)
def test_a_package_under_any_name_is_a_package(whole: Path, tmp_path: Path, name: str) -> None:
    read_package(Path(shutil.copyfile(whole, tmp_path / name))).close()


def test_a_zip_of_packages_says_unpack_it(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "各村.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("黄寺村.rdp", "里面/王楼村.RDP"):
            archive.write(whole, name)
    found = refusal(target)
    assert isinstance(found, PackedFiles)
    assert "解压" in str(found)


@pytest.mark.parametrize("begin", [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00\x04"])
def test_an_archive_of_another_kind_says_unpack_it(tmp_path: Path, begin: bytes) -> None:
    assert isinstance(refusal(made(tmp_path / "各村.7z", begin + bytes(40))), PackedFiles)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    assert isinstance(refusal(made(tmp_path / NAME, b"")), EmptyFile)


@pytest.mark.parametrize("name", [f"{NAME}.lnk", f"{NAME} - 快捷方式.lnk", NAME])
def test_a_shortcut_says_so(tmp_path: Path, name: str) -> None:
    assert isinstance(refusal(made(tmp_path / name, SHORTCUT)), Shortcut)


@pytest.mark.parametrize("ending", [".crdownload", ".tmp", ".part"])
def test_what_was_not_downloaded_whole_says_so(whole: Path, tmp_path: Path, ending: str) -> None:
    half = whole.read_bytes()[:3000]
    assert isinstance(refusal(made(tmp_path / f"{NAME}{ending}", half)), Unfinished)


def test_cut_off_anywhere_it_is_the_beginning_of_a_file(whole: Path, tmp_path: Path) -> None:
    content = whole.read_bytes()
    for percent in range(1, 100):
        found = refusal(made(tmp_path / NAME, content[: len(content) * percent // 100]))
        assert isinstance(found, Unfinished), percent


@pytest.mark.parametrize("blank", [b"\x00", b"\xff"])
@pytest.mark.parametrize("place", ["all", "begin", "middle", "end"])
def test_a_stick_that_died_is_told(whole: Path, tmp_path: Path, blank: bytes, place: str) -> None:
    content = whole.read_bytes()
    size = len(content)
    start, length = {
        "all": (0, size),
        "begin": (0, 2048),
        "middle": (4096, 2048),
        "end": (size // 512 * 512 - 1536, size - (size // 512 * 512 - 1536)),
    }[place]
    worn = content[:start] + blank * length + content[start + length :]
    with pytest.raises(DamagedPackage) as caught:
        read_package(made(tmp_path / NAME, worn))
    assert isinstance(caught.value, WornOut)
    assert "换一个U盘" in str(caught.value)


def test_a_flipped_bit_is_no_dead_stick(whole: Path, tmp_path: Path) -> None:
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 1
    with pytest.raises(DamagedPackage) as caught:
        read_package(made(tmp_path / NAME, bytes(content)))
    assert not isinstance(caught.value, WornOut)


@pytest.mark.parametrize("content", [b"%PDF-1.4 ", b"\xd0\xcf\x11\xe0", "会议通知".encode()])
def test_any_other_file_is_none_of_ours(tmp_path: Path, content: bytes) -> None:
    assert type(refusal(made(tmp_path / NAME, content * 40))) is NotAPackage


def test_a_workbook_is_none_of_ours(tmp_path: Path) -> None:
    target = tmp_path / NAME
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert type(refusal(target)) is NotAPackage


def test_a_list_as_long_as_the_stick_is_not_read() -> None:
    end = b"PK\x05\x06" + b"\x00" * 4 + b"\xff\xff" * 2 + b"\xff\xff\xff\xff" * 2 + b"\x00\x00"
    assert names_in_zip(io.BytesIO(end)) == set()


def test_found_in_a_folder_is_what_is_meant(whole: Path, tmp_path: Path) -> None:
    put: Callable[[str], object] = lambda name: _put(whole, tmp_path / name)  # noqa: E731
    for name in ("a.rdp", "里/面/B.RDP", "别名.zip", "c.rdp.zip", "d.rdp - 快捷方式.lnk"):
        put(name)
    for name in ("._a.rdp", ".Trash-1000/files/x.rdp", "$RECYCLE.BIN/S-1/$R1.rdp", "e.rdr"):
        put(name)
    (tmp_path / "照片.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    (tmp_path / "说明.rdp.txt").write_text("无", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "各村.zip", "w") as archive:
        archive.write(whole, "黄寺村.rdp")
    (tmp_path / "夹.rdp").mkdir()
    found = {path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path, SUFFIX)}
    assert found == {
        *("a.rdp", "里/面/B.RDP", "别名.zip", "c.rdp.zip", "d.rdp - 快捷方式.lnk", "各村.zip"),
    }


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
