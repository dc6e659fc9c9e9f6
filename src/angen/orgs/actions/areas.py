"""Writes to the area tree: loading the statistical divisions, and the dated changes since."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import CharField, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.divisions import BEGINNING, SOURCE, divisions, old_names
from angen.orgs.events.areas import (
    AreaAbolished,
    AreaAdded,
    AreaMoved,
    AreaRenamed,
    AreasLoaded,
)
from angen.orgs.models import Agency, Area, AreaName, AreaPlace

_INCOMING = """
create temporary table incoming_areas (
  code text primary key, name text, level text, kind text, parent_id text, path text
) on commit drop
"""
_COPY = "copy incoming_areas (code, name, level, kind, parent_id, path) from stdin"
_OLD_NAMES = """
create temporary table incoming_names (
  code text, name text, valid_from date, valid_to date, cite text
) on commit drop
"""
# A name or place that somebody changed here since the last loading stays as it is.
_KEPT = """
create temporary table kept_areas on commit drop as
select area_id as code from orgs_areaname
where cite <> %(source)s and not exists (
  select from incoming_names as n where n.code = area_id and n.cite = orgs_areaname.cite)
union select area_id from orgs_areaplace where cite <> %(source)s
union select code from orgs_area where until is not null
"""
_UPSERT = """
with written as (
  insert into orgs_area as a (code, name, level, kind, parent_id, path)
  select code, name, level, kind, parent_id, path from incoming_areas order by length(code), code
  on conflict (code) do update
    set name = excluded.name, level = excluded.level, kind = excluded.kind
    where (a.name, a.level, a.kind) is distinct from (excluded.name, excluded.level, excluded.kind)
      and a.code not in (select code from kept_areas)
  returning (xmax = 0) as added
)
select count(*) filter (where added), count(*) filter (where not added) from written
"""
_NAMES = """
insert into orgs_areaname (area_id, name, cite, valid_from, valid_to)
select code, name, cite, valid_from, valid_to from incoming_names
union all
select code, name, %(source)s, %(beginning)s, null from incoming_areas as i
where not exists (select from incoming_names as n where n.code = i.code)
on conflict (area_id, valid_from) do update
  set name = excluded.name, cite = excluded.cite, valid_to = excluded.valid_to
  where (orgs_areaname.name, orgs_areaname.cite, orgs_areaname.valid_to)
    is distinct from (excluded.name, excluded.cite, excluded.valid_to)
    and orgs_areaname.area_id not in (select code from kept_areas)
"""
_PLACES = """
insert into orgs_areaplace (area_id, parent_id, cite, valid_from)
select code, parent_id, %(source)s, %(beginning)s from incoming_areas as i
where parent_id is not null
  and not exists (select from orgs_areaplace as p where p.area_id = i.code)
