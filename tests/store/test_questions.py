"""What is put into words once, and asked in every book and for every day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ruraldesk.store.questions import Question, asked_day, asked_keys
from tests.store.village import TODAY, project, receipt, village_book


def test_a_question_is_about_the_rows_and_the_day_it_is_asked_with(tmp_path: Path) -> None:
    with village_book(tmp_path) as book, book.reading() as connection:
        table = book.tables["unit"]
        columns = select(table.c.code, asked_day().label("day"))
        question = Question.of(columns.where(table.c.code.in_(asked_keys())), connection)
        known = list(connection.execute(select(table.c.code)).scalars())

        for day in (TODAY, TODAY + timedelta(days=1)):
            [row] = question.ask(connection, keys=known[:1], day=day)
            assert tuple(row) == (known[0], day.isoformat())
        assert question.ask(connection, keys=["'); DROP TABLE unit; --"], day=TODAY).all() == []
        assert question.ask(connection, day=date.max).all() == []


def test_what_one_book_has_asked_another_of_the_same_forms_asks_without_making_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
    with village_book(tmp_path / "一") as book:
        receipt(book, project(book), "10.00", TODAY)
        book.records.rules.check_all("project", TODAY)
    with village_book(tmp_path / "二") as book:
        monkeypatch.setattr(Question, "of", lambda *_: pytest.fail("made anew"))
        receipt(book, project(book), "10.00", TODAY)
        book.records.rules.check_all("project", TODAY - timedelta(days=1))
