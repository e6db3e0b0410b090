"""Tables of groups: the same numbers as the rows themselves give, and the rows behind each cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.services import pivot as pivots
from ruraldesk.services.pivot import Line, Pivot, PivotSpec, TooManyColumns, known_spec, pivot
from ruraldesk.services.pivot_axes import axes, functions_of, values
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from tests.store.village import HUANGSI, WANGLOU, add, project, village_book

pytestmark = pytest.mark.long

DAY = date(2023, 11, 16)
QUERY = ListQuery(as_of=DAY)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Receipts of three projects in two villages, over two years."""
    with village_book(tmp_path) as book:
        road = project(book, "路", planned=Decimal("900.00"), kind="road", unit=HUANGSI)
        well = project(book, "井", planned=Decimal("900.00"), kind="water", unit=HUANGSI)
        lamp = project(book, "灯", planned=Decimal("900.00"), kind=None, unit=WANGLOU)
        for target, amount, day in (
            (road, "100.10", date(2022, 12, 31)),
            (road, "0.01", date(2023, 1, 1)),
            (well, "200.00", date(2023, 3, 31)),
            (lamp, "33.33", date(2023, 4, 1)),
            (lamp, "66.67", date(2023, 4, 30)),
        ):
            add(
                book,
                "receipt",
                project=target.uuid,
                amount=Decimal(amount),
                received_on=day,
                unit=target["unit"],
            )
        yield book


def shown(made: Pivot) -> list[tuple[str, ...]]:
    """The table as it reads: kind of line, names, cells, total."""
    return [
        (
            line.kind,
            *(member.label for member in line.members),
            *(made.text(cell) for cell in line.cells),
            made.text(line.total),
        )
        for line in made.lines
    ]


def test_sums_stand_by_what_the_record_of_a_reference_says_and_by_year(book: Book) -> None:
    spec = PivotSpec(
        rows=("project.kind",), column="year(received_on)", function="sum", value="amount"
    )

    made = pivot(book, "receipt", QUERY, spec)

    assert [member.label for member in made.columns] == ["2022", "2023"]
    assert shown(made) == [
        ("row", "道路", "100.10", "0.01", "100.11"),
        ("row", "水利", "", "200.00", "200.00"),
        ("row", "（未填）", "", "100.00", "100.00"),
        ("total", "100.10", "300.01", "400.11"),
    ]


def test_two_questions_give_a_subtotal_after_each_answer_to_the_first(book: Book) -> None:
    spec = PivotSpec(rows=("project.unit", "project"), function="average", value="amount")

    made = pivot(book, "receipt", QUERY, spec)

    assert [line.kind for line in made.lines] == [
        *("row", "row", "subtotal"),
        *("row", "subtotal"),
        "total",
    ]
    averages = [made.text(line.total) for line in made.lines]
    # (100.10 + 0.01) / 2 = 50.055, halves away from zero; not the average of averages
    assert averages == ["50.06", "200.00", "100.04", "50.00", "50.00", "80.02"]


def test_quarters_and_months_are_told_in_words(book: Book) -> None:
    spec = PivotSpec(rows=("quarter_start(received_on)", "month(received_on)"))

    made = pivot(book, "receipt", QUERY, spec)

    assert [line.members[0].label for line in made.lines if line.kind == "subtotal"] == [
        "2022年第4季度",
        "2023年第1季度",
        "2023年第2季度",
    ]
    assert made.lines[-1].total.value == 5


def test_least_and_greatest_of_a_total_are_those_of_its_rows(book: Book) -> None:
    for function, wanted in (("least", "0.01"), ("greatest", "200.00")):
        spec = PivotSpec(rows=("project",), function=function, value="amount")
        made = pivot(book, "receipt", QUERY, spec)
        assert made.text(made.lines[-1].total) == wanted


