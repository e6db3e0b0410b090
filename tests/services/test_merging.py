"""Every verdict is reached by a real file, and says what to do."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.manifest import Manifest
from ruraldesk.services.identity import identity_of, known_keys, renew, trust_key
from ruraldesk.services.merging import Said, Verdict, merge, unmerge
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.received import FOLDER
from ruraldesk.store.taking_back import CannotTakeBack
from tests.services.packages import flipped, package_of
from tests.store.reports import book_of, enter, state
from tests.store.village import HUANGSI, WANGLOU, village_book, village_definitions

LEDGERS = ("person", "project", "receipt", "payment")
ZHANGSAN = "410726196001010012"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Book]:
    """Huangsi's own book, with a project that is paid for."""
    with book_of(tmp_path) as book:
        head = enter(book, "person", name="张三", id_number=ZHANGSAN)
        road = enter(
            book,
            "project",
            name="中心街道路硬化",
            head=head,
            planned="250000.00",
            kind="road",
            tags=["road", "water"],
            proposed_on="2023-03-01",
            demo=True,
            content="第一行\n“引号”,逗号",
            outputs=[{"item": "主街", "done": "120.50"}, {"item": "南巷", "done": "30.00"}],
        )
        enter(book, "receipt", project=road, amount="200000.10", received_on="2023-11-02")
        enter(book, "payment", project=road, amount="120000.01", paid_on="2023-11-05")
        yield book


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def one(town: Book, path: Path, *, dry_run: bool = False, anyway: bool = False) -> Verdict:
    [verdict] = merge(town, [path], dry_run=dry_run, anyway=anyway).files
    return verdict


def same(town: Book, village: Book) -> bool:
    return all(state(town, key, village.info.unit) == state(village, key) for key in LEDGERS)


def untouched(town: Book) -> bool:
    return not any(state(town, key) for key in LEDGERS)


def test_a_first_package_is_new_and_taken_whole(town: Book, village: Book, stick: Path) -> None:
    path, manifest = package_of(village, stick)

    done = merge(town, [path], operator="李四")

    [verdict] = done.files
    assert verdict.verdict is Said.NEW
    assert (verdict.unit, verdict.unit_name) == (HUANGSI, "黄寺村")
    assert (verdict.month, verdict.sequence, verdict.added) == ("2023-11", 1, 4)
    assert "新增 4" in verdict.message
    assert done.batch
    assert same(town, village)
    [kept] = (town.paths.archive / FOLDER).rglob("*.rdp")
    assert kept.read_bytes() == path.read_bytes()
    assert kept.relative_to(town.paths.archive).parts == (FOLDER, HUANGSI, "2023-11", "1.rdp")
    [key] = known_keys(town)
    assert (key.unit, key.public) == (HUANGSI, manifest.key)


def test_an_encrypted_package_is_taken(town: Book, village: Book, stick: Path) -> None:
    path, _ = package_of(village, stick, to=identity_of(town).public)
    assert one(town, path).verdict is Said.NEW
    assert same(town, village)


def test_the_same_package_is_known_under_another_name(
    town: Book, village: Book, stick: Path
) -> None:
    path, _ = package_of(village, stick)
    copy = shutil.copyfile(path, stick / "副本 (2).RDP")
    sealed, _ = package_of(village, stick, name="加密.rdp", to=identity_of(town).public)

    files = merge(town, [copy, path, sealed]).files
    assert [file.verdict for file in files] == [Said.NEW, Said.SAME, Said.SAME]
    assert "已" in files[1].message

    again = merge(town, [stick])
    assert [file.verdict for file in again.files] == [Said.SAME] * 3
    assert again.batch == ""
    assert len(town.taking.taken()) == 1


def test_a_later_month_follows(town: Book, village: Book, stick: Path) -> None:
    _, first = package_of(village, stick)
    enter(village, "person", name="李四")
    package_of(village, stick, "2023-12", after=first)

    files = merge(town, [stick]).files

    assert [(file.month, file.verdict) for file in files] == [
        ("2023-11", Said.NEW),
        ("2023-12", Said.NEW),
    ]
    assert (files[1].added, files[1].unchanged) == (1, 4)
    assert same(town, village)


def test_packages_are_taken_in_their_order_whatever_they_are_called(
    town: Book, village: Book, stick: Path
) -> None:
    _, first = package_of(village, stick, name="z.rdp")
    enter(village, "person", name="李四")
    package_of(village, stick, "2023-12", after=first, name="a.rdp")

    files = merge(town, [stick]).files

    assert [(file.path.name, file.month) for file in files] == [
        ("a.rdp", "2023-12"),
        ("z.rdp", "2023-11"),
    ]
    assert {file.verdict for file in files} == {Said.NEW}
    assert same(town, village)


