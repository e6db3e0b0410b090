from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.asking import asked_of
from ruraldesk.definitions.model import Choice, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.validate import check_values
from ruraldesk.errors import Level, Problem
from tests.definitions.builders import loaded
from tests.definitions.every_type import FIELDS, STORED
from tests.definitions.memory_ledgers import MemoryLedgers

CHOICES = """
[[list]]
key = "stage"
title = "项目阶段"
[[list.item]]
code = "proposed"
label = "谋划"
[[list.item]]
code = "approved"
label = "立项"
[[list.item]]
code = "done"
label = "完工"
[[list.item]]
code = "lost"
label = "失效"
retired = true
"""

PROJECT = """
[[field]]
key = "name"
type = "text"
label = "名称"
required = true
max_length = 10
[[field]]
key = "code"
type = "text"
label = "编号"
pattern = "W[0-9]+"
pattern_help = "写成 W01 的形式。"
[[field]]
key = "serial"
type = "serial"
serial = "{number}"
label = "序号"
required = true
[[field]]
key = "stage"
type = "choice"
choices = "stage"
label = "阶段"
required = true
[[field]]
key = "kinds"
type = "choices"
choices = "stage"
label = "历经"
[[field]]
key = "total"
type = "money"
label = "总投资"
shown_in = "万元"
range = ["0", "50000000"]
[[field]]
key = "share"
type = "percent"
label = "比例"
range = ["", "100"]
[[field]]
key = "people"
type = "integer"
label = "受益人数"
unit = "人"
range = ["1", ""]
[[field]]
key = "started_on"
type = "date"
label = "开工日期"
range = ["2000-01-01", "2050-12-31"]
[[field]]
key = "reason"
type = "text"
label = "追加原因"
visible_when = "total > 1000000"
required_when = "total > 2000000"
[[field]]
key = "old"
type = "text"
label = "旧栏"
required = true
retired = true
[[field]]
key = "per_head"
type = "computed"
result = "money"
label = "人均"
expression = "total / people"
[[field]]
key = "huge"
type = "text"
label = "巨额说明"
visible_when = "budget * budget * budget > 1"
[[field]]
key = "budget"
type = "money"
label = "预算"
[[lines]]
key = "outputs"
title = "产出"
[[lines.field]]
key = "item"
type = "text"
label = "名目"
required = true
unique = true
[[lines.field]]
key = "quantity"
type = "integer"
label = "数量"
range = ["1", "1000"]
required_when = "parent.stage == 'done'"
[states]
field = "stage"
[[states.state]]
code = "proposed"
to = ["approved"]
[[states.state]]
code = "approved"
to = ["done", "proposed"]
requires = ["total", "started_on"]
[[states.state]]
code = "done"
requires = ["outputs", "name", "reason"]
"""

GOOD: Mapping[str, Value] = {"unit": "410726104201", "name": "道路硬化", "stage": "proposed"}
AS_OF = date(2023, 11, 16)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> FormDef:
    folder = tmp_path_factory.mktemp("forms")
    return loaded(folder, ledgers={"project": PROJECT}, choices=CHOICES).form("project")


Check = Callable[..., list[Problem]]


@pytest.fixture
def check(form: FormDef) -> Check:
    """Check a good record with some values changed."""

    def checked(
        before: Record | None = None,
        outputs: list[dict[str, Value]] | None = None,
        **values: Value,
    ) -> list[Problem]:
        lines = {} if outputs is None else {"outputs": tuple(Record(values=v) for v in outputs)}
        record = Record(values={**GOOD, **values}, lines=lines, uuid="u1")
        ledgers = MemoryLedgers({})
        return check_values(form, record, ledgers=ledgers, as_of=AS_OF, before=before)

    return checked


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in problems]


def test_a_good_record_has_no_problems(check: Check) -> None:
    assert check() == []


def test_what_is_required_must_be_filled(check: Check) -> None:
    (problem,) = check(name=None)
    assert (problem.field, problem.code, problem.level) == ("name", "required", Level.BLOCK)
    assert (problem.form, problem.record) == ("project", "u1")
    assert problem.message == "名称：没有填写，请填写。"


@pytest.mark.parametrize("empty", [None, "", ()])
def test_empty_texts_and_lists_are_nothing(check: Check, empty: Value) -> None:
    assert told(check(name=empty)) == [("name", "required")]
    assert check(code=empty, kinds=empty) == []


