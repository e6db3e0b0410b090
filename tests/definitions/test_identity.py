import subprocess
import sys
from datetime import date

import pytest

from ruraldesk.definitions.identity import (
    birth_of,
    credit_code_fault,
    division_fault,
    division_level,
    is_division_code,
    parent_code,
    person_id_fault,
    phone_fault,
    sex_of,
)

VALID = "11010519491231002X"  # the example of GB 11643


def test_the_standards_own_number_is_right() -> None:
    assert person_id_fault(VALID) is None
    assert birth_of(VALID) == date(1949, 12, 31)
    assert sex_of(VALID) == "female"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("110105194912310021", "最后一位"),  # wrong check digit
        ("110105491231002", "15"),  # the old kind
        ("1101051949123100", "16"),  # too short
        ("11010519491331002X", "19491331"),  # month 13
        ("110105190002290022", "19000229"),  # no such day
        ("110105189912310020", "18991231"),  # before anybody alive
        ("11010519491231002Y", "18"),
        ("", "0"),
    ],
)
def test_wrong_person_ids_are_refused_with_the_reason(number: str, said: str) -> None:
    fault = person_id_fault(number)
    assert fault is not None
    assert said in fault


def test_a_birth_in_the_future_is_refused_and_the_day_itself_is_not() -> None:
    assert "未来" in (person_id_fault(VALID, today=date(1949, 12, 30)) or "")
    assert person_id_fault(VALID, today=date(1949, 12, 31)) is None


def test_every_single_wrong_digit_is_noticed() -> None:
    for place in range(17):
        for digit in "0123456789":
            wrong = VALID[:place] + digit + VALID[place + 1 :]
            assert (person_id_fault(wrong) is None) == (wrong == VALID)


def test_neighbouring_digits_that_were_swapped_are_noticed() -> None:
    for place in range(16):
        wrong = VALID[:place] + VALID[place + 1] + VALID[place] + VALID[place + 2 :]
        assert (person_id_fault(wrong) is None) == (wrong == VALID)


@pytest.mark.parametrize("malformed", [None, "", "abc", "110105", "11010519491331002X"])
def test_birth_and_sex_of_a_malformed_number_are_unknown(malformed: str | None) -> None:
    assert birth_of(malformed) is None
    assert sex_of(malformed) is None


@pytest.mark.parametrize("code", ["91110000600037341L", "91350100M000100Y43"])
def test_credit_codes_of_the_standard_are_right(code: str) -> None:
    assert credit_code_fault(code) is None


def test_rural_collectives_have_codes_that_begin_with_n() -> None:
    from stdnum.cn import uscc

    body = "N2410726MF1234567"
    assert credit_code_fault(body + uscc.calc_check_digit(body)) is None


@pytest.mark.parametrize(
    "code", ["91110000600037341M", "91110000600037341", "9111000060003734IL", "", "身份证"]
)
def test_wrong_credit_codes_are_refused(code: str) -> None:
    assert credit_code_fault(code)


@pytest.mark.parametrize(
    "number",
    [
        *("13800138000", "19912345678", "0373-5512345", "01088886666", "5512345"),
        *("010-88886666-801", "12345", "95588", "400-820-8820", "4008208820"),
    ],
)
def test_phone_numbers_that_people_have_are_right(number: str) -> None:
    assert phone_fault(number) is None


@pytest.mark.parametrize(
    "number", ["12800138000", "1380013800", "138001380000", "abc", "0373-551", "110105194912310"]
)
def test_what_is_no_phone_number_is_refused_with_an_example(number: str) -> None:
    assert "13800138000" in (phone_fault(number) or "")


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("410726104201", "village", "410726104000"),
        ("410726104000", "town", "410726000000"),
        ("410726000000", "county", "410700000000"),
        ("410700000000", "city", "410000000000"),
        ("410000000000", "province", ""),
        ("410726100000", "town", "410726000000"),
        ("410726104010", "village", "410726104000"),
    ],
)
def test_a_division_code_tells_its_level_and_what_is_above(
    code: str, level: str, above: str
) -> None:
    assert division_level(code) == level
    assert parent_code(code) == above


@pytest.mark.parametrize("code", ["", "41072610420", "4107261042010", "010726104201", "村"])
def test_what_is_no_division_code_is_refused(code: str) -> None:
    assert not is_division_code(code)
    assert division_fault(code)
    with pytest.raises(ValueError, match="division code"):
        division_level(code)


def test_checking_numbers_does_not_weigh_on_the_start() -> None:
    """The library of number formats takes 40 ms to load: only who checks a number pays."""
    modules = "ruraldesk.definitions.loader, ruraldesk.definitions.validate"
    code = f"import sys, {modules}; print('stdnum' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
