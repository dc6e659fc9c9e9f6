"""The living part of the demo: whatever the day is, every account has something to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from angen.demo.now.odd import check, odd_visits
from angen.demo.now.tasks import Task, expect_tasks
from angen.demo.now.township import Township
from angen.demo.scribe import Scribe
from angen.demo.year.follow import new_hazard
from angen.demo.year.sheets import look
from angen.enterprises.models import Enterprise
from angen.enterprises.states import Sector
from angen.inspections.models import Hazard, Listing
from angen.inspections.states import ListingLevel, Source
from angen.orgs.models import Account, Agency

DAY = dt.timedelta(1)
# Accounts above the township to the level at which they list.
ABOVE = {
    "xian": ListingLevel.COUNTY,
    "shi": ListingLevel.PREFECTURE,
    "xianning": ListingLevel.PREFECTURE,
    "hubei": ListingLevel.PROVINCE,
    "mile": ListingLevel.COUNTY,
    "liuyang": ListingLevel.COUNTY,
}


class Now:
    """Writes what is open today and puts it on the worklist."""

    def __init__(self, scribe: Scribe, accounts: Sequence[Account], today: dt.date) -> None:
        self.scribe, self.today = scribe, today
        self.accounts: Mapping[str, Account] = {one.username: one for one in accounts}
        self.tasks: list[Task] = []

    def write(self) -> None:
        """Make the records; ``expect`` follows when they are stored."""
        office = self.accounts["zhen"].agency
        assert office is not None
        county = Agency.objects.get(
            area_id=str(office.area_id)[:6], kind=Agency.Kind.EMERGENCY_BUREAU
        )
        township = Township(self.scribe, office, self.today, self.accounts)
        township.write(county)
        odd_visits(township)
        self._people(township)
        self.tasks += township.tasks
        for username, level in ABOVE.items():
            self._reported(self.accounts[username], level)

    def expect(self) -> int:
        """Put everything on the worklist; returns how much it is."""
        check(self.today, self.accounts["xian"])
        return expect_tasks(self.tasks)

    def _people(self, township: Township) -> None:
        """The accounts of the township are those of its director and of one of its officers."""
        pairs = (("zhuren", township.staff[0][0]), ("zhen", township.staff[1][0]))
        for username, officer in pairs:
            account = self.accounts[username]
            account.officer = officer
            account.save(update_fields=["officer"])

    def _reported(self, account: Account, level: ListingLevel) -> None:
        """An enterprise reported a major hazard of its own; the township asks to have it listed."""
        body = account.agency
        assert body is not None
        near = Enterprise.objects.filter(
            area__path__startswith=body.area.path, sector=Sector.CHEMICALS
        )
        enterprise = near.order_by("code").last()
        if enterprise is None:
            return
        hazard = self._major(enterprise, body)
        self.tasks.append(self._task("handle_major", "hazard", hazard, body, 2))
        listing = self.scribe.add(
            Listing(
                hazard=hazard,
                level=level,
                proposed_by=body,
                proposed_on=self.today - DAY,
                listed_by=body,
                supervisor=body,
                demands="限期治理，未经验收不得恢复使用。",
            )
        )
        self.tasks.append(self._task("decide_listing", "listing", listing, body, 6))

    def _major(self, enterprise: Enterprise, body: Agency) -> Hazard:
        day = self.today - 3 * DAY
        found = look(self.scribe.random, enterprise.sector, day, 0, 1).found
        hazard = new_hazard(self.scribe, enterprise, body, found[0], day)
        hazard.source = Source.SELF_CHECK
        return hazard

    def _task(
        self, kind: str, page: str, subject: Hazard | Listing, body: Agency, days: int
    ) -> Task:
        return Task(
            f"inspections.{kind}",
            f"inspections:{page}",
            subject,
            subject,
            self.today + dt.timedelta(days),
            body,
            str(subject)[:180],
        )
