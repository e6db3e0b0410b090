"""Two ledgers that refer to each other, made in Python: projects with outputs, and persons."""

from typing import Any

from sqlalchemy import insert, select

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
BRIDGE = {
    "uuid": "b0000000-0000-4000-8000-000000000001",
    "revision": 1,
    "created": "2023-11-16T08:00:00+08:00",
    "changed": "2023-11-16T08:00:00+08:00",
    "changed_by": "张三",
    "unit": "410726104201",
    "code": "W01",
    "name": "王楼桥",
}


def defined(*forms: FormDef, choices: tuple[ChoiceList, ...] = (STAGES, CATEGORIES)) -> Definitions:
    """Return definitions that hold `forms` and nothing that is computed."""
    return Definitions(
        forms={form.key: form for form in forms},
        choices={one.key: one for one in choices},
        figures={},
        groups=(),
    )


def rows(book: Book, table: str = "project") -> list[dict[str, Any]]:
    """Return all rows of a table as the book holds them."""
    with book.reading() as connection:
        return [dict(row) for row in connection.execute(select(book.tables[table])).mappings()]


def put(book: Book, table: str = "project", **values: object) -> None:
    """Write one row past all validation; a project is the bridge unless said otherwise."""
    row = {key: value for key, value in (BRIDGE | values).items() if key in book.tables[table].c}
    with book.writing() as connection:
        connection.execute(insert(book.tables[table]).values(row))
