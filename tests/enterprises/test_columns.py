"""Codes, branches and lists as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from angen.desk.columns import Bad
from angen.enterprises.columns import SIGNS, Coded, EnterpriseCode, Several, sound
from angen.enterprises.industries import choices, industries
from factories.enterprises import credit_code

CODE = EnterpriseCode("code", "统一社会信用代码", required=True)


@given(st.integers(0, 10**9))
def test_our_check_of_codes_agrees_with_stdnum(number):
    code = credit_code(number)
    assert sound(code)
    assert uscc.is_valid(code)


@given(st.integers(0, 10**9), st.integers(0, 17), st.sampled_from(SIGNS))
def test_a_single_wrong_sign_is_found(number, place, sign):
    code = credit_code(number)
    wrong = code[:place] + sign + code[place + 1 :]
    assert sound(wrong) == (wrong == code)


@pytest.mark.parametrize(
    ("entered", "kept"),
    [(" 91371102 " + credit_code(5)[8:].lower(), credit_code(5)), ("nb-招贤-001", "NB-招贤-001")],
)
def test_good_codes_are_tidied(entered, kept):
    assert CODE.read(entered) == kept


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        (credit_code(5)[:17], "现在是 17 位"),
        (credit_code(5)[:17] + ("0" if credit_code(5)[17] != "0" else "1"), "校验不通过"),
        (9.13e17, "被表格存成了数字"),
        ("NB*1", "内部编号"),
        ("招贤1号", "内部编号"),
    ],
)
def test_bad_codes_say_what_to_do(entered, said):
    with pytest.raises(Bad, match=said):
        CODE.read(entered)


def test_all_divisions_are_there():
    divisions = [one for one in industries().values() if len(one.code) == 2]
    assert [one.code for one in divisions] == [f"{n:02d}" for n in range(1, 98)]
    assert len([one for one in industries().values() if one.code == one.section]) == 20


@pytest.mark.parametrize(
    "entered", ["26", "C26", "化学原料和化学制品制造业", "C26 化学原料和化学制品制造业", 26.0]
)
def test_a_branch_is_read_in_any_spelling(entered):
    assert Coded("industry", "行业", choices=choices()).read(entered) == "26"


def test_an_unknown_branch_is_refused():
    with pytest.raises(Bad, match="分类表"):
        Coded("industry", "行业", choices=choices()).read("9999")


def test_several_are_split_sorted_and_named():
    column = Several(
        "features", "重点环节", choices=(("dust", "粉尘涉爆"), ("ammonia", "液氨制冷"))
    )
    assert column.read("粉尘涉爆、液氨制冷，粉尘涉爆") == ["ammonia", "dust"]
    assert column.text(["dust", "ammonia"]) == "粉尘涉爆、液氨制冷"
    with pytest.raises(Bad, match="不能填“明火”"):
        column.read("明火")
