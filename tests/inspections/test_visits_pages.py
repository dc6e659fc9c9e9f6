"""The pages of visits, and how often they ask the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from angen.inspections import library
from angen.inspections.actions import visits_flow, visits_sheets, visits_sign
from angen.inspections.models import Hazard, Inspection
from factories import AccountFactory
from factories.enterprises import EnterpriseAccountFactory, EnterpriseFactory
from factories.inspections import InspectionFactory, MaterialFactory
from factories.plans import AnnualPlanFactory, PlanItemFactory
from inspections.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def browse(client, world):
    """A client in which an account is logged in."""

    def as_(account):
        client.force_login(account)
        return client

    return as_


def page(visit, name="visit", *more):
    return reverse(f"inspections:{name}", args=[visit.pk, *more])


def asked(world, **more):
    data = {
        "enterprise": f"{world.enterprise.code}/{world.enterprise.name}",
        "agency": world.office.pk,
        "origin": "unplanned",
        "manner": "ordinary",
        "planned_on": TODAY.isoformat(),
        "lead": world.officers[0].pk,
        "others": [world.officers[1].pk],
        "reason": "节前检查",
    }
    return data | more


def test_a_visit_from_scheme_to_signature_in_the_browser(browse, world, clock):
    officer = browse(world.officer)
    fresh = officer.get(reverse("inspections:new"), {"enterprise": str(world.enterprise.pk)})
    assert world.enterprise.name in fresh.content.decode()
    made = officer.post(reverse("inspections:new"), asked(world))
    visit = Inspection.objects.get()
    assert made.url == page(visit)
    assert "报审方案" in officer.get(page(visit)).content.decode()
    officer.post(page(visit, "visit_step", "submit"))
    head = browse(world.head)
    assert "批准方案" in head.get(page(visit)).content.decode()
    assert world.enterprise.name in head.get(reverse("inspections:mine")).content.decode()
    head.post(page(visit, "visit_step", "approve"))
    officer = browse(world.officer)
    bad = officer.post(page(visit, "visit_step", "begin"), {})
    assert bad.status_code == 422 and "第六十七条" in bad.content.decode()
    officer.post(page(visit, "visit_step", "begin"), {"card_shown": "on"})
    item = library.checklist("general", TODAY)[0]
    where = page(visit, "answer", "general")
    plain = officer.post(where, {"item": item.id, "answer": "bad"})
    assert plain.url.endswith(f"#item-{item.id}")
    shown = officer.get(page(visit, "sheet", "general")).content.decode()
    assert item.violating in shown and "登记问题" in shown
    found = officer.post(
        f"{page(visit, 'find')}?item={item.id}&sector=general",
        {"description": item.violating, "measure": "deadline", "place": "办公室"},
    )
    assert found.url == f"{page(visit, 'sheet', 'general')}#item-{item.id}"
    clock.shift(3600)
    sign = officer.get(page(visit, "visit_step", "sign")).content.decode()
    assert "检查发现以下问题" in sign
    done = officer.post(
        page(visit, "visit_step", "sign"),
        {
            "ended_at": "2026-03-10T13:00",
            "place": "车间",
            "met_person": "王伟",
            "narrative": "见上。",
            "outcome": "signed",
        },
    )
    assert done.url == page(visit)
    visit.refresh_from_db()
    assert visit.state == "recorded"
    assert "检查记录" in officer.get(page(visit)).content.decode()


def test_htmx_gets_the_line_and_the_progress_anew(browse, world):
    visit = world.begun()
    officer = browse(world.officer)
    item = library.checklist("general", TODAY)[0].id
    where = page(visit, "answer", "general")
    said = officer.post(where, {"item": item, "answer": "ok"}, headers={"HX-Request": "true"})
    text = said.content.decode()
    assert f'id="item-{item}"' in text and 'hx-swap-oob="true"' in text
    assert "<strong>1</strong>" in text
    bad = officer.post(where, {"item": item, "answer": "?"}, headers={"HX-Request": "true"})
    assert bad.status_code == 422 and "没有这一条" in bad.content.decode()
    left = officer.get(page(visit, "sheet", "general"), {"left": "1"}).content.decode()
    assert f'id="item-{item}"' not in left


def test_a_refused_scheme_points_to_the_other_bodys_visit(browse, world):
    there = InspectionFactory(
        enterprise=world.enterprise, agency=world.bureau, planned_on=TODAY, origin="report"
    )
    plan = AnnualPlanFactory(
        agency=world.office, year=2026, state="approved", approved_on=TODAY, approval_document="1"
    )
    PlanItemFactory(plan=plan, enterprise=world.enterprise, month=3)
    officer = browse(world.officer)
    assert "计划到期未安排" in officer.get(reverse("inspections:mine")).content.decode()
    said = officer.post(reverse("inspections:new"), asked(world, origin="plan", reason=""))
    assert said.status_code == 422
    assert page(there) in said.content.decode()
    assert "并入联合检查" in officer.get(page(there)).content.decode()
    officer.post(
        page(there, "visit_step", "join"),
        {"agency": world.office.pk, "officers": [world.officers[0].pk]},
    )
    there.refresh_from_db()
    assert there.manner == "joint"


def test_changing_the_body_offers_its_people(browse, world):
    head = browse(world.county_head)
    said = head.get(reverse("inspections:new"), {"agency": world.office.pk}).content.decode()
    assert world.officers[2].name in said
    assert world.officers[2].name not in head.get(reverse("inspections:new")).content.decode()


def test_the_form_says_what_is_wrong_in_chinese(browse, world):
    officer = browse(world.officer)
    said = officer.post(reverse("inspections:new"), asked(world, enterprise="没有这家", lead=""))
    assert said.status_code == 422 and "没有找到" in said.content.decode()
    assert not Inspection.objects.exists()


def test_findings_are_corrected_and_withdrawn_on_their_pages(browse, world):
    visit = world.begun()
    officer = browse(world.officer)
    for place in ("东", "西"):
        officer.post(
            page(visit, "find"),
            {"description": "灭火器过期", "measure": "spot", "place": place,
             "grade": "general", "standard": "消防法"},
        )  # fmt: skip
    one, other = Hazard.objects.get(place="东"), Hazard.objects.get(place="西")
    where = reverse("inspections:finding", args=[one.pk, "correct"])
    assert officer.get(where).status_code == 200
    officer.post(where, {"note": "已更换"})
    officer.post(reverse("inspections:finding", args=[other.pk, "withdraw"]), {"reason": "重复"})
    assert set(Hazard.objects.values_list("state", flat=True)) == {"closed", "dismissed"}
    shown = officer.get(page(visit)).content.decode()
    assert "已更换" in shown and "西" not in shown


def test_material_is_handed_out_on_its_page(browse, world):
    visit = world.begun()
    material = MaterialFactory(agency=world.office)
    officer = browse(world.officer)
    where = page(visit, "visit_step", "handout")
    assert material.title in officer.get(where).content.decode()
    officer.post(where, {"material": material.pk, "copies": 5})
    assert "5 份" in officer.get(page(visit)).content.decode()
    assert officer.get(reverse("desk:ledger", args=["handouts"])).status_code == 200
    assert officer.get(reverse("desk:record", args=["materials", material.pk])).status_code == 200


def test_strangers_find_nothing(browse, world):
    visit = world.begun()
    stranger = browse(world.stranger)
    for where in (page(visit), page(visit, "sheet", "general"), page(visit, "find")):
        assert stranger.get(where).status_code == 404
    assert stranger.post(page(visit, "visit_step", "cancel"), {"reason": "x"}).status_code == 404


def test_the_enterprise_reads_the_record_without_the_scheme(browse, world, clock):
    speaker = AccountFactory(role="enterprise_user", area=world.town)
    EnterpriseAccountFactory(account=speaker, enterprise=world.enterprise)
    visit = world.begun(manner="unannounced", reason="群众反映夜间作业")
    assert browse(speaker).get(page(visit)).status_code == 404
    clock.shift(3600)
    visits_sign.sign_visit(visit, signing=world.signing(), by=world.officer)
    text = browse(speaker).get(page(visit)).content.decode()
    assert "检查记录" in text and "检查方案" not in text and "夜间作业" not in text


def test_the_file_of_an_enterprise_lists_its_visits(browse, world):
    world.begun()
    text = (
        browse(world.officer)
        .get(reverse("enterprises:file", args=[world.enterprise.pk]))
        .content.decode()
    )
    assert "今年已检查或安排 1 次" in text and "年度上限 2 次" in text


def test_a_page_of_a_visit_asks_the_same_however_much_it_shows(
    browse, world, django_assert_max_num_queries
):
    visit = world.begun()
    for sector in ("dust", "ammonia", "gas"):
        visits_sheets.add_sheet(visit, sector=sector, by=world.officer)
    officer = browse(world.officer)
    with django_assert_max_num_queries(24):
        assert officer.get(page(visit)).status_code == 200
    with django_assert_max_num_queries(14):
        assert officer.get(page(visit, "sheet", "general")).status_code == 200


def test_lists_ask_the_same_for_one_visit_and_for_fifty(
    browse, world, django_assert_max_num_queries
):
    InspectionFactory.create_batch(50, agency=world.office, area=world.town)
    officer = browse(world.officer)
    queries = {"q": "机械", "state": "draft", "area": world.town.code}
    with django_assert_max_num_queries(16):
        text = officer.get(reverse("desk:ledger", args=["inspections"]), queries).content.decode()
    assert "机械有限公司" in text
    for _ in range(10):
        visit = world.proposed(enterprise=EnterpriseFactory(area=world.town))
        visits_flow.submit_visit(visit, by=world.officer)
    with django_assert_max_num_queries(18):
        assert officer.get(reverse("inspections:mine")).status_code == 200


def test_the_export_holds_what_the_list_shows(browse, world):
    InspectionFactory(agency=world.office, area=world.town, planned_on=dt.date(2026, 1, 5))
    said = browse(world.officer).get(reverse("desk:export", args=["inspections"]))
    assert said.status_code == 200
