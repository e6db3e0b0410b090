"""A small book to try things on: projects with outputs, persons, units."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import (
    Choice,
    ChoiceList,
    Definitions,
    FieldDef,
    FieldType,
    FormDef,
)
from ruraldesk.store.book import Book, BookInfo

WANGLOU = BookInfo(unit="410726104000", name="王楼镇", level="town", parent="410726000000")
PASSWORD = "粮仓 2023"

STAGES = ChoiceList(
    key="stages",
    title="阶段",
    items=(Choice(code="planned", label="拟建"), Choice(code="done", label="完工")),
    ordered=True,
    extensible=False,
)
CATEGORIES = ChoiceList(
    key="categories",
    title="项目类别",
    items=(
        Choice(code="road", label="道路", aliases=("公路",)),
        Choice(code="water", label="水利"),
    ),
)
UNIT = FieldDef(key="unit", type=FieldType.DIVISION, label="所属单位")
OUTPUTS = FormDef(
    key="outputs",
    title="工程产出",
    parent="project",
    fields=(
        FieldDef(key="item", type=FieldType.TEXT, label="名称"),
        FieldDef(key="quantity", type=FieldType.DECIMAL, label="数量", places=3),
    ),
)
PROJECT = FormDef(
    key="project",
    title="项目台账",
    name="{code} {name}",
    fields=(
        UNIT,
        FieldDef(key="code", type=FieldType.TEXT, label="编号", unique=True),
        FieldDef(key="name", type=FieldType.TEXT, label="名称", required=True),
        FieldDef(key="category", type=FieldType.CHOICE, label="类别", choices=CATEGORIES),
        FieldDef(key="stage", type=FieldType.CHOICE, label="阶段", choices=STAGES),
        FieldDef(key="total", type=FieldType.MONEY, label="总投资", places=2, unit="元"),
        FieldDef(key="proposed_on", type=FieldType.DATE, label="提出日期"),
        FieldDef(key="head", type=FieldType.REFERENCE, label="负责人", form="person"),
        FieldDef(key="photos", type=FieldType.FILES, label="照片"),
    ),
    lines=(OUTPUTS,),
    dated_by="proposed_on",
    list_columns=("code", "name", "total"),
    sort=(("code", False),),
    search=("code", "name"),
)
PERSON = FormDef(
    key="person",
    title="人员台账",
    name="{name}",
    fields=(
        UNIT,
        FieldDef(key="name", type=FieldType.TEXT, label="姓名", required=True),
        FieldDef(key="leads", type=FieldType.REFERENCE, label="牵头项目", form="project"),
    ),
    search=("name",),
)


@pytest.fixture
def definitions() -> Definitions:
    """Two ledgers that refer to each other; nothing is computed."""
    return Definitions(
        forms={form.key: form for form in (PROJECT, PERSON)},
        choices={one.key: one for one in (STAGES, CATEGORIES)},
        figures={},
        groups=(),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as clerks name them: with Chinese and a space."""
    folder = tmp_path / "村 台账"
    folder.mkdir()
    return folder


@pytest.fixture
def book_path(folder: Path) -> Path:
    """Where the book of the test lies."""
    return folder / "王楼镇.rdb"


@pytest.fixture
def book(book_path: Path, definitions: Definitions) -> Iterator[Book]:
    """A new, empty book without a password, open for writing."""
    with Book.create(book_path, definitions, WANGLOU) as book:
        yield book


@pytest.fixture
def secret_book(folder: Path, definitions: Definitions) -> Iterator[Book]:
    """A new, empty book with a password, open for writing."""
    with Book.create(folder / "密.rdb", definitions, WANGLOU, password=PASSWORD) as book:
        yield book
