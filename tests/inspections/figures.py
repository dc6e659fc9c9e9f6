"""A county with two townships and their bodies, visits made short, and the numbers of the nation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from angen.assess.facts import UnitFact, facts_on
from angen.inspections.models import Hazard, Inspection
from angen.policy.loader import load_pack
from angen.policy.pack import Pack
from factories import AgencyFactory, AppointmentFactory, AreaFactory
from factories.enterprises import EnterpriseFactory, SupervisionFactory
from factories.inspections import HazardFactory, InspectionFactory, InspectionOfficerFactory
from factories.people import CertificateFactory
from factories.plans import AnnualPlanFactory

__all__ = ["Decimal", "Figures", "facts_on", "made"]
ANSWERED = {"G001": "ok"}
ROOT = Path(__file__).resolve().parents[2]
END = dt.date(2022, 6, 30)
SPRING = dt.date(2022, 4, 1)


@cache
def national() -> Pack:
    return load_pack(ROOT / "packs/national")


@dataclass
class Figures:
    """Two townships; ``office`` and ``next_office`` are their bodies, two officers each."""

    county: Any
    town: Any
    next: Any
    office: Any
    next_office: Any
    officers: dict[int, list[Any]]

    def fact(
        self, name: str, unit: Any = None, end: dt.date = END, since: dt.date | None = SPRING
    ) -> UnitFact:
        code = (unit or self.town).pk
        return facts_on([code], end, [name], since, [national()])[code][name]

    def value(
        self, name: str, unit: Any = None, end: dt.date = END, since: dt.date | None = SPRING
    ):
        return self.fact(name, unit, end, since).value

    def enterprise(self, agency: Any = None, **given: Any) -> Any:
        """An enterprise the body supervises."""
        made = EnterpriseFactory(area=given.pop("area", self.town), **given)
        SupervisionFactory(enterprise=made, agency=agency or self.office)
        return made

    def visit(
        self,
        to: Any,
        on: dt.date,
        agency: Any = None,
        officers: int = 2,
        answers: Mapping[str, str] | None = ANSWERED,
        **given: Any,
    ) -> Inspection:
        """A recorded visit, approved the day before by another hand, with a filled checklist.

        A signed record is never changed: say here what it should lack. No ``answers``, no sheet.
        """
        body = agency or self.office
        at = dt.datetime.combine(on, dt.time(9), dt.UTC)
        made = InspectionFactory(
            **{
                "agency": body,
                "enterprise": to,
                "visited_on": on,
                "planned_on": on,
                "started_at": at,
                "ended_at": at + dt.timedelta(hours=1),
                "approved_at": at - dt.timedelta(days=1),
                "card_shown": True,
                "state": "recorded",
            }
            | given
        )
        for officer in self.officers[body.pk][:officers]:
            paper = officer.certificates.first()
            InspectionOfficerFactory(
                inspection=made, officer=officer, certificate=paper, number=paper.number
            )
        if answers is not None:
            made.sheets.create(sector="general", answers=dict(answers))
        return made

    def hazard(self, due: dt.date | None, **given: Any) -> Hazard:
        """A hazard of the enterprise's own check, being rectified unless told otherwise."""
        found = given.pop("found_on", (due or END) - dt.timedelta(days=20))
        made = HazardFactory(
            **{"agency": self.office, "found_on": found, "due_on": due, "state": "rectifying"}
            | given
        )
        return made

    def close(self, hazard: Hazard, on: dt.date, passed: bool = True) -> Hazard:
        """A recheck of a hazard; a passed one closes it."""
        look = hazard.agency.rechecks.create(
            kind="papers", enterprise=hazard.enterprise, checked_on=on
        )
        result = look.results.create(hazard=hazard, passed=passed)
        if passed:
            hazard.state, hazard.closed_on, hazard.closed_by = "closed", on, result
            hazard.save()
        return hazard

    def plan(self, agency: Any = None, **given: Any) -> Any:
        return AnnualPlanFactory(
            **{
                "agency": agency or self.office,
                "year": 2022,
                "state": "published",
                "approved_on": dt.date(2022, 1, 10),
                "approval_document": "1号",
                "filed_on": dt.date(2022, 1, 20),
                "published_on": dt.date(2022, 1, 25),
            }
            | given
        )


def made() -> Figures:
    county = AreaFactory(level="county")
    town, beside = (AreaFactory(level="township", parent=county) for _ in range(2))
    office, other = AgencyFactory(area=town), AgencyFactory(area=beside)
    officers = {
        body.pk: [AppointmentFactory(agency=body).officer for _ in range(2)]
        for body in (office, other)
    }
    for staff in officers.values():
        for one in staff:
            CertificateFactory(officer=one)
    return Figures(county, town, beside, office, other, officers)
