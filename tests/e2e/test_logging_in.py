"""Who gets in, where to, and who does not."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import PASSWORD, Enter

HOMES = {
    "cun": "春生新村",
    "zhen": "招贤镇",
    "zhuren": "招贤镇",
    "xian": "莒县",
    "shi": "日照市",
    "xianning": "咸宁市",
    "mile": "弥勒市",
    "hubei": "湖北省",
    "liuyang": "浏阳市",
    "xitong": "账号",
    "anquan": "账号",
    "shenji": "日志",
}


@pytest.mark.parametrize(("username", "heading"), HOMES.items())
def test_each_role_lands_on_its_own_first_page(enter: Enter, username: str, heading: str) -> None:
    page = enter(username)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_the_demo_page_lists_every_account_without_log_in(enter: Enter) -> None:
    page = enter()
    page.goto("/demo/")
    expect(page.get_by_role("row")).to_have_count(1 + 14)
    expect(page.get_by_text(PASSWORD)).to_be_visible()


def test_a_wrong_password_is_said_and_five_lock_the_account_out(enter: Enter) -> None:
    page = enter()
    for _ in range(5):
        page.goto("/login/")
        page.get_by_label("用户名").fill("qiye")
        page.get_by_label("密码").fill("nobody-knows-it")
        page.get_by_role("button", name="登录").click()
    expect(page.locator("main")).to_contain_text("已暂停登录")
    page.goto("/login/")
    page.get_by_label("用户名").fill("qiye")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/login/"))


def test_nothing_opens_without_log_in(enter: Enter) -> None:
    page = enter()
    for path in ("/standing/", "/ledgers/officers/", "/packs/", "/audit/", "/accounts/"):
        page.goto(path)
        expect(page).to_have_url(re.compile(r"/login/\?next="))


def test_an_administrator_is_asked_for_the_code(enter: Enter) -> None:
    page = enter()
    page.goto("/login/")
    page.get_by_label("用户名").fill("shenji")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("second-factor"))
    page.goto("/audit/")
    expect(page).to_have_url(re.compile("second-factor"))
