"""A million rows: ids in the background, rows when they are drawn, old answers dropped."""

from __future__ import annotations

from array import array

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ruraldesk.errors import UserError
from ruraldesk.services.ledger import Filter, ListQuery
from ruraldesk.ui.ledger.columns import make_columns
from ruraldesk.ui.ledger.model import FIRST, PAGE_SIZE, PAGES_KEPT, LedgerModel
from tests.ui.fakes import FORM, FakeLedger

MILLION = 1_000_000


def filled(qtbot: QtBot, ledger: FakeLedger) -> LedgerModel:
    model = LedgerModel(FORM, ledger)
    model.show_columns(make_columns(FORM, FORM.list_columns))
    with qtbot.waitSignal(model.loaded):
        model.ask(ListQuery())
    return model


def test_the_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = filled(qtbot, FakeLedger(250))

    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_the_first_rows_are_there_before_all_ids_are(qtbot: QtBot) -> None:
    model = LedgerModel(FORM, FakeLedger(MILLION))
    model.show_columns(make_columns(FORM, FORM.list_columns))

    with qtbot.waitSignal(model.modelReset):
        model.ask(ListQuery())

    assert model.rowCount() == FIRST
    assert model.row(0).texts[0] == "W01"
    with qtbot.waitSignal(model.loaded):
        pass
    assert model.rowCount() == MILLION


def test_the_last_row_of_a_million_is_read_alone(qtbot: QtBot) -> None:
    ledger = FakeLedger(MILLION)
    model = filled(qtbot, ledger)
    read_before = ledger.pages_read

    last = model.row(MILLION - 1)

    assert last.texts[0] == f"W{MILLION}"
    assert ledger.pages_read == read_before + 1


def test_pages_seen_long_ago_are_forgotten_and_read_again(qtbot: QtBot) -> None:
    ledger = FakeLedger(MILLION)
    model = filled(qtbot, ledger)
    model.row(0)
    for page in range(1, PAGES_KEPT + 1):
        model.row(page * PAGE_SIZE)
    read_before = ledger.pages_read

    model.row(PAGES_KEPT * PAGE_SIZE)
    assert ledger.pages_read == read_before
    model.row(0)
    assert ledger.pages_read == read_before + 1


def test_the_row_where_the_first_ids_ended_is_read_whole_afterwards(qtbot: QtBot) -> None:
    ledger = FakeLedger(MILLION)
    model = LedgerModel(FORM, ledger)
    model.show_columns(make_columns(FORM, FORM.list_columns))
    with qtbot.waitSignal(model.modelReset):
        model.ask(ListQuery())
    model.row(FIRST - 1)

    with qtbot.waitSignal(model.loaded):
        pass

    assert model.row(FIRST).texts[0] == f"W{FIRST + 1}"


def test_the_answer_to_an_older_question_is_dropped(qtbot: QtBot) -> None:
    ledger = FakeLedger(MILLION)
    model = LedgerModel(FORM, ledger)
    model.show_columns(make_columns(FORM, FORM.list_columns))
    narrow = ListQuery(where=(Filter("stage", "in", ("building",)),))

    model.ask(ListQuery())
    with qtbot.waitSignal(model.loaded):
        model.ask(narrow)

    assert model.query == narrow
    assert model.rowCount() == MILLION // 4
    assert model.row(1).texts[0] == "W05"


def test_a_refresh_keeps_the_rows_until_the_new_ones_are_known(qtbot: QtBot) -> None:
    ledger = FakeLedger(30)
    model = filled(qtbot, ledger)
    ledger.count = 31

    with qtbot.waitSignal(model.loaded):
        model.refresh()
        assert model.rowCount() == 30

    assert model.rowCount() == 31


def test_a_refused_question_is_told_and_leaves_the_rows(qtbot: QtBot) -> None:
    ledger = FakeLedger(30)
    model = filled(qtbot, ledger)
    ledger.failure = UserError("账本损坏")

    with qtbot.waitSignal(model.failed) as told:
        model.ask(ListQuery())

    assert str(told.args[0]) == "账本损坏"
    assert model.rowCount() == 30


def test_rows_that_cannot_be_read_are_empty_and_told_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = FakeLedger(30)
    model = filled(qtbot, ledger)

    def refuse(ids: array[int], fields: list[str]) -> list[object]:
        raise UserError("磁盘读不出来")

    monkeypatch.setattr(ledger, "rows", refuse)
    with qtbot.waitSignal(model.failed):
        assert model.row(3).texts == ()
    with qtbot.assertNotEmitted(model.failed):
        assert model.row(4).texts == ()


def test_a_row_that_vanished_meanwhile_is_empty(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = FakeLedger(30)
    model = filled(qtbot, ledger)
    whole = ledger.rows
    monkeypatch.setattr(ledger, "rows", lambda ids, fields: whole(list(ids)[1:], fields))

    assert model.row(0).texts == ()
    assert model.row(1).texts[0] == "W02"


def test_problems_are_known_after_a_look(qtbot: QtBot) -> None:
    ledger = FakeLedger(30)
    ledger.problem_rows = {6}
    model = filled(qtbot, ledger)

    with qtbot.waitSignal(model.problems_changed):
        model.look_for_problems(0, 20)

    assert [one.field for one in model.problems("uuid-6")] == ["paid"]
    assert model.problems("uuid-7") == ()


def test_sums_and_headings_are_those_of_the_form(qtbot: QtBot) -> None:
    model = LedgerModel(FORM, FakeLedger(9))
    model.show_columns(make_columns(FORM, FORM.list_columns))
    with qtbot.waitSignals([model.loaded, model.totals_changed]):
        model.ask(ListQuery())

    assert set(model.totals) == {"total", "paid"}
    assert [column.heading for column in model.columns()][4] == "总投资 万元"


def test_another_order_has_the_same_sums_and_they_are_not_read_again(qtbot: QtBot) -> None:
    ledger = FakeLedger(300)
    model = filled(qtbot, ledger)

    def ask(query: ListQuery) -> None:
        with qtbot.waitSignal(model.loaded):
            model.ask(query)

    some = (Filter("stage", "equals", "done"),)
    qtbot.waitUntil(lambda: len(ledger.summed) == 1)
    ask(ListQuery(sort=(("code", True),)))
    ask(ListQuery())
    for query in (ListQuery(where=some), ListQuery()):
        with qtbot.waitSignal(model.totals_changed):
            ask(query)
    model.outdated = True  # a record was changed elsewhere
    with qtbot.waitSignal(model.totals_changed):
        ask(ListQuery())

    assert [one.where for one in ledger.summed] == [(), some, (), ()]


def test_a_record_is_found_by_its_id(qtbot: QtBot) -> None:
    model = filled(qtbot, FakeLedger(30))

    assert model.row_of(17) == 16
    assert model.row_of(99) == -1
    assert model.id_at(16) == 17
