from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.kernel import ids

MAN = "11010519491231002X"  # the example printed in GB 11643-1999
WOMAN = "440524188001010014"


def identity(area: str, born: dt.date, order: int) -> str:
    """A number with a right check digit, computed by the table of the standard."""
    body = f"{area}{born:%Y%m%d}{order:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


NUMBERS = st.builds(
    identity,
    st.sampled_from(["371121", "110105", "530426"]),
    st.dates(dt.date(1920, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
)


def test_keys_grow_with_time_and_are_version_7() -> None:
    first = ids.new_id()
    time.sleep(0.002)
    second = ids.new_id()
    assert first < second
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert len({ids.new_id() for _ in range(1000)}) == 1000


def test_a_right_identity_number() -> None:
    assert ids.check_identity_no(MAN) is None
    assert ids.check_identity_no("１１０１０５ 19491231 002x") is None
    assert ids.birth_date(MAN) == dt.date(1949, 12, 31)
    assert ids.gender(MAN) == "female"


@given(NUMBERS)
def test_every_number_of_the_standard_is_right(number: str) -> None:
    assert ids.check_identity_no(number) is None


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_found(number: str, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]
    assert (ids.check_identity_no(wrong) is None) is (wrong == number)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("1101051949123100", "18 位"),
        ("1101051949123100A2", "数字"),
        ("110105194913310020", "不存在"),
        ("110105179912310025", "不合理"),
        (WOMAN, "不合理"),
        ("110105194912310021", "校验位"),
        ("", "18 位"),
    ],
)
def test_wrong_identity_numbers(number: str, says: str) -> None:
    assert says in (ids.check_identity_no(number) or "")


def test_nobody_is_born_tomorrow() -> None:
    number = identity("371121", dt.date(2026, 5, 2), 12)
    assert ids.check_identity_no(number, dt.date(2026, 5, 2)) is None
    assert "不合理" in (ids.check_identity_no(number, dt.date(2026, 5, 1)) or "")


@pytest.mark.parametrize("code", ["91110000600037341L", "9111 0000-600037341l"])
def test_right_credit_codes(code: str) -> None:
    assert ids.check_social_credit_code(code) is None


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("9111000060003734", "18 位"),
        ("91110000600037341I", "不应出现"),
        ("9111000060003734OL", "不应出现"),
        ("91110000600037342L", "校验位"),
    ],
)
def test_wrong_credit_codes(code: str, says: str) -> None:
    assert says in (ids.check_social_credit_code(code) or "")


@given(st.text(max_size=24))
def test_no_text_breaks_the_checks(text: str) -> None:
    assert ids.check_identity_no(text) is not None
    ids.check_social_credit_code(text)


def test_masks() -> None:
    assert ids.mask_identity_no(MAN) == "110***********002X"
    assert ids.mask_phone("13812345678") == "138****5678"
    assert ids.mask_phone("110") == "***"
    assert ids.mask_name("张三") == "张*"
    assert ids.mask_name("欧阳小明") == "欧阳**"
    assert ids.mask_name("") == ""
