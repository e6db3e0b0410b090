"""A closed month leaves as one file and its cover: the same each time, and never an open one."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Level, Stopped
from ruraldesk.exchange.keys import Identity, new_identity
from ruraldesk.exchange.manifest import check_code
from ruraldesk.exchange.package import NotForUs, OpenedPackage, read_package
from ruraldesk.services import months, package_attachments
from ruraldesk.services.identity import identity_of, renew, trust_key
from ruraldesk.services.month_archive import NotClosed
from ruraldesk.services.nil_reports import nil_report, nil_reports
from ruraldesk.services.packaging import Packaged, package
from ruraldesk.store.attachments import AttachmentMissing, captioned
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.months import WrongState
from ruraldesk.store.snapshots import SnapshotDamaged
from tests.definitions.builders import loaded
from tests.store.closing import CLOSES, DISPUTE, MONTH, NEXT, change, payment
from tests.store.village import CHOICES, FIGURES, HUANGSI, LEDGERS, TOWN, add, project, receipt

LAST = date(2023, 11, 30)
PHOTOS = '[[field]]\nkey = "photos"\ntype = "files"\nlabel = "照片"\n'
ROOT = Path(__file__).resolve().parents[2]


@cache
def definitions(folder: Path) -> Definitions:
    ledgers = {
        **LEDGERS,
        "receipt": LEDGERS["receipt"].replace("dated_by = ", CLOSES),
        "payment": LEDGERS["payment"].replace("dated_by = ", CLOSES) + PHOTOS,
        "dispute": DISPUTE,
    }
    return loaded(folder, ledgers=ledgers, choices=CHOICES, figures=FIGURES)


@contextmanager
def village(folder: Path, known: Definitions, password: str | None = None) -> Iterator[Book]:
    """Yield a village's book in the first days of December, with a road and money for it."""
    info = BookInfo(unit=HUANGSI, name="黄寺村", level="village", parent=TOWN)
    path = folder / "黄寺村 台账.rdb"
    with Book.create(path, known, info, password=password) as book:
        add(book, "unit", code=HUANGSI, name="黄寺村")
        book.settings["as_of"] = "2023-12-03"
        road = project(book)
        receipt(book, road, "1000.00", LAST)
        payment(book, road, "300.00", LAST)
        identity_of(book)
        yield book


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return definitions(tmp_path_factory.mktemp("表样"))


@pytest.fixture
def book(tmp_path: Path, known: Definitions) -> Iterator[Book]:
    with village(tmp_path, known) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def closed(book: Book, month: str = MONTH) -> None:
    if not nil_reports(book, month):
        nil_report(book, "dispute", month, "本月无纠纷")
    done = months.close(book, month)
    assert not done.refused, done.problems


def photographed(book: Book, tmp_path: Path, name: str, content: bytes) -> str:
    """Add a file to the payment of the book and return its name there."""
    file = tmp_path / name
    file.write_bytes(content)
    kept = book.attachments.add(file)
    [paid] = book.records.find("payment")
    before = paid["photos"] or ()
    assert isinstance(before, tuple)
    done = change(book, "payment", paid.uuid, reason="补照片", photos=(*before, kept))
    assert not done.refused
    return kept


def opened(done: Packaged, *identities: Identity) -> OpenedPackage:
    return read_package(done.files[0], identities)


def text_of(file: Path) -> str:
    document = PdfDocument(file)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return "".join(text.split())


def test_a_closed_month_becomes_a_package_and_a_cover(book: Book, stick: Path) -> None:
    closed(book)
    done = package(book, MONTH, stick)
    assert [file.name for file in done.files] == [
        "黄寺村 2023年11月 第1次.rdp",
        "黄寺村 2023年11月 第1次 封面.pdf",
    ]
    assert sorted(file.name for file in stick.iterdir()) == sorted(f.name for f in done.files)
    with opened(done) as found:
        said = found.manifest
        assert (said.unit, said.parent, said.month, said.sequence) == (HUANGSI, TOWN, MONTH, 1)
        assert (said.book, said.previous, said.earlier) == (book.info.id, "", ())
        assert said.counts["payment"] == 1
        assert said.totals["payment"] == {"amount": "300.00"}
        assert said.nil == {"dispute": "本月无纠纷"}
        assert found.signer_key == identity_of(book).public
        assert check_code(said) == done.check_code
        assert not found.encrypted
    state = months.state(book, MONTH)
    assert state.state == "closed"  # made, but not handed in yet