def test_a_ledger_without_rows_has_a_total_and_nothing_in_it(book: Book) -> None:
    made = pivot(book, "payment", QUERY, PivotSpec(rows=("payee",), column="project"))

    assert shown(made) == [("total", "")]


def test_only_the_filtered_rows_are_counted_and_none_of_the_recycle_bin(book: Book) -> None:
    gone = book.records.find("receipt")[0]
    book.records.delete("receipt", gone.uuid, gone.revision)
    query = ListQuery(where=(Filter("amount", "at_least", Decimal(50)),), as_of=DAY)

    made = pivot(book, "receipt", query, PivotSpec(rows=("project",)))

    left = [one for one in book.records.find("receipt") if one["amount"] >= 50]  # type: ignore[operator]
    assert made.lines[-1].total.rows == len(left) > 0


def test_every_cell_opens_the_rows_it_was_computed_from(book: Book) -> None:
    spec = PivotSpec(
        rows=("project.kind", "project"),
        column="month(received_on)",
        function="sum",
        value="amount",
    )
    made = pivot(book, "receipt", QUERY, spec)

    for line in made.lines:
        for column, cell in [*zip(made.columns, line.cells, strict=True), (None, line.total)]:
            where = pivots.rows_behind(book, "receipt", spec, line, column)
            query = ListQuery(where=where, as_of=DAY)
            ids = book.lists.ids("receipt", query)
            assert len(ids) == cell.rows
            records = book.records.by_ids("receipt", ids, ("amount",))
            amounts = [Decimal(str(one["amount"])) for one in records]
            assert sum(amounts, Decimal(0)) == (cell.value or 0)


_Row = tuple[str, int, date, str | None]
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["路", "井", "灯"]),
        st.integers(1, 10**7),
        st.dates(date(2022, 1, 1), date(2023, 12, 31)),
        st.sampled_from(["甲", "乙", None]),
    ),
    max_size=12,
)
_AXES: dict[str, Callable[[_Row], Any]] = {
    "project": lambda row: row[0],
    "year(received_on)": lambda row: row[2].year,
    "month(received_on)": lambda row: f"{row[2]:%Y-%m}",
    "received_on": lambda row: row[2],
    "note": lambda row: row[3],
    "project.kind": lambda row: {"路": "road", "井": "water", "灯": None}[row[0]],
}


@settings(max_examples=15)
@given(rows=_ROWS, chosen=st.permutations(sorted({*_AXES} - {"note"})), depth=st.integers(0, 2))
def test_sums_and_counts_are_those_of_the_rows_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[_Row],
    chosen: Sequence[str],
    depth: int,
) -> None:
    with village_book(tmp_path_factory.mktemp("透视")) as book:
        kinds = {"路": "road", "井": "water", "灯": None}
        targets = {
            name: project(book, name, planned=Decimal(10**9), kind=kind, unit=HUANGSI).uuid
            for name, kind in kinds.items()
        }
        for name, cents, day, note in rows:
            amount = str(Decimal(cents).scaleb(-2))
            add(
                book,
                "receipt",
                project=targets[name],
                amount=Decimal(amount),
                received_on=day,
                note=note,
            )
        spec = PivotSpec(
            rows=tuple(chosen[:depth]), column=chosen[depth], function="sum", value="amount"
        )
        made = pivot(book, "receipt", ListQuery(as_of=DAY), spec)
    expected: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        expected[tuple(_AXES[one](row) for one in chosen[: depth + 1])].append(row[1])
    found = {
        (*_known(made, line), _plain(chosen[depth], column.raw, column.label)): cell
        for line in made.lines
        if len(line.members) == depth
        for column, cell in zip(made.columns, line.cells, strict=True)
        if cell.rows
    }
    assert {key: (cell.rows, cell.value) for key, cell in found.items()} == {
        key: (len(cents), Decimal(sum(cents)).scaleb(-2)) for key, cents in expected.items()
    }
    whole = made.lines[-1].total
    assert (whole.rows, whole.value or 0) == (
        len(rows),
        Decimal(sum(row[1] for row in rows)).scaleb(-2),
    )


