"""A village's book for the tests of records: units, persons, projects, receipts and payments.

Money comes in by receipts and goes out by payments; rules over ledgers keep it in order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruraldesk.definitions.model import Definitions, Record, Value
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.records import Saved
from tests.definitions.builders import loaded

TOWN = "410726104000"
HUANGSI = "410726104201"
WANGLOU = "410726104202"
TODAY = date(2023, 11, 16)

CHOICES = """
[[list]]
key = "stages"
title = "阶段"
ordered = true
extensible = false
[[list.item]]
code = "planned"
label = "谋划"
[[list.item]]
code = "building"
label = "在建"
[[list.item]]
code = "done"
label = "完工"

[[list]]
key = "kinds"
title = "项目类别"
[[list.item]]
code = "road"
label = "道路"
[[list.item]]
code = "water"
label = "水利"
[[list.item]]
code = "park"
label = "广场"
retired = true
"""

UNIT = """
key = "unit"
title = "单位"
placed = false
name = "{name}"
sort = ["code"]
search = ["code", "name"]
[[field]]
key = "code"
type = "division"
label = "区划代码"
required = true
unique = true
[[field]]
key = "name"
type = "text"
label = "名称"
required = true
"""

PERSON = """
key = "person"
title = "人员"
name = "{name}"
search = ["name", "id_number", "phone"]
[[field]]
key = "name"
type = "text"
label = "姓名"
required = true
[[field]]
key = "id_number"
type = "person_id"
label = "身份证号"
private = true
unique = true
[[field]]
key = "phone"
type = "phone"
label = "电话"
private = true
[import]
identities = [["id_number"], ["name", "unit"]]
"""

PROJECT = """
key = "project"
title = "项目台账"
name = "{code} {name}"
dated_by = "proposed_on"
sort = ["code"]
search = ["code", "name", "content", "head"]
totals = ["planned", "received"]
[[field]]
key = "code"
type = "serial"
label = "编号"
serial = "W{number:02}"
[[field]]
key = "name"
type = "text"
label = "名称"
required = true
max_length = 80
[[field]]
key = "kind"
type = "choice"
label = "类别"
choices = "kinds"
[[field]]
key = "stage"
type = "choice"
label = "阶段"
choices = "stages"
default = "planned"
[[field]]
key = "proposed_on"
type = "date"
label = "提出日期"
[[field]]
key = "finished_on"
type = "date"
label = "完工日期"
[[field]]
key = "head"
type = "reference"
form = "person"
label = "负责人"
[[field]]
key = "planned"
type = "money"
label = "计划投资"
unit = "元"
range = ["0", ""]
[[field]]
key = "tags"
type = "choices"
label = "涉及"
choices = "kinds"
[[field]]
key = "demo"
type = "yes_no"
label = "示范"
[[field]]
key = "content"
type = "note"
label = "内容"
[[field]]
key = "received"
type = "computed"
result = "money"
label = "到位"
unit = "元"
expression = "sum(receipt.amount, project == this)"
[[field]]
key = "done_length"
type = "computed"
result = "decimal"
places = 2
label = "完成长度"
unit = "米"
expression = "sum(outputs.done)"
[[rule]]
key = "received_within_plan"
check = "received <= planned"
message = "到位 {received} 元，超过计划 {planned} 元。请核对到账，或先调整计划。"
field = "planned"
[[rule]]
key = "paid_within_received"
check = "sum(payment.amount, project == this) <= received"
message = "已付 {sum(payment.amount, project == this)} 元，超过到位 {received} 元。请先登记到账。"
field = "received"
[[rule]]
key = "has_kind"
level = "warn"
check = "kind != None"
message = "没有选类别，分类统计会漏掉“{name}”。"
field = "kind"
[states]
field = "stage"
[[states.state]]
code = "planned"
to = ["building"]
[[states.state]]
code = "building"
to = ["done"]
[[states.state]]
code = "done"
requires = ["finished_on"]
[[states.state.rule]]
key = "finished_after_proposed"
check = "finished_on >= proposed_on"
message = "完工日期 {finished_on} 早于提出日期 {proposed_on}。请核对。"
field = "finished_on"
[[lines]]
key = "outputs"
title = "工程产出"
[[lines.field]]
key = "number"
type = "serial"
label = "序号"
serial = "{number}"
[[lines.field]]
key = "item"
type = "text"
label = "分项"
required = true
[[lines.field]]
key = "target"
type = "decimal"
places = 2
label = "计划量"
[[lines.field]]
key = "done"
type = "decimal"
places = 2
label = "完成量"
[[lines.rule]]
key = "done_within_target"
check = "done <= target"
message = "完成 {done}，超过计划 {target}。"
field = "done"
"""

RECEIPT = """
key = "receipt"
title = "到账"
name = "{received_on} {project}"
dated_by = "received_on"
search = ["project", "note"]
[[field]]
key = "project"
type = "reference"
form = "project"
label = "项目"
required = true
[[field]]
key = "amount"
type = "money"
label = "金额"
unit = "元"
required = true
[[field]]
key = "received_on"
type = "date"
label = "到账日期"
required = true
[[field]]
key = "note"
type = "note"
label = "备注"
[[field]]
key = "kind"
type = "computed"
result = "choice"
choices = "kinds"
label = "项目类别"
expression = "project.kind"
"""

PAYMENT = """
key = "payment"
title = "付款"
name = "{payee} {amount}"
dated_by = "paid_on"
search = ["payee", "account", "project"]
[[field]]
key = "number"
type = "serial"
label = "凭证号"
serial = "{year}-{number:04}"
[[field]]
key = "project"
type = "reference"
form = "project"
label = "项目"
required = true
[[field]]
key = "amount"
type = "money"
label = "金额"
unit = "元"
required = true
[[field]]
key = "paid_on"
type = "date"
label = "付款日期"
[[field]]
key = "payee"
type = "text"
label = "收款人"
[[field]]
key = "account"
type = "text"
label = "账号"
private = true
"""

FIGURES = """
[[figure]]
key = "projects"
label = "项目数"
value = "count(project)"
unit = "个"
by = ["kind", "unit", "head"]
[[figure]]
key = "received_total"
label = "到位资金"
value = "sum(receipt.amount)"  # up to the day, by the receipts' date
unit = "元"
shown_in = "万元"
wording = "over"
place = "100"
by = ["kind", "unit", "project"]
[[figure]]
key = "received_year"
label = "本年到位"
value = "sum(receipt.amount)"  # counted within the span, by the receipts' date
unit = "元"
span = "year"
places = 2
[[figure]]
key = "received_month"
label = "本月到位"
value = "sum(receipt.amount)"  # counted within the span, by the receipts' date
unit = "元"
span = "month"
places = 2
[[figure]]
key = "length"
label = "完成长度"
value = 'sum(project.outputs.done, item == "道路硬化")'
unit = "米"
wording = "about"
place = "10"
by = ["item", "kind", "unit"]
[[figure]]
key = "done_share"
label = "完工率"
value = 'count(project, stage == "done") * 100 / count(project)'
unit = "%"
places = 2
by = ["kind", "unit"]
target = "80"
[[figure]]
key = "last_item"
label = "最大完成量"
value = "max_of(project.outputs.done)"
unit = "米"
places = 2
[[figure]]
key = "lengths"
label = "各段长度"
value = 'min_of(project.outputs.done, item == "道路硬化")'
until = 'max_of(project.outputs.done, item == "道路硬化")'
unit = "米"
wording = "over"
place = "0.1"
bound = "at_least"
by = ["unit"]
"""

LEDGERS = {
    "unit": UNIT,
    "person": PERSON,
    "project": PROJECT,
    "receipt": RECEIPT,
    "payment": PAYMENT,
}


@cache
def village_definitions() -> Definitions:
    """Return the definitions of the village; they are loaded once."""
    with TemporaryDirectory() as folder:
        return loaded(Path(folder), ledgers=LEDGERS, choices=CHOICES, figures=FIGURES)


@contextmanager
def village_book(folder: Path, *, password: str | None = None) -> Iterator[Book]:
    """Yield a new book of the town with its two villages, open for writing."""
    info = BookInfo(unit=TOWN, name="王楼镇", level="town", parent="410726000000")
    path = folder / "王楼 台账.rdb"
    with Book.create(path, village_definitions(), info, password=password) as book:
        add(book, "unit", code=HUANGSI, name="黄寺村")
        add(book, "unit", code=WANGLOU, name="王楼村")
        yield book


def reopened(book: Book, *, read_only: bool = False) -> Book:
    """Close a book and open it again."""
    book.close()
    return Book.open(book.path, village_definitions(), read_only=read_only)


def save(book: Book, form: str, uuid: str = "", operator: str = "张三", **values: Any) -> Saved:
    """Save a record of Huangsi (or of `unit`), over the stored one when `uuid` names it."""
    if uuid:
        before = book.records.get(form, uuid)
        record = Record(values=values, uuid=uuid, revision=before.revision)
    else:
        placed: dict[str, Value] = {} if form == "unit" else {"unit": HUANGSI}
        record = Record(values=placed | values)
    return book.records.save(form, record, operator=operator, as_of=TODAY)


def add(book: Book, form: str, operator: str = "张三", **values: Any) -> Record:
    """Save a new record that must be taken, and return it."""
    saved = save(book, form, operator=operator, **values)
    assert not saved.refused, saved.problems
    return saved.record


def project(book: Book, name: str = "村内道路硬化", **values: Any) -> Record:
    """Save a new project of 100,000 yuan."""
    given: dict[str, Any] = {"kind": "road", "stage": "planned", "planned": Decimal("100000.00")}
    return add(book, "project", name=name, **given | values)


def receipt(book: Book, to: Record, amount: str, day: date = TODAY) -> Record:
    """Save a receipt for a project."""
    return add(book, "receipt", project=to.uuid, amount=Decimal(amount), received_on=day)


def line(uuid: str = "", **values: Value) -> Record:
    """Return a line to be saved."""
    return Record(values=values, uuid=uuid)
