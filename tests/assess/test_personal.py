"""The record of a person from the work done, and the three assessments side by side."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from angen.assess.queries.personal import personal_record, works
from angen.inspections.models import Recheck
from angen.orgs.models import Account
from angen.worklist.models import Deadline
from assess import world
from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory, InspectionFactory, InspectionOfficerFactory

pytestmark = pytest.mark.django_db
SINCE, ON = dt.date(2021, 1, 1), dt.date(2021, 6, 30)


class Town:
    """A town with two people, one of whom has an account."""

    def __init__(self) -> None:
        self.county = world.county()
        self.town = world.township("371102001", "甲", self.county)
        self.other = world.township("371102002", "乙", self.county)
        self.office = world.office(self.town)
        self.lead, self.second = world.officer(self.office), world.officer(self.office)
        self.enterprise = EnterpriseFactory(area=self.town, name="振兴化工")
        self.account = world.account("township_officer", self.town)
        Account.objects.filter(pk=self.account.pk).update(officer=self.lead)

    def visit(self, on: dt.date, state: str = "recorded"):
        done = {"visited_on": on, "ended_at": dt.datetime(2021, 1, 1, tzinfo=dt.UTC)}
        made = InspectionFactory(
            agency=self.office, enterprise=self.enterprise, state=state, planned_on=on,
            card_shown=True, **(done if state == "recorded" else {}),
        )  # fmt: skip
        InspectionOfficerFactory(inspection=made, officer=self.lead, lead=True)
        InspectionOfficerFactory(inspection=made, officer=self.second)
        return made

    def duty(self, due: dt.date, title: str, **more: object) -> None:
        Deadline.objects.create(
            subject_type="x", subject_id=title, kind="test.duty", title=title, url="/",
            agency=self.office, due_on=due,
            ends_at=dt.datetime.combine(due, dt.time(), dt.UTC), **more,
        )  # fmt: skip

    def hazard(self, visit, grade: str = "general", **more: object):
        return HazardFactory(
            agency=self.office, enterprise=self.enterprise, inspection=visit, grade=grade,
            source="inspection", **more,
        )  # fmt: skip


@pytest.fixture
def town() -> Town:
    return Town()


def test_the_numbers_come_from_the_work_of_the_time_alone(town):
    first = town.visit(dt.date(2021, 2, 1))
    town.hazard(first)
    town.hazard(town.visit(dt.date(2021, 2, 1)), "major", standard="判定标准", clause="第一条")
    town.hazard(town.visit(dt.date(2020, 12, 31)))  # the year before
    town.visit(dt.date(2021, 7, 1))  # after the day
    town.visit(dt.date(2021, 3, 1), state="draft")  # only planned
    again = Recheck.objects.create(
        kind="paper", enterprise=town.enterprise, agency=town.office, checked_on=ON
    )
    again.officers.add(town.second)
    closed = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)
    town.duty(dt.date(2021, 3, 1), "按时", state="met", closed_at=closed, officer=town.lead)
    town.duty(
        dt.date(2021, 3, 1), "超期", state="met", late=True, closed_at=closed, officer=town.lead
    )
    town.duty(dt.date(2021, 3, 2), "未办", account=town.account)
    town.duty(ON, "今天到期", officer=town.lead)
    done = works([town.lead.pk, town.second.pk], SINCE, ON)
    lead, second = done[town.lead.pk], done[town.second.pk]
    assert (lead.lead, lead.second, lead.days) == (2, 0, 1)
    assert lead.grades == {"general": 1, "major": 1}
    assert (lead.met, lead.late, lead.missed) == (1, 1, 1)
    assert (second.lead, second.second, second.rechecks, second.met) == (0, 2, 1, 0)


def test_who_may_see_it_and_what_it_shows(town, client: Client):
    town.visit(dt.date(2021, 2, 1))
    url = f"/people/{town.lead.pk}/record/?on=2021-06-30"
    client.force_login(town.account)
    page = client.get(url).content.decode()
    assert "振兴化工" in page and "主办" in page and "履职档案" in page
    assert client.get(f"/people/{town.second.pk}/record/").status_code == 404
    client.force_login(world.account("township_head", town.town))
    assert client.get(f"/people/{town.second.pk}/record/").status_code == 200
    client.force_login(world.account("township_head", town.other))
    assert client.get(url).status_code == 404
    client.force_login(world.account("county_brigade", town.county))
    assert client.get(url).status_code == 200
    assert client.get(f"/people/{town.lead.pk}/record/?on=2021-02-30").status_code >= 400
    data = b"".join(client.get(f"{url}&format=xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert ["现场检查", "2021-02-01", "振兴化工", "主办"] in rows


def test_the_queries_do_not_grow_with_the_work(town, django_assert_max_num_queries):
    for day in range(1, 29):
        town.hazard(town.visit(dt.date(2021, 2, day)))
    with django_assert_max_num_queries(17):
        assert personal_record(town.lead, SINCE, ON).work.visits == 28


def test_three_assessments_stand_side_by_side(place, client: Client):
    cycle = place.publish("2021Q1")
    town = place.towns["甲"]
    person = world.officer(town.agencies.first())
    client.force_login(place.head("甲"))
    page = client.get(f"/standing/areas/{town.pk}/three/?on=2021-12-31").content.decode()
    assert f"/assessments/{cycle.pk}/units/{town.pk}/" in page
    assert f"/people/{person.pk}/record/" in page
    other = place.towns["乙"]
    assert client.get(f"/standing/areas/{other.pk}/three/").status_code == 404


def test_the_record_is_opened_from_the_ledger_the_menu_and_as_pdf():
    place = Town()
    visit = place.visit(dt.date(2021, 3, 8))
    client = Client()
    client.force_login(Account.objects.get(pk=place.account.pk))
    own = f"/people/{place.lead.pk}/record/"
    assert client.get("/people/own/record/").headers["Location"] == own
    assert "我的履职档案" in client.get(own).content.decode()
    made = client.get(f"{own}?on={ON}&format=pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert made.headers["Content-Type"] == "application/pdf"
    text = text.replace(" ", "")
    assert visit.party in text and "主办检查" in text and place.lead.name in text
    other = f"/people/{place.second.pk}/record/?format=pdf"
    assert client.get(other).status_code == 404
    head = Client()
    head.force_login(world.account("township_head", place.town))
    shown = head.get(f"/ledgers/officers/{place.lead.pk}/").content.decode()
    assert f'href="{own}"' in shown
    assert head.get("/people/own/record/").status_code >= 400
    assert head.get("/standing/three/").headers["Location"].endswith(f"/{place.town.pk}/three/")
    city = Client()
    city.force_login(world.account("county_brigade", place.county))
    assert "甲" in city.get(f"/standing/areas/{place.county.pk}/three/").content.decode()
