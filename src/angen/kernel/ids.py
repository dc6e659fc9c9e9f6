"""Keys made anywhere, and the numbers by which people and bodies are known."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import time
from typing import Final, Literal
from uuid import UUID

from stdnum.cn import ric, uscc

from angen.kernel.text import clean

_IDENTITY: Final = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
# GB 32100-2015: authority and kind may be letters, the area is digits; I, O, S, V, Z never occur.
_CREDIT: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_OLDEST: Final = dt.date(1900, 1, 1)


def new_id() -> UUID:
    """A key that grows with time and that a phone without network makes alike (RFC 9562, version 7)."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def compact(number: str) -> str:
    """A typed number as it is kept: half-width capitals without blanks and dashes."""
    return re.sub(r"[\s-]", "", clean(number)).upper()


def check_social_credit_code(number: str) -> str | None:
    """What is wrong with a unified social credit code (GB 32100-2015), or None."""
    code = compact(number)
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在是 {len(code)} 位，请核对。"
    if not _CREDIT.fullmatch(code):
        return "统一社会信用代码含有不应出现的字符（不含 I、O、S、V、Z），请核对。"
    if uscc.calc_check_digit(code[:17]) != code[17]:
        return "统一社会信用代码校验位不符，多半有一位写错，请对照营业执照核对。"
    return None


def check_identity_no(number: str, today: dt.date | None = None) -> str | None:
    """What is wrong with an identity number (GB 11643-1999), or None.

    ``today`` refuses a birth date in the future. The area code is not looked up: people keep the
    code of a county that was since renamed.
    """
    code = compact(number)
    if len(code) != 18:
        return f"身份证号应为 18 位，现在是 {len(code)} 位，请核对。"
    if not _IDENTITY.fullmatch(code):
        return "身份证号应为 17 位数字加一位数字或 X，请核对。"
    try:
        born = birth_date(code)
    except ValueError:
        return f"身份证号中的出生日期“{code[6:14]}”不存在，请核对。"
    if born < _OLDEST or (today is not None and born > today):
        return f"身份证号中的出生日期“{code[6:14]}”不合理，请核对。"
    if ric.calc_check_digit(code) != code[17]:
        return "身份证号校验位不符，多半有一位写错，请对照证件核对。"
    return None


def birth_date(identity_no: str) -> dt.date:
    """The birth date an identity number carries; ValueError where there is no such day."""
    code = compact(identity_no)
    return dt.date(int(code[6:10]), int(code[10:12]), int(code[12:14]))


def gender(identity_no: str) -> Literal["male", "female"]:
    """The gender an identity number carries: odd order codes are men's."""
    return "male" if int(compact(identity_no)[16]) % 2 else "female"


def mask_identity_no(number: str) -> str:
    """ "371***********1234": enough to tell two people apart, not to be used."""
    return _mask(number, 3, 4)


def mask_phone(number: str) -> str:
    """ "138****5678"."""
    return _mask(number, 3, 4)


def mask_name(name: str) -> str:
    """ "张*", "欧阳**": the first character, of four the first two."""
    return _mask(name, 2 if len(name) > 3 else 1, 0)


def _mask(text: str, front: int, back: int) -> str:
    """Text too short to leave anything hidden is hidden whole."""
    hidden = len(text) - front - back
    if hidden < 1:
        return "*" * len(text)
    return f"{text[:front]}{'*' * hidden}{text[len(text) - back :]}"
