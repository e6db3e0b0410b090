"""New definitions are taken into an old book; nothing that holds an answer changes or goes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ruraldesk.definitions.model import Choice, Definitions, FieldDef, FieldType, FormDef
from ruraldesk.errors import Stopped
from ruraldesk.store.book import Book
from ruraldesk.store.evolve import ChangedFields, Duplicates
from ruraldesk.store.failures import NewerBook, OldReadOnlyBook
from ruraldesk.store.lock import BookLock
from ruraldesk.store.paths import BookPaths
from tests.store.sample_forms import (
    CATEGORIES,
    OUTPUTS,
    PASSWORD,
    PERSON,
    PROJECT,
    STAGES,
    defined,
    put,
    rows,
)

WELLS = FieldDef(key="wells", type=FieldType.INTEGER, label="机井")
METER = FormDef(
    key="meter",
    title="水表",
    fields=(
        FieldDef(key="number", type=FieldType.TEXT, label="表号"),
        FieldDef(key="project", type=FieldType.REFERENCE, label="项目", form="project"),
    ),
)


@pytest.fixture
def old(book: Book) -> Path:
    """A book with one record, made from yesterday's definitions, closed."""
    put(book, total=500, category="road")
    book.close()
    return book.path


def with_field(form: FormDef, *fields: FieldDef) -> FormDef:
    return replace(form, fields=(*form.fields, *fields))


def changed(form: FormDef, key: str, /, **changes: Any) -> FormDef:
    return replace(
        form,
        fields=tuple(
            replace(field, **changes) if field.key == key else field for field in form.fields
        ),
    )


def without(form: FormDef, key: str) -> FormDef:
    return replace(form, fields=tuple(field for field in form.fields if field.key != key))


def notes(book: Book) -> list[str]:
    with book.reading() as connection:
        query = text("SELECT description FROM _migrations ORDER BY id")
        return list(connection.execute(query).scalars())


def indexes(book: Book) -> set[str]:
    with book.reading() as connection:
        query = text("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return set(connection.execute(query).scalars())


def test_the_same_definitions_change_nothing(old: Path, definitions: Definitions) -> None:
    content = old.read_bytes()

    with Book.open(old, definitions) as book:
        assert book.backups.list() == []

    assert old.read_bytes() == content


def test_a_new_field_is_added_and_old_rows_have_no_answer_there(old: Path) -> None:
    with Book.open(old, defined(with_field(PROJECT, WELLS), PERSON)) as book:
        assert [(row["code"], row["total"], row["wells"]) for row in rows(book)] == [
            ("W01", 500, None)
        ]
        put(book, uuid="2", code="W02", wells=12)
        assert "新增字段“机井”" in notes(book)[-1]


def test_a_new_reference_is_a_real_one(old: Path) -> None:
    chief = FieldDef(key="chief", type=FieldType.REFERENCE, label="总监", form="person")

    with Book.open(old, defined(with_field(PROJECT, chief), PERSON)) as book:
        with book.reading() as connection:
            keys = connection.execute(text("PRAGMA foreign_key_list(project)")).mappings().all()
        assert ("chief", "person", "RESTRICT") in {
            (key["from"], key["table"], key["on_delete"]) for key in keys
        }
        assert "ix_project__chief" in indexes(book)


def test_new_ledgers_and_lines_get_tables(old: Path) -> None:
    stops = FormDef(
        key="stops",
        title="停工",
        parent="project",
        fields=(FieldDef(key="reason", type=FieldType.TEXT, label="原因"),),
    )
    project = replace(PROJECT, lines=(OUTPUTS, stops))

    with Book.open(old, defined(project, PERSON, METER)) as book:
        put(book, "meter", uuid="m1", number="7", project=1)
        assert rows(book, "project__stops") == []
        assert "新增台账“水表”" in notes(book)[-1]
        assert "新增明细“停工”" in notes(book)[-1]


def test_choices_and_retired_fields_are_written_down(old: Path) -> None:
    more = replace(CATEGORIES, items=(*CATEGORIES.items, Choice(code="grid", label="电网")))
    project = changed(changed(PROJECT, "category", choices=more), "photos", retired=True)

    with Book.open(old, defined(project, PERSON, choices=(STAGES, more))) as book:
        assert "“类别”的选项有变动" in notes(book)[-1]
        assert "“照片”停用" in notes(book)[-1]
        assert rows(book)[0]["category"] == "road"


def test_new_sorting_gets_its_index_and_old_sorting_loses_it(old: Path) -> None:
    project = replace(PROJECT, sort=(("total", True),))

    with Book.open(old, defined(project, PERSON)) as book:
        assert "ix_project__total" in indexes(book)
        assert "ix_project__code" not in indexes(book)


def test_what_is_no_longer_unique_may_be_equal(old: Path) -> None:
    with Book.open(old, defined(changed(PROJECT, "code", unique=False), PERSON)) as book:
        put(book, uuid="2")
        assert len(rows(book)) == 2


def test_what_becomes_unique_is_unique(old: Path) -> None:
    with Book.open(old, defined(changed(PROJECT, "name", unique=True), PERSON)) as book:
        assert "ux_project__name" in indexes(book)


def test_vanished_fields_and_forms_keep_their_values(old: Path, definitions: Definitions) -> None:
    with Book.open(old, defined(without(PROJECT, "total"))) as book:
        assert "total" not in book.tables["project"].c
        put(book, uuid="2", code="W02")

    with Book.open(old, definitions) as again:
        assert [row["total"] for row in rows(again)] == [500, None]
        assert rows(again, "person") == []


def test_one_line_of_text_may_become_a_note_but_no_note_one_line(old: Path) -> None:
    noted = defined(changed(PROJECT, "name", type=FieldType.NOTE), PERSON)

    with Book.open(old, noted) as book:
        assert rows(book)[0]["name"] == "王楼桥"

    with pytest.raises(ChangedFields, match="名称"):
        Book.open(old, defined(PROJECT, PERSON))


def test_a_field_that_comes_back_must_be_what_it_was(old: Path) -> None:
    Book.open(old, defined(without(PROJECT, "total"), PERSON)).close()

    with pytest.raises(ChangedFields, match="总投资"):
        Book.open(old, defined(changed(PROJECT, "total", type=FieldType.TEXT), PERSON))


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("total", {"type": FieldType.TEXT}),
        ("total", {"type": FieldType.DECIMAL, "places": 2}),
        ("name", {"type": FieldType.CHOICE, "choices": STAGES}),
        ("head", {"form": "project"}),
        ("code", {"type": FieldType.INTEGER}),
    ],
)
def test_the_kind_of_a_field_never_changes(
    old: Path, definitions: Definitions, key: str, changes: dict[str, Any]
) -> None:
    content = old.read_bytes()

    with pytest.raises(ChangedFields, match=PROJECT.field(key).label):
        Book.open(old, defined(changed(PROJECT, key, **changes), PERSON))

    assert old.read_bytes() == content
    with Book.open(old, definitions) as book:
        assert book.backups.list() == []


