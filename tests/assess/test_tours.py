"""Visits from above: monthly by line, and tours with feedback; one way to put findings right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from angen.assess.actions import tour_findings, tour_months, tours
from angen.assess.actions.tours import Visit
from angen.assess.facts import facts_on
from angen.assess.models import Tour, TourFinding
from angen.kernel.calendar import SHANGHAI
from angen.kernel.refusal import NotAllowed, Refused
from angen.policy.loader import load_pack
from angen.worklist.models import Deadline
from assess import world

pytestmark = pytest.mark.django_db
PACKS = Path(__file__).parents[2] / "packs"
DAY = dt.date(2026, 3, 10)
DUE = dt.date(2026, 3, 20)


class County:
    """A county with two towns and their offices."""

    def __init__(self) -> None:
        self.county = world.county()
        self.towns = [
            world.township(f"37110200{n}", n_, self.county) for n, n_ in ((1, "甲"), (2, "乙"))
        ]
        self.offices = [world.office(town) for town in self.towns]
        self.bureau = world.office(self.county, "emergency_bureau")
        self.by = world.account("county_brigade", self.county)
        self.heads = [world.account("township_head", town) for town in self.towns]

    def monthly(
        self, line: str = "危险化学品", findings=(("台账与现场不符", DUE),), town=0
    ) -> Tour:
        visit = Visit(since=DAY, until=DAY, visitors="王伟、李强", line=line)
        return tours.record_monthly(self.towns[town], visit, findings=list(findings), by=self.by)

    def tour(self) -> Tour:
        visit = Visit(since=DAY, until=DUE, visitors="第一巡查组")
        return tours.plan_tour(self.towns[0], visit, by=self.by)


@pytest.fixture
def county():
    with time_machine.travel(dt.datetime(2026, 3, 10, 12, tzinfo=SHANGHAI), tick=False):
        yield County()


def waiting(kind: str) -> list[str]:
    return [one.agency.name for one in Deadline.objects.waiting().filter(kind=f"assess.{kind}")]


def test_a_monthly_visit_is_told_at_once_and_closed_with_its_last_finding(county):
    made = county.monthly(findings=[("台账与现场不符", DUE), ("没有值班记录", DUE)])
    assert (made.state, made.month, made.agency) == ("told", dt.date(2026, 3, 1), county.bureau)
    assert waiting("tour_finding") == [county.offices[0].name] * 2
    first, last = made.findings.all()
    for finding in (first, last):
        tour_findings.report_finding(finding, report="已补齐。", by=county.heads[0])
    assert waiting("tour_finding") == []
    tour_findings.accept_finding(first, outcome="属实", by=county.by)
    assert Tour.objects.get().state == "told"
    tour_findings.accept_finding(last, outcome="属实", by=county.by)
    made = Tour.objects.get()
    assert (made.state, made.closed_on) == ("closed", DAY)


def test_without_findings_it_is_closed_and_the_same_line_counts_once_a_month(county):
    assert county.monthly(findings=()).state == "closed"
    with pytest.raises(Refused, match="这个月已登记过"):
        county.monthly()
    county.monthly(line="消防")
    assert (Tour.objects.count(), TourFinding.objects.count()) == (2, 1)


def test_visits_go_from_above_to_below(county):
    visit = Visit(since=DAY, until=DAY, visitors="王伟", line="消防")
    with pytest.raises(NotAllowed):
        tours.record_monthly(county.towns[1], visit, findings=[], by=county.heads[0])
    with pytest.raises(Refused, match="不能督查巡查自己"):
        tours.plan_tour(county.county, visit, by=county.by)
    with pytest.raises(Refused, match="行业"):
        county.monthly(line=" ")
    assert not Tour.objects.exists()


def test_a_tour_is_hidden_until_it_is_fed_back(county, client: Client):
    made = county.tour()
    client.force_login(county.heads[0])
    assert client.get(f"/tours/{made.pk}/").status_code == 404
    tours.start_tour(made, by=county.by)
    with pytest.raises(Refused, match="听取汇报"):
        tours.tell(made, summary="总体较好。", by=county.by)
    tours.take_step(
        made, kind="covert", done_on=DAY, place="某化工厂", note="门卫不登记", by=county.by
    )
    found = tours.enter_finding(
        made, agency=county.offices[0], text="企业门卫不登记", due_on=DUE, by=county.by
    )
    assert client.get(f"/tours/{made.pk}/").status_code == 404 and waiting("tour_finding") == []
    with pytest.raises(NotAllowed):
        tour_findings.report_finding(found, report="改了", by=county.heads[0])
    tours.tell(made, summary="总体较好。", by=county.by)
    page = client.get(f"/tours/{made.pk}/").content.decode()
    assert "企业门卫不登记" in page and "门卫不登记</td>" not in page and "报告整改" in page
    client.force_login(county.heads[1])
    assert client.get(f"/tours/{made.pk}/").status_code == 404


def test_a_finding_comes_back_when_it_is_not_put_right(county):
    (found,) = county.monthly().findings.all()
    with pytest.raises(NotAllowed):
        tour_findings.report_finding(found, report="改了", by=county.heads[1])
    tour_findings.report_finding(found, report="改了", by=county.heads[0])
    with pytest.raises(NotAllowed):
        tour_findings.accept_finding(found, outcome="好", by=county.heads[0])
    later = dt.date(2026, 3, 31)
    tour_findings.return_finding(found, reason="现场未改", due_on=later, by=county.by)
    found.refresh_from_db()
    assert (found.state, found.due_on) == ("open", later)
    assert waiting("tour_finding") == [county.offices[0].name] and waiting("tour_accept") == []


def test_a_finding_answers_to_a_body_of_the_visited_unit(county):
    made = county.tour()
    tours.start_tour(made, by=county.by)
    with pytest.raises(Refused, match="不在被查单位"):
        tours.enter_finding(made, agency=county.offices[1], text="无", due_on=DUE, by=county.by)
    assert not TourFinding.objects.exists()


def test_the_forms_work_from_end_to_end(county, client: Client):
    client.force_login(county.by)
    town = county.towns[0].pk
    assert "还没有" in client.get("/tours/").content.decode()
    given = {"line": "消防", "since": "2026-03-10", "visitors": "王伟", "findings": "一\n二"}
    assert client.post(f"/tours/of/{town}/monthly/", given).status_code == 422
    assert not Tour.objects.exists()
    done = client.post(f"/tours/of/{town}/monthly/", {**given, "due_on": "2026-03-20"})
    made = Tour.objects.get()
    assert done.status_code == 302 and done["Location"] == f"/tours/{made.pk}/"
    assert made.findings.count() == 2
    plan = {"since": "2026-03-10", "until": "2026-03-20", "visitors": "组"}
    assert client.post(f"/tours/of/{town}/plan/", plan).status_code == 302
    tour = Tour.objects.get(kind="tour")
    client.post(f"/tours/{tour.pk}/do/start/")
    step = {"kind": "hear", "done_on": "2026-03-10", "place": "镇政府", "note": "听取汇报"}
    assert client.post(f"/tours/{tour.pk}/record/", step).status_code == 302
    found = {"agency": county.offices[0].pk, "text": "无专人", "due_on": "2026-03-20"}
    assert client.post(f"/tours/{tour.pk}/findings/", found).status_code == 302
    assert client.post(f"/tours/{tour.pk}/do/tell/", {"summary": "好"}).status_code == 302
    finding = tour.findings.get()
    client.force_login(county.heads[0])
    url = f"/tours/findings/{finding.pk}"
    assert client.post(f"{url}/report/", {"report": "已明确专人"}).status_code == 302
    client.force_login(county.by)
    assert client.post(f"{url}/accept/", {"outcome": "属实"}).status_code == 302
    tour.refresh_from_db()
    assert tour.state == "closed"


def test_the_board_asks_as_often_for_many_towns(county, client, django_assert_max_num_queries):
    for n in range(3, 20):
        world.township(f"3711020{n:02}", f"镇{n}", county.county)
    client.force_login(county.by)
    client.get("/tours/")
    with django_assert_max_num_queries(12):
        assert client.get("/tours/").status_code == 200


def test_the_numbers_of_a_town_and_unknown_where_nobody_came(county):
    late, good, _ = county.monthly(
        findings=[(f"问题{n}", dt.date(2026, 3, 9 + n)) for n in (1, 2)] + [("二", DUE)]
    ).findings.all()
    for finding in (late, good):
        tour_findings.report_finding(finding, report="改了", by=county.heads[0])
    TourFinding.objects.filter(pk=late.pk).update(
        state="accepted", accepted_on=dt.date(2026, 3, 30)
    )
    tour_findings.accept_finding(good, outcome="属实", by=county.by)
    codes = [town.pk for town in county.towns]
    names = ["monthly_visits", "tour_findings_closed_in_time"]
    found = facts_on(codes, dt.date(2026, 3, 31), names, since=dt.date(2026, 3, 1))
    visits, closed = (found[codes[0]][name].value for name in names)
    assert (visits, round(float(closed), 3)) == (1, 0.333)
    assert [found[codes[1]][name].value for name in names] == [None, None]


def test_a_month_waits_for_every_township_where_a_pack_asks(county, monkeypatch):
    assert tour_months.expect_months(DAY, by=None) == 0  # no pack asks
    monkeypatch.setattr(tour_months, "_bound", lambda on: [(county.county, "一")])
    assert tour_months.expect_months(DAY, by=None) == 1
    assert tour_months.expect_months(DAY, by=None) == 0
    task = Deadline.objects.waiting().get(kind="assess.tour_month")
    assert (task.agency, task.due_on) == (county.bureau, dt.date(2026, 3, 31))
    county.monthly(findings=())
    assert waiting("tour_month") == [county.bureau.name]
    county.monthly(findings=(), town=1)
    assert waiting("tour_month") == []
    assert tour_months.expect_months(DAY, by=None) == 0


def test_the_pack_of_xianning_asks_its_counties(county, monkeypatch):
    pack = load_pack(PACKS / "xianning-2018")
    monkeypatch.setattr(tour_months, "active_packs", lambda: (pack,))
    monkeypatch.setattr(tour_months, "governing", lambda packs, path, on: list(packs))
    assert [area for area, _ in tour_months._bound(DAY)] == [county.county]