def test_the_cover_carries_what_tells_paper_and_file_to_match(book: Book, stick: Path) -> None:
    closed(book)
    done = package(book, MONTH, stick)
    text = text_of(done.files[1])
    for words in (
        done.check_code,
        done.fingerprint,
        "黄寺村",
        "2023年11月",
        "第1次",
        "100,000.00元",
    ):
        assert words in text
    assert "本月无纠纷" in text


def test_human_copies_carry_the_same_code(book: Book, stick: Path, tmp_path: Path) -> None:
    closed(book)
    done = package(book, MONTH, stick)
    with zipfile.ZipFile(done.files[0]) as archive:
        copies = [name for name in archive.namelist() if name.startswith("copies/")]
        archive.extractall(tmp_path / "out")
    assert any(name.endswith(".xlsx") for name in copies)
    prints = [name for name in copies if name.endswith(".pdf")]
    assert prints
    for name in prints:
        assert done.check_code in text_of(tmp_path / "out" / name)


def test_the_copies_can_be_kept_to_be_printed(book: Book, stick: Path, tmp_path: Path) -> None:
    closed(book)
    done = package(book, MONTH, stick, copies_to=tmp_path / "台账")
    with zipfile.ZipFile(done.files[0]) as archive:
        for copy in done.copies:
            assert copy.parent == tmp_path / "台账"
            assert archive.read(f"copies/{copy.name}") == copy.read_bytes()
    assert len(done.copies) > 1
    assert package(book, MONTH, stick).copies == ()


def test_it_is_the_same_however_often_it_is_made(book: Book, stick: Path) -> None:
    closed(book)
    first = package(book, MONTH, stick)
    before = [file.read_bytes() for file in first.files]
    road = book.records.find("project")[0]
    payment(book, road, "55.00", date(2023, 12, 2))  # the next month goes on
    again = package(book, MONTH, stick)
    assert again.sha256 == first.sha256
    assert [file.read_bytes() for file in again.files] == before
    assert len(book.months.acts(MONTH)) == 3  # nil, closed, packaged once


MAKE = """
import sys
from pathlib import Path
from tests.services.test_packaging import definitions, Book, package, MONTH
with Book.open(Path(sys.argv[1]), definitions(Path(sys.argv[3]))) as book:
    package(book, MONTH, Path(sys.argv[2]))
"""


