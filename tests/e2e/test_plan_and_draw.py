"""A year's plan from working days to its publication, and a draw that an outsider recomputes."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.conftest import Enter
from e2e.test_daily_work import act, begin, finish_what_goes_on, follow, press, sign, task

OFFICE = "招贤镇应急管理事务服务中心"
TOWN = "招贤镇"
TITLE = "安全生产条件双随机抽查"
DRAWN = 3


@pytest.fixture(scope="module")
def today() -> dt.date:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def test_a_plan_from_working_days_to_the_public_page(enter: Enter, today: dt.date) -> None:
    head, county = enter("zhuren"), enter("xian")
    year = today.year + 1
    head.goto("/plans/new/")
    head.get_by_label("编制机构").fill(OFFICE)
    head.get_by_label("年度").fill(str(year))
    press(head, "起草年度计划")
    plan, name = head.url, f"{OFFICE}{year}年度监督检查计划"
    # Days there are, from the certified people of the office and the days of the year before.
    assert re.search(r"监督检查\s+[\d,.]+人日", head.inner_text("main"))
    task(head, name, "年度计划批准")

    # Nothing is sent that misses what law asks.
    head.goto(plan)
    follow(head, "报批")
    head.get_by_role("button", name="报批", exact=True).click()
    expect(head.locator("main")).to_contain_text("计划里还没有检查")
    head.goto(plan)
    act(head, "列入重点企业")
    head.goto(plan)
    assert "家重点企业全年没有安排检查" not in head.inner_text("main")
    follow(head, "填写计划数")
    head.get_by_label("随机抽查家数").fill("10")
    press(head, "填写计划数")
    head.goto(plan)
    act(head, "报批")

    # Another hand, of the level above, records the approval and the filing.
    head.goto(plan)
    assert not head.get_by_role("link", name="登记批准", exact=True).count()
    county.goto(plan)
    follow(county, "登记批准")
    county.get_by_label("批准机关").fill("招贤镇人民政府")
    county.get_by_label("批准文号").fill(f"招政发〔{today.year}〕31号")
    county.get_by_label("批准日期").fill(today.isoformat())
    press(county, "登记批准")
    task(head, name, "公布")
    county.goto(plan)
    follow(county, "登记备案")
    county.get_by_label("备案机关").fill("莒县应急管理局")
    county.get_by_label("备案日期").fill(today.isoformat())
    press(county, "登记备案")
    head.goto(plan)
    follow(head, "登记公布")
    head.get_by_label("公布位置").fill("县政府网站重点领域信息公开栏目")
    head.get_by_label("公布日期").fill(today.isoformat())
    press(head, "登记公布")
    assert "已公布" in head.inner_text("main, body")

    outsider = enter()
    outsider.goto("/public/plans/")
    row = outsider.locator("main tr, main li").filter(has_text=OFFICE).filter(has_text=str(year))
    row.get_by_role("link").first.click()
    expect(outsider.locator("main")).to_contain_text(f"招政发〔{today.year}〕31号")


def test_a_draw_of_two_people_that_an_outsider_recomputes(enter: Enter, today: dt.date) -> None:
    officer, head, outsider = enter("zhen"), enter("zhuren"), enter()
    listed(head, today)
    draw = prepared(head, today)
    public = draw.replace("/plans/", "/public/")

    # Two people each commit to a word that leaves their browsers only after the list is public.
    secrets = {page: committed(page, draw) for page in (officer, head)}
    assert outsider.goto(public).status == 404
    head.goto(draw)
    act(head, "公布承诺")
    outsider.goto(public)
    frame = outsider.locator("dl").inner_text()
    assert re.search(r"[0-9a-f]{64}", frame) and "复算" not in outsider.inner_text("main h2")
    head.goto(draw)
    follow(head, "抽取")
    head.get_by_role("button", name="抽取", exact=True).click()
    expect(head.locator("main")).to_contain_text("还有 2 人没有揭示口令")
    for page, secret in secrets.items():
        page.goto(draw)
        follow(page, "揭示随机口令")
        page.get_by_label("随机口令").fill(secret)
        press(page, "揭示随机口令")
    head.goto(draw)
    act(head, "抽取")
    head.goto(draw)
    assert head.locator("table").filter(has_text="抽中的执法人员").locator("tbody tr").count() == 3
    task(head, TITLE, "公开抽查结果")

    # The drawn officers go to a drawn enterprise, one of them leading.
    name = visited(officer, head, draw)

    head.goto(draw)
    act(head, "公开结果")
    recomputed(outsider, public, name)


def listed(head: Page, today: dt.date) -> None:
    """The item of what may be drawn, with its basis."""
    head.goto("/ledgers/catalogue/new/")
    for label, words in {
        "抽查事项": "安全生产条件",
        "抽查主体": f"{TOWN}/{OFFICE}",
        "抽查依据": "安全生产法 第六十二条",
        "抽查对象": "工贸企业",
        "抽查内容": "安全生产条件和管理制度",
        "抽查比例": "10",
        "抽查频次": "每年一次",
        "起始日期": f"{today.year}-01-01",
    }.items():
        head.get_by_label(label).first.fill(words)
    press(head, "保存")


def prepared(head: Page, today: dt.date) -> str:
    """The frozen list; the address of the draw."""
    head.goto("/plans/draws/new/")
    for label, words in {
        "随机抽查事项": "安全生产条件",
        "名称": TITLE,
        "抽查范围": TOWN,
        "检查开始日期": today.isoformat(),
        "检查结束日期": (today + dt.timedelta(30)).isoformat(),
        "抽取家数": str(DRAWN),
    }.items():
        head.get_by_label(label).first.fill(words)
    press(head, "冻结抽查名录")
    return head.url


def committed(page: Page, draw: str) -> str:
    """Make a secret in the browser and hand in its hash; the secret."""
    page.goto(draw)
    follow(page, "提供随机口令")
    page.get_by_role("button", name="生成口令").click()
    made = re.search(r"口令：([0-9a-f]{32})", page.locator("a-draw-secret output").inner_text())
    assert made and made[1] not in page.get_by_label("口令哈希").input_value()
    press(page, "提供随机口令")
    return made[1]


def visited(officer: Page, head: Page, draw: str) -> str:
    """A visit of an officer where the draw sent that officer, to its signature; the name."""
    finish_what_goes_on(officer)
    officer.goto("/visits/new/")
    me = leading(officer)
    officer.goto("/visits/mine/")
    own = officer.locator("a[href*='origin=draw']").count()
    assert own == DRAWN
    # Four officers share six places, so that everybody was drawn at least once.
    for place in range(own):
        officer.goto("/visits/mine/")
        officer.locator("a[href*='origin=draw']").nth(place).click()
        officer.wait_for_load_state()
        if leading(officer) == me:
            break
    party = officer.get_by_label("企业", exact=True).input_value().split("/")[-1]
    team = [leading(officer), *officer.locator("input[name=others]:checked + *").all_inner_texts()]
    press(officer, "拟定方案")
    where = officer.url
    officer.goto(draw)
    row = officer.locator("table").filter(has_text="抽中的执法人员").locator("tr")
    drawn = row.filter(has_text=party).inner_text()
    assert [name for name in team if name.strip() not in drawn] == [], drawn
    officer.goto(where)
    act(officer, "报审方案")
    begin(officer, head, where, party)
    officer.goto(where)
    sign(officer)
    return me


def leading(page: Page) -> str:
    """Who leads by what the form offers."""
    lead = page.get_by_label("主办执法人员")
    return str(lead.evaluate("e => e.selectedOptions[0].text"))


def recomputed(outsider: Page, public: str, name: str) -> None:
    """Whoever is not logged in recomputes it; a transcript that somebody changed does not agree."""
    outsider.goto(public)
    assert name not in outsider.inner_text("main")  # nobody's personal data
    outsider.get_by_role("button", name="在我的浏览器里复算").click()
    status = outsider.locator("a-draw-check [role=status]")
    expect(status).to_contain_text(re.compile(rf"复算一致：名录 \d+ 家，抽取 {DRAWN} 家"))

    def changed(route: Route) -> None:
        given = json.loads(route.fetch().text())
        given["objects"] = given["objects"][::-1]
        route.fulfill(json=given)

    outsider.route("**/*.json", changed)
    outsider.reload()
    outsider.get_by_role("button", name="在我的浏览器里复算").click()
    expect(status).to_contain_text("复算不一致：抽中企业与复算不符")
