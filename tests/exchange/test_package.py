"""A package is read as it was written, or refused with the reason."""

import errno
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ruraldesk.errors import Stopped
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.manifest import Manifest, check_code, read_manifest
from ruraldesk.exchange.package import (
    DamagedPackage,
    ForgedPackage,
    NewerPackage,
    NotAPackage,
    NotForUs,
    read_package,
    write_package,
)
from ruraldesk.exchange.parts import from_folder
from ruraldesk.exchange.zips import write_zip
from ruraldesk.files.failures import FileError
from ruraldesk.services.books import shipped_definitions
from tests.exchange.months import PHOTO, SIGNER, TOWN, manifest_of, parts_of, small, written

READER = new_identity()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A folder with the parts of a month, and its manifest."""
    folder = tmp_path_factory.mktemp("归档 月份")
    return folder, manifest_of(written(folder))


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    path = tmp_path_factory.mktemp("副本") / "台账.pdf"
    path.write_bytes(b"%PDF-1.7 " + bytes(range(256)) * 9)
    return {"黄寺村 台账.pdf": path}


@pytest.fixture
def package(tmp_path: Path, month: tuple[Path, Manifest], copies: dict[str, Path]) -> Path:
    """A package as it lies on the stick."""
    folder, manifest = month
    target = tmp_path / "黄寺村 2023年11月 第1次.rdp"
    write_package(target, manifest, from_folder(folder), SIGNER, copies=copies)
    return target


@pytest.fixture
def sealed(tmp_path: Path, month: tuple[Path, Manifest]) -> Path:
    """The same, encrypted for the town."""
    folder, manifest = month
    target = tmp_path / "加密.rdp"
    to = Envelope(to=TOWN, key=READER.public)
    write_package(target, manifest, from_folder(folder), SIGNER, envelope=to)
    return target


def unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a zip that is well formed in every way, with other content."""
    with path.open("w+b") as file:
        file.truncate()
        write_zip(file, {name: _opening(content) for name, content in parts.items()})
    return path


def _opening(content: bytes) -> Callable[[], io.BytesIO]:
    return lambda: io.BytesIO(content)


def test_what_was_written_is_read(package: Path, month: tuple[Path, Manifest]) -> None:
    folder, manifest = month
    with read_package(package) as opened:
        assert opened.manifest == manifest
        assert opened.sha256 == manifest.sha256
        assert opened.signer_key == SIGNER.public
        assert not opened.encrypted
        projects = small(shipped_definitions())["project"]
        at = opened.columns("project").index("name")
        rows = list(opened.rows("project"))
        assert [(row[0], row[at]) for row in rows] == [(one.uuid, one["name"]) for one in projects]
        assert list(opened.rows("cadre")) == []
        lines = next(name for name in manifest.counts if name.startswith("project__"))
        assert len(list(opened.rows(lines))) == manifest.counts[lines]
        [photo] = opened.attachments
        assert opened.read_attachment(photo) == (folder / PHOTO).read_bytes()
        with pytest.raises(KeyError):
            opened.read_attachment("../manifest.json")


def test_reading_holds_the_file_no_longer_than_it_is_open(package: Path) -> None:
    read_package(package).close()
    package.unlink()


def test_the_check_code_is_that_of_the_manifest(package: Path) -> None:
    with read_package(package) as opened:
        code = check_code(opened.manifest)
    assert len(code) == 7
    assert code[3] == "-"
    assert not set(code) & set("01IO")
    assert check_code(read_manifest(unpacked(package)["manifest.json"])) == code


def test_an_encrypted_package_opens_only_with_the_key(sealed: Path, package: Path) -> None:
    with read_package(sealed, [new_identity(), READER]) as opened:
        assert opened.encrypted
        assert len(list(opened.rows("project"))) == 3
    for identities in ([], [new_identity()]):
        with pytest.raises(NotForUs) as refused:
            read_package(sealed, identities)
        assert READER.public.fingerprint in str(refused.value)
        assert TOWN in str(refused.value)


def test_nothing_private_can_be_read_without_the_key(sealed: Path) -> None:
    [project, *_] = small(shipped_definitions())["project"]
    names = [str(project["name"]).encode(), b"ledgers/", b"manifest"]
    content = sealed.read_bytes()
    assert not any(name in content for name in names)


