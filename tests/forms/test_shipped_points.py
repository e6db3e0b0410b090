"""Points: nothing redeemed that was not earned, nothing handed out that is not there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.definitions.plain import from_plain
from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.book import Book
from tests.forms.office import Office
from tests.services.office import HUANGSI, village_book

TIDY = {"code": "A1", "item": "庭院整洁", "direction": "award", "points": "5", "month_max": "20"}
HEAPS = {"code": "B1", "item": "乱堆乱放", "direction": "deduct", "points": "2"}
SHOWN = {"code": "C1", "item": "好人好事", "direction": "award", "points": "3"}
ITEMS = [TIDY, HEAPS, {**SHOWN, "evidence_needed": True}]


class Points:
    """An office with a rule book of three items and a household's account."""

    def __init__(self) -> None:
        self.office = Office()
        self.rule = self.office.add(
            "points_rule",
            kind="living_env",
            name="人居环境细则",
            version_no="2023",
            from_on="2023-01-01",
            items=ITEMS,
        ).uuid
        person = self.office.add("person", name="李满仓").uuid
        self.household = self.office.add("household", head=person).uuid
        self.account = self.open()

    def open(self, **answers: Any) -> Record:
        holder = {"kind": "living_env", "household": self.household, "opened_on": "2023-01-01"}
        return self.office.add("points_account", **{**holder, **answers})

    def entry(self, code: str = "A1", **answers: Any) -> Record:
        plain = {
            "account": self.account.uuid,
            "rule": self.rule,
            "code": code,
            "given_on": "2023-09-12",
            "times": 1,
            "reason": "联评",
            "reviewer": "王䶮",
        }
        return self.office.add("points_entry", **{**plain, **answers})

    def goods(self, quantity: int = 10) -> Record:
        came = {"in_on": "2023-02-01", "source": "bought", "quantity": quantity, "unit_cost": "12"}
        prices = [{"from_on": "2023-01-01", "price": "4"}, {"from_on": "2023-10-01", "price": "6"}]
        return self.office.add("points_goods", name="洗衣液", stock=[came], prices=prices)

    def redeem(self, goods: Record, quantity: int, day: str = "2023-09-20") -> Record:
        taken = {"goods": goods.uuid, "quantity": quantity, "redeemed_on": day, "issuer": "王䶮"}
        return self.office.add("points_redemption", account=self.account.uuid, **taken)

    def broken(self, form: str, record: Record) -> dict[str, str]:
        return self.office.broken(form, record)

    def of_account(self, key: str) -> Any:
        return self.office.computed("points_account", self.account, key)


@pytest.fixture
def points() -> Points:
    return Points()


def test_points_come_from_the_rules_and_make_the_balance(points: Points) -> None:
    points.account = points.open(carried_over="12")
    points.entry(times=2)
    points.entry("B1")
    points.redeem(points.goods(), 3)
    assert points.of_account("earned") == 10
    assert points.of_account("deducted") == 2
    assert points.of_account("redeemed") == 12
    assert points.of_account("balance") == 8
    assert points.broken("points_account", points.account).get("balance_never_negative") is None


def test_the_rules_say_what_is_added_and_what_is_taken_away(points: Points) -> None:
    award, deduction = points.entry(), points.entry("B1")
    undone = points.entry("B1", given_points="2", reverses=deduction.uuid)
    told = [
        (
            points.office.computed("points_entry", one, "direction"),
            points.office.computed("points_entry", one, "signed"),
        )
        for one in (award, deduction, undone)
    ]
    assert told == [("award", 5), ("deduct", -2), ("award", 2)]


def test_a_balance_below_zero_is_refused(points: Points) -> None:
    points.entry("B1")
    broken = points.broken("points_account", points.account)
    assert broken["balance_never_negative"] == "block"


def test_what_was_redeemed_keeps_the_price_of_its_day(points: Points) -> None:
    goods = points.goods()
    early, late = points.redeem(goods, 2), points.redeem(goods, 2, "2023-10-08")
    assert points.office.computed("points_redemption", early, "points") == 8
    assert points.office.computed("points_redemption", late, "points") == 12
    assert points.office.computed("points_redemption", late, "value") == Decimal("24.00")


def test_points_earned_later_cannot_be_redeemed_before(points: Points) -> None:
    points.entry(times=4, given_on="2023-10-10")
    early = points.redeem(points.goods(), 1)
    assert points.broken("points_redemption", early)["enough_points"] == "block"
    points.entry()
    assert "enough_points" not in points.broken("points_redemption", early)


def test_the_stock_never_falls_below_zero(points: Points) -> None:
    points.entry(times=4)
    goods = points.goods(quantity=2)
    too_many = points.redeem(goods, 3)
    assert points.broken("points_redemption", too_many)["enough_stock"] == "block"
    assert points.broken("points_goods", goods)["stock_never_negative"] == "block"


