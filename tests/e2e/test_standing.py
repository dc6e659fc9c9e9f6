"""Where every unit stands, and why, in two clicks."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Enter, Product

LAST = "2021-12-31"


def test_the_published_totals_come_out_of_the_records(product: Product) -> None:
    then = assessed(product, "2020-01-01")["totals"]["townships"]
    totals = assessed(product, LAST)["totals"]
    now = totals["townships"]
    assert now["units"] == 54
    assert then["indicators"]["posts"]["value"] == 373
    assert now["indicators"]["posts"]["value"] == 451
    assert then["indicators"]["officers_in_post"]["value"] == 123
    assert now["indicators"]["officers_in_post"]["value"] == 431
    assert now["indicators"]["officers_certified_on_post"]["value"] == 319
    # Five townships and two zones.
    assert totals["standards"]["certificate-holders"]["not_met"] == 7
    assert totals["standards"]["holders-in-post"]["not_met"] == 6
    assert totals["standards"]["certificates-genuine"]["not_met"] == 1


def test_three_evaluations_give_the_published_totals(product: Product) -> None:
    totals = [rated(product, f"2021Q{quarter}")["totals"] for quarter in (1, 2, 3)]
    assert [one["unqualified"] for one in totals] == [11, 10, 10]
    assert [one["statements"] for one in totals] == [4, 4, 5]
    assert [one["accountability"] for one in totals] == [0, 2, 1]


def rated(product: Product, cycle: str) -> dict:
    done = product.run("assess", "rizhao-2021", "--cycle", cycle, "--json")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    return found


def assessed(product: Product, day: str) -> dict:
    done = product.run("assess", "rizhao-2021", "--on", day, "--area", "3711", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_city_page_shows_the_growth_of_two_years(enter: Enter) -> None:
    page = enter("shi")
    page.goto(f"/standing/areas/3711/?on={LAST}&since=2020-01-01")
    row = page.get_by_role("row").filter(has_text="编制数").last
    expect(row).to_contain_text("+21%")
    expect(page.get_by_role("row").filter(has_text="在岗人数").last).to_contain_text("+250%")


def test_from_a_red_cell_to_the_records_in_two_clicks(enter: Enter) -> None:
    page = enter("shi")
    page.goto(f"/standing/areas/371122400/?on={LAST}")
    page.get_by_role("link", name=re.compile("在岗持证执法人员不少于2名")).first.click()
    expect(page.get_by_text("固本培元").first).to_be_visible()
    expect(page.get_by_text("计入的记录（1条）")).to_be_visible()
    page.locator("main").get_by_role("link", name=counted(page)).click()
    expect(page).to_have_url(re.compile(r"/ledgers/officers/\d+/"))


def counted(page: Page) -> str:
    """The name of the person the page counts."""
    line = page.locator("main :text('人员：')").last
    return line.get_by_role("link").first.inner_text()


def test_the_standards_page_says_who_falls_short_and_exports(enter: Enter) -> None:
    page = enter("shi")
    page.goto(f"/standing/standards/?on={LAST}")
    expect(page.get_by_role("row").filter(has_text="在岗持证执法人员不少于2名")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("导出")).click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_claims_that_cannot_be_verified_become_a_finding_with_a_draft(enter: Enter) -> None:
    page = enter("shi")
    page.goto(f"/standing/findings/?on={LAST}")
    row = page.get_by_role("row").filter(has_text="申报不实")
    expect(row).to_have_count(1)
    row.get_by_role("button", name="登记问题").or_(row.get_by_role("link", name="登记问题")).click()
    expect(page.locator("main")).to_contain_text(re.compile("登记|通报"))


@pytest.mark.parametrize("username", ["zhuren", "xian", "shi", "hubei"])
def test_no_page_of_standing_scrolls_sideways_on_a_phone(enter: Enter, username: str) -> None:
    page = enter(username, width=390)
    for path in ("/", "/standing/standards/", "/packs/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
