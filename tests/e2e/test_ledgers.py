"""Keeping a ledger: by form, by spreadsheet, and not beyond one's own township."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from e2e.conftest import Enter

OFFICE = "招贤镇应急管理事务服务中心"


def template(page: Page, ledger: str, folder: Path) -> list[str]:
    """The headers of the template that the import page offers."""
    page.goto(f"/ledgers/{ledger}/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").click()
    file = folder / "template.xlsx"
    download.value.save_as(file)
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[0]


def sheet(folder: Path, name: str, headers: list[str], rows: list[dict[str, str]]) -> Path:
    """A filled template."""
    file = folder / name
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, headers)
        for number, row in enumerate(rows, 1):
            for column, header in enumerate(headers):
                page.write(number, column, row.get(header.strip("*＊ "), ""))
    return file


def upload(page: Page, ledger: str, file: Path) -> None:
    page.goto(f"/ledgers/{ledger}/import/")
    page.get_by_label(re.compile("Excel")).set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_load_state()


def test_a_spreadsheet_is_checked_then_written_and_a_second_time_changes_nothing(
    enter: Enter, tmp_path: Path
) -> None:
    page = enter("zhuren")
    headers = template(page, "statements", tmp_path)
    good = {"单位": "招贤镇", "台账": "办公场所", "截至日期": "2021-12-31", "申报数": "1"}
    good["申报人"] = "王伟"
    bad = good | {"台账": "没有这本", "截至日期": "2021-13-01", "申报数": "一个"}
    upload(page, "statements", sheet(tmp_path, "bad.xlsx", headers, [good, bad]))
    expect(page.locator("main")).to_contain_text(re.compile(r"[A-Z]3"))
    expect(page.get_by_role("button", name="确认写入")).to_have_count(0)

    upload(page, "statements", sheet(tmp_path, "good.xlsx", headers, [good]))
    page.get_by_role("button", name="确认写入").click()
    expect(page.locator("main")).to_contain_text("已写入台账")
    page.goto("/ledgers/statements/")
    expect(page.get_by_role("row").filter(has_text="办公场所")).to_have_count(1)

    upload(page, "statements", sheet(tmp_path, "again.xlsx", headers, [good]))
    expect(page.locator("main")).to_contain_text(re.compile("不变|没有变化|相同"))


def test_a_change_is_saved_with_its_history(enter: Enter) -> None:
    page = enter("zhuren")
    page.goto("/ledgers/officers/")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="修改").click()
    page.locator("input[name=major]").fill("应急技术与管理")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("应急技术与管理")
    expect(page.locator("main")).to_contain_text("安监办主任（演示）")


def test_a_form_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(enter: Enter) -> None:
    page = enter("zhuren")
    page.goto("/ledgers/officers/new/")
    page.get_by_label("姓名").fill("测试人")
    page.get_by_label("登记机构").fill(f"招贤镇/{OFFICE}")
    page.get_by_label("身份证号").fill("371122199001011234")
    page.get_by_label("用工性质").select_option(label="聘用")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text(re.compile("身份证号.*(校验|不对|不正确|有误)"))
    expect(page.get_by_label("姓名")).to_have_value("测试人")


def test_another_township_cannot_be_opened_or_found(enter: Enter) -> None:
    city = enter("shi")
    city.goto("/ledgers/officers/?q=岚山头街道")
    city.locator("tbody th a").first.click()
    address = city.url
    head = enter("zhuren")
    answer = head.goto(address)
    assert answer is not None and answer.status in (403, 404)
    head.goto("/ledgers/officers/?q=岚山头街道")
    expect(head.locator("tbody th a")).to_have_count(0)


def test_a_village_officer_is_recommended_reviewed_and_approved_by_two_people(
    enter: Enter,
) -> None:
    officer = enter("zhen")
    officer.goto("/ledgers/village-officers/")
    row = officer.get_by_role("row").filter(has_text="已推荐").first
    row.get_by_role("link").first.click()
    address = officer.url
    act(officer, "审查")
    officer.goto(address)
    expect(officer.locator("main")).to_contain_text("已审查")

    head = enter("zhuren")
    head.goto(address)
    act(head, "审定")
    head.goto(address)
    expect(head.locator("main")).to_contain_text("已审定")


def act(page: Page, label: str) -> None:
    """Start a legal act from a record and send its form."""
    page.get_by_role("link", name=label, exact=True).or_(
        page.get_by_role("button", name=label, exact=True)
    ).first.click()
    page.wait_for_load_state()
    confirm(page)


def confirm(page: Page) -> None:
    """Send the form of a legal act, where the act has one."""
    page.wait_for_load_state()
    buttons = page.locator("main form button[type=submit]")
    if buttons.count():
        opinion = page.get_by_label(re.compile("意见"))
        if opinion.count():
            opinion.first.fill("同意")
        buttons.first.click()
        page.wait_for_load_state()


@pytest.mark.parametrize("path", ["/ledgers/officers/", "/standing/standards/?on=2021-12-31"])
def test_a_page_prints_without_its_menu(enter: Enter, path: str) -> None:
    page = enter("shi")
    page.goto(path)
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.locator("main h1")).to_be_visible()


def test_the_keyboard_reaches_content_and_search(enter: Enter) -> None:
    page = enter("shi")
    page.goto("/ledgers/officers/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.locator("main h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
