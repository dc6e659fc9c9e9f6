"""The area tree as it stood on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from angen.desk.dated import holds
from angen.kernel.access import Actor, rows
from angen.kernel.refusal import Refused
from angen.orgs.models import Area, AreaName, AreaPlace


class AreaOn(NamedTuple):
    """An area as of a day; ``parent`` is a code, empty for a province."""

    code: str
    name: str
    level: str
    kind: str
    parent: str


_SUBTREE = """
with recursive found (code) as (
  select code from orgs_area
  where code = %(code)s and coalesce(since <= %(day)s, true) and coalesce(until >= %(day)s, true)
  union
  select p.area_id from orgs_areaplace as p join found on p.parent_id = found.code
  where p.valid_from <= %(day)s and coalesce(p.valid_to >= %(day)s, true)
)
select code from found
"""


def existing(day: dt.date) -> Q:
    """The condition that an area exists on ``day``."""
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gte=day))


def subtree_on(code: str, day: dt.date) -> set[str]:
    """The codes of an area and of all that hung below it on ``day``; empty if it was not there."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, {"code": code, "day": day})
        return {row[0] for row in cursor.fetchall()}


def in_subtree(code: str, day: dt.date) -> RawSQL:
    """The same codes within another query, for ``pk__in``."""
    text = _SUBTREE.replace("%(code)s", "%s", 1).replace("%(day)s", "%s")
    return RawSQL(text, (code, day, day, day, day))  # noqa: S611 - no text from outside


def name_on(area: Area, day: dt.date) -> str:
    """The name an area bore on ``day``; its present one where none is recorded."""
    found = AreaName.objects.filter(holds(day), area=area).values_list("name", flat=True).first()
    return found or area.name


def areas_on(day: dt.date, codes: Collection[str]) -> dict[str, AreaOn]:
    """Name, level, kind and parent of each of ``codes`` that existed on ``day``, by code."""
    wanted = list(codes)
    names = AreaName.objects.filter(holds(day), area__in=wanted)
    places = AreaPlace.objects.filter(holds(day), area__in=wanted)
    name_of = dict(names.values_list("area_id", "name"))
    parent_of = dict(places.values_list("area_id", "parent_id"))
    known = Area.objects.filter(existing(day), pk__in=wanted).order_by("path")
    return {
        area.code: AreaOn(
            area.code,
            name_of.get(area.code, area.name),
            area.level,
            area.kind,
            parent_of.get(area.code, area.parent_id or ""),
        )
        for area in known
    }


def area_typed(actor: Actor, permission: str, typed: str) -> Area:
    """The one area that somebody typed, by code or name, among those of ``permission``.

    Refused, with what to do, where there is none or more than one.
    """
    word = typed.strip()
    found = list(rows(actor, permission).filter(Q(pk=word) | Q(name=word), until=None)[:2])
    if not found:
        raise Refused(f"您的管辖范围内没有“{word}”，请核对名称或改填区划代码。")
    if len(found) > 1:
        raise Refused(f"“{word}”有重名，请改填区划代码。")
    area: Area = found[0]
    return area
