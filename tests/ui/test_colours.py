"""Cells in the colours of a clerk's rules: found in the book, told in a legend, changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import FieldDef, FieldType, ViewDef
from ruraldesk.services.colours import ColourRule, colour_rules, keep_colour_rules
from ruraldesk.services.ledger import Filter
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger.colours import Legend, tone_at
from ruraldesk.ui.ledger.colours_dialog import ColoursDialog
from ruraldesk.ui.ledger.filters import understand
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.ui.books import add_project

TODAY = date(2023, 11, 16)
DAY = FieldDef(key="due", type=FieldType.DATE, label="到期")
MONTH = FieldDef(key="month", type=FieldType.MONTH, label="月份")

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[LedgerPage]:
    rules = (
        ColourRule("total", ">11", "cinnabar"),
        ColourRule("total", ">9", "wheat"),
        ColourRule("stage", "完工", "pine", whole_row=True),
        ColourRule("people", "<3", "sky"),  # no column of the list
    )
    keep_colour_rules(session.book, session.form("project"), rules)
    made = LedgerPage(session, session.form("project"))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitUntil(lambda: made.model.complete)
    yield made
    made.forget()


def tones(page: LedgerPage, row: int) -> list[str]:
    keys = [column.key for column in page.model.columns()]
    marks = page.finding.colours.of(row)
    return [tone_at(marks, keys, number) for number in range(len(keys))]


def test_the_first_rule_that_holds_gives_the_colour(page: LedgerPage) -> None:
    assert tones(page, 11)[4] == "cinnabar"  # W12: 12 of 10,000 yuan
    assert tones(page, 10)[4] == "wheat"
    assert tones(page, 8)[4] == ""


def test_a_whole_row_is_coloured_and_a_hidden_column_marks_the_first_cell(
    page: LedgerPage,
) -> None:
    assert tones(page, 5) == ["pine"] * 7  # W06 is completed
    assert tones(page, 9)[3:5] == ["pine", "wheat"]  # W10, too; its amount has a rule of its own
    assert tones(page, 0) == ["sky", *[""] * 6]  # W01: one person, in no column


def test_colours_follow_what_is_saved(qtbot: QtBot, session: Session, page: LedgerPage) -> None:
    assert tones(page, 10)[4] == "wheat"
    record = session.book.records.find("project", None)[10]
    session.book.records.delete("project", record.uuid, record.revision)
    with qtbot.waitSignal(page.model.loaded):
        session.note_change("project")
    assert tones(page, 10)[4] == "cinnabar"  # W12 moved up
    add_project(session.book, 13)
    with qtbot.waitSignal(page.model.loaded):
        session.note_change("project")
    assert tones(page, 11)[4] == "cinnabar"


def test_a_coloured_cell_has_its_ground_and_its_sign(page: LedgerPage) -> None:
    geometry = page.grid.geometry_of_columns
    picture = page.grid.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()

    def at(x: int, y: int) -> str:
        return picture.pixelColor(int(x * ratio), int(y * ratio)).name().upper()

    y, left = 11 * tokens.ROW, geometry.left(4)
    assert at(left + geometry.widths[4] - 4, y + 3) == tokens.CINNABAR_TINT
    signs = {at(left + x, y + dy) for x in range(1, 8) for dy in range(2, 9)}
    assert tokens.CINNABAR_TEXT in signs


def test_the_legend_says_what_the_colours_mean(page: LedgerPage) -> None:
    around = page.grid.parentWidget()
    assert around is not None
    [legend] = [one for one in around.children() if isinstance(one, Legend)]
    assert legend.isVisible()
    assert legend.toolTip().splitlines() == [
        "总投资 万元 > 11",
        "总投资 万元 > 9",
        "阶段 = 完工",
        "受益人数 < 3",
    ]

    keep_colour_rules(page.session.book, page.form, ())
    page.finding.colours.read()
    assert not legend.isVisible()
    assert tones(page, 11)[4] == ""


def test_the_recycle_bin_has_no_colours(qtbot: QtBot, page: LedgerPage) -> None:
    record = page.session.book.records.find("project", None)[11]
    page.session.book.records.delete("project", record.uuid, record.revision)
    with qtbot.waitSignal(page.model.loaded):
        page.show_view(None, in_bin=True)
    assert page.model.rowCount() == 1
    assert tones(page, 0)[4] == ""


def test_rules_are_changed_in_words(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = ColoursDialog(page.session.book, page.form, page)
    qtbot.addWidget(dialog)
    dialog.accepted.connect(page.finding.colours.read)
    dialog.show()
    assert [row.typed.text() for row in dialog.rows()] == [">11", ">9", "完工", "<3"]

    for row in list(dialog.rows())[1:]:
        row.remove.click()
    row = dialog.add_rule()
    row.field.setCurrentIndex(row.field.findData("progress"))
    row.typed.setText("很多")
    dialog.confirm.click()
    assert dialog.isVisible()
    assert "很多" in dialog.problem.text()
    row.typed.setText("")
    dialog.confirm.click()
    assert "形象进度" in dialog.problem.text()

    row.typed.setText("≥12")
    row.tone.setCurrentIndex(2)
    dialog.confirm.click()

    assert colour_rules(page.session.book, page.form) == (
        ColourRule("total", ">11", "cinnabar"),
        ColourRule("progress", "≥12", "sky"),
    )
    assert tones(page, 11)[6] == "sky"


def test_a_rule_without_a_condition_is_told_also_where_it_is_the_only_one(page: LedgerPage) -> None:
    book, form = page.session.book, page.form
    keep_colour_rules(book, form, [ColourRule("total", ">11", "cinnabar")])
    dialog = ColoursDialog(book, form, page)
    dialog.show()
    (row,) = dialog.rows()
    row.typed.clear()
    dialog.confirm.click()
    assert dialog.isVisible()
    assert "总投资" in dialog.problem.text()
    assert colour_rules(book, form) == (ColourRule("total", ">11", "cinnabar"),)

    row.remove.click()
    dialog.confirm.click()
    assert not dialog.isVisible()
    assert colour_rules(book, form) == ()


@pytest.mark.parametrize("part", ["field", "tone", "whole"])
def test_a_line_that_was_begun_is_no_empty_one(page: LedgerPage, part: str) -> None:
    keep_colour_rules(page.session.book, page.form, [])
    dialog = ColoursDialog(page.session.book, page.form, page)
    dialog.show()
    (row,) = dialog.rows()
    if part == "whole":
        row.whole.click()
    else:
        getattr(row, part).setCurrentIndex(1)
    dialog.confirm.click()
    assert dialog.isVisible()
    assert dialog.problem.text()


def test_the_example_of_a_condition_is_one_for_the_column(page: LedgerPage) -> None:
    dialog = ColoursDialog(page.session.book, page.form, page)
    row = dialog.add_rule()
    part = "文字的一部分"
    for key, example in {"unit": part, "name": part, "stage": "储备", "total": "<0"}.items():
        row.field.setCurrentIndex(row.field.findData(key))
        assert row.typed.placeholderText() == example


def test_an_empty_dialog_is_kept_as_no_rule(page: LedgerPage) -> None:
    keep_colour_rules(page.session.book, page.form, [])
    dialog = ColoursDialog(page.session.book, page.form, page)
    dialog.show()
    dialog.confirm.click()
    assert not dialog.isVisible()
    assert colour_rules(page.session.book, page.form) == ()


def test_the_rows_of_a_view_of_the_form_can_be_coloured(qtbot: QtBot, session: Session) -> None:
    form = session.form("project")
    where = parse_expression('stage == "done" and people > 5', form, {form.key: form})
    seen = replace(form, views=(ViewDef(key="big", title="大项目", where=where),))
    keep_colour_rules(session.book, seen, (ColourRule("view.big", "", "wheat", whole_row=True),))
    page = LedgerPage(session, seen)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.model.complete)

    assert page.finding.colours.told() == [("wheat", "大项目")]
    assert tones(page, 5) == ["wheat"] * 7  # W06
    assert tones(page, 1) == [""] * 7  # W02 is completed, too, for two people
    page.forget()

    dialog = ColoursDialog(session.book, seen)
    qtbot.addWidget(dialog)
    [row] = dialog.rows()
    assert row.field.currentText() == "视图：大项目"
    assert not row.typed.isEnabled()
    dialog.confirm.click()
    assert colour_rules(session.book, seen) == (
        ColourRule("view.big", "", "wheat", whole_row=True),
    )
    assert colour_rules(session.book, form) == ()  # without the view the rule means nothing


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "{}", "[1]", '[{"field": "lost", "typed": ">1", "tone": "pine"}]', '[{"field": 1}]'],
)
def test_damaged_rules_are_none(session: Session, damaged: str) -> None:
    session.book.settings["colours.project"] = damaged
    assert colour_rules(session.book, session.form("project")) == ()


def test_a_rule_that_means_nothing_any_more_colours_nothing(qtbot: QtBot, session: Session) -> None:
    form = session.form("project")
    keep_colour_rules(session.book, form, (ColourRule("stage", "没有的阶段", "pine"),))
    page = LedgerPage(session, form)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.model.complete)
    assert page.finding.colours.told() == []
    assert tones(page, 0)[0] == ""
    page.forget()


@pytest.mark.parametrize(
    ("field", "typed", "operator", "value"),
    [
        (DAY, "<今天", "at_most", date(2023, 11, 15)),
        (DAY, "今天", "equals", TODAY),
        (DAY, ">=30天前", "at_least", date(2023, 10, 17)),
        (DAY, "≤ 30天后", "at_most", date(2023, 12, 16)),
        (DAY, "本月", "between", (date(2023, 11, 1), date(2023, 11, 30))),
        (DAY, ">上月", "at_least", date(2023, 11, 1)),
        (DAY, "去年", "between", (date(2022, 1, 1), date(2022, 12, 31))),
        (DAY, ">30 days ago", "at_least", date(2023, 10, 18)),
        (DAY, "<this year", "at_most", date(2022, 12, 31)),
        (MONTH, "本月", "equals", "2023-11"),
        (MONTH, "<本月", "at_most", "2023-10"),
        (MONTH, "今年", "between", ("2023-01", "2023-12")),
    ],
)
def test_days_are_said_as_seen_from_today(
    field: FieldDef, typed: str, operator: str, value: object
) -> None:
    condition = understand(field, typed, TODAY)
    assert condition is not None
    assert condition.filters == (Filter(field.key, operator, value),)  # type: ignore[arg-type]
    assert typed.strip("<>=≤ ") in condition.words
