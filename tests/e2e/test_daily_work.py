"""One visit from the scheme to the closed hazards, by the people of one township and the enterprise."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page
from pypdf import PdfReader

from e2e.conftest import Enter

# A red pixel: the smallest photo that is one.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
MAJOR = "粉尘爆炸危险场所的除尘系统没有采取防爆措施"
AREA = "/standing/areas/371122102/?part=work"


@pytest.fixture(scope="module")
def today() -> dt.date:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


@pytest.fixture
def people(enter: Enter) -> Iterator[dict[str, Page]]:
    """The officer, the head of the office and the enterprise, each in a window of their own."""
    yield {name: enter(name) for name in ("zhen", "zhuren", "qiye")}


def press(page: Page, name: str) -> None:
    """The button of the form, and the page that answers; a refusal is shown in the failure."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()
    errors = page.locator("main form .form-errors, main form .field-error")
    assert not errors.count(), errors.all_inner_texts()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def act(page: Page, name: str) -> None:
    """A link to an act, and its button, which has the same name."""
    follow(page, name)
    press(page, name)


def task(page: Page, party: str, kind: str) -> Locator:
    """The task on the worklist of the person."""
    page.goto("/worklist/")
    found = page.locator("main tr, main li, main article").filter(has_text=party)
    found = found.filter(has_text=kind)
    assert found.count(), f"{kind}: {page.inner_text('main')[:3000]}"
    return found.first


def enterprise_of(page: Page) -> tuple[str, str]:
    """Key and name of the enterprise whose account this is."""
    page.goto("/own/")
    link = page.get_by_role("link", name="一企一档").first.get_attribute("href") or ""
    found = re.search(r"[0-9a-f-]{36}", link)
    assert found
    return found[0], page.locator("main section h2").nth(1).inner_text().strip()


def sign(page: Page) -> None:
    follow(page, "签字确认")
    page.get_by_label("检查的部位").fill("生产车间")
    page.get_by_label("现场负责人", exact=True).fill("王伟")
    press(page, "签字确认")


def finish_what_goes_on(page: Page) -> None:
    """The demo has a visit under way; nobody leads two at once."""
    page.goto("/worklist/")
    going = page.locator("main tr, main li, main article").filter(has_text="完成检查记录")
    if going.count():
        going.first.get_by_role("link").last.click()
        page.wait_for_load_state()
        sign(page)


def scheme(page: Page, query: str) -> str:
    """A scheme with the own officer leading and one colleague, sent to the head."""
    page.goto(f"/visits/new/?{query}")
    page.locator("input[name=others]:not(:checked)").last.check()
    press(page, "拟定方案")
    where = page.url
    act(page, "报审方案")
    return where


def begin(page: Page, head: Page, where: str, party: str) -> None:
    task(head, party, "审批检查方案")
    head.goto(where)
    act(head, "批准方案")
    task(page, party, "开展检查")
    page.goto(where)
    follow(page, "开始检查")
    page.get_by_label("全体执法人员已向现场负责人出示").check()
    press(page, "开始检查")


def violated(page: Page, number: int) -> None:
    """Answer a line as violated and record what was found, with a photo."""
    item = page.locator("article[id^=item-]").nth(number)
    item.get_by_role("button", name="不符合", exact=True).click()
    form = item.locator("form[enctype]")
    form.get_by_label("部位").fill(f"{number + 1}号车间")
    form.get_by_label("限期整改").check()
    form.locator("input[type=file]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    form.get_by_role("button", name="登记问题").click()
    page.wait_for_load_state()


def found_three(page: Page, where: str) -> None:
    page.goto(where)
    page.locator("main table a[href*='/sheets/general/']").first.click()
    page.wait_for_load_state()
    page.locator("article[id^=item-]").nth(5).get_by_role("button", name="符合", exact=True).click()
    violated(page, 0)
    violated(page, 1)
    page.goto(where)
    follow(page, "登记清单以外的问题")
    page.get_by_label("问题情况").fill(MAJOR)
    page.get_by_label("限期整改").check()
    page.get_by_label("隐患等级").select_option("major")
    page.get_by_label("依据的法律、规章或标准").fill("工贸企业重大事故隐患判定标准")
    page.get_by_label("照片").set_input_files(
        {"name": "除尘.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    press(page, "登记问题")


def ordered(page: Page, where: str, due: dt.date) -> str:
    """Preview and issue the order; its number."""
    page.goto(where)
    follow(page, "责令限期整改")
    page.get_by_label("整改期限").first.fill(due.isoformat())
    press(page, "预览文书")
    assert page.locator("main img[src^='data:image/png']").count()
    press(page, "出具")
    return page.inner_text("main")


def figures(page: Page, on: dt.date) -> tuple[int, int]:
    """Visits of the year and hazards found in it, as the page of the township says on a day."""
    page.goto(f"{AREA}&on={on.isoformat()}")
    text = page.inner_text("main")
    found = [re.search(rf"{name}\s+([\d,]+)", text) for name in ("监督检查次数", "发现隐患数")]
    assert all(found), text
    visits, hazards = (int(one[1].replace(",", "")) for one in found if one)
    return visits, hazards


def text_of(page: Page, address: str) -> str:
    """The words of a PDF, without its line breaks."""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf", answer.status
    return re.sub(
        r"\s", "", "".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.body())).pages)
    )


