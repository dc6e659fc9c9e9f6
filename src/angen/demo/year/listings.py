"""Major hazards that counties listed under supervision in 2021, with their monthly progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from angen.demo.scribe import Scribe
from angen.inspections.models import Hazard, Listing, ListingProgress
from angen.inspections.states import ListingLevel, ListingState
from angen.orgs.models import Agency

LISTED = 12
DAY = dt.timedelta(1)


def write_listings(
    scribe: Scribe, majors: Sequence[Hazard], organisers: Mapping[str, Agency]
) -> None:
    """The dozen that took longest; all were accepted and taken off the list after their recheck."""
    longest = sorted(majors, key=lambda one: (_length(one), str(one.pk)), reverse=True)
    for hazard in longest[:LISTED]:
        listed = hazard.found_on + 6 * DAY
        assert hazard.closed_on is not None and hazard.due_on is not None
        county = organisers.get(str(hazard.area_id)[:6]) or organisers["371102"]
        listing = scribe.add(
            Listing(
                hazard=hazard,
                level=ListingLevel.COUNTY,
                proposed_by=hazard.agency,
                proposed_on=hazard.found_on + 2 * DAY,
                listed_by=county,
                supervisor=hazard.agency,
                person=scribe.people.name(),
                demands="停止使用有关设备设施，限期治理，未经验收不得恢复。",
                listed_on=listed,
                due_on=hazard.due_on + 20 * DAY,
                published_on=listed + 2 * DAY,
                published_at=f"{county.area.name}人民政府网站",
                acceptance_asked_on=hazard.closed_on,
                delisted_on=hazard.closed_on + 4 * DAY,
                delisting_published_on=hazard.closed_on + 6 * DAY,
                state=ListingState.DELISTED,
            )
        )
        progress(scribe, listing, listed, hazard.closed_on)


def progress(scribe: Scribe, listing: Listing, since: dt.date, until: dt.date) -> None:
    """A report at the end of every month between two days."""
    month, percent = since.replace(day=1), 0
    while True:
        end = (month + dt.timedelta(32)).replace(day=1) - DAY
        if end >= until:
            return
        percent = min(90, percent + scribe.random.randrange(25, 45))
        scribe.add(
            ListingProgress(
                listing=listing,
                month=month,
                percent=percent,
                said=f"治理方案已落实，设备改造完成约{percent}%，现场有专人看守。",
                reported_on=end,
            )
        )
        month = end + DAY


def _length(hazard: Hazard) -> int:
    return (hazard.closed_on - hazard.found_on).days if hazard.closed_on else 0
