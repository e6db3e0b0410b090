"""Files that somebody built or spoilt on purpose: none crashes a reader, and none passes."""

import io
import json
import random
import struct
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.exchange.containers import MANIFEST, SIGNATURE, in_memory, write_container
from ruraldesk.exchange.described import read_json
from ruraldesk.exchange.finding import files_below
from ruraldesk.exchange.keys import signature_text
from ruraldesk.exchange.manifest import read_manifest
from ruraldesk.exchange.pack import read_pack
from ruraldesk.exchange.package import COPIES_LIST, COPIES_SIGNATURE, read_package, write_package
from ruraldesk.exchange.receipt import read_receipt
from ruraldesk.exchange.refusals import DamagedPackage, FileRefused
from ruraldesk.exchange.zips import write_zip
from tests.exchange.months import READ, SIGNER, manifest_of, written
from tests.exchange.test_zips import signed_off

READERS = (read_package, read_receipt, read_pack)
HUGE = "9" * 5000


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is in a package, with copies; nobody changes it."""
    folder = tmp_path_factory.mktemp("包")
    manifest = manifest_of(written(folder))
    copy = folder / "月报.xlsx"
    copy.write_bytes(b"PK not really a workbook")
    made = write_package(
        folder / "a.rdp", manifest, READ(folder), SIGNER, copies={"月报.xlsx": copy}
    )
    with zipfile.ZipFile(made.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def ours(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write parts as the program zips them, signature and all as they are."""
    file = io.BytesIO()
    write_zip(file, {name: in_memory(content) for name, content in parts.items()})
    path.write_bytes(file.getvalue())
    return path


def resigned(path: Path, parts: Mapping[str, bytes], manifest: bytes) -> Path:
    """Write a package with another manifest and a signature that fits."""
    kept = {key: in_memory(one) for key, one in parts.items() if key not in (MANIFEST, SIGNATURE)}
    write_container(path, manifest, kept, SIGNER)
    return path


def refused(path: Path) -> str:
    """Say how a file is refused, which every reader must do in a whole sentence."""
    for read in READERS:
        with pytest.raises(FileRefused) as caught:
            read(path)
        said = str(caught.value)
        assert said.endswith("。")
        said.encode()  # can be printed and kept
    with pytest.raises(FileRefused) as caught:
        read_package(path)
    return str(caught.value)


def test_the_parts_as_they_are_make_a_package(tmp_path: Path, parts: dict[str, bytes]) -> None:
    read_package(ours(tmp_path / "a.rdp", parts)).close()


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    chance = random.Random(7)
    for size in (1, 21, 22, 103, 104, 4096, 70_000):
        for begin in (b"", b"PK\x03\x04", b"PK\x05\x06"):
            path = tmp_path / f"{size}.rdp"
            path.write_bytes(begin + chance.randbytes(size))
            refused(path)


