"""A zip from a stick can do no harm: its list of contents refuses it before it is unpacked."""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.exchange.package import DamagedPackage, NotAPackage, read_package
from ruraldesk.exchange.zips import BrokenZip, Limits, NotAZip, SafeZip, write_zip

END = b"RuralDesk sha256:"
LIMITS = Limits(parts=50, part=1 << 20, total=1 << 21, list=1 << 12, ratio=100, small=1 << 12)


def opening(content: bytes) -> Callable[[], io.BytesIO]:
    return lambda: io.BytesIO(content)


def zipped(parts: dict[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    write_zip(file, {name: opening(content) for name, content in parts.items()})
    return file


def signed_off(file: io.BytesIO) -> io.BytesIO:
    """Give a zip of another making the end that ours have, with the right hash."""
    content = bytearray(file.getvalue())
    at = content.rindex(b"PK\x05\x06")
    del content[at + 22 :]
    content[at + 20 : at + 22] = struct.pack("<H", len(END) + 64)
    content += END
    return io.BytesIO(bytes(content) + hashlib.sha256(content).hexdigest().encode())


def plain_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.filename = name  # as it is: on Windows, ZipInfo makes / of each backslash
    return entry


def foreign(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> io.BytesIO:
    """Return a zip as any tool would write it, ended as ours are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for one, content in entries:
            archive.writestr(plain_entry(one) if isinstance(one, str) else one, content)
    return signed_off(file)


def refused(file: io.BytesIO, limits: Limits = LIMITS) -> str:
    with pytest.raises(BrokenZip) as caught:
        SafeZip(file, limits)
    return caught.value.what


@given(
    st.dictionaries(
        st.from_regex(r"[a-z一-龥]{1,9}(/[a-z一-龥]{1,9})?\.(csv|jpg)", fullmatch=True),
        st.binary(max_size=300),
        max_size=6,
    )
)
def test_what_was_written_is_read_and_the_same_each_time(parts: dict[str, bytes]) -> None:
    file = zipped(parts)
    assert file.getvalue() == zipped(dict(reversed(parts.items()))).getvalue()
    read = SafeZip(file)
    assert read.is_whole()
    assert {name: read.read(name) for name in read.names} == parts


@given(st.data())
def test_any_changed_bit_shows(data: st.DataObject) -> None:
    content = bytearray(zipped({"a.csv": b"x,y\n" * 30, "照片.jpg": bytes(range(99))}).getvalue())
    place = data.draw(st.integers(0, len(content) * 8 - 1))
    content[place // 8] ^= 1 << place % 8
    try:
        whole = SafeZip(io.BytesIO(bytes(content))).is_whole()
    except (BrokenZip, NotAZip):
        whole = False
    assert not whole


def test_other_tools_read_it_too() -> None:
    with zipfile.ZipFile(zipped({"ledgers/a.csv": b"1"})) as archive:
        assert archive.testzip() is None
        [entry] = archive.infolist()
    assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../up.csv",
        "ledgers/../../up.csv",
        "ledgers/./a.csv",
        "ledgers//a.csv",
        "..",
        "a/",
        "C:/windows.csv",
        "ledgers\\a.csv",
        "a\nb.csv",
        "a.csv:stream",
        "x" * 201,
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert refused(foreign((name, b"1")))
    with pytest.raises(ValueError, match="cannot stand"):
        zipped({name: b"1"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "names", [("a.csv", "a.csv"), ("a.csv", "A.CSV"), ("e\u0301.csv", "\u00e9.csv")]
)
def test_names_that_stand_twice_are_refused(names: tuple[str, str]) -> None:
    assert refused(foreign(*((name, b"1") for name in names)))


def test_links_and_folders_and_locked_parts_are_refused() -> None:
    link = zipfile.ZipInfo("a.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert refused(foreign((link, b"/etc/passwd")))
    device = zipfile.ZipInfo("b.csv")
    device.create_system, device.external_attr = 3, 0o020666 << 16
    assert refused(foreign((device, b"")))
    locked = bytearray(foreign(("a.csv", b"1")).getvalue())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1  # says that it is encrypted
    assert refused(io.BytesIO(bytes(locked)))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    entry = zipfile.ZipInfo("a.csv")
    entry.compress_type = method
    assert refused(foreign((entry, b"1" * 99)))


def test_a_bomb_is_refused_by_what_its_list_says() -> None:
    assert refused(foreign(("a.csv", bytes(1 << 19))))  # far smaller packed
    assert refused(foreign(("a.csv", bytes((1 << 20) + 1))))  # larger than a part may be
    many = [(f"{n}.bin", zlib.compress(bytes([n]) * 9) * 30_000) for n in range(8)]
    assert refused(foreign(*many))  # too much together


def test_a_bomb_that_lies_about_its_size_unpacks_no_further_than_it_says() -> None:
    content = bytearray(foreign(("a.csv", b"1" * 3000)).getvalue())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 10)
    read = SafeZip(io.BytesIO(bytes(content)), LIMITS)
    with pytest.raises(BrokenZip):
        read.read("a.csv")


def test_parts_that_lie_over_one_another_are_refused() -> None:
    content = bytearray(foreign(("a.csv", b"1" * 400), ("b.csv", b"2" * 400)).getvalue())
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    assert refused(io.BytesIO(bytes(content)))


def test_a_list_of_a_million_names_is_not_even_read() -> None:
    assert refused(foreign(*((f"{n}.csv", b"") for n in range(51))))
    assert refused(foreign(*((f"{'x' * 180}{n}.csv", b"") for n in range(20))))


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"x" * 103, bytes(200)])
def test_what_is_no_zip_is_told_so(content: bytes) -> None:
    with pytest.raises(NotAZip):
        SafeZip(io.BytesIO(content))


def test_a_zip_of_another_program_is_none_of_ours() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", b"{}")
    with pytest.raises(NotAZip):
        SafeZip(file)


@given(st.binary(max_size=400))
def test_rubbish_with_our_end_is_refused_in_words(content: bytes) -> None:
    file = io.BytesIO(content + signed_off(io.BytesIO(b"PK\x05\x06" + bytes(18))).getvalue())
    try:
        names = SafeZip(file).names
    except BrokenZip as error:
        assert not re.search("[A-Za-z]{3}", error.what)  # noqa: PT017  in Chinese
    else:
        assert names == frozenset()


def test_hostile_files_are_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "坏.rdp"
    path.write_bytes(foreign(("../up.csv", b"1")).getvalue())
    with pytest.raises(DamagedPackage, match="坏"):
        read_package(path)
    path.write_bytes(foreign(("a.csv", b"1")).getvalue())
    with pytest.raises(DamagedPackage, match="内容目录"):
        read_package(path)
    path.write_bytes(b"MZ" + bytes(3000))
    with pytest.raises(NotAPackage):
        read_package(path)
    assert not (tmp_path.parent / "up.csv").exists()


@given(st.data())
def test_reading_a_zip_with_a_changed_bit_ends_in_words(data: st.DataObject) -> None:
    content = bytearray(zipped({"a.csv": b"x,y\n" * 30, "照片.jpg": bytes(range(99))}).getvalue())
    place = data.draw(st.integers(0, len(content) * 8 - 1))
    content[place // 8] ^= 1 << place % 8
    try:
        read = SafeZip(io.BytesIO(bytes(content)))
        for name in read.names:
            read.read(name)
    except (BrokenZip, NotAZip):
        pass
