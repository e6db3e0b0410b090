"""Views that a clerk keeps: in the book, as they were typed, as far as the form still has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FormDef
from ruraldesk.services import views
from ruraldesk.services.pivot import PivotSpec
from ruraldesk.services.views import (
    BadViewTitle,
    KeptView,
    PickedValues,
    drop_view,
    keep_view,
    kept_views,
    open_with,
    usual_view,
)
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from tests.store.village import reopened, village_book

WHOLE = KeptView(
    title="今年未完工",
    typed={"proposed_on": "2023", "planned": ">1万"},
    picked={
        "kind": PickedValues(labels={"road": "道路", "": "（未填）"}),
        "stage": PickedValues(labels={"done": "完工"}, without=True),
    },
    sort=(("planned", True), ("name", False)),
    columns=("code", "name", "planned"),
    pivot=PivotSpec(rows=("kind",), column="stage", function="sum", value="planned"),
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def form(book: Book) -> FormDef:
    return book.definitions.form("project")


def titles(book: Book, form: FormDef) -> list[str]:
    return [one.title for one in kept_views(book, form)]


def test_a_view_comes_back_whole_in_the_book_opened_again(book: Book, form: FormDef) -> None:
    made = keep_view(book, form, WHOLE)

    with reopened(book) as again:
        [found] = kept_views(again, form)
        assert found == made
        assert kept_views(again, again.definitions.form("payment")) == ()
    assert made.key


def test_a_title_is_trimmed_and_one_view_replaced_by_its_key(book: Book, form: FormDef) -> None:
    made = keep_view(book, form, KeptView(title="  今年  未付 "))
    assert made.title == "今年 未付"

    keep_view(book, form, KeptView(title="付清", key=made.key))
    assert titles(book, form) == ["付清"]


@pytest.mark.parametrize("title", ["", "   ", "长" * 25, "全部记录", "回收站"])
def test_a_title_that_helps_nobody_is_refused(book: Book, form: FormDef, title: str) -> None:
    with pytest.raises(BadViewTitle):
        keep_view(book, form, KeptView(title=title))
    assert titles(book, form) == []


def test_two_views_of_one_name_are_refused(book: Book, form: FormDef) -> None:
    keep_view(book, form, KeptView(title="未付"))
    with pytest.raises(BadViewTitle, match="已有视图“未付”"):
        keep_view(book, form, KeptView(title="未付"))


def test_a_ledger_keeps_only_so_many(
    book: Book, form: FormDef, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_VIEWS", 2)
    keep_view(book, form, KeptView(title="甲"))
    keep_view(book, form, KeptView(title="乙"))
    with pytest.raises(BadViewTitle, match="最多存 2 个"):
        keep_view(book, form, KeptView(title="丙"))


def test_a_ledger_opens_with_the_chosen_view_until_it_is_deleted(book: Book, form: FormDef) -> None:
    first, second = (keep_view(book, form, KeptView(title=title)) for title in "甲乙")
    assert usual_view(book, form) is None

    open_with(book, form, second.key)
    assert usual_view(book, form) == second
    keep_view(book, form, KeptView(title="丙"))
    assert usual_view(book, form) == second
    drop_view(book, form, second.key)
    assert usual_view(book, form) is None
    assert titles(book, form) == [first.title, "丙"]


def test_fields_that_the_form_lost_are_left_out(book: Book, form: FormDef) -> None:
    keep_view(book, form, WHOLE)
    kept = json.loads(book.settings["views.project"])
    text = json.dumps(kept).replace('"planned"', '"lost"').replace('"stage"', '"gone"')
    book.settings["views.project"] = text

    [found] = kept_views(book, form)

    assert found.typed == {"proposed_on": "2023"}
    assert set(found.picked) == {"kind"}
    assert found.sort == (("name", False),)
    assert found.columns == ("code", "name")
    assert found.pivot == PivotSpec(rows=("kind",))


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "[]",
        "{",
        '{"views": 3}',
        '{"views": [3, {"title": "x"}]}',
        '{"views": [{"key": "k", "title": "t", "base": "", "typed": [], "picked": {}}]}',
    ],
)
def test_what_is_damaged_is_no_view(book: Book, form: FormDef, damaged: str) -> None:
    book.settings["views.project"] = damaged
    assert kept_views(book, form) == ()
    assert usual_view(book, form) is None
    keep_view(book, form, KeptView(title="新的"))
    assert titles(book, form) == ["新的"]


def test_a_book_that_is_only_read_keeps_nothing(book: Book, form: FormDef) -> None:
    with reopened(book, read_only=True) as again, pytest.raises(ReadOnlyBook):
        keep_view(again, form, KeptView(title="未付"))
