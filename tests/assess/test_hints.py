"""Hints: what is raised, once, for the level above; and that nothing which rates reads them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

import angen
from angen.assess.actions.hints import check_hint, raise_hints
from angen.assess.compiled import defined, sql_of
from angen.assess.models import Hint
from angen.assess.queries import hinting
from angen.desk.models import StoredFile
from angen.inspections.models import Inspection
from angen.kernel.calendar import SHANGHAI
from angen.kernel.indicators import Ratio, registered
from angen.kernel.refusal import NotAllowed, Refused
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from angen.worklist.models import Deadline
from assess import world
from factories.enterprises import EnterpriseFactory
from factories.inspections import HazardFactory, InspectionFactory, InspectionOfficerFactory

pytestmark = pytest.mark.django_db
LONG = "经查，该单位配电箱未上锁，灭火器已过期，安全出口被杂物堵塞，已当场告知负责人。"
AFTER = dt.date(2021, 4, 6)


class Town:
    """A town whose officers inspect, with the county and the city above it."""

    def __init__(self) -> None:
        for folder in shipped_folders():
            if folder.name == "national":
                install_pack(folder_files(folder), by=None)
        self.county = world.county()
        self.town = world.township("371102001", "甲", self.county)
        self.office = world.office(self.town)
        self.bureau = world.office(self.county, "emergency_bureau")
        self.city = world.office(self.county.parent, "committee_office")
        self.lead = world.officer(self.office)
        self.enterprise = EnterpriseFactory(area=self.town)

    def visit(self, on: dt.date, minutes: int = 60, hour: int = 9, text: str = "") -> Inspection:
        start = dt.datetime.combine(on, dt.time(hour), SHANGHAI)
        made = InspectionFactory(
            agency=self.office,
            enterprise=self.enterprise,
            state="recorded",
            planned_on=on,
            visited_on=on,
            started_at=start,
            ended_at=start + dt.timedelta(minutes=minutes),
            card_shown=True,
            narrative=text or f"{on}检查",
        )
        InspectionOfficerFactory(inspection=made, officer=self.lead, lead=True)
        return made


@pytest.fixture
def town() -> Town:
    return Town()


def kinds() -> list[str]:
    return sorted(Hint.objects.values_list("kind", flat=True))


def test_an_honest_quarter_raises_nothing(town):
    for day in (5, 12, 19, 26):
        visit = town.visit(dt.date(2021, 1, day))
        HazardFactory(
            agency=town.office, enterprise=town.enterprise, inspection=visit, source="inspection",
            description=f"第{day}号配电箱没有上锁，电线裸露，附近堆放易燃物品，存在火灾风险。",
        )  # fmt: skip
    assert raise_hints(AFTER, by=None) == 0


def test_a_short_visit_is_raised_once_for_the_county(town):
    visit = town.visit(dt.date(2021, 1, 5), minutes=4)
    town.visit(dt.date(2021, 1, 6), minutes=10)
    assert raise_hints(dt.date(2021, 1, 7), by=None) == 1
    assert raise_hints(dt.date(2021, 1, 8), by=None) == 0
    hint = Hint.objects.get()
    assert (hint.kind, hint.area, hint.subjects) == ("short", town.town, [str(visit.pk)])
    assert hint.details["minutes"] == 4
    task = Deadline.objects.waiting().get(kind="assess.check_hint")
    assert task.agency == town.bureau
    with pytest.raises(IntegrityError), transaction.atomic():
        Hint.objects.create(
            kind="short", area=town.town, key=hint.key, subject_type="x", since=AFTER,
            until=AFTER, found_on=AFTER,
        )  # fmt: skip


def test_the_same_words_and_pictures_and_two_places_at_once(town):
    visits = [town.visit(dt.date(2021, 1, day), text=LONG) for day in (5, 6)]
    raise_hints(dt.date(2021, 1, 7), by=None)
    assert kinds() == []  # twice may be chance
    visits.append(town.visit(dt.date(2021, 1, 8), text=LONG))
    hazards = [
        HazardFactory(
            agency=town.office, enterprise=town.enterprise, inspection=visit,
            source="inspection", description=LONG,
        )
        for visit in visits
    ]  # fmt: skip
    for hazard in hazards[:2]:
        StoredFile.objects.create(
            sha256="a" * 64, name="照片.jpg", size=1, kind="image/jpeg",
            owner_ledger="hazards", owner_id=str(hazard.pk),
        )  # fmt: skip
    town.visit(dt.date(2021, 1, 8), hour=9, minutes=90)
    raise_hints(dt.date(2021, 1, 9), by=None)
    assert kinds() == ["overlap", "same_finding", "same_narrative", "same_photo"]
    grown = town.visit(dt.date(2021, 1, 12), text=LONG)
    assert raise_hints(dt.date(2021, 1, 13), by=None) == 0
    assert str(grown.pk) in Hint.objects.get(kind="same_narrative").subjects


def test_the_shape_of_a_quarter_shows_when_it_is_over(town):
    for hour in range(8, 17):
        town.visit(dt.date(2021, 3, 29), hour=hour, minutes=30)
    raise_hints(dt.date(2021, 3, 31), by=None)
    assert kinds() == []
    raise_hints(AFTER, by=None)
    assert kinds() == ["burst", "clean"]
    assert Hint.objects.get(kind="burst").details == {"late": 9, "visits": 9, "days": 7}


def test_points_all_alike_are_shown_above_those_who_run_the_rating(place, monkeypatch):
    four = SimpleNamespace(value=Decimal(4))
    monkeypatch.setattr(
        hinting, "numbers", lambda names, areas, on: {n: {a.pk: four for a in areas} for n in names}
    )
    place.publish("2021Q1")
    raise_hints(AFTER, by=None)
    found = Hint.objects.filter(kind="alike")
    # Both scorers gave all towns the same; the first hand is looked at.
    assert [hint.area for hint in found] == [place.city]
    assert found.get().details["units"] == len(place.towns)


def test_only_the_level_above_checks_and_says_how(town):
    town.visit(dt.date(2021, 1, 5), minutes=4)
    raise_hints(dt.date(2021, 1, 7), by=None)
    hint = Hint.objects.get()
    head = world.account("township_head", town.town)
    above = world.account("county_brigade", town.county)
    with pytest.raises(NotAllowed):
        check_hint(hint, "explain", said="停产", by=head)
    with pytest.raises(Refused, match="核查的方式"):
        check_hint(hint, "explain", said=" ", by=above)
    assert Hint.objects.get().state == "raised"
    check_hint(hint, "explain", said="到企业看过，当天停产。", by=above)
    assert Hint.objects.get().state == "explained"
    assert not Deadline.objects.waiting().filter(kind="assess.check_hint").exists()
    with pytest.raises(Refused):
        check_hint(hint, "confirm", said="再看", by=above)


def test_the_page_shows_the_records_and_hides_from_the_unit(town, client: Client):
    visit = town.visit(dt.date(2021, 1, 5), minutes=4)
    raise_hints(dt.date(2021, 1, 7), by=None)
    hint = Hint.objects.get()
    client.force_login(world.account("county_brigade", town.county))
    page = client.get(f"/hints/{hint.pk}/").content.decode()
    assert "用了4分钟" in page and str(visit.pk) in page and "不扣分" in page
    done = client.post(f"/hints/{hint.pk}/confirm/", {"said": "补录时间不实。"})
    assert done.status_code == 302
    assert client.get("/ledgers/hints/").status_code == 200
    client.force_login(world.account("township_head", town.town))
    assert client.get(f"/hints/{hint.pk}/").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(town, client, django_assert_max_num_queries):
    for day in range(1, 29):
        town.visit(dt.date(2021, 1, day), minutes=4)
    raise_hints(dt.date(2021, 1, 30), by=None)
    client.force_login(world.account("county_brigade", town.county))
    client.get("/ledgers/hints/")
    with django_assert_max_num_queries(14):
        assert client.get("/ledgers/hints/").status_code == 200


def test_nothing_that_rates_reads_hints():
    for each in registered().values():
        fact = defined(each)
        parts = [fact.part, fact.whole] if isinstance(fact, Ratio) else [fact.rows]
        assert not any("assess_hint" in sql_of(part) for part in parts), each.name
    root = Path(angen.__file__).parent
    readers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(r"\bHint\b|assess_hint|raise_hints", path.read_text(encoding="utf-8"))
    }
    shown = {"actions/hints", "ledgers/hints", "screens/hints", "models/hints", "models/__init__"}
    allowed = {f"assess/{name}.py" for name in (*shown, "access", "jobs")}
    # The demo raises some as the daily duty does, and has one checked.
    allowed.add("demo/now/odd.py")
    assert {name for name in readers if "migrations" not in name} == allowed