def test_a_correction_takes_the_place_of_what_it_corrects(
    town: Book, village: Book, stick: Path
) -> None:
    first_path, first = package_of(village, stick)
    merge(town, [first_path])
    [payment] = state(village, "payment")
    enter(village, "payment", payment, amount="120000.00")
    path, _ = package_of(village, stick, sequence=2, after=first, reason="金额多记一分")

    verdict = one(town, path)

    assert (verdict.verdict, verdict.changed, verdict.sequence) == (Said.CORRECTION, 1, 2)
    assert same(town, village)


def test_a_correction_of_a_package_that_never_came_is_new(
    town: Book, village: Book, stick: Path
) -> None:
    _, lost = package_of(village, stick, name="lost.rdp")
    path, _ = package_of(village, stick, sequence=2, after=lost)
    assert one(town, path).verdict is Said.NEW


def test_a_month_whose_stick_was_lost_does_not_stop_the_next(
    town: Book, village: Book, stick: Path
) -> None:
    path, first = package_of(village, stick)
    merge(town, [path])
    _, lost = package_of(village, stick, "2023-12", after=first, name="lost.rdp")
    third, _ = package_of(village, stick, "2024-01", after=lost)

    assert one(town, third).verdict is Said.NEW
    late = one(town, stick / "lost.rdp")
    assert late.verdict is Said.OLDER
    assert "2024年1月" in late.message


def test_a_month_corrected_after_the_next_was_taken_is_a_correction(
    town: Book, village: Book, stick: Path
) -> None:
    one_path, first = package_of(village, stick)
    two_path, second = package_of(village, stick, "2023-12", after=first)
    merge(town, [one_path, two_path])
    enter(village, "person", name="补登")
    path, _ = package_of(village, stick, sequence=2, after=second)
    assert one(town, path).verdict is Said.CORRECTION
    assert same(town, village)


def test_correcting_an_earlier_month_keeps_what_came_after_it(
    town: Book, village: Book, stick: Path
) -> None:
    one_path, first = package_of(village, stick, ledgers_until="2023-11")
    [road] = state(village, "project")
    enter(village, "receipt", project=road, amount="300.00", received_on="2023-12-20")
    two_path, second = package_of(village, stick, "2023-12", after=first)
    merge(town, [one_path, two_path])
    [early] = [
        one for one in village.records.find("receipt") if str(one["received_on"]) < "2023-12"
    ]
    enter(village, "receipt", early.uuid, amount="200000.00")
    path, third = package_of(village, stick, sequence=2, after=second, ledgers_until="2023-11")

    verdict = one(town, path)

    assert (verdict.verdict, verdict.changed, verdict.removed) == (Said.CORRECTION, 1, 0)
    assert same(town, village)
    path, _ = package_of(village, stick, "2024-01", after=third)
    verdict = one(town, path)
    assert (verdict.verdict, verdict.changed, verdict.removed) == (Said.NEW, 0, 0)
    assert same(town, village)


def test_a_damaged_package_is_told_and_the_others_are_taken(
    town: Book, village: Book, stick: Path
) -> None:
    flipped(package_of(village, stick, name="a.rdp")[0])
    (stick / "b.rdp").write_bytes(b"")
    (stick / "c.rdp").write_text("不是报送包", encoding="utf-8")
    package_of(village, stick, name="d.rdp")

    files = merge(town, [stick, stick / "没有.rdp"]).files

    assert [file.verdict for file in files] == [
        *(Said.DAMAGED, Said.DAMAGED, Said.DAMAGED, Said.NEW, Said.DAMAGED)
    ]
    assert all(file.message for file in files)
    assert same(town, village)


def test_every_bit_counts(town: Book, village: Book, stick: Path) -> None:
    path, _ = package_of(village, stick)
    content = path.read_bytes()
    for place in range(0, 100, 7):
        path.write_bytes(content)
        assert one(town, flipped(path, place / 100)).verdict is Said.DAMAGED
    assert untouched(town)


def test_another_key_is_forged_until_it_is_taken_in(town: Book, village: Book, stick: Path) -> None:
    path, first = package_of(village, stick)
    merge(town, [path])
    other = renew(village)
    enter(village, "person", name="来路不明")
    path, _ = package_of(village, stick, "2023-12", after=first)

    verdict = one(town, path)

    assert verdict.verdict is Said.FORGED
    assert other.public.fingerprint in verdict.message
    assert len(state(town, "person")) == 1

    trust_key(town, HUANGSI, other.public)
    assert one(town, path).verdict is Said.NEW
    assert len(state(town, "person")) == 2


def test_a_changed_manifest_is_forged(town: Book, village: Book, stick: Path) -> None:
    stranger = new_identity()
    path, _ = package_of(village, stick, key=stranger.public.text)
    assert one(town, path).verdict is Said.FORGED
    assert untouched(town)


