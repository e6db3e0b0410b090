"""A pack is read as it was signed, or refused with a sentence that says what to do."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.exchange.containers import in_memory, write_container
from ruraldesk.exchange.keys import Identity, new_identity
from ruraldesk.exchange.pack import (
    PackManifest,
    described,
    parts_of,
    read_pack,
    write_pack,
)
from ruraldesk.exchange.package import read_package
from ruraldesk.exchange.refusals import (
    DamagedPackage,
    FileRefused,
    ForgedPackage,
    NewerPackage,
    NotAPackage,
    WrongKind,
)

FORMS = {"ledgers/main/井.toml": b"key = 1\n", "briefs/月.docx": b"PK\x00\x01"}
X = "11111111-1111-4111-8111-111111111111"
RECORDS = {"task_list": [f'{{"name":"清理\u2028河道","uuid":"{X}"}}', f'{{"uuid":"{X}"}}']}
SETTINGS = {"due_day": "8"}


@pytest.fixture(scope="module")
def office() -> Identity:
    return new_identity()


def manifest_of(office: Identity, parts: dict[str, bytes]) -> PackManifest:
    return PackManifest(
        unit="410726104000",
        unit_name="王楼镇",
        level="town",
        book="b",
        key=office.public.text,
        number=3,
        title="十一月任务",
        note="请于月底前装入。",
        made="2023-11-01T09:00:00+08:00",
        program="1.0",
        needs="0.1",
        parts=described(parts),
    )


@pytest.fixture
def parts(office: Identity) -> dict[str, bytes]:
    return parts_of(FORMS, RECORDS, SETTINGS, {"410726104000": office.public.text})


@pytest.fixture
def path(tmp_path: Path, office: Identity, parts: dict[str, bytes]) -> Path:
    path = tmp_path / "王楼镇 第3号.rdk"
    write_pack(path, manifest_of(office, parts), parts, office)
    return path


def test_a_pack_is_read_as_it_was_written(
    path: Path, office: Identity, parts: dict[str, bytes]
) -> None:
    pack = read_pack(path)

    assert pack.manifest == manifest_of(office, parts)
    assert pack.key == office.public
    assert pack.forms == FORMS
    assert pack.records == {"task_list": tuple(RECORDS["task_list"])}
    assert pack.settings == SETTINGS
    assert pack.keys == {"410726104000": office.public.text}


def test_the_same_content_makes_the_same_bytes(
    path: Path, tmp_path: Path, office: Identity, parts: dict[str, bytes]
) -> None:
    again = tmp_path / "again.rdk"
    write_pack(again, manifest_of(office, parts), dict(reversed(parts.items())), office)

    assert again.read_bytes() == path.read_bytes()


def test_no_flipped_bit_goes_unseen(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        broken = bytearray(whole)
        broken[place] ^= 1 << (place % 8)
        path.write_bytes(broken)
        with pytest.raises(FileRefused):
            read_pack(path)


def test_a_pack_that_was_cut_off_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(NotAPackage):
        read_pack(path)


def test_a_pack_signed_by_somebody_else_is_forged(
    tmp_path: Path, office: Identity, parts: dict[str, bytes]
) -> None:
    path = tmp_path / "forged.rdk"
    write_pack(path, manifest_of(office, parts), parts, new_identity())

    with pytest.raises(ForgedPackage):
        read_pack(path)


def test_a_newer_format_asks_for_the_newest_program(
    tmp_path: Path, office: Identity, parts: dict[str, bytes]
) -> None:
    path = tmp_path / "newer.rdk"
    said = json.loads(manifest_of(office, parts).content()) | {"format": 2, "more": "…"}
    contents = {name: in_memory(content) for name, content in parts.items()}
    write_container(path, json.dumps(said).encode(), contents, office)

    with pytest.raises(NewerPackage):
        read_pack(path)


def test_a_package_is_no_pack(tmp_path: Path, office: Identity) -> None:
    path = tmp_path / "other.rdk"
    write_container(path, b'{"format":1,"kind":"package"}', {}, office)

    with pytest.raises(WrongKind, match="报送包") as refused:
        read_pack(path)
    assert ".rdk" in str(refused.value)


@pytest.mark.parametrize(("kind", "said"), [("receipt", "回执"), ("pack", "下发包")])
def test_what_is_no_package_is_told_by_what_it_is(
    tmp_path: Path, office: Identity, kind: str, said: str
) -> None:
    path = tmp_path / "other.rdp"
    write_container(path, json.dumps({"format": 1, "kind": kind}).encode(), {}, office)
    with pytest.raises(WrongKind, match=said) as refused:
        read_package(path)
    assert "不是乡村台账生成的文件" not in str(refused.value)
    assert ".rdp" in str(refused.value)


@pytest.mark.parametrize(
    "name",
    ["forms/run.exe", "forms/con.toml", "forms/.hidden.toml", "records/x.csv", "other.json"],
)
def test_what_a_pack_never_holds_is_refused_though_it_is_signed(
    tmp_path: Path, office: Identity, parts: dict[str, bytes], name: str
) -> None:
    path = tmp_path / "strange.rdk"
    more = {**parts, name: b"x"}
    write_pack(path, manifest_of(office, more), more, office)

    with pytest.raises(DamagedPackage) as refused:
        read_pack(path)

    assert refused.value.parts == (name,)


def test_a_part_that_nobody_signed_is_refused(
    tmp_path: Path, office: Identity, parts: dict[str, bytes]
) -> None:
    path = tmp_path / "more.rdk"
    more = {**parts, "forms/ledgers/main/x.toml": b"x"}
    write_pack(path, manifest_of(office, parts), more, office)

    with pytest.raises(DamagedPackage):
        read_pack(path)


@pytest.mark.parametrize(
    "wrong",
    [{"unit": "41"}, {"level": "village group"}, {"number": 0}, {"made": "2023"}, {"needs": "x"}],
)
def test_a_manifest_that_says_what_cannot_be_is_refused(
    tmp_path: Path, office: Identity, parts: dict[str, bytes], wrong: dict[str, object]
) -> None:
    path = tmp_path / "wrong.rdk"
    write_pack(path, replace(manifest_of(office, parts), **wrong), parts, office)  # type: ignore[arg-type]

    with pytest.raises(DamagedPackage):
        read_pack(path)


def test_settings_that_are_no_texts_are_refused(tmp_path: Path, office: Identity) -> None:
    path = tmp_path / "settings.rdk"
    parts = {"settings.json": b'{"due_day": 8}'}
    write_pack(path, manifest_of(office, parts), parts, office)

    with pytest.raises(DamagedPackage):
        read_pack(path)


@pytest.mark.parametrize(
    "row",
    [
        '{"name": "栽树"}',
        '{"uuid": "x"}',
        "[]",
        "no JSON",
        f'{{"uuid": "{X}", "progress": [{{"progress": "40"}}]}}',
    ],
)
def test_a_row_that_nobody_could_know_again_is_refused(
    tmp_path: Path, office: Identity, row: str
) -> None:
    path = tmp_path / "rows.rdk"
    parts = parts_of({}, {"task_list": [row]}, {}, {})
    write_pack(path, manifest_of(office, parts), parts, office)

    with pytest.raises(DamagedPackage):
        read_pack(path)