def test_cut_off_at_each_percent_every_reader_refuses(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    content = ours(tmp_path / "a.rdp", parts).read_bytes()
    for percent in range(100):
        path = tmp_path / "b.rdp"
        path.write_bytes(content[: len(content) * percent // 100])
        refused(path)


def test_manifest_and_signature_of_another_package_of_the_unit_do_not_fit(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    said = json.loads(parts[MANIFEST])
    other = _canonical({**said, "sequence": 2})
    signature = signature_text(SIGNER.sign(other))
    refused(ours(tmp_path / "a.rdp", {**parts, MANIFEST: other}))
    refused(ours(tmp_path / "b.rdp", {**parts, SIGNATURE: signature}))
    whole = ours(tmp_path / "c.rdp", {**parts, MANIFEST: other, SIGNATURE: signature})
    assert "签名" in refused(whole)  # the copies are of the first
    ledger = next(name for name in parts if name.startswith("ledgers/"))
    mixed = {**parts, ledger: parts[ledger].replace(b"\n", b" \n", 1)}
    assert "台账数据" in refused(ours(tmp_path / "d.rdp", mixed))


def test_copies_cannot_take_the_place_of_ledgers(tmp_path: Path, parts: dict[str, bytes]) -> None:
    """Else one check code on the cover would stand for two contents."""
    ledger = next(name for name in parts if name.startswith("ledgers/"))
    changed = {**parts, ledger: parts[ledger].replace(b"1", b"7")}
    for name in (ledger, ["x"], 7, "\ud800", "../x"):
        listed = json.loads(parts[COPIES_LIST])
        listed["parts"].append(_part(name, changed[ledger]))
        content = json.dumps(listed).encode()
        changed[COPIES_LIST] = content
        changed[COPIES_SIGNATURE] = signature_text(SIGNER.sign(content))
        refused(ours(tmp_path / "a.rdp", changed))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"sequence":1', '"sequence":1,"sequence":2'),
        ('"sequence":1', f'"sequence":{HUGE}'),
        ('"sequence":1', '"sequence":1e400'),
        ('"sequence":1', '"sequence":-1'),
        ('"sequence":1', '"sequence":1.0'),
        ('"sequence":1', '"sequence":true'),
        ('"sequence":1', '"sequence":NaN'),
        ('"format":1', '"format":0'),
        ('"format":1', '"format":-3'),
        ('"format":1', '"format":true'),
        ('"format":1', '"format":Infinity'),
        ('"kind":"package"', '"kind":["package"]'),
        ('"unit_name":"黄寺村"', '"unit_name":"\u202e村寺黄"'),
        ('"unit_name":"黄寺村"', '"unit_name":"黄寺村\\n已接收"'),
        ('"unit_name":"黄寺村"', '"unit_name":"\\ud800"'),
        ('"unit":"410726104201"', '"unit":"４１０７２６１０４２０１"'),
        ('"month":"2023-11"', '"month":"２０２３-11"'),
        ('"closed_at":"2023-12-01T09:00:00+08:00"', '"closed_at":"昨天"'),
        ('"closed_at":"2023-12-01T09:00:00+08:00"', '"closed_at":"2023-12-01"'),
        ('"level":"village"', '"level":"__class__"'),
        ('"parent":"410726104000"', '"parent":null'),
    ],
)
def test_a_manifest_that_lies_is_refused_though_it_is_signed(
    tmp_path: Path, parts: dict[str, bytes], old: str, new: str
) -> None:
    said = parts[MANIFEST].decode()
    assert said.count(old) == 1
    refused(resigned(tmp_path / "a.rdp", parts, said.replace(old, new).encode("utf-8", "replace")))


@pytest.mark.parametrize("total", ["1E+999999999", "NaN", "-0", "１", "", "1" * 400, [0, [1], 5]])
def test_a_total_is_a_plain_number(tmp_path: Path, parts: dict[str, bytes], total: Any) -> None:
    said = json.loads(parts[MANIFEST])
    said["totals"]["project"]["estimate"] = total
    path = resigned(tmp_path / "a.rdp", parts, _canonical(said))
    if total == "-0":
        with pytest.raises(FileRefused, match="签名"):  # of the copies alone
            read_package(path)
    else:
        assert "内容目录" in refused(path)


@pytest.mark.parametrize("counts", [-1, 1.5, "3", None, 1 << 60, True])
def test_a_count_is_a_count(tmp_path: Path, parts: dict[str, bytes], counts: Any) -> None:
    said = json.loads(parts[MANIFEST])
    said["counts"]["project"] = counts
    refused(resigned(tmp_path / "a.rdp", parts, _canonical(said)))


@pytest.mark.parametrize(
    "content",
    [
        b'{"format":1,"choices":{},"forms":{"project":{"title":"x","version":1e999,"fields":[]}}}',
        b'{"format":1,"choices":{},"forms":{"project":{"title":"x","version":NaN,"fields":[]}}}',
        '{"choices":{},"forms":{"project":{"title":"\u202e","version":1,"fields":[]}}}'.encode(),
        b'{"choices":{},"forms":{"project":{"title":["x"],"version":1,"fields":[]}}}',
        b"\xff\xfe",
        b"",
    ],
)
def test_definitions_that_lie_are_refused(
    tmp_path: Path, parts: dict[str, bytes], content: bytes
) -> None:
    changed = {**parts, "definitions.json": content}
    said = json.loads(parts[MANIFEST])
    said["parts"] = [
        _part(one["name"], content) if one["name"] == "definitions.json" else one
        for one in said["parts"]
    ]
    for name in (COPIES_LIST, COPIES_SIGNATURE, "copies/月报.xlsx"):
        changed.pop(name)
    assert "表格定义" in refused(resigned(tmp_path / "a.rdp", changed, _canonical(said)))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400", f"[{HUGE}]"])
def test_json_has_no_numbers_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|digits"):
        read_json(text.encode())


NAMES = [
    *("CON.txt", "nul", "a.txt ", "a.txt.", "\u202egpj.exe", "a／b.csv", "a\uff0e\uff0e/b"),
    *("attachments/COM1.jpg", "x\u0000y", "a//b", "/etc/passwd", "C:\\x", "..", "~", "\ufeffa"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_part_under_a_tricky_name_is_refused(
    tmp_path: Path, parts: dict[str, bytes], name: str
) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for key, content in {**parts, "name": b"x"}.items():
            archive.writestr("n" * len(name.encode()) if key == "name" else key, content)
    content = file.getvalue().replace(b"n" * len(name.encode()), name.encode())
    path = tmp_path / "a.rdp"
    path.write_bytes(signed_off(io.BytesIO(content)).getvalue())
    refused(path)


def test_fields_and_comments_of_the_zip_are_no_way_in(
    tmp_path: Path, parts: dict[str, bytes]
) -> None:
    """Extra fields, comments and another system's marks are foreign: the hash does not fit."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in {**parts, "ledgers/x.csv": b"1"}.items():
            entry = zipfile.ZipInfo(name)
            entry.comment, entry.extra = b"PK\x05\x06" + b"c" * 30, struct.pack("<HH4s", 9, 4, b"x")
            archive.writestr(entry, content)
        archive.comment = b"PK\x05\x06" + bytes(18)
    path = tmp_path / "a.rdp"
    path.write_bytes(signed_off(file).getvalue())
    refused(path)
    path.write_bytes(file.getvalue())
    refused(path)


def test_zip64_and_a_second_list_are_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    whole = ours(tmp_path / "a.rdp", parts).read_bytes()
    end = whole.rindex(b"PK\x05\x06")
    start = struct.unpack("<L", whole[end + 16 : end + 20])[0]
    listed = whole[start:end]
    zip64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(listed), start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    path = tmp_path / "b.rdp"
    for between in (listed, zip64 + locator, b"\x00" * 22):
        path.write_bytes(whole[:end] + between + whole[end:])
        refused(path)
    path.write_bytes(whole[:start] + listed + whole[start:])  # a list for each of two readers
    refused(path)
    path.write_bytes(whole + whole)
    refused(path)


def test_a_package_in_a_package_is_none(tmp_path: Path, parts: dict[str, bytes]) -> None:
    inner = ours(tmp_path / "a.rdp", parts).read_bytes()
    assert "签名" not in refused(ours(tmp_path / "b.rdp", {"a.rdp": inner}))
    with pytest.raises(DamagedPackage):
        read_package(ours(tmp_path / "c.rdp", {**parts, "a.rdp": inner}))


def test_a_name_on_the_stick_cannot_turn_the_sentence_around(tmp_path: Path) -> None:
    names = ["\u202epdr.村.rdp", "x" * 200 + ".rdp"]
    if sys.platform != "win32":  # which has no such names
        names += ["a\nb.rdp", "\udce4\udcb8.rdp"]
    for name in names:
        path = tmp_path / name
        path.write_bytes(b"nothing of ours")
        said = refused(path)
        assert not set(said) & set("\u202e\n\udce4")


def test_what_only_waits_for_somebody_to_write_is_passed_over(tmp_path: Path) -> None:
    import os

    if not hasattr(os, "mkfifo"):
        pytest.skip("no such thing on this system")
    os.mkfifo(tmp_path / "a.rdp")
    assert list(files_below(tmp_path, ".rdp")) == []


def test_a_good_manifest_is_still_read(parts: dict[str, bytes]) -> None:
    assert read_manifest(parts[MANIFEST]).unit_name == "黄寺村"


def _canonical(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _part(name: object, content: bytes) -> dict[str, Any]:
    import hashlib

    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
