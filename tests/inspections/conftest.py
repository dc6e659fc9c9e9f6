"""A township office with three certified officers, its head, an enterprise, and a neighbour."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from angen.inspections.actions import visits, visits_flow
from angen.inspections.actions.visits import Scheme
from angen.inspections.actions.visits_sign import Signing
from angen.orgs.models import Account
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from factories import AccountFactory, AgencyFactory, AppointmentFactory, AreaFactory
from factories.enterprises import EnterpriseFactory
from factories.people import CertificateFactory

TODAY = dt.date(2026, 3, 10)
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass
class World:
    """Who and where."""

    county: Any
    town: Any
    other: Any
    office: Any
    bureau: Any
    officers: list[Any]
    certificates: list[Any]
    enterprise: Any
    officer: Account  # of the township, officers[0]
    head: Account  # of the township
    stranger: Account  # of the other township
    county_head: Account

    def scheme(self, **more: Any) -> Scheme:
        """An unplanned visit of two officers today."""
        asked = {
            "agency": self.office,
            "enterprise": self.enterprise,
            "origin": "unplanned",
            "planned_on": TODAY,
            "officers": self.officers[:2],
            "reason": "节前检查",
        }
        return Scheme(**asked | more)

    def proposed(self, **more: Any) -> Any:
        return visits.propose_visit(self.scheme(**more), by=self.officer)

    def approved(self, **more: Any) -> Any:
        visit = visits_flow.submit_visit(self.proposed(**more), by=self.officer)
        return visits_flow.approve_visit(visit, by=self.head)

    def begun(self, **more: Any) -> Any:
        return visits_flow.begin_visit(self.approved(**more), card_shown=True, by=self.officer)

    def signing(self, **more: Any) -> Signing:
        asked = {
            "ended_at": NOON + dt.timedelta(hours=1),
            "place": "冲压车间",
            "met_person": "王伟",
            "narrative": "查看了车间和记录。",
        }
        return Signing(**asked | more)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, clock: Any) -> World:
    for folder in shipped_folders():
        if folder.name == "national":
            install_pack(folder_files(folder), by=None)
    county = AreaFactory(level="county")
    town, other = (AreaFactory(level="township", parent=county) for _ in range(2))
    office = AgencyFactory(area=town)
    AgencyFactory(area=other)
    officers = [AppointmentFactory(agency=office).officer for _ in range(3)]
    bureau = AgencyFactory(area=county, kind="emergency_bureau")
    return World(
        county=county,
        town=town,
        other=other,
        office=office,
        bureau=bureau,
        officers=officers,
        certificates=[CertificateFactory(officer=one) for one in officers],
        enterprise=EnterpriseFactory(area=town, risk="yellow", features=["confined"]),
        officer=AccountFactory(
            role="township_officer", area=town, agency=office, officer=officers[0]
        ),
        head=AccountFactory(role="township_head", area=town, agency=office),
        stranger=AccountFactory(role="township_head", area=other),
        county_head=AccountFactory(role="county_brigade", area=county, agency=bureau),
    )
