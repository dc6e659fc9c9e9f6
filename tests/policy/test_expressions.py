"""What an expression may say."""

from __future__ import annotations

import pytest

from angen.policy.expressions import (
    CONSEQUENCE_NAMES,
    ITEM_NAMES,
    Expression,
    ExpressionRefused,
    parse,
)


@pytest.mark.parametrize(
    "text",
    [
        "a >= 2",
        "a >= min_a and not (b < 3 or c <> 0)",
        "a between 1 and 2.5",
        "a not between 1 and 2",
        "a in (1, 2, limit_a)",
        "kind in ('town', 'street') and level = 'township'",
        "kind not in ('town')",
        "a is null or b is not null",
        "case when a > 1 then b else c end >= 0.8",
        "case when a > 1 then b > 2 else false end",
        "least(a, b, 1) + greatest(a, 0) * abs(-b) / 3 >= round(c, 2) - floor(d) - ceil(e)",
        "(((a)) >= (2))",
        "a != 3",
    ],
)
def test_allowed(text):
    assert parse(text).kind == "boolean"


def test_names_in_order_of_use():
    assert parse("b > 1 and a < b and kind = 'town'").names == ("b", "a", "kind")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("coalesce(a, 0) >= 2", "未知"),
        ("ifnull(a, 0) >= 2", "未知"),
        ("nullif(a, 0) >= 2", "nullif"),
        ("a >= (select 2)", "子查询"),
        ("select 1", "查询"),
        ("exists (select 1)", "只能用"),
        ("a in (select 1)", "只能用"),
        ("a >= 2; drop table x", "分号"),
        ("a >= 2 -- 说明", "注释"),
        ("a >= 2 /* 说明 */", "注释"),
        ("read_csv('/etc/passwd') >= 2", "只能用"),
        ("getenv('HOME') = 'x'", "只能用"),
        ("random() > 0.5", "只能用"),
        ("now() > 5", "只能用"),
        ("current_date > 5", "只能用"),
        ("a like 'x%'", "只能用"),
        ("'a' || 'b' = 'ab'", "只能用"),
        ("length(kind) > 2", "只能用"),
        ("a::int > 2", "转换"),
        ("cast(a as double) > 2", "转换"),
        ("a % 2 = 1", "%"),
        ("a // 2 = 1", "只能用"),
        ("x.a >= 2", "只能用"),
        ('"a b" >= 2', "名称"),
        ("Officers >= 2", "名称"),
        ("人数 >= 2", "名称"),
        ("a >= null", "null"),
        ("a = 1 as b", "as"),
        ("a is true", "null"),
        ("a is distinct from 2", "<>"),
        ("a >= 1e3", "数"),
        ("a >= 0.1234567891", "小数"),
        ("a >= 1234567890123456789", "数"),
        ("a >= $1", "只能用"),
        ("a >= ?", "只能用"),
        ("a[1] >= 2", "只能用"),
        ("a between symmetric 1 and 2", "只能用"),
        ("sum(a) over () > 1", "只能用"),
        ("count(*) > 1", "只能用"),
        ("a > 1 collate nocase", ""),
        ("case a when 1 then true else false end", "只能用"),
        ("case when a > 1 then true end", "else"),
        ("case when a > 1 then true else 2 end", "类型"),
        ("if(a > 1, true, false)", ""),
        ("a", "条件"),
        ("a + 1", "条件"),
        ("1 < a < 3", "条件"),
        ("a = 'two'", "数"),
        ("kind = 2", "词"),
        ("kind > 'town'", "词只能"),
        ("not a", "条件"),
        ("a and b", "条件"),
        ("(a > 1) + 2 > 3", "数"),
        ("least(a, a > 1) > 2", "数"),
        ("round(a, b) > 2", "round"),
        ("round(a, -2) > 2", "round"),
        ("score >= 60", "score"),
        ("grade = 'x'", "grade"),
        ("", "空"),
        ("   ", "空"),
        ("a >=", "看不懂"),
        ("((a >= 2)", "看不懂"),
        ("lambda x: x", ""),
        ("kind = '" + "x" * 60 + "'", "太长"),
        ("a >= 1" + " or a >= 1" * 200, "超过"),
        ("(" * 300 + "a >= 1" + ")" * 300, ""),
        ("not " * 200 + "a >= 1", "嵌套"),
        ("a in (" + ",".join("1" for _ in range(400)) + ")", "太长"),
    ],
)
def test_refused_with_a_sentence(text, word):
    with pytest.raises(ExpressionRefused) as caught:
        parse(text)
    sentence = str(caught.value)
    assert word in sentence
    assert sentence.endswith("。")


def test_reserved_names_only_where_declared():
    assert parse("grade = '不合格' and failing_streak >= 2", special=CONSEQUENCE_NAMES)
    assert parse("least(a, 1) * points", kind="number", special=ITEM_NAMES).names == ("a", "points")
    with pytest.raises(ExpressionRefused):
        parse("rank > 2", special=ITEM_NAMES)


def test_a_score_must_be_a_number():
    with pytest.raises(ExpressionRefused, match="算出一个数"):
        parse("a > 1", kind="number")


def test_equal_by_text():
    assert parse("a > 1") == parse(" a > 1 ")
    assert isinstance(parse("a > 1"), Expression)
    assert len({parse("a > 1"), parse("a > 1"), parse("a > 2")}) == 2