@pytest.mark.parametrize("place", range(0, 100, 3))
def test_a_flipped_bit_anywhere_is_found(package: Path, sealed: Path, place: int) -> None:
    for path in (package, sealed):
        content = bytearray(path.read_bytes())
        content[len(content) * place // 100] ^= 1 << place % 8
        path.write_bytes(content)
        with pytest.raises((DamagedPackage, NotAPackage)):
            read_package(path, [READER])


def test_a_flipped_bit_in_any_part_is_found_and_the_part_named(package: Path) -> None:
    whole = unpacked(package)
    content = package.read_bytes()
    with zipfile.ZipFile(package) as archive:
        places = {one.filename: one.header_offset + 30 for one in archive.infolist()}
    for name in whole:
        changed = bytearray(content)
        changed[places[name] + len(name.encode()) + 3] ^= 4
        package.write_bytes(changed)
        with pytest.raises(DamagedPackage) as refused:
            read_package(package)
        assert name in refused.value.parts


def test_every_removed_part_is_missed(package: Path) -> None:
    whole = unpacked(package)
    for name in whole:
        repacked(package, {key: part for key, part in whole.items() if key != name})
        with pytest.raises(DamagedPackage) as refused:
            read_package(package)
        assert refused.value.parts == (name,) or name in ("copies.json", "copies.sig")


@pytest.mark.parametrize("name", ["ledgers/extra.csv", "copies/x.pdf", "attachments/x.jpg", "x"])
def test_an_added_part_is_seen(package: Path, name: str) -> None:
    repacked(package, {**unpacked(package), name: b"more"})
    with pytest.raises(DamagedPackage) as refused:
        read_package(package)
    assert refused.value.parts == (name,)


def test_a_replaced_table_is_seen(package: Path) -> None:
    parts = unpacked(package)
    parts["ledgers/project.csv"] = parts["ledgers/project.csv"].replace(b"2023", b"2024")
    repacked(package, parts)
    with pytest.raises(DamagedPackage) as refused:
        read_package(package)
    assert refused.value.parts == ("ledgers/project.csv",)


def test_a_replaced_table_with_its_manifest_is_forged(package: Path, tmp_path: Path) -> None:
    parts = unpacked(package)
    parts["ledgers/project.csv"] = parts["ledgers/project.csv"].replace(b"2023", b"2024")
    folder = tmp_path / "neu"
    for name, content in parts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    said = json.loads(parts["manifest.json"])
    hashes = {name: part.sha256 for name, part in parts_of(folder).items()}
    for part in said["parts"]:
        part["sha256"] = hashes[part["name"]]
    parts["manifest.json"] = json.dumps(
        said, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    repacked(package, parts)
    with pytest.raises(ForgedPackage):
        read_package(package)


def test_a_signature_of_somebody_else_is_forged(
    package: Path, month: tuple[Path, Manifest], tmp_path: Path
) -> None:
    folder, manifest = month
    other = tmp_path / "other.rdp"
    write_package(other, manifest, from_folder(folder), new_identity())
    with pytest.raises(ForgedPackage):
        read_package(other)


def test_replaced_copies_are_forged_though_the_tables_are_whole(package: Path) -> None:
    parts = unpacked(package)
    listed = json.loads(parts["copies.json"])
    listed["parts"] = []
    del parts["copies/黄寺村 台账.pdf"]
    parts["copies.json"] = json.dumps(listed).encode()
    repacked(package, parts)
    with pytest.raises(ForgedPackage):
        read_package(package)


def test_a_newer_format_says_so(package: Path) -> None:
    parts = unpacked(package)
    said = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**said, "format": 2, "future": [1]}).encode()
    repacked(package, parts)
    with pytest.raises(NewerPackage):
        read_package(package)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"%PDF-1.7", b"MZ" + bytes(999), b"PK\x05\x06" * 99]
)
def test_another_file_is_no_package(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.rdp"
    path.write_bytes(content)
    with pytest.raises(NotAPackage):
        read_package(path)


def test_half_a_package_is_refused(package: Path) -> None:
    content = package.read_bytes()
    for cut in (10, len(content) // 2, len(content) - 1):
        package.write_bytes(content[:cut])
        with pytest.raises(NotAPackage):
            read_package(package)


def test_an_old_package_survives_a_failed_writing(
    package: Path, month: tuple[Path, Manifest], tmp_path: Path
) -> None:
    before = package.read_bytes()
    shutil.copyfile(package, tmp_path / "copy")

    def unreadable(name: str) -> io.BytesIO:
        raise Stopped

    with pytest.raises(Stopped):
        write_package(package, month[1], unreadable, SIGNER)
    assert package.read_bytes() == before
    assert not list(tmp_path.glob("*unfinished*"))


def test_a_stick_that_is_pulled_while_it_is_read_is_no_damage(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(self: object, size: int = -1) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    opened = read_package(package)
    monkeypatch.setattr(zipfile.ZipExtFile, "read", pulled)
    monkeypatch.setattr(zipfile.ZipExtFile, "read1", pulled)
    with pytest.raises(FileError):
        list(opened.rows("project"))
    with pytest.raises(FileError):
        opened.read_attachment(opened.attachments[0])
    with pytest.raises(FileError):
        read_package(package)
    opened.close()
