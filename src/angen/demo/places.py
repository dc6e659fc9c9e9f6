"""Bodies that every place of the demo world has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from angen.demo.scribe import Scribe
from angen.orgs.models import Agency, Appointment, Area, AreaName, AreaPlace, Officer
from angen.papers.models import Letterhead

TOWNSHIP_KINDS = (Area.Kind.TOWN, Area.Kind.TOWNSHIP, Area.Kind.STREET)


def townships_of(county: Area) -> list[Area]:
    """Townships, streets and zones directly under a county, by code."""
    wanted = (*TOWNSHIP_KINDS, Area.Kind.DEVELOPMENT_ZONE)
    return list(
        Area.objects.filter(parent=county, level=Area.Level.TOWNSHIP, kind__in=wanted)
        .select_related("parent")
        .order_by("pk")
    )


def villages_of(township: str) -> QuerySet[Area]:
    """Villages and neighbourhoods of a township, by code."""
    return Area.objects.filter(parent_id=township, level=Area.Level.VILLAGE).order_by("pk")


def local_area(code: str, name: str, kind: Area.Kind, parent: Area, since: dt.date) -> Area:
    """An area that has no statistical code of its own, hung into the tree under a local one."""
    level = Area.Level.COUNTY if parent.level == Area.Level.PREFECTURE else Area.Level.TOWNSHIP
    area, made = Area.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "level": level,
            "kind": kind,
            "parent": parent,
            "path": f"{parent.path}{code}/",
            "since": since,
        },
    )
    if made:
        AreaName.objects.create(area=area, name=name, valid_from=since, cite="演示数据")
        AreaPlace.objects.create(area=area, parent=parent, valid_from=since, cite="演示数据")
    return area


def count_from_later(code: str, day: dt.date, why: str) -> None:
    """Let an area of today's tree count only from ``day`` on, so that a published number holds."""
    cite = f"演示口径：{why}，并非史实"
    AreaPlace.objects.filter(area_id=code).update(valid_from=day, cite=cite)


def county_bodies(
    scribe: Scribe,
    county: Area,
    since: dt.date,
    *,
    bureau_staff: int,
    brigade_staff: int,
    bureau_name: str = "应急管理局",
    brigade_name: str = "应急管理综合行政执法大队",
    certified: bool = True,
) -> Agency:
    """Government, bureau, brigade and their people; returns the bureau."""
    government = scribe.agency(
        county, Agency.Kind.GOVERNMENT, government_name(county), dt.date(1990, 1, 1)
    )
    bureau = scribe.agency(
        county,
        Agency.Kind.EMERGENCY_BUREAU,
        f"{county.name}{bureau_name}",
        since,
        form=Agency.Form.ADMINISTRATIVE,
        independent=True,
        document=f"编〔{since.year}〕{scribe.number()}号",
    )
    scribe.led(bureau, government, government, since)
    if brigade_staff:
        brigade = scribe.agency(
            county,
            Agency.Kind.ENFORCEMENT_BRIGADE,
            f"{county.name}{brigade_name}",
            since,
            form=Agency.Form.INSTITUTION,
            independent=True,
        )
        scribe.led(brigade, bureau, bureau, since)
        staffed(scribe, brigade, since, brigade_staff, certified=certified)
    staffed(scribe, bureau, since, bureau_staff, employment=Officer.Employment.CIVIL_SERVANT)
    return bureau


def staffed(
    scribe: Scribe,
    agency: Agency,
    since: dt.date,
    count: int,
    *,
    employment: Officer.Employment = Officer.Employment.INSTITUTION,
    certified: bool = True,
) -> list[Officer]:
    """People of a body: a director, a deputy and members."""
    posts = [Appointment.Post.DIRECTOR, Appointment.Post.DEPUTY]
    staff = []
    for place in range(count):
        post = posts[place] if place < len(posts) else Appointment.Post.MEMBER
        entered = scribe.between(since, since + dt.timedelta(300))
        officer = scribe.officer(agency, entered, post=post, employment=employment)
        if certified:
            scribe.certificate(officer, entered + dt.timedelta(40), years=8)
        staff.append(officer)
    return staff


def office_of(scribe: Scribe, township: Area, guide: Agency, since: dt.date) -> Agency:
    """The office of a township under its government, guided by the county's bureau."""
    government = scribe.agency(
        township, Agency.Kind.GOVERNMENT, government_name(township), dt.date(1990, 1, 1)
    )
    office = scribe.agency(
        township,
        Agency.Kind.TOWNSHIP_OFFICE,
        f"{township.name}应急管理事务服务中心",
        since,
        form=Agency.Form.INSTITUTION,
        independent=True,
    )
    scribe.led(office, government, guide, since)
    return office


def letterheads(scribe: Scribe, bodies: Iterable[tuple[Area, Agency]]) -> None:
    """What stands before the numbers of the papers of bodies of counties and townships."""
    for area, bureau in bodies:
        county = area if area.level == Area.Level.COUNTY else area.parent or area
        short = area.name
        for ending in ("区", "县", "街道", "镇", "乡"):
            short = short.removesuffix(ending)
        scribe.add(
            Letterhead(
                agency=bureau,
                region=f"鲁日{short[:2]}",
                office_head=f"{short}应急",
                review_body=f"{county.name}人民政府",
                court=f"{county.name}人民法院",
                valid_from=dt.date(2019, 3, 1),
            )
        )


def city_letterhead(scribe: Scribe, body: Agency, region: str, head: str, city: str) -> None:
    """What stands before the numbers of the circulars of a city."""
    scribe.add(
        Letterhead(
            agency=body,
            region=region,
            office_head=head,
            review_body=f"{city}人民政府",
            court=f"{city}东港区人民法院",
            valid_from=dt.date(2019, 3, 1),
        )
    )


def government_name(area: Area) -> str:
    """A street has an office (办事处), a town a people's government, a zone a committee."""
    if area.kind == Area.Kind.STREET:
        return f"{area.name}办事处"
    if area.kind in (*TOWNSHIP_KINDS, Area.Kind.COUNTY):
        return f"{area.name}人民政府"
    return f"{area.name}管理委员会"
