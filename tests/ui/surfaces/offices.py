"""The town of the sample and two of its villages, which deal with each other on a stick.

Enough of everything that no list of the window is empty: reports taken in, returned, refused and
waiting, comments, keys, packs, notes, photos, second keying, and what a health check finds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from PIL import Image

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, health_tasks, months, notes, pack_making, second_keying
from ruraldesk.services.books import create_book
from ruraldesk.services.comments import comment
from ruraldesk.services.identity import renew
from ruraldesk.services.merging import merge
from ruraldesk.services.nil_reports import never_begun, not_kept
from ruraldesk.services.packaging import package
from ruraldesk.services.packs import install
from ruraldesk.services.receipts import receipts, receive, send_back
from ruraldesk.services.sample import make_sample
from ruraldesk.store.book import Book
from ruraldesk.store.comments import CommentLevel
from tests.services.office import id_number
from tests.services.packages import package_of

TOWN, HUANGSI, WUXING, EAST = "410726104000", "410726104201", "410726104202", "410726104203"
BEFORE, MONTH, AFTER = "2023-10", "2023-11", "2023-12"
TOWN_BOOK, VILLAGE_BOOK, STICK = "王楼镇.rdb", "黄寺村.rdb", "U盘"
_SCENES = (("#BFD4E4", "#7A9B6B"), ("#D9DDE0", "#B98B4E"), ("#E8D9C0", "#8A8F93"))  # sky, ground
PEOPLE = ("张建国", "王秀兰", "李红梅", "赵志强", "刘桂英", "陈海涛")


def save(book: Book, form: str, **values: object) -> Record:
    """Save a new record; that it is refused is a fault of whoever asks."""
    saved = book.records.save(form, Record(values=dict(values)), operator="陈文书")  # type: ignore[arg-type]
    assert not saved.refused, saved.problems
    assert saved.record is not None
    return saved.record


def make_offices(folder: Path) -> None:
    """Write both books and the stick into `folder`."""
    stick = folder / STICK
    stick.mkdir(parents=True)
    with make_sample(folder / TOWN_BOOK) as town:
        town.settings["as_of"] = "2023-12-04"
        with _village(folder / VILLAGE_BOOK, HUANGSI, "黄寺村") as huangsi:
            _report(town, huangsi, stick)
            _answer(town, huangsi, stick)
            _send_pack(town, huangsi, folder)
        _others(town, folder, stick)
        _keep_more(town, folder)


def _village(path: Path, code: str, name: str) -> Book:
    book = create_book(path, unit=code, name=name, level="village", parent=TOWN)
    book.settings["as_of"] = "2023-12-03"
    book.settings["operator"] = "陈文书"
    save(book, "project", unit=code, name=f"{name}道路硬化", stage="proposed")
    for number, person in enumerate(PEOPLE):
        birth = date(1961 + 5 * number, 1 + number, 3 + number)
        identity = id_number(birth, 11 + number)
        save(book, "person", unit=code, name=person, id_number=identity)
    return book


def _move_on(village: Book, name: str) -> None:
    """Change a person, let one go, and add one."""
    first, *_, last = village.records.find("person")
    changed = replace(first, values={**first.values, "phone": "13803730001"})
    assert not village.records.save("person", changed, operator="陈文书").refused
    village.records.delete("person", last.uuid, last.revision)
    save(village, "person", unit=village.info.unit, name=name, sex="female")


def _report(town: Book, village: Book, stick: Path) -> None:
    """Close two months of the village, and take the package of the second one in."""
    for form in never_begun(village, BEFORE):
        not_kept(village, form, BEFORE, "本村没有这一项工作")
    for month in (BEFORE, MONTH):
        closed = months.close(village, month)
        assert not closed.refused, closed.problems
        _move_on(village, f"孙{month[5:]}月")
    made = package(village, MONTH, stick)
    assert merge(town, [made.files[0]], operator="刘科员").batch


def _answer(town: Book, village: Book, stick: Path) -> None:
    person = next(iter(village.records.find("person")))
    on_person = (HUANGSI, MONTH, "person", person.uuid, "id_number")
    comment(town, *on_person, "身份证号与户口本不一致，请核对后改正，并附户口本照片。")
    whole = "积分记录比上月少了三十多条，请核实是否漏报；如确实没有，请在答复里说明。"
    comment(town, HUANGSI, MONTH, "", "", "", whole, level=CommentLevel.LOOK)
    send_back(town, HUANGSI, MONTH)
    [written] = receipts(town, MONTH, stick).receipts
    receive(village, written.path)


def _send_pack(town: Book, village: Book, folder: Path) -> None:
    made = pack_making.make(
        town,
        folder / "下发",
        records={"task_list": None},
        settings={"due_day": "8"},
        title="四季度任务",
        note="请于本月八日前报送。",
        operator="刘科员",
    )
    install(village, made.path, operator="陈文书")


def _others(town: Book, folder: Path, stick: Path) -> None:
    """Leave on the stick a first report, one that is cut off, and one under another key."""
    with _village(folder / "吴杏庄村.rdb", WUXING, "吴杏庄村") as wuxing:
        package_of(wuxing, stick, MONTH, name="吴杏庄村 2023-11 第1次.rdp")
    cut = stick / "西王楼村 2023-11 第1次.rdp"
    with _village(folder / "东王楼村.rdb", EAST, "东王楼村") as east:
        path, before = package_of(east, folder, BEFORE, name="东王楼村 2023-10 第1次.rdp")
        cut.write_bytes(path.read_bytes()[:900])
        merge(town, [path], operator="刘科员")
        _move_on(east, "吴小燕")
        path, last = package_of(east, folder, MONTH, after=before)
        merge(town, [path, cut], operator="刘科员")
        renew(east)
        package_of(east, stick, MONTH, 2, after=last, name="东王楼村 2023-11 第2次.rdp")
    merge(town, [stick / "东王楼村 2023-11 第2次.rdp"], operator="刘科员")


def _keep_more(town: Book, folder: Path) -> None:
    """Add twins, notes, second keying and photos to the town, and look over all of it."""
    save(town, "project", unit=EAST, name="村部前道路硬化工程二期", stage="proposed")
    save(town, "project", unit=WUXING, name="村部前道路硬化二期项目", stage="proposed")
    payments = list(town.records.find("payment"))
    for one in payments[:3]:
        second_keying.key_again(town, "payment", one, {"amount": one["amount"]}, "王支书")
    wrong = payments[3]
    typed = {"amount": Decimal(str(wrong["amount"])) + 1800}
    second_keying.key_again(town, "payment", wrong, typed, "王支书")
    project = next(iter(town.records.find("project")))
    text = "合同原件在镇财政所，月底前取回复印件存档。"
    notes.write(town, "project", project.uuid, "name", text, follow_up=True, due=date(2023, 12, 8))
    notes.write(town, "project", project.uuid, "", "与上年同名项目不是一回事。")
    taken = _photos(town, folder)
    save(town, "project", unit=HUANGSI, name="村口桥涵修复", stage="proposed", papers=taken)
    health_tasks.examine(town)


def _photos(town: Book, folder: Path) -> tuple[str, ...]:
    """Take three photos into the book; return the names by which it keeps them."""
    names = []
    for number, (top, ground) in enumerate(_SCENES):
        photo = Image.new("RGB", (1200, 800), ground)
        photo.paste(top, (0, 0, 1200, 330))
        path = folder / f"现场照片{number + 1}.jpg"
        photo.save(path)
        names.append(entry.add_attachment(town, path))
    return tuple(names)