def test_an_unknown_unit_is_told_how_it_becomes_known(
    town: Book, tmp_path: Path, stick: Path
) -> None:
    with book_of(tmp_path, "410726104299", "新村") as new:
        enter(new, "person", name="新村人")
        path, _ = package_of(new, stick)

    verdict = one(town, path)

    assert verdict.verdict is Said.UNKNOWN_UNIT
    assert "410726104299" in verdict.message
    assert known_keys(town) == []
    enter(town, "unit", code="410726104299", name="新村")
    assert one(town, path).verdict is Said.NEW


def test_another_towns_village_is_at_the_wrong_office(
    town: Book, tmp_path: Path, stick: Path
) -> None:
    info = BookInfo(unit="410726105201", name="外镇村", level="village", parent="410726105000")
    with Book.create(tmp_path / "外.rdb", village_definitions(), info) as stranger:
        path, _ = package_of(stranger, stick)
    verdict = one(town, path)
    assert verdict.verdict is Said.WRONG_OFFICE
    assert "410726105000" in verdict.message


def test_a_package_for_another_office_cannot_even_be_read(
    town: Book, village: Book, stick: Path
) -> None:
    path, _ = package_of(village, stick, to=new_identity().public)
    assert one(town, path).verdict is Said.WRONG_OFFICE


def test_the_offices_own_package_is_at_the_wrong_office(town: Book, stick: Path) -> None:
    path, _ = package_of(town, stick)
    assert one(town, path).verdict is Said.WRONG_OFFICE


def test_last_months_package_is_older(town: Book, village: Book, stick: Path) -> None:
    old, first = package_of(village, stick)
    enter(village, "person", name="李四")
    path, _ = package_of(village, stick, "2023-12", after=first)
    merge(town, [path])

    verdict = one(town, old)

    assert verdict.verdict is Said.OLDER
    assert "2023年12月" in verdict.message
    assert same(town, village)


def copied(village: Book, tmp_path: Path, name: str) -> Book:
    """Return a second book, copied from the first when it was closed."""
    folder = tmp_path / name
    folder.mkdir()
    copy = folder / village.path.name
    village.close()
    shutil.copyfile(village.path, copy)
    return Book.open(copy, village_definitions())


def test_two_books_copied_from_one_are_found_out(
    town: Book, village: Book, tmp_path: Path, stick: Path
) -> None:
    first_path, first = package_of(village, stick)
    merge(town, [first_path])
    other = copied(village, tmp_path, "第二台")
    with other, Book.open(village.path, village_definitions()) as kept:
        enter(kept, "person", name="甲机登记")
        path, mine = package_of(kept, stick, "2023-12", after=first, name="甲.rdp")
        assert one(town, path).verdict is Said.NEW
        enter(other, "person", name="乙机登记")
        path, theirs = package_of(other, stick, "2023-12", after=first, name="乙.rdp")
        verdict = one(town, path)
        assert verdict.verdict is Said.OLDER
        assert "两本账" in verdict.message
        path, _ = package_of(other, stick, "2024-01", after=theirs, name="乙2.rdp")
        assert one(town, path).verdict is Said.OLDER
        assert one(town, path, dry_run=True, anyway=True).verdict is Said.NEW
        path, _ = package_of(kept, stick, "2024-01", after=mine, name="甲2.rdp")
        assert one(town, path).verdict is Said.NEW
        assert same(town, kept)


def test_totals_that_do_not_agree_refuse_the_package(
    town: Book, village: Book, stick: Path
) -> None:
    def wrong(manifest: Manifest) -> Manifest:
        totals = {**manifest.totals, "receipt": {"amount": "200000.11"}}
        return replace(manifest, totals=totals)

    path, _ = package_of(village, stick, said=wrong)
    verdict = one(town, path)
    assert verdict.verdict is Said.TOTALS_DIFFER
    assert "200000.11" in verdict.message
    assert "200000.10" in verdict.message
    assert untouched(town)
    assert known_keys(town) == []
    assert not list((town.paths.archive / FOLDER).rglob("*.rdp"))


def test_a_newer_format_needs_a_newer_program(town: Book, village: Book, stick: Path) -> None:
    path, _ = package_of(village, stick, format=2)
    verdict = one(town, path)
    assert verdict.verdict is Said.NEWER_PROGRAM
    assert untouched(town)


def test_rows_of_a_neighbour_damage_a_package(town: Book, village: Book, stick: Path) -> None:
    enter(village, "unit", code=WANGLOU, name="王楼村")
    enter(village, "person", name="外村人", unit=WANGLOU)
    path, _ = package_of(village, stick)
    verdict = one(town, path)
    assert verdict.verdict is Said.DAMAGED
    assert WANGLOU in verdict.message
    assert untouched(town)


