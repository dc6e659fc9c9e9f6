"""Mile, Hubei's forty key counties and two counties of Hunan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import cycle

from angen.capacity.models import (
    BudgetLine,
    Course,
    EquipmentItem,
    EquipmentUse,
    FiledDocument,
    Insurance,
    Session,
)
from angen.demo.means import furnish
from angen.demo.places import TOWNSHIP_KINDS, county_bodies, local_area, office_of, townships_of
from angen.demo.scribe import Scribe
from angen.demo.villages import village_person
from angen.orgs.models import (
    Agency,
    Appointment,
    Area,
    Education,
    Establishment,
    KeyListEntry,
    LedgerStatement,
    Officer,
    VillageOfficer,
)
from angen.orgs.states import KeyListState

MILE = "532504"
MILE_STAFF = 17
SUPERVISING = (
    "公安局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "工业商务和信息化局",
    "发展和改革局（能源局）", "市场监督管理局", "农业农村和科学技术局", "水务局", "卫生健康局",
)  # fmt: skip
MANAGING = (
    "教育体育局", "民政局", "司法局", "人力资源和社会保障局", "林业和草原局", "文化和旅游局",
    "广播电视局", "国有资产监督管理局",
)  # fmt: skip
HUNAN = ("430181", "430281")


def mile(scribe: Scribe) -> None:
    """Mile: 15 to 30 officers, a chief engineer, departments, two full-time people a township."""
    county = Area.objects.get(pk=MILE)
    since = dt.date(2019, 3, 20)
    bureau = county_bodies(scribe, county, since, bureau_staff=6, brigade_staff=MILE_STAFF - 7)
    scribe.officer(bureau, dt.date(2020, 8, 3), post=Appointment.Post.CHIEF_ENGINEER)
    furnish(scribe, bureau, dt.date(2020, 7, 1), (2020, 2026))
    scribe.document(
        bureau,
        FiledDocument.Kind.LIABILITY_EXEMPTION,
        "依法履职和尽职免责办法",
        dt.date(2020, 10, 9),
    )
    for year in (2020, 2021):
        scribe.document(
            bureau, FiledDocument.Kind.PLAN, f"{year}年度安全生产监督检查计划", dt.date(year, 1, 15)
        )
    for names, duty in ((SUPERVISING, Agency.Duty.SUPERVISES), (MANAGING, Agency.Duty.MANAGES)):
        for place, name in enumerate(names):
            agency = scribe.agency(
                county, Agency.Kind.DEPARTMENT, f"弥勒市{name}", since, duty=duty
            )
            if place % 7 != 5:
                scribe.officer(
                    agency,
                    dt.date(2020, 7, 10),
                    full_time=duty == Agency.Duty.SUPERVISES,
                    employment=Officer.Employment.CIVIL_SERVANT,
                )
    farm = local_area("532504DF", "东风农场管理局", Area.Kind.FARM, county, dt.date(1958, 1, 1))
    office = scribe.agency(farm, Agency.Kind.PARK_OFFICE, "东风农场应急管理办公室", since)
    scribe.officer(office, dt.date(2020, 7, 15), post=Appointment.Post.DIRECTOR)
    for place, township in enumerate(townships_of(county)):
        _mile_township(scribe, township, bureau, place)


def _mile_township(scribe: Scribe, township: Area, bureau: Agency, place: int) -> None:
    since = dt.date(2019, 6, 1)
    office = office_of(scribe, township, bureau, since)
    scribe.officer(office, since, post=Appointment.Post.LEADER, full_time=False)
    session = scribe.session(
        office,
        Course.Kind.INDUCTION,
        "应急管理岗位培训",
        [(dt.date(2020, 9, 7), dt.date(2020, 9, 9))],
        18,
    )[0]
    for number in range(1 if place == 3 else 2 + place % 2):
        post = Appointment.Post.DIRECTOR if number == 0 else Appointment.Post.MEMBER
        officer = scribe.officer(office, dt.date(2019, 9, 1), post=post)
        scribe.attended(session, officer, passed=number != 2)
        if place % 3:
            scribe.certificate(officer, dt.date(2020, 5, 11), years=8, issuer="云南省司法厅")
        if place % 4:
            scribe.add(
                Insurance(
                    officer=officer,
                    policy_no=f"BX{scribe.number():07d}",
                    insurer="演示财产保险",
                    valid_from=dt.date(2020, 7, 1),
                    valid_to=dt.date(2027, 6, 30),
                )
            )
    furnish(scribe, office, dt.date(2020, 7, 1), (2020, 2026))
    for number, village in enumerate(
        Area.objects.filter(parent=township, level=Area.Level.VILLAGE).order_by("pk")
    ):
        if place == 5 and number == 2:
            continue
        kind = (
            VillageOfficer.Kind.GRID_WORKER
            if number % 3 == 0
            else VillageOfficer.Kind.SAFETY_OFFICER
        )
        village_person(scribe, village, kind, dt.date(2020, 8, 1), Education.HIGH)


def hubei(scribe: Scribe, codes: Sequence[str]) -> None:
    """Hubei's forty key counties: most independent and equipped, some short, two silent."""
    counties = list(Area.objects.filter(pk__in=codes).order_by("pk"))
    province = Area.objects.get(pk="42")
    bureau = scribe.agency(
        province,
        Agency.Kind.EMERGENCY_BUREAU,
        "湖北省安全生产监督管理局",
        dt.date(2004, 1, 1),
        form=Agency.Form.ADMINISTRATIVE,
    )
    for county in counties:
        key_unit(scribe, KeyListEntry.List.KEY_COUNTY, county, bureau, "鄂安监发〔2014〕82号")
    course = scribe.session(
        bureau,
        Course.Kind.INTENSIVE,
        "重点县执法监察人员集中培训班",
        [(dt.date(2015, 5, 4), dt.date(2015, 5, 23)), (dt.date(2015, 9, 7), dt.date(2015, 9, 26))],
        160,
    )
    existing = {
        a.area_id: a for a in scribe.kept[Agency] if a.kind == Agency.Kind.ENFORCEMENT_BRIGADE
    }
    for place, (county, session) in enumerate(zip(counties, cycle(course), strict=False)):
        if place in (11, 29):
            continue  # nothing was ever reported: unknown, not zero
        brigade = existing.get(county.pk)
        if brigade is None:
            county_bodies(
                scribe,
                county,
                dt.date(2012, 6, 1),
                bureau_staff=4,
                brigade_staff=0 if place == 17 else 6 + place % 5,
                bureau_name="安全生产监督管理局",
                brigade_name="安全生产执法监察大队",
            )
            made = [a for a in scribe.kept[Agency] if a.area_id == county.pk]
            brigade = made[-1] if place != 17 else made[1]
        if place == 17:
            scribe.stated(county, LedgerStatement.Ledger.OFFICES, dt.date(2014, 12, 31), 1)
        _brigade_means(scribe, brigade, place, session)


