"""A county bureau over two townships, with heads, officers and kinds of deadlines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from angen.kernel.calendar import SHANGHAI, Due
from angen.orgs.models import Account, Agency, Area
from angen.rulebook.actions import folder_files, install_pack, shipped_folders
from angen.worklist import actions, kinds
from angen.worklist.models import Deadline
from factories import (
    AccountFactory,
    AgencyFactory,
    AgencyRelationFactory,
    AreaFactory,
    OfficerFactory,
)

RECHECK = kinds.Kind("test.recheck", "隐患复查", "去复查")
ALARM = kinds.Kind("test.alarm", "事故上报", "去上报", warn_values=(kinds.LAST_DAY,), urgent=True)


@pytest.fixture(autouse=True, scope="session")
def test_kinds():
    kinds.register(RECHECK)
    kinds.register(ALARM)
    yield
    kinds.unregister(RECHECK.name)
    kinds.unregister(ALARM.name)


def at(text: str) -> dt.datetime:
    """ "2026-03-02 09:00" in China."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class World:
    county: Area
    town: Area
    other_town: Area
    bureau: Agency
    office: Agency
    other_office: Agency
    chief: Account  # of the county bureau
    head: Account
    officer: Account
    stranger: Account  # head of the other township

    def expect(self, due: Due | dt.date, kind: str = "test.recheck", **fields) -> Deadline:
        """A deadline of the officer about the township's own record."""
        fields = {"officer": self.officer.officer, "title": "红旗厂隐患", **fields}
        return actions.expect(
            fields.pop("subject", self.town),
            kind,
            due if isinstance(due, Due) else Due(due),
            agency=fields.pop("agency", self.office),
            url="/hazards/1/",
            article=fields.pop("article", "安全生产法 第六十五条"),
            by=None,
            **fields,
        )


def build() -> World:
    county = AreaFactory(level="county", name="咸安区")
    town = AreaFactory(level="township", parent=county, name="双溪桥镇")
    other = AreaFactory(level="township", parent=county, name="汀泗桥镇")
    bureau = AgencyFactory(area=county, kind="emergency_bureau", name="咸安区应急管理局")
    office = AgencyFactory(area=town, name="双溪桥镇应急办")
    other_office = AgencyFactory(area=other, name="汀泗桥镇应急办")
    for one in (office, other_office):
        AgencyRelationFactory(agency=one, superior=bureau, kind="leads")
    person = OfficerFactory(agency=office, name="张三")
    return World(
        county,
        town,
        other,
        bureau,
        office,
        other_office,
        AccountFactory(role="county_brigade", area=county, agency=bureau, name="大队长"),
        AccountFactory(role="township_head", area=town, agency=office, name="主任"),
        AccountFactory(
            role="township_officer", area=town, agency=office, name="张三", officer=person
        ),
        AccountFactory(role="township_head", area=other, agency=other_office, name="邻镇主任"),
    )


@pytest.fixture
def world(db: None) -> World:
    """On the numbers of the national policy."""
    (folder,) = (one for one in shipped_folders() if one.name == "national")
    install_pack(folder_files(folder), by=None)
    return build()


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of every act: ``clock("2026-03-02 09:00")``."""

    def set_to(text: str) -> dt.datetime:
        moment = at(text)
        for module in ("deadlines", "pauses", "telling"):
            monkeypatch.setattr(f"angen.worklist.actions.{module}.this_moment", lambda: moment)
        monkeypatch.setattr("angen.worklist.actions.notices.now", lambda: moment)
        monkeypatch.setattr("angen.worklist.views.pages.this_moment", lambda: moment)
        return moment

    return set_to
