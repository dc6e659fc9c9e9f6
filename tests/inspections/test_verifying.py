"""What a village reported, from the report to the order: one hazard all the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from angen.audit.models import Entry
from angen.inspections.actions.findings import Finding
from angen.inspections.actions.orders import issue_order
from angen.inspections.actions.verifying import verify_hazard, verify_report
from angen.inspections.actions.village import take_finding
from angen.inspections.documents.building import Line
from angen.inspections.models import Hazard, VillageFinding
from angen.kernel.refusal import NotAllowed, Refused
from factories import AreaFactory
from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory
from factories.papers import LetterheadFactory
from inspections.conftest import TODAY

pytestmark = pytest.mark.django_db
SEEN = Finding("三楼通道堆放废塑料约两吨", "deadline", place="三楼", standard="消防法", clause="28")


@pytest.fixture
def report(world):
    return VillageFinding.objects.create(
        area=AreaFactory(level="village", parent=world.town),
        enterprise=world.enterprise,
        where="三楼",
        description="通道被堵",
        found_on=TODAY - dt.timedelta(days=2),
        agency=world.office,
    )


def refused(call, words, kind=Refused):
    before = Entry.objects.count(), Hazard.objects.filter(inspection=None).count()
    with pytest.raises(kind, match=words):
        call()
    assert (Entry.objects.count(), Hazard.objects.filter(inspection=None).count()) == before


def test_from_the_report_to_the_order_it_is_one_hazard(client, world, report):
    client.force_login(world.officer)
    page = reverse("inspections:village_finding", args=[report.pk])
    shown = client.get(page).content.decode()
    assert "现场核实" in shown and f"enterprise={world.enterprise.pk}" in shown
    # Nobody orders from a desk: the page of verifying asks for a visit first.
    verify = reverse("inspections:verify_report", args=[report.pk])
    answer = client.get(verify)
    assert answer.status_code == 409 and "先安排检查" in answer.content.decode()

    visit = world.begun(reason="核查村（社区）报告：通道被堵")
    inside = client.get(reverse("inspections:visit", args=[visit.pk])).content.decode()
    assert "待现场核实" in inside and verify in inside
    form = client.get(verify).content.decode()
    assert "通道被堵" in form and 'value="三楼"' in form
    given = {
        "description": SEEN.description, "place": "三楼", "measure": "deadline",
        "grade": "general", "standard": "消防法", "clause": "28",
    }  # fmt: skip
    assert client.post(verify, {**given, "standard": ""}).status_code == 422
    assert not Hazard.objects.exists()
    assert client.post(verify, given).status_code == 302
    report.refresh_from_db()
    hazard = Hazard.objects.get()
    assert (report.state, report.hazard, report.description) == ("taken", hazard, "通道被堵")
    assert (hazard.source, hazard.inspection, hazard.found_on) == (
        "village",
        visit,
        report.found_on,
    )
    assert client.post(verify, given).status_code == 302  # a double click
    assert Hazard.objects.count() == 1
    inside = client.get(reverse("inspections:visit", args=[visit.pk])).content.decode()
    assert "待现场核实" not in inside and SEEN.description in inside

    LetterheadFactory(agency=world.office)
    line = Line(hazard, TODAY + dt.timedelta(20), "设备部", "王伟", "清理")
    order = issue_order(visit, lines=[line], by=world.officer)
    hazard.refresh_from_db()
    assert hazard.order == order and Hazard.objects.count() == 1


def test_one_that_was_taken_up_before_is_the_same_hazard(world, report):
    taken = take_finding(report, by=world.head).hazard
    visit = world.begun()
    assert verify_report(report, visit, finding=SEEN, by=world.officer) == taken
    taken.refresh_from_db()
    assert (taken.inspection, taken.description) == (visit, SEEN.description)
    assert Hazard.objects.count() == 1


def test_a_major_one_asks_for_its_plan_and_reports(world, report):
    visit, major = world.begun(), Finding("粉尘", "deadline", grade="major", standard="判定标准")
    hazard = verify_report(report, visit, finding=major, by=world.officer)
    assert hazard.grade == "major"
    assert Entry.objects.filter(label="现场核实属实").count() == 1


def test_only_of_this_enterprise_by_this_body_and_while_the_visit_goes_on(world, report):
    visit = world.begun()
    reported = {"source": "village", "state": "found"}
    other = HazardFactory(
        enterprise=EnterpriseFactory(area=world.town), agency=world.office, **reported
    )
    theirs = HazardFactory(enterprise=world.enterprise, agency=world.bureau, **reported)
    own_check = HazardFactory(
        enterprise=world.enterprise, agency=world.office, source="self_check", state="found"
    )
    for hazard in (other, theirs, own_check):
        refused(
            lambda hazard=hazard: verify_hazard(hazard, visit, finding=SEEN, by=world.officer),
            "待核实",
        )
    for bad, words in (
        (Finding(" ", "deadline", standard="消防法"), "具体情况"),
        (Finding("堵", "later", standard="消防法"), "怎样处理"),
        (Finding("堵", "deadline", standard=" "), "依据"),
    ):
        refused(lambda bad=bad: verify_report(report, visit, finding=bad, by=world.officer), words)
    refused(
        lambda: verify_report(report, visit, finding=SEEN, by=world.stranger), "", kind=NotAllowed
    )
    report.refresh_from_db()
    assert report.state == "reported" and not report.hazard_id
    waiting = world.approved()
    refused(lambda: verify_report(report, waiting, finding=SEEN, by=world.officer), "")
