"""Listing of major hazards under supervision 挂牌督办."""

from __future__ import annotations

import ibis
from ibis.expr.types import DateValue, IntegerValue, Table

from angen.inspections.indicators.relations import (
    HAZARD,
    TAGS,
    hazards,
    of_bodies,
    still_open,
    within,
)
from angen.kernel.indicators import Period, Ratio, Tables, indicator
from angen.orgs.indicators.relations import records

LISTING = "inspections.listing"


def _month(day: DateValue) -> IntegerValue:
    """Months since the year nought: the next month is one more."""
    return day.year() * 12 + day.month()


@indicator("major_hazards_listed", "重大隐患提请挂牌督办率", unit="比例", tags=TAGS)
def major_hazards_listed(t: Tables, on: DateValue) -> Ratio:
    """当日未销号的重大事故隐患中，当日或之前已提请或列入挂牌督办的比例，不予挂牌的不算。

    没有未销号重大隐患的为未知。按跟踪机构所在区划计入单位。
    """
    found, listing = still_open(hazards(t, on), on), t.inspections_listing
    whole = found.filter(found.grade == "major")
    asked = listing.filter(listing.state != "refused", listing.proposed_on <= on)
    asked = asked.select(listed_id=asked.hazard_id)
    part = whole.semi_join(asked, whole.hazard_id == asked.listed_id)
    return Ratio(part=records(part, "hazard_id", HAZARD), whole=records(whole, "hazard_id", HAZARD))


def _running(t: Tables, period: Period) -> Table:
    """Listings with a full month in the period: first and last such month, by supervising body."""
    x = t.inspections_listing
    kept = x.filter(x.listed_on.notnull(), x.listed_on <= period.end).select(
        "listed_on", "delisted_on", agency_id=x.supervisor_id, listing_id=x.id
    )
    ended = kept.filter(kept.delisted_on.isnull() | (kept.delisted_on >= period.start))
    # The month of listing is under way; the month after is the first full one.
    since = ibis.greatest(_month(ended.listed_on) + 1, _month(period.start))
    past = ibis.least(ended.delisted_on.fill_null(period.end), period.end)
    until = _month(past) - (past < _month_end(past)).ifelse(1, 0)
    found = ended.mutate(since=since, until=until)
    return of_bodies(t, found.filter(found.since <= found.until))


def _month_end(day: DateValue) -> DateValue:
    first = day.truncate("M").cast("date")
    return (first + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")


@indicator("listings_progress_in_time", "挂牌督办按月报告率", unit="比例", over="period", tags=TAGS)
def listings_progress_in_time(t: Tables, period: Period) -> Ratio:
    """期内挂牌满整月的督办件中，每个整月的进展都在当月或次月报告的比例。

    挂牌当月、摘牌当月不要求；按监管责任单位所在区划计入单位；期内没有满月的督办件的为未知。
    """
    whole, p = _running(t, period), t.inspections_listingprogress
    said = p.filter(
        _month(p.reported_on) <= _month(p.month) + 1, p.reported_on <= period.end
    ).select(of=p.listing_id, number=_month(p.month))
    matched = whole.join(
        said,
        [
            whole.listing_id == said.of,
            said.number >= whole.since,
            said.number <= whole.until,
        ],
    )
    told = matched.group_by(told_id=matched.listing_id).aggregate(told=matched.number.nunique())
    joined = whole.join(told, whole.listing_id == told.told_id)
    part = joined.filter(joined.told == joined.until - joined.since + 1)
    return Ratio(
        part=records(part, "listing_id", LISTING), whole=records(whole, "listing_id", LISTING)
    )


@indicator("listings_published", "挂牌督办公示率", unit="比例", over="period", tags=TAGS)
def listings_published(t: Tables, period: Period) -> Ratio:
    """期内挂牌的督办件中，期末已公示的比例；按督办机构所在区划计入单位，期内没有挂牌的为未知。"""
    x = t.inspections_listing
    given = x.filter(within(x.listed_on, period)).select(
        "published_on", agency_id=x.listed_by_id, listing_id=x.id
    )
    whole = of_bodies(t, given)
    part = whole.filter(whole.published_on <= period.end)
    return Ratio(
        part=records(part, "listing_id", LISTING), whole=records(whole, "listing_id", LISTING)
    )
