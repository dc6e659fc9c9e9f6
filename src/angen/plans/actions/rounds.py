"""Arranging a round of cross inspection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from angen.audit.actions import record
from angen.kernel.access import Actor, require
from angen.kernel.refusal import Refused
from angen.orgs.models import Agency, Area
from angen.plans.crossing import next_pairs
from angen.plans.events.draws import RoundArranged
from angen.plans.models import CrossPair, CrossRound

LEVELS = (Area.Level.TOWNSHIP, Area.Level.COUNTY)


@transaction.atomic
def arrange_round(
    agency: Agency,
    *,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    areas: Sequence[Area],
    by: Actor,
) -> CrossRound:
    """Fix who inspects whom in the next round: never its own, never the same as last time."""
    # Two rounds at once would both build upon the same last one.
    agency = Agency.objects.select_for_update(of=("self",)).select_related("area").get(pk=agency.pk)
    if ends_on < starts_on:
        raise Refused("结束日期早于开始日期，请核对。")
    if any(not area.path.startswith(agency.area.path) for area in areas):
        raise Refused("参加互查的乡镇须在组织机构的辖区内。")
    earlier = CrossRound.objects.filter(agency=agency).order_by("year", "number")
    number = earlier.filter(year=starts_on.year).count() + 1
    made = CrossRound.objects.create(
        agency=agency,
        year=starts_on.year,
        number=number,
        title=title.strip() or f"{starts_on.year}年第{number}轮异地互查",
        starts_on=starts_on,
        ends_on=ends_on,
    )
    require(by, "plans.keep_rounds", made)
    history = [
        list(one.pairs.values_list("visitor", "visited")) for one in earlier.exclude(pk=made.pk)
    ]
    pairs = next_pairs([area.pk for area in areas], history)
    CrossPair.objects.bulk_create(
        [CrossPair(round=made, visitor_id=one, visited_id=other) for one, other in pairs]
    )
    event = RoundArranged(number=number, pairs=[f"{one}>{other}" for one, other in pairs])
    record(event, by=by, subject=made)
    return made