def test_a_visit_from_the_scheme_to_the_closed_hazards(
    people: dict[str, Page], today: dt.date
) -> None:
    officer, head, firm = people["zhen"], people["zhuren"], people["qiye"]
    key, party = enterprise_of(firm)
    finish_what_goes_on(officer)
    visits, hazards = figures(head, today)

    where = scheme(officer, f"enterprise={key}&origin=unplanned&reason=节前检查")
    begin(officer, head, where, party)
    found_three(officer, where)
    task(officer, party, "完成检查记录")
    officer.goto(where)
    sign(officer)

    # The order, and the paper that says so.
    due = today + dt.timedelta(20)
    ordered(officer, where, due)
    paper = officer.url
    words = text_of(officer, f"{paper}paper.pdf")
    number = re.search(r"[一-鿿]{1,8}〔20\d\d〕\d+号", words)
    assert number and party in words and MAJOR in words, words
    assert words.count("号车间") >= 2
    follow(officer, "登记送达")
    officer.get_by_label("收件人").first.fill("王伟")
    officer.get_by_label("送达地点").first.fill("企业会议室")
    press(officer, "登记送达")
    task(officer, party, "整改期限届满")

    # The enterprise sees it, reads it and asks for more time; the head grants it.
    firm.goto("/own/")
    firm.locator("tr").filter(has_text="按指令整改").filter(has_text=number[0]).get_by_role(
        "link"
    ).last.click()
    firm.wait_for_load_state()
    order = firm.url
    assert MAJOR in text_of(firm, f"{order}paper/")
    row = firm.locator("tr").filter(has_text=MAJOR)
    row.get_by_role("link", name="申请延期").click()
    later = due + dt.timedelta(10)
    firm.get_by_label("申请延至").fill(later.isoformat())
    firm.get_by_label("申请理由").fill("防爆除尘器需要定制")
    press(firm, "申请延期")
    task(head, party, "答复整改延期").get_by_role("link").last.click()
    head.wait_for_load_state()
    head.get_by_label("同意延期", exact=True).check()
    press(head, "答复延期申请")
    firm.goto(order)
    assert f"原 {due.isoformat()}" in firm.locator("tr").filter(has_text=MAJOR).inner_text()

    # Done, rechecked on the spot, closed.
    for _ in range(3):
        firm.goto(order)
        firm.get_by_role("link", name="申请复查", exact=True).first.click()
        firm.get_by_label("整改措施和结果").fill("已按要求整改并自查合格")
        press(firm, "申请复查")
    task(officer, party, "复查整改情况")
    again = scheme(
        officer, f"enterprise={key}&origin=recheck&follows={where.rstrip('/').split('/')[-1]}"
    )
    begin(officer, head, again, party)
    officer.goto(again)
    assert MAJOR in officer.locator("#rechecked").inner_text()
    sign(officer)
    officer.locator("main").get_by_role("link", name="登记复查结果").first.click()
    officer.wait_for_load_state()
    for choice in officer.locator("input[type=radio][value=yes]").all():
        choice.check()
    press(officer, "登记并出具复查意见书")
    assert MAJOR in text_of(officer, f"{officer.url}paper.pdf")
    officer.goto(order)
    assert "已完成" in officer.inner_text("main") or "已完成" in officer.inner_text("body")
    assert officer.locator("main tbody tr").filter(has_text="已销号").count() == 3
    firm.goto("/own/")
    assert number[0] not in firm.inner_text("main section")

    assert figures(head, today) == (visits + 1, hazards + 3)
