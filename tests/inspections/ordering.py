"""A bureau and two townships that issue orders, with the packs of the country installed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from angen.inspections.actions.orders import issue_order
from angen.inspections.documents.building import Found, Line
from angen.inspections.models import Hazard, Inspection, Order
from angen.papers.actions import Delivery, serve
from angen.papers.states import Method
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from factories import AccountFactory, AgencyFactory, AppointmentFactory, AreaFactory, GrantFactory
from factories.enterprises import EnterpriseAccountFactory, EnterpriseFactory
from factories.inspections import HazardFactory, InspectionFactory, InspectionOfficerFactory
from factories.papers import LetterheadFactory
from factories.people import CertificateFactory

DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


@dataclass
class World:
    """Who and where."""

    county: Any
    town: Any
    bureau: Any
    office: Any
    officers: list[Any]
    officer: Any  # an account of the first officer of the township
    head: Any
    other_head: Any  # of another township
    brigade: Any
    enterprise: Any
    company: Any  # the account of the enterprise

    def delegate(self, **fields: Any) -> Any:
        """Let the township office act in the bureau's name."""
        return GrantFactory(
            grantee=self.office, grantor=self.bureau, document="咸应委〔2021〕1号", **fields
        )

    def visit(
        self, *, agency: Any = None, officers: Sequence[Any] = (), **fields: Any
    ) -> Inspection:
        """A visit under way today, by two officers unless told otherwise."""
        now = timezone.now()
        fields = {
            "state": "underway",
            "visited_on": today(),
            "started_at": now - dt.timedelta(hours=2),
            "planned_on": today(),
            "card_shown": True,
            **fields,
        }
        made: Inspection = InspectionFactory(
            agency=agency or self.office, enterprise=self.enterprise, **fields
        )
        for n, officer in enumerate(officers or self.officers[:2]):
            number = officer.certificates.first().number
            InspectionOfficerFactory(inspection=made, officer=officer, number=number, lead=n == 0)
        return made

    def hazard(self, visit: Inspection, **fields: Any) -> Hazard:
        """A hazard found on a visit."""
        made: Hazard = HazardFactory(
            enterprise=visit.enterprise,
            agency=visit.agency,
            inspection=visit,
            source="inspection",
            found_on=visit.visited_on,
            **fields,
        )
        return made

    def ordered(
        self, *, hazards: int = 1, days: int = 20, served: bool = True, **fields: Any
    ) -> Order:
        """An order to rectify so many hazards in so many days, served."""
        visit = self.visit()
        found = [self.hazard(visit, **fields) for _ in range(hazards)]
        lines = [Line(one, today() + days * DAY, "设备部", "王伟", "消除") for one in found]
        made = issue_order(visit, lines=lines, by=self.head)
        if served:
            self.serve(made)
        return made

    def serve(self, order: Order) -> None:
        delivery = Delivery(Method.DIRECT, "甲、乙", timezone.now(), recipient="王伟")
        assert order.paper is not None
        serve(order.paper, delivery, by=self.head)

    def recheck_visit(self, order: Order, **fields: Any) -> Inspection:
        """A recorded recheck visit that follows the visit of an order."""
        return self.visit(
            origin="recheck",
            state="recorded",
            ended_at=timezone.now(),
            reason="",
            **{"follows": order.inspection, **fields},
        )


def build() -> World:
    national = next(one for one in shipped_folders() if one.name == "national")
    install_pack(folder_files(national), by=None)
    county = AreaFactory(level="county", name="咸安区")
    town, other = (AreaFactory(level="township", parent=county) for _ in range(2))
    bureau = AgencyFactory(area=county, kind="emergency_bureau", name="咸安区应急管理局")
    office = AgencyFactory(area=town, name="双溪桥镇应急管理办公室")
    LetterheadFactory(agency=bureau, region="鄂咸安", office_head="咸安应急")
    LetterheadFactory(agency=office, region="鄂咸安双", office_head="双应急")
    officers = [AppointmentFactory(agency=office).officer for _ in range(3)]
    for one in officers:
        CertificateFactory(officer=one)
    enterprise = EnterpriseFactory(area=town, name="咸宁市某某木业有限公司")
    link = EnterpriseAccountFactory(
        enterprise=enterprise,
        account=AccountFactory(role="enterprise_user", area=town, name="木业公司"),
    )
    return World(
        county,
        town,
        bureau,
        office,
        officers,
        AccountFactory(role="township_officer", area=town, officer=officers[0]),
        AccountFactory(role="township_head", area=town, name="主任"),
        AccountFactory(role="township_head", area=other),
        AccountFactory(role="county_brigade", area=county),
        enterprise,
        link.account,
    )


def passed(hazard: Hazard, note: str = "已更换") -> Found:
    return Found(hazard, True, note)


def failed(hazard: Hazard, days: int, note: str = "仍未更换") -> Found:
    return Found(hazard, False, note, today() + days * DAY)
