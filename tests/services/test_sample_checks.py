"""Over the whole sample: what the rules say, what section 6 of the constraints asks, print."""

from datetime import date
from decimal import Decimal

import pytest

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.documents.fonts import missing
from ruraldesk.errors import Level
from ruraldesk.services.checking import check
from ruraldesk.store.book import Book
from ruraldesk.store.rules import Rules
from tests.services.looking import DAY, figure, number, rows

pytestmark = pytest.mark.long

# What the sample means to show: form, rule, and what the record is called.
BULLETIN_LEDGERS = (
    *(
        "unit",
        "project",
        "funding_source",
        "allocation",
        "receipt",
        "payment",
        "contribution_in_kind",
        "asset_income",
    ),
    *("cadre", "attendance", "work_team", "task_list", "rectification"),
    *(
        "evaluation_scheme",
        "inspection_round",
        "inspection_score",
        "evaluation_round",
        "evaluation_title",
    ),
    *("declaration", "honour", "enterprise", "enterprise_tax", "enterprise_visit", "facility"),
    *("service_count", "teacher", "enrolment", "health_staff", "grid", "grid_event", "bulletin"),
)
MEANT = {
    ("asset_income", "fully_received", "黄寺村粮食烘干房"),  # half of the year's rent is still due
    ("asset_income", "fully_received", "杨树湾村部屋顶光伏（30千瓦）"),
    ("payment", "has_voucher", "延津县梧阡园林工程有限公司"),
    ("project", "paid_ahead_of_work", "人居环境整治提升"),
    ("project", "work_unpaid", "农田地埋线及机井配套二期"),
    ("rectification", "evidence_of_doing", "主街两侧乱堆柴草"),  # the sample holds no pictures
    ("unit", "own_input_floor_met", "胡堂村"),
}


def named(record: Record) -> str:
    return str(record["name"] or record["payee"] or record["asset"] or record["problem"])


@pytest.mark.parametrize("day", [DAY, date(2023, 11, 30)])
def test_no_rule_is_broken_but_those_that_are_meant(sample_book: Book, day: date) -> None:
    rules = Rules(sample_book)
    problems = [p for form in sample_book.definitions.forms for p in rules.check_all(form, day)]
    found = {
        (problem.form, problem.code, named(sample_book.records.get(problem.form, problem.record)))
        for problem in problems
    }
    assert found == MEANT
    assert len(problems) == len(MEANT)
    assert not [problem for problem in problems if problem.level is Level.BLOCK]


def test_the_months_check_tells_the_same(sample_book: Book) -> None:
    assert {(one.form, one.code) for one in check(sample_book, "2023-11")} == {
        (form, code) for form, code, _ in MEANT
    }


def test_every_ledger_that_the_bulletin_tells_of_has_rows(sample_book: Book) -> None:
    empty = [form for form in BULLETIN_LEDGERS if not rows(sample_book, form)]
    assert not empty


def test_section_6_1_parts_are_within_the_whole(sample_book: Book) -> None:
    whole = figure(sample_book, "cadre_total")
    assert whole is not None
    for key in ("cadre_senior_high_up", "cadre_under_45", "cadre_women", "cadre_dual"):
        part = figure(sample_book, key)
        assert part is not None
        assert 0 < part <= whole


@pytest.mark.parametrize(
    ("key", "by"),
    [
        ("planned_projects", "category"),
        ("cadre_total", "education"),
        ("cadre_total", "unit"),
        ("invested_total", "source_kind"),
        ("invested_total", "receipt_year"),
        ("paid_total", "payment_year"),
    ],
)
def test_section_6_2_parts_add_up_to_the_whole(sample_book: Book, key: str, by: str) -> None:
    result = sample_book.figures.value(key, DAY, by)
    assert sum((part.value or Decimal() for part in result.by), Decimal()) == result.value


def test_section_6_5_of_every_finished_project_what_arrived_is_paid_or_left(
    sample_book: Book,
) -> None:
    for project in rows(sample_book, "project", 'stage in ["completed", "accepted"]'):
        assert number(project, "received") == number(project, "paid") + number(project, "balance")
        assert number(project, "balance") >= 0


def test_section_6_6_every_figure_opens_to_rows(sample_book: Book) -> None:
    for key in sample_book.definitions.figures:
        result = sample_book.figures.value(key, DAY)
        traced = sample_book.figures.trace(key, DAY)
        assert traced.condition
        assert bool(result.value) <= bool(any(source.ids for source in traced.sources)), key


def texts_of(form: FormDef, record: Record) -> str:
    written = (FieldType.TEXT, FieldType.NOTE)
    own = "".join(str(record[field.key] or "") for field in form.fields if field.type in written)
    return own + "".join(
        texts_of(line, one) for line in form.lines for one in record.lines.get(line.key, ())
    )


def test_every_character_of_the_sample_can_be_printed(sample_book: Book) -> None:
    forms = sample_book.definitions.forms.values()
    texts = "".join(texts_of(form, one) for form in forms for one in rows(sample_book, form.key))
    assert len(texts) > 10_000
    assert missing(texts.replace("\n", "")) == []


def test_the_journal_of_the_sample_is_unbroken(sample_book: Book) -> None:
    assert sample_book.journal.verify_chain() is None