def _known(made: Pivot, line: Line) -> list[Any]:
    return [
        _plain(axis.source, member.raw, member.label)
        for axis, member in zip(made.rows, line.members, strict=True)
    ]


def _plain(source: str, raw: Any, label: str) -> Any:
    """A member as the rows in memory have it."""
    if source == "project":
        return label[-1]  # “W01 路”
    return date.fromisoformat(raw) if source == "received_on" else raw


def test_every_question_about_every_ledger_of_the_sample_counts_all_its_rows(
    sample_book: Book,
) -> None:
    forms = sample_book.definitions.forms
    for form in forms.values():
        count = sample_book.lists.count(form.key, QUERY)
        if not count:
            continue
        for axis in axes(form, forms):
            for one in list(axis.all())[: 9 if form.key == "payment" else 1]:
                made = pivot(sample_book, form.key, QUERY, PivotSpec(rows=(one.source,)))
                assert made.lines[-1].total.rows == count, f"{form.key} by {one.source}"
                assert sum(line.total.rows for line in made.lines[:-1]) == count
        for field in values(form):
            spec = PivotSpec(function=functions_of(field)[0], value=field.key)
            total = pivot(sample_book, form.key, QUERY, spec).lines[-1].total
            if spec.function == "sum" and field.key in form.totals:
                expected = sample_book.lists.totals(form.key, QUERY, [field.key])[field.key]
                assert total.value == expected, f"{form.key}.{field.key}"


def test_every_question_that_is_offered_is_an_expression(sample_book: Book) -> None:
    forms = sample_book.definitions.forms
    offered = 0
    for form in forms.values():
        for axis in axes(form, forms):
            for one in axis.all():
                parse_expression(one.source, form, forms)
                offered += 1
                assert one.label.strip()
    assert offered > 1000


def test_nothing_private_is_offered(sample_book: Book) -> None:
    forms = sample_book.definitions.forms
    sources = {one.source for axis in axes(forms["cadre"], forms) for one in axis.all()}
    private = {field.key for field in forms["person"].fields if field.private}
    assert private
    assert not [one for one in sources if one.rpartition(".")[2] in private]


def test_too_many_columns_are_refused_with_what_to_do(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pivots, "MOST_COLUMNS", 4)

    with pytest.raises(TooManyColumns, match=r"到账日期.*5 种"):
        pivot(book, "receipt", QUERY, PivotSpec(column="received_on"))


def test_too_many_groups_are_refused(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pivots, "MOST_GROUPS", 4)

    with pytest.raises(pivots.TooManyGroups, match="先筛选"):
        pivot(book, "receipt", QUERY, PivotSpec(rows=("received_on",)))


@pytest.mark.parametrize(
    ("kept", "wanted"),
    [
        (None, PivotSpec()),
        ("nonsense", PivotSpec()),
        ({"rows": "project", "column": 3, "function": "sum"}, PivotSpec()),
        (
            {"rows": ["gone", "project", "project", "kind", "note"], "column": "project"},
            PivotSpec(rows=("project", "kind")),
        ),
        (
            {"rows": [], "column": "kind", "function": "sum", "value": "lost"},
            PivotSpec(column="kind"),
        ),
        (
            {"rows": [], "column": "", "function": "guess", "value": "amount"},
            PivotSpec(),
        ),
        (
            {"rows": ["project.unit"], "column": "", "function": "least", "value": "amount"},
            PivotSpec(rows=("project.unit",), function="least", value="amount"),
        ),
    ],
)
def test_what_was_kept_is_read_as_far_as_the_form_still_has_it(
    book: Book, kept: object, wanted: PivotSpec
) -> None:
    forms = book.definitions.forms
    assert known_spec(forms["receipt"], forms, kept) == wanted
    assert known_spec(forms["receipt"], forms, wanted.plain()) == wanted
