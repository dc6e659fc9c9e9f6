"""Xianning: 69 townships that reached all "six haves" by 30 May 2018.

咸宁市应急管理局 2019-08-23: 268 people (68 leaders of whom 13 正科级, 77 full-time of whom 34 副科级, 123
part-time), 1,156 grid workers of whom 30 % or more graduates, 183 people in the course of October.
"""

from __future__ import annotations

import datetime as dt

from angen.capacity.models import BudgetLine, Course, EquipmentItem
from angen.demo.means import spread
from angen.demo.places import (
    TOWNSHIP_KINDS,
    count_from_later,
    county_bodies,
    government_name,
    townships_of,
)
from angen.demo.scribe import Scribe
from angen.demo.villages import village_person
from angen.orgs.models import (
    Agency,
    Appointment,
    Area,
    Education,
    Establishment,
    Grant,
    LedgerStatement,
    Officer,
    VillageOfficer,
)

PREFECTURE = "4212"
LEADERS, CHIEFS = 68, 13
FULL_TIME, DEPUTIES = 77, 34
PART_TIME = 123
GRID_WORKERS, GRADUATE_SHARE = 1156, 0.36
IN_COURSE = 183
NEW_PARKS = ("421202570", "421223570", "421281404")
# Seventy towns and streets are in the tree; the reply of 2019 counts 69.
LATER = "421202002"
REFORM, DEADLINE = dt.date(2018, 3, 1), dt.date(2018, 5, 30)