def _brigade_means(scribe: Scribe, brigade: Agency, place: int, session: Session) -> None:
    kinds, category, papers = BudgetLine.Category, EquipmentItem.Category, FiledDocument.Kind
    lacks_case_money, lacks_vehicle, lacks_plan = place in (4, 22), place in (7, 31), place == 13
    for year in (2014, 2015):
        scribe.budget(
            brigade,
            year,
            {
                kinds.OFFICE: 60_000,
                kinds.TRAVEL: 40_000,
                kinds.CASE: 0 if lacks_case_money else 80_000,
                kinds.TRAINING: 30_000,
                kinds.EXPERT: 20_000,
                kinds.APPRAISAL: 20_000,
            },
        )
    items = scribe.equipment(
        brigade,
        {
            **({} if lacks_vehicle else {category.VEHICLE: 1 + place % 2}),
            category.TERMINAL: 2,
            category.RECORDER: 4,
            category.DETECTOR: 3,
        },
        dt.date(2014, 10, 20),
    )
    for item in items:
        if item.category == category.DETECTOR:
            scribe.calibrated(item, dt.date(2014, 10, 20), dt.date(2016, 10, 19))
        if item.category == category.VEHICLE:
            for month in range(1, 13):
                scribe.add(
                    EquipmentUse(
                        item=item,
                        used_on=dt.date(2015, month, 12),
                        enforcement=month != 8,
                        purpose="现场检查" if month != 8 else "公务活动",
                    )
                )
    scribe.premises(brigade, dt.date(2013, 1, 1), independent=place != 26)
    scribe.add(
        Establishment(
            agency=brigade,
            kind=Establishment.Kind.INSTITUTION,
            posts=8 + place % 6,
            document=f"编发〔2013〕{scribe.number()}号",
            valid_from=dt.date(2013, 1, 1),
        )
    )
    scribe.document(brigade, papers.ESTABLISHMENT, "机构人员编制表", dt.date(2013, 2, 1))
    scribe.document(brigade, papers.RULES, "执法监察大队管理制度汇编", dt.date(2013, 3, 1))
    for year in (2014, 2015):
        if not lacks_plan:
            scribe.document(brigade, papers.PLAN, f"{year}年度执法计划", dt.date(year, 1, 20))
        scribe.document(brigade, papers.PAPER, f"{year}年执法文书样卷", dt.date(year, 11, 20))
    for officer in [o for o in scribe.kept[Officer] if o.agency is brigade]:
        if place % 10 != 9:
            scribe.attended(session, officer)


def hunan(scribe: Scribe) -> None:
    """Two counties of Hunan on the way to the "four in place"."""
    for code in HUNAN:
        county = Area.objects.get(pk=code)
        bureau = county_bodies(
            scribe,
            county,
            dt.date(2013, 1, 1),
            bureau_staff=7,
            brigade_staff=9,
            bureau_name="安全生产监督管理局",
            brigade_name="安全生产执法大队",
        )
        for place, township in enumerate(
            t for t in townships_of(county) if t.kind in TOWNSHIP_KINDS
        ):
            if place % 9 == 8:
                continue  # nothing reported
            office = office_of(scribe, township, bureau, dt.date(2014, 9, 1))
            for number in range(1 if place % 7 == 6 else 2 + place % 2):
                post = Appointment.Post.DIRECTOR if number == 0 else Appointment.Post.MEMBER
                officer = scribe.officer(office, dt.date(2014, 10, 1), post=post)
                if place % 5:
                    scribe.certificate(
                        officer, dt.date(2015, 3, 2), years=12, issuer="湖南省人民政府"
                    )
            if place % 4:
                furnish(scribe, office, dt.date(2015, 6, 1), (2016, 2017))
            if place % 6 == 0:
                key_unit(
                    scribe, KeyListEntry.List.KEY_TOWNSHIP, township, bureau, "湘安监〔2014〕核准"
                )


def key_unit(
    scribe: Scribe, list: KeyListEntry.List, area: Area, bureau: Agency, document: str
) -> None:
    """An approved entry of a key list, in force since September 2014."""
    scribe.add(
        KeyListEntry(
            list=list,
            area=area,
            state=KeyListState.APPROVED,
            reason="矿山、危险化学品、烟花爆竹企业集中，监管任务重",
            proposed_by=bureau,
            proposed_on=dt.date(2014, 8, 1),
            decided_by=bureau,
            decided_on=dt.date(2014, 9, 1),
            document=document,
            valid_from=dt.date(2014, 9, 1),
        )
    )
