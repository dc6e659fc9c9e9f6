"""Indicators of premises and of the documents a body runs by.

The "five haves" (鄂安监发〔2014〕82号 三（一）) are proved by documents with a file, never by a tick.
"""

from __future__ import annotations

from ibis.expr.types import DateValue, Table

from angen.kernel.indicators import Count, Tables, indicator
from angen.orgs.indicators.relations import bodies, holds, records, year_of


def _rooms(t: Tables, on: DateValue) -> Table:
    p, found = t.capacity_premises, bodies(t, on)
    rooms = p.filter(holds(p, on)).select(
        premises_id=p.id, owner_id=p.agency_id, its_own=p.independent
    )
    return rooms.join(found.select("agency_id", "unit_id"), rooms.owner_id == found.agency_id)


def _premises(t: Tables, on: DateValue, rows: Table) -> Count:
    kind = "capacity.premises"
    return Count(
        records(rows, "premises_id", kind),
        ledger="premises",
        recorded=records(_rooms(t, on), "premises_id", kind),
    )


@indicator("premises_count", "办公场所数", unit="处")
def premises_count(t: Tables, on: DateValue) -> Count:
    """监管执法机构当日在用的办公场所处数。"""
    return _premises(t, on, _rooms(t, on))


@indicator("premises_independent", "独立办公室数", unit="处")
def premises_independent(t: Tables, on: DateValue) -> Count:
    """监管执法机构当日在用、登记为独立办公室的处数。与其他机构合用的不计。"""
    rooms = _rooms(t, on)
    return _premises(t, on, rooms.filter(rooms.its_own))


def _papers(t: Tables, on: DateValue) -> Table:
    """Documents of a unit's enforcing bodies in force on the day, with or without a file."""
    d, found = t.capacity_fileddocument, bodies(t, on)
    papers = d.filter(holds(d, on)).select(
        document_id=d.id,
        owner_id=d.agency_id,
        sort=d.kind,
        issued_on=d.issued_on,
        file=d.file_sha256,
    )
    return papers.join(found.select("agency_id", "unit_id"), papers.owner_id == found.agency_id)


def _with_file(t: Tables, papers: Table) -> Table:
    """Those whose file is here: attached to the record, or known by its digest."""
    f = t.desk_storedfile
    there = f.filter(f.owner_ledger == "documents").select(owner=f.owner_id).distinct()
    joined = papers.left_join(there, papers.document_id.cast("string") == there.owner)
    return joined.filter((joined.file != "") | joined.owner.notnull())


def _documents(t: Tables, on: DateValue, kind: str, *, this_year: bool = False) -> Count:
    papers = _papers(t, on)
    rows = _with_file(t, papers.filter(papers.sort == kind))
    if this_year:
        rows = rows.filter(rows.issued_on >= year_of(on), rows.issued_on <= on)
    name = "capacity.fileddocument"
    return Count(
        records(rows, "document_id", name),
        ledger="documents",
        recorded=records(papers, "document_id", name),
    )


@indicator("establishment_tables", "机构人员编制表数", unit="份")
def establishment_tables(t: Tables, on: DateValue) -> Count:
    """当日有效、附有原件的机构人员编制表份数。没有附件的不计。"""
    return _documents(t, on, "establishment")


@indicator("management_rules", "成建制管理制度数", unit="份")
def management_rules(t: Tables, on: DateValue) -> Count:
    """当日有效、附有原件的成建制管理制度份数。没有附件的不计。"""
    return _documents(t, on, "rules")


@indicator("enforcement_plans", "当年执法计划数", unit="份", over="year")
def enforcement_plans(t: Tables, on: DateValue) -> Count:
    """当年（截至当日）印发、当日有效、附有原件的执法计划份数。没有附件的不计。"""
    return _documents(t, on, "plan", this_year=True)


@indicator("enforcement_papers", "当年执法文书数", unit="份", over="year")
def enforcement_papers(t: Tables, on: DateValue) -> Count:
    """当年（截至当日）印发、当日有效、附有原件的执法文书份数。没有附件的不计。"""
    return _documents(t, on, "paper", this_year=True)


@indicator("exemption_rules", "尽职免责制度数", unit="份")
def exemption_rules(t: Tables, on: DateValue) -> Count:
    """当日有效、附有原件的依法履职、尽职免责制度份数。没有附件的不计。"""
    return _documents(t, on, "liability_exemption")


@indicator("duty_lists", "职责清单数", unit="份")
def duty_lists(t: Tables, on: DateValue) -> Count:
    """当日有效、附有原件的职责清单份数。没有附件的不计。"""
    return _documents(t, on, "duties")
