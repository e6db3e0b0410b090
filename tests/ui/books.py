"""A small real book: projects in three villages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.home import CardDef, ChartDef, HomeDef, NoteDef, SeriesDef
from ruraldesk.definitions.model import (
    Definitions,
    FieldDef,
    FieldType,
    FigureDef,
    FormDef,
    GroupDef,
    Record,
)
from ruraldesk.definitions.summaries import SummaryColumnDef, SummaryDef
from ruraldesk.store.book import Book, BookInfo
from tests.ui.fakes import FORM, NAMES, STAGES

WANGLOU = BookInfo(unit="410726104000", name="王楼镇", level="town")
OUTPUTS = FormDef(
    key="outputs",
    title="工程产出",
    parent="project",
    fields=(
        FieldDef(key="item", type=FieldType.TEXT, label="名称"),
        FieldDef(key="quantity", type=FieldType.DECIMAL, label="数量", unit="米", places=2),
    ),
    totals=("quantity",),
)
PROJECT = replace(
    FORM,
    name="{code} {name}",
    lines=(OUTPUTS,),
    sort=(("code", False),),
    search=("code", "name"),
    excel=None,
)
FORMS = {"project": PROJECT}
FIGURES = (
    FigureDef(
        key="invested",
        label="累计投入资金",
        value=parse_expression("sum(project.total)", None, FORMS),
        unit="元",
        shown_in="万元",
        wording="over",
        place=Decimal(10),
        note="全部项目的总投资。",
    ),
    FigureDef(
        key="hardened",
        label="硬化道路",
        value=parse_expression("sum(project.outputs.quantity)", None, FORMS),
        unit="米",
        places=2,
    ),
)


def _chart(key: str, title: str, by: str) -> ChartDef:
    return ChartDef(
        key=key, title=title, by=by, series=(SeriesDef(figure="invested", label="投入"),)
    )


DEFINITIONS = Definitions(
    forms=FORMS,
    choices={STAGES.key: STAGES},
    figures={figure.key: figure for figure in FIGURES},
    groups=(GroupDef(key="projects", title="项目与资金"),),
    home=HomeDef(
        cards=(CardDef(figure="invested", notes=(NoteDef(figure="hardened", label="硬化"),)),),
        charts=(
            _chart("stages", "投资构成", by="stage"),
            _chart("villages", "各村投资", by="unit"),
        ),
    ),
    summaries=(
        SummaryDef(
            key="works",
            title="项目汇总表",
            columns=(
                SummaryColumnDef(figure="invested", heading="投入", group="资金"),
                SummaryColumnDef(figure="hardened", heading="硬化道路"),
            ),
        ),
        SummaryDef(
            key="roads",
            title="道路汇总表",
            columns=(SummaryColumnDef(figure="hardened", heading="硬化道路"),),
        ),
    ),
)


def small_book(path: Path, count: int = 12) -> Book:
    """Make a book with `count` projects, W01 and following, in turn of every stage."""
    path.write_bytes(_file_of(count))
    return Book.open(path, DEFINITIONS)


@cache
def _file_of(count: int) -> bytes:
    """Return the book's file: hundreds of tests begin with it, and making it takes long."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "王楼镇.rdb"
        with Book.create(path, DEFINITIONS, WANGLOU) as book:
            book.settings["as_of"] = "2023-11-16"
            book.settings["operator"] = "陈文书"
            for number in range(1, count + 1):
                add_project(book, number)
        return path.read_bytes()


def output(item: str, quantity: int) -> Record:
    """Return one line of what a project brought about."""
    return Record(values={"item": item, "quantity": Decimal(quantity)})


def add_project(book: Book, number: int) -> Record:
    """Save one more project as somebody else would."""
    record = Record(
        values={
            "code": f"W{number:02}",
            "name": NAMES[number % len(NAMES)],
            "unit": "410726104201",
            "stage": STAGES.items[number % 4].code,
            "total": Decimal(number) * 10_000,
            "paid": Decimal(number) * 5_000,
            "progress": Decimal(number),
            "people": number,
        },
        lines={"outputs": (output(f"巷道{number}", number),) if number % 2 else ()},
    )
    return book.records.save("project", record, operator="陈文书").record
