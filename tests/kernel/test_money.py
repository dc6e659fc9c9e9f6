from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from angen.kernel.money import MOST_CENTS, cents_of, in_words, yuan
from angen.kernel.refusal import Refused

CENTS = st.one_of(
    st.integers(0, MOST_CENTS),
    st.integers(0, 10**9),
    # Sums full of zeros, where the words go wrong most easily.
    st.lists(st.sampled_from("0001"), min_size=1, max_size=14).map(lambda d: int("".join(d))),
)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1,234.5", 123450),
        ("１２３４元", 123400),
        ("5万元", 5000000),
        ("1.25 亿", 12500000000),
        ("￥0.07", 7),
        ("人民币 1，200 元整", 120000),
        ("0", 0),
        ("12.3400", 1234),
        ("0.00001万", 10),
    ],
)
def test_typed_sums(typed: str, cents: int) -> None:
    assert cents_of(typed) == cents


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "没有填写"),
        ("-5", "负数"),
        ("五万", "看不懂"),
        ("1,23", "逗号"),
        ("1.2.3", "看不懂"),
        ("0.001", "小于一分"),
        ("10000亿", "过大"),
        ("NaN", "看不懂"),
        ("1e5", "看不懂"),
        ("²", "看不懂"),
        ("٣", "看不懂"),
        ("9" * 5000, "看不懂"),
    ],
)
def test_refused_sums(typed: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        cents_of(typed)


@given(st.text(max_size=30))
def test_any_text_is_a_sum_or_refused(typed: str) -> None:
    try:
        assert 0 <= cents_of(typed) <= MOST_CENTS
    except Refused as refusal:
        assert refusal.sentence.endswith("。")


@given(CENTS, st.booleans())
def test_what_is_shown_can_be_typed(cents: int, grouped: bool) -> None:
    assert cents_of(yuan(cents, grouped=grouped)) == cents


def test_a_debt_is_shown_with_its_sign() -> None:
    assert yuan(-123456) == "-1,234.56"
    assert yuan(-5) == "-0.05"


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (1000, "壹拾元整"),
        (10000_00, "壹万元整"),
        (10_0050_00, "壹拾万零伍拾元整"),
        (1_0000_0007_00, "壹亿零柒元整"),
        (1_0001_0001_00, "壹亿零壹万零壹元整"),
        (MOST_CENTS, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_words(cents: int, words: str) -> None:
    assert in_words(cents) == words


@given(CENTS)
def test_words_read_back(cents: int) -> None:
    words = in_words(cents)
    assert read(words) == cents
    assert "零零" not in words
    assert not re.search(
        "零[元万亿仟佰拾角整]", words.removeprefix("零元整") if cents == 0 else words
    )
    assert words.endswith(("整", "分"))


@pytest.mark.parametrize("cents", [-1, MOST_CENTS + 1])
def test_no_words_outside_the_range(cents: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        in_words(cents)


def read(words: str) -> int:
    """An independent reader of money words."""
    digits = {char: n for n, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = group = digit = 0
    for char in words:
        if char in digits:
            digit = digits[char]
        elif char in places:
            group, digit = group + digit * places[char], 0
        elif char in ("万", "亿"):
            total, group, digit = total + (group + digit) * {"万": 10**4, "亿": 10**8}[char], 0, 0
        elif char == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        elif char in ("角", "分"):
            total, digit = total + digit * {"角": 10, "分": 1}[char], 0
    return total
