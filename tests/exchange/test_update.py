"""An update is the setup that its signer put in, byte for byte, or it is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.exchange.containers import in_memory, write_container
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.refusals import (
    DamagedPackage,
    ForgedPackage,
    NewerPackage,
    NotAPackage,
    WrongKind,
)
from ruraldesk.exchange.update import (
    SETUP,
    Update,
    measured,
    read_update,
    unpack_setup,
    write_update,
)
from tests.exchange.test_receipt import RECEIPT

OFFICE, STRANGER = new_identity(), new_identity()
CONTENT = b"MZ" + bytes(range(256)) * 5000


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    path = tmp_path / "RuralDesk-0.2.0-setup.exe"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def said(setup: Path) -> Update:
    size, sha256 = measured(setup)
    return Update(
        unit="410726104000",
        unit_name="王楼镇",
        key=OFFICE.public.text,
        version="0.2.0",
        changes="打印更快\n修正年龄",
        size=size,
        sha256=sha256,
        made="2023-12-02T09:00:00+08:00",
    )


def test_it_comes_out_as_it_went_in(tmp_path: Path, setup: Path, said: Update) -> None:
    path, target = tmp_path / "更新.rdu", tmp_path / "out.exe"
    write_update(path, said, setup, OFFICE)
    assert read_update(path) == said
    assert unpack_setup(path, target) == said
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("place", [0.02, 0.5, 0.9])
def test_a_flipped_bit_leaves_no_setup_behind(
    tmp_path: Path, setup: Path, said: Update, place: float
) -> None:
    path, target = tmp_path / "更新.rdu", tmp_path / "out.exe"
    write_update(path, said, setup, OFFICE)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    path.write_bytes(content)
    with pytest.raises((DamagedPackage, NotAPackage)):
        unpack_setup(path, target)
    assert not target.exists()
    assert not list(tmp_path.glob("*.unfinished"))


def test_another_setup_under_the_signature_is_refused(
    tmp_path: Path, setup: Path, said: Update
) -> None:
    path, target = tmp_path / "更新.rdu", tmp_path / "out.exe"
    setup.write_bytes(CONTENT[::-1])  # as long as the one that was signed
    write_update(path, said, setup, OFFICE)
    with pytest.raises(DamagedPackage):
        unpack_setup(path, target)
    assert not target.exists()


def test_somebody_elses_signature_is_refused(tmp_path: Path, setup: Path, said: Update) -> None:
    path = tmp_path / "更新.rdu"
    write_update(path, said, setup, STRANGER)
    with pytest.raises(ForgedPackage):
        read_update(path)


def test_a_part_that_nobody_signed_is_refused(tmp_path: Path, said: Update) -> None:
    path = tmp_path / "更新.rdu"
    parts = {SETUP: in_memory(CONTENT), "more.exe": in_memory(b"MZ")}
    write_container(path, said.content(), parts, OFFICE)
    with pytest.raises(DamagedPackage, match=r"more\.exe"):
        read_update(path)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": "newest"},
        {"version": "1"},
        {"unit": "somewhere"},
        {"unit_name": ""},
        {"sha256": "0"},
        {"size": "1"},
        {"made": "2023-12-02"},
    ],
)
def test_what_no_program_of_ours_says_is_refused(
    tmp_path: Path, said: Update, changed: dict[str, Any]
) -> None:
    path = tmp_path / "更新.rdu"
    strange = replace(said, **changed)
    write_container(path, strange.content(), {SETUP: in_memory(CONTENT)}, OFFICE)
    with pytest.raises(DamagedPackage):
        read_update(path)


def test_a_later_format_is_told_as_such(tmp_path: Path, said: Update) -> None:
    path = tmp_path / "更新.rdu"
    later = replace(said, format=2)
    write_container(path, later.content(), {SETUP: in_memory(CONTENT)}, OFFICE)
    with pytest.raises(NewerPackage):
        read_update(path)


def test_a_receipt_is_no_update(tmp_path: Path) -> None:
    path = tmp_path / "更新.rdu"
    write_container(path, RECEIPT.content(), {}, OFFICE)
    with pytest.raises(WrongKind, match=r"\.rdu"):
        read_update(path)
