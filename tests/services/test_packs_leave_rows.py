"""Whatever definitions a pack brings: installed and taken back, all rows are as they were."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.model import Record
from ruraldesk.services import packs
from ruraldesk.services.books import open_book
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, add
from tests.services.packing import sent, town, village
from tests.services.small_program import WELL_PATH, use_small_program, well

pytestmark = pytest.mark.long

TYPES = {
    "text": "",
    "note": "",
    "integer": "",
    "decimal": "places = 3\n",
    "money": "",
    "percent": "",
    "date": "",
    "month": "",
    "year": "",
    "yes_no": "",
    "phone": "",
    "division": "",
    "files": "",
    "choice": 'choices = "colours"\n',
    "choices": 'choices = "colours"\n',
    "reference": 'form = "well"\n',
}
CHOICES = """
[[list]]
key = "colours"
title = "颜色"
[[list.item]]
code = "red"
label = "红"
[[list.item]]
code = "green"
label = "绿"
"""
NUMBERS = count()


@dataclass(frozen=True)
class Books:
    """An office that sends packs, and the file of a village that is copied for each of them."""

    office: Book
    village: Path
    folder: Path


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    folder = tmp_path_factory.mktemp("包")
    with pytest.MonkeyPatch.context() as patch:
        use_small_program(folder / "program", patch)
        with village(folder) as book:
            for name, depth in (("东井", 30), ("西井", 12)):
                add(book, "well", name=name, depth=depth)
            gone = add(book, "well", name="废井")
            book.records.delete("well", gone.uuid, gone.revision)
        with town(folder) as office:
            yield Books(office, book.path, folder)


def field(key: str, kind: str, required: bool) -> str:
    more = "required = true\n" if required else ""
    return f'[[field]]\nkey = "{key}"\ntype = "{kind}"\nlabel = "{key}"\n{TYPES[kind]}{more}'


def ledger(key: str, kinds: list[str]) -> str:
    """Return a new ledger, of which no field must be filled but the first."""
    head = f'key = "{key}"\ntitle = "{key}"\nname = "{{name}}"\n'
    fields = [field("name", "text", True)]
    fields += [field(f"f{place}", kind, False) for place, kind in enumerate(kinds)]
    return head + "".join(fields)


KINDS = st.lists(st.sampled_from(sorted(TYPES)), max_size=4)


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, str]:
    """Draw the files of a pack: new ledgers, and wells asked about in another way."""
    files = {"choices/colours.toml": CHOICES}
    for number, kinds in enumerate(draw(st.lists(KINDS, max_size=2))):
        files[f"ledgers/main/new{number}.toml"] = ledger(f"new{number}", kinds)
    if draw(st.booleans()):
        own = [kind for kind in draw(KINDS) if kind != "reference"]
        text = well("".join(field(f"w{place}", kind, False) for place, kind in enumerate(own)))
        text = text.replace("version = 2", f"version = {draw(st.integers(2, 5))}")
        if draw(st.booleans()):
            text = text.replace('label = "井深"', 'label = "深度"')
        if draw(st.booleans()):
            text = text.replace("depth > 0", "depth > 20")
        files[WELL_PATH] = text
    return files


def snapshot(book: Book, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the raw rows of the ledgers that were there before, in the columns they had."""
    found = {}
    with book.reading() as connection:
        for table, names in columns.items():
            listed = ", ".join(f'"{name}"' for name in names)
            rows = connection.exec_driver_sql(f'SELECT {listed} FROM "{table}" ORDER BY id')
            found[table] = [tuple(row) for row in rows]
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=definitions())
def test_installed_and_taken_back_a_pack_leaves_all_other_rows_as_they_were(
    books: Books, files: dict[str, str]
) -> None:
    path = books.folder / f"{next(NUMBERS)}" / books.village.name
    path.parent.mkdir()
    shutil.copyfile(books.village, path)
    for old in books.folder.glob("pack*"):
        shutil.rmtree(old)
    with open_book(path) as book:
        tables = [name for name in book.tables if not name.startswith("_")]
        columns = {name: [one.name for one in book.tables[name].columns] for name in tables}
        before = snapshot(book, columns)
        made = sent(books.office, books.folder, forms=files)

        packs.install(book, made.path)
        assert snapshot(book, columns) == before
        for key in set(book.definitions.forms) - set(columns):
            saved = book.records.save(key, Record(values={"name": "一条", "unit": HUANGSI}))
            assert not saved.refused
        packs.uninstall(book, made.pack.number)

        assert snapshot(book, columns) == before
        assert set(book.definitions.forms) == set(columns)
        assert book.journal.verify_chain() is None
    with open_book(path) as again:  # nothing is left to be brought up to date
        assert len(again.backups.list()) == 2
        saved = again.records.save(
            "well", Record(values={"name": "新井", "depth": 1, "unit": HUANGSI})
        )
        assert not saved.refused
    shutil.rmtree(path.parent)


def test_a_pack_refused_in_its_midst_leaves_them_too(books: Books, tmp_path: Path) -> None:
    path = tmp_path / books.village.name
    shutil.copyfile(books.village, path)
    dated = 'key = "log"\ntitle = "记录"\nname = "{day}"\n' + field("day", "date", True)
    rule = '[[rule]]\nkey = "late"\ncheck = "day > as_of"\nmessage = "日期已过。"\n'
    rows = [{"day": date.today().replace(year=2020).isoformat()}]
    made = sent(
        books.office,
        tmp_path,
        forms={"ledgers/main/log.toml": dated + rule},
        records={"log": rows},
    )
    with open_book(path) as book:
        columns = {"well": [one.name for one in book.tables["well"].columns]}
        before, head = snapshot(book, columns), book.journal.head()

        with pytest.raises(PackRefused, match="日期已过"):
            packs.install(book, made.path)

        assert (snapshot(book, columns), book.journal.head()) == (before, head)
        assert not book.paths.forms.exists()
        add(book, "well", name="新井")
