"""Who answers for Xianning's enterprises, and the letters they signed: most, not all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from angen.demo.scribe import Scribe
from angen.demo.year.diary import Unit
from angen.enterprises.models import Enterprise, Letter, Responsible
from angen.enterprises.states import LetterKind, Link
from angen.orgs.models import Appointment, VillageOfficer

# How careful a township is: of six, three do it for all, two for most, one for hardly any.
TURN = (0, 0, 0, 1, 1, 2)
DONE = (3, 2, 1)  # of three enterprises
SINCE = dt.date(2018, 7, 2)


def care_of(code: str) -> int:
    """0 for the careful ones, 1 for the others, 2 for the careless."""
    return TURN[sum(map(int, code)) % len(TURN)]


class Duties:
    """Writes the duties of one township after another."""

    def __init__(self, scribe: Scribe, path: str) -> None:
        self.scribe = scribe
        posts = Appointment.objects.filter(agency__area__path__startswith=path)
        rows = posts.order_by("-pk").values_list("agency", "post", "officer")
        self.leaders = {body: one for body, post, one in rows if post == Appointment.Post.LEADER}
        self.staff = {body: one for body, post, one in rows if post != Appointment.Post.LEADER}
        villages = VillageOfficer.objects.filter(area__path__startswith=path)
        pairs = villages.order_by("-pk").values_list("area__parent", "pk")
        self.villages: dict[str | None, UUID] = dict(pairs)

    def write(self, unit: Unit, enterprises: Sequence[Enterprise], years: Sequence[int]) -> None:
        """Three links of persons and a letter a year, for as many as the township cares for."""
        for enterprise in enterprises[: DONE[care_of(unit.code)]]:
            self._persons(unit, enterprise)
            for year in years:
                self._letter(unit, enterprise, year)

    def _persons(self, unit: Unit, enterprise: Enterprise) -> None:
        body, village = unit.agency.pk, self.villages.get(unit.code)
        # Where no leader has a post of safety, one of the office stands in.
        leader, office = self.leaders.get(body, self.staff.get(body)), self.staff.get(body)
        if office is None or village is None:
            return
        for link, person in (
            (Link.LEADER, {"officer_id": leader}),
            (Link.OFFICE, {"officer_id": office}),
            (Link.VILLAGE, {"village_officer_id": village}),
        ):
            self.scribe.add(
                Responsible(enterprise=enterprise, link=link, valid_from=SINCE, **person)
            )

    def _letter(self, unit: Unit, enterprise: Enterprise, year: int) -> None:
        signed = max(SINCE, dt.date(year, 1, 22))
        for kind in (LetterKind.NOTICE, LetterKind.UNDERTAKING):
            self.scribe.add(
                Letter(
                    enterprise=enterprise,
                    kind=kind,
                    year=year,
                    signed_on=signed,
                    signed_by=enterprise.principal or "负责人",
                    valid_to=dt.date(year, 12, 31),
                    agency=unit.agency if kind == LetterKind.NOTICE else None,
                )
            )
