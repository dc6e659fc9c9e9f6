"""Made-up identity numbers that pass every check, the same ones in every run."""

from __future__ import annotations

import datetime as dt

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_no(number: int, born_on: dt.date | None = None, *, region: str = "371102") -> str:
    """The ``number``-th identity number; even numbers are women's, odd ones men's.

    Without ``born_on`` the birth date is derived from the number, from 1970 on, so that as many
    different numbers as anybody needs can be made.
    """
    order = number % 1000
    born = born_on or dt.date(1970, 1, 1) + dt.timedelta(days=number // 1000)
    head = f"{region}{born:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, _WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]
