"""A sentence that names an office gives its name and its code, wherever either is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.package import read_package
from ruraldesk.exchange.receipt import read_receipt, write_receipt
from ruraldesk.exchange.refusals import NotForUs
from ruraldesk.services.comments import comments
from ruraldesk.services.identity import (
    OtherUnit,
    StrangeKey,
    identity_of,
    key_in_file,
    renew,
)
from ruraldesk.services.merging import Said, merge
from ruraldesk.services.receipts import accept, receive
from ruraldesk.services.receiving import WrongOffice
from tests.services.answers_down import Between, altered, between, book_for
from tests.services.packages import package_of
from tests.store.village import HUANGSI, TOWN, WANGLOU

VILLAGE_CALLED, TOWN_CALLED = f"黄寺村（{HUANGSI}）", f"王楼镇（{TOWN}）"
ELSEWHERE = "410726105000"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    with between(tmp_path) as made:
        yield made


@pytest.fixture
def answered(two: Between) -> Between:
    """The village has reported once and knows the answer, and with it the town."""
    two.report()
    accept(two.town, HUANGSI, "2023-11")
    two.carried()
    return two


def test_a_sealed_file_says_itself_whom_it_is_for(answered: Between) -> None:
    made = answered.report("2023-12")
    with pytest.raises(NotForUs) as sealed:
        read_package(made.files[0])
    assert TOWN_CALLED in str(sealed.value)
    with pytest.raises(NotForUs) as sealed:
        read_receipt(next(answered.stick.glob("*.rdr")))
    assert VILLAGE_CALLED in str(sealed.value)


def test_the_book_names_the_office_where_the_file_does_not(two: Between) -> None:
    path, _ = package_of(two.village, two.stick, to=new_identity().public)
    assert VILLAGE_CALLED not in str(_sealed(path))
    other = write_sealed(two, WANGLOU)
    [verdict] = merge(two.town, [other]).files
    assert verdict.verdict is Said.WRONG_OFFICE
    assert f"王楼村（{WANGLOU}）" in verdict.message


def test_a_file_for_us_under_another_key_says_so(two: Between) -> None:
    path, _ = package_of(two.village, two.stick, to=new_identity().public)
    [verdict] = merge(two.town, [path]).files
    assert verdict.verdict is Said.WRONG_OFFICE
    assert TOWN_CALLED in verdict.message
    assert identity_of(two.town).public.fingerprint in verdict.message
    assert "交给该单位" not in verdict.message


def test_a_strange_key_names_the_unit(answered: Between) -> None:
    renew(answered.village)
    path, _ = package_of(answered.village, answered.stick, "2023-12")
    [verdict] = merge(answered.town, [path]).files
    assert verdict.verdict is Said.FORGED
    assert VILLAGE_CALLED in verdict.message
    assert f"--trust {HUANGSI} " in verdict.message


def test_a_village_knows_its_office_by_the_answers_it_got(answered: Between) -> None:
    renew(answered.town)
    accept(answered.town, HUANGSI, "2023-11")
    [one] = answered.written().receipts
    with pytest.raises(StrangeKey) as strange:
        receive(answered.village, altered(answered, one.path, made="2099-01-01T00:00:00+08:00"))
    assert TOWN_CALLED in str(strange.value)


def test_a_receipt_of_another_office_names_both(answered: Between) -> None:
    path = next(answered.stick.glob("*.rdr"))
    with pytest.raises(WrongOffice) as wrong:
        receive(answered.village, altered(answered, path, office=ELSEWHERE, office_name="邻镇"))
    assert f"邻镇（{ELSEWHERE}）" in str(wrong.value)
    assert TOWN_CALLED in str(wrong.value)
    assert not comments(answered.village)


def test_a_key_from_another_units_file_names_both(two: Between) -> None:
    path, _ = package_of(two.village, two.stick)
    with pytest.raises(OtherUnit) as other:
        key_in_file(two.town, path, WANGLOU)
    assert VILLAGE_CALLED in str(other.value)
    assert f"王楼村（{WANGLOU}）" in str(other.value)


def test_a_package_of_a_strange_office_names_its_office(two: Between, tmp_path: Path) -> None:
    folder = tmp_path / "邻镇"
    folder.mkdir()
    with book_for(folder, "410726105201", "河口村", "village", ELSEWHERE) as stranger:
        path, _ = package_of(stranger, two.stick)
    [verdict] = merge(two.town, [path]).files
    assert verdict.verdict is Said.WRONG_OFFICE
    assert "河口村（410726105201）" in verdict.message


def write_sealed(two: Between, unit: str) -> Path:
    """Return a receipt for a unit that is sealed for somebody, and does not say its name."""
    two.report()
    accept(two.town, HUANGSI, "2023-11")
    [one] = two.written().receipts
    receipt = read_receipt(one.path, [identity_of(two.village)])
    path = two.stick / "别人的.rdp"
    write_receipt(
        path, receipt, identity_of(two.town), Envelope(to=unit, key=new_identity().public)
    )
    return path


def _sealed(path: Path) -> NotForUs:
    with pytest.raises(NotForUs) as sealed:
        read_package(path)
    return sealed.value
