"""What a village officer reported, from the telephone to the printed order, as one hazard."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from e2e.conftest import Enter
from e2e.test_daily_work import act, begin, finish_what_goes_on, follow, ordered, press, sign, task

WHERE, WHAT = "村西仓库", "疏散楼梯被废塑料堵住"


@pytest.fixture(scope="module")
def today() -> dt.date:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def test_a_village_s_report_becomes_one_ordered_hazard(enter: Enter, today: dt.date) -> None:
    village, officer, head = enter("cun", width=390), enter("zhen"), enter("zhuren")
    village.goto("/ledgers/enterprises/")
    party = village.locator("main tbody tr").first.get_by_role("link").first.inner_text().strip()
    village.goto("/village/new/")
    village.get_by_label("地点").fill(WHERE)
    village.get_by_label("企业").fill(party)
    village.get_by_label("发现的情况").fill(WHAT)
    village.get_by_label("已经劝阻").check()
    press(village, "报告")

    # One action opens the visit, with everything that is known.
    task(head, WHAT, "处理村（社区）发现")
    finish_what_goes_on(officer)
    officer.goto("/ledgers/village-findings/")
    officer.locator("main tr").filter(has_text=WHAT).get_by_role("link").first.click()
    officer.wait_for_load_state()
    report = officer.url
    follow(officer, "现场核实")
    assert party in officer.get_by_label("企业", exact=True).input_value()
    assert WHAT in officer.locator("[name=reason]").input_value()
    officer.locator("input[name=others]:not(:checked)").last.check()
    officer.locator("main details summary").click()
    officer.get_by_label("超过年度上限的理由").fill("核查村（社区）报告的隐患")
    press(officer, "拟定方案")
    where = officer.url
    act(officer, "报审方案")
    begin(officer, head, where, party)

    # Seen on the spot it is a finding of the visit, and the same hazard.
    officer.goto(where)
    expect(officer.locator("#reported")).to_contain_text(WHAT)
    officer.locator("#reported").get_by_role("link", name="属实，登记问题").first.click()
    officer.wait_for_load_state()
    officer.get_by_label("依据的法律、规章或标准").fill("消防法")
    press(officer, "登记核实的问题")
    officer.goto(where)
    assert not officer.locator("#reported").count()
    assert officer.locator("main article").filter(has_text=WHAT).count() == 1
    sign(officer)
    assert "责令限期整改" in ordered(officer, where, today + dt.timedelta(20))
    officer.goto("/ledgers/hazards/?q=" + WHAT)
    assert officer.locator("main tbody tr").filter(has_text=WHAT).count() == 1
    officer.goto(report)
    expect(officer.locator("main")).to_contain_text("已转为隐患，现在：整改中")
    village.goto("/village/")
    expect(village.locator("main")).to_contain_text("已转为隐患")