def test_a_deduction_cannot_take_points_that_came_later(points: Points) -> None:
    points.entry(times=2, given_on="2023-09-12")
    points.redeem(points.goods(), 2, "2023-09-20")
    points.entry(times=2, given_on="2023-10-12")
    late = points.entry("B1", given_on="2023-10-20")
    assert "enough_points" not in points.broken("points_entry", late)
    backdated = points.entry("B1", times=2, given_on="2023-10-01")
    assert points.broken("points_entry", backdated)["enough_points"] == "block"


def test_points_go_to_an_account_and_goods_of_the_own_village(points: Points) -> None:
    own, other = "410726104201", "410726104202"
    for code, name in ((own, "黄寺村"), (other, "吴杏庄村")):
        points.office.add("unit", code=code, name=name, level="village")
    points.account = points.open(unit=own)
    assert points.broken("points_entry", points.entry(unit=other))["unit_of_account"] == "warn"
    assert "unit_of_account" not in points.broken("points_entry", points.entry(unit=own))
    goods = points.office.example("points_goods", unit=other)
    taken = points.office.add(
        "points_redemption",
        unit=own,
        account=points.account.uuid,
        goods=goods.uuid,
        quantity=1,
        redeemed_on="2023-09-20",
        signed=True,
    )
    broken = points.broken("points_redemption", taken)
    assert broken["goods_of_village"] == broken["signed_by"] == "warn"
    again = points.redeem(goods, 1)
    assert points.broken("points_redemption", again)["once_a_day"] == "warn"


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"code": "Z9"}, "item_known"),
        ({"given_points": "5.5"}, "within_the_rules"),
        ({"times": 5}, "within_the_month"),
        ({"code": "C1"}, "evidence_given"),
        ({"given_on": "2022-12-31"}, "rule_in_force"),
        ({"given_on": "2022-12-31"}, "account_in_use"),
        ({"given_on": "2023-11-17"}, "given_not_ahead"),
    ],
)
def test_an_entry_keeps_to_the_rules(points: Points, answers: dict[str, Any], rule: str) -> None:
    assert points.broken("points_entry", points.entry(**answers))[rule] == "block"


def test_a_photo_is_evidence(points: Points) -> None:
    shown = points.entry("C1", photos=["好事.jpg"])
    assert "evidence_given" not in points.broken("points_entry", shown)


def test_a_wrong_entry_is_undone_by_one_of_the_other_direction(points: Points) -> None:
    wrong = points.entry(times=2)
    undo = {"given_points": "10", "reverses": wrong.uuid}
    counter = points.entry(**undo)
    assert points.broken("points_entry", counter) == {}
    assert points.of_account("earned") == 0
    assert points.of_account("deducted") == 0
    assert points.of_account("balance") == 0


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"given_points": "4"}, "undoes_all_of_it"),
        ({"code": "C1"}, "undoes_the_same"),
        ({"given_on": "2023-09-11"}, "undoes_later"),
    ],
)
def test_a_counter_entry_undoes_exactly_one(
    points: Points, answers: dict[str, Any], rule: str
) -> None:
    undo = {"given_points": "5", "reverses": points.entry().uuid}
    counter = points.entry(**{**undo, **answers})
    assert points.broken("points_entry", counter)[rule] == "block"


def test_an_entry_is_undone_only_once(points: Points) -> None:
    undo = {"given_points": "5", "reverses": points.entry().uuid}
    first, second = points.entry(**undo), points.entry(**undo)
    assert points.broken("points_entry", second)["undone_once"] == "block"
    again = points.entry(given_points="5", reverses=first.uuid)
    assert points.broken("points_entry", again)["undoes_an_entry"] == "block"


def test_a_holder_has_one_open_account_of_a_kind(points: Points) -> None:
    second = points.open()
    assert points.broken("points_account", second)["account_once"] == "block"
    other = points.open(kind="moral_bank")
    assert "account_once" not in points.broken("points_account", other)


def test_what_is_carried_over_is_what_was_left(points: Points) -> None:
    points.entry(times=2)
    old = points.account
    right = points.open(previous=old.uuid, carried_over="10")
    wrong = points.open(previous=old.uuid, carried_over="11")
    assert "carried_as_previous" not in points.broken("points_account", right)
    assert points.broken("points_account", wrong)["carried_as_previous"] == "block"
    assert points.broken("points_account", wrong)["carried_once"] == "block"


def test_points_are_carried_over_into_the_new_year_by_themselves(points: Points) -> None:
    points.account = points.open(carried_over="3")
    points.entry(times=2)
    points.redeem(points.goods(), 2)
    points.office.as_of = date(2024, 2, 1)
    points.entry("B1", given_on="2024-01-15")
    assert points.of_account("year_start") == 5
    assert points.of_account("year_points") == -2
    assert points.of_account("balance") == 3