def test_another_process_in_another_zone_makes_the_same_bytes(book: Book, tmp_path: Path) -> None:
    closed(book)
    book.close()
    made = []
    for seed, zone in (("1", "Asia/Shanghai"), ("77", "America/New_York")):
        copy, out, forms = tmp_path / seed / "book.rdb", tmp_path / seed / "out", tmp_path / zone
        shutil.copytree(book.paths.folder, copy.with_name("book.files"))
        shutil.copyfile(book.path, copy)
        out.mkdir()
        forms.mkdir(parents=True)
        subprocess.run(
            [sys.executable, "-c", MAKE, str(copy), str(out), str(forms)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        )
        made.append({file.name: file.read_bytes() for file in out.iterdir()})
    assert made[0] == made[1]


def test_each_package_names_those_before_it(book: Book, stick: Path) -> None:
    closed(book)
    first = package(book, MONTH, stick)
    months.reopen(book, MONTH, "漏报一笔")
    closed(book)
    second = package(book, MONTH, stick)
    book.settings["as_of"] = "2024-01-03"
    closed(book, NEXT)
    third = package(book, NEXT, stick)
    with opened(second) as found:
        assert (found.manifest.sequence, found.manifest.correction_of) == (2, 1)
        assert found.manifest.before == (first.sha256,)
        assert found.manifest.reason == "漏报一笔"
    with opened(third) as found:
        assert found.manifest.before == (second.sha256, first.sha256)
        assert found.manifest.correction_of == 0
    again = package(book, MONTH, stick)
    assert again.sha256 == second.sha256  # later packages change nothing about earlier ones


def test_a_close_that_never_left_is_nobodys_predecessor(book: Book, stick: Path) -> None:
    closed(book)
    months.reopen(book, MONTH, "还没报就发现错了")
    closed(book)
    with opened(package(book, MONTH, stick)) as found:
        assert (found.manifest.sequence, found.manifest.correction_of) == (2, 0)
        assert found.manifest.previous == ""


def test_under_new_keys_it_follows_the_package_made_under_the_old_ones(
    book: Book, stick: Path
) -> None:
    closed(book)
    first = package(book, MONTH, stick)
    renew(book)
    second = package(book, MONTH, stick)
    assert second.fingerprint != first.fingerprint
    with opened(second) as found:
        assert found.manifest.before == (first.sha256,)
        assert (found.manifest.sequence, found.manifest.correction_of) == (1, 0)
    assert package(book, MONTH, stick).sha256 == second.sha256


def test_what_changed_since_is_not_in_it_and_is_told(book: Book, stick: Path) -> None:
    closed(book)
    [paid] = book.records.find("payment")
    assert not change(book, "payment", paid.uuid, reason="更正收款人", payee="王五").refused
    done = package(book, MONTH, stick)
    assert [problem.code for problem in done.problems] == ["no_copies"]
    with opened(done) as found:
        [row] = found.rows("payment")
        assert "王五" not in row
    with zipfile.ZipFile(done.files[0]) as archive:
        assert not [name for name in archive.namelist() if name.startswith("copies/")]


def test_attachments_go_along_until_they_were_accepted(
    book: Book, stick: Path, tmp_path: Path
) -> None:
    photo = photographed(book, tmp_path, "路面.txt", b"first")
    closed(book)
    done = package(book, MONTH, stick)
    with opened(done) as found:
        assert found.attachments == (photo,)
        assert found.read_attachment(photo) == b"first"
    other = photographed(book, tmp_path, "竣工.txt", b"second")
    book.settings["as_of"] = "2024-01-03"
    closed(book, NEXT)
    with opened(package(book, NEXT, stick)) as found:
        assert set(found.attachments) == {photo, other}  # the first is not accepted yet
    months.accepted(book, MONTH, 1)
    months.reopen(book, NEXT, "上月已接收")
    closed(book, NEXT)
    with opened(package(book, NEXT, stick)) as found:
        assert found.attachments == (other,)


def test_a_caption_travels_with_the_record_and_its_file_goes_once(
    book: Book, stick: Path, tmp_path: Path
) -> None:
    photo = photographed(book, tmp_path, "IMG_1.txt", b"first")
    other = captioned(photo, "路面硬化后")
    [paid] = book.records.find("payment")
    assert not change(book, "payment", paid.uuid, reason="说明", photos=(photo, other)).refused
    closed(book)
    with opened(package(book, MONTH, stick)) as found:
        assert len(found.attachments) == 1
        assert found.read_attachment(found.attachments[0]) == b"first"
    months.accepted(book, MONTH, 1)
    again = captioned(photo, "换了说明")
    assert not change(book, "payment", paid.uuid, reason="说明", photos=(again,)).refused
    book.settings["as_of"] = "2024-01-03"
    closed(book, NEXT)
    with opened(package(book, NEXT, stick)) as found:
        assert found.attachments == ()  # the office has the file, under whatever caption


def test_an_attachment_that_is_gone_is_told_and_left_out(
    book: Book, stick: Path, tmp_path: Path
) -> None:
    photo = photographed(book, tmp_path, "路面.txt", b"first")
    closed(book)
    (book.paths.attachments / photo).unlink()
    done = package(book, MONTH, stick)
    assert [(one.code, one.level) for one in done.problems] == [("attachment_missing", Level.WARN)]
    with opened(done) as found:
        assert found.attachments == ()


def test_an_attachment_that_was_reported_cannot_fall_out_unnoticed(
    book: Book, stick: Path, tmp_path: Path
) -> None:
    photo = photographed(book, tmp_path, "路面.txt", b"first")
    closed(book)
    package(book, MONTH, stick)
    (book.paths.attachments / photo).unlink()
    with pytest.raises(AttachmentMissing):
        package(book, MONTH, stick)


def test_what_does_not_fit_goes_along_once_the_rest_was_accepted(
    book: Book, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_attachments, "MOST", 8)
    kept = {photographed(book, tmp_path, f"{n}.txt", b"%d 5678" % n) for n in range(2)}
    closed(book)
    done = package(book, MONTH, stick)
    assert [problem.code for problem in done.problems] == ["attachments_later"]
    with opened(done) as found:
        [first] = found.attachments
    months.accepted(book, MONTH, 1)
    book.settings["as_of"] = "2024-01-03"
    closed(book, NEXT)
    with opened(package(book, NEXT, stick)) as found:
        assert set(found.attachments) == kept - {first}


def test_a_character_that_cannot_be_printed_costs_the_pdfs_not_the_package(
    book: Book, stick: Path
) -> None:
    [paid] = book.records.find("payment")
    assert not change(book, "payment", paid.uuid, reason="姓名", payee="王\ue000").refused
    closed(book)
    done = package(book, MONTH, stick)
    assert [(one.code, one.level) for one in done.problems] == [("no_pdf", Level.WARN)]
    with zipfile.ZipFile(done.files[0]) as archive:
        copies = [name for name in archive.namelist() if name.startswith("copies/")]
    assert [Path(name).suffix for name in copies] == [".xlsx"]


def test_it_is_encrypted_once_the_office_above_is_known(book: Book, stick: Path) -> None:
    town = new_identity()
    trust_key(book, TOWN, town.public)
    closed(book)
    done = package(book, MONTH, stick)
    assert done.encrypted
    with pytest.raises(NotForUs):
        opened(done)
    with opened(done, town) as found:
        assert found.manifest.unit == HUANGSI
    assert town.public.fingerprint in text_of(done.files[1])


def test_a_book_with_a_password_reports_the_same(
    tmp_path: Path, known: Definitions, stick: Path
) -> None:
    with village(tmp_path, known, password="粮仓 2023") as book:
        photo = photographed(book, tmp_path, "路面.txt", b"first")
        closed(book)
        with opened(package(book, MONTH, stick)) as found:
            assert found.attachments == (photo,)
            assert len(list(found.rows("payment"))) == 1


def test_an_open_month_is_no_package(book: Book, stick: Path) -> None:
    with pytest.raises(NotClosed):
        package(book, MONTH, stick)
    closed(book)
    months.reopen(book, MONTH, "漏报")
    with pytest.raises(WrongState):
        package(book, MONTH, stick)
    assert not list(stick.iterdir())


def test_a_damaged_archive_is_no_package(book: Book, stick: Path) -> None:
    closed(book)
    table = book.snapshots.folder(MONTH, 1) / "ledgers" / "payment.csv"
    table.write_bytes(table.read_bytes().replace(b"300.00", b"900.00"))
    with pytest.raises(SnapshotDamaged):
        package(book, MONTH, stick)
    assert not list(stick.iterdir())


def test_a_book_that_is_open_elsewhere_reports_nothing(
    book: Book, stick: Path, known: Definitions
) -> None:
    closed(book)
    with Book.open(book.path, known, read_only=True) as reading, pytest.raises(ReadOnlyBook):
        package(reading, MONTH, stick)


def test_a_stopped_package_leaves_nothing(book: Book, stick: Path) -> None:
    closed(book)
    with pytest.raises(Stopped):
        package(book, MONTH, stick, cancelled=lambda: True)
    assert not list(stick.iterdir())
    assert [one.act for one in book.months.acts(MONTH)] == ["nil", "closed"]