@pytest.mark.parametrize(
    ("key", "value", "code", "said"),
    [
        ("name", "一二三四五六七八九十一", "length", "11"),
        ("code", "X1", "pattern", "写成 W01 的形式"),
        ("code", "W1 ", "pattern", "W1"),
        ("code", "W1\n", "pattern", "W1"),
        ("name", "甲\x07", "value", "U+0007"),
        ("name", "甲\u202e乙", "value", "U+202E"),
        ("name", 5, "value", "文字"),
        ("stage", "built", "value", "谋划、立项、完工"),
        ("stage", "lost", "retired_choice", "失效"),
        ("kinds", ("done", "lost"), "retired_choice", "失效"),
        ("kinds", ("done", "done"), "value", "每项一次"),
        ("kinds", "done", "value", "每项一次"),
        ("total", Decimal("-1.00"), "range", "0.00万元 至 5,000.00万元"),
        ("total", Decimal("50000000.01"), "range", "5,000.00万元"),
        ("total", Decimal("1.001"), "value", "分"),
        ("total", 12, "value", "金额"),
        ("total", Decimal("NaN"), "value", "金额"),
        ("total", Decimal("1e30"), "value", "过大"),
        ("share", Decimal("100.01"), "range", "100.00%"),
        ("people", 0, "range", "1人"),
        ("people", True, "value", "整数"),
        ("people", 10**13, "value", "过大"),
        ("started_on", date(1999, 12, 31), "range", "2000-01-01"),
        ("started_on", "2023-01-01", "value", "日期"),
        ("unit", "王楼村", "value", "12"),
    ],
)
def test_values_that_do_not_fit_are_refused_with_the_reason(
    check: Check, key: str, value: Value, code: str, said: str
) -> None:
    (problem,) = check(**{"reason": "另有说明", key: value})
    assert (problem.field, problem.code) == (key, code)
    assert said in problem.message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("total", Decimal("0.00")),
        ("total", Decimal("1.5")),
        ("people", 1),
        ("started_on", date(2050, 12, 31)),
        ("name", "一二三四五六七八九十"),
        ("code", "W01"),
        ("share", Decimal("-5.00")),
    ],
)
def test_bounds_themselves_are_allowed(check: Check, key: str, value: Value) -> None:
    assert check(**{key: value}) == []


def test_a_retired_choice_may_stay_where_it_was(check: Check) -> None:
    before = Record(values={"stage": "lost", "kinds": ("lost",)})
    assert check(before=before, stage="lost", kinds=("lost", "done")) == []


def test_unknown_keys_are_named_with_the_nearest(check: Check) -> None:
    (problem,) = check(totel=Decimal(1))
    assert (problem.field, problem.code) == ("totel", "unknown_field")
    assert "total" in problem.message


def test_what_is_not_visible_is_kept_but_not_required(check: Check) -> None:
    assert check(total=Decimal("500000.00"), reason="留着") == []
    assert told(check(total=Decimal("3000000.00"))) == [("reason", "required")]
    assert check(total=Decimal("1500000.00")) == []


def test_what_nobody_is_asked_is_judged_by_its_type_only(check: Check) -> None:
    assert check(reason="长" * 300) == []
    assert told(check(reason="坏\x07")) == [("reason", "value")]


def test_retired_fields_and_serial_numbers_are_never_required(check: Check) -> None:
    assert check(old=None, serial=None) == []
    assert check(old="旧值") == []


def test_a_state_demands_what_it_requires(check: Check) -> None:
    problems = check(stage="approved")
    assert told(problems) == [("total", "required"), ("started_on", "required")]
    assert "立项" in problems[0].message


def test_a_state_demands_lines_but_nothing_invisible(check: Check) -> None:
    (problem,) = check(stage="done")
    assert (problem.field, problem.code) == ("outputs", "required")
    assert problem.message == "产出：至少要有一行（处于“完工”时必填）。"


