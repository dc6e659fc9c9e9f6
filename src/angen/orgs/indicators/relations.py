"""Relations that several indicators share.

``t`` gives tables by name, ``on`` is the day. Every finished relation carries ``unit_id`` (code of
the body's own area), ``record_id`` and ``record_type``; ``people`` and ``records`` give it those.
"""

from __future__ import annotations

from typing import Final

import ibis
from ibis.expr.types import BooleanValue, DateValue, IntegerColumn, Table

from angen.kernel.indicators import Tables

# Enforcing bodies 监管执法机构: whose people, posts and certificates are counted.
ENFORCING: Final = ("township_office", "park_office", "emergency_bureau", "enforcement_brigade")
ZONES: Final = ("park", "development_zone", "farm", "forest_farm")
TOWNSHIPS: Final = ("town", "township", "street")


def holds(table: Table, on: DateValue) -> BooleanValue:
    """Rows of a dated table that hold on the day, both ends included."""
    return (table.valid_from <= on) & (table.valid_to.isnull() | (table.valid_to >= on))


def bodies(t: Tables, on: DateValue, kinds: tuple[str, ...] = ENFORCING) -> Table:
    """Bodies of the kinds that hold on the day: agency_id, unit_id, kind, form, duty, independent."""
    a = t.orgs_agency
    return a.filter(holds(a, on), a.kind.isin(kinds)).select(
        agency_id=a.id,
        unit_id=a.area_id,
        kind=a.kind,
        form=a.form,
        duty=a.duty,
        independent=a.independent,
    )


def records(table: Table, record_id: str, record_type: str) -> Table:
    """``unit_id`` with the record named by column ``record_id``, each once."""
    return table.select(
        unit_id=table.unit_id,
        record_id=table[record_id].cast("string"),
        record_type=ibis.literal(record_type),
    ).distinct()


def people(table: Table) -> Table:
    """The persons of ``officer_id``, each once a unit."""
    return records(table, "officer_id", "orgs.officer")


def held(t: Tables, on: DateValue, kinds: tuple[str, ...] = ENFORCING) -> Table:
    """Posts held on the day in bodies of the kinds, whoever holds them and wherever they work."""
    p = t.orgs_appointment
    posts = p.filter(holds(p, on)).select(
        appointment_id=p.id,
        officer_id=p.officer_id,
        body_id=p.agency_id,
        post=p.post,
        full_time=p.full_time,
        on_establishment=p.on_establishment,
        works_elsewhere=p.works_elsewhere,
        since=p.valid_from,
    )
    found = bodies(t, on, kinds)
    return posts.join(found, posts.body_id == found.agency_id)


def in_post(t: Tables, on: DateValue, kinds: tuple[str, ...] = ENFORCING) -> Table:
    """Posts whose holder works there: not borrowed elsewhere, and no leader in charge."""
    found = held(t, on, kinds)
    return found.filter(found.works_elsewhere == "", found.post != "leader")


def in_charge(t: Tables, on: DateValue) -> Table:
    """Leaders in charge 分管领导, of the government itself or of one of its enforcing bodies."""
    found = held(t, on, (*ENFORCING, "government"))
    return found.filter(found.works_elsewhere == "", found.post == "leader")


def everyone(t: Tables, on: DateValue) -> Table:
    """All persons the ledger of officers holds for a unit on the day, leaders and absent included."""
    staff, leaders = held(t, on), in_charge(t, on)
    return people(staff).union(people(leaders), distinct=True)


def with_officer(t: Tables, posts: Table) -> Table:
    """``posts`` with what is known of the person."""
    o = t.orgs_officer
    known = o.select(
        person_id=o.id,
        entered_on=o.entered_on,
        entry_exam_on=o.entry_exam_on,
        professional=o.professional,
    )
    return posts.join(known, posts.officer_id == known.person_id)


def latest(table: Table, by: tuple[str, ...], day: str) -> Table:
    """The last row by ``day`` for each combination of ``by``; of one day, the last entered."""
    window = ibis.window(group_by=list(by), order_by=[ibis.desc(day), ibis.desc("id")])
    numbered = table.mutate(place=ibis.row_number().over(window))
    return numbered.filter(numbered.place == 0).drop("place")


def statements(t: Tables, on: DateValue, ledger: str) -> Table:
    """The latest statement of each unit on a ledger: unit_id, id, as_of, stated."""
    s = t.orgs_ledgerstatement
    said = s.filter(s.ledger == ledger, s.as_of <= on)
    said = said.select(unit_id=said.area_id, id=said.id, as_of=said.as_of, stated=said["count"])
    return latest(said, ("unit_id",), "as_of")


def heard(t: Tables, on: DateValue, ledger: str, recorded: Table) -> Table:
    """The units of which a ledger is known: it holds records, or zero is what the unit states.

    A share is asked only of these, so that records nobody entered make it unknown, not nought.
    """
    said = statements(t, on, ledger)
    zero = said.filter(said.stated == 0)
    return _units(recorded).union(_units(zero), distinct=True)


def _units(table: Table) -> Table:
    """The units of a table; a union wants the same type on both sides."""
    return table.select(unit_id=table.unit_id.cast("string"))


def only(table: Table, units: Table) -> Table:
    """The rows of ``table`` whose unit is among ``units``."""
    return table.semi_join(units, "unit_id")


def children(t: Tables, on: DateValue, kinds: tuple[str, ...]) -> Table:
    """Areas of the kinds with the unit they hung under on the day: unit_id, area_id."""
    a, p = t.orgs_area, t.orgs_areaplace
    there = a.filter(
        a.kind.isin(kinds),
        a.since.isnull() | (a.since <= on),
        a.until.isnull() | (a.until >= on),
    ).select(area_id=a.code)
    placed = p.filter(holds(p, on)).select(placed_id=p.area_id, unit_id=p.parent_id)
    return there.join(placed, there.area_id == placed.placed_id).select("unit_id", "area_id")


def year_of(on: DateValue) -> DateValue:
    """The first day of the calendar year of the day."""
    return ibis.date(on).truncate("Y").cast("date")


def amount(table: Table, value: IntegerColumn, record_id: str, record_type: str) -> Table:
    """``records`` with a ``value`` to be summed."""
    return table.select(
        unit_id=table.unit_id,
        record_id=table[record_id].cast("string"),
        record_type=ibis.literal(record_type),
        value=value,
    )
