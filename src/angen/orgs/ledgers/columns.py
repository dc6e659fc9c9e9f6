"""References and filters that several ledgers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from angen.desk.columns import Day, Ref
from angen.desk.filters import Subtree

GROUP = "队伍建设"
RECORDS = "台账"


@dataclass(frozen=True)
class Until(Day):
    """The last day of something; without one it goes on."""

    def text(self, value: Any) -> str:
        return super().text(value) or "至今"

    def entry(self, record: Any) -> str:
        return super().text(self.value(record))

    def logged(self, value: Any) -> Any:
        return super().text(value)


def area(name: str = "area", **more: Any) -> Ref:
    """An area, by name or code; with its parent where names repeat."""
    return Ref(
        name,
        see="orgs.see_areas",
        by=("name", "code"),
        qualifier="parent__name",
        ledger="areas",
        sort=more.pop("sort", True),
        sort_by=more.pop("sort_by", f"{name}__path"),
        search=True,
        example=more.pop("example", "莒县/招贤镇"),
        **more,
    )


def body(name: str = "agency", **more: Any) -> Ref:
    """A body, with its area where names repeat."""
    return Ref(
        name,
        see="orgs.see_agencies",
        by=("name",),
        qualifier="area__name",
        ledger="agencies",
        sort=more.pop("sort", True),
        search=True,
        example="招贤镇/招贤镇应急管理事务服务中心",
        **more,
    )


def person(name: str = "officer", **more: Any) -> Ref:
    """A person, by name or identity number; with the body where names repeat."""
    return Ref(
        name,
        see="orgs.see_people",
        by=("name", "identity_no"),
        qualifier="agency__name",
        ledger="officers",
        sort=True,
        search=True,
        example="招贤镇应急管理事务服务中心/王伟",
        **more,
    )


def under(path: str) -> Subtree:
    """The filter by area."""
    return Subtree("area", "区划", lookup=path)