def test_a_dry_run_says_the_same_and_keeps_nothing(town: Book, village: Book, stick: Path) -> None:
    _, first = package_of(village, stick)
    enter(village, "person", name="李四")
    package_of(village, stick, "2023-12", after=first)
    shutil.copyfile(package_of(village, stick)[0], stick / "zz.rdp")

    tried = merge(town, [stick], dry_run=True)

    assert tried.batch == ""
    assert untouched(town)
    assert known_keys(town) == []
    assert not town.paths.archive.exists()
    done = merge(town, [stick])
    assert [(file.verdict, file.added) for file in tried.files] == [
        (file.verdict, file.added) for file in done.files
    ]


def test_photos_come_along(town: Book, village: Book, stick: Path, tmp_path: Path) -> None:
    paper = tmp_path / "协议.pdf"
    paper.write_bytes(b"%PDF-1.7 agreement")
    name = village.attachments.add(paper)
    path, _ = package_of(village, stick, files=True)
    assert one(town, path).verdict is Said.NEW
    assert town.attachments.path(name).read_bytes() == b"%PDF-1.7 agreement"


def test_a_merge_is_taken_back_as_a_batch(
    town: Book, village: Book, stick: Path, tmp_path: Path
) -> None:
    package_of(village, stick)
    with book_of(tmp_path, WANGLOU, "王楼村") as other:
        enter(other, "person", name="王五")
        package_of(other, stick)
    done = merge(town, [stick])
    assert len(done.files) == 2

    back = unmerge(town, done.batch, operator="李四")

    assert len(back.reports) == 2
    assert untouched(town)
    with pytest.raises(CannotTakeBack):
        unmerge(town, done.batch)
    assert {file.verdict for file in merge(town, [stick]).files} == {Said.NEW}
    assert same(town, village)
    assert len(list(town.paths.archive.rglob("*.rdp"))) == 2


def test_the_same_person_and_project_in_two_villages_are_told(
    town: Book, village: Book, stick: Path, tmp_path: Path
) -> None:
    merge(town, [package_of(village, stick)[0]])
    with book_of(tmp_path, WANGLOU, "王楼村") as other:
        enter(other, "person", name="张三", id_number=ZHANGSAN)
        enter(other, "project", name="中心街 道路硬化工程")
        path, _ = package_of(other, stick)

    verdict = one(town, path)

    assert verdict.verdict is Said.NEW
    assert {(file.form, file.other_unit) for file in verdict.duplicates} == {
        ("person", HUANGSI),
        ("project", HUANGSI),
    }
    assert "黄寺村" in verdict.message
    assert ZHANGSAN not in verdict.message


def test_a_stopped_merge_keeps_what_was_taken(
    town: Book, village: Book, stick: Path, tmp_path: Path
) -> None:
    package_of(village, stick)
    with book_of(tmp_path, WANGLOU, "王楼村") as other:
        package_of(other, stick)
    asked = iter((False, True))
    told: list[tuple[int, int, str]] = []
    done = merge(
        town, [stick], cancelled=lambda: next(asked), progress=lambda *one: told.append(one)
    )
    assert done.stopped
    assert len(done.files) == 1
    assert len(town.taking.taken()) == 1
    assert told == [(0, 2, "黄寺村 2023-11 第1次.rdp")]


def test_a_book_with_a_password_keeps_what_came_in_sealed(
    tmp_path: Path, village: Book, stick: Path
) -> None:
    path, _ = package_of(village, stick)
    folder = tmp_path / "密"
    folder.mkdir()
    with village_book(folder, password="粮仓 2023") as town:
        assert one(town, path).verdict is Said.NEW
        [kept] = [file for file in town.paths.archive.rglob("*") if file.is_file()]
        assert kept.suffix == ".sealed"
        assert b"PK" not in kept.read_bytes()[:4]


def test_what_stands_for_a_package_on_a_stick_is_told(
    town: Book, village: Book, stick: Path
) -> None:
    path, _ = package_of(village, stick)
    renamed = path.rename(path.with_suffix(".zip"))
    (stick / "王楼村.rdp - 快捷方式.lnk").write_bytes(
        bytes.fromhex("4c0000000114020000") + b"x" * 60
    )
    (stick / "$RECYCLE.BIN").mkdir()
    shutil.copy(renamed, stick / "$RECYCLE.BIN" / "$R1.rdp")

    files = {file.path.name: file for file in merge(town, [stick]).files}

    assert files.keys() == {renamed.name, "王楼村.rdp - 快捷方式.lnk"}
    assert files[renamed.name].verdict is Said.NEW
    assert files["王楼村.rdp - 快捷方式.lnk"].verdict is Said.DAMAGED
    assert "快捷方式" in files["王楼村.rdp - 快捷方式.lnk"].message
    assert same(town, village)
