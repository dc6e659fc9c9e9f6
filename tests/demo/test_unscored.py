"""Units of the demo world that a rating cannot judge: shown as what they are, and never ranked."""

from __future__ import annotations

import io
from typing import Final

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from angen.assess.cli_ratings import cycle_report
from angen.assess.documents import rebuilt
from angen.assess.models import Circular, Consequence, Cycle, Hint
from angen.demo.year.exceptions import MARK, RESTING, SILENT, SINGLE
from angen.demo.year.profile import PROFILE
from angen.orgs.models import Account
from angen.plans.models import PlanItem
from demo.conftest import run

# Township to its outcome in the third quarter, and what is said of it.
ASIDE: Final = {
    SILENT: ("unknown", "未知：缺计划应检企业数"),
    RESTING: ("not_applicable", "不适用：计划应检企业数0家，不在评定范围（计划应检企业数大于0）"),
    SINGLE: ("below_sample", "样本不足：计划应检企业数1家、实查企业数1家，至少一项要有2家"),
}


@pytest.fixture
def cycle(world) -> Cycle:
    return Cycle.objects.get(rating="effectiveness", key="2021Q3")


@pytest.fixture
def shi(world) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="shi"))
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_one_unit_of_each_outcome_has_no_score_no_rank_and_nothing_that_follows(cycle) -> None:
    rows = cycle.results.filter(current=True).exclude(outcome="scored")
    assert {row.unit_id: row.outcome for row in rows} == {u: o for u, (o, _) in ASIDE.items()}
    assert all(row.score is None and row.rank is None and not row.failing for row in rows)
    assert not Consequence.objects.filter(cycle=cycle, unit__in=ASIDE).exists()
    assert not set(ASIDE) & set(PROFILE)  # the published failures are others
    ranks = cycle.results.filter(current=True, rank__isnull=False)
    assert ranks.count() == 51 and set(ranks.values_list("peers", flat=True)) == {51}


def test_it_follows_from_the_records_and_the_plans_say_that_it_is_made_up(world) -> None:
    visits = """select count(*) from inspections_inspection i join orgs_agency g
      on g.id = i.agency_id where g.area_id = %s and i.origin <> 'recheck'
      and i.visited_on between %s and %s"""
    assert run(visits, SILENT, "2021-01-01", "2021-09-30") == [(0,)]
    assert run(visits, SINGLE, "2021-07-01", "2021-09-30") == [(1,)]
    assert run(visits, SILENT, "2021-10-01", "2021-12-31")[0][0] > 50
    items = PlanItem.objects.filter(plan__year=2021, merged_into=None)
    third = items.filter(month__in=(7, 8, 9))
    due = {code: third.filter(plan__agency__area=code).count() for code in ASIDE}
    assert due == {SILENT: 0, RESTING: 0, SINGLE: 1}
    marked = items.filter(reason__contains=MARK).values_list("plan__agency__area", flat=True)
    assert set(marked) == set(ASIDE)


def test_the_command_says_why(cycle) -> None:
    (found,) = cycle_report("rizhao-2021", "2021Q3", "", "effectiveness")
    wanted = {"scored": 51, "unknown": 1, "not_applicable": 1, "below_sample": 1}
    assert found["totals"]["outcomes"] == wanted
    units = {each["code"]: each for each in found["units"]}
    for code, (outcome, why) in ASIDE.items():
        unit = units[code]
        assert (unit["outcome"], unit["why"], unit["rank"], unit["grade"]) == (outcome, why, None, None)  # fmt: skip
    assert units[SINGLE]["clause"] == "强化制度“铁规定”，最少样本为设计值"


def test_the_ranking_lists_them_apart_with_the_reason(cycle, shi: Client) -> None:
    url = f"/assessments/{cycle.pk}/"
    ranked, _, apart = text(shi, url).partition("不排名的单位")
    for _, why in ASIDE.values():
        assert why in apart and why not in ranked
    book = io.BytesIO(b"".join(shi.get(f"{url}?format=xlsx")))
    rows = CalamineWorkbook.from_filelike(book).get_sheet_by_index(0).to_python()
    by_code = {str(row[3]): row for row in rows}
    for code, (_, why) in ASIDE.items():
        assert by_code[code][0] == "不排名" and by_code[code][8] == why


@pytest.mark.parametrize("code", ASIDE, ids=["unknown", "not applicable", "below sample"])
def test_the_page_of_a_unit_says_why_by_which_clause_from_which_records(
    cycle, shi: Client, code: str
) -> None:
    page = text(shi, f"/assessments/{cycle.pk}/units/{code}/")
    outcome, why = ASIDE[code]
    assert why in page and "不排名" in page and "计划应检企业数：" in page
    if outcome != "unknown":
        assert "强化制度“铁规定”" in page and "plan_enterprises_due" in page


def test_an_item_with_nothing_due_is_not_applicable_and_its_page_says_so(
    cycle, shi: Client
) -> None:
    units = [
        row.unit_id
        for row in cycle.results.filter(current=True, outcome="scored")
        if (row.item("major") or {})["outcome"] == "not_applicable"
    ]
    assert units
    page = text(shi, f"/assessments/{cycle.pk}/units/{units[0]}/why/major/")
    assert "为什么不适用" in page and "本期没有应计入的记录（重大隐患按期闭环率）" in page


def test_the_circular_notes_all_three(cycle) -> None:
    pages = PdfReader(io.BytesIO(rebuilt(Circular.objects.get(cycle=cycle)))).pages
    said = "".join("".join(page.extract_text().split()) for page in pages)
    assert "另有未知1个、不适用1个、样本不足1个，不计分、不排名。" in said
    for code, (_, why) in ASIDE.items():
        name = cycle.results.get(current=True, unit=code).name
        assert f"{name}{why}" in said
    # No page carries the foot alone.
    assert all(len("".join(page.extract_text().split())) > 80 for page in pages)


def test_two_patterns_ask_for_a_look_and_one_was_looked_at(world, shi: Client) -> None:
    hints = {hint.kind: hint for hint in Hint.objects.filter(area="371122102")}
    assert {kind: hint.state for kind, hint in hints.items()} == {
        "short": "explained", "same_narrative": "raised",
    }  # fmt: skip
    assert hints["short"].said and hints["short"].details["minutes"] == 3
    waiting = "select count(*) from worklist_deadline where state = 'open' and kind = 'assess.check_hint'"  # fmt: skip
    assert run(waiting) == [(1,)]
    ledger = text(shi, "/ledgers/hints/")
    assert "检查时间很短" in ledger and "检查情况文字相同" in ledger
    page = text(shi, f"/hints/{hints['same_narrative'].pk}/")
    assert "不扣分" in page and "现场未发现问题。</blockquote>" in page
