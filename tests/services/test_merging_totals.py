"""From village to town to county nothing changes: every answer of every ledger, and every 分."""

from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import UNIT, Record, Value
from ruraldesk.exchange.manifest import Manifest
from ruraldesk.services.books import create_book
from ruraldesk.services.figures import figures
from ruraldesk.services.merging import Said, merge
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.lists import Filter, ListQuery
from tests.services.packages import package_of
from tests.services.test_examples_round_trip import town as village_with_examples
from tests.store.reports import book_of, enter
from tests.store.village import HUANGSI, TOWN, WANGLOU, village_book, village_definitions

pytestmark = pytest.mark.long

COUNTY = "410726000000"
DAY = date(2024, 12, 31)
SUMS = {"receipt": ("amount",), "payment": ("amount",), "project": ("planned",)}


def stored(book: Book, form: str) -> dict[str, object]:
    """Return what is stored of a ledger's live records, by UUID; units by their code."""
    definition = book.definitions.forms[form]
    codes = {one.uuid: one["code"] for one in book.records.find(UNIT)}
    uuids = [one.uuid for one in book.records.find(form)]
    with book.reading() as connection:
        found = book.records.reader.states(connection, definition, uuids)
    return {uuid: _bare(record, codes) for uuid, record in found.items()}


def _bare(record: Record, codes: dict[str, Value]) -> object:
    values = {
        key: codes.get(value, value) if isinstance(value, str) else value
        for key, value in record.values.items()
    }
    lines = [
        (key, row.uuid, _bare(row, codes)) for key, some in record.lines.items() for row in some
    ]
    return values, lines


def test_every_answer_of_every_ledger_arrives_unchanged(tmp_path: Path) -> None:
    with (
        village_with_examples(tmp_path / "村.rdb") as village,
        create_book(
            tmp_path / "镇.rdb", unit=TOWN, name="王楼镇", level="town", parent=COUNTY
        ) as town,
        create_book(tmp_path / "县.rdb", unit=COUNTY, name="延津县", level="county") as county,
    ):
        units = [Record(values={"code": HUANGSI, "name": "黄寺村", "level": "village"})]
        town.records.insert_many("unit", units)
        county.records.insert_many(
            "unit", [Record(values={"code": TOWN, "name": "王楼镇", "level": "town"})]
        )
        path, _ = package_of(village, tmp_path)
        [verdict] = merge(town, [path]).files
        assert verdict.verdict is Said.NEW, verdict.message
        path, _ = package_of(town, tmp_path)
        [verdict] = merge(county, [path]).files
        assert verdict.verdict is Said.NEW, verdict.message
        for key in village.definitions.forms:
            if key == UNIT:
                continue
            told = stored(village, key)
            assert len(told) == 1, key
            assert stored(town, key) == told, key
            assert stored(county, key) == told, key


amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2)
months = st.lists(
    st.lists(st.tuples(st.sampled_from(("add", "change", "drop")), amounts), max_size=4),
    min_size=1,
    max_size=3,
)