def test_reviewers_are_cadres_members_and_delegates(points: Points) -> None:
    def told(*identities: str) -> dict[str, str]:
        reviewers = [{"identity": one} for one in identities]
        rules = {"kind": "affairs", "name": "细则", "from_on": "2023-01-01"}
        return points.broken(
            "points_rule", points.office.add("points_rule", **rules, reviewers=reviewers)
        )

    assert told("cadre", "party_member")["three_identities"] == "warn"
    assert "three_identities" not in told("cadre", "party_member", "villager_delegate")


def board(points: Points, *entries: dict[str, Any]) -> Record:
    notice = {"notice_from": "2023-10-28", "notice_until": "2023-11-06", "objections": "无异议"}
    return points.office.add(
        "publicity_board", board_month="2023-10", issue_no=10, **notice, entries=entries
    )


def test_a_board_has_red_and_black_and_each_line_one_holder(points: Points) -> None:
    red = {"colour": "red", "household": points.household, "reason": "整洁"}
    black = {"colour": "black", "household": points.household, "reason": "堆放"}
    assert points.broken("publicity_board", board(points, red))["both_colours"] == "warn"
    points.office.records["publicity_board"].clear()
    assert points.broken("publicity_board", board(points, red, black)) == {}
    nobody = board(points, red, {"colour": "black", "reason": "堆放"})
    assert points.broken("publicity_board", nobody)["has_target"] == "block"
    mended = board(points, {**red, "rectified_on": "2023-11-01"}, black)
    assert points.broken("publicity_board", mended)["red_needs_no_mending"] == "block"


def test_figures_of_points_count_to_the_day(points: Points) -> None:
    points.entry(times=2)
    points.entry("B1", given_on="2023-11-02")
    points.redeem(points.goods(), 1)
    red = {"colour": "red", "household": points.household, "reason": "整洁"}
    board(points, red, {**red, "colour": "black"}, {**red, "colour": "black"})
    figure = points.office.figure
    assert figure("points_accounts") == 1
    assert figure("points_awarded") == 10
    assert figure("points_deducted") == 2
    assert figure("points_balance") == 4
    assert figure("points_redeemed") == 4
    assert figure("redeemed_value") == 12
    assert figure("board_colours") == 2
    assert (figure("red_entries"), figure("black_entries")) == (1, 2)
    points.office.as_of = date(2023, 10, 31)
    assert figure("points_deducted") == 0


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def kept(book: Book, form: str, **answers: Any) -> Record:
    """Save a record from its answers as in JSON; it must be taken."""
    saved = book.records.save(form, record_of(form, answers))
    assert not saved.refused, saved.problems
    return saved.record


def record_of(form: str, answers: dict[str, Any]) -> Record:
    definition = shipped_definitions().form(form)
    lines = {line.key: line for line in definition.lines}
    return Record(
        values={
            key: from_plain(definition.field(key), plain)
            for key, plain in {"unit": HUANGSI, **answers}.items()
            if key not in lines
        },
        lines={
            key: tuple(
                Record(values={one: from_plain(line.field(one), plain[one]) for one in plain})
                for plain in answers[key]
            )
            for key, line in lines.items()
            if key in answers
        },
    )


def test_a_book_refuses_to_take_back_points_that_were_redeemed(book: Book) -> None:
    person = kept(book, "person", name="李满仓", sex="male").uuid
    household = kept(book, "household", head=person).uuid
    holder = {"kind": "living_env", "household": household, "opened_on": "2023-01-01"}
    account = kept(book, "points_account", **holder).uuid
    rules = {"kind": "living_env", "name": "细则", "version_no": "1", "from_on": "2023-01-01"}
    rule = kept(book, "points_rule", **rules, items=[TIDY]).uuid
    earned = {"account": account, "rule": rule, "code": "A1", "times": 2}
    told = {"given_on": "2023-09-12", "reason": "联评", "reviewer": "王䶮"}
    entry = kept(book, "points_entry", **earned, **told)
    came = {"in_on": "2023-02-01", "source": "bought", "quantity": 2, "unit_cost": "12"}
    goods = kept(
        book,
        "points_goods",
        name="洗衣液",
        stock=[came],
        prices=[{"from_on": "2023-01-01", "price": "5"}],
    )
    taken = {"account": account, "goods": goods.uuid, "redeemed_on": "2023-09-20", "issuer": "王䶮"}
    over = book.records.save(
        "points_redemption", record_of("points_redemption", {**taken, "quantity": 3})
    )
    assert {"enough_points", "enough_stock"} <= {one.code for one in over.problems}
    assert over.refused
    kept(book, "points_redemption", **taken, quantity=2)

    lowered = book.records.save("points_entry", replace(entry, values={**entry.values, "times": 1}))
    assert lowered.refused
    assert "balance_never_negative" in {one.code for one in lowered.problems}
    fewer = replace(
        goods.lines["stock"][0], values={**goods.lines["stock"][0].values, "quantity": 1}
    )
    emptied = book.records.save(
        "points_goods", replace(goods, lines={**goods.lines, "stock": (fewer,)})
    )
    assert emptied.refused
    assert "stock_never_negative" in {one.code for one in emptied.problems}