def test_neither_do_the_decimals_of_a_line(old: Path) -> None:
    project = replace(PROJECT, lines=(changed(OUTPUTS, "quantity", places=2),))

    with pytest.raises(ChangedFields, match=r"工程产出.*数量"):
        Book.open(old, defined(project, PERSON))


def test_a_field_may_become_computed_and_the_values_stay(old: Path) -> None:
    project = changed(PROJECT, "total", type=FieldType.COMPUTED, result=FieldType.MONEY)

    with Book.open(old, defined(project, PERSON)) as book, book.reading() as connection:
        assert connection.execute(text("SELECT total FROM project")).scalar_one() == 500


def test_a_unique_answer_that_rows_already_share_is_named(
    old: Path, definitions: Definitions
) -> None:
    with Book.open(old, definitions) as book:
        put(book, uuid="2", code="W02")
        put(book, uuid="3", code="W03", deleted="2023-11-16T08:00:00+08:00", name="甲")
        put(book, uuid="4", code="W04", name="甲")
    content = old.read_bytes()

    with pytest.raises(Duplicates, match="王楼桥") as caught:
        Book.open(old, defined(changed(PROJECT, "name", unique=True), PERSON))

    assert "甲" not in str(caught.value)
    assert old.read_bytes() == content


def test_a_form_of_a_later_version_is_a_newer_book(old: Path, definitions: Definitions) -> None:
    Book.open(old, defined(replace(PROJECT, version=2), PERSON)).close()

    with pytest.raises(NewerBook, match="项目台账"):
        Book.open(old, definitions)


def test_a_checked_backup_of_the_old_state_precedes_it(old: Path) -> None:
    with Book.open(old, defined(with_field(PROJECT, WELLS), PERSON)) as book:
        (backup,) = book.backups.list()
        assert backup.manifest.counts["project"] == 1
        assert book.backups.newest_good() == backup.path


def test_that_backup_tells_how_far_it_is_and_may_be_stopped(
    old: Path, definitions: Definitions
) -> None:
    told: list[tuple[int, int, str]] = []
    grown = defined(with_field(PROJECT, WELLS), PERSON)
    with pytest.raises(Stopped):
        Book.open(old, grown, cancelled=lambda: True)

    with Book.open(old, definitions) as book:  # not locked, and as it was
        assert book.backups.list() == []
        assert len(notes(book)) == 1
    with Book.open(old, grown, progress=lambda *one: told.append(one)) as book:
        assert len(book.backups.list()) == 1

    assert told[-1][0] == told[-1][1] > 0


def test_a_failure_half_way_leaves_the_old_book(
    old: Path, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ruraldesk.store.evolve.record", fail)
    with pytest.raises(ZeroDivisionError):
        Book.open(old, defined(with_field(PROJECT, WELLS), PERSON, METER))
    monkeypatch.undo()

    with Book.open(old, definitions) as book, book.reading() as connection:
        sql = connection.execute(text("SELECT name || sql FROM sqlite_master")).scalars().all()
        assert not any("wells" in str(one) or "meter" in str(one) for one in sql)
        assert len(notes(book)) == 1


def test_a_book_that_cannot_be_written_is_not_brought_up_to_date(old: Path) -> None:
    content = old.read_bytes()
    elsewhere = BookLock(BookPaths(old))

    for read_only in (False, True):
        with pytest.raises(OldReadOnlyBook):
            Book.open(old, defined(with_field(PROJECT, WELLS), PERSON), read_only=read_only)

    elsewhere.release()
    assert old.read_bytes() == content


def test_who_only_wants_to_read_gets_it_brought_up_to_date_too(old: Path) -> None:
    with Book.open(old, defined(with_field(PROJECT, WELLS), PERSON), read_only=True) as book:
        assert book.read_only
        assert rows(book)[0]["wells"] is None
        assert len(book.backups.list()) == 1


def test_both_definitions_of_an_encrypted_book_are_compared(secret_book: Book) -> None:
    put(secret_book)
    secret_book.close()

    with Book.open(
        secret_book.path, defined(with_field(PROJECT, WELLS), PERSON), password=PASSWORD
    ) as book:
        assert rows(book)[0]["wells"] is None
        assert book.backups.list()[0].manifest.encrypted