@given(villages=st.lists(months, min_size=2, max_size=2), late=st.booleans())
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # books are slow: a failure is told as it was found
    suppress_health_check=[HealthCheck.too_slow],
)
def test_the_totals_above_are_the_sum_of_those_below(
    villages: list[list[list[tuple[str, Decimal]]]], late: bool
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as books:
        work = Path(folder)
        town = books.enter_context(village_book(work))
        own = [
            books.enter_context(book_of(work, HUANGSI, "黄寺村")),
            books.enter_context(book_of(work, WANGLOU, "王楼村")),
        ]
        for book, told in zip(own, villages, strict=True):
            _report(book, told, work / book.info.name, town, late=late)
        paths = [work / book.info.name for book in own]
        assert all(one.verdict is Said.SAME for one in merge(town, paths).files) or late
        for form, keys in SUMS.items():
            for key in keys:
                below = [_sum(book, form, key, book.info.unit) for book in own]
                for book, total in zip(own, below, strict=True):
                    assert _sum(town, form, key, book.info.unit) == total
                assert _sum(town, form, key, "") == sum(below)
        _drill_down(town, own)


def _report(
    book: Book,
    told: list[list[tuple[str, Decimal]]],
    folder: Path,
    town: Book,
    *,
    late: bool,
) -> None:
    """Enter what is told month by month, and hand in each month, or all of them at the end."""
    folder.mkdir()
    project = enter(book, "project", name="道路", planned="999999999999.99")
    last: Manifest | None = None
    for number, month in enumerate(told):
        for act, amount in month:
            known = book.records.find("receipt")
            if act == "add" or not known:
                day = f"2024-{number + 1:02}-10"
                enter(book, "receipt", project=project, amount=str(amount), received_on=day)
            elif act == "change":
                enter(book, "receipt", known[0].uuid, amount=str(amount))
            else:
                book.records.delete("receipt", known[0].uuid, known[0].revision)
        path, last = package_of(book, folder, f"2024-{number + 1:02}", after=last)
        if not late:
            assert merge(town, [path]).files[0].verdict is Said.NEW
    if late:
        assert {one.verdict for one in merge(town, [folder]).files} == {Said.NEW}


def _sum(book: Book, form: str, key: str, unit: str) -> Decimal:
    where = (Filter(UNIT, "equals", unit),) if unit else ()
    total = book.lists.totals(form, ListQuery(where=where, as_of=DAY), [key])[key]
    return Decimal(str(total or 0))


def _drill_down(town: Book, own: list[Book]) -> None:
    """The figure by unit is each village's own figure, and its rows are the village's rows."""
    [figure] = figures(town, DAY, ["received_total"], by=UNIT)
    parts = {part.key: part.value for part in figure.by}
    for book in own:
        [below] = figures(book, DAY, ["received_total"])
        assert (parts.get(book.info.unit) or 0) == (below.value or 0)
    forms = town.definitions.forms
    where = parse_expression(f'unit == "{HUANGSI}"', forms["receipt"], forms)
    rows = {one.uuid for one in town.records.find("receipt", where)}
    assert rows == {one.uuid for one in own[0].records.find("receipt")}


@pytest.fixture(scope="module", autouse=True)
def _definitions() -> None:
    """Load the definitions before examples are timed."""
    village_definitions()


def test_a_county_takes_the_town_with_all_its_villages(tmp_path: Path) -> None:
    info = BookInfo(unit=COUNTY, name="延津县", level="county")
    with (
        village_book(tmp_path) as town,
        book_of(tmp_path) as village,
        Book.create(tmp_path / "县.rdb", village_definitions(), info) as county,
    ):
        enter(county, "unit", code=TOWN, name="王楼镇")
        project = enter(village, "project", name="道路", planned="500.00")
        enter(village, "receipt", project=project, amount="123.45", received_on="2023-11-02")
        path, first = package_of(village, tmp_path)
        merge(town, [path])
        mine = enter(town, "project", name="镇区绿化", planned="77.77", unit=TOWN)
        path, above = package_of(town, tmp_path)
        [verdict] = merge(county, [path]).files
        assert (verdict.verdict, verdict.added) == (Said.NEW, 5)  # two units among them
        assert _sum(county, "receipt", "amount", HUANGSI) == Decimal("123.45")
        assert _sum(county, "project", "planned", "") == Decimal("577.77")

        village.records.delete("receipt", village.records.find("receipt")[0].uuid, 1)
        merge(town, [package_of(village, tmp_path, "2023-12", after=first)[0]])
        town.records.delete("project", mine, 1)
        path, _ = package_of(town, tmp_path, "2023-12", after=above)
        [verdict] = merge(county, [path]).files
        assert (verdict.verdict, verdict.removed) == (Said.NEW, 2)
        assert _sum(county, "project", "planned", "") == Decimal("500.00")