"""


@transaction.atomic
def load_areas(*, by: Actor | None) -> tuple[int, int]:
    """Load the shipped divisions; returns the numbers of areas added and changed.

    Loading again writes only what differs. Names and places changed here in the meantime stay.
    ``by`` None means the installation itself; anybody else needs the permission on every province.
    """
    with connection.cursor() as cursor:
        _copy_in(cursor)
        given: dict[str, str | dt.date] = {"source": SOURCE, "beginning": BEGINNING}
        cursor.execute(_KEPT, given)
        cursor.execute(_UPSERT)
        added, changed = cursor.fetchone()
        cursor.execute(_NAMES, given)
        cursor.execute(_PLACES, given)
        if added:
            cursor.execute("analyze orgs_area, orgs_areaname, orgs_areaplace")
    tops = list(Area.objects.filter(parent=None).order_by("path"))
    if by is not None:
        for top in tops:
            require(by, "orgs.keep_areas", top)
    if added or changed:
        record(AreasLoaded(added=added, changed=changed), by=by, subject=tops[0])
    return added, changed


def _copy_in(cursor: CursorWrapper) -> None:
    for table in ("incoming_areas", "incoming_names", "kept_areas"):
        cursor.execute(f"drop table if exists {table}")
    cursor.execute(_INCOMING)
    cursor.execute(_OLD_NAMES)
    with cursor.copy(_COPY) as copy:
        for division in divisions():
            copy.write_row(division)
    with cursor.copy("copy incoming_names from stdin") as copy:
        for name in old_names():
            copy.write_row(name)


def _locked(area: Area) -> Area:
    return Area.objects.select_for_update().get(pk=area.pk)


def _require_past(day: dt.date) -> None:
    if day > timezone.localdate():
        raise Refused("生效日期不能晚于今天，请在生效当日或之后再登记。")


@transaction.atomic
def add_area(
    *,
    code: str,
    name: str,
    level: str,
    kind: str,
    parent: Area,
    since: dt.date,
    cite: str,
    by: Actor,
) -> Area:
    """Hang an area without a statistical code, such as a functional zone, under ``parent``."""
    parent = _locked(parent)
    require(by, "orgs.keep_areas", parent)
    _require_past(since)
    if Area.objects.filter(pk=code).exists():
        raise Refused(f"代码“{code}”已被使用，请换一个代码。")
    if "/" in code:
        raise Refused("区划代码不能含“/”，请只用数字和字母。")
    area = Area.objects.create(
        code=code,
        name=name,
        level=level,
        kind=kind,
        parent=parent,
        path=f"{parent.path}{code}/",
        since=since,
    )
    AreaName.objects.create(area=area, name=name, valid_from=since, cite=cite)
    AreaPlace.objects.create(area=area, parent=parent, valid_from=since, cite=cite)
    event = AreaAdded(name=name, kind=area.kind, parent=parent.code, since=since, cite=cite)
    record(event, by=by, subject=area)
    return area


@transaction.atomic
def rename_area(area: Area, *, name: str, since: dt.date, cite: str, by: Actor) -> Area:
    """Give an area a new name from ``since`` on; the old one keeps its days."""
    area = _locked(area)
    require(by, "orgs.keep_areas", area)
    _require_past(since)
    last = area.names.select_for_update().order_by("valid_from").last()
    if last is not None:
        if last.valid_from >= since:
            raise Refused(
                f"现名“{last.name}”自 {last.valid_from} 起使用，新名称的起始日期必须晚于这一天。"
            )
        last.valid_to = since - dt.timedelta(1)
        last.save(update_fields=["valid_to"])
    before, area.name = area.name, name
    area.save(update_fields=["name"])
    AreaName.objects.create(area=area, name=name, valid_from=since, cite=cite)
    record(AreaRenamed(before=before, after=name, since=since, cite=cite), by=by, subject=area)
    return area


@transaction.atomic
def move_area(area: Area, *, parent: Area, since: dt.date, cite: str, by: Actor) -> Area:
    """Hang an area and all below it under another parent from ``since`` on."""
    area, parent = _locked(area), _locked(parent)
    require(by, "orgs.keep_areas", area)
    require(by, "orgs.keep_areas", parent)
    _require_past(since)
    if parent.path.startswith(area.path):
        raise Refused(f"“{parent.name}”在“{area.name}”之下，不能作它的上级。")
    last = area.places.select_for_update().order_by("valid_from").last()
    if last is not None:
        if last.valid_from >= since:
            raise Refused(f"现隶属关系自 {last.valid_from} 起，新的起始日期必须晚于这一天。")
        last.valid_to = since - dt.timedelta(1)
        last.save(update_fields=["valid_to"])
    before, old = area.parent_id or "", area.path
    # The new head of every path below, then the rest of the old path.
    head = Value(f"{parent.path}{area.code}/", output_field=CharField())
    rest = Substr("path", len(old) + 1)
    Area.objects.filter(path__startswith=old).update(path=Concat(head, rest))
    Area.objects.filter(pk=area.pk).update(parent=parent)
    AreaPlace.objects.create(area=area, parent=parent, valid_from=since, cite=cite)
    event = AreaMoved(before=before, after=parent.code, since=since, cite=cite)
    record(event, by=by, subject=area)
    area.refresh_from_db()
    return area


@transaction.atomic
def abolish_area(area: Area, *, last_day: dt.date, cite: str, by: Actor) -> Area:
    """End an area; refused while areas or bodies below it go on."""
    area = _locked(area)
    require(by, "orgs.keep_areas", area)
    _require_past(last_day)
    if area.children.filter(until=None).exists():
        raise Refused(f"“{area.name}”之下还有区划，请先逐个撤销或调整隶属。")
    if Agency.objects.filter(area=area, valid_to=None).exists():
        raise Refused(f"“{area.name}”还有在册机构，请先登记机构的截止日期。")
    area.until = last_day
    area.save(update_fields=["until"])
    for table in (area.names, area.places):
        table.filter(valid_to=None, valid_from__lte=last_day).update(valid_to=last_day)
    record(AreaAbolished(last_day=last_day, cite=cite), by=by, subject=area)
    return area
