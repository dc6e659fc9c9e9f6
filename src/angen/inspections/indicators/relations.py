"""Relations that the numbers of inspections share.

``heard`` relations decide between zero and unknown: a unit that recorded a visit or a hazard in the
year is heard of, and where it then has none of something, that is zero.
"""

from __future__ import annotations

from typing import Final

import ibis
from ibis.expr.types import BooleanValue, DateValue, Table

from angen.enterprises.indicators import enterprises
from angen.enterprises.states import Risk
from angen.kernel.indicators import Period, Tables, shared
from angen.orgs.indicators.relations import holds, latest, year_of

INSPECTION: Final = "inspections.inspection"
HAZARD: Final = "inspections.hazard"
ORDER: Final = "inspections.order"
ENTERPRISE: Final = "enterprises.enterprise"
TAGS: Final = ("inspections",)
VOLUME: Final = ("inspections", "volume")


def within(day: DateValue, period: Period) -> BooleanValue:
    """Days of the period, both ends included."""
    return (day >= period.start) & (day <= period.end)


def so_far(period: Period) -> Period:
    """From the beginning of the year (or of a longer period) to the period's end."""
    return Period(ibis.least(period.start, year_of(period.end)), period.end)


def of_bodies(t: Tables, rows: Table, body: str = "agency_id") -> Table:
    """``rows`` with ``unit_id``, the area of the body in column ``body``."""
    bodies = t.orgs_agency.select(body_id=t.orgs_agency.id, unit_id=t.orgs_agency.area_id)
    return rows.join(bodies, rows[body] == bodies.body_id).drop("body_id")


def recorded(t: Tables, period: Period) -> Table:
    """Recorded visits of the period, rechecks included, by the body that made them."""
    v = t.inspections_inspection
    found = v.filter(v.state == "recorded", within(v.visited_on, period)).select(
        "agency_id",
        "enterprise_id",
        "origin",
        "manner",
        "visited_on",
        "plan_item_id",
        "campaign",
        "card_shown",
        "refused",
        "witness",
        "filmed",
        "started_at",
        "approved_at",
        "approved_by_id",
        "submitted_by_id",
        visit_id=v.id,
    )
    return of_bodies(t, found)


def visits(t: Tables, period: Period) -> Table:
    """Visits 检查 of the period: a recheck is counted by itself."""
    found = recorded(t, period)
    return found.filter(found.origin != "recheck")


def hazards(t: Tables, on: DateValue) -> Table:
    """Hazards found by the day and not dismissed, with the body that follows them up."""
    h = t.inspections_hazard
    found = h.filter(h.found_on <= on, h.state != "dismissed").select(
        "agency_id",
        "grade",
        "source",
        "found_on",
        "due_on",
        "done_on",
        "closed_on",
        "inspection_id",
        "enterprise_id",
        "repeats_id",
        "order_id",
        "told_department_on",
        "told_workers_on",
        hazard_id=h.id,
    )
    return of_bodies(t, found)


def still_open(found: Table, on: DateValue) -> Table:
    """Those of ``hazards`` not closed on the day."""
    return found.filter(found.closed_on.isnull() | (found.closed_on > on))


@shared
def heard(t: Tables, period: Period) -> Table:
    """One visit and one hazard of each unit that keeps records in the year to the period's end.

    Open hazards of earlier years count too. One record a unit is enough to tell zero from unknown,
    and all numbers ask the same, so that it is looked up once.
    """
    year = so_far(period)
    seen = _named(recorded(t, year), "visit_id", INSPECTION)
    found = hazards(t, period.end)
    fresh = (found.found_on >= year.start) | found.closed_on.isnull()
    known = _named(found.filter(fresh | (found.closed_on >= year.start)), "hazard_id", HAZARD)
    both = seen.union(known)
    return both.group_by("unit_id", "record_type").aggregate(record_id=both.record_id.max())


def _named(rows: Table, record_id: str, record_type: str) -> Table:
    """``records`` that may repeat."""
    return rows.select(
        unit_id=rows.unit_id,
        record_id=rows[record_id].cast("string"),
        record_type=ibis.literal(record_type),
    )


def day_only(on: DateValue) -> Period:
    """The year up to a day, for numbers that ask about the day alone."""
    return Period(year_of(on), on)


@shared
def under(t: Tables, on: DateValue) -> Table:
    """Enterprises at work under the supervision of a unit's bodies on the day."""
    s = t.enterprises_supervision
    held = s.filter(holds(s, on)).select("agency_id", "enterprise_id")
    there = enterprises(t, on).select("id")
    return of_bodies(t, held.semi_join(there, held.enterprise_id == there.id))


def grave(t: Tables, on: DateValue) -> Table:
    """Enterprises under a unit whose last rating by the day is of a key class: also unit_id.

    How many classes from the gravest on are key the packs say for the unit; where none says, no
    enterprise is key by its risk.
    """
    r, classes = t.enterprises_riskrating, t.value_key_risk_classes
    last = latest(r.filter(r.rated_on <= on), ("enterprise_id",), "rated_on")
    place = last.risk.cases(*((risk.value, n) for n, risk in enumerate(Risk, 1)), else_=None)
    rated = last.select(whose=last.enterprise_id, place=place)
    found = under(t, on)
    found = found.join(rated, found.enterprise_id == rated.whose)
    known = classes.select(number_of=classes.unit_id, classes=classes.value.cast("int32"))
    joined = found.join(known, found.unit_id == known.number_of)
    return joined.filter(joined.place <= joined.classes).select("unit_id", "enterprise_id")


def after(day: DateValue, rows: Table, number: Table) -> Table:
    """``rows`` with ``last_on``: ``day`` and so many days more as the packs give the unit.

    Units for which no pack sets the number are left out: of them nothing can be said.
    """
    known = number.select(number_of=number.unit_id, days=number.value.cast("int32"))
    joined = rows.mutate(from_on=day).join(known, rows.unit_id == known.number_of)
    last = joined.from_on + joined.days.as_interval("D")
    return joined.mutate(last_on=last.cast("date"))
