"""Money in whole cents: what people type, what they read, and the words of official papers."""

from __future__ import annotations

import re
from typing import Final

from angen.kernel.refusal import Refused
from angen.kernel.text import half_width

# 9999 亿 9999 万 9999 元 9 角 9 分: beyond it the words of a paper have no unit.
MOST_CENTS: Final = 10**14 - 1

_UNITS: Final = {"": 1, "元": 1, "圆": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}
_TYPED: Final = re.compile(
    r"(?:人民币|rmb|cny)?[¥￥]?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<unit>万元|亿元|[元圆万亿])?整?",
    re.IGNORECASE | re.ASCII,
)
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("仟", "佰", "拾", "")
_GROUPS: Final = ((10**8, "亿"), (10**4, "万"), (1, ""))


def cents_of(typed: str) -> int:
    """The cents of a typed sum: "1,234.5", "１２３４元", "5万元", "￥0.07".

    Raises Refused with a sentence where the text is no sum, is negative, has fractions of a cent or
    is greater than 9999 亿.
    """
    text = re.sub(r"\s+", "", half_width(typed)).replace("，", ",")
    if not text:
        raise Refused("金额没有填写，请填写数字，如 1234.50。")
    if text.startswith(("-", "－", "−", "负")):
        raise Refused(f"金额“{typed.strip()}”是负数，请填写不小于 0 的数。")
    found = _TYPED.fullmatch(text) if len(text) <= 40 else None
    if found is None:
        hint = "，逗号只能作千位分隔" if "," in text else ""
        raise Refused(
            f"金额“{typed.strip()[:40]}”看不懂{hint}，请填写数字，如 1234.50 或 1.2万元。"
        )
    part = (found["part"] or "").rstrip("0")
    scaled = int(found["whole"].replace(",", "") + part) * _UNITS[found["unit"] or ""] * 100
    cents, rest = divmod(scaled, int("1" + "0" * len(part)))
    if rest:
        raise Refused(f"金额“{typed.strip()[:40]}”小于一分，请最多填写到分。")
    if cents > MOST_CENTS:
        raise Refused(f"金额“{typed.strip()[:40]}”过大，请核对单位是元还是万元。")
    return cents


def yuan(cents: int, *, grouped: bool = True) -> str:
    """ "1,234.50"; without ``grouped`` "1234.50"."""
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    number = f"{whole // 100:,}" if grouped else str(whole // 100)
    return f"{sign}{number}.{whole % 100:02d}"


def in_words(cents: int) -> str:
    """The sum in the words of official papers: 壹仟肆佰零玖元伍角整.

    正确填写票据和结算凭证的基本规定 (支付结算办法 附一): 整 closes a sum that ends with 元 or 角, so that
    nothing can be written behind it. ValueError outside 0 to 9999 亿.
    """
    if not 0 <= cents <= MOST_CENTS:
        raise ValueError(f"no words for {cents} cents")
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_whole_in_words(whole)}元" if whole or not cents else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif fen and whole:
        words += "零"
    return words + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole_in_words(number: int) -> str:
    if number == 0:
        return "零"
    words = ""
    for size, name in _GROUPS:
        group = number // size % 10**4
        if group == 0:
            continue
        # One 零 stands for all zeros between two written digits.
        gap = words and group < 1000
        words += ("零" if gap else "") + _group_in_words(group) + name
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for digit, place in zip(f"{group:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return words
