"""Chinese numerals: reading 一百二十三 and 壹佰贰拾叁, writing the capital amounts of vouchers."""

import re
from decimal import Decimal

from ruraldesk.texts.units import EXACT, convert, shift

_DIGITS = "零一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_ORDINARY = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億〇○两兩貳陸點", "一二三四五六七八九十百千万亿零零二二二六点"
)
_NONZERO = "([一二三四五六七八九])"
_SECTION = f"(?:零?{_NONZERO}千)?(?:零?{_NONZERO}百)?(?:零?{_NONZERO}?(十))?(零?){_NONZERO}?"
_LARGE = (("亿", 10**8), ("万", 10**4))


def read_numeral(text: str) -> Decimal | None:
    """Return the number that Chinese numerals write; None where they do not say it surely.

    Understands 一百二十三, 壹佰贰拾叁, 三万五千, 二〇二三, 一点五万 and 负三. Refuses what people
    read in two ways: 一百二 (102 or 120) and 三五 (35 or three to five).
    """
    text = text.translate(_ORDINARY)
    negative, text = text.startswith("负"), text.removeprefix("负")
    whole, point, decimals = text.partition("点")
    if point:
        scaled = decimals.rstrip("万亿")
        number = _with_decimals(whole, scaled, decimals[len(scaled) :])
    else:
        integer = _integer(whole)
        number = None if integer is None else Decimal(integer)
    return number.copy_negate() if number and negative else number


def chinese_integer(number: int) -> str:
    """Return a whole number in everyday numerals: 12 is 十二, 105 is 一百零五, 0 is 零.

    Raises:
        ValueError: it is negative or has over 16 digits.
    """
    if not 0 <= number < 10**16:
        raise ValueError(f"{number} cannot be written in numerals")
    everyday = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
    text = _capital_integer(number).translate(everyday)
    return text[1:] if text.startswith("一十") else text


def counting_word(number: int) -> str:
    """Return a whole number as it is said before a measure word: 2 is "两", 12 is "十二"."""
    return "两" if number == 2 else chinese_integer(number)


def upper_amount(yuan: Decimal) -> str:
    """Return an amount of 元 in the capitals of vouchers: 1409.5 is "壹仟肆佰零玖元伍角".

    整 closes an amount that ends at 元; skipped places become one 零, also between 元 and 分;
    negative amounts start with 负.

    Raises:
        ValueError: there are fractions of a 分 (a voucher is never rounded) or over 16 digits.
    Source: 《支付结算办法》附一“正确填写票据和结算凭证的基本规定”.
    """
    amount = yuan.copy_abs()
    fen = int(amount.scaleb(2, EXACT))
    if shift(Decimal(fen), -2) != amount or fen >= 10**18:
        raise ValueError(f"{yuan} cannot be written as an amount in 元, 角 and 分")
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{_capital_integer(whole)}元" if whole or not rest else ""
    words += f"{_CAPITALS[jiao]}角" if jiao else "零" if whole and cents else ""
    words += f"{_CAPITALS[cents]}分" if cents else ""
    return ("负" if fen and yuan < 0 else "") + words + ("" if rest else "整")


def _capital_integer(number: int) -> str:
    """Write a whole number below 10**16 in capitals; skipped places become one 零."""
    text = f"{number:016d}"
    words, skipped = "", False
    for start, large in ((0, "万"), (4, "亿"), (8, "万"), (12, "")):
        section = text[start : start + 4]
        for digit, small in zip(section, ("仟", "佰", "拾", ""), strict=True):
            if digit == "0":
                skipped = bool(words)
                continue
            words += ("零" if skipped else "") + _CAPITALS[int(digit)] + small
            skipped = False
        if section != "0000" or (large == "亿" and words):
            words += large
    return words or "零"


def _with_decimals(whole: str, decimals: str, large: str) -> Decimal | None:
    """Read 一 and 五 and 万 (of 一点五万) as 15000."""
    integer = _integer(whole)
    if integer is None or not decimals or set(decimals) - set(_DIGITS) or len(large) > 1:
        return None
    digits = "".join(str(_DIGITS.index(char)) for char in decimals)
    return convert(Decimal(f"{integer}.{digits}"), large, "")


def _integer(text: str) -> int | None:
    """Read a whole number: digit by digit (二〇二三) or by places (二千零二十三)."""
    if not text:
        return None
    if set(text) <= set(_DIGITS):
        roughly = len(text) == 2 and "零" not in text  # 三五 may mean three to five
        return None if roughly else int("".join(str(_DIGITS.index(char)) for char in text))
    return _places(text)


def _places(text: str) -> int | None:
    """Read 三万五千 by splitting at the highest of 亿 and 万 and reading both sides."""
    for word, size in _LARGE:
        if word not in text:
            continue
        left, _, right = text.rpartition(word)
        above = _places(left)
        below = 0 if not right else None if len(right) == 1 else _places(right)
        if not above or above >= size or below is None or below >= size:
            return None
        return above * size + below
    return _section(text)


def _section(text: str) -> int | None:
    """Read up to four places: 一千零五. A bare last digit must follow 十 or 零."""
    match = re.fullmatch(_SECTION, text)
    if match is None or text.endswith("零"):
        return None
    thousands, hundreds, tens, ten, zero, ones = match.groups()
    if ones and not (ten or zero) and (thousands or hundreds):
        return None  # 一百五 is 105 to one and 150 to the other
    places = (thousands, hundreds, tens or (ten and "一"), ones)
    number = 0
    for digit in places:
        number = number * 10 + (_DIGITS.index(digit) if digit else 0)
    return number
