"""An update is offered only when it is newer, and from an office that the book has known before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk import __version__
from ruraldesk.errors import UserError
from ruraldesk.services import updates
from ruraldesk.services.identity import StrangeKey, identity_of, renew, trust_key
from ruraldesk.services.unit_keys import tell_fingerprint
from ruraldesk.services.updates import UpdateRefused
from ruraldesk.store.book import Book
from tests.services.office import TOWN
from tests.services.packing import town, village

CONTENT = b"MZ" + bytes(100_000)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Book]:
    with town(tmp_path) as book:
        yield book


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Book]:
    with village(tmp_path) as book:
        yield book


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "U盘"
    path.mkdir()
    return path


def setup_of(folder: Path, version: str) -> Path:
    path = folder / f"RuralDesk-{version}-setup.exe"
    path.write_bytes(CONTENT + version.encode())
    return path


def trusted(desk: Book, office: Book) -> None:
    trust_key(desk, TOWN, identity_of(office).public)


def test_the_newest_on_the_stick_is_offered_and_comes_out_whole(
    desk: Book, office: Book, stick: Path, tmp_path: Path
) -> None:
    trusted(desk, office)
    for version in ("9.9", "9.10", "0.0.1"):
        updates.make(office, setup_of(tmp_path, version), stick, changes="打印更快")
    found = updates.newest(desk, [stick])
    assert found is not None
    assert (found.update.version, found.update.changes) == ("9.10", "打印更快")
    setup = updates.unpack(found, tmp_path / "自己 的")
    assert setup.name == "RuralDesk-9.10-setup.exe"
    assert setup.read_bytes() == CONTENT + b"9.10"


def test_an_office_whose_key_is_not_known_cannot_bring_a_program(
    desk: Book, office: Book, stick: Path, tmp_path: Path
) -> None:
    path = updates.make(office, setup_of(tmp_path, "9.9"), stick)
    with pytest.raises(UpdateRefused) as caught:
        updates.offer(desk, path)
    assert caught.value.code == "unknown_key"
    assert identity_of(office).public.fingerprint in str(caught.value)
    assert updates.newest(desk, [stick]) is None


def test_a_fingerprint_told_by_phone_is_enough(
    desk: Book, office: Book, stick: Path, tmp_path: Path
) -> None:
    path = updates.make(office, setup_of(tmp_path, "9.9"), stick)
    tell_fingerprint(desk, TOWN, identity_of(office).public.fingerprint)
    assert updates.offer(desk, path).update.version == "9.9"


def test_another_key_of_the_office_is_refused(
    desk: Book, office: Book, stick: Path, tmp_path: Path
) -> None:
    trusted(desk, office)
    renew(office)
    path = updates.make(office, setup_of(tmp_path, "9.9"), stick)
    with pytest.raises(StrangeKey):
        updates.offer(desk, path)


def test_a_neighbour_is_no_office_above(
    desk: Book, office: Book, stick: Path, tmp_path: Path
) -> None:
    trusted(desk, office)
    path = updates.make(desk, setup_of(tmp_path, "9.9"), stick)
    with pytest.raises(UpdateRefused) as caught:
        updates.offer(office, path)
    assert caught.value.code == "wrong_office"


def test_an_office_installs_its_own(office: Book, stick: Path, tmp_path: Path) -> None:
    updates.make(office, setup_of(tmp_path, "9.9"), stick)
    assert updates.newest(office, [stick]) is not None


@pytest.mark.parametrize("version", [__version__, f"{__version__}.0", "0.0.9"])
def test_what_is_no_newer_is_refused(
    office: Book, stick: Path, tmp_path: Path, version: str
) -> None:
    path = updates.make(office, setup_of(tmp_path, version), stick)
    with pytest.raises(UpdateRefused) as caught:
        updates.offer(office, path)
    assert caught.value.code == "not_newer"


def test_a_file_under_another_name_is_no_setup(office: Book, stick: Path, tmp_path: Path) -> None:
    strange = tmp_path / "game.exe"
    strange.write_bytes(CONTENT)
    with pytest.raises(UpdateRefused, match=r"RuralDesk-1\.2\.0-setup\.exe"):
        updates.make(office, strange, stick)
    assert not list(stick.iterdir())


def test_a_file_exchanged_after_the_look_is_refused(
    office: Book, stick: Path, tmp_path: Path
) -> None:
    path = updates.make(office, setup_of(tmp_path, "9.9"), stick)
    looked_at = updates.offer(office, path)
    path.unlink()
    updates.make(office, setup_of(tmp_path, "9.8"), stick).rename(path)
    with pytest.raises(UserError, match=path.name):
        updates.unpack(looked_at, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(
    office: Book, stick: Path, tmp_path: Path
) -> None:
    offered = updates.offer(office, updates.make(office, setup_of(tmp_path, "9.9"), stick))
    in_its_place = tmp_path / "out"
    in_its_place.write_text("")
    with pytest.raises(UserError, match="out"):
        updates.unpack(offered, in_its_place)


def test_the_way_back_is_the_newest_kept_setup_before_this_program(tmp_path: Path) -> None:
    kept = tmp_path / "setup"
    assert updates.earlier_setup(kept) is None
    kept.mkdir()
    for version in ("0.0.9", "0.0.10", __version__, "9.9"):
        setup_of(kept, version)
    (kept / "别的.txt").touch()
    found = updates.earlier_setup(kept)
    assert found is not None
    assert (found[0], found[1].name) == ("0.0.10", "RuralDesk-0.0.10-setup.exe")