class Xianning:
    """Writes the demo world of one prefecture."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.random = scribe.random
        self.city = Area.objects.get(pk=PREFECTURE)
        self.full_time: list[Officer] = []

    def write(self) -> None:
        """Bodies, people, means, authority, grid workers and the course of October."""
        count_from_later(LATER, dt.date(2020, 1, 1), "与2019年公布的69个乡镇一致")
        scribe = self.scribe
        city_bureau = scribe.agency(
            self.city,
            Agency.Kind.EMERGENCY_BUREAU,
            "咸宁市应急管理局",
            dt.date(2015, 1, 1),
            form=Agency.Form.ADMINISTRATIVE,
            independent=True,
        )
        counties = list(Area.objects.filter(parent=self.city, level=Area.Level.COUNTY))
        bureaus = {
            county.pk: county_bodies(
                scribe, county, dt.date(2014, 1, 1), bureau_staff=5, brigade_staff=8
            )
            for county in counties
        }
        units = [
            area
            for county in counties
            for area in townships_of(county)
            if area.kind in TOWNSHIP_KINDS and area.pk != LATER
        ]
        assert len(units) == 69, f"咸宁应有69个乡镇，现有{len(units)}个"
        self._townships(units, bureaus)
        self._grid(units)
        self._parks(bureaus)
        runs = [(dt.date(2018, 10, 16), dt.date(2018, 10, 18))]
        course = scribe.session(
            city_bureau, Course.Kind.TOPIC, "全市乡镇安全生产工作专题培训班", runs, 24
        )[0]
        for officer in [*self.full_time, *self.others][:IN_COURSE]:
            scribe.attended(course, officer)
        rotation = scribe.session(
            city_bureau,
            Course.Kind.ROTATION,
            "乡镇安全监管人员轮训",
            [(dt.date(2018, 11, 5), dt.date(2018, 11, 9))],
            40,
        )[0]
        for officer in [*self.full_time, *self.others]:
            scribe.attended(rotation, officer)

    def _townships(self, units: list[Area], bureaus: dict[str, Agency]) -> None:
        full = spread(FULL_TIME, len(units), 1)
        part = spread(PART_TIME, len(units), 1)
        self.others: list[Officer] = []
        chiefs, deputies = CHIEFS, DEPUTIES
        for place, unit in enumerate(units):
            since = self.scribe.between(REFORM, DEADLINE - dt.timedelta(5))
            office = self._office(unit, bureaus[unit.parent_id or ""], since)
            if place < LEADERS:
                rank = Appointment.Rank.CHIEF if chiefs > 0 else Appointment.Rank.DEPUTY
                chiefs -= 1
                self.scribe.officer(
                    office,
                    since,
                    post=Appointment.Post.LEADER,
                    rank=rank,
                    full_time=False,
                    employment=Officer.Employment.CIVIL_SERVANT,
                )
            for number in range(full[place]):
                post = Appointment.Post.DIRECTOR if number == 0 else Appointment.Post.MEMBER
                rank = Appointment.Rank.DEPUTY if deputies > 0 else Appointment.Rank.OTHER
                deputies -= 1
                self.full_time.append(self.scribe.officer(office, since, post=post, rank=rank))
            for _ in range(part[place]):
                self.others.append(self.scribe.officer(office, since, full_time=False))
            staff = [*self.full_time[-full[place] :], *self.others[-part[place] :]]
            wanted = 2 if place % 11 else 1
            for officer in staff[:wanted]:
                issued_on = self.scribe.between(dt.date(2018, 6, 1), dt.date(2018, 7, 10))
                self.scribe.certificate(officer, issued_on, years=9, issuer="湖北省人民政府")
            self.scribe.stated(
                unit, LedgerStatement.Ledger.CERTIFICATES, dt.date(2018, 12, 31), wanted
            )

    def _office(self, unit: Area, guide: Agency, since: dt.date) -> Agency:
        """An office with the other five haves, all in place by the deadline."""
        scribe = self.scribe
        government = scribe.agency(
            unit, Agency.Kind.GOVERNMENT, government_name(unit), dt.date(1990, 1, 1)
        )
        office = scribe.agency(
            unit,
            Agency.Kind.TOWNSHIP_OFFICE,
            f"{unit.name}安全生产监督管理办公室",
            since,
            form=Agency.Form.INTERNAL,
            independent=True,
            document="咸编文〔2018〕13号",
        )
        scribe.led(office, government, guide, since)
        scribe.add(
            Establishment(
                agency=office,
                kind=Establishment.Kind.INSTITUTION,
                posts=self.random.choice((2, 2, 3)),
                document=f"咸编文〔2018〕{scribe.number()}号",
                valid_from=since,
            )
        )
        category = EquipmentItem.Category
        scribe.equipment(
            office,
            {category.RECORDER: 2, category.DETECTOR: 1, category.OFFICE: 2},
            scribe.between(since, DEADLINE - dt.timedelta(1)),
        )
        kinds = BudgetLine.Category
        for year in (2018, 2019):
            scribe.budget(office, year, {kinds.OFFICE: 30_000, kinds.SUBSIDY: 30_000})
        scribe.premises(office, scribe.between(since, DEADLINE - dt.timedelta(1)))
        granted_on = scribe.between(dt.date(2018, 7, 1), dt.date(2018, 9, 30))
        scribe.add(
            Grant(
                grantee=office,
                grantor=guide,
                form=Grant.Form.DELEGATED,
                document=f"安监委〔2018〕{scribe.number()}号",
                warning=True,
                confiscation=True,
                person_cap_cents=2_000_000,
                entity_cap_cents=5_000_000,
                items="警告、罚款、没收违法所得",
                published_on=granted_on + dt.timedelta(6),
                publication=f"{unit.name}政务公开栏",
                valid_from=granted_on,
            )
        )
        return office

    def _grid(self, units: list[Area]) -> None:
        """1,156 grid workers, dealt over the villages of the 69; each village has at least one."""
        villages = list(
            Area.objects.filter(parent__in=units, level=Area.Level.VILLAGE).order_by("pk")
        )
        graduates = round(GRID_WORKERS * GRADUATE_SHARE)
        for number in range(GRID_WORKERS):
            graduate = (
                number * graduates // GRID_WORKERS != (number + 1) * graduates // GRID_WORKERS
            )
            village_person(
                self.scribe,
                villages[number % len(villages)],
                VillageOfficer.Kind.GRID_WORKER,
                dt.date(2018, 4, 20),
                Education.COLLEGE if graduate else Education.HIGH,
            )

    def _parks(self, bureaus: dict[str, Agency]) -> None:
        """Three parks got an office of their own."""
        for area in Area.objects.filter(pk__in=NEW_PARKS).order_by("pk"):
            office = self.scribe.agency(
                area, Agency.Kind.PARK_OFFICE, f"{area.name}安监办", dt.date(2018, 4, 28)
            )
            self.scribe.officer(office, dt.date(2018, 5, 2), post=Appointment.Post.DIRECTOR)
