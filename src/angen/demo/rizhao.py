"""Rizhao: 54 townships and streets and four development zones, so that the published totals come out.

日照日报: posts 373 (start of 2020) to 451 (end of 2021), in post 123 to 431, 319 certificate holders in
post; 5 townships and 2 zones short of two holders, 6 townships whose holders are elsewhere, 1 that
reported falsely; two grades of delegated fines, five townships enforcing jointly with a zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import cycle

from angen.capacity.models import (
    Course,
    FieldDay,
    Insurance,
)
from angen.demo.enterprises import write_enterprises
from angen.demo.means import furnish, spread
from angen.demo.places import (
    city_letterhead,
    count_from_later,
    county_bodies,
    letterheads,
    local_area,
    office_of,
    townships_of,
    villages_of,
)
from angen.demo.scribe import Scribe
from angen.demo.villages import village_candidate, village_person
from angen.orgs.models import (
    Agency,
    Appointment,
    Area,
    CertificateCheck,
    Education,
    Establishment,
    Grant,
    LedgerStatement,
    Officer,
    Sighting,
    VillageOfficer,
)

PREFECTURE = "3711"
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2021, 12, 31)
POSTS = (373, 451)
IN_POST = (123, 431)
HOLDERS = 319
SHORT_TOWNSHIPS = (1, 1, 1, 1, 0)  # holders in post of the five that fall short
ELSEWHERE_TOWNSHIPS = 6
FALSE_CLAIMS = 2
JOINT = {  # townships that enforce jointly with a functional zone, by the zone
    "371171": ("371171003", "371171007"),
    "3711GX": ("371102100",),
    "3711SH": ("371102008", "371102009"),
}
ZONES = {"3711GX": "日照高新技术产业开发区", "3711SH": "山海天旅游度假区"}
# Fifty-five towns and streets are in the tree of 2023; the report counts 54. The one left out is a
# group of islands without an office.
LATER = "371103200"
# The township of the demo accounts is the first of those that fall short.
SHOWN = "371122102"
SHOWN_VILLAGES = 4
# When people of the townships that fall short went to other posts.
MOVED_ON = dt.date(2021, 11, 14)
SHORT_ZONES = ("3711SH", "371122400")


class Rizhao:
    """Writes the demo world of one prefecture."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.random = scribe.random
        self.city = Area.objects.get(pk=PREFECTURE)
        self.bureaus: dict[str, Agency] = {}
        self.offices: dict[str, Agency] = {}
        self.staff: dict[str, list[Officer]] = {}
        self.certificates: dict[str, int] = {}

    def write(self) -> None:
        """Bodies, posts, people, certificates, authority, training and means."""
        count_from_later(LATER, dt.date(2022, 1, 1), "与2021年报道的54个乡镇（街道）一致")
        for code, name in ZONES.items():
            local_area(code, name, Area.Kind.DEVELOPMENT_ZONE, self.city, dt.date(2010, 1, 1))
        counties = list(Area.objects.filter(parent=self.city, level=Area.Level.COUNTY))
        townships = [
            area for county in counties for area in townships_of(county) if area.pk != LATER
        ]
        units = [t for t in townships if t.kind != Area.Kind.DEVELOPMENT_ZONE]
        self._city()
        for county in counties:
            zone = county.kind == Area.Kind.DEVELOPMENT_ZONE
            self.bureaus[county.pk] = county_bodies(
                self.scribe,
                county,
                dt.date(2019, 3, 1),
                bureau_staff=0 if zone else 6,
                brigade_staff=0 if zone else 9,
            )
        assert len(units) == 54, f"日照应有54个乡镇（街道），现有{len(units)}个"
        self._posts(units)
        self._people(units)
        self._certificates(units)
        self._authority(units)
        self._training(units)
        self._means(units)
        self._village_officers()
        letterheads(self.scribe, [(county, self.bureaus[county.pk]) for county in counties])
        letterheads(self.scribe, [(unit, self.offices[unit.pk]) for unit in units])
        villages = {SHOWN: list(villages_of(SHOWN)[:SHOWN_VILLAGES])}
        write_enterprises(self.scribe, units, self.offices, self.staff, villages)
        self._field_days([unit for unit in units if unit.parent_id == "371122"])
        self._zones([z for z in (*counties, *townships) if z.kind == Area.Kind.DEVELOPMENT_ZONE])

    def _city(self) -> None:
        since = dt.date(2019, 1, 20)
        government = self.scribe.agency(
            self.city, Agency.Kind.GOVERNMENT, "日照市人民政府", dt.date(1989, 6, 12)
        )
        self.bureau = self.scribe.agency(
            self.city,
            Agency.Kind.EMERGENCY_BUREAU,
            "日照市应急管理局",
            since,
            form=Agency.Form.ADMINISTRATIVE,
            independent=True,
        )
        for kind, name in (
            (Agency.Kind.SAFETY_COMMITTEE, "日照市安全生产委员会"),
            (Agency.Kind.COMMITTEE_OFFICE, "日照市安全生产委员会办公室"),
        ):
            body = self.scribe.agency(self.city, kind, name, since)
            self.scribe.led(body, government, self.bureau, since)
        city_letterhead(self.scribe, body, "鲁日", "日安办", "日照市")

    def _posts(self, units: list[Area]) -> None:
        """373 posts before 2020 and 78 more, granted one by one until the autumn of 2021."""
        first = spread(POSTS[0], len(units), 5)
        more = spread(POSTS[1] - POSTS[0], len(units), 0)
        for unit, posts, added in zip(units, first, more, strict=True):
            office = office_of(
                self.scribe, unit, self.bureaus[unit.parent_id or ""], dt.date(2019, 4, 1)
            )
            self.offices[unit.pk] = office
            self._granted(office, posts, dt.date(2019, 4, 1))
            if added:
                self._granted(
                    office, added, self.scribe.between(dt.date(2020, 3, 1), dt.date(2021, 9, 1))
                )

    def _granted(self, office: Agency, posts: int, since: dt.date) -> None:
        self.scribe.add(
            Establishment(
                agency=office,
                kind=Establishment.Kind.INSTITUTION,
                posts=posts,
                document=f"日编办〔{since.year}〕{self.scribe.number()}号",
                valid_from=since,
            )
        )

    def _people(self, units: list[Area]) -> None:
        """123 in post on the first day; by the last, every office has 1 + 2 + N, 431 in all."""
        before = spread(IN_POST[0], len(units), 2)
        after = spread(IN_POST[1], len(units), 7)
        posts = Appointment.Post
        for unit, early, total in zip(units, before, after, strict=True):
            ladder = [posts.DIRECTOR, posts.PROFESSIONAL, posts.PROFESSIONAL]
            ladder += [posts.MEMBER] * (total - len(ladder))
            staff = []
            for place, post in enumerate(ladder):
                since = (
                    self.scribe.between(dt.date(2019, 4, 1), dt.date(2019, 12, 20))
                    if place < early
                    else self.scribe.between(dt.date(2020, 2, 1), dt.date(2021, 11, 30))
                )
                staff.append(self.scribe.officer(self.offices[unit.pk], since, post=post))
            self.staff[unit.pk] = staff
            self.scribe.stated(unit, LedgerStatement.Ledger.OFFICERS, FIRST, early)
            self.scribe.stated(unit, LedgerStatement.Ledger.OFFICERS, LAST, total)

    def _certificates(self, units: list[Area]) -> None:
        """319 holders in post; who is short, who has holders elsewhere, who claims too much."""
        shuffled = [u for u in units if u.pk not in JOINT["371171"]]
        self.random.shuffle(shuffled)
        shuffled.sort(key=lambda unit: unit.pk != SHOWN)
        self.short = shuffled[: len(SHORT_TOWNSHIPS)]
        self.elsewhere = shuffled[5 : 5 + ELSEWHERE_TOWNSHIPS]
        self.false = shuffled[5 + ELSEWHERE_TOWNSHIPS]
        holders = {unit.pk: count for unit, count in zip(self.short, SHORT_TOWNSHIPS, strict=True)}
        others = [unit for unit in units if unit.pk not in holders]
        rest = spread(HOLDERS - sum(SHORT_TOWNSHIPS), len(others), 4)
        # The shares go to those with the most people first: a holder is somebody in post.
        others.sort(key=lambda unit: (-len(self.staff[unit.pk]), unit.pk))
        for unit, count in zip(others, sorted(rest, reverse=True), strict=True):
            holders[unit.pk] = min(count, len(self.staff[unit.pk]))
        assert sum(holders.values()) == HOLDERS
        for unit in units:
            recorded = self._holders(unit, holders[unit.pk])
            self.scribe.stated(unit, LedgerStatement.Ledger.CERTIFICATES, LAST, recorded)

    def _holders(self, unit: Area, count: int) -> int:
        """Certificates of one township; returns how many it has recorded."""
        staff = self.staff[unit.pk]
        for place, officer in enumerate(staff[:count]):
            self._verified(officer, genuine=True, early=place < 3)
        if unit in self.short:
            self._moved_on(unit)
        recorded = count
        if unit in self.elsewhere:
            for _ in range(self.random.choice((1, 2))):
                away = self.scribe.officer(
                    self.offices[unit.pk],
                    dt.date(2019, 6, 1),
                    works_elsewhere=f"借调至{unit.name}党政办公室",
                    on_establishment=False,
                )
                self._verified(away, genuine=True)
                self._seen(away, unit, in_post=False)
                recorded += 1
        if unit == self.false:
            for officer in staff[count : count + FALSE_CLAIMS]:
                self._verified(officer, genuine=False)
                recorded += 1
        return recorded

    def _moved_on(self, unit: Area) -> None:
        """Two holders who left in the autumn of 2021: until then the township could inspect."""
        for _ in range(2):
            left = self.scribe.officer(
                self.offices[unit.pk],
                self.scribe.between(dt.date(2020, 3, 1), dt.date(2020, 6, 30)),
                valid_to=MOVED_ON,
            )
            self._verified(left, genuine=True, early=True)

    def _verified(self, officer: Officer, genuine: bool, early: bool = False) -> None:
        """A certificate of the first half of 2021, or of before where inspections began in January."""
        first, last = dt.date(2020, 12, 1), dt.date(2021, 6, 30)
        issued_on = self.scribe.between(first, dt.date(2020, 12, 25) if early else last)
        certificate = self.scribe.certificate(officer, issued_on, issuer="山东省司法厅")
        self.scribe.add(
            CertificateCheck(
                certificate=certificate,
                checked_on=self.scribe.between(dt.date(2021, 8, 1), dt.date(2021, 9, 30)),
                genuine=genuine,
                source="省行政执法证件管理系统",
                checked_by="市应急管理局执法支队",
                note="" if genuine else "系统中查无此证号",
            )
        )

    def _seen(self, officer: Officer, unit: Area, in_post: bool) -> None:
        self.scribe.add(
            Sighting(
                officer=officer,
                agency=self.offices[unit.pk],
                seen_on=dt.date(2021, 10, 12),
                in_post=in_post,
                seen_by="市应急管理局",
                note="" if in_post else "长期借调，不在本岗",
            )
        )

    def _authority(self, units: Iterable[Area]) -> None:
        """Two grades of delegation, and joint enforcement for the townships of the zones."""
        joint = {code: zone for zone, codes in JOINT.items() for code in codes}
        grades = cycle((20_000, 50_000))
        for unit in units:
            since = self.scribe.between(dt.date(2021, 3, 1), dt.date(2021, 6, 28))
            zone = joint.get(unit.pk)
            grantor = self.bureaus[zone or unit.parent_id or ""]
            cap = None if zone else next(grades) * 100
            self.scribe.add(
                Grant(
                    grantee=self.offices[unit.pk],
                    grantor=grantor,
                    form=Grant.Form.JOINT if zone else Grant.Form.DELEGATED,
                    document=f"应急委〔2021〕{self.scribe.number()}号",
                    warning=True,
                    entity_cap_cents=cap,
                    person_cap_cents=cap,
                    items="安全生产行政处罚事项目录所列事项",
                    published_on=since + dt.timedelta(5),
                    publication=f"{unit.name}政务公开网",
                    valid_from=since,
                )
            )

    def _training(self, units: list[Area]) -> None:
        """Three runs of three days bring everybody of 2021 through; newcomers had their induction."""
        runs = [
            (dt.date(2021, 10, 11), dt.date(2021, 10, 13)),
            (dt.date(2021, 10, 18), dt.date(2021, 10, 20)),
            (dt.date(2021, 10, 25), dt.date(2021, 10, 27)),
        ]
        sessions = self.scribe.session(
            self.bureau, Course.Kind.ROTATION, "乡镇（街道）执法人员全员轮训", runs, 24
        )
        for place, unit in enumerate(units):
            session = sessions[place % len(sessions)]
            for officer in self.staff[unit.pk]:
                if officer.entered_on and officer.entered_on < session.starts_on:
                    self.scribe.attended(session, officer)
        for place, bureau in enumerate(cycle(self.bureaus.values())):
            if place == 20:
                break
            day = dt.date(2021, 2, 1) + dt.timedelta(14 * place)
            run = self.scribe.session(
                bureau, Course.Kind.TOPIC, f"执法实务培训班（{place + 1}）", [(day, day)], 6
            )
            pupils = [o for u in units if u.parent_id == bureau.area_id for o in self.staff[u.pk]]
            for officer in pupils[place::9]:
                if officer.entered_on and officer.entered_on < day:
                    self.scribe.attended(run[0], officer)

    def earlier_rotation(self) -> None:
        """Everybody who was there in November 2020 had a round of training then too."""
        runs = [(dt.date(2020, 11, 16), dt.date(2020, 11, 18))]
        (session,) = self.scribe.session(
            self.bureau, Course.Kind.ROTATION, "安全生产监管人员轮训（2020年）", runs, 24
        )
        for staff in self.staff.values():
            for officer in staff:
                if officer.entered_on and officer.entered_on < session.starts_on:
                    self.scribe.attended(session, officer)

    def _means(self, units: list[Area]) -> None:
        """Equipment, funds, rooms, papers and insurance of every township."""
        for unit in units:
            office = self.offices[unit.pk]
            furnish(self.scribe, office, dt.date(2020, 6, 1), (2021, 2026))
            for officer in self.staff[unit.pk]:
                start = max(dt.date(2021, 1, 1), officer.entered_on or FIRST)
                self.scribe.add(
                    Insurance(
                        officer=officer,
                        policy_no=f"BX{self.scribe.number():07d}",
                        insurer="演示财产保险",
                        sum_cents=50_000_000,
                        valid_from=start,
                        valid_to=dt.date(2026, 12, 31),
                    )
                )

    def _village_officers(self) -> None:
        """Safety officers of the shown township's villages; the last two wait for their review."""
        villages = list(villages_of(SHOWN))
        for village in villages[:-3]:
            village_person(
                self.scribe,
                village,
                VillageOfficer.Kind.SAFETY_OFFICER,
                dt.date(2021, 3, 8),
                Education.HIGH,
            )
        for village in villages[-2:]:
            village_candidate(self.scribe, village, dt.date(2021, 12, 20))

    def _field_days(self, units: list[Area]) -> None:
        """Days on site of one county's people in the last month of 2021, six to fourteen each."""
        days = [dt.date(2021, 12, day) for day in range(1, 32)]
        working = [day for day in days if day.weekday() < 5]
        for unit in units:
            for officer in self.staff[unit.pk]:
                for day in sorted(self.random.sample(working, self.random.randrange(6, 15))):
                    self.scribe.add(
                        FieldDay(
                            officer=officer,
                            worked_on=day,
                            place=f"{unit.name}辖区企业",
                            task=self.random.choice(("现场检查", "隐患复查", "专项整治")),
                        )
                    )

    def _zones(self, zones: list[Area]) -> None:
        """Zone offices: two of them short of two holders, who are told so by circular."""
        for zone in zones:
            if zone.pk in self.bureaus:
                self.offices[zone.pk] = self.bureaus[zone.pk]
            else:
                self.offices[zone.pk] = self.scribe.agency(
                    zone, Agency.Kind.PARK_OFFICE, f"{zone.name}应急管理局", dt.date(2019, 5, 1)
                )
            wanted = 1 if zone.pk in SHORT_ZONES else 4
            staff = []
            for place in range(5):
                post = Appointment.Post.DIRECTOR if place == 0 else Appointment.Post.PROFESSIONAL
                if place > 2:
                    post = Appointment.Post.MEMBER
                since = self.scribe.between(dt.date(2019, 5, 1), dt.date(2021, 3, 1))
                staff.append(self.scribe.officer(self.offices[zone.pk], since, post=post))
            for officer in staff[:wanted]:
                self._verified(officer, genuine=True)
            self.scribe.stated(zone, LedgerStatement.Ledger.CERTIFICATES, LAST, wanted)
