"""The expression language: what it takes, of which kind that is, and what it refuses how."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ruraldesk.definitions.expression_parser import ExpressionParser, parse_expression
from ruraldesk.definitions.expressions import (
    BadExpression,
    Expression,
    Kind,
    aggregates_of,
)
from ruraldesk.definitions.model import FieldType, FormDef
from tests.definitions.expression_forms import field, town
from tests.definitions.expression_strategies import form_of


def parsed(source: str, table: str = "project") -> Expression:
    return parse_expression(source, form_of(table), town())


def refused(source: str, table: str = "project") -> BadExpression:
    with pytest.raises(BadExpression) as caught:
        parsed(source, table)
    return caught.value


@pytest.mark.parametrize(
    ("source", "kind", "scale"),
    [
        ("total", Kind.NUMBER, 2),
        ("people", Kind.NUMBER, 0),
        ("length", Kind.NUMBER, 3),
        ("-1.50", Kind.NUMBER, 2),
        ("total + length", Kind.NUMBER, 3),
        ("total * ratio", Kind.NUMBER, 4),
        ("total * length * length", Kind.NUMBER, 6),  # eight decimals, rounded to six
        ("total / people", Kind.NUMBER, 6),
        ("round(total / people, 2)", Kind.NUMBER, 2),
        ("round(total)", Kind.NUMBER, 0),
        ("title", Kind.TEXT, 0),
        ("month", Kind.TEXT, 0),
        ("unit", Kind.TEXT, 0),
        ("started", Kind.DATE, 0),
        ("started + 30", Kind.DATE, 0),
        ("as_of - started", Kind.NUMBER, 0),
        ("date(2023, 1, 31)", Kind.DATE, 0),
        ('date("2023-01-31")', Kind.DATE, 0),
        ("open", Kind.TRUTH, 0),
        ("not open", Kind.TRUTH, 0),
        ("0 < people <= 5", Kind.TRUTH, 0),
        ("stage", Kind.CHOICE, 0),
        ("stage >= 'under_way'", Kind.TRUTH, 0),
        ("'completed' > stage", Kind.TRUTH, 0),
        ("kind in ['road', 'water']", Kind.TRUTH, 0),
        ("kind not in ('road',)", Kind.TRUTH, 0),
        ("'road' in kinds", Kind.TRUTH, 0),
        ("kind in kinds", Kind.TRUTH, 0),
        ("kinds", Kind.CHOICES, 0),
        ("photos != None", Kind.TRUTH, 0),
        ("length(photos)", Kind.NUMBER, 0),
        ("owner", Kind.REFERENCE, 0),
        ("owner.unit.head.name", Kind.TEXT, 0),
        ("unit.area", Kind.NUMBER, 6),
        ("paid", Kind.NUMBER, 2),
        ("rest", Kind.NUMBER, 2),
        ("share", Kind.NUMBER, 2),
        ("payer.age", Kind.NUMBER, 0),
        ("first_of(started, None)", Kind.DATE, 0),
        ("'a' if open else None", Kind.TEXT, 0),
        ("1 if open else 0.5", Kind.NUMBER, 1),
        ("count(outputs)", Kind.NUMBER, 0),
        ("sum(outputs.qty)", Kind.NUMBER, 6),
        ("sum(outputs, qty * done, done > 0)", Kind.NUMBER, 6),
        ("average(outputs.done)", Kind.NUMBER, 6),
        ("sum(payment.amount, project == this and kind == 'road')", Kind.NUMBER, 2),
        ("count(project.outputs, parent.stage == this.stage)", Kind.NUMBER, 0),
        ("distinct(project.unit)", Kind.NUMBER, 0),
        ("latest(payment.kind, project == this)", Kind.CHOICE, 0),
        ("max_of(notes.stage)", Kind.CHOICE, 0),
        ("min_of(project.started)", Kind.DATE, 0),
        ("any_of(outputs, left > 0)", Kind.TRUTH, 0),
        ("all_of(outputs, overdue)", Kind.TRUTH, 0),
        ("count(project, row != this and unit == this.unit)", Kind.NUMBER, 0),
        ("age(owner.birth)", Kind.NUMBER, 0),
        ("age(owner.birth, started)", Kind.NUMBER, 0),
        ("birth_of(owner.person_id)", Kind.DATE, 0),
        ("sex_of(owner.person_id) == 'male'", Kind.TRUTH, 0),
        ("  total\n  + 1  ", Kind.NUMBER, 2),
    ],
)
def test_every_construct_has_its_kind(source: str, kind: Kind, scale: int) -> None:
    found = parsed(source)

    assert (found.kind, found.scale) == (kind, scale)


@pytest.mark.parametrize(
    ("source", "table"),
    [
        ("qty <= parent.total", "project__outputs"),
        ("parent.owner.name", "project__outputs"),
        ("count(parent.outputs, row != this and item == this.item)", "project__outputs"),
        ("sum(parent.notes, 1)", "project__outputs"),
        ("count(payment, project == this.parent)", "project__outputs"),
        ("count(project, unit == this)", "unit"),
        ("count(person, unit == this.code)", "unit"),
    ],
)
def test_lines_and_units_reach_what_is_around_them(source: str, table: str) -> None:
    assert parsed(source, table).source == source


def test_figures_speak_about_ledgers_and_dates_only() -> None:
    figure = parse_expression("count(project, started >= span_start) / 2", None, town())

    assert figure.kind is Kind.NUMBER
    for source, said in (("total", "指标"), ("count(project, this.total > 1)", "this")):
        with pytest.raises(BadExpression, match=said):
            parse_expression(source, None, town())
    assert "span_start" in str(refused("span_start == None"))


@pytest.mark.parametrize(
    ("source", "offset", "nearest"),
    [
        ("totl > 1", 0, "total"),
        ("open and unit.nme == 'a'", 9, "name"),
        ("1 + summ(outputs.qty)", 4, "sum"),
        ("count(outputs, 渠 > 1)", 15, ""),
        ("title == '渠道' and titel == 'x'", 18, "title"),  # counted in characters, not in bytes
        ("stage == 'complete'", 0, "completed"),
        ("stage == '完工'", 0, "completed"),  # the label, where the code is wanted
        ("sum(paymnt.amount)", 4, "payment"),
        ("sum(output.qty)", 4, "outputs"),
        ("sum(payment.amont)", 0, "amount"),
        ("stage in ['completed', 'x']", 0, ""),
        ("'rod' in kinds", 0, "road"),
    ],
)
def test_an_unknown_name_is_placed_and_the_nearest_one_told(
    source: str, offset: int, nearest: str
) -> None:
    error = refused(source)

    assert (error.offset, error.nearest) == (offset, nearest)
    assert nearest in str(error)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("total == title", "数不能与文本比较"),
        ("started > 3", "日期不能与数比较"),
        ("started > '2023-01-01'", "date("),
        ("started == month", "month("),
        ("kind < 'water'", "没有先后顺序"),
        ("open < open", "没有先后大小"),
        ("owner < owner", "没有先后大小"),
        ("stage == kind", "不同的选项表"),
        ("kind in kinds or 'a' in title", "contains"),
        ("kinds == 'road'", "in"),
        ("photos == photos", "in"),
        ("owner == this", "汇总函数里面"),
        ("count(payment, payer == this)", "同一台账"),
        ("total == this", "汇总函数里面"),
        ("count(outputs, row == this.owner)", "同一台账"),
        ("parent.total", "明细"),
        ("total.name", "不引用"),
        ("title.name", "不引用"),
        ("owner.unit.head.unit.head.name", "4层"),
        ("open + 1", "“+”要用数"),
        ("title * 2", "“*”要用数"),
        ("-started", "“-”要用数"),
        ("total - None", "现在是None"),
        ("started * 2", "日期只能"),
        ("2 - started", "日期只能"),
        ("started + started", "日期只能"),
        ("started + 0.5", "整数"),
        ("add_months(started, total)", "整数"),
        ("total and open", "条件"),
        ("1 if total else 2", "条件"),
        ("not title", "条件"),
        ("count(outputs, qty)", "条件"),
        ("1 if open else 'a'", "同类"),
        ("first_of(total, started)", "同类"),
        ("None if open else None", "None"),
        ("first_of(None, None)", "None"),
        ("total < None", "== 或 !="),
        ("None == None", "不可能为空"),
        ("1 == None", "不可能为空"),
        ("count(project, this == None)", "不可能为空"),
        ("total in [None]", "具体的值"),
        ("total in [people]", "具体的值"),
        ("total in total", "列表"),
        ("sum(outputs)", "字段"),
        ("sum(outputs.item)", "不能用于文本"),
        ("min_of(project.kind)", "没有先后顺序"),
        ("max_of(project.open)", "不能用于是否值"),
        ("count(outputs.qty)", "针对行"),
        ("any_of(outputs)", "2个参数"),
        ("any_of(outputs, open, open)", "3个"),
        ("sum(outputs.qty, True, True)", "1至2个参数"),
        ("sum(outputs, qty, True, True)", "4个"),
        ("count()", "0个"),
        ("count(1)", "名称"),
        ("count(outputs())", "名称"),
        ("latest(person.name)", "dated_by"),
        ("outputs", "汇总函数"),
        ("payment.amount", "汇总函数"),
        ("age(total)", "第1个参数应为日期"),
        ("age(started, started, started)", "1至2个"),
        ("year()", "1个参数"),
        ("round(total, people)", "0到6"),
        ("round(total, 7)", "0到6"),
        ("left(title, people)", "1到200"),
        ("left(title, 0)", "1到200"),
        ("left(title, 1.5)", "1到200"),
        ("left(total, 2)", "应为文本"),
        ("left(title)", "2"),
        ("round(total, 0.5)", "0到6"),
        ("round(title)", "应为数"),
        ("abs(title)", "应为数"),
        ("min(total)", "至少要2个"),
        ("min(title, month)", "应为数"),
        ("first_of(total)", "至少要2个"),
        ("date(2023, 2, 30)", "日期应写成"),
        ("date(1899, 1, 1)", "1900"),
        ("date('20230101')", "日期应写成"),
        ("date(people, 1, 1)", "日期应写成"),
        ("date(2023.0, 1, 1)", "日期应写成"),
        ("title == ''", "空文本"),
        ("1.1234567", "小数"),
        ("1e3", "数字"),
        ("0x10", "数字"),
        ("1_000", "数字"),
        ("12345678901234", "数字"),
        ("1j", "1j"),
        ("b'a'", "b'a'"),
        ("...", "..."),
        ("total ** 2", "+ - * /"),
        ("total % 2", "+ - * /"),
        ("~people", "+ - * /"),
        ("open is None", "== None"),
        ("lambda: 1", "lambda"),
        ("[total for total in total]", "total for"),
        ("[total]", "[total]"),
        ("{'a': 1}", "{'a'"),
        ("f'{total}'", "f'{total}'"),
        ("title[0]", "title[0]"),
        ("title.upper()", "没有函数"),
        ("total.__class__", "不引用"),
        ("__import__('os')", "没有函数"),
        ("(lambda: 1)()", "没有函数"),
        ("sum(outputs.qty)(1)", "没有函数"),
        ("'a'.join", "点号"),
        ("max(*[1, 2])", "星号"),
        ("round(total, places=1)", "参数名"),
        ("(total := 1)", "total := 1"),
        ("total = 1", "读不懂"),
        ("total; 1", "读不懂"),
        ("total >", "读不懂"),
        ("total > 1，2", "全角"),
        ("'a", "读不懂"),
        ("title == '\\d'", "读不懂"),
        ("1if open else 2", "读不懂"),
        ("await total", "await"),
        ("", "空的"),
        ("   ", "空的"),
        ("total\x00", "读不懂"),
        ("1 + " * 600 + "1", "2000"),
        ("(" * 300 + "1" + ")" * 300, "读不懂"),
        ("not " * 40 + "open", "嵌套过深"),
        ("+".join(["total"] * 70), "嵌套过深"),
        ("-" * 1900 + "1", "读不懂|嵌套过深"),
    ],
)
def test_what_means_nothing_is_refused_in_words(source: str, said: str) -> None:
    error = refused(source)

    assert any(word in str(error) for word in said.split("|")), str(error)


def test_a_long_sum_is_not_taken_for_a_nested_one() -> None:
    assert parsed("+".join(["total"] * 60)).kind is Kind.NUMBER


def test_a_field_goes_before_a_word_of_the_language() -> None:
    form = FormDef(key="x", title="x", fields=(field("as_of", FieldType.TEXT),))

    assert parse_expression("as_of == 'a'", form, {"x": form}).dependencies == {"x.as_of"}


def test_dependencies_name_every_field_that_is_read() -> None:
    found = parsed("share > 50 and owner.unit.area > 1")

    assert found.dependencies == {
        "project.share",
        "project.paid",
        "project.total",
        "payment.project",
        "payment.amount",
        "payment.paid_on",
        "project.owner",
        "person.unit",
        "unit.area",
    }


def test_aggregates_are_listed_in_order_without_those_inside_others() -> None:
    found = parsed("count(outputs) + sum(payment.amount, count(person, unit == this.kind) > 1)")

    assert [one.function for one in aggregates_of(found)] == ["count", "sum"]


def test_expressions_are_equal_when_written_alike() -> None:
    assert parsed("total > 1") == parsed("total > 1")
    assert parsed("total > 1") != parsed("total > 2")


class TestComputedFields:
    """Computed fields are parsed when they are first needed, in whatever order they stand."""

    def parser(self, **sources: str) -> tuple[ExpressionParser, FormDef]:
        fields = [field("a", FieldType.INTEGER), field("b", FieldType.MONEY)]
        fields += [field(key, FieldType.COMPUTED) for key in sources]
        form = FormDef(key="x", title="x", fields=tuple(fields))
        computed = {("x", key): source for key, source in sources.items()}
        return ExpressionParser({"x": form}, computed), form

    def test_they_may_use_each_other(self) -> None:
        parser, form = self.parser(c="d + 1", d="a * b")

        assert parser.parse("c > 0", form).dependencies == {"x.a", "x.b", "x.c", "x.d"}
        assert parser.computed(form, form.field("c")).scale == 2

    def test_a_circle_is_refused_and_shown(self) -> None:
        parser, form = self.parser(c="d + 1", d="e", e="c")

        with pytest.raises(BadExpression, match=r"x\.d → x\.e → x\.c → x\.d"):
            parser.computed(form, form.field("d"))

    def test_a_circle_does_not_spoil_what_stands_beside_it(self) -> None:
        parser, form = self.parser(c="c", d="a + 1")
        with pytest.raises(BadExpression):
            parser.parse("c > 1", form)

        assert parser.parse("d > 1", form).kind is Kind.TRUTH

    def test_a_fault_in_one_names_it_where_it_is_used(self) -> None:
        parser, form = self.parser(c="unknown + 1")

        with pytest.raises(BadExpression, match=r"“c”.*unknown") as caught:
            parser.parse("a > 1 and c > 1", form)
        assert caught.value.offset == 10

    @pytest.mark.parametrize(
        ("source", "result", "kind"),
        [
            ("b / 3", FieldType.MONEY, Kind.NUMBER),
            ("b / 3", FieldType.INTEGER, Kind.NUMBER),
            ("'a' if a > 1 else None", FieldType.TEXT, Kind.TEXT),
            ("a > 1", FieldType.YES_NO, Kind.TRUTH),
            ("as_of + a", FieldType.DATE, Kind.DATE),
        ],
    )
    def test_the_result_type_decides_the_shape(
        self, source: str, result: FieldType, kind: Kind
    ) -> None:
        parser, form = self.parser(c=source)
        found = parser.computed(form, replace(form.field("c"), result=result))

        assert found.kind is kind
        assert found.scale == (2 if result is FieldType.MONEY else 0)

    def test_another_kind_than_the_result_type_is_refused(self) -> None:
        parser, form = self.parser(c="a > 1")

        with pytest.raises(BadExpression, match=r"应为日期.*是否值"):
            parser.computed(form, replace(form.field("c"), result=FieldType.DATE))

    def test_computed_fields_that_grow_without_end_are_refused(self) -> None:
        sources = {f"c{place}": f"c{place + 1} + c{place + 1}" for place in range(15)}
        parser, form = self.parser(**sources, c15="a")

        with pytest.raises(BadExpression, match="过长"):
            parser.parse("c0", form)

    def test_a_very_long_chain_of_them_is_refused(self) -> None:
        sources = {f"c{place}": f"c{place + 1}" for place in range(400)}
        parser, form = self.parser(**sources, c400="a")

        with pytest.raises(BadExpression):
            parser.parse("c0", form)


@pytest.mark.parametrize("key", town())
def test_complete_forms_need_no_sources(key: str) -> None:
    form: Mapping[str, FormDef] = town()
    for one in form[key].fields:
        if one.expression is not None:
            found = parse_expression(one.key, form[key], form)
            assert found.shape == one.expression.shape
