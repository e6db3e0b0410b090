"""Numbers that identify people, organisations, phones and divisions, by their national standards.

Each `…_fault` function returns the sentence that says what is wrong, or None where nothing is.
"""

from __future__ import annotations

import re
from datetime import date

from ruraldesk.texts.translate import tr

_LONGEST_SHOWN = 40  # characters of a refused number that a message repeats
_EARLIEST_BIRTH = date(1900, 1, 1)
_CREDIT_CODE = re.compile("[1-9A-HJ-NPQRTUWXY][1-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_LANDLINE = re.compile("(?:0[1-9][0-9]{1,2}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_SERVICE = re.compile("(?:95|96|12)[0-9]{3,6}|[48]00-?[0-9]{3}-?[0-9]{4}")
_DIVISION = re.compile("[1-9][0-9]{11}")
BOOK_LEVELS = ("village", "town", "county")  # the units that keep books
_LEVEL_DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}


def person_id_fault(number: str, today: date | None = None) -> str | None:
    """Say what is wrong with an 18-digit citizen number written without spaces, X as capital.

    Checks length, birth date and check digit; not the place, since codes of places that were
    dissolved stay in the numbers of those who were registered there.

    Source: GB 11643-1999 and, for the end of the 15-digit numbers on 1 January 2013, the Law on
    Resident Identity Cards.
    """
    if re.fullmatch("[0-9]{15}", number):
        return tr(
            "“{number}” is an old number of 15 digits, which lost its validity in 2013. Enter the "
            "18 digits on the present identity card."
        ).format(number=number[:_LONGEST_SHOWN])
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        return tr(
            "“{number}” is not an identity number: it has {length} characters instead of 18 digits "
            "(the last may be X), like 11010519491231002X."
        ).format(number=number[:_LONGEST_SHOWN], length=len(number))
    birth = _date_of(number[6:14])
    if birth is None or birth < _EARLIEST_BIRTH:
        return tr(
            "“{number}” holds the birth date {birth}, which does not exist. Compare digits 7 to 14 "
            "with the identity card."
        ).format(number=number[:_LONGEST_SHOWN], birth=number[6:14])
    if birth > (today or date.today()):
        return tr(
            "“{number}” holds the birth date {birth}, which lies in the future. Compare digits 7 "
            "to 14 with the identity card."
        ).format(number=number[:_LONGEST_SHOWN], birth=birth.isoformat())
    # Loaded when the first number is checked, not when the window opens.
    from stdnum.cn import ric

    if ric.calc_check_digit(number) != number[-1]:
        return tr(
            "“{number}” is mistyped: its last digit does not agree with the others. Compare each "
            "digit with the identity card."
        ).format(number=number[:_LONGEST_SHOWN])
    return None


def birth_of(number: str | None) -> date | None:
    """Return the birth date in a citizen number of 18 digits; None where there is none."""
    if not number or not re.fullmatch("[0-9]{17}[0-9Xx]", number):
        return None
    return _date_of(number[6:14])


def sex_of(number: str | None) -> str | None:
    """Return "male" (17th digit odd) or "female" of an 18-digit number; None where it is none."""
    if birth_of(number) is None or number is None:
        return None
    return "male" if int(number[16]) % 2 else "female"


def credit_code_fault(code: str) -> str | None:
    """Say what is wrong with a unified social credit code in capitals without spaces.

    Registering offices with letters (N for rural collectives, A, Y) are valid.

    Source: GB 32100-2015.
    """
    if len(code) != 18 or not _CREDIT_CODE.fullmatch(code):
        return tr(
            "“{code}” is not a unified social credit code: that has 18 digits and capital letters "
            "without I, O, S, V, Z, like 91110000600037341L."
        ).format(code=code[:_LONGEST_SHOWN])
    from stdnum.cn import uscc

    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        return tr(
            "“{code}” is mistyped: its last character does not agree with the others. Compare it "
            "with the certificate."
        ).format(code=code[:_LONGEST_SHOWN])
    return None


def phone_fault(number: str) -> str | None:
    """Say what is wrong with a Chinese mobile, landline or service number."""
    if any(shape.fullmatch(number) for shape in (_MOBILE, _LANDLINE, _SERVICE)):
        return None
    return tr(
        "“{number}” is not a phone number. Enter 11 digits of a mobile, like 13800138000, or area "
        "code and number of a landline, like 0373-5512345."
    ).format(number=number[:_LONGEST_SHOWN])


def division_fault(code: str) -> str | None:
    """Say what is wrong with a 12-digit statistical division code."""
    if is_division_code(code):
        return None
    return tr("“{code}” is not a division code: that has 12 digits, like 410726104000.").format(
        code=code[:_LONGEST_SHOWN]
    )


def is_division_code(code: str) -> bool:
    """Say whether `code` has the shape of a statistical division code: 12 digits, no leading 0."""
    return _DIVISION.fullmatch(code) is not None


def division_level(code: str) -> str:
    """Return the level of a division code: province, city, county, town or village.

    The level is where the zeros begin: 2, 4, 6, 9 or 12 digits are meant.

    Raises:
        ValueError: `code` is no division code.
    """
    if not is_division_code(code):
        raise ValueError(f"{code!r} is not a division code")
    return next(level for level, digits in _LEVEL_DIGITS.items() if not code[digits:].strip("0"))


def parent_code(code: str) -> str:
    """Return the code of the division above: of a village its town; "" above a province.

    Raises:
        ValueError: `code` is no division code.
    """
    levels = list(_LEVEL_DIGITS)
    above = levels.index(division_level(code)) - 1
    if above < 0:
        return ""
    return code[: _LEVEL_DIGITS[levels[above]]].ljust(12, "0")


def _date_of(digits: str) -> date | None:
    """Return the date that eight digits write; None where there is no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
