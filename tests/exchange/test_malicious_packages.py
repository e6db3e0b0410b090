"""Whoever has a key of their own can sign anything: it is refused in words, and never a crash."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.exchange.containers import in_memory, write_container
from ruraldesk.exchange.described import canonical
from ruraldesk.exchange.manifest import Manifest
from ruraldesk.exchange.package import DamagedPackage, read_package
from ruraldesk.exchange.refusals import FileRefused
from tests.exchange.months import SIGNER, manifest_of, written

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
DEEP = b"[" * 200_000
FUZZ = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, dict[str, bytes]]:
    """A package's manifest and its parts."""
    folder = tmp_path_factory.mktemp("parts")
    manifest = manifest_of(written(folder))
    return manifest, {part.name: (folder / part.name).read_bytes() for part in manifest.parts}


def signed(path: Path, said: dict[str, Any] | bytes, parts: dict[str, bytes]) -> Path:
    content = said if isinstance(said, bytes) else canonical(said)
    write_container(path, content, {key: in_memory(part) for key, part in parts.items()}, SIGNER)
    return path


def with_parts(manifest: Manifest, parts: dict[str, bytes]) -> dict[str, Any]:
    """Return what a manifest says, with the hashes that `parts` really have."""
    said = asdict(manifest)
    said["parts"] = [
        {
            **{key: value for key, value in one.items() if value is not None},
            "size": len(parts[one["name"]]),
            "sha256": hashlib.sha256(parts[one["name"]]).hexdigest(),
        }
        for one in said["parts"]
        if one["name"] in parts
    ]
    return said


def read_all(path: Path) -> int:
    """Read everything that a package holds; return its rows."""
    with closing(read_package(path)) as package:
        rows = sum(len(list(package.rows(table))) for table in package.manifest.counts)
        for name in package.attachments:
            package.read_attachment(name)
    return rows


def refused(path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read_all(path)
    assert str(caught.value).endswith("。")


def test_the_untouched_package_is_read(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]]
) -> None:
    manifest, parts = whole
    path = signed(tmp_path / "a.rdp", with_parts(manifest, parts), parts)
    assert read_all(path) == sum(manifest.counts.values())


@FUZZ
@given(data=st.data())
def test_a_manifest_that_says_anything_is_read_or_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]], data: st.DataObject
) -> None:
    manifest, parts = whole
    said = with_parts(manifest, parts)
    for key in data.draw(st.lists(st.sampled_from([*said, "more"]), min_size=1, max_size=2)):
        said[key] = data.draw(ANYTHING)
    try:
        read_all(signed(tmp_path / "a.rdp", said, parts))
    except FileRefused as error:
        assert str(error).endswith("。")  # noqa: PT017  it may be read, too


@FUZZ
@given(data=st.data())
def test_a_part_of_a_manifest_that_says_anything_is_read_or_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]], data: st.DataObject
) -> None:
    manifest, parts = whole
    said = with_parts(manifest, parts)
    inner = data.draw(st.sampled_from(["counts", "totals", "nil", "versions", "parts"]))
    place = data.draw(st.sampled_from(list(_places(said[inner]))))
    said[inner][place] = data.draw(ANYTHING)
    try:
        read_all(signed(tmp_path / "a.rdp", said, parts))
    except FileRefused as error:
        assert str(error).endswith("。")  # noqa: PT017


def _places(inner: Any) -> Iterator[Any]:
    yield from inner if isinstance(inner, dict) else range(len(inner))


@FUZZ
@given(content=st.binary(max_size=60) | ANYTHING.map(canonical))
def test_definitions_that_say_anything_are_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]], content: bytes
) -> None:
    manifest, parts = whole
    parts = {**parts, "definitions.json": content}
    refused(signed(tmp_path / "a.rdp", with_parts(manifest, parts), parts))


@FUZZ
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_a_table_that_holds_anything_is_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]], content: bytes
) -> None:
    manifest, parts = whole
    parts = {**parts, "ledgers/project.csv": content}
    refused(signed(tmp_path / "a.rdp", with_parts(manifest, parts), parts))


def test_a_table_with_more_or_fewer_rows_than_said_is_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]]
) -> None:
    manifest, parts = whole
    heading, first, *more = parts["ledgers/project.csv"].splitlines(keepends=True)
    assert more
    for rows in ([first], [first, first, *more], []):
        changed = {**parts, "ledgers/project.csv": b"".join([heading, *rows])}
        refused(signed(tmp_path / "a.rdp", with_parts(manifest, changed), changed))


def test_a_cell_as_long_as_the_file_is_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]]
) -> None:
    manifest, parts = whole
    heading, *_ = parts["ledgers/project.csv"].splitlines(keepends=True)
    changed = {**parts, "ledgers/project.csv": heading + b'"' + b"x" * (1 << 21)}
    refused(signed(tmp_path / "a.rdp", with_parts(manifest, changed), changed))


@pytest.mark.parametrize(
    "change",
    [
        {"counts": {"project": 3}},
        {"counts": {"nothing": 0}},
        {"parts": []},
        {"unit": "123"},
        {"month": "2023-13"},
        {"sequence": 0},
        {"correction_of": 1},
        {"previous": "abc"},
        {"level": "moon"},
        {"key": "rdk1:00:age1"},
        {"totals": {"project": {"estimate": "NaN"}}},
    ],
)
def test_a_manifest_that_cannot_be_true_is_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]], change: dict[str, Any]
) -> None:
    manifest, parts = whole
    refused(signed(tmp_path / "a.rdp", {**with_parts(manifest, parts), **change}, parts))


def test_a_part_named_twice_is_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]]
) -> None:
    manifest, parts = whole
    said = with_parts(manifest, parts)
    said["parts"].append(said["parts"][0])
    refused(signed(tmp_path / "a.rdp", said, parts))


def test_json_as_deep_as_a_well_is_refused(
    tmp_path: Path, whole: tuple[Manifest, dict[str, bytes]]
) -> None:
    manifest, parts = whole
    with pytest.raises(DamagedPackage):
        read_package(signed(tmp_path / "a.rdp", DEEP, {}))
    deep = {**parts, "definitions.json": DEEP}
    with pytest.raises(DamagedPackage):
        read_package(signed(tmp_path / "b.rdp", with_parts(manifest, deep), deep))
    said = canonical(with_parts(manifest, parts))
    buried = said.replace(b'"reason":""', b'"reason":' + DEEP + b"]" * len(DEEP))
    with pytest.raises(DamagedPackage):
        read_package(signed(tmp_path / "c.rdp", buried, parts))
