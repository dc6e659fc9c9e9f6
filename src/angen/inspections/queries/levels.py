"""Which body answers on which level, and how long something may take by the packs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from angen.enterprises.models import Enterprise, Supervision
from angen.inspections.states import ListingLevel
from angen.kernel.calendar import Due, deadline
from angen.kernel.refusal import Refused
from angen.kernel.states import Natural, Working
from angen.orgs.models import Agency, Area
from angen.rulebook.queries import Ruling, value
from angen.worklist.queries.days import local_days
from angen.worklist.queries.people import People

Kind = Agency.Kind
# Who supervises in a place, the first there is; who lists in a level, likewise.
OFFICES = (Kind.TOWNSHIP_OFFICE, Kind.PARK_OFFICE, Kind.EMERGENCY_BUREAU, Kind.ENFORCEMENT_BRIGADE)
LISTERS = (Kind.COMMITTEE_OFFICE, Kind.EMERGENCY_BUREAU, Kind.ENFORCEMENT_BRIGADE)
MARKS = {"unverified": "待核", "design": "平台设计值"}


def limit(name: str, area: Area | str, on: dt.date) -> Decimal | None:
    """A number of the packs; None where no pack sets it."""
    found = value(name, area, on)
    return None if found is None else found.value


def term(name: str, area: Area, start: dt.date, *, working: bool = False) -> Due | None:
    """When a term of the packs that begins with ``start`` ends; None where no pack sets one."""
    found = value(name, area, start)
    if found is None:
        return None
    days = int(found.value)
    length = Working(days) if working else Natural(days)
    return deadline(start, length, local_days(area), article=said(found))


def said(ruling: Ruling) -> str:
    """The clause of a number, and that it is not settled."""
    mark = MARKS.get(ruling.basis, "")
    return f"{ruling.cite}（{mark}）" if mark and mark not in ruling.cite else ruling.cite


def _above(area: Area) -> list[str]:
    return [code for code in area.path.split("/") if code]


def _first(area: Area, kinds: tuple[Kind, ...], on: dt.date, level: str = "") -> Agency | None:
    """The body of the nearest area upwards, by the order of ``kinds``."""
    known = Agency.objects.on(on).filter(area__in=_above(area), kind__in=kinds)
    if level:
        known = known.filter(area__level=level)
    found = list(known.select_related("area"))
    order = {kind: place for place, kind in enumerate(kinds)}
    found.sort(key=lambda one: (-len(one.area.path), order[Kind(one.kind)], one.pk))
    return found[0] if found else None


def office_of(area: Area, on: dt.date) -> Agency:
    """The office that answers for a place; refused where there is none."""
    found = _first(area, OFFICES, on)
    if found is None:
        raise Refused(f"{area.name}还没有登记监管机构，请先在“机构”台账登记。")
    return found


def supervisor_of(enterprise: Enterprise, on: dt.date) -> Agency:
    """The supervising body of an enterprise, else the office of its place."""
    held = Supervision.objects.on(on).filter(enterprise=enterprise).select_related("agency__area")
    found = held.first()
    return found.agency if found is not None else office_of(enterprise.area, on)


def lister_of(level: str, area: Area, on: dt.date) -> Agency:
    """The body that lists at a level above a place."""
    found = _first(area, LISTERS, on, level)
    if found is None:
        label = ListingLevel(level).label
        raise Refused(f"没有找到{label}安委办或应急管理部门，请先在“机构”台账登记，或改选级别。")
    return found


def suggested_level(area: Area, days: int | None, on: dt.date) -> str:
    """The level the packs suggest for a treatment that takes ``days``; county where unknown."""
    for level, name in (
        (ListingLevel.PROVINCE, "listing_province_days"),
        (ListingLevel.PREFECTURE, "listing_prefecture_days"),
    ):
        bound = limit(name, area, on)
        if days is not None and bound is not None and days > bound:
            return level
    return ListingLevel.COUNTY


def climb(agency: Agency, levels: int, on: dt.date) -> Agency | None:
    """The body so many levels above; None where the way ends. Recorded relations come first."""
    people, here, seen = People(on), agency, {agency.pk}
    for _ in range(levels):
        parent = here.area.parent
        above = people.superior(here.pk) or (
            None if parent is None else _first(parent, LISTERS, on)
        )
        if above is None or above.pk in seen:
            return None
        here = above
        seen.add(here.pk)
    return here
