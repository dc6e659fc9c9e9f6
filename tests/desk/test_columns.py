"""Columns read what people type and what spreadsheets hold, and say what they cannot read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from angen.desk.columns import (
    Bad,
    Choice,
    Column,
    Day,
    Flag,
    IdentityNo,
    Number,
    Phone,
    Shown,
    SocialCreditCode,
    Text,
    Whole,
    Yuan,
)
from factories import identity_no

EACH = [
    Text("a", "文字"),
    Choice("a", "选项", choices=(("x", "甲"), ("y", "乙"))),
    Flag("a", "是否"),
    Day("a", "日期"),
    Number("a", "数"),
    Whole("a", "整数"),
    Yuan("a", "金额"),
    IdentityNo("a", "身份证号"),
    SocialCreditCode("a", "信用代码"),
    Phone("a", "电话"),
]
DAY = dt.date(2021, 6, 30)


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (EACH[0], 371102.0, "371102"),
        (EACH[0], " 甲\n乙 ", "甲乙"),
        (EACH[0], "Ａ１　b", "A1 b"),
        (EACH[1], "甲", "x"),
        (EACH[1], "y", "y"),
        (EACH[2], "是", True),
        (EACH[2], False, False),
        (EACH[2], 1.0, True),
        (EACH[3], "2021-6-30", DAY),
        (EACH[3], "2021年6月30日", DAY),
        (EACH[3], "2021.06.30", DAY),
        (EACH[3], "20210630", DAY),
        (EACH[3], 20210630.0, DAY),
        (EACH[3], 44377.0, DAY),
        (EACH[3], dt.datetime(2021, 6, 30), DAY),  # noqa: DTZ001
        (EACH[4], "1,234.50", Decimal("1234.50")),
        (EACH[4], 0.1, Decimal("0.1")),
        (EACH[5], 12.0, 12),
        (EACH[6], "1,234.5", 123450),
        (EACH[6], 0.29, 29),
        (EACH[7], identity_no(3).lower(), identity_no(3)),
        (EACH[8], "91110000600037341L", "91110000600037341L"),
        (EACH[9], 13800138000.0, "13800138000"),
        (EACH[9], "0633-8781234", "0633-8781234"),
    ],
)
def test_reads(column: Column, raw: Any, value: Any) -> None:
    assert column.read(raw) == value


@pytest.mark.parametrize(
    ("column", "raw", "sentence"),
    [
        (EACH[1], "丙", "请填：甲、乙"),
        (EACH[2], "也许", "请填“是”或“否”"),
        (EACH[3], "昨天", "不是日期"),
        (EACH[3], "2021-02-30", "不是日历上有的日期"),
        (EACH[4], "很多", "不是数字"),
        (EACH[4], "NaN", "不是数字"),
        (EACH[4], "1.234", "最多 2 位小数"),
        (EACH[5], "1.5", "应为整数"),
        (EACH[5], "-1", "不能小于 0"),
        (EACH[6], "0.001", "最多 2 位小数"),
        (EACH[7], 3.71102197001010052e17, "设为“文本”格式"),
        (EACH[7], "3711**********0052", "遮盖过"),
        (EACH[7], identity_no(3)[:-1] + "5", "校验位不符"),
        (EACH[8], "91110000600037341M", "校验位不符"),
        (EACH[9], "110", "不是电话号码"),
    ],
)
def test_says_what_it_cannot_read(column: Column, raw: Any, sentence: str) -> None:
    with pytest.raises(Bad, match=sentence):
        column.read(raw)


@example(raw=float("nan"))
@example(raw=float("inf"))
@example(raw=-1e300)
@pytest.mark.parametrize("column", EACH, ids=lambda c: c.kind)
@given(
    raw=st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.none(),
        st.dates(),
        st.datetimes(),
    )
)
def test_never_raises_anything_else(column: Column, raw: Any) -> None:
    try:
        column.read(raw)
    except Bad as bad:
        assert bad.sentence.endswith("。")


def test_personal_numbers_are_masked_everywhere_but_on_request() -> None:
    column = IdentityNo("number", "身份证号")
    record = type("Record", (), {"number": identity_no(3)})()
    for shown in (
        column.shown(record),
        column.cell(record),
        column.entry(record),
        column.logged(record.number),
    ):
        assert record.number[6:14] not in str(shown) and "*" in str(shown)
    assert column.clear(record) == record.number


def test_a_moment_is_shown_to_the_minute_of_the_clock_in_china() -> None:
    moment = dt.datetime(2021, 10, 22, 0, 47, 17, 298495, dt.UTC)
    assert Shown("made_at", "时间").text(moment) == "2021-10-22 08:47"
