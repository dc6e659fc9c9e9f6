"""How numbers and verification codes are written."""

from __future__ import annotations

import re
import secrets
from typing import Final

# The mark of supervision papers, which a body without authority issues.
SUPERVISION_MARK: Final = "督"
# Without the signs people take for one another: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
CODE_SIGNS: Final = "34679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH: Final = 12


def enforcement_number(region: str, head: str, code: str, year: int, serial: int) -> str:
    """ "（鄂咸安）应急责改〔2026〕12号": no 第, no leading zeros (GB/T 9704-2012 7.2.5)."""
    return f"（{region}）{head}{code}〔{year}〕{serial}号"


def supervision_number(region: str, head: str, code: str, year: int, serial: int) -> str:
    """ "（鄂咸安）应急整改〔督〕〔2026〕12号": says at a glance that no authority stands behind it."""
    return f"（{region}）{head}{code}〔{SUPERVISION_MARK}〕〔{year}〕{serial}号"


def office_number(office_head: str, code: str, year: int, serial: int) -> str:
    """ "咸安办通报〔2026〕3号"."""
    return f"{office_head}{code}〔{year}〕{serial}号"


def new_code() -> str:
    """A verification code nobody guesses: 12 signs, 54 bits."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """A typed code as it is kept: capitals without blanks and dashes."""
    return re.sub(r"[^0-9A-Za-z]", "", typed).upper()