def test_a_field_that_is_always_required_does_not_blame_the_state(check: Check) -> None:
    (problem,) = check(stage="done", name=None, outputs=[{"item": "路灯", "quantity": 1}])
    assert "完工" not in problem.message


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("proposed", "proposed", True),
        ("proposed", "approved", True),
        ("approved", "proposed", True),
        ("proposed", "done", False),
        ("done", "approved", False),
        (None, "done", True),
        ("lost", "proposed", True),
    ],
)
def test_a_saved_record_moves_only_where_its_state_allows(
    check: Check, old: str | None, new: str, allowed: bool
) -> None:
    filled: dict[str, Value] = {"total": Decimal(1), "started_on": AS_OF}
    problems = check(
        before=Record(values={"stage": old}),
        outputs=[{"item": "路灯", "quantity": 1}],
        stage=new,
        **filled,
    )
    assert told(problems) == ([] if allowed else [("stage", "state_move")])


def test_a_refused_move_says_where_it_may_go(check: Check) -> None:
    before = Record(values={"stage": "proposed"})
    (problem,) = check(before=before, stage="done", outputs=[{"item": "灯", "quantity": 1}])
    assert "“谋划”之后只能转为立项，不能转为“完工”" in problem.message


def test_lines_are_judged_with_their_place(check: Check) -> None:
    problems = check(outputs=[{"item": "路灯"}, {"quantity": 0}, {"item": "井", "depth": 3}])
    assert told(problems) == [
        ("outputs[2].item", "required"),
        ("outputs[2].quantity", "range"),
        ("outputs[3].depth", "unknown_field"),
    ]
    assert problems[0].message == "产出第 2 行，名目：没有填写，请填写。"


def test_conditions_of_lines_see_the_record(check: Check) -> None:
    assert told(check(stage="done", outputs=[{"item": "路灯"}])) == [
        ("outputs[1].quantity", "required")
    ]


def test_what_is_unique_in_lines_is_so_within_the_record(check: Check) -> None:
    problems = check(outputs=[{"item": "路灯"}, {"item": "井"}, {"item": "路灯"}])
    assert told(problems) == [("outputs[1].item", "unique"), ("outputs[3].item", "unique")]


def test_unknown_lines_are_named(form: FormDef) -> None:
    record = Record(values=GOOD, lines={"output": (Record(values={}),)})
    ledgers = MemoryLedgers({})
    (problem,) = check_values(form, record, ledgers=ledgers, as_of=AS_OF)
    assert (problem.field, problem.code) == ("output", "unknown_field")
    assert "outputs" in problem.message


def test_values_of_the_wrong_type_do_not_reach_conditions(check: Check) -> None:
    assert told(check(total="很多", people="a")) == [("total", "value"), ("people", "value")]


def test_a_condition_beyond_exact_numbers_is_a_problem_and_no_crash(check: Check) -> None:
    problems = check(budget=Decimal("49000000.00"), people=0)
    assert told(problems) == [("", "number_too_large"), ("people", "range")]


def test_what_is_asked_is_known_to_the_entry_form(form: FormDef) -> None:
    record = Record(values={**GOOD, "stage": "done", "total": Decimal("1500000.00")})
    ledgers = MemoryLedgers({})
    asked = asked_of(form, record, ledgers=ledgers, as_of=AS_OF)
    assert "reason" in asked.visible
    assert "old" not in asked.visible
    assert asked.required == {"unit", "name", "stage", "outputs", "reason"}


@pytest.mark.parametrize("field", STORED, ids=lambda field: field.key)
@pytest.mark.parametrize("value", [5.5, b"x", object(), ["a"], {"a": 1}, "\x00", Decimal("sNaN")])
def test_values_of_no_type_are_refused_for_every_type(field: FieldDef, value: Any) -> None:
    well = FormDef(key="well", title="机井", fields=(field,))
    record = Record(values={field.key: value})
    problems = check_values(well, record, ledgers=MemoryLedgers({}), as_of=AS_OF)
    assert told(problems) == [(field.key, "value")]


def test_a_choice_added_by_the_book_is_valid() -> None:
    extended = FIELDS[FieldType.CHOICE]
    assert extended.choices is not None
    items = (*extended.choices.items, Choice(code="own", label="自定"))
    one = replace(extended, choices=replace(extended.choices, items=items))
    well = FormDef(key="well", title="机井", fields=(one,))
    record = Record(values={one.key: "own"})
    assert check_values(well, record, ledgers=MemoryLedgers({}), as_of=AS_OF) == []
